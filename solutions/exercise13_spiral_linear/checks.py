"""Hidden checks of the spiral and the linear classifier: 100 points."""

import math
from itertools import pairwise

import pytest
import torch
from torch import nn

from grader.compare import close, default_of, either, require

# What runs beside the student's code.


def spirals(module, options, seeds):
    """Call make_spiral twice with one generator, then note what torch's global generator draws next."""
    own, global_seed = seeds
    torch.manual_seed(global_seed)
    if own is not None:
        options = {**options, "generator": torch.Generator().manual_seed(own)}
    first, second = module.make_spiral(**options), module.make_spiral(**options)
    return first, second, torch.rand(4)


def call_with(function, name, stand_in, *args, **kwargs):
    """Call a function of the student's while one that it may use is replaced, if a stand-in for it is given."""
    if stand_in is None:
        return function(*args, **kwargs)
    inner = function
    while hasattr(inner, "__wrapped__"):
        inner = inner.__wrapped__
    names = inner.__globals__
    own = names[name]
    names[name] = lambda logits, *more: stand_in(logits.detach(), *more)  # a graph cannot cross
    try:
        return function(*args, **kwargs)
    finally:
        names[name] = own


def predict_replaced(module, predict, logits, y):
    """Call accuracy with another predict in the place of the student's."""
    return call_with(module.accuracy, "predict", predict, logits, y)


def kind(thing):
    """Name the class of torch.nn that a thing belongs to, also for a subclass of it."""
    names = [parent.__name__ for parent in type(thing).__mro__ if parent.__module__.startswith("torch.nn")]
    return [*names, type(thing).__name__][0]


def built(module, sizes):
    model = module.build_linear(**sizes)
    parts = list(model) if isinstance(model, nn.Sequential) else []
    parameters = [list(part.parameters()) for part in parts]
    return {
        "model": kind(model),
        "layers": [kind(part) for part in parts],
        "parameter shapes": [[list(parameter.shape) for parameter in group] for group in parameters],
        "dtypes": [[parameter.dtype for parameter in group] for group in parameters],
        "learnable": [[parameter.requires_grad for parameter in group] for group in parameters],
    }


def put(parameters, values):
    with torch.no_grad():
        for parameter, value in zip(parameters, values, strict=True):
            parameter.copy_(value)


def outputs_of_built(module, values, x):
    """Put known weights into a network from build_linear, and run it in both modes."""
    model = module.build_linear(3, 4, 2)
    put(list(model.parameters()), values)
    return model.train()(x), model.eval()(x)


def two_built(module):
    """Build two networks and change the first; return what is in the second."""
    models = [module.build_linear(2, 3, 2) for _ in range(2)]
    for model, number in zip(models, (3.0, 5.0), strict=True):
        put(model.parameters(), [torch.tensor(number)] * 4)
    return [list(model.parameters()) for model in models]


def built_and_trained(module, seed, X, y):
    torch.manual_seed(seed)
    model = module.build_linear()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for _ in range(30):
        optimizer.zero_grad()
        nn.CrossEntropyLoss()(model(X), y).backward()
        optimizer.step()
    return list(model.parameters())


def stack(layers):
    """Make an nn.Sequential of nn.Linear from pairs (weight, bias or None)."""
    parts = []
    for weight, bias in layers:
        part = nn.Linear(weight.shape[1], weight.shape[0], bias=bias is not None, dtype=weight.dtype)
        put(part.parameters(), [weight] if bias is None else [weight, bias])
        parts.append(part)
    return nn.Sequential(*parts)


def collapsed(module, layers):
    return module.collapse(stack(layers))


def learns_on(module, layers):
    """Collapse a model, change the model, then look at the result."""
    model = stack(layers)
    weight, bias = module.collapse(model)
    put(model.parameters(), [torch.zeros(())] * len(list(model.parameters())))
    return {"weight": weight, "bias": bias, "requires gradient": [weight.requires_grad, bias.requires_grad]}


def collapse_traces(module, layers, training):
    """Collapse a model that has gradients and a frozen layer; return the result and all that may have changed."""
    model = stack(layers).train(training)
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 3.0)
    model[0].requires_grad_(False)
    result = module.collapse(model)
    return {
        "result": [value.detach() for value in result],
        "layers": len(model),
        "parameters": list(model.parameters()),
        "gradients": [parameter.grad for parameter in model.parameters()],
        "learnable": [parameter.requires_grad for parameter in model.parameters()],
        "modes": [part.training for part in model.modules()],
    }


