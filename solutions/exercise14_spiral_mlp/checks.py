"""Hidden checks of the spiral MLP: 100 points."""

import math

import pytest
import torch
from torch import nn

from grader.compare import close, default_of, require

ONE_HIDDEN, TWO_HIDDEN = [(2, 100), (100, 3)], [(2, 64), (64, 64), (64, 3)]
EPOCHS, ROWS, BATCH = 4, 33, 8  # of the checks that watch the batches: 8, 8, 8, 8, 1


# What runs beside the student's code.


def fill(model, scale):
    """Give every parameter known values, whatever its name and shape."""
    with torch.no_grad():
        for parameter in model.parameters():
            wave = torch.sin(torch.arange(1, parameter.numel() + 1, dtype=torch.float64))
            parameter.copy_(scale * wave.view_as(parameter))


def torch_class(thing):
    """Name the class of torch.nn that a thing belongs to, also for a subclass of it."""
    names = [kind.__name__ for kind in type(thing).__mro__ if kind.__module__.startswith("torch.nn")]
    return [*names, type(thing).__name__][0]


def layers(module, in_features, hidden, out_features):
    net = module.build_mlp(in_features, hidden, out_features)
    parts = list(net) if isinstance(net, nn.Sequential) else []
    shapes = [list(parameter.shape) for part in parts for parameter in part.parameters()]
    return {"network": torch_class(net), "layers": [torch_class(part) for part in parts], "parameter shapes": shapes}


def tanh_outputs(module, scale, X):
    net = module.build_mlp(2, [5, 4], 3, nn.Tanh)
    fill(net, scale)
    return net(X)


def prelu_slopes(module):
    net = module.build_mlp(2, [4, 4, 4], 3, activation=lambda: nn.PReLU(init=0.5))
    slopes = [part.weight for part in net if isinstance(part, nn.PReLU)]
    with torch.no_grad():
        for first in slopes[:1]:
            first.fill_(0.125)
    return slopes


def hidden_afterwards(module, hidden):
    net = module.build_mlp(2, hidden, 3)
    return {"network": torch_class(net), "parameters": len(list(net.parameters())[:1]), "hidden": hidden}


def relu_slope(module, x):
    """Differentiate relu; return a text instead where nn.ReLU did the work."""
    taken, own = [], nn.ReLU.forward
    x.requires_grad_()
    try:
        nn.ReLU.forward = lambda self, x: taken.append(self) or x
        module.relu(x).sum().backward()
    finally:
        nn.ReLU.forward = own
    return "nn.ReLU" if taken else x.grad


def sigmoid_slope(module, x):
    x.requires_grad_()
    module.sigmoid(x).sum().backward()
    return x.grad


def tanh_network(scale, dtype):
    model = nn.Sequential(nn.Linear(2, 6), nn.Tanh(), nn.Linear(6, 3)).to(dtype)
    fill(model, scale)
    return model


def trained(module, scale, X, y, calls):
    """Train one small model by several calls in a row; return the histories and the parameters."""
    model = tanh_network(scale, X.dtype)
    result = {}
    for number, options in enumerate(calls):
        name = f"losses of call {number + 1}" if len(calls) > 1 else "losses"
        result[name] = module.train(model, X, y, **options)
    return result | {"parameters": [parameter.detach() for parameter in model.parameters()]}


def default_epochs(module):
    module.train(nn.Linear(1, 2), torch.ones(1, 1), torch.zeros(1, dtype=torch.int64), epochs=1)  # there is a body
    told = default_of(module.train, "epochs")
    if isinstance(told, int) and told > 0:  # so many steps take longer than most other checks
        return told
    history = module.train(nn.Linear(1, 2), torch.ones(1, 1), torch.zeros(1, dtype=torch.int64))
    return len(history) if isinstance(history, list) else history


