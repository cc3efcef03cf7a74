"""Hidden checks of residual and dense blocks: 100 points.

Blocks are compared with known values in all their parameters and buffers. What stands in conv_block's place while a
dense block is checked costs a wrong conv_block no points twice.
"""

import pytest
import torch
from torch import nn

from grader.compare import close, either, require

# What runs beside the student's code.


def wave(value, phase):
    """Numbers between -1 and 1 that depend on shape and phase only."""
    steps = torch.arange(1, value.numel() + 1, dtype=torch.float64)
    return torch.sin(0.7 * steps * steps + phase).view(value.shape)


def factor(last, value):
    """How large numbers may be, so that every part gets some far from 0 on both sides."""
    return 1.0 if last != "weight" else 6.0 if value.dim() == 1 else 0.3


def fill(block, scale, named):
    """Give every tensor of a block values of its own: by its name, or by whether it belongs to a norm or a convolution.

    The second way does not care what the parts are called and in which order they were created.
    """
    state = block.state_dict()
    for name, value in state.items():
        owner, _, last = name.rpartition(".")
        if not named:
            owner = "norm" if f"{owner}.running_mean" in state else "conv"
        if value.is_floating_point():
            numbers = wave(value, scale * sum(place * ord(letter) for place, letter in enumerate(owner + last, 1)))
            with torch.no_grad():
                value.copy_(0.5 + numbers.abs() if last == "running_var" else factor(last, value) * numbers)


def fill_units(block, scale):
    for number, unit in enumerate(block.net):
        fill(unit, scale + number, False)


def statistics(block):
    """The running statistics of a block's batch norms, in the order of their names."""
    return [value.clone() for name, value in sorted(block.state_dict().items()) if ".running" in f".{name}"]


def as_made(block, x):
    """The block in the dtype of x, untouched where x is float32."""
    return block if x.dtype == torch.float32 else block.to(x.dtype)


def outputs(block, plan):
    """Feed a block with (mode, input) pairs; a mode of None leaves the block as it is."""
    results = []
    for training, x in plan:
        if training is not None:
            block.train(training)
        results.append(block(x).detach().clone())
    return results


def slopes(block, plan, names):
    """Differentiate the output in a direction with respect to the input, and to the parameters of these names.

    The plan has (mode, input, direction) triples.
    """
    parameters = dict(block.named_parameters())
    results = []
    for training, x, direction in plan:
        block.train(training)
        block.zero_grad()
        x.requires_grad_()
        (block(x) * direction).sum().backward()
        gradients = {name: parameters[name].grad for name in names if name in parameters}
        results.append({"x": x.grad, "parameters": {name: grad.clone() for name, grad in gradients.items()}})
    return results


def residual_parts(module, arguments, options):
    block = module.Residual(*arguments, **options)
    shapes = {name: list(value.shape) for name, value in sorted(block.state_dict().items())}
    return {"state_dict": shapes, "conv3": block.conv3 if block.conv3 is None else "a part"}


def residual_outputs(module, arguments, options, scale, plan):
    block = module.Residual(*arguments, **options).to(plan[0][1].dtype)
    fill(block, scale, True)
    return outputs(block, plan)


def residual_history(module, arguments, options, scale, plan):
    block = module.Residual(*arguments, **options).to(plan[0][1].dtype)
    fill(block, scale, True)
    return {"outputs": outputs(block, plan), "running statistics": [statistics(block.bn1), statistics(block.bn2)]}


def two_residuals(module, arguments, options, scales, x):
    blocks = [module.Residual(*arguments, **options).double() for _ in scales]
    for block, scale in zip(blocks, scales, strict=True):
        fill(block, scale, True)
    return [block(x).detach() for block in blocks]


def residual_afterwards(module, arguments, options, scale, training, x):
    block = as_made(module.Residual(*arguments, **options), x).train(training)
    fill(block, scale, True)
    return {"output": block(x).detach().clone(), "x afterwards": x}


def residual_slopes(module, arguments, options, scale, plan, names):
    block = module.Residual(*arguments, **options).double()
    fill(block, scale, True)
    return slopes(block, plan, names)


def residual_without_branch(module, training, seed, x):
    """A new block whose main path is switched off: its output, and the gradient of its sum."""
    torch.manual_seed(seed)
    block = module.Residual(x.shape[1], x.shape[1]).double().train(training)
    with torch.no_grad():
        block.bn2.weight.zero_()
        block.bn2.bias.zero_()
    x.requires_grad_()
    output = block(x)
    output.sum().backward()
    return output.detach(), x.grad


