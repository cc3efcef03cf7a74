"""Hidden checks of the training loop: 100 points.

A right train on top of a wrong train_step keeps its points: each run is tried a second time, if need be, with a
stand-in under it, on both sides.
"""

import itertools

import pytest
import torch
from torch import nn

from grader.compare import close, default_of, either, require

LINE = (5.0, 7.0, 0.25)
MANY = 10_000  # samples where a distribution is looked at: a right solution fails once in ten million runs


# Models and criteria that run beside the student's code; torch's own linear layer is taken away there.


class Layer(nn.Module):
    def __init__(self, weight, bias):
        super().__init__()
        self.weight, self.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())

    def forward(self, x):
        return x @ self.weight.T + self.bias


def network(values):
    """Make a tanh network out of weights and biases in turn."""
    parts = []
    for weight, bias in zip(values[::2], values[1::2], strict=True):
        parts += [Layer(weight, bias), nn.Tanh()]
    return nn.Sequential(*parts[:-1])


class Notes(list):
    """Notes that a copied model shares with the model, so that a copy may be asked as well."""

    def __deepcopy__(self, memo):
        return self


class Watched(nn.Module):
    """A network that drops units in train mode and notes in which mode, with or without a graph, and when it runs."""

    def __init__(self, values):
        super().__init__()
        self.inner, self.dropout = network(values), nn.Dropout(0.5)
        self.register_buffer("seen", torch.zeros(()))  # it grows in train mode, as statistics of batch norm would
        self.modes, self.graphs, self.events = Notes(), Notes(), Notes()

    def forward(self, x):
        if self.training:
            self.seen += len(x)
        out = self.dropout(self.inner(x))
        self.modes.append([part.training for part in self.modules()])
        self.graphs.append(out.requires_grad)
        self.events.append(len(x))
        if out.requires_grad:
            out.register_hook(lambda gradient: self.events.append("back"))
        return out


class Crooked(nn.Module):
    """A criterion in which prediction and target cannot change places, with a parameter of its own."""

    def __init__(self, scale):
        super().__init__()
        self.scale = nn.Parameter(scale.clone())

    def forward(self, prediction, target):
        return (self.scale * prediction**2 - 3 * prediction * target).mean()


def criterion_named(name, scale):
    """Make a criterion; one of them learns a scale."""
    if name == "crooked":
        return Crooked(scale)
    return {"mean": nn.MSELoss(), "sum": nn.MSELoss(reduction="sum"), "classes": nn.CrossEntropyLoss()}[name]


def values_of(model):
    return [parameter.detach().clone() for parameter in model.parameters()]


def modes_of(model):
    return [part.training for part in model.modules()]


# What runs here.


def fresh(*widths, dtype=torch.float64):
    """Return weights and biases of a network with these widths."""
    values = []
    for n_in, n_out in itertools.pairwise(widths):
        values += [torch.randn(n_out, n_in, dtype=dtype), torch.randn(n_out, dtype=dtype)]
    return values


def samples(n, n_in=3, n_out=2, dtype=torch.float64):
    return torch.randn(n, n_in, dtype=dtype), torch.randn(n, n_out, dtype=dtype)


def rows(sizes, **options):
    """Return one batch for each size."""
    return [samples(size, **options) for size in sizes]


def distance(values, cdf):
    """Return how far the distribution of the values is from another one, at the worst place (Kolmogorov, Smirnov)."""
    values, n = values.flatten().double().sort().values, values.numel()
    steps = torch.arange(n + 1, dtype=torch.float64) / n
    return max((steps[1:] - cdf(values)).abs().max().item(), (steps[:-1] - cdf(values)).abs().max().item())


def is_spread(values, low, high):
    """Return whether many values are independent and uniform: not too far from it, and not too near for chance."""
    inside = bool((values >= low - 1e-6).all() and (values <= high + 1e-6).all())
    gap = distance(values, lambda v: ((v - low) / (high - low)).clamp(0, 1))
    return inside and 0.25 < gap * values.numel() ** 0.5 < 3.0


def is_normal(values):
    """Return whether many values are standard normal."""
    gap = distance(values, lambda v: 0.5 * (1 + torch.erf(v / 2**0.5)))
    return 0.25 < gap * values.numel() ** 0.5 < 3.0


def columns(data, n):
    """Refuse data that are not two float32 columns."""
    close(data, (torch.zeros(n, 1), torch.zeros(n, 1)), rtol=0.0, atol=1e30, name="(x, y)")
    return data


def refuses(call, message):
    """Accept if a call raises ValueError."""
    try:
        call()
    except ValueError:
        return
    require(False, message)


# make_data: 10 points


@pytest.mark.points(3)
@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        pytest.param((), {}, id="defaults"),
        pytest.param((1,), {}, id="one point"),
        pytest.param((40,), {"w": -2.0, "b": 0.5, "noise": 0.0}, id="no noise"),
    ],
)
def test_data_columns(submission, arguments, options):
    """make_data gives two float32 columns of shape (n, 1), n = 256 by default; without noise they lie on the line."""
    n = arguments[0] if arguments else 256
    x, y = columns(submission.make_data(*arguments, **options), n)
    require(bool((x >= 0).all() and (x < 1).all()), "Every x lies in [0, 1).")
    w, b, noise = options["w"] if options else 5.0, options["b"] if options else 7.0, 0.0 if options else 0.25
    close(y, w * x + b, rtol=1e-5, atol=1e-5 + 8 * noise, name="y")