def collapse_named(module, names):
    parts = [nn.Linear(3, 3) if name == "Linear" else getattr(nn, name)() for name in names]
    return module.collapse(nn.Sequential(*parts))


class Curved(nn.Module):
    """A small network that is no nn.Sequential and not linear."""

    def __init__(self, weights):
        super().__init__()
        self.weights = nn.ParameterList([nn.Parameter(weight.clone()) for weight in weights])

    def forward(self, x):
        first, shift, second, offset = self.weights
        return (x @ first.T + shift).tanh() @ second.T + offset


def trained(module, weights, X, y, calls, accuracy):
    """Train a small model by several calls in a row; where an accuracy is given, it stands in for the student's."""
    pairs = [(weights[0], weights[1]), (weights[2], weights[3])]
    model = Curved(weights) if len(calls) > 1 else stack(pairs)
    train = module.train_classifier
    histories = [call_with(train, "accuracy", accuracy, model, X, y, **options) for options in calls]
    return {"history": histories, "parameters": list(model.parameters())}


def trained_after_gradients(module, weights, X, y, accuracy):
    """Train a model that comes with gradients."""
    model = Curved(weights)
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 3.0)
    history = call_with(module.train_classifier, "accuracy", accuracy, model, X, y, 0.1, 3, 0.01)
    return {"history": [history], "parameters": list(model.parameters())}


def epochs_by_default(module, X, y):
    module.train_classifier(nn.Linear(1, 2), X, y, epochs=1)  # what a signature says is nothing before there is a body
    told = default_of(module.train_classifier, "epochs")
    if isinstance(told, int) and told > 0:  # so many steps take longer than all other checks together
        return told
    history = module.train_classifier(nn.Linear(1, 2), X, y)
    return len(history) if isinstance(history, list) else history


def data_afterwards(module, weights, X, y):
    model = stack([(weights[0], weights[1]), (weights[2], weights[3])])
    history = module.train_classifier(model, X, y, 0.1, 2, 0.01)
    return {"epochs": len(history), "X": X, "y": y}


def spiral_learnt(module, weights, X, y):
    model = stack([(weights[0], weights[1]), (weights[2], weights[3])])
    module.train_classifier(model, X, y, lr=0.5, epochs=30)
    return list(model.parameters())


# What runs here.


def fresh_seed():
    return torch.randint(2**31, ()).item()


def fresh_generator():
    return torch.Generator().manual_seed(fresh_seed())


def uniform(*shape, dtype=torch.float64):
    """Draw numbers whose sizes lie between 0.3 and 1.3, so that none is nearly 0."""
    return (0.3 + torch.rand(shape, dtype=dtype)) * (1 - 2 * torch.randint(2, shape))


def linear_layers(*sizes, without_bias=(), dtype=torch.float64):
    return [
        (uniform(m, n, dtype=dtype), None if k in without_bias else uniform(m, dtype=dtype))
        for k, (n, m) in enumerate(pairwise(sizes))
    ]


def weights_of(n_in, hidden, n_out, dtype=torch.float64):
    return [value for pair in linear_layers(n_in, hidden, n_out, dtype=dtype) for value in pair]


def samples(n, classes=3, dtype=torch.float64):
    return torch.randn(n, 2, dtype=dtype), torch.randint(classes, (n,))


def is_data(data, n, classes):
    """Ask whether data is a pair (X, y) with the right shapes and dtypes, and finite."""
    whole = isinstance(data, tuple) and len(data) == 2 and all(isinstance(part, torch.Tensor) for part in data)
    shapes = [((n * classes, 2), torch.float32), ((n * classes,), torch.int64)]
    return whole and [(tuple(part.shape), part.dtype) for part in data] == shapes and bool(data[0].isfinite().all())


