"""Hidden checks: what torch computes is right, or what follows from the student's own batch_norm in a right layer.

A probe's first argument is the student's module; for batch_norm, ``F`` takes its place in this process.
"""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from grader.compare import close, either, require

MEAN, VAR = torch.tensor([0.3, -1.0, 2.0]).double(), torch.tensor([0.5, 4.0, 1.0]).double()
WEIGHT, BIAS = torch.tensor([0.5, 2.0, -1.0]).double(), torch.tensor([1.0, 0.25, -3.0]).double()
STATE = {"weight": WEIGHT, "bias": BIAS, "running_mean": MEAN, "running_var": VAR}
SHAPES = {
    "table": (6, 3),
    "as many rows as columns": (3, 3),
    "sequences": (4, 3, 5),
    "images": (2, 3, 4, 5),
    "as many rows as channels and pixels": (3, 3, 3, 3),
    "volumes": (2, 3, 2, 3, 2),
    "one image": (1, 3, 4, 2),
}


def batch(*shape):
    """Fresh float64 numbers whose channels (dimension 1) have means and standard deviations of their own."""
    per_channel = [1, -1] + [1] * (len(shape) - 2)
    scale = torch.linspace(0.5, 2.0, shape[1]).double().view(per_channel)
    return torch.randn(*shape, dtype=torch.float64) * scale + torch.linspace(-1.0, 3.0, shape[1]).view(per_channel)


def right_output(x, weight=None, bias=None, mean=MEAN, var=VAR, **options):
    """What torch returns; the running tensors stay as they are."""
    return F.batch_norm(x, mean.clone(), var.clone(), weight, bias, **options)


def sensible(result, x):
    """Guard: numbers of the shape and dtype of x, which are neither x itself nor all the same."""
    close(result, x, rtol=0.0, atol=1e30)
    require(not torch.equal(result, x), "The output is the input, nothing was normalised.")
    require(bool((result != result.flatten()[0]).any()), "All numbers of the output are the same.")


# ---------------------------------------------------------------------------------------------------- standardize


@pytest.mark.points(4)
@pytest.mark.parametrize(
    ("shape", "eps"),
    [
        pytest.param((6, 3), 1e-5, id="table"),
        pytest.param((3, 3), 1e-5, id="as many rows as columns"),
        pytest.param((5, 2), 0.5, id="a large eps"),
        pytest.param((5, 1), 0.01, id="one column"),
    ],
)
def test_standardize(submission, solution, shape, eps):
    """standardize gives every column mean 0, and variance 1 by the divisor N, for any eps."""
    x = batch(*shape)

    close(submission.standardize(x, eps), solution.standardize(x, eps))


@pytest.mark.points(2)
@pytest.mark.parametrize("case", ["constant column", "one row", "float32 and transposed", "x unchanged"])
def test_standardize_corners(submission, solution, case):
    """standardize makes a constant column or a single row 0, takes float32 and any memory order, and leaves x alone."""
    x = batch(4, 2)
    if case == "constant column":
        x[:, 1] = 3.0
    elif case == "one row":
        x = x[:1]
    elif case == "float32 and transposed":
        x = batch(2, 5).float().T
    result, arguments = submission.observe("standardize", x)

    close(result, solution.standardize(x), atol=1e-9 if x.dtype == torch.float64 else None)
    if case == "x unchanged":
        close(arguments, [x], rtol=0.0, atol=0.0)


# ----------------------------------------------------------------------------------------------------- batch_norm


@pytest.mark.points(9)
@pytest.mark.parametrize("shape", [*SHAPES, "one channel", "another memory order"])
def test_training_output(submission, shape):
    """In training, batch_norm normalises every channel with the mean and the variance of the batch, for every shape."""
    mean, var = MEAN, VAR
    if shape == "one channel":
        x, mean, var = batch(5, 1, 2), MEAN[:1], VAR[:1]
    elif shape == "another memory order":
        x = batch(2, 3, 5, 4).transpose(2, 3)
    else:
        x = batch(*SHAPES[shape])

    close(submission.batch_norm(x, mean, var, training=True), right_output(x, mean=mean, var=var, training=True))