@pytest.mark.points(2)
def test_data_inputs(submission):
    """The x of many points are drawn one by one, and uniformly, from [0, 1)."""
    x, _ = columns(submission.make_data(MANY), MANY)
    require(is_spread(x, 0.0, 1.0), "The x are not distributed as independent uniform numbers from [0, 1) are.")


@pytest.mark.points(3)
@pytest.mark.parametrize(
    ("line", "options"),
    [
        pytest.param(LINE, {}, id="defaults"),
        pytest.param((-1.0, 2.0, 3.0), {"w": -1.0, "b": 2.0, "noise": 3.0}, id="large noise"),
        pytest.param((0.0, 0.0, 0.01), {"w": 0.0, "b": 0.0, "noise": 0.01}, id="noise alone"),
    ],
)
def test_data_noise(submission, line, options):
    """Around w x + b the y are normally distributed with the standard deviation `noise`, whatever x is."""
    x, y = columns(submission.make_data(MANY, **options), MANY)
    w, b, noise = line
    errors = (y.double() - w * x.double() - b) / noise
    require(is_normal(errors), "What y has beyond w x + b is not distributed as the noise is to be.")
    together = torch.stack((x.double().flatten(), errors.flatten()))
    require(torch.corrcoef(together)[0, 1].abs() < 0.06, "The noise depends on x; it is to be drawn for itself.")


def draws(module, seed, other_seed, given):
    """Data of two generators, twice of the same one, and of one in its first state again; and what torch draws next."""
    generators = [torch.Generator().manual_seed(number) for number in (seed, other_seed, seed)]
    torch.manual_seed(other_seed)
    torch.rand(3)
    if given:
        data = [module.make_data(7, generator=generators[index]) for index in (0, 0, 1, 2)]
    else:
        data = []
        for number in (seed, None, other_seed, seed):
            if number is not None:
                torch.manual_seed(number)
            data.append(module.make_data(7))
    return {"data": [list(pair) for pair in data], "next": torch.rand(4)}


@pytest.mark.points(2)
@pytest.mark.parametrize("given", [pytest.param(True, id="a generator"), pytest.param(False, id="torch's own")])
def test_data_generator(submission, solution, given):
    """The random numbers come from the generator, which moves on; torch's own stays as it is, unless none is given."""
    seed, other = (torch.randint(2**31, ()).item() for _ in range(2))
    found = submission.run(draws, seed, other, given)
    right = solution.run(draws, seed, other, given)
    close(found, right, rtol=0.0, atol=1e30)
    first, second, third, again = found["data"]
    require(all(torch.equal(a, b) for a, b in zip(first, again, strict=True)), "The same state gives other points.")
    for others in (second, third):
        require(not any(torch.equal(a, b) for a, b in zip(first, others, strict=True)), "The points are the same ones.")
    if given:
        close(found["next"], right["next"], name="what torch's own generator draws afterwards")


# Linear: 28 points


def inventory(module, arguments):
    """What a new layer holds."""
    layer = module.Linear(*arguments)
    return {
        "parameters": {name: [p.detach(), p.requires_grad] for name, p in layer.named_parameters()},
        "state_dict": {name: value.detach() for name, value in layer.state_dict().items()},
        "bias": layer.bias,
        "in_features": layer.in_features,
        "out_features": layer.out_features,
    }


@pytest.mark.points(8)
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((3, 2), id="3 to 2"),
        pytest.param((1, 1), id="1 to 1"),
        pytest.param((2, 4, False), id="no bias"),
        pytest.param((4, 3, True), id="bias asked for"),
    ],
)
def test_parameters(submission, solution, arguments):
    """A layer has the parameters weight and bias (or weight alone), by name, shape and dtype, and the two numbers."""
    close(submission.run(inventory, arguments), solution.run(inventory, arguments), rtol=0.0, atol=1e30, name="Linear")


def first_values(module, n_in, n_out):
    layer = module.Linear(n_in, n_out)
    return [layer.weight.detach(), layer.bias.detach()]


def first_values_again(module, seed):
    """The first weights and biases of two layers, and of a third one made after the same seed as the first."""
    torch.manual_seed(seed)
    layers = [module.Linear(3, 2), module.Linear(3, 2)]
    torch.manual_seed(seed)
    layers.append(module.Linear(3, 2))
    return [[layer.weight.detach(), layer.bias.detach()] for layer in layers]


def drawn(submission, n_in, n_out):
    """The first weight and bias; a weight that lies the other way round has lost its points above."""
    weight, bias = submission.run(first_values, n_in, n_out)
    right = [torch.zeros(n_out, n_in), torch.zeros(n_out)]
    either(
        lambda: close(weight, right[0], rtol=0.0, atol=1e30, name="weight"),
        lambda: close(weight, right[0].T, rtol=0.0, atol=1e30, name="weight"),
    )
    return weight, bias