def conv1_shape(module, arguments, options):
    return list(module.Residual(*arguments, **options).conv1.weight.shape)


def torch_class(thing):
    """Name the class of torch.nn that a thing belongs to, also for a subclass of it."""
    names = [kind.__name__ for kind in type(thing).__mro__ if kind.__module__.startswith("torch.nn")]
    return [*names, type(thing).__name__][0]


def unit_outputs(module, arguments, scale, plan):
    unit = module.conv_block(*arguments).to(plan[0][1].dtype)
    fill(unit, scale, False)
    return outputs(unit, plan)


def unit_class(module, arguments, scale, x):
    unit = module.conv_block(*arguments)
    fill(unit, scale, False)
    return torch_class(unit), unit(x).detach().clone(), x


def two_units(module, arguments, scales, x):
    units = [module.conv_block(*arguments).double() for _ in scales]
    for unit, scale in zip(units, scales, strict=True):
        fill(unit, scale, False)
    return [unit(x).detach() for unit in units]


def unit_slopes(module, arguments, scale, plan):
    unit = module.conv_block(*arguments).double()
    fill(unit, scale, False)
    return slopes(unit, plan, [])


def transition_outputs(module, arguments, scale, plan):
    block = module.transition_block(*arguments).to(plan[0][1].dtype)
    fill(block, scale, False)
    return outputs(block, plan)


def transition_class(module, arguments, scale, x):
    block = module.transition_block(*arguments)
    fill(block, scale, False)
    return torch_class(block), block(x).detach().clone(), x


def two_transitions(module, arguments, scales, x):
    blocks = [module.transition_block(*arguments).double() for _ in scales]
    for block, scale in zip(blocks, scales, strict=True):
        fill(block, scale, False)
    return [block(x).detach() for block in blocks]


def transition_slopes(module, arguments, scale, plan):
    block = module.transition_block(*arguments).double()
    fill(block, scale, False)
    return slopes(block, plan, [])


def stand_in(in_channels, out_channels):
    """A unit that is no unit of a DenseNet, to see what a dense block does with it."""
    return nn.Sequential(nn.Conv2d(in_channels, out_channels, 1), nn.BatchNorm2d(out_channels), nn.Tanh())


def dense_block(module, arguments, replaced):
    """Build a dense block, of stand-ins if asked: their name is what the student's class looks up."""
    if not replaced:
        return module.DenseBlock(*arguments)
    import sys  # a probe has no imports of this file

    names = vars(sys.modules[module.DenseBlock.__module__])
    own = names.get("conv_block")
    names["conv_block"] = stand_in
    try:
        return module.DenseBlock(*arguments)
    finally:
        names["conv_block"] = own


def dense_outputs(module, replaced, arguments, scale, plan):
    block = dense_block(module, arguments, replaced).to(plan[0][1].dtype)
    fill_units(block, scale)
    return outputs(block, plan)


def dense_history(module, replaced, arguments, scale, plan):
    block = dense_block(module, arguments, replaced).to(plan[0][1].dtype)
    fill_units(block, scale)
    return {"outputs": outputs(block, plan), "running statistics": [statistics(unit) for unit in block.net]}


def two_dense_blocks(module, replaced, arguments, scales, x):
    blocks = [dense_block(module, arguments, replaced).double() for _ in scales]
    for block, scale in zip(blocks, scales, strict=True):
        fill_units(block, scale)
    return [block(x).detach() for block in blocks]


def dense_afterwards(module, replaced, arguments, scale, x):
    block = dense_block(module, arguments, replaced)
    fill_units(block, scale)
    return {"output": block(x).detach().clone(), "x afterwards": x}


def dense_slopes(module, replaced, arguments, scale, plan):
    """The gradients of x, and of the convolutions' weights: the parameters of a unit with four dimensions."""
    block = dense_block(module, arguments, replaced).double()
    fill_units(block, scale)
    weights = [p for unit in block.net for p in unit.parameters() if p.dim() == 4]
    results = []
    for gradients in (slopes(block, [step], []) for step in plan):
        results.append([gradients, [weight.grad.clone() for weight in weights]])
    return results