def angles(data, n, classes):
    """Return by how much each point is turned, (classes, n), having made sure that the rest is right."""
    require(is_data(data, n, classes), "X or y is not a tensor of the right shape and dtype.")
    X, y = data
    close(y, torch.arange(classes).repeat_interleave(n), name="y")
    t = torch.linspace(0, 1, n).repeat(classes)
    close(X.norm(dim=1), t, rtol=0.0, atol=2e-5, name="the distance from the origin")
    step = torch.linspace(0, 2, n, dtype=torch.float64)
    bare = 2 * math.pi / classes * (torch.arange(classes)[:, None] + step)
    turned = torch.atan2(X[:, 0], X[:, 1]).view(classes, n).double() - bare
    return torch.remainder(turned + math.pi, 2 * math.pi) - math.pi


def share_of_right(parameters, shapes, X, y):
    """Count the hits of the network whose parameters came back."""
    whole = isinstance(parameters, list) and all(isinstance(value, torch.Tensor) for value in parameters)
    require(
        whole and [(tuple(p.shape), p.dtype) for p in parameters] == [(shape, torch.float32) for shape in shapes],
        "The model no longer has the parameters with which it came.",
    )
    first, shift, second, offset = parameters
    logits = (X @ first.T + shift) @ second.T + offset
    return (logits.argmax(dim=1) == y).double().mean().item(), nn.functional.cross_entropy(logits, y).item()


def bare_spiral(n):
    """Return a noisy spiral with three arms."""
    t, steps = torch.linspace(0, 1, n), torch.linspace(0, 2, n)
    angle = 2 * math.pi / 3 * (torch.arange(3)[:, None] + steps) + 0.2 * torch.randn(3, n)
    return torch.stack((t * angle.sin(), t * angle.cos()), dim=2).view(-1, 2), torch.arange(3).repeat_interleave(n)


SHAPES = [(100, 2), (100,), (3, 100), (3,)]


def compare_accuracy(submission, solution, logits, y):
    """Compare the accuracy; a student's own predict, right or wrong, makes no difference."""
    expected = solution.accuracy(logits, y)

    def with_right_predict():
        got = submission.run(predict_replaced, lambda rows: solution.predict(rows), logits, y)
        close(got, expected, rtol=1e-6, name="the accuracy")

    def own():
        close(submission.accuracy(logits, y), expected, rtol=1e-6, name="the accuracy")

    either(own, with_right_predict)


def without_accuracy(training):
    """Return losses and parameters."""
    losses = [[loss for loss, _ in history] for history in training["history"]]
    return {"losses": losses, "parameters": training["parameters"]}


def compare_training(submission, solution, probe, *arguments, rtol=1e-8):
    """Compare a training; a student's own accuracy, right or wrong, makes no difference.

    An accuracy may be rounded to float32; losses and parameters may not.
    """
    expected = solution.run(probe, *arguments, None)

    def compare(accuracy):
        got = submission.run(probe, *arguments, accuracy)
        close(got, expected, rtol=max(rtol, 1e-6), name="the training")
        close(without_accuracy(got), without_accuracy(expected), rtol=rtol, name="the training")

    either(lambda: compare(None), lambda: compare(lambda logits, y: solution.accuracy(logits, y)))


# make_spiral: 24 points


@pytest.mark.points(10)
@pytest.mark.parametrize(
    ("n", "classes"),
    [
        pytest.param(50, 3, id="three classes"),
        pytest.param(7, 2, id="two classes"),
        pytest.param(12, 1, id="one class"),
        pytest.param(5, 5, id="as many points as classes"),
        pytest.param(1, 4, id="one point per class"),
    ],
)
def test_spiral_formula(submission, solution, n, classes):
    """Without noise make_spiral gives the points of the formula, class after class, and their classes."""
    expected = solution.make_spiral(n, classes, 0.0)
    close(submission.make_spiral(n, classes, 0.0), expected, rtol=0.0, atol=2e-5, name="(X, y)")