@pytest.mark.points(5)
@pytest.mark.parametrize("case", ["weight", "bias", "one feature", "every time anew"])
def test_first_values(submission, case):
    """New weights and biases are independent and uniform between ±1 / sqrt(in_features), and differ between layers."""
    if case == "every time anew":
        seed = torch.randint(2**31, ()).item()
        first, second, again = submission.run(first_values_again, seed)
        for a, b, c in zip(first, second, again, strict=True):
            require(isinstance(a, torch.Tensor) and a.shape == b.shape == c.shape, "Layers differ in their shapes.")
            require(not torch.equal(a, b), "Two layers begin with the same values.")
            require(torch.equal(a, c), "torch.manual_seed does not repeat a layer: use torch's global generator.")
        return
    n_in, n_out = {"weight": (64, 150), "bias": (4, MANY), "one feature": (1, MANY)}[case]
    weight, bias = drawn(submission, n_in, n_out)
    bound = n_in**-0.5
    if case == "weight":
        require(is_spread(weight, -bound, bound), "weight is not uniform between -1/sqrt(in_features) and 1/sqrt(...).")
        return
    close(bias, torch.zeros(n_out), rtol=0.0, atol=1e30, name="bias")
    if case == "bias":
        require(is_spread(bias, -bound, bound), "bias is not uniform between -1/sqrt(in_features) and 1/sqrt(...).")
    else:
        require(is_spread(weight, -bound, bound), "weight is not uniform between -1 and 1 where in_features is 1.")
        together = torch.corrcoef(torch.stack((weight.flatten(), bias)).double())
        require(together[0, 1].abs() < 0.06, "weight and bias of a new layer are not independent.")


def output_of(module, arguments, dtype, x):
    """A new layer's weight, bias and output."""
    layer = module.Linear(*arguments).to(dtype)
    return [layer.weight, layer.bias, layer(x)]


def output_twice(module, values, x):
    """The output of a layer with other values than at first, put in in two ways."""
    layer = module.Linear(values[0].shape[1], values[0].shape[0])
    state = {"weight": values[0].float(), "bias": values[1].float()}
    layer.load_state_dict(state)
    outputs = [layer(x.float())]
    layer = layer.double()
    with torch.no_grad():
        layer.weight.mul_(2.0)
        layer.bias.add_(1.0)
    return [*outputs, layer(x), layer.eval()(x), x]


def upright(weight, arguments):
    """Return the weight as (out_features, in_features); one that lies the other way has lost its points above."""
    shape = (arguments[1], arguments[0])
    require(isinstance(weight, torch.Tensor), "weight is not a tensor.")
    require(weight.shape in (shape, shape[::-1]), "weight does not have the shape (out_features, in_features).")
    return weight if weight.shape == shape else weight.T


@pytest.mark.points(9)
@pytest.mark.parametrize(
    ("case", "arguments", "shape"),
    [
        pytest.param("", (3, 2), (5, 3), id="table"),
        pytest.param("", (3, 3), (4, 3), id="square weight"),
        pytest.param("", (3, 2), (2, 4, 3), id="three dimensions"),
        pytest.param("", (2, 3), (2, 3, 2, 2), id="four dimensions"),
        pytest.param("", (3, 2), (3,), id="a single vector"),
        pytest.param("", (3, 2), (1, 3), id="batch of one"),
        pytest.param("", (1, 4), (6, 1), id="one feature"),
        pytest.param("", (4, 1), (6, 4), id="one output"),
        pytest.param("", (3, 2, False), (5, 3), id="no bias"),
        pytest.param("transposed", (3, 2), (5, 3), id="another memory order"),
        pytest.param("transposed", (3, 2), (2, 4, 3), id="another order of three dimensions"),
        pytest.param("float64", (3, 2), (5, 3), id="float64"),
        pytest.param("values", (3, 2), (5, 3), id="new values"),
    ],
)
def test_output(submission, case, arguments, shape):
    """The output is x W^T + b with the layer's present weight and bias, for any leading dimensions and memory order."""
    dtype = torch.float64 if case in ("float64", "values") else torch.float32
    x = torch.randn(shape, dtype=dtype)
    if case == "transposed":  # the same shape, but the memory of another one
        x = torch.randn(shape[::-1], dtype=dtype).permute(*range(len(shape))[::-1])
    if case == "values":
        weight, bias = (value.float().double() for value in fresh(*arguments))
        first, later = (x @ weight.T + bias).float(), x @ (2 * weight).T + bias + 1
        found = submission.run(output_twice, [weight, bias], x)
        close(found, [first, later, later, x], rtol=1e-5, atol=1e-5, name="the list of outputs, and x")
        return
    found = submission.run(output_of, arguments, dtype, x)
    require(isinstance(found, list) and len(found) == 3, "The output did not come back.")
    right = x @ upright(found[0], arguments).to(dtype).T
    if found[1] is not None:  # one bias too many has lost its points above
        require(isinstance(found[1], torch.Tensor) and found[1].dim() == 1, "bias is not a 1-dim tensor.")
        right = right + found[1].to(dtype)
    tolerance = {"rtol": 1e-9, "atol": 1e-12} if dtype == torch.float64 else {"rtol": 1e-5, "atol": 1e-5}
    close(found[2], right, **tolerance, name="the output")


def gradients_of(module, arguments, x, cotangent):
    """The weight of a float64 layer and the gradients that reach weight, bias and x."""
    layer = module.Linear(*arguments).double()
    x.requires_grad_()
    (layer(x) * cotangent).sum().backward()
    return [layer.weight.detach(), layer.weight.grad, None if layer.bias is None else layer.bias.grad, x.grad]


@pytest.mark.points(3)
@pytest.mark.parametrize("shape", [pytest.param((5, 3), id="table"), pytest.param((2, 4, 3), id="three dimensions")])
def test_output_gradients(submission, shape):
    """Gradients reach weight, bias and x."""
    x, cotangent = torch.randn(shape).double(), torch.randn(*shape[:-1], 2).double()
    found = submission.run(gradients_of, (3, 2), x, cotangent)
    require(isinstance(found, list) and len(found) == 4, "The gradients did not come back.")
    weight = upright(found[0], (3, 2))
    of_weight = cotangent.flatten(0, -2).T @ x.flatten(0, -2)
    if weight is not found[0]:
        of_weight = of_weight.T
    right = [found[0], of_weight, cotangent.flatten(0, -2).sum(0), cotangent @ weight]
    close(found, right, name="the list of weight and gradients")