def dense_parts(module, arguments):
    block = module.DenseBlock(*arguments)
    return {"net": torch_class(block.net), "units": len(block.net), "out_channels": block.out_channels}


# What runs here.


def images(*shape, dtype=torch.float64):
    return 2 * torch.randn(shape, dtype=torch.float64).to(dtype) + 0.3


def fresh_scale():
    return 0.7 + 0.6 * torch.rand(()).item()


def same(actual, expected, name, single=False):
    """Compare with room for another order of additions."""
    rtol, atol = (1e-4, 1e-4) if single else (1e-8, 1e-9)
    close(actual, expected, rtol=rtol, atol=atol, name=name)


def compare(submission, solution, probe, *arguments, name, single=False):
    same(submission.run(probe, *arguments), solution.run(probe, *arguments), name, single)


def compare_dense(submission, solution, probe, *arguments, name, single=False):
    """Compare a dense block; where conv_block is wrong, one of stand-ins will do as well."""
    scale, x = fresh_scale(), images(2, 3, 4, 5)

    def with_units(replaced):
        compare(submission, solution, probe, replaced, *arguments, name=name, single=single)

    def unit_is_wrong():
        found = []
        either(
            lambda: compare(submission, solution, unit_outputs, (3, 2), scale, [(True, x), (False, x)], name=name),
            lambda: found.append(True),
        )
        return bool(found)

    either(lambda: with_units(False), lambda: with_units(unit_is_wrong()))


def rearranged(*shape):
    """Images whose memory has another order than their dimensions."""
    n, c, h, w = shape
    return images(n, w, h, c).permute(0, 3, 2, 1)


MODES = [pytest.param(True, id="train mode"), pytest.param(False, id="eval mode")]
WITH = {"use_1x1conv": True}

# Residual: 50 points


@pytest.mark.points(6)
@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        pytest.param((3, 3), {}, id="x itself as the shortcut"),
        pytest.param((3, 5), WITH, id="1x1, other channels"),
        pytest.param((4, 4), WITH, id="1x1, same channels"),
        pytest.param((2, 6, True, 2), {}, id="1x1, stride 2, by position"),
    ],
)
def test_residual_parts(submission, solution, arguments, options):
    """A Residual has the parts conv1, conv2, bn1 and bn2, and conv3 if and only if it is to have a 1x1 convolution."""
    compare(submission, solution, residual_parts, arguments, options, name="the block's parts")


RESIDUALS = [
    pytest.param((3, 3), {}, (2, 3, 5, 6), id="x itself as the shortcut"),
    pytest.param((3, 5), WITH, (2, 3, 4, 5), id="1x1, more channels"),
    pytest.param((3, 3), WITH, (2, 3, 3, 4), id="1x1, same channels"),
    pytest.param((4, 2), WITH | {"stride": 2}, (3, 4, 5, 7), id="1x1, stride 2, odd sizes"),
    pytest.param((3, 4), WITH | {"stride": 2}, (2, 3, 6, 8), id="1x1, stride 2, even sizes"),
    pytest.param((2, 3), WITH | {"stride": 2}, (3, 2, 2, 2), id="1x1, stride 2, 2 x 2 pixels"),
    pytest.param((2, 3), WITH | {"stride": 2}, (3, 2, 3, 3), id="1x1, stride 2, 3 x 3 pixels"),
    pytest.param((2, 2), WITH | {"stride": 3}, (2, 2, 8, 6), id="1x1, stride 3, same channels"),
]


@pytest.mark.points(16)
@pytest.mark.parametrize("training", MODES)
@pytest.mark.parametrize(("arguments", "options", "shape"), RESIDUALS)
def test_residual_output(submission, solution, arguments, options, shape, training):
    """A Residual adds the shortcut to its main path and then applies ReLU, in train mode and in eval mode."""
    plan = [(training, images(*shape))]
    compare(submission, solution, residual_outputs, arguments, options, fresh_scale(), plan, name="the outputs")


@pytest.mark.points(8)
@pytest.mark.parametrize("training", MODES)
@pytest.mark.parametrize("sign", [pytest.param(1, id="positive x"), pytest.param(0, id="x of both signs")])
def test_residual_identity(submission, sign, training):
    """With bn2 set to 0, a Residual without 1x1 convolution gives relu(x) and lets gradients pass where x > 0."""
    x = images(2, 3, 4, 5)
    x = torch.where(x.abs() < 1e-3, torch.ones_like(x), x)  # no slope at the kink is asked for
    x = x.abs() if sign else x
    result = submission.run(residual_without_branch, training, torch.randint(2**31, ()).item(), x)
    same(result, (x.clamp(min=0), (x > 0).double()), "(output, gradient of its sum)")