@pytest.mark.points(3)
@pytest.mark.parametrize("training", [pytest.param(True, id="training"), pytest.param(False, id="evaluation")])
@pytest.mark.parametrize(
    ("weight", "bias"),
    [
        pytest.param(WEIGHT, BIAS, id="weight and bias"),
        pytest.param(WEIGHT, None, id="only weight"),
        pytest.param(None, BIAS, id="only bias"),
    ],
)
def test_scale_and_shift(submission, weight, bias, training):
    """batch_norm multiplies channel c by weight[c] and then adds bias[c], and leaves out whichever is None."""
    for shape in ("table", "as many rows as channels and pixels", "images"):
        x = batch(*SHAPES[shape])
        result = submission.batch_norm(x, MEAN, VAR, weight, bias, training=training)
        close(result, right_output(x, weight, bias, training=training))


def running_after(module, mean, var, batches, options):
    """The running tensors after training calls on all batches."""
    for x in batches:
        module.batch_norm(x, mean, var, training=True, **options)
    return mean, var


def rows_after(module, mean, var, batches, options):
    """The same, but the running tensors are two rows of a table."""
    table = torch.stack([mean, var])
    for x in batches:
        module.batch_norm(x, table[0], table[1], training=True, **options)
    return table[0].clone(), table[1].clone()


@pytest.mark.points(10)
@pytest.mark.parametrize(
    ("probe", "shape", "options"),
    [
        pytest.param(running_after, "table", {}, id="table"),
        pytest.param(running_after, "images", {}, id="images"),
        pytest.param(running_after, "one image", {"momentum": 0.3}, id="one image, momentum 0.3"),
        pytest.param(running_after, "sequences", {"momentum": 1.0}, id="momentum 1"),
        pytest.param(running_after, "volumes", {"momentum": 0.0}, id="momentum 0"),
        pytest.param(rows_after, "table", {}, id="rows of a larger tensor"),
    ],
)
def test_running_statistics(submission, probe, shape, options):
    """In training, batch_norm updates the caller's running_mean and running_var in place, batch after batch."""
    batches = [batch(*SHAPES[shape]) + shift for shift in range(3)]
    if options == {"momentum": 0.0}:  # a call that changes something, or doing nothing would be enough
        close(submission.run(probe, MEAN, VAR, batches, {}), probe(F, MEAN.clone(), VAR.clone(), batches, {}))

    close(submission.run(probe, MEAN, VAR, batches, options), probe(F, MEAN.clone(), VAR.clone(), batches, options))


@pytest.mark.points(6)
@pytest.mark.parametrize("shape", ["table", "images", "one sample"])
def test_evaluation(submission, shape):
    """In evaluation, batch_norm normalises with the running statistics, so that one sample is enough."""
    x = batch(1, 3) if shape == "one sample" else batch(*SHAPES[shape])

    close(submission.batch_norm(x, MEAN, VAR), right_output(x))


@pytest.mark.points(2)
def test_evaluation_keeps_statistics(submission):
    """In evaluation, batch_norm leaves running_mean and running_var exactly as they are."""
    x = batch(6, 3)
    result, arguments = submission.observe("batch_norm", x, MEAN, VAR)

    sensible(result, x)
    close(arguments[1:], [MEAN, VAR], rtol=0.0, atol=0.0, name="running_mean and running_var")


@pytest.mark.points(4)
@pytest.mark.parametrize("case", ["training", "evaluation", "constant channel", "variance 0 in evaluation"])
def test_eps(submission, case):
    """eps is added to the variance under the root, in both modes, so that a variance of 0 does no harm."""
    x, var = batch(6, 3), VAR.clone()
    options = {"training": case in ("training", "constant channel")}
    if case in ("training", "evaluation"):
        options["eps"] = 0.5
    elif case == "constant channel":
        x[:, 1] = 7.0
    else:
        var[1] = 0.0

    close(submission.batch_norm(x, MEAN, var, **options), right_output(x, var=var, **options), atol=1e-9)


def gradients(module, x, mean, var, weight, bias, training, direction):
    """The gradients of the output in a direction, with respect to input, weight and bias."""
    leaves = [tensor.clone().requires_grad_() for tensor in (x, weight, bias)]
    output = module.batch_norm(leaves[0], mean.clone(), var.clone(), leaves[1], leaves[2], training=training)
    return torch.autograd.grad((output * direction).sum(), leaves, allow_unused=True)