@pytest.mark.points(8)
@pytest.mark.parametrize(
    ("classes", "noise", "options"),
    [
        pytest.param(3, 0.2, {}, id="everything by default"),
        pytest.param(2, 0.45, {"n_per_class": 1000, "n_classes": 2, "noise": 0.45}, id="much noise"),
    ],
)
def test_spiral_noise(submission, classes, noise, options):
    """Noise turns every point by a normal number of its own with the standard deviation `noise`, nothing else."""
    n = 1000
    turned = angles(submission.make_spiral(**options, generator=fresh_generator()), n, classes)
    z = turned[:, 100:] / noise  # near the origin the angle of a float32 point is not exact
    halves = z.view(2 * classes, 450)
    require(halves.mean(dim=1).abs().max().item() < 0.27, "The noise in the angle has not the mean 0 everywhere.")
    spread = (halves.std(dim=1) - 1).abs().max().item()
    require(spread < 0.19, "The noise in the angle has not the standard deviation `noise` everywhere.")
    share = (z.abs() < 1).double().mean().item()
    require(abs(share - 0.6827) < 0.06, "The noise in the angle is not normal.")
    neighbours = [z[:, k:].flatten() @ z[:, :-k].flatten() / z[:, k:].numel() for k in (1, 2)]
    arms = [z[a] @ z[b] / z.shape[1] for a in range(classes) for b in range(a)]
    alike = torch.stack(neighbours + arms).abs().max().item()
    require(alike < 0.2, "Not every point of every class has noise of its own.")


@pytest.mark.points(3)
@pytest.mark.parametrize("given", [pytest.param(True, id="a generator"), pytest.param(False, id="the global one")])
def test_spiral_generator(submission, given):
    """The noise follows the state of the generator, and goes on from there in a second call."""
    seeds = [fresh_seed() for _ in range(4)]
    pairs = [(seeds[0], seeds[1]), (seeds[0], seeds[2]), (seeds[3], seeds[1])]
    if not given:
        pairs = [(None, seeds[0]), (None, seeds[0]), (None, seeds[1])]
    runs = [submission.run(spirals, {"n_per_class": 20}, pair) for pair in pairs]
    for first, second, _ in runs:
        require(
            is_data(first, 20, 3) and is_data(second, 20, 3), "X or y is not a tensor of the right shape and dtype."
        )
    once, again, other = ([first[0], second[0]] for first, second, _ in runs)
    require(torch.equal(once[0], again[0]), "The same state of the generator gives other data the next time.")
    require(not torch.allclose(once[0], other[0]), "The state of the generator makes no difference.")
    require(not torch.allclose(once[0], once[1]), "A second call draws the same numbers again.")


@pytest.mark.points(1)
def test_spiral_global_generator(submission):
    """With a generator of its own make_spiral leaves torch's global one as it is."""
    seeds = [fresh_seed(), fresh_seed()]
    first, second, draws = submission.run(spirals, {"n_per_class": 20}, seeds)
    require(is_data(first, 20, 3) and is_data(second, 20, 3), "X or y is not a tensor of the right shape and dtype.")
    require(not torch.allclose(first[0], second[0]), "A second call draws the same numbers again.")
    expected = torch.rand(4, generator=torch.Generator().manual_seed(seeds[1]))
    close(draws, expected, name="what torch's global generator draws afterwards")


@pytest.mark.points(2)
@pytest.mark.parametrize(
    "bad",
    [
        pytest.param({"n_per_class": 0}, id="no points"),
        pytest.param({"n_per_class": -3}, id="fewer than no points"),
        pytest.param({"n_classes": 0}, id="no classes"),
        pytest.param({"n_classes": -2}, id="fewer than no classes"),
    ],
)
def test_spiral_refusals(submission, solution, bad):
    """make_spiral refuses less than one point or less than one class with a ValueError."""
    options = {"n_per_class": 4, "n_classes": 2, "noise": 0.0}
    close(submission.make_spiral(**options), solution.make_spiral(**options), rtol=0.0, atol=2e-5, name="(X, y)")
    with pytest.raises(ValueError):
        submission.make_spiral(**{**options, **bad})


# predict: 10 points

LOGITS = [
    pytest.param(lambda: torch.randn(9, 4, dtype=torch.float64), id="many rows"),
    pytest.param(lambda: -1 - torch.rand(5, 5, dtype=torch.float64), id="as many rows as columns, all negative"),
    pytest.param(lambda: torch.randn(1, 6), id="one row, float32"),
    pytest.param(lambda: torch.randn(4, 1, dtype=torch.float64), id="one column"),
    pytest.param(lambda: torch.randn(3, 8, dtype=torch.float64).T, id="a transposed tensor"),
    pytest.param(lambda: 500 * torch.randn(3, 8, dtype=torch.float64, requires_grad=True), id="large, from a model"),
]