@pytest.mark.points(6)
@pytest.mark.parametrize("training", MODES)
@pytest.mark.parametrize(
    ("arguments", "options", "shape"),
    [
        pytest.param((3, 3), {}, (2, 3, 4, 5), id="x itself as the shortcut"),
        pytest.param((3, 2), WITH | {"stride": 2}, (2, 3, 5, 4), id="1x1, stride 2"),
    ],
)
def test_residual_gradient(submission, solution, arguments, options, shape, training):
    """The gradients of a Residual reach x along both paths, and every parameter."""
    stride = options.get("stride", 1)
    direction = images(shape[0], arguments[1], -(-shape[2] // stride), -(-shape[3] // stride))
    # In train mode a batch norm cancels the bias in front of it: there the gradient is nothing but rounding.
    names = ["conv1.weight", "bn1.weight", "bn1.bias", "conv2.weight", "bn2.weight", "bn2.bias", "conv3.weight"]
    names += ["conv3.bias"] if training else ["conv1.bias", "conv2.bias", "conv3.bias"]
    task = (arguments, options, fresh_scale(), [(training, images(*shape), direction)], names)
    compare(submission, solution, residual_slopes, *task, name="the gradients")


@pytest.mark.points(5)
@pytest.mark.parametrize(
    ("arguments", "options"),
    [pytest.param((3, 3), {}, id="x itself as the shortcut"), pytest.param((3, 2), WITH, id="1x1")],
)
def test_residual_history(submission, solution, arguments, options):
    """A new Residual is in train mode; training batches update its statistics, eval batches use them."""
    plan = [(mode, images(2, 3, 4, 5) + step) for step, mode in enumerate((None, True, False, False, True, False))]
    task = (arguments, options, fresh_scale(), plan)
    compare(submission, solution, residual_history, *task, name="outputs and running statistics")


@pytest.mark.points(4)
@pytest.mark.parametrize(
    "case", ["two blocks", "x unchanged", "x unchanged, 1x1", "another memory order", "float32", "one image"]
)
def test_residual_input(submission, solution, case):
    """Residuals share nothing, leave x alone, and take float32, any memory order and a single image."""
    scale, x = fresh_scale(), images(2, 3, 4, 5)
    if case == "two blocks":
        compare(submission, solution, two_residuals, (3, 3), WITH, [scale, scale + 1], x, name="the outputs")
        return
    if case == "another memory order":
        x = rearranged(2, 3, 4, 5)
    elif case == "float32":
        x = x.float()
    elif case == "one image":
        x = x[:1]
    options = WITH if case == "x unchanged, 1x1" else {}
    for training in (True, False):
        task = ((3, 3), options, scale, training, x)
        compare(submission, solution, residual_afterwards, *task, name="the result", single=case == "float32")


@pytest.mark.points(5)
@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        pytest.param((3, 4), {}, id="more channels"),
        pytest.param((4, 3), {"use_1x1conv": False}, id="fewer channels"),
        pytest.param((3, 3), {"stride": 2}, id="a stride"),
        pytest.param((2, 2), {"stride": 3}, id="a larger stride"),
        pytest.param((3, 4, False, 2), {}, id="channels and a stride"),
    ],
)
def test_residual_refuses(submission, arguments, options):
    """Without a 1x1 convolution, a Residual that changes channels or sizes is refused with a ValueError at once."""
    taken = submission.run(conv1_shape, arguments[:2], {"use_1x1conv": True, "stride": 2})
    close(taken, [arguments[1], arguments[0], 3, 3], name="the shape of conv1.weight of a possible block")
    with pytest.raises(ValueError):
        submission.Residual(*arguments, **options)


# conv_block: 10 points