class Recorder(nn.Module):
    """A linear layer that notes which rows are learnt from together.

    The first column of its input is a hundredth of the row's number. A row counts when a gradient comes back to its
    logits, and rows whose gradients come back before the weights change again make up one batch: it does not matter
    how often and with what the model is called.
    """

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 3)
        self.dropout = nn.Dropout(0.0)
        self.batches = {}
        self.modes = set()

    def forward(self, x):
        logits = self.layer(self.dropout(x))
        if logits.requires_grad:
            self.modes.add(self.dropout.training)
            logits.register_hook(lambda gradient: self.note(x, gradient))
        return logits

    def note(self, x, gradient):
        used = gradient.abs().sum(dim=1).nonzero().flatten()
        weights = tuple(self.layer.weight.flatten().tolist())
        self.batches.setdefault(weights, []).extend((100 * x[used, 0]).round().long().tolist())


def numbered(n):
    return torch.stack((torch.arange(n) / 100, torch.ones(n)), dim=1), torch.arange(n) % 3


def record(module, X, y, options, seed):
    recorder = Recorder()
    recorder.eval()
    torch.manual_seed(seed)
    module.train(recorder, X, y, **options)
    return recorder, [sorted(rows) for rows in recorder.batches.values()]


def batches_of(module, n, epochs, batch_size, seed):
    """Return the sizes of all batches and the sorted rows of every epoch."""
    batches = record(module, *numbered(n), {"epochs": epochs, "batch_size": batch_size}, seed)[1]
    rows = [row for batch in batches for row in batch]
    epoch_rows = [sorted(rows[k * n : (k + 1) * n]) for k in range(epochs)]
    return {"batch sizes": [len(batch) for batch in batches], "rows of each epoch": epoch_rows}


def order_of(module, n, epochs, batch_size, global_seed, seed):
    """Return the rows batch by batch, and what torch's global generator draws afterwards."""
    options = {"epochs": epochs, "batch_size": batch_size}
    if seed is not None:
        options["generator"] = torch.Generator().manual_seed(seed)
    batches = record(module, *numbered(n), options, global_seed)[1]
    return torch.tensor([row for batch in batches for row in batch], dtype=torch.int64), torch.rand(4)


def modes_in_training(module, seed):
    recorder = record(module, *numbered(9), {"epochs": 2, "batch_size": 4}, seed)[0]
    return {"while it trains": sorted(recorder.modes), "afterwards": [part.training for part in recorder.modules()]}


def data_afterwards(module, n, seed):
    X, y = numbered(n)
    batches = record(module, X, y, {"epochs": 2, "batch_size": 4}, seed)[1]
    return {"batches": min(1, len(batches)), "X": X, "y": y}


def learnt(module, sizes, seed, X, y, options):
    """Train a ReLU network that torch has made and return its parameters."""
    torch.manual_seed(seed)
    parts = []
    for n_in, n_out in sizes:
        parts += [nn.Linear(n_in, n_out), nn.ReLU()]
    model = nn.Sequential(*parts[:-1])
    module.train(model, X, y, **options)
    return [parameter.detach() for parameter in model.parameters()]


def evaluated(module, scale, X, y):
    return module.evaluate(tanh_network(scale, X.dtype), X, y)