@pytest.mark.points(8)
@pytest.mark.parametrize("training", [pytest.param(True, id="training"), pytest.param(False, id="evaluation")])
@pytest.mark.parametrize("shape", ["table", "images"])
def test_gradients(submission, shape, training):
    """The gradients of input, weight and bias are right; in training they also run through mean and variance."""
    x, direction = batch(*SHAPES[shape]), batch(*SHAPES[shape])
    arguments = (x, MEAN, VAR, WEIGHT, BIAS, training, direction)

    close(submission.run(gradients, *arguments), gradients(F, *arguments), rtol=1e-8, atol=1e-9)


def gradient_past_running(module, x, mean, var):
    """The gradient of a sum over x * x and the running tensors with respect to x, and the running tensors."""
    x = x.clone().requires_grad_()
    module.batch_norm(x, mean, var, training=True)
    total = (x * x).sum() + mean.sum() + var.sum()
    return torch.autograd.grad(total, x)[0], mean.detach(), var.detach()


@pytest.mark.points(2)
def test_running_without_graph(submission):
    """No gradient flows from the updated running_mean and running_var back to the input."""
    x = batch(6, 3)
    result = submission.run(gradient_past_running, x, MEAN, VAR)

    close(result, (2 * x, MEAN, VAR), rtol=0.0, atol=1e30)
    require(not torch.equal(result[1], MEAN), "running_mean has not changed in training.")
    close(result[0], 2 * x, name="the gradient of x * x and the running tensors")


def running_after_refusal(module, x, mean, var, training):
    """The running tensors after a call that ends in a ValueError."""
    try:
        module.batch_norm(x, mean, var, training=training)
    except ValueError:
        return mean, var
    return None


def refuses(submission, x, training, mean=MEAN, var=VAR):
    """A ValueError, and running tensors as before."""
    with pytest.raises(ValueError):
        submission.batch_norm(x, mean, var, training=training)
    after = submission.run(running_after_refusal, x, mean, var, training)
    close(after, (mean, var), rtol=0.0, atol=0.0, name="running_mean and running_var after a refused call")


@pytest.mark.points(4)
@pytest.mark.parametrize(
    ("shape", "more"),
    [pytest.param((1, 3), (2, 3), id="one row"), pytest.param((1, 3, 1, 1), (2, 3, 2, 2), id="one pixel")],
)
def test_one_value(submission, shape, more):
    """Training with one single value per channel raises ValueError and changes nothing."""
    x = batch(*more)
    sensible(submission.batch_norm(x, MEAN, VAR, training=True), x)

    refuses(submission, batch(*shape), training=True)


@pytest.mark.points(2)
@pytest.mark.parametrize("training", [pytest.param(True, id="training"), pytest.param(False, id="evaluation")])
def test_wrong_channels(submission, training):
    """Input with fewer than 2 dimensions, or with another number of channels than running_mean, raises ValueError."""
    x = batch(4, 3)
    sensible(submission.batch_norm(x, MEAN, VAR, training=training), x)

    for wrong in (x[:, :2], x[:, :1], x[0], batch(3, 4)):
        refuses(submission, wrong, training)
    refuses(submission, x, training, MEAN[:1], VAR[:1])


@pytest.mark.points(1)
def test_arguments_unchanged(submission):
    """batch_norm never changes input, weight and bias."""
    for training in (True, False):
        x = batch(6, 3)
        result, arguments = submission.observe("batch_norm", x, MEAN, VAR, WEIGHT, BIAS, training)
        sensible(result, x)
        close([arguments[0], *arguments[3:5]], [x, WEIGHT, BIAS], rtol=0.0, atol=0.0, name="input, weight and bias")


@pytest.mark.points(1)
def test_float32(submission):
    """float32 tensors give a float32 output, with the same numbers to float32's accuracy."""
    for training in (True, False):
        double = (batch(6, 3), MEAN, VAR, WEIGHT, BIAS)
        single = [tensor.float() for tensor in double]
        result = submission.batch_norm(*single, training=training)
        sensible(result, single[0])
        in_double = submission.batch_norm(*double, training=training)
        sensible(in_double, double[0])
        close(result, in_double.float(), rtol=1e-4, atol=1e-4)


# ----------------------------------------------------------------------------------------------------- the layers
#
# A task is done with a class: torch's layer in this process, the student's in the worker.