def trained_layers(module, values, x, y):
    """Train two layers with a tanh between them; return their state."""
    layers = [module.Linear(w.shape[1], w.shape[0]) for w in values[::2]]
    model = nn.Sequential(layers[0], nn.Tanh(), layers[1]).double()
    model.load_state_dict(dict(zip(("0.weight", "0.bias", "2.weight", "2.bias"), values, strict=True)))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        ((model(x) - y) ** 2).mean().backward()
        optimizer.step()
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


@pytest.mark.points(3)
def test_layers_learn(submission, solution):
    """Two layers in an nn.Sequential take their values from a state_dict, and an optimizer finds and trains them."""
    arguments = fresh(3, 4, 2), *samples(6)
    close(submission.run(trained_layers, *arguments), solution.run(trained_layers, *arguments), name="the state_dict")


# train_step: 26 points


def stepped(module, values, batches, loss, scale, kind, settings, what):
    """Take one step for each batch; return the losses, or what has become of the parameters and the data."""
    model, criterion = network(values), criterion_named(loss, scale)
    optimizer = getattr(torch.optim, kind)([*model.parameters(), *criterion.parameters()], **settings)
    losses = [module.train_step(model, criterion, optimizer, x, y) for x, y in batches]
    left = {"parameters": values_of(model), "scale": values_of(criterion)}
    return {"losses": losses, "parameters": left, "data": [left, [list(pair) for pair in batches]]}[what]


STEPS = [
    pytest.param("mean", "SGD", {"lr": 0.1}, torch.float64, id="SGD"),
    pytest.param("mean", "SGD", {"lr": 0.05, "momentum": 0.9}, torch.float64, id="momentum"),
    pytest.param("mean", "Adam", {"lr": 0.1}, torch.float64, id="Adam"),
    pytest.param("sum", "SGD", {"lr": 0.02, "weight_decay": 0.1}, torch.float64, id="sum of squares"),
    pytest.param("mean", "SGD", {"lr": 0.1}, torch.float32, id="float32"),
]


def stepping(dtype):
    """Fresh values, five batches of different length, and a scale."""
    return fresh(3, 4, 2, dtype=dtype), rows((6, 6, 1, 4, 9), dtype=dtype), 1 + torch.rand((), dtype=dtype)


@pytest.mark.points(8)
@pytest.mark.parametrize(("loss", "kind", "settings", "dtype"), STEPS)
def test_step_updates(submission, solution, loss, kind, settings, dtype):
    """After five steps on five batches the parameters are where they have to be, whatever criterion and optimizer."""
    values, batches, scale = stepping(dtype)
    plan = (values, batches, loss, scale, kind, settings, "parameters")
    tolerance = {"rtol": 1e-3, "atol": 1e-4} if dtype == torch.float32 else {"rtol": 1e-7, "atol": 1e-9}
    close(submission.run(stepped, *plan), solution.run(stepped, *plan), **tolerance, name="what is learnt")


@pytest.mark.points(4)
@pytest.mark.parametrize(("loss", "kind", "settings", "dtype"), [STEPS[1], STEPS[3], STEPS[4]])
def test_step_losses(submission, solution, loss, kind, settings, dtype):
    """train_step returns the loss from before its update, as a Python float."""
    values, batches, scale = stepping(dtype)
    plan = (values, batches, loss, scale, kind, settings, "losses")
    found, right = submission.run(stepped, *plan), solution.run(stepped, *plan)
    require(isinstance(found, list) and len(found) == len(right), "The losses did not come back.")
    require(isinstance(found[0], float), "train_step returns a Python float, and no tensor.")
    tolerance = {"rtol": 1e-3, "atol": 1e-4} if dtype == torch.float32 else {"rtol": 1e-7}
    # Where the updates are wrong, and that has cost its points above, the first loss is still right.
    either(
        lambda: close(found, right, **tolerance, name="the list of losses"),
        lambda: follows(submission, found, plan, tolerance),
    )


def follows(submission, found, plan, tolerance):
    """Accept losses that are those of the student's own path."""
    values, batches, loss, scale, kind, settings, _ = plan
    criterion, right = criterion_named(loss, scale), []
    for number, (x, y) in enumerate(batches):
        before = submission.run(stepped, values, batches[:number], loss, scale, kind, settings, "parameters")
        now = {"parameters": values, "scale": []}
        close(before, now, rtol=0.0, atol=1e30)
        right.append(criterion(network(before["parameters"])(x), y).item())
    close(found, right, **tolerance, name="the list of losses")


def stale(module, values, scale, x, y, old, learnt, training):
    """Take one step with old gradients everywhere and an optimizer over some parameters; return all parameters.

    What happened in which order, and the gradients afterwards, judge nothing: they tell one mistake from another.
    """
    model, criterion, events = network(values).train(training), criterion_named("crooked", scale), []
    everything = [*model.parameters(), *criterion.parameters()]
    for parameter in everything:
        parameter.grad = torch.full_like(parameter, old)
    optimizer = torch.optim.SGD([everything[index] for index in learnt], lr=0.1)

    def watch(part, arguments, out):
        out.register_hook(lambda gradient: events.append("back"))

    model.register_forward_hook(watch)
    optimizer.register_step_post_hook(lambda *_: events.append("step"))
    module.train_step(model, criterion, optimizer, x, y)
    gradients = [parameter.grad for parameter in everything]
    return {"learnt": [p.detach() for p in everything], "events": events, "gradients": gradients}