class Watched(nn.Module):
    """A linear layer that notes in which mode it runs and whether a graph is built."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 3)
        self.modes, self.graphs = set(), set()

    def forward(self, x):
        logits = self.layer(x)
        self.modes.add(self.training)
        self.graphs.add(logits.requires_grad)
        return logits


def watched_model(training):
    watched = Watched()
    fill(watched, 1.0)
    for parameter in watched.parameters():
        parameter.grad = torch.full_like(parameter, 3.0)
    model = nn.Sequential(watched, nn.Dropout(0.5))
    return model if training else model.eval(), watched


def notes(model, watched, what, *data):
    parameters = list(watched.parameters())
    gradients = [parameter.grad for parameter in parameters]
    return {
        "modes inside": sorted(watched.modes),
        "modes afterwards": {
            "runs": min(1, len(watched.modes)),
            "training": [part.training for part in model.modules()],
        },
        "graphs": sorted(watched.graphs),
        "what is left": {"parameters": parameters, "gradients": gradients, "data": list(data)},
    }[what]


def evaluation_notes(module, X, y, training, what):
    model, watched = watched_model(training)
    module.evaluate(model, X, y)
    return notes(model, watched, what, X, y)


def grid_notes(module, training, what):
    model, watched = watched_model(training)
    module.decision_grid(model, (0.0, 1.0), (0.0, 1.0), 2)
    return notes(model, watched, what)


def grid_classes(module, centres, arguments):
    """Show decision_grid a linear model whose class is the nearest of the centres."""
    model = nn.Linear(2, len(centres))
    with torch.no_grad():
        model.weight.copy_(2 * centres)
        model.bias.copy_(-centres.square().sum(dim=1))
    return module.decision_grid(model, *arguments)


# What runs here: data, and the accuracy that counts.


def samples(n, dtype=torch.float64):
    return torch.randn(n, 2, dtype=dtype), torch.randint(3, (n,))


def fresh_scale():
    return 0.7 + 0.6 * torch.rand(()).item()


def fresh_seed():
    return torch.randint(2**31, ()).item()


def spiral(n):
    """Return the three arms of exercise13."""
    t = torch.linspace(0, 1, n)
    arms = []
    for c in range(3):
        angle = torch.linspace(2 * math.pi * c / 3, 2 * math.pi * (c + 2) / 3, n) + 0.2 * torch.randn(n)
        arms.append(torch.stack((t * angle.sin(), t * angle.cos()), dim=1))
    return torch.cat(arms), torch.arange(3).repeat_interleave(n)


def accuracy(parameters, sizes, X, y):
    """Rebuild the ReLU network from the parameters that came back and count its hits."""
    shapes = [shape for n_in, n_out in sizes for shape in ((n_out, n_in), (n_out,))]
    whole = isinstance(parameters, list) and all(isinstance(value, torch.Tensor) for value in parameters)
    require(
        whole and [(tuple(p.shape), p.dtype) for p in parameters] == [(shape, torch.float32) for shape in shapes],
        "After train the model no longer has the parameters with which it came.",
    )
    with torch.no_grad():
        for weight, bias in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
            X = (X @ weight.T + bias).clamp(min=0)
        logits = X @ parameters[-2].T + parameters[-1]
        return (logits.argmax(dim=1) == y).double().mean().item()


def batch_numbers(order):
    """Return which batch every row was in, (epochs, rows), having made sure that each epoch used each row once."""
    right = isinstance(order, torch.Tensor) and order.dtype == torch.int64 and order.numel() == EPOCHS * ROWS
    require(right, "The batches do not use every sample once per epoch.")
    rows, position = order.view(EPOCHS, ROWS).sort(dim=1)
    require(
        torch.equal(rows, torch.arange(ROWS).repeat(EPOCHS, 1)), "The batches do not use every sample once per epoch."
    )
    return position // BATCH


def agree(actual, expected, message):
    """Compare as close does, but say what is wrong in our own words."""
    try:
        close(actual, expected)
    except AssertionError:
        require(False, message)


def compare_modes(submission, probe, *arguments, training):
    """Look at the modes afterwards, once the model has been used at all."""
    actual = submission.run(probe, *arguments, training, "modes afterwards")
    message = "The model, or a part of it, is left in another mode than the one in which it came."
    agree(actual, {"runs": 1, "training": [training] * 4}, message)


def compare_traces(submission, solution, probe, *arguments):
    graphs = submission.run(probe, *arguments, True, "graphs")
    agree(graphs, [False], "The model runs with gradients switched on, so that a graph is built.")
    actual, expected = (code.run(probe, *arguments, True, "what is left") for code in (submission, solution))
    close(actual, expected, name="what is left")


# relu: 6 points


@pytest.mark.points(3)
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(
            lambda: torch.tensor([-1000.0, -2.0, -0.5, 0.0, 0.5, 3.0, 1000.0], dtype=torch.float64), id="numbers"
        ),
        pytest.param(lambda: torch.randn(3, 4, dtype=torch.float32), id="a float32 matrix"),
        pytest.param(lambda: torch.randn(6, 4, dtype=torch.float64).T[1:], id="a part of a transposed matrix"),
        pytest.param(lambda: 0.5 + torch.rand((), dtype=torch.float64), id="a single number"),
    ],
)
def test_relu_values(submission, solution, make):
    """relu gives max(x, 0) with the shape and dtype of x."""
    x = make()
    close(submission.relu(x), solution.relu(x))


@pytest.mark.points(2)
def test_relu_gradient(submission, solution):
    """Autograd finds the slope of relu, 1 for positive and 0 for negative numbers, and no nn.ReLU is behind it."""
    x = torch.tensor([-1000.0, -2.0, -1e-3, 1e-3, 3.0, 1000.0], dtype=torch.float64)
    x = torch.cat((x, torch.randn(6, dtype=torch.float64)))
    actual = submission.run(relu_slope, x)
    require(not isinstance(actual, str), "relu is to be written from elementary operations, not taken from torch.nn.")
    close(actual, solution.run(relu_slope, x), name="the gradient")


@pytest.mark.points(1)
def test_relu_argument(submission, solution):
    """relu leaves its argument as it is."""
    x = torch.randn(5, 3, dtype=torch.float64)
    close(submission.observe("relu", x), solution.observe("relu", x), name="the result and the argument afterwards")


# sigmoid: 8 points

FLOATS = [pytest.param(torch.float64, 1e-9, id="float64"), pytest.param(torch.float32, 1e-6, id="float32")]


@pytest.mark.points(3)
@pytest.mark.parametrize(("dtype", "atol"), FLOATS)
def test_sigmoid_values(submission, solution, dtype, atol):
    """sigmoid gives 1 / (1 + exp(-x)) with the shape and dtype of x, 1/2 at 0, and leaves x as it is."""
    x = torch.cat((torch.tensor([-30.0, -2.0, -0.5, 0.0, 0.5, 2.0, 30.0]), 5 * torch.randn(5))).to(dtype).view(4, 3).T
    actual, expected = submission.observe("sigmoid", x), solution.observe("sigmoid", x)
    close(actual, expected, rtol=0.0, atol=atol, name="the result and the argument afterwards")


@pytest.mark.points(2)
@pytest.mark.parametrize(("dtype", "atol"), FLOATS)
def test_sigmoid_gradient(submission, solution, dtype, atol):
    """Autograd finds the slope s(x) (1 - s(x)) of sigmoid, at ordinary numbers and at exactly 0."""
    x = torch.cat((torch.zeros(1), torch.randn(8), torch.tensor([-20.0, 20.0]))).to(dtype)
    actual, expected = submission.run(sigmoid_slope, x), solution.run(sigmoid_slope, x)
    close(actual, expected, rtol=0.0, atol=atol, name="the gradient")


@pytest.mark.points(3)
@pytest.mark.parametrize(("dtype", "atol"), FLOATS)
def test_sigmoid_far_out(submission, solution, dtype, atol):
    """Value and slope of sigmoid stay finite and right for numbers as large as 1000, positive and negative."""
    x = torch.tensor([-1000.0, -750.0, -100.0, -50.0, 50.0, 100.0, 750.0, 1000.0], dtype=dtype)
    close(submission.sigmoid(x), solution.sigmoid(x), rtol=0.0, atol=atol)
    actual, expected = submission.run(sigmoid_slope, x), solution.run(sigmoid_slope, x)
    close(actual, expected, rtol=0.0, atol=atol, name="the gradient")


# build_mlp: 12 points


@pytest.mark.points(5)
@pytest.mark.parametrize(
    ("widths", "hidden"),
    [
        pytest.param((2, 3), [100], id="one hidden layer"),
        pytest.param((2, 3), [100, 100], id="two hidden layers"),
        pytest.param((4, 3), [], id="no hidden layer"),
        pytest.param((7, 1), (5, 6, 4), id="a tuple of different widths"),
    ],
)
def test_architecture(submission, solution, widths, hidden):
    """build_mlp gives a flat nn.Sequential of nn.Linear and nn.ReLU in the right order, with the right shapes."""
    arguments = (widths[0], hidden, widths[1])
    close(submission.run(layers, *arguments), solution.run(layers, *arguments), name="the network")


@pytest.mark.points(2)
def test_activation_argument(submission, solution):
    """With activation=nn.Tanh the network computes Linear, tanh, Linear, tanh, Linear."""
    scale, X = fresh_scale(), torch.randn(6, 2)
    actual, expected = submission.run(tanh_outputs, scale, X), solution.run(tanh_outputs, scale, X)
    close(actual, expected, name="the output")


@pytest.mark.points(2)
def test_own_activations(submission, solution):
    """Every place in the network has an activation of its own: to change one leaves the others alone."""
    close(submission.run(prelu_slopes), solution.run(prelu_slopes), name="the list of slopes of nn.PReLU")


@pytest.mark.points(1)
def test_hidden_argument(submission, solution):
    """build_mlp leaves the list of hidden widths as it is."""
    actual, expected = submission.run(hidden_afterwards, [4, 5]), solution.run(hidden_afterwards, [4, 5])
    close(actual, expected, name="what build_mlp did")


@pytest.mark.points(2)
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((2, [0], 3), id="hidden width 0"),
        pytest.param((2, [4, -1, 4], 3), id="negative hidden width"),
        pytest.param((0, [4], 3), id="no input"),
        pytest.param((2, [4], 0), id="no output"),
    ],
)
def test_bad_widths(submission, solution, arguments):
    """build_mlp takes widths of 1, and raises ValueError for any width less than 1."""
    close(submission.run(layers, 1, [], 1), solution.run(layers, 1, [], 1), name="the network")
    with pytest.raises(ValueError):
        submission.build_mlp(*arguments)


# train: 50 points


def compare_training(submission, solution, X, y, calls):
    scale = fresh_scale()
    actual = submission.run(trained, scale, X, y, calls)
    close(actual, solution.run(trained, scale, X, y, calls), rtol=1e-6, atol=1e-8, name="the training")


@pytest.mark.points(8)
def test_full_batch_steps(submission, solution):
    """Ten epochs on the whole set, with a weight decay, give the losses and the parameters of torch.optim.Adam."""
    compare_training(submission, solution, *samples(20), [{"epochs": 10, "lr": 0.05, "weight_decay": 0.02}])


@pytest.mark.points(2)
def test_calls_in_a_row(submission, solution):
    """epochs=0 does nothing and gives [], and every call of train starts with a new Adam on the model as it is."""
    calls = [{"epochs": 0}, {"epochs": 3, "lr": 0.1}, {"epochs": 3, "lr": 0.02, "weight_decay": 0.1}]
    compare_training(submission, solution, *samples(9), calls)


@pytest.mark.points(2)
def test_training_defaults(submission, solution):
    """Without options train makes as many epochs, with the learning rate and weight decay, as its signature says."""
    compare_training(submission, solution, *samples(8), [{"epochs": 12}])
    close(submission.run(default_epochs), 300, name="the number of losses")


@pytest.mark.points(3)
@pytest.mark.parametrize(
    ("n", "batch_size"),
    [
        pytest.param(33, 8, id="last batch of one sample"),
        pytest.param(10, 10, id="batch as large as the set"),
        pytest.param(5, 9, id="batch larger than the set"),
        pytest.param(4, 1, id="batches of one sample"),
        pytest.param(7, None, id="no batch size"),
    ],
)
def test_batch_rows(submission, n, batch_size):
    """The batches have the right sizes, one step is made from each, and every epoch uses every sample once."""
    size = batch_size or n
    sizes = [min(size, n - start) for start in range(0, n, size)]
    actual = submission.run(batches_of, n, 3, batch_size, fresh_seed())
    close(actual, {"batch sizes": sizes * 3, "rows of each epoch": [list(range(n))] * 3}, name="the training")


@pytest.mark.points(2)
def test_fresh_orders(submission):
    """With a batch size every epoch cuts a new random order of the samples, in which neighbours are torn apart."""
    order = submission.run(order_of, ROWS, EPOCHS, BATCH, fresh_seed(), fresh_seed())[0]
    batch = batch_numbers(order)
    together = (batch[:, 1:] == batch[:, :-1]).double().mean().item()
    require(together < 0.5, "Samples that are neighbours in X are in the same batch far too often: mix them all.")
    repeated = [k for k in range(1, EPOCHS) if torch.equal(batch[k], batch[k - 1])]
    require(not repeated, "Two epochs in a row have the same batches.")


@pytest.mark.points(2)
@pytest.mark.parametrize("given", [pytest.param(True, id="generator"), pytest.param(False, id="global generator")])
def test_order_from_generator(submission, given):
    """The order of the samples comes from `generator`, or from torch's global generator if there is none."""
    first, other, elsewhere, again = (fresh_seed() for _ in range(4))

    def order(seed, global_seed):
        seeds = (global_seed, seed) if given else (seed, None)
        rows, after = submission.run(order_of, ROWS, EPOCHS, BATCH, *seeds)
        if given:
            untouched = torch.rand(4, generator=torch.Generator().manual_seed(global_seed))
            close(after, untouched, name="what torch's global generator draws after train")
        return batch_numbers(rows)

    once = order(first, elsewhere)
    require(
        torch.equal(order(first, again), once), "The same state of the generator gives other batches the next time."
    )
    require(
        not torch.equal(order(other, elsewhere), once), "The state of the generator makes no difference to the batches."
    )