def new_layer(cls, features, options):
    """What a new layer holds."""
    layer = cls(features, **options)
    return {
        "parameters": {name: value.detach() for name, value in layer.named_parameters()},
        "requires_grad": {name: value.requires_grad for name, value in layer.named_parameters()},
        "state": dict(layer.state_dict()),
        "weight and bias": [None if value is None else value.detach() for value in (layer.weight, layer.bias)],
    }


def filled(cls, features, options, state):
    """A layer of the state's dtype, with this state."""
    layer = cls(features, **options).to(state["running_mean"].dtype)
    with torch.no_grad():
        for name, value in state.items():
            getattr(layer, name).copy_(value)
    return layer


def layer_run(cls, options, state, plan):
    """A filled layer is fed with (train mode or not, batch) pairs: its outputs, and the running tensors afterwards."""
    layer = filled(cls, 3, options, state)
    outputs = []
    for training, x in plan:
        layer.train(training)
        outputs.append(layer(x).detach())
    return outputs, [layer.running_mean.detach().clone(), layer.running_var.detach().clone()]


def counted(cls, state, x, modes):
    """The counter after forward calls in the given modes."""
    layer = filled(cls, 3, {}, state)
    for training in modes:
        layer.train(training)
        layer(x)
    return layer.num_batches_tracked


def two_layers(cls, state, batches):
    """Two layers, each trained with its own batch: their running tensors."""
    layers = [filled(cls, 3, {}, state) for _ in batches]
    for layer, x in zip(layers, batches, strict=True):
        layer(x)
    return [[layer.running_mean.detach().clone(), layer.running_var.detach().clone()] for layer in layers]


def fed(cls, state, x, training=True):
    """A filled layer's output, and the input afterwards."""
    return filled(cls, 3, {}, state).train(training)(x).detach(), x


def loaded(cls, state, x):
    """The output in eval mode of a layer that has loaded a state."""
    layer = cls(3).double()
    layer.load_state_dict(state)
    return layer.eval()(x).detach()


def exported(cls, state, x):
    """A filled layer after two batches: its output in eval mode, and its state before that.

    The counter is set to 0, since its value is another check's matter.
    """
    layer = filled(cls, 3, {}, state)
    for step in range(2):
        layer(x + step)
    state = {name: value.clone() for name, value in layer.state_dict().items()}
    return layer.eval()(x).detach(), state | {"num_batches_tracked": 0 * state["num_batches_tracked"]}


def network_run(cls, first, weight, bias, second, x, target, steps):
    """Linear, batch norm, ReLU, Linear from given values, trained by gradient descent: the losses."""
    network = nn.Sequential(
        nn.Linear(first.shape[1], first.shape[0], bias=False),
        cls(first.shape[0]),
        nn.ReLU(),
        nn.Linear(second.shape[1], second.shape[0], bias=False),
    ).double()
    with torch.no_grad():
        network[0].weight.copy_(first)
        network[1].weight.copy_(weight)
        network[1].bias.copy_(bias)
        network[3].weight.copy_(second)
    losses = []
    for _ in range(steps):
        loss = F.cross_entropy(network(x), target)
        network.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in network.parameters():
                parameter -= 0.5 * parameter.grad
        losses.append(loss.detach())
    return torch.stack(losses)


def task_named(name):
    """The task with this name, since functions do not travel."""
    tasks = (new_layer, layer_run, counted, two_layers, fed, loaded, exported, network_run)
    return {task.__name__: task for task in tasks}[name]


def with_1d(module, name, *arguments):
    """Carry out a task with BatchNorm1d."""
    return task_named(name)(module.BatchNorm1d, *arguments)


def with_2d(module, name, *arguments):
    """Carry out a task with BatchNorm2d."""
    return task_named(name)(module.BatchNorm2d, *arguments)


def with_layer(submission, kind, task, *arguments):
    """What a task gives with the student's layer of this kind."""
    return submission.run(with_1d if kind == "BatchNorm1d" else with_2d, task.__name__, *arguments)


def with_torch(kind, task, *arguments):
    """What a task gives with torch's layer of this kind."""
    return task(getattr(nn, kind), *arguments)


@pytest.mark.points(8)
@pytest.mark.parametrize("kind", ["BatchNorm1d", "BatchNorm2d"])
@pytest.mark.parametrize("affine", [pytest.param(True, id="affine"), pytest.param(False, id="not affine")])
def test_new_layer(submission, kind, affine):
    """A new layer of 6 channels has torch's parameters and buffers, by name, shape, dtype and first value."""
    options = {} if affine else {"affine": False}

    result = with_layer(submission, kind, new_layer, 6, options)
    close(result, with_torch(kind, new_layer, 6, options), name="the new layer")