@pytest.mark.points(5)
@pytest.mark.parametrize(
    ("old", "learnt", "training"),
    [
        pytest.param(1000.0, (0, 1, 2, 3), True, id="old gradients"),
        pytest.param(0.5, (0, 1, 2, 3), False, id="in eval mode"),
        pytest.param(float("inf"), (0, 1, 2, 3), True, id="infinite gradients"),
        pytest.param(0.01, (2, 3), True, id="some of the parameters"),
        pytest.param(-50.0, (1, 2, 4), True, id="the criterion's parameter"),
    ],
)
def test_step_old_gradients(submission, solution, old, learnt, training):
    """Gradients left from before do not enter, in no parameter of the optimizer, and other parameters stay."""
    plan = (fresh(3, 4, 2), 1 + torch.rand(()).double(), *samples(6), old, learnt, training)
    found, right = submission.run(stale, *plan), solution.run(stale, *plan)
    require(isinstance(found, dict), "The parameters did not come back.")
    close(found.get("learnt"), right["learnt"], rtol=1e-7, name="the list of parameters")


def frozen_step(module, values, x, y):
    """Take a step while the first layer is frozen."""
    model = network(values)
    model[0].requires_grad_(False)
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.1)
    module.train_step(model, nn.MSELoss(), optimizer, x, y)
    return values_of(model)


@pytest.mark.points(3)
@pytest.mark.parametrize("case", ["class numbers", "not symmetric", "data afterwards", "frozen layer"])
def test_step_criterion(submission, solution, case):
    """The criterion is called with the prediction first and the target second, and both data stay as they are."""
    values, batches, scale = stepping(torch.float64)
    if case == "frozen layer":
        plan = (values, *batches[0])
        close(submission.run(frozen_step, *plan), solution.run(frozen_step, *plan), name="what is learnt")
        return
    if case == "class numbers":
        batches = [(x, torch.randint(2, (len(x),))) for x, _ in batches]
    loss = "classes" if case == "class numbers" else "crooked"
    what = "data" if case == "data afterwards" else "parameters"
    plan = (values, batches, loss, scale, "SGD", {"lr": 0.02}, what)
    close(submission.run(stepped, *plan), solution.run(stepped, *plan), rtol=1e-7, name="what is left")


def watched_step(module, values, x, y, training):
    model = Watched(values).train(training)
    module.train_step(model, nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=0.1), x, y)
    return {"modes inside": list(model.modes), "modes afterwards": modes_of(model)}


def hooked_step(module, values, x, y):
    """Take a step with a model whose output a hook doubles."""
    model = network(values)
    model.register_forward_hook(lambda part, arguments, out: 2 * out)
    module.train_step(model, nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=0.1), x, y)
    return values_of(model)


@pytest.mark.points(2)
@pytest.mark.parametrize("case", ["train mode", "eval mode", "hooks"])
def test_step_calls_once(submission, solution, case):
    """The model is called once, as model(x), in the mode in which it comes, and stays in it."""
    plan = (fresh(3, 4, 2), *samples(6))
    if case == "hooks":
        close(submission.run(hooked_step, *plan), solution.run(hooked_step, *plan), name="what is learnt")
        return
    plan = (*plan, case == "train mode")
    found, right = submission.run(watched_step, *plan), solution.run(watched_step, *plan)
    require(isinstance(found, dict) and isinstance(found.get("modes inside"), list), "The notes did not come back.")
    require(len(found["modes inside"]) == 1, "train_step does not call the model once.")
    require(found == right, "train_step changes the mode of the model, or of a part of it.")


def shaped(module, values, x, y, flat):
    """Take a step with a model whose output is (N, 1), or (N,)."""
    model = nn.Sequential(network(values), nn.Flatten(0)) if flat else network(values)
    module.train_step(model, nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=0.1), x, y)
    return values_of(model)


def refused(module, values, x, y):
    """Try a step that has to be refused; return the parameters."""
    import contextlib

    model = network(values)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    with contextlib.suppress(ValueError):
        module.train_step(model, nn.MSELoss(), optimizer, x, y)
    return values_of(model)


@pytest.mark.points(4)
@pytest.mark.parametrize(
    ("case", "n", "flat", "shape"),
    [
        pytest.param("", 5, False, (5,), id="target (N,)"),
        pytest.param("", 5, True, (5, 1), id="prediction (N,), target (N, 1)"),
        pytest.param("", 5, False, (1, 5), id="target (1, N)"),
        pytest.param("", 5, False, (1, 1), id="one target for all"),
        pytest.param("", 5, False, (5, 3), id="too many columns"),
        pytest.param("", 1, False, (1,), id="a single sample"),
        pytest.param("parameters", 5, False, (5,), id="parameters afterwards"),
    ],
)
def test_step_shapes(submission, case, n, flat, shape):
    """A floating-point target of another shape than the prediction is refused, before a parameter changes."""
    values, x = fresh(3, 1), torch.randn(n, 3).double()
    right = torch.randn(n, 1).double()
    submission.run(shaped, values, x, right.flatten() if flat else right, flat)  # this is not to be refused
    wrong = torch.randn(shape).double()
    message = "train_step has to raise ValueError where prediction and floating-point target differ in shape."
    refuses(lambda: submission.run(shaped, values, x, wrong, flat), message)
    if case:
        close(submission.run(refused, values, x, wrong), values, name="the list of parameters after the refusal")