@pytest.mark.points(2)
def test_steps_per_batch(submission, solution):
    """One Adam makes one step per batch: on ten equal samples in batches of 4, 4 and 2 the order cannot matter."""
    X, y = samples(1)
    calls = [{"epochs": 3, "lr": 0.05, "weight_decay": 0.01, "batch_size": 4}]
    compare_training(submission, solution, X.repeat(10, 1), y.repeat(10), calls)


@pytest.mark.points(1)
def test_training_mode(submission):
    """A model that comes in evaluation mode is trained in training mode, all parts of it, and left in it."""
    modes = {"while it trains": [True], "afterwards": [True] * 3}
    message = "Some part of the model is not in training mode, while it is trained or afterwards."
    agree(submission.run(modes_in_training, fresh_seed()), modes, message)


@pytest.mark.points(6)
@pytest.mark.parametrize(
    "batch_size",
    [
        pytest.param(4, id="batches of 4, 4, 2"),
        pytest.param(7, id="batches of 7, 3"),
        pytest.param(None, id="one batch"),
    ],
)
def test_epoch_losses(submission, solution, batch_size):
    """An epoch's loss is the mean over all samples, also when the last batch is smaller (tried with lr = 0)."""
    compare_training(submission, solution, *samples(10), [{"epochs": 2, "lr": 0.0, "batch_size": batch_size}])