def normalised(module, x, mean, var, weight, bias, options):
    """The output of batch_norm, and the running tensors afterwards."""
    return module.batch_norm(x, mean, var, weight, bias, **options), mean, var


def own_layer_run(submission, options, state, plan):
    """What layer_run gives for a right layer around the student's own batch_norm."""
    mean, var, outputs = state["running_mean"], state["running_var"], []
    options = {name: value for name, value in options.items() if name != "affine"}
    for training, x in plan:
        parameters = (state.get("weight"), state.get("bias"), options | {"training": training})
        result = submission.run(normalised, x, mean, var, *parameters)
        close(result, (x, mean, var), rtol=0.0, atol=1e30)
        output, mean, var = result
        sensible(output, x)
        outputs.append(output)
    return outputs, [mean, var]


def layer_is_right(submission, kind, options, state, plan):
    """The layer does what torch's does, or what follows from the student's own batch_norm."""
    name, rtol = "(outputs, running tensors)", None if plan[0][1].dtype == torch.float64 else 1e-4
    result = with_layer(submission, kind, layer_run, options, state, plan)
    either(
        lambda: close(result, with_torch(kind, layer_run, options, state, plan), rtol=rtol, atol=rtol, name=name),
        lambda: close(result, own_layer_run(submission, options, state, plan), rtol=rtol, atol=rtol, name=name),
    )


def in_float32(state):
    """The same numbers in the layers' own dtype."""
    return {name: value.float() for name, value in state.items()}


# The last dimension has the length of the channels: a batch_norm that mistakes one for the other has lost its points
# above and is followed here.
LAYERS = [
    pytest.param("BatchNorm1d", (6, 3), id="BatchNorm1d, table"),
    pytest.param("BatchNorm1d", (4, 3, 3), id="BatchNorm1d, sequences"),
    pytest.param("BatchNorm2d", (2, 3, 4, 3), id="BatchNorm2d, images"),
]
MODES = (True, True, False, False, True, True, False)


@pytest.mark.points(6)
@pytest.mark.parametrize(("kind", "shape"), LAYERS)
def test_layer_modes(submission, kind, shape):
    """Train mode, eval mode, train mode and eval mode again: all outputs and the running statistics are right."""
    plan = [(training, batch(*shape) * (1 + step) - step) for step, training in enumerate(MODES)]

    layer_is_right(submission, kind, {}, STATE, plan)


@pytest.mark.points(3)
@pytest.mark.parametrize(("kind", "shape"), LAYERS)
def test_counter(submission, kind, shape):
    """num_batches_tracked grows by one with every batch in train mode, and not in eval mode."""
    task = (kind, counted, in_float32(STATE), batch(*shape).float(), MODES)

    close(with_layer(submission, *task), with_torch(*task), name="num_batches_tracked")


@pytest.mark.points(2)
@pytest.mark.parametrize(("kind", "shape"), [LAYERS[0], LAYERS[2]])
def test_layers_are_separate(submission, kind, shape):
    """Every layer has statistics of its own: training one layer does not change another one."""
    batches, state = [batch(*shape).float(), 3 - batch(*shape).float()], in_float32(STATE)
    name = "the running tensors of two layers"
    result = with_layer(submission, kind, two_layers, state, batches)

    either(
        lambda: close(result, with_torch(kind, two_layers, state, batches), rtol=1e-4, name=name),
        lambda: close(
            result, [own_layer_run(submission, {}, state, [(True, x)])[1] for x in batches], rtol=1e-4, name=name
        ),
    )


@pytest.mark.points(6)
@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"eps": 0.25}, id="eps"),
        pytest.param({"momentum": 0.5}, id="momentum"),
        pytest.param({"eps": 0.01, "momentum": 0.25, "affine": False}, id="all three"),
    ],
)
@pytest.mark.parametrize(("kind", "shape"), [LAYERS[1], LAYERS[2]])
def test_layer_options(submission, kind, shape, options):
    """eps, momentum and affine=False of a layer reach the computation."""
    plan = [(True, batch(*shape).float()), (True, batch(*shape).float())]
    state = in_float32(STATE)
    if "affine" in options:
        del state["weight"], state["bias"]

    layer_is_right(submission, kind, options, state, plan)