# train: 16 points


class Replaced:
    """While it lasts, the student's train finds the stand-in where it looks for train_step."""

    def __init__(self, train, active):
        import inspect

        self.names, self.active = inspect.unwrap(train).__globals__, active
        self.own = self.names.get("train_step")

    def __enter__(self):
        if self.active:
            self.names["train_step"] = toy_step

    def __exit__(self, *exception):
        if self.active:
            self.names["train_step"] = self.own


def toy_step(model, criterion, optimizer, x, y):
    """Do a step that is no step downhill, but depends on all that is given, and on how often it was taken before."""
    optimizer.toy_steps = getattr(optimizer, "toy_steps", 0) + 1
    told = optimizer.param_groups[0]
    factor = 0.1 + told["momentum"] + 2 * told["dampening"] + 50 * told["weight_decay"] + 4 * told["nesterov"]
    with torch.no_grad():
        out = model(x)
        if out.shape != y.shape:
            raise ValueError("These shapes differ.")
        loss = criterion(out, y)
        for parameter in told["params"]:
            parameter.add_(told["lr"] * factor * torch.tanh(loss) / optimizer.toy_steps)
    return loss.item()


def trained(module, values, calls, mend, old=None):
    """Train one model by one call after the other; return the losses and the parameters."""
    model, losses = network(values), []
    for parameter in model.parameters():
        parameter.grad = None if old is None else torch.full_like(parameter, old)
    with Replaced(module.train, mend):
        for arguments, options in calls:
            losses.append(module.train(model, *arguments, **options))
    return {"losses": losses, "parameters": values_of(model)}


def agree(submission, solution, probe, *plan, **tolerance):
    """Accept if the student's train does what the reference does, with its own train_step or with the stand-in."""
    either(
        lambda: close(submission.run(probe, *plan, False), solution.run(probe, *plan, False), **tolerance),
        lambda: close(submission.run(probe, *plan, True), solution.run(probe, *plan, True), **tolerance),
    )


def descent(x, y, w, b, lr, epochs):
    """Return the losses of gradient descent on a line, and where it ends, from the closed form."""
    x, y = x.double(), y.double()
    A = torch.cat((x, torch.ones_like(x)), dim=1)
    best = torch.linalg.lstsq(A, y).solution
    curvature, directions = torch.linalg.eigh(2 * A.T @ A / len(x))
    start = directions.T @ (torch.tensor([[w], [b]], dtype=torch.float64) - best)
    factors = (1 - lr * curvature) ** torch.arange(epochs + 1)[:, None]
    losses = ((A @ best - y) ** 2).mean() + 0.5 * (curvature * (factors[:-1] * start.T) ** 2).sum(1)
    end = best + directions @ (factors[-1:].T * start)
    return losses.tolist(), end.float()


def default_epochs(module, values, x, y):
    """How many epochs train makes when it is not told."""
    module.train(network(values), x, y, epochs=1)  # there is more than a signature
    told = default_of(module.train, "epochs")
    if isinstance(told, int) and told > 0:  # so many steps take longer than all other checks together
        return told
    return len(module.train(network(values), x, y))


@pytest.mark.points(4)
@pytest.mark.parametrize("case", ["learning rate and momentum", "number of epochs"])
def test_line(submission, solution, case):
    """By default train makes 3000 epochs, with learning rate 0.01 and without momentum."""
    if case == "number of epochs":
        plan = fresh(1, 1), *samples(2, 1, 1)
        close(submission.run(default_epochs, *plan), 3000, name="the number of epochs")
        return
    x, epochs = torch.rand(256, 1), 40
    y, start, options = 5 * x + 7 + 0.25 * torch.randn(256, 1), torch.randn(2).tolist(), {"epochs": epochs}
    values, calls = [torch.tensor([start[:1]]), torch.tensor(start[1:])], [((x, y), options)]
    losses, end = descent(x, y, *start, 0.01, epochs)
    right = {"losses": [losses], "parameters": [end[:1], end[1]]}
    near = {"rtol": 1e-3, "atol": 3e-3, "name": "what train leaves"}
    either(
        lambda: close(submission.run(trained, values, calls, False), right, **near),
        lambda: close(submission.run(trained, values, calls, True), solution.run(trained, values, calls, True), **near),
    )


@pytest.mark.points(6)
@pytest.mark.parametrize(
    ("options", "dtype"),
    [
        pytest.param({"lr": 0.05, "epochs": 12}, torch.float64, id="learning rate"),
        pytest.param({"lr": 0.02, "epochs": 12, "momentum": 0.9}, torch.float64, id="momentum"),
        pytest.param({"lr": 0.0, "epochs": 2}, torch.float64, id="learning rate 0"),
        pytest.param({"lr": 0.3, "epochs": 1, "momentum": 0.5}, torch.float64, id="one epoch"),
        pytest.param({"lr": 0.05, "epochs": 5}, torch.float32, id="float32"),
    ],
)
def test_training(submission, solution, options, dtype):
    """Losses, epoch by epoch, and parameters are those of SGD on all samples at once with this lr and momentum."""
    tolerance = {"rtol": 1e-3, "atol": 1e-4} if dtype == torch.float32 else {"rtol": 1e-7}
    plan = (fresh(3, 4, 2, dtype=dtype), [(samples(10, dtype=dtype), options)])
    agree(submission, solution, trained, *plan, **tolerance, name="what train leaves")