@pytest.mark.points(7)
@pytest.mark.parametrize("training", MODES)
@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        pytest.param((3, 5), (2, 3, 4, 6), id="more channels"),
        pytest.param((4, 2), (2, 4, 5, 3), id="fewer channels"),
        pytest.param((3, 3), (2, 3, 3, 3), id="as many channels as pixels in a row"),
        pytest.param((3, 1), (1, 3, 1, 4), id="one channel, one image of one row"),
    ],
)
def test_conv_block_output(submission, solution, arguments, shape, training):
    """conv_block normalises, applies ReLU and convolves 3x3 pixels, in this order; height and width are kept."""
    plan = [(training, images(*shape)), (training, 3 - images(*shape)), (False, images(*shape))]
    compare(submission, solution, unit_outputs, arguments, fresh_scale(), plan, name="the outputs")


@pytest.mark.points(3)
@pytest.mark.parametrize("case", ["float32, x unchanged", "another memory order", "gradient", "two blocks"])
def test_conv_block_input(submission, solution, case):
    """conv_block gives an nn.Sequential in float32 and in train mode, leaves x alone, and lets gradients pass."""
    scale, x = fresh_scale(), images(2, 3, 4, 5)
    if case == "gradient":
        task = ((3, 2), scale, [(mode, images(2, 3, 4, 5), images(2, 2, 4, 5)) for mode in (True, False)])
        compare(submission, solution, unit_slopes, *task, name="the gradient")
        return
    if case == "two blocks":
        compare(submission, solution, two_units, (3, 2), [scale, scale + 1], x, name="the outputs")
        return
    x = x.float() if case == "float32, x unchanged" else rearranged(2, 3, 4, 5).float()
    compare(submission, solution, unit_class, (3, 2), scale, x, name="(class, output, x afterwards)", single=True)


# DenseBlock: 20 points


@pytest.mark.points(10)
@pytest.mark.parametrize("training", MODES)
@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        pytest.param((1, 3, 4), (2, 3, 4, 6), id="one unit"),
        pytest.param((2, 3, 10), (2, 3, 5, 4), id="two units"),
        pytest.param((3, 4, 2), (2, 4, 5, 7), id="three units"),
        pytest.param((1, 3, 3), (3, 3, 3, 3), id="one unit, all sizes the same"),
        pytest.param((2, 3, 3), (3, 3, 3, 3), id="two units, all sizes the same"),
        pytest.param((4, 1, 1), (2, 1, 2, 3), id="four units of one channel"),
    ],
)
def test_dense_output(submission, solution, arguments, shape, training):
    """A DenseBlock gives x and, behind it, what each unit makes of everything before it, in both modes."""
    plan = [(training, images(*shape))]
    compare_dense(submission, solution, dense_outputs, arguments, fresh_scale(), plan, name="the outputs")


@pytest.mark.points(4)
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((3, 3, 8), id="three units"),
        pytest.param((2, 5, 4), id="two units"),
        pytest.param((0, 3, 8), id="no unit"),
    ],
)
def test_dense_parts(submission, solution, arguments):
    """A DenseBlock has its units in net, an nn.ModuleList, and counts the channels of its output in out_channels."""
    compare(submission, solution, dense_parts, arguments, name="the block's parts")


@pytest.mark.points(6)
@pytest.mark.parametrize(
    "case", ["batch after batch", "gradients", "two blocks", "no unit", "float32, x unchanged", "another memory order"]
)
def test_dense_input(submission, solution, case):
    """A DenseBlock keeps its statistics, passes gradients on, shares nothing and leaves x alone, in float32 too."""
    scale, x = fresh_scale(), images(2, 3, 4, 5)
    name, single = case, False
    if case == "batch after batch":
        plan = [(mode, images(2, 3, 4, 5) + step) for step, mode in enumerate((None, True, False, True, False))]
        task = (dense_history, (2, 3, 2), scale, plan)
    elif case == "gradients":
        plan = [(mode, images(2, 3, 4, 5), images(2, 7, 4, 5)) for mode in (True, False)]
        task = (dense_slopes, (2, 3, 2), scale, plan)
    elif case == "two blocks":
        task = (two_dense_blocks, (2, 3, 2), [scale, scale + 5], x)
    elif case == "no unit":
        compare(submission, solution, dense_outputs, False, (0, 3, 8), scale, [(True, x), (False, x)], name=name)
        task = (dense_outputs, (1, 3, 8), scale, [(True, x)])
    else:
        single = True
        x = x.float() if case == "float32, x unchanged" else rearranged(2, 3, 4, 5).float()
        task = (dense_afterwards, (2, 3, 2), scale, x)
    compare_dense(submission, solution, *task, name=name, single=single)


# transition_block: 10 points