@pytest.mark.points(2)
@pytest.mark.parametrize("case", ["float32", "another memory order", "input unchanged"])
def test_layer_input(submission, case):
    """A layer takes float32 images and stays float32, takes images of any memory order, and leaves them alone."""
    state, x = in_float32(STATE), batch(2, 3, 4, 3).float()
    if case == "another memory order":
        x = batch(2, 3, 3, 4).float().transpose(2, 3)
    layer_is_right(submission, "BatchNorm2d", {}, state, [(True, x)])
    if case == "input unchanged":
        result = with_layer(submission, "BatchNorm2d", fed, state, x)
        close(result, (x, x), rtol=0.0, atol=1e30)
        close(result[1], x, rtol=0.0, atol=0.0, name="the input afterwards")


@pytest.mark.points(4)
@pytest.mark.parametrize(
    ("kind", "shapes", "wrong"),
    [
        pytest.param("BatchNorm1d", [(4, 3), (2, 3, 3)], [(3,), (2, 3, 4, 3), (2, 3, 2, 2, 3)], id="BatchNorm1d"),
        pytest.param("BatchNorm2d", [(2, 3, 4, 3)], [(4, 3), (4, 3, 3), (2, 3, 2, 2, 3)], id="BatchNorm2d"),
    ],
)
@pytest.mark.parametrize("training", [pytest.param(True, id="train mode"), pytest.param(False, id="eval mode")])
def test_dimensions(submission, kind, shapes, wrong, training):
    """BatchNorm1d refuses all but 2 and 3 dimensions, BatchNorm2d all but 4, with a ValueError in both modes."""
    state = in_float32(STATE)
    for shape in shapes:
        x = batch(*shape).float()
        result = with_layer(submission, kind, fed, state, x, training)
        close(result, (x, x), rtol=0.0, atol=1e30)
        sensible(result[0], x)

    taken = []
    for shape in wrong:
        try:
            with_layer(submission, kind, fed, state, torch.randn(shape), training)
            taken.append(len(shape))
        except ValueError:
            pass
    require(not taken, f"{kind} must raise ValueError when the input has a wrong number of dimensions.")


def right_prediction(submission, predicted, kind, state, x):
    """The prediction is what follows from the state: by torch's layer, or by the student's own batch_norm."""
    held = {name: state[name] for name in STATE}
    either(
        lambda: close(predicted, with_torch(kind, loaded, state, x), name="the prediction"),
        lambda: close(predicted, own_layer_run(submission, {}, held, [(False, x)])[0][0], name="the prediction"),
    )


@pytest.mark.points(3)
@pytest.mark.parametrize(("kind", "shape"), [LAYERS[1], LAYERS[2]])
def test_state_from_torch(submission, kind, shape):
    """The state_dict of torch's trained layer can be loaded, and then gives torch's predictions."""
    x = batch(*shape)
    _, state = with_torch(kind, exported, STATE, x)

    right_prediction(submission, with_layer(submission, kind, loaded, state, x), kind, state, x)


@pytest.mark.points(3)
@pytest.mark.parametrize(("kind", "shape"), [LAYERS[1], LAYERS[2]])
def test_state_to_torch(submission, kind, shape):
    """torch's layer can load the state_dict of a trained layer, and then gives its predictions."""
    x = batch(*shape)
    result = with_layer(submission, kind, exported, STATE, x)

    close(result, with_torch(kind, exported, STATE, x), rtol=0.0, atol=1e30, name="(prediction, state_dict)")
    predicted, state = result
    sensible(predicted, x)
    right_prediction(submission, predicted, kind, state, x)


@pytest.mark.points(5)
def test_in_a_network(submission):
    """Inside a trained network the layer learns its weight and bias: the losses are those with torch's layer."""
    x = torch.randn(32, 3, dtype=torch.float64) * 4 + 3
    target = (x[:, 0] > x[:, 1]).long()
    values = (batch(4, 3), torch.ones(4).double(), torch.zeros(4).double(), batch(2, 4))
    task = ("BatchNorm1d", network_run, *values, x, target, 10)

    close(with_layer(submission, *task), with_torch(*task), rtol=1e-6, name="the losses")