def trained_after(module, values, calls, old, mend):
    return trained(module, values, calls, mend, old)


@pytest.mark.points(3)
@pytest.mark.parametrize("case", ["no epochs", "called twice", "old gradients", "arguments by position"])
def test_training_corners(submission, solution, case):
    """No epochs leave all as it is; a second call starts with a new optimizer; old gradients do not enter."""
    options, old = {"lr": 0.02, "momentum": 0.9, "epochs": 3}, None
    calls = [(samples(7), options)]
    if case == "no epochs":
        calls.insert(0, (samples(7), options | {"epochs": 0}))
    elif case == "called twice":
        calls.append((samples(4), options))
    elif case == "old gradients":
        old = 1000.0
    else:
        calls = [((*samples(7), 0.02, 3, 0.9), {})]
    agree(submission, solution, trained_after, fresh(3, 4, 2), calls, old, rtol=1e-7, name="what train leaves")


def trained_watched(module, values, x, y, training, mend):
    """How a model that comes in this mode runs in three epochs, in which mode it ends, and the data."""
    model = Watched(values).train(training)
    with Replaced(module.train, mend):
        module.train(model, x, y, epochs=3)
    notes = {"modes": list(model.modes), "batches": [event for event in model.events if isinstance(event, int)]}
    return notes | {"modes afterwards": modes_of(model), "x": x, "y": y}


@pytest.mark.points(2)
@pytest.mark.parametrize("training", [pytest.param(False, id="from eval mode"), pytest.param(True, id="train mode")])
def test_training_mode(submission, solution, training):
    """train puts the model into training mode, lets it see all samples once per epoch, and leaves the data alone."""
    plan = (fresh(3, 4, 2), *samples(6), training)
    agree(submission, solution, trained_watched, *plan, name="what the model notes")


@pytest.mark.points(1)
def test_training_shapes(submission):
    """train refuses a target (N,) for a prediction (N, 1), as train_step does."""
    values, x, options = fresh(3, 1), torch.randn(5, 3).double(), {"epochs": 2}
    submission.run(trained, values, [((x, x[:, :1]), options)], False)
    message = "train has to raise ValueError where prediction and target differ in shape."
    either(
        lambda: refuses(lambda: submission.run(trained, values, [((x, x[:, 0]), options)], False), message),
        lambda: refuses(lambda: submission.run(trained, values, [((x, x[:, 0]), options)], True), message),
    )


# accumulate_gradients: 12 points


def accumulated(module, values, runs, loss, old, frozen, what):
    """Accumulate, once for each list of batches; return what is left in the end."""
    model, criterion = network(values), criterion_named(loss, values[0])
    for parameter in model.parameters():
        parameter.grad = None if old is None else torch.full_like(parameter, old)
    model[0].requires_grad_(not frozen)
    means = [module.accumulate_gradients(model, criterion, batches) for batches in runs]
    gradients = [parameter.grad for parameter in model.parameters() if parameter.requires_grad]
    rest = [values_of(model), [[list(pair) for pair in batches] for batches in runs]]
    return {"gradients": gradients, "means": means, "rest": [rest, gradients]}[what]


def batch_lists(sizes, dtype=torch.float64, classes=False):
    batches = rows(sizes, dtype=dtype)
    return [(x, torch.randint(2, (len(x),)) if classes else y) for x, y in batches]


ACCUMULATIONS = [
    pytest.param([(8, 5, 3)], {}, id="unequal batches"),
    pytest.param([(4, 4)], {}, id="equal batches"),
    pytest.param([(6,)], {}, id="one batch"),
    pytest.param([(1, 1, 3)], {}, id="single samples"),
    pytest.param([(2, 5)], {"classes": True}, id="class numbers"),
    pytest.param([(2, 5)], {"dtype": torch.float32}, id="float32"),
]


def accumulation(submission, solution, sizes, options, what, old=None, frozen=False):
    dtype = options.get("dtype", torch.float64)
    loss = "classes" if options.get("classes") else "mean"
    runs = [batch_lists(group, **options) for group in sizes]
    plan = (fresh(3, 4, 2, dtype=dtype), runs, loss, old, frozen, what)
    found, right = submission.run(accumulated, *plan), solution.run(accumulated, *plan)
    tolerance = {"rtol": 1e-4, "atol": 1e-4} if dtype == torch.float32 else {}
    close(found, right, **tolerance, name=f"the list of {what}")


@pytest.mark.points(6)
@pytest.mark.parametrize(
    ("sizes", "options", "old", "frozen"),
    [
        *[pytest.param(*param.values, None, False, id=param.id) for param in ACCUMULATIONS],
        pytest.param([(3, 4)], {}, 100.0, False, id="old gradients"),
        pytest.param([(3, 4), (2, 6)], {}, None, False, id="called twice"),
        pytest.param([(3, 4)], {}, None, True, id="frozen layer"),
    ],
)
def test_accumulated_gradients(submission, solution, sizes, options, old, frozen):
    """.grad holds the gradient of the mean loss over all samples, however they are cut into batches, and no old one."""
    accumulation(submission, solution, sizes, options, "gradients", old, frozen)