@pytest.mark.points(14)
def test_learns_the_spiral(submission):
    """A network with 100 hidden units, trained on 300 points of the spiral, knows these and new points of it."""
    X, y = spiral(100)
    options = {"epochs": 60, "lr": 0.05}  # as far as the defaults come, in a fifth of their steps
    parameters = submission.run(learnt, ONE_HIDDEN, fresh_seed(), X, y, options)
    reached = accuracy(parameters, ONE_HIDDEN, X, y)
    require(reached >= 0.95, f"The trained network is right for {reached:.0%} of the training points; 95 % are asked.")
    reached = accuracy(parameters, ONE_HIDDEN, *spiral(300))
    require(reached >= 0.93, f"The trained network is right for {reached:.0%} of new points; 93 % are asked.")


@pytest.mark.points(7)
def test_learns_in_batches(submission):
    """A network with two hidden layers learns the spiral in 12 epochs with batches of 50."""
    X, y = spiral(100)
    options = {"epochs": 12, "batch_size": 50, "lr": 0.02}
    parameters = submission.run(learnt, TWO_HIDDEN, fresh_seed(), X, y, options)
    reached = accuracy(parameters, TWO_HIDDEN, X, y)
    require(reached >= 0.9, f"The trained network is right for {reached:.0%} of the training points; 90 % are asked.")