@pytest.mark.points(9)
@pytest.mark.parametrize("make", LOGITS)
def test_prediction(submission, solution, make):
    """predict gives the largest logit of each row and its column."""
    logits = make()
    close(submission.predict(logits), solution.predict(logits), rtol=0.0, atol=0.0, name="the prediction")


@pytest.mark.points(1)
def test_prediction_argument(submission, solution):
    """predict leaves the logits as they are."""
    logits = torch.randn(4, 3, dtype=torch.float64)
    result, arguments = submission.observe("predict", logits)
    close((result, arguments[0]), (solution.predict(logits), logits), name="the prediction and the logits afterwards")


# accuracy: 16 points


def some_right(n, classes, share, dtype=torch.float64):
    """Make logits, and classes of which about a share is right."""
    logits = torch.randn(n, classes, dtype=dtype)
    best = logits.argmax(dim=1)
    wrong = (best + 1 + torch.randint(max(classes - 1, 1), (n,))) % classes
    return logits, torch.where(torch.arange(n) < round(share * n), best, wrong)


@pytest.mark.points(10)
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: some_right(20, 3, 0.65), id="many rows"),
        pytest.param(lambda: some_right(5, 5, 0.6), id="as many rows as classes"),
        pytest.param(lambda: some_right(7, 4, 1.0, torch.float32), id="all right, float32"),
        pytest.param(lambda: some_right(6, 2, 0.0), id="all wrong"),
        pytest.param(lambda: some_right(1, 3, 1.0), id="one row"),
        pytest.param(lambda: some_right(600, 3, 0.43), id="very many rows"),
        pytest.param(lambda: (torch.randn(3, 3).requires_grad_(), torch.tensor([1, 2, 0])), id="from a model"),
        pytest.param(lambda: (-3 - torch.rand(4, 9).T, torch.arange(9) % 4), id="negative, transposed"),
    ],
)
def test_accuracy(submission, solution, make):
    """accuracy is the share of the rows whose largest logit is at the right class, as a Python float."""
    compare_accuracy(submission, solution, *make())


@pytest.mark.points(1)
def test_accuracy_arguments(submission, solution):
    """accuracy leaves logits and y as they are."""
    logits, y = some_right(5, 3, 0.6)
    compare_accuracy(submission, solution, logits, y)
    close(submission.observe("accuracy", logits, y)[1], [logits, y], name="logits and y afterwards")


@pytest.mark.points(5)
@pytest.mark.parametrize(
    ("logits_shape", "y_shape"),
    [
        pytest.param((4, 3), (4, 1), id="y is a column"),
        pytest.param((4, 3), (1, 4), id="y is a row"),
        pytest.param((4, 3), (1,), id="y has one entry"),
        pytest.param((4, 3), (5,), id="y is too long"),
        pytest.param((4, 3), (3,), id="y is too short"),
        pytest.param((4, 3), (), id="y is a number"),
        pytest.param((4, 4), (4, 4), id="y is a table"),
        pytest.param((4,), (4,), id="logits with one dimension"),
        pytest.param((4, 3, 2), (4,), id="logits with three dimensions"),
        pytest.param((0, 3), (0,), id="no rows"),
    ],
)
def test_accuracy_refusals(submission, solution, logits_shape, y_shape):
    """accuracy refuses shapes that do not fit, and an empty set, with a ValueError."""
    compare_accuracy(submission, solution, *some_right(4, 3, 0.75))
    with pytest.raises(ValueError):
        submission.accuracy(torch.randn(logits_shape), torch.zeros(y_shape, dtype=torch.int64))


# build_linear: 11 points


@pytest.mark.points(6)
@pytest.mark.parametrize(
    "sizes",
    [
        pytest.param({}, id="sizes by default"),
        pytest.param({"in_features": 5, "hidden": 7, "out_features": 4}, id="other sizes"),
        pytest.param({"in_features": 3, "hidden": 1, "out_features": 6}, id="one hidden unit"),
    ],
)
def test_linear_layers(submission, solution, sizes):
    """build_linear makes an nn.Sequential of two nn.Linear of the right sizes, and of nothing else."""
    close(submission.run(built, sizes), solution.run(built, sizes), name="the model")