@pytest.mark.points(3)
@pytest.mark.parametrize(("sizes", "options"), ACCUMULATIONS)
def test_accumulated_mean(submission, solution, sizes, options):
    """accumulate_gradients returns the mean loss over all samples, as a Python float."""
    accumulation(submission, solution, sizes, options, "means")


def watched_accumulation(module, values, batches, training):
    model = Watched(values).train(training)
    module.accumulate_gradients(model, nn.MSELoss(), batches)
    return {"events": list(model.events), "modes": [*model.modes, modes_of(model)]}


@pytest.mark.points(2)
@pytest.mark.parametrize("training", [pytest.param(True, id="train mode"), pytest.param(False, id="eval mode")])
def test_one_batch_at_a_time(submission, training):
    """Each batch goes through the model once, and backward, before the next one; the model stays in its mode."""
    found = submission.run(watched_accumulation, fresh(3, 4, 2), rows((4, 2, 3)), training)
    require(isinstance(found, dict) and isinstance(found.get("events"), list), "The notes did not come back.")
    events = found["events"]
    seen = [event for event in events if isinstance(event, int)]
    require(sorted(seen) == [2, 3, 4], "Each batch has to go through the model once, and alone.")
    require(events[1::2] == ["back"] * 3, "The backward pass of a batch has to be done before the next batch goes in.")
    require(found["modes"] == [[training] * len(found["modes"][0])] * 4, "The mode of the model changes.")


def hooked_accumulation(module, values, batches):
    """Accumulate with a model whose output a hook doubles."""
    model = network(values)
    model.register_forward_hook(lambda part, arguments, out: 2 * out)
    module.accumulate_gradients(model, nn.MSELoss(), batches)
    return [parameter.grad for parameter in model.parameters()]


@pytest.mark.points(1)
@pytest.mark.parametrize("case", ["parameters and batches", "hooks"])
def test_accumulation_touches_gradients_only(submission, solution, case):
    """Accumulating changes neither parameters nor batches, and calls the model as model(x)."""
    if case == "hooks":
        plan = (fresh(3, 4, 2), rows((3, 2)))
        close(submission.run(hooked_accumulation, *plan), solution.run(hooked_accumulation, *plan))
    else:
        accumulation(submission, solution, [(3, 4)], {}, "rest")


# predict: 8 points


def predicted(module, values, x, training, hooked):
    model = Watched(values).train(training)
    if hooked:
        model.register_forward_hook(lambda part, arguments, out: 2 * out)
    with torch.enable_grad():  # where predict leaves autograd off, that ends here
        return module.predict(model, x)


@pytest.mark.points(3)
@pytest.mark.parametrize(
    ("training", "hooked", "dtype"),
    [
        pytest.param(True, False, torch.float64, id="train mode"),
        pytest.param(False, False, torch.float64, id="eval mode"),
        pytest.param(True, False, torch.float32, id="float32"),
        pytest.param(False, True, torch.float64, id="hooks"),
    ],
)
def test_prediction(submission, solution, training, hooked, dtype):
    """predict gives model(x) as it comes out in eval mode, in whatever mode the model comes."""
    plan = (fresh(3, 4, 2, dtype=dtype), torch.randn(5, 3, dtype=dtype), training, hooked)
    close(submission.run(predicted, *plan), solution.run(predicted, *plan))


def graphs(module, values, x, asks):
    model = Watched(values)
    with torch.enable_grad():
        result = module.predict(model, x.requires_grad_(asks))
    return {"while it runs": list(model.graphs), "of the result": result.requires_grad}


@pytest.mark.points(2)
@pytest.mark.parametrize("asks", [pytest.param(False, id="plain x"), pytest.param(True, id="x requires grad")])
def test_prediction_without_graph(submission, asks):
    """Autograd is off while the model runs, once, and the result does not require a gradient."""
    found = submission.run(graphs, fresh(3, 4, 2), torch.randn(5, 3).double(), asks)
    require(isinstance(found, dict) and isinstance(found.get("while it runs"), list), "The notes did not come back.")
    require(len(found["while it runs"]) == 1, "predict does not call the model once.")
    require(found["while it runs"] == [False], "The model runs with autograd on, so that a graph is built.")
    require(found["of the result"] is False, "The result of predict requires a gradient.")


def after_prediction(module, values, x, training, recording, what):
    """What is left after a prediction, or a part of it, and how often the model ran."""
    model = Watched(values).train(training)
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 3.0)
    with torch.set_grad_enabled(recording):
        module.predict(model, x)
        calls, modes = len(model.modes), modes_of(model)
        model(x)
    gradients = [parameter.grad for parameter in model.parameters()]
    left = {"parameters": values_of(model), "gradients": gradients, "seen": model.seen, "x": x}
    return {"calls": calls, what: {"modes": modes, "autograd": model.graphs[-1], "all": left}[what]}


@pytest.mark.points(3)
@pytest.mark.parametrize(
    ("training", "recording", "what"),
    [
        pytest.param(True, True, "modes", id="train mode"),
        pytest.param(False, True, "modes", id="eval mode"),
        pytest.param(True, True, "autograd", id="autograd on"),
        pytest.param(True, False, "autograd", id="autograd off"),
        pytest.param(True, True, "all", id="everything else"),
    ],
)
def test_after_prediction(submission, solution, training, recording, what):
    """Afterwards mode, autograd, parameters, .grad and buffers are as they were, in the model and in all its parts."""
    plan = (fresh(3, 4, 2), torch.randn(5, 3).double(), training, recording, what)
    close(submission.run(after_prediction, *plan), solution.run(after_prediction, *plan), name="what is left")