@pytest.mark.points(1)
def test_training_data(submission):
    """train leaves X and y as they are."""
    X, y = numbered(10)
    close(submission.run(data_afterwards, 10, fresh_seed()), {"batches": 1, "X": X, "y": y}, name="the training")


# evaluate: 10 points


@pytest.mark.points(4)
@pytest.mark.parametrize(
    ("n", "dtype"),
    [
        pytest.param(40, torch.float64, id="many samples"),
        pytest.param(40, torch.float32, id="float32"),
        pytest.param(3, torch.float64, id="as many samples as classes"),
        pytest.param(1, torch.float64, id="one sample"),
    ],
)
def test_evaluation_values(submission, solution, n, dtype):
    """evaluate gives the mean cross entropy and the share of right answers as two Python floats."""
    arguments = (fresh_scale(), *samples(n, dtype))
    actual, expected = submission.run(evaluated, *arguments), solution.run(evaluated, *arguments)
    close(actual, expected, rtol=1e-5 if dtype == torch.float32 else 1e-6, name="loss and accuracy")


MODES = [pytest.param(True, id="training mode before"), pytest.param(False, id="evaluation mode before")]
NOT_EVALUATION_MODE = "The model, or a part of it, is not in evaluation mode while it runs."


@pytest.mark.points(2)
@pytest.mark.parametrize("training", MODES)
def test_evaluation_mode(submission, training):
    """evaluate runs the model, with all its parts, in evaluation mode."""
    actual = submission.run(evaluation_notes, *samples(3, torch.float32), training, "modes inside")
    agree(actual, [False], NOT_EVALUATION_MODE)