@pytest.mark.points(2)
def test_linear_outputs(submission, solution):
    """With known weights a network from build_linear gives what the two layers give, in both modes."""
    values = weights_of(3, 4, 2, dtype=torch.float32)
    x = 3 * torch.randn(6, 3)
    arguments = (outputs_of_built, values, x)
    close(submission.run(*arguments), solution.run(*arguments), name="the outputs in both modes")


@pytest.mark.points(1)
def test_linear_separate(submission, solution):
    """Two networks from build_linear share no weights."""
    close(submission.run(two_built), solution.run(two_built), name="the weights of the two networks")


@pytest.mark.points(2)
def test_linear_learns(submission):
    """A network from build_linear can be trained: on the spiral it comes to about one half."""
    X, y = bare_spiral(60)
    parameters = submission.run(built_and_trained, fresh_seed(), X, y)
    share, loss = share_of_right(parameters, SHAPES, X, y)
    require(0.37 < share < 0.63, f"The trained network is right for {share:.0%} of the points, not for about one half.")
    require(loss < 0.9, "Training the network does not bring its loss down as far as that of a linear classifier.")


# collapse: 20 points


@pytest.mark.points(11)
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: linear_layers(3, 5, 4), id="two layers"),
        pytest.param(lambda: linear_layers(3, 4), id="one layer"),
        pytest.param(lambda: linear_layers(3, 5, 6, 2), id="three layers"),
        pytest.param(lambda: linear_layers(2, 3, 4, 3, 5, 2), id="five layers"),
        pytest.param(lambda: linear_layers(3, 3, 3, 3), id="square layers"),
        pytest.param(lambda: linear_layers(4, 1, 3), id="a bottleneck"),
        pytest.param(lambda: linear_layers(3, 6, 2, dtype=torch.float32), id="float32"),
        pytest.param(lambda: linear_layers(2, 3, 4, without_bias=(0,)), id="first layer without bias"),
        pytest.param(lambda: linear_layers(2, 3, 4, without_bias=(1,)), id="last layer without bias"),
        pytest.param(lambda: linear_layers(2, 3, 4, without_bias=(0, 1)), id="no bias at all"),
        pytest.param(lambda: linear_layers(2, 3, without_bias=(0,)), id="one layer without bias"),
    ],
)
def test_collapse(submission, solution, make):
    """collapse gives weight and bias of the one layer that does the same as the model."""
    layers = make()
    float32 = layers[0][0].dtype == torch.float32
    expected = solution.run(collapsed, layers)
    close(submission.run(collapsed, layers), expected, rtol=1e-4 if float32 else 1e-9, name="(weight, bias)")


@pytest.mark.points(3)
@pytest.mark.parametrize("sizes", [pytest.param((3, 5, 4), id="two layers"), pytest.param((3, 4), id="one layer")])
def test_collapse_detached(submission, solution, sizes):
    """What collapse returns needs no gradient, and stays as it is when the model learns on."""
    layers = linear_layers(*sizes)
    close(submission.run(learns_on, layers), solution.run(learns_on, layers), name="the result after a change")


@pytest.mark.points(2)
@pytest.mark.parametrize(
    "training", [pytest.param(True, id="training mode"), pytest.param(False, id="evaluation mode")]
)
def test_collapse_traces(submission, solution, training):
    """collapse changes nothing about the model: weights, gradients, modes."""
    layers = linear_layers(3, 4, 2)
    arguments = (collapse_traces, layers, training)
    close(submission.run(*arguments), solution.run(*arguments), name="the result and the model afterwards")


@pytest.mark.points(4)
@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["Linear", "ReLU", "Linear"], id="ReLU between"),
        pytest.param(["Linear", "Linear", "Softmax"], id="Softmax at the end"),
        pytest.param(["Tanh", "Linear"], id="Tanh at the beginning"),
        pytest.param(["Linear", "Dropout", "Linear"], id="Dropout between"),
        pytest.param(["Linear", "Identity", "Linear"], id="Identity between"),
        pytest.param(["Sigmoid"], id="no linear layer"),
        pytest.param([], id="empty"),
    ],
)
def test_collapse_refusals(submission, solution, names):
    """collapse refuses an empty model, and one with anything but nn.Linear in it, with a ValueError."""
    layers = linear_layers(3, 3)
    close(submission.run(collapsed, layers), solution.run(collapsed, layers), name="(weight, bias)")
    with pytest.raises(ValueError):
        submission.run(collapse_named, names)