@pytest.mark.points(7)
@pytest.mark.parametrize("training", MODES)
@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        pytest.param((4, 2), (2, 4, 6, 8), id="even sizes"),
        pytest.param((4, 3), (2, 4, 5, 7), id="odd sizes"),
        pytest.param((2, 5), (3, 2, 2, 3), id="more channels, one pixel left"),
        pytest.param((3, 3), (2, 3, 4, 4), id="same channels"),
    ],
)
def test_transition_output(submission, solution, arguments, shape, training):
    """transition_block normalises, applies ReLU, mixes the channels pixel by pixel and averages over 2x2 pixels."""
    plan = [(training, images(*shape)), (training, 3 - images(*shape)), (False, images(*shape))]
    compare(submission, solution, transition_outputs, arguments, fresh_scale(), plan, name="the outputs")


@pytest.mark.points(3)
@pytest.mark.parametrize("case", ["float32, x unchanged", "another memory order", "gradient", "two blocks"])
def test_transition_input(submission, solution, case):
    """transition_block gives an nn.Sequential in float32 and in train mode, leaves x alone, and lets gradients pass."""
    scale, x = fresh_scale(), images(2, 3, 4, 5)
    if case == "gradient":
        task = ((3, 2), scale, [(mode, images(2, 3, 4, 5), images(2, 2, 2, 2)) for mode in (True, False)])
        compare(submission, solution, transition_slopes, *task, name="the gradient")
        return
    if case == "two blocks":
        compare(submission, solution, two_transitions, (3, 2), [scale, scale + 1], x, name="the outputs")
        return
    x = x.float() if case == "float32, x unchanged" else rearranged(2, 3, 4, 5).float()
    task = ((3, 2), scale, x)
    compare(submission, solution, transition_class, *task, name="(class, output, x afterwards)", single=True)


# output_shape: 10 points

NETWORK = [
    ("residual", 4, 2),
    ("dense", 3, 8),
    ("transition", 14),
    ("residual", 14, 1),
    ("dense", 2, 5),
    ("residual", 7, 3),
    ("transition", 9),
]
LARGE = [("residual", 700, 2), ("dense", 3, 4_000), ("transition", 5_000)]


@pytest.mark.points(7)
@pytest.mark.parametrize(
    ("plan", "smallest"),
    [
        pytest.param([], 1, id="an empty plan"),
        pytest.param([("residual", 6, 2)], 5, id="residual, stride 2"),
        pytest.param([("residual", 5, 3), ("residual", 8, 1)], 5, id="residual, strides 3 and 1"),
        pytest.param([("dense", 3, 8), ("dense", 0, 4), ("dense", 1, 5)], 1, id="dense"),
        pytest.param([("transition", 6)], 5, id="transition"),
        pytest.param(NETWORK, 40, id="a network"),
        pytest.param(LARGE, 900_000, id="too large to be built"),
    ],
)
def test_output_shape(submission, solution, plan, smallest):
    """output_shape follows channels, height and width through a plan, whatever the sizes, and leaves the plan alone."""
    channels, height = torch.randint(1, 9, ()).item(), smallest + torch.randint(0, 9, ()).item()
    for more in range(4, 10):  # other remainders, and a width that is never the height
        shape = (channels, height + more % 3, height + more)
        same(
            submission.observe("output_shape", shape, plan), solution.observe("output_shape", shape, plan), "the result"
        )


@pytest.mark.points(3)
@pytest.mark.parametrize(
    "plan",
    [
        pytest.param([("pool", 2)], id="first"),
        pytest.param([("transition", 6), ("bottleneck", 4, 2)], id="last"),
        pytest.param([("residual", 6, 2), ("upsample", 4), ("dense", 3, 8)], id="between others"),
    ],
)
def test_unknown_block(submission, solution, plan):
    """output_shape refuses a plan with a block of an unknown kind with a ValueError."""
    known = [step for step in plan if step[0] in ("residual", "dense", "transition")]
    result = submission.output_shape((3, 16, 16), [*known, ("dense", 1, 2)])
    counted = isinstance(result, (tuple, list)) and len(result) == 3 and all(isinstance(size, int) for size in result)
    require(counted, "output_shape gives no three ints for a possible plan.")
    require(result != (3, 16, 16), "The shape does not change with the plan.")
    with pytest.raises(ValueError):
        submission.output_shape((3, 16, 16), plan)