@pytest.mark.points(2)
@pytest.mark.parametrize("training", MODES)
def test_evaluation_restores_mode(submission, training):
    """After evaluate the model is in the mode in which it came."""
    compare_modes(submission, evaluation_notes, *samples(3, torch.float32), training=training)


@pytest.mark.points(2)
def test_evaluation_traces(submission, solution):
    """evaluate builds no graph and changes neither X and y nor parameters and gradients of the model."""
    compare_traces(submission, solution, evaluation_notes, *samples(3, torch.float32))


# decision_grid: 14 points


@pytest.mark.points(9)
@pytest.mark.parametrize(
    ("xlim", "ylim", "n"),
    [
        pytest.param((-1.0, 1.0), (0.0, 2.0), 5, id="a square"),
        pytest.param((0.0, 4.0), (-3.0, 0.5), 4, id="a rectangle"),
        pytest.param((-2.0, 2.0), (-1.5, 3.0), 2, id="four corners"),
        pytest.param((-0.5, 2.0), (1.0, 2.0), 1, id="a single point"),
    ],
)
def test_grid_classes(submission, solution, xlim, ylim, n):
    """Entry [i, j] of decision_grid is the class at the j-th x and the i-th y, an int64 number."""
    finer = (
        4 * max(n - 1, 1) + 1
    )  # a lattice on which every point of the grid lies, every lattice point a class of its own
    lattice = torch.cartesian_prod(torch.linspace(*xlim, finer), torch.linspace(*ylim, finer))
    centres = lattice[torch.randperm(len(lattice))]
    arguments = (centres, (xlim, ylim, n))
    close(submission.run(grid_classes, *arguments), solution.run(grid_classes, *arguments), name="the grid")


@pytest.mark.points(1)
def test_grid_default_size(submission, solution):
    """Without n decision_grid shows as many points in each direction as its signature says."""
    centres = torch.tensor([[39.5, 19.5], [59.5, 19.5], [39.5, 39.5], [59.5, 39.5]])
    arguments = (centres, ((0.0, 99.0), (0.0, 99.0)))
    close(submission.run(grid_classes, *arguments), solution.run(grid_classes, *arguments), name="the grid")


@pytest.mark.points(1)
@pytest.mark.parametrize("training", MODES)
def test_grid_mode(submission, training):
    """decision_grid runs the model, with all its parts, in evaluation mode."""
    agree(submission.run(grid_notes, training, "modes inside"), [False], NOT_EVALUATION_MODE)


@pytest.mark.points(2)
@pytest.mark.parametrize("training", MODES)
def test_grid_restores_mode(submission, training):
    """After decision_grid the model is in the mode in which it came."""
    compare_modes(submission, grid_notes, training=training)


@pytest.mark.points(1)
def test_grid_traces(submission, solution):
    """decision_grid builds no graph and changes neither parameters nor gradients of the model."""
    compare_traces(submission, solution, grid_notes)