# train_classifier: 19 points


@pytest.mark.points(9)
@pytest.mark.parametrize(
    ("make", "calls"),
    [
        pytest.param(lambda: samples(12), [{"lr": 0.1, "epochs": 12, "weight_decay": 0.01}], id="twelve epochs"),
        pytest.param(lambda: samples(150), [{"lr": 0.5, "epochs": 2, "weight_decay": 0.0}], id="many samples"),
        pytest.param(lambda: samples(3), [{"lr": 0.2, "epochs": 3, "weight_decay": 0.0}], id="no decay"),
        pytest.param(lambda: samples(1), [{"lr": 0.2, "epochs": 3, "weight_decay": 0.3}], id="one sample, much decay"),
        pytest.param(
            lambda: samples(7),
            [{"lr": 0.3, "epochs": 2, "weight_decay": 0.1}, {"lr": 0.1, "epochs": 3, "weight_decay": 0.0}],
            id="two calls, a model with a bend",
        ),
        pytest.param(lambda: samples(6), [{"lr": 0.0, "epochs": 2, "weight_decay": 0.1}], id="lr = 0"),
        pytest.param(
            lambda: (torch.randn(2, 8, dtype=torch.float64).T, torch.arange(8) % 3),
            [{"lr": 0.1, "epochs": 3, "weight_decay": 0.01}],
            id="transposed X",
        ),
        pytest.param(
            lambda: samples(9, dtype=torch.float32), [{"lr": 0.1, "epochs": 4, "weight_decay": 0.1}], id="float32"
        ),
    ],
)
def test_training(submission, solution, make, calls):
    """train_classifier gives loss and accuracy of every epoch, from before its step, and the right weights."""
    X, y = make()
    weights = weights_of(2, 5, 3, dtype=X.dtype)
    rtol = 1e-4 if X.dtype == torch.float32 else 1e-8
    compare_training(submission, solution, trained, weights, X, y, calls, rtol=rtol)


@pytest.mark.points(2)
def test_training_gradients(submission, solution):
    """Gradients that the model has when it comes make no difference."""
    compare_training(submission, solution, trained_after_gradients, weights_of(2, 5, 3), *samples(6))


@pytest.mark.points(3)
@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"epochs": 3, "weight_decay": 0.1}, id="lr"),
        pytest.param({"epochs": 3, "lr": 1.0}, id="weight_decay"),
    ],
)
def test_training_defaults(submission, solution, options):
    """lr and weight_decay have the values of the signature when they are left out."""
    compare_training(submission, solution, trained, weights_of(2, 5, 3), *samples(6), [options])


@pytest.mark.points(1)
def test_training_epochs(submission, solution):
    """Without epochs train_classifier trains for as many as the signature says."""
    X, y = torch.ones(1, 1), torch.zeros(1, dtype=torch.int64)
    close(submission.run(epochs_by_default, X, y), solution.run(epochs_by_default, X, y), name="the number of epochs")


@pytest.mark.points(1)
def test_training_no_epochs(submission, solution):
    """With epochs = 0 train_classifier returns an empty list and makes no step, before and after other calls."""
    calls = [{"epochs": 1, "lr": 0.1}, {"epochs": 0}]
    compare_training(submission, solution, trained, weights_of(2, 5, 3), *samples(6), calls)


@pytest.mark.points(1)
def test_training_data(submission, solution):
    """train_classifier leaves X and y as they are."""
    arguments = (data_afterwards, weights_of(2, 5, 3), *samples(6))
    close(submission.run(*arguments), solution.run(*arguments), name="the number of epochs and the data afterwards")


@pytest.mark.points(2)
def test_half_of_the_spiral(submission):
    """train_classifier brings two linear layers to about one half of the spiral, and no farther."""
    X, y = bare_spiral(60)
    weights = [0.3 * torch.randn(shape) for shape in SHAPES]
    share, loss = share_of_right(submission.run(spiral_learnt, weights, X, y), SHAPES, X, y)
    require(0.37 < share < 0.63, f"The trained network is right for {share:.0%} of the points, not for about one half.")
    require(loss < 0.9, "The training does not bring the loss down as far as a linear classifier can.")
