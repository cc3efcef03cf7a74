"""Hidden checks: what torch's own functions give is right, or what follows from the student's own earlier functions.

torch's losses are used on this side only; the probes beside the student's code do nothing but autograd.
"""

import math

import pytest
import torch
from torch.nn import functional as F

from grader.compare import close, either, require

REDUCTIONS = ("mean", "sum", "none")
SAMPLE, TARGET = torch.ones(2, 2), torch.tensor([[0.0, 1.0], [2.0, 3.0]])  # the course's
FAR_APART = torch.tensor([[1000.0, 0.0, -1000.0], [-1000.0, -1001.0, -1002.0], [0.0, 0.0, 0.0], [-3.0, 900.0, 900.0]])
TABLES = {"one sample": (1, 4), "as many samples as classes": (4, 4), "few samples": (3, 8), "one class": (5, 1)}
IMAGES = {
    "sequences": (4, 3, 5),
    "images": (2, 5, 3, 4),
    "one image": (1, 3, 4, 2),
    "one pixel": (4, 3, 1, 1),
    "all sizes equal": (3, 3, 3, 3),
    "volumes": (2, 3, 2, 4, 2),
}
SHAPES = TABLES | IMAGES


def nll(x, target, reduction="mean", ignore_index=-100):
    return F.nll_loss(x, target, reduction=reduction, ignore_index=ignore_index)


def entropy(x, target, reduction="mean", ignore_index=-100):
    return F.cross_entropy(x, target, reduction=reduction, ignore_index=ignore_index)


def binary(x, y, reduction="mean"):
    return F.binary_cross_entropy(x, y, reduction=reduction)


def binary_logits(z, y, reduction="mean"):
    return F.binary_cross_entropy_with_logits(z, y, reduction=reduction)


def logits(*shape):
    return torch.randn(shape, dtype=torch.float64) * 3


def log_probabilities(*shape):
    return torch.log_softmax(logits(*shape), 1)


def classes(*shape):
    """Class numbers for an input of this shape: every class occurs, if there is room for it."""
    size = [shape[0], *shape[2:]]
    numbers = torch.arange(math.prod(size)) % shape[1]
    return numbers[torch.randperm(len(numbers))].reshape(size)


def ignoring(target, ignore_index):
    """The same class numbers, but every third one, and more at the beginning, is to be ignored."""
    target = target.clone()
    target.view(-1)[1::3] = ignore_index
    target.view(-1)[: target.numel() // 4] = ignore_index
    return target


def uniform(*shape):
    """Numbers from 0 to 1: targets that are neither."""
    return torch.rand(shape, dtype=torch.float64)


def inside(*shape):
    """Probabilities that keep away from 0 and 1."""
    return 0.05 + 0.9 * uniform(*shape)


def direction_for(reduction, target):
    """What a gradient is weighted with."""
    return inside(*target.shape) if reduction == "none" else torch.tensor(2.0, dtype=torch.float64)


def slope(function, x, direction, arguments):
    """Return the gradient of the result, times a direction, with respect to x; None if x has none."""
    x = x.clone().requires_grad_()
    value = function(x, *arguments)
    if not isinstance(value, torch.Tensor) or not value.requires_grad:
        return None
    return torch.autograd.grad((value * direction).sum(), x, allow_unused=True)[0]


def scalar(value, x):
    """Guard: one number of the dtype of x."""
    require(isinstance(value, torch.Tensor), "A tensor has to come back.")
    require(value.shape == () and value.dtype == x.dtype, "The loss is not one number of input's dtype.")


# ---------------------------------------------------------------------------------------------------- log_softmax


@pytest.mark.points(6)
@pytest.mark.parametrize(
    ("shape", "dims"),
    [
        pytest.param((6, 4), (None, 1, -1), id="along the rows"),
        pytest.param((6, 4), (0, -2), id="along the columns"),
        pytest.param((4, 4), (0, 1), id="as many rows as columns"),
        pytest.param((2, 5, 3, 4), (0, 1, 2, -1, -3), id="images"),
        pytest.param((5,), (None, 0), id="one row, 1-dim"),
        pytest.param((5, 1), (1, 0), id="one class"),
    ],
)
def test_log_softmax(submission, shape, dims):
    """log_softmax is right along every dimension, and keeps the shape."""
    for dim in dims:
        x = logits(*shape)
        got = submission.log_softmax(x) if dim is None else submission.log_softmax(x, dim=dim)
        close(got, torch.log_softmax(x, -1 if dim is None else dim))


@pytest.mark.points(6)
@pytest.mark.parametrize(
    "case", ["large and small in one row", "rows far apart", "columns far apart", "all far below 0", "float64"]
)
def test_log_softmax_large(submission, case):
    """log_softmax is finite and right for logits of 1000 and -1000, in one row or in different rows."""
    x, dim = FAR_APART + torch.rand(4, 1), 1
    if case == "large and small in one row":
        x = x[:1]
    elif case == "columns far apart":
        x, dim = x.T.contiguous(), 0
    elif case == "all far below 0":
        x = torch.randn(3, 4) - 1000
    elif case == "float64":
        x = logits(3, 4) * 300
    rounding = 4 * torch.finfo(x.dtype).eps * x.abs().max().item()

    close(submission.log_softmax(x, dim), torch.log_softmax(x, dim), atol=rounding)


def slope_of_log_softmax(module, x, others, direction, dim):
    """Return the gradient of log_softmax in a direction, with respect to some of the rows that it is given."""
    return slope(lambda rows: module.log_softmax(torch.cat([rows, others]), dim), x, direction, ())


@pytest.mark.points(3)
@pytest.mark.parametrize("case", ["random", "another dimension", "far apart", "a row far below"])
def test_log_softmax_gradient(submission, case):
    """The gradient of log_softmax is right, and finite where the logits are far apart."""
    x, others, dim, atol = logits(5, 4), logits(0, 4), -1, 1e-9
    if case == "another dimension":
        x, others, dim = logits(2, 5, 3), logits(1, 5, 3), 1
    elif case == "far apart":
        x, others, atol = FAR_APART[:1], FAR_APART[:0], 1e-3
    elif case == "a row far below":
        x, others, atol = torch.randn(1, 4) - 1000, torch.randn(2, 4) + 1000, 1e-3
    direction = torch.rand(len(x) + len(others), *x.shape[1:], dtype=x.dtype)

    right = slope(lambda rows: torch.log_softmax(torch.cat([rows, others]), dim), x, direction, ())
    close(submission.run(slope_of_log_softmax, x, others, direction, dim), right, atol=atol, name="the gradient")


# ------------------------------------------------------------------------------------------------------- nll_loss


@pytest.mark.points(8)
@pytest.mark.parametrize("case", [*REDUCTIONS, "default", *TABLES])
def test_nll(submission, case):
    """nll_loss is right for tables: all three reductions, one sample, as many samples as classes, one class."""
    for reduction in (case,) if case in REDUCTIONS else REDUCTIONS:
        x, target = log_probabilities(*SHAPES.get(case, (7, 4))), classes(*SHAPES.get(case, (7, 4)))
        if case == "default":
            close(submission.nll_loss(x, target), nll(x, target))
        else:
            close(submission.nll_loss(x, target, reduction), nll(x, target, reduction))


@pytest.mark.points(5)
@pytest.mark.parametrize("case", [*IMAGES, "another memory order"])
def test_nll_images(submission, case):
    """nll_loss is right for sequences, images and volumes, where every position has a class of its own."""
    shape = SHAPES.get(case, (2, 5, 4, 3))
    for reduction in REDUCTIONS:
        x, target = log_probabilities(*shape), classes(*shape)
        if case == "another memory order":
            x, target = x.transpose(2, 3), target.transpose(1, 2)
        close(submission.nll_loss(x, target, reduction), nll(x, target, reduction))


@pytest.mark.points(6)
@pytest.mark.parametrize(
    ("ignore_index", "shape"),
    [
        pytest.param(-100, (7, 4), id="-100"),
        pytest.param(2, (7, 4), id="one of the classes"),
        pytest.param(0, (7, 4), id="class 0"),
        pytest.param(-1, (4, 4), id="-1"),
        pytest.param(255, (7, 4), id="255"),
        pytest.param(4, (7, 4), id="the number of classes"),
        pytest.param(-100, (5, 1), id="one class"),
        pytest.param(-100, (2, 5, 3, 4), id="images"),
    ],
)
def test_ignore_index(submission, ignore_index, shape):
    """Where target is ignore_index, nll_loss gives 0 and does not count the position in the mean."""
    for reduction in REDUCTIONS:
        x, target = log_probabilities(*shape), ignoring(classes(*shape), ignore_index)
        expected = nll(x, target, reduction, ignore_index)
        close(submission.nll_loss(x, target, reduction, ignore_index), expected)
        close(submission.nll_loss(x, target, ignore_index=ignore_index, reduction=reduction), expected)
        if ignore_index == -100:
            close(submission.nll_loss(x, target, reduction), expected)


@pytest.mark.points(2)
@pytest.mark.parametrize("ignore_index", [-100, 1], ids=["-100", "one of the classes"])
def test_everything_ignored(submission, ignore_index):
    """If every position is ignored, the losses and their sum are 0 and the mean is NaN."""
    x, target = log_probabilities(5, 4), ignoring(classes(5, 4), ignore_index)
    close(submission.nll_loss(x, target, "sum", ignore_index), nll(x, target, "sum", ignore_index))

    target = torch.full_like(target, ignore_index)
    for reduction in ("sum", "none"):
        close(submission.nll_loss(x, target, reduction, ignore_index), nll(x, target, reduction, ignore_index))
    mean = submission.nll_loss(x, target, "mean", ignore_index)
    scalar(mean, x)
    require(math.isnan(mean.item()), "The mean of no losses at all is not NaN.")


def nll_refusals():
    """What nll_loss refuses, by name."""
    x, target = log_probabilities(4, 4), torch.tensor([0, 3, 1, 2])
    images, labels = log_probabilities(2, 3, 4, 2), classes(2, 3, 4, 2)
    last = labels.clone()
    last[-1, -1, -1] = 3
    return {
        "the course's call": (SAMPLE, TARGET),
        "float class numbers": (x, target.double()),
        "int32 class numbers": (x, target.int()),
        "uint8 class numbers": (x, target.byte()),
        "booleans": (x, target > 0),
        "class C": (x, torch.tensor([0, 4, 1, 2])),
        "beyond class C": (x, torch.tensor([0, 3, 1, 7]), "none"),
        "class -1": (x, torch.tensor([0, -1, 1, 2])),
        "class -C": (x, torch.tensor([0, 3, 1, -4]), "sum"),
        "-100 where 2 is ignored": (x, torch.tensor([0, -100, 1, 2]), "mean", 2),
        "class C beside ignored ones": (x, torch.tensor([-100, 4, -100, 2])),
        "class C in the last pixel": (images, last),
        "target of shape (N, 1)": (x, target[:, None]),
        "target too short": (x, target[:3]),
        "target too long": (x[:3], target),
        "one target for all": (x, target[:1]),
        "0-dim target": (x, target[1]),
        "a table as target": (x, torch.eye(4).long()),
        "1-dim input, 0-dim target": (x[0], target[1]),
        "1-dim input, 1-dim target": (x[0], target),
        "flattened images": (images, labels.flatten(1)),
        "images turned": (images, labels.transpose(1, 2)),
        "one target for each image": (images, labels[:, 0, 0]),
    }


@pytest.mark.points(5)
@pytest.mark.parametrize("case", nll_refusals())
def test_nll_refuses(submission, case):
    """nll_loss raises ValueError for a target of wrong dtype or shape, a class out of range, or a 1-dim input."""
    x, target = log_probabilities(4, 4), torch.tensor([0, 3, 1, 2])
    close(submission.nll_loss(x, target, "sum"), nll(x, target, "sum"))

    with pytest.raises(ValueError):
        submission.nll_loss(*nll_refusals()[case])


def slope_of_nll_loss(module, x, direction, arguments):
    """Return the gradient of nll_loss in a direction."""
    return slope(module.nll_loss, x, direction, arguments)


@pytest.mark.points(2)
@pytest.mark.parametrize("case", ["table", "images", "ignored positions"])
def test_nll_gradient(submission, case):
    """The gradient of nll_loss is right: only the right class has one, and ignored positions have none."""
    shape = (2, 5, 3, 4) if case == "images" else (7, 4)
    for reduction in REDUCTIONS:
        x, target = log_probabilities(*shape), classes(*shape)
        if case == "ignored positions":
            target = ignoring(target, -100)
        task = (x, direction_for(reduction, target), (target, reduction))
        close(submission.run(slope_of_nll_loss, *task), slope(nll, *task), name="the gradient")


# -------------------------------------------------------------------------------------------------- cross_entropy


def own_log_softmax(submission, x):
    """The student's own log_softmax, if it can be built upon."""
    value = submission.log_softmax(x, 1)
    require(isinstance(value, torch.Tensor), "log_softmax has to return a tensor.")
    require(value.shape == x.shape and value.dtype == x.dtype, "log_softmax keeps shape and dtype of its input.")
    require(not torch.equal(value, x), "log_softmax has to change its input.")
    require(x.shape[1] == 1 or not torch.equal(value, value.flatten()[0].expand_as(value)), "log_softmax is constant.")
    return value


def own_nll(submission):
    """The student's own nll_loss, if it can be built upon."""
    target = torch.tensor([0, 2, 1, 1])
    one, other = (submission.nll_loss(log_probabilities(4, 3), target, "sum") for _ in range(2))
    scalar(one, SAMPLE.double())
    scalar(other, SAMPLE.double())
    require(not torch.equal(one, other), "nll_loss does not depend on its input.")
    return submission.nll_loss


def weighted(logp, target, reduction):
    """The loss of probabilities, given what log_softmax gave."""
    losses = -(target * logp).sum(1)
    return {"mean": losses.mean(), "sum": losses.sum(), "none": losses}[reduction]


def filled(value):
    """The same with numbers for NaN and infinity, so that such values can be compared."""
    return torch.nan_to_num(value, nan=7e7, posinf=8e8, neginf=-9e9) if isinstance(value, torch.Tensor) else value


def right_cross_entropy(submission, got, x, target, reduction="mean", ignore_index=-100):
    """Accept what is right, or right given the student's own log_softmax, nll_loss or both."""
    expected = entropy(x, target, reduction, ignore_index)

    def follows(value):
        require(isinstance(value, torch.Tensor), "An earlier function has to return a tensor.")
        require(value.shape == expected.shape and value.dtype == expected.dtype, "An earlier result cannot be used.")
        close(filled(got), filled(value))

    def by_log_softmax():
        logp = own_log_softmax(submission, x)
        floating = target.is_floating_point()
        follows(weighted(logp, target, reduction) if floating else nll(logp, target, reduction, ignore_index))

    def by_nll():
        follows(own_nll(submission)(torch.log_softmax(x, 1), target, reduction, ignore_index))

    def by_both():
        follows(own_nll(submission)(own_log_softmax(submission, x), target, reduction, ignore_index))

    others = [] if target.is_floating_point() else [by_nll, by_both]
    either(lambda: close(got, expected), by_log_softmax, *others)


@pytest.mark.points(7)
@pytest.mark.parametrize(
    "case",
    [
        *REDUCTIONS,
        "default",
        *("one sample", "as many samples as classes", "sequences", "images", "all sizes equal"),
        *("ignored positions", "a class ignored", "255 ignored", "far apart", "another memory order"),
    ],
)
def test_cross_entropy_classes(submission, case):
    """cross_entropy with class numbers is right: reductions, images, ignored positions, logits far apart."""
    shape = SHAPES.get(case, (7, 4))
    for reduction in (case,) if case in REDUCTIONS else REDUCTIONS:
        x, target, rest = logits(*shape), classes(*shape), [reduction]
        if case == "far apart":
            x, target = FAR_APART, torch.tensor([2, 0, 1, 1])
        elif case == "another memory order":
            x, target = logits(2, 5, 4, 3).transpose(2, 3), classes(2, 5, 4, 3).transpose(1, 2)
        elif case == "ignored positions":
            target = ignoring(target, -100)
        elif case in ("a class ignored", "255 ignored"):
            number = 2 if case == "a class ignored" else 255
            target, rest = ignoring(target, number), [reduction, number]
        elif case == "default":
            rest = []
        got = submission.cross_entropy(x, target, *rest)
        right_cross_entropy(submission, got, x, target, *rest)


@pytest.mark.points(7)
@pytest.mark.parametrize(
    "case",
    [
        "the course's sample and target",
        *REDUCTIONS,
        "default",
        *("as many samples as classes", "images", "all sizes equal"),
        *("rows that do not sum to 1", "one-hot rows", "far apart"),
    ],
)
def test_cross_entropy_probabilities(submission, case):
    """cross_entropy with a probability for every class is right, and takes the rows as they are."""
    shape = SHAPES.get(case, (7, 4))
    for reduction in (case,) if case in REDUCTIONS else REDUCTIONS:
        x, target, rest = logits(*shape), uniform(*shape), [reduction]
        if case == "the course's sample and target":
            x, target = SAMPLE, TARGET
        elif case == "far apart":
            x, target = FAR_APART, torch.rand(4, 3)
        elif case == "one-hot rows":  # 1.0 and 0.0 are probabilities here, and no class that could be ignored
            target, rest = torch.eye(4, dtype=torch.float64)[classes(*shape)], [reduction, int(reduction == "mean")]
        elif case == "default":
            rest = []
        if case not in ("the course's sample and target", "rows that do not sum to 1"):
            target = target / target.sum(1, keepdim=True)
        right_cross_entropy(submission, submission.cross_entropy(x, target, *rest), x, target, *rest[:1])


def slope_of_cross_entropy(module, x, target):
    """Return the gradient of the mean cross entropy."""
    return slope(module.cross_entropy, x, 1.0, (target,))


def slope_of_both(module, x, target):
    """Return the gradient of the loss that log_softmax and nll_loss make together."""
    return slope(lambda logits: module.nll_loss(module.log_softmax(logits, 1), target), x, 1.0, ())


def slope_of_weighted(module, x, target):
    """Return the gradient of the loss that log_softmax makes with probabilities."""
    return slope(lambda logits: -(target * module.log_softmax(logits, 1)).sum(1).mean(), x, 1.0, ())


@pytest.mark.points(3)
@pytest.mark.parametrize("case", ["classes", "images", "probabilities", "far apart", "ignored positions"])
def test_cross_entropy_gradient(submission, case):
    """The gradient of the mean cross entropy is (softmax - target) / N, and finite where logits are far apart."""
    shape = (2, 5, 3, 4) if case == "images" else (7, 4)
    x, target = logits(*shape), classes(*shape)
    if case == "far apart":
        x, target = FAR_APART, torch.tensor([2, 0, 1, 1])
    elif case == "probabilities":
        target = uniform(*shape)
    elif case == "ignored positions":
        target = ignoring(target, -100)
    right, got = slope(entropy, x, 1.0, (target,)), submission.run(slope_of_cross_entropy, x, target)

    def own():
        own_log_softmax(submission, x)
        scalar(submission.cross_entropy(x, target), x)
        value = submission.run(slope_of_weighted if target.is_floating_point() else slope_of_both, x, target)
        require(isinstance(value, torch.Tensor), "An earlier function gives no gradient.")
        close(filled(got), filled(value), name="the gradient")

    either(lambda: close(got, right, atol=1e-10 if case != "far apart" else 1e-3, name="the gradient"), own)


def cross_entropy_refusals():
    """What cross_entropy refuses, by name."""
    x, target, images = logits(4, 4), torch.tensor([0, 3, 1, 2]), logits(2, 3, 4, 2)
    return {
        "1-dim input, one class": (x[0], target[1]),
        "1-dim input, probabilities": (x[0], uniform(4)),
        "probabilities for one class more": (x, uniform(4, 5)),
        "one probability for each row": (x, uniform(4, 1)),
        "one row of probabilities for all": (x, uniform(1, 4)),
        "a vector of probabilities": (x, uniform(4)),
        "float class numbers": (x, target.double()),
        "probabilities for whole images": (images, uniform(2, 3)),
        "classes of images last": (images, uniform(2, 4, 2, 3)),
        "int32 class numbers": (x, target.int()),
        "whole numbers in a table": (x, torch.eye(4).long()),
        "booleans in a table": (x, torch.eye(4).bool()),
        "class C": (x, torch.tensor([0, 4, 1, 2])),
        "class -1": (x, torch.tensor([0, -1, 1, 2])),
        "target of shape (N, 1)": (x, target[:, None]),
        "target too short": (x, target[:3]),
    }


@pytest.mark.points(3)
@pytest.mark.parametrize("case", cross_entropy_refusals())
def test_cross_entropy_refuses(submission, case):
    """cross_entropy raises ValueError for a 1-dim input, and for targets that are no classes and no probabilities."""
    x, target = logits(4, 4), classes(4, 4)
    right_cross_entropy(submission, submission.cross_entropy(x, target), x, target)

    x, target = cross_entropy_refusals()[case]
    try:
        got = submission.cross_entropy(x, target)
    except ValueError:
        return

    def own(first):
        """Accept what the student's own nll_loss lets pass; that has cost its points there."""
        value = own_nll(submission)(first(x), target)
        require(isinstance(value, torch.Tensor) and value.dtype == x.dtype, "nll_loss refuses it as well.")
        close(filled(got), filled(value))

    either(
        lambda: own(lambda x: torch.log_softmax(x, 1)),
        lambda: own(lambda x: own_log_softmax(submission, x)),
        lambda: require(False, "`cross_entropy` has to raise ValueError here, but returns something."),
    )


# ------------------------------------------------------------------------------------------- binary_cross_entropy

BINARY_SHAPES = {"0-dim": (), "one entry": (1,), "vector": (7,), "cube": (2, 3, 4)}
BINARY_CASES = [*REDUCTIONS, "default", *BINARY_SHAPES, "targets 0 and 1"]
LN10 = math.log(10)


def binary_inputs(case, draw):
    """Reductions to call with ("" for none given), each with fresh inputs."""
    shape = BINARY_SHAPES.get(case, (5, 3))
    for reduction in (case,) if case in REDUCTIONS else ("",) if case == "default" else REDUCTIONS:
        y = uniform(*shape)
        yield draw(*shape), y.round() if case == "targets 0 and 1" else y, (reduction,) if reduction else ()


@pytest.mark.points(5)
@pytest.mark.parametrize("case", BINARY_CASES)
def test_bce(submission, case):
    """binary_cross_entropy is right for probabilities and soft targets, in every shape and reduction."""
    for x, y, reduction in binary_inputs(case, inside):
        close(submission.binary_cross_entropy(x, y, *reduction), binary(x, y, *reduction))


@pytest.mark.points(5)
@pytest.mark.parametrize(
    ("dtype", "x", "y", "losses"),
    [
        pytest.param(torch.float32, [1, 0], [0, 1], [100, 100], id="certain and wrong, float32"),
        pytest.param(torch.float64, [1, 0], [0, 1], [100, 100], id="certain and wrong, float64"),
        pytest.param(torch.float32, [1, 0], [1, 0], [0, 0], id="certain and right, float32"),
        pytest.param(torch.float64, [1, 0], [1, 0], [0, 0], id="certain and right, float64"),
        pytest.param(torch.float64, [1, 0, 1], [0.25, 0.25, 0.5], [75, 25, 50], id="certain, soft target"),
        pytest.param(torch.float32, [1e-36, 1e-9, 0], [1, 1, 1], [36 * LN10, 9 * LN10, 100], id="small, float32"),
        pytest.param(torch.float64, [1e-42, 1e-9, 1e-60], [1, 1, 1], [42 * LN10, 9 * LN10, 100], id="small, float64"),
    ],
)
def test_bce_borders(submission, dtype, x, y, losses):
    """Where x is 0 or 1, binary_cross_entropy cuts the logarithm off at -100, and only there."""
    x, y, losses = (torch.tensor(values, dtype=dtype) for values in (x, y, losses))

    close(submission.binary_cross_entropy(x, y, "none"), losses, rtol=1e-5, atol=1e-6)
    close(submission.binary_cross_entropy(x, y), losses.mean(), rtol=1e-5, atol=1e-6)


def shape_refusals(draw):
    """Shapes that do not fit, by name."""
    return {
        "y of shape (N, 1)": (draw(4), uniform(4, 1)),
        "x of shape (N, 1)": (draw(4, 1), uniform(4)),
        "one y for all": (draw(4), uniform(1)),
        "0-dim y": (draw(4), uniform()),
        "y too short": (draw(4), uniform(3)),
        "turned": (draw(2, 3), uniform(3, 2)),
        "flattened": (draw(2, 3), uniform(6)),
    }


def range_refusals():
    """Numbers that are no probabilities, by name: one among many that are."""
    refused = {"the course's targets": (SAMPLE, TARGET), "every y above 1": (inside(5, 3), 2 + inside(5, 3))}
    for name, number in (
        ("slightly above 1", 1.001),
        ("above 1", 3.0),
        ("slightly below 0", -0.001),
        ("below 0", -2.0),
    ):
        bad = inside(5, 3)
        bad[-1, 1] = number
        refused |= {f"an x {name}": (bad, uniform(5, 3)), f"a y {name}": (inside(5, 3), bad)}
    return refused


def bce_refusals():
    return range_refusals() | shape_refusals(inside)


@pytest.mark.points(3)
@pytest.mark.parametrize("case", bce_refusals())
def test_bce_refuses(submission, case):
    """binary_cross_entropy raises ValueError for shapes that differ and for any x or y outside [0, 1]."""
    x, y = inside(5, 3), uniform(5, 3)
    close(submission.binary_cross_entropy(x, y), binary(x, y))

    with pytest.raises(ValueError):
        submission.binary_cross_entropy(*bce_refusals()[case])


def slope_of_bce(module, x, direction, arguments):
    """Return the gradient of binary_cross_entropy in a direction."""
    return slope(module.binary_cross_entropy, x, direction, arguments)


@pytest.mark.points(2)
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_bce_gradient(submission, reduction):
    """The gradient of binary_cross_entropy is right for x between 0 and 1."""
    x, y = inside(5, 3), uniform(5, 3)
    task = (x, direction_for(reduction, y), (y, reduction))

    close(submission.run(slope_of_bce, *task), slope(binary, *task), name="the gradient")


# ------------------------------------------------------------------------------- binary_cross_entropy_with_logits


@pytest.mark.points(5)
@pytest.mark.parametrize("case", BINARY_CASES)
def test_logits(submission, case):
    """binary_cross_entropy_with_logits is right for random logits, in every shape and reduction."""
    for z, y, reduction in binary_inputs(case, logits):
        close(submission.binary_cross_entropy_with_logits(z, y, *reduction), binary_logits(z, y, *reduction))


@pytest.mark.points(3)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["float32", "float64"])
@pytest.mark.parametrize("size", [200.0, 1000.0], ids=["200", "1000"])
def test_large_logits(submission, dtype, size):
    """Logits of 200 or 1000, of either sign, cost 200 or 1000 where they are wrong and 0 where they are right."""
    z = size * torch.tensor([1, 1, 1, -1, -1, -1], dtype=dtype)
    y = torch.tensor([1.0, 0.0, 0.75, 0.0, 1.0, 0.25], dtype=dtype)
    losses = size * torch.tensor([0.0, 1.0, 0.25, 0.0, 1.0, 0.25], dtype=dtype)

    close(submission.binary_cross_entropy_with_logits(z, y, "none"), losses, rtol=1e-6, atol=1e-3)
    right = (y == 0.0) & (z < 0) | (y == 1.0) & (z > 0)
    alone = submission.binary_cross_entropy_with_logits(z[right], y[right])
    close(alone, torch.zeros((), dtype=dtype), atol=1e-30)


@pytest.mark.points(2)
@pytest.mark.parametrize(
    ("dtype", "least"),
    [pytest.param(torch.float32, 18.0, id="float32"), pytest.param(torch.float64, 37.5, id="float64")],
)
def test_small_losses(submission, dtype, least):
    """A right and almost certain logit costs little, but not nothing: log(1 + exp(-z)) keeps its digits."""
    size = least + torch.rand(200, dtype=dtype)
    y = torch.arange(200).to(dtype) % 2
    losses = torch.log1p(torch.exp(-size.double())).to(dtype)

    for reduction, expected in (("sum", losses.sum()), ("none", losses)):
        got = submission.binary_cross_entropy_with_logits(size * (2 * y - 1), y, reduction)
        close(got, expected, rtol=1e-4, atol=1e-30)


def slope_of_logits(module, z, direction, y):
    """Return the gradient of binary_cross_entropy_with_logits in a direction."""
    return slope(module.binary_cross_entropy_with_logits, z, direction, (y, "none"))


@pytest.mark.points(3)
@pytest.mark.parametrize(
    ("size", "dtype"),
    [
        pytest.param(1.5, torch.float64, id="ordinary"),
        pytest.param(200.0, torch.float32, id="200"),
        pytest.param(1000.0, torch.float64, id="1000"),
        pytest.param(0.0, torch.float32, id="exactly 0"),
    ],
)
def test_logits_gradient(submission, size, dtype):
    """The gradient for a logit z is sigmoid(z) - y: for ordinary ones, for very large ones, and at z = 0."""
    z = size * torch.tensor([1, 1, 1, -1, -1, -1], dtype=dtype)
    y = torch.tensor([0, 1, 0.25, 0, 1, 0.25], dtype=dtype)
    direction = 0.5 + torch.rand(6, dtype=dtype)

    right = (torch.sigmoid(z) - y) * direction
    close(submission.run(slope_of_logits, z, direction, y), right, name="the gradient")


@pytest.mark.points(1)
@pytest.mark.parametrize("case", shape_refusals(logits))
def test_logits_refuse(submission, case):
    """binary_cross_entropy_with_logits raises ValueError for shapes that differ."""
    z, y = logits(5, 3), uniform(5, 3)
    close(submission.binary_cross_entropy_with_logits(z, y), binary_logits(z, y))

    with pytest.raises(ValueError):
        submission.binary_cross_entropy_with_logits(*shape_refusals(logits)[case])


# ----------------------------------------------------------------------------------------------- all five functions


def table_inputs(name):
    """The positional arguments of a call on a table, and what is right."""
    x, target, y = logits(7, 4), ignoring(classes(7, 4), -100), uniform(7, 4)
    return {
        "log_softmax": ((x, 0), torch.log_softmax(x, 0)),
        "nll_loss": ((x, target, "mean"), nll(x, target)),
        "cross_entropy": ((x, target, "mean"), entropy(x, target)),
        "cross_entropy, probabilities": ((x, y, "mean"), entropy(x, y)),
        "binary_cross_entropy": ((y.flip(0), y, "mean"), binary(y.flip(0), y)),
        "binary_cross_entropy_with_logits": ((x, y, "mean"), binary_logits(x, y)),
    }[name]


ALL = [
    *("log_softmax", "nll_loss", "cross_entropy", "cross_entropy, probabilities"),
    *("binary_cross_entropy", "binary_cross_entropy_with_logits"),
]


@pytest.mark.points(3)
@pytest.mark.parametrize("layout", ["float32", "transposed", "every second"])
@pytest.mark.parametrize("name", ALL)
def test_dtype_and_layout(submission, name, layout):
    """Each function keeps float32, and takes transposed tensors and tensors with gaps."""
    arguments, right = table_inputs(name)
    if layout == "float32":
        right = right.float()
        arguments = [
            value.float() if torch.is_tensor(value) and value.dtype.is_floating_point else value for value in arguments
        ]
    else:
        arguments = [with_layout(value, layout) for value in arguments]
    got = submission[name.partition(",")[0]](*arguments)

    if name.startswith("cross_entropy"):
        right_cross_entropy(submission, got, *arguments)
    else:
        close(got, right)


def with_layout(value, layout):
    """The same numbers in another memory order, or with gaps between them."""
    if not torch.is_tensor(value):
        return value
    if layout == "transposed" and value.dim() == 2:
        return value.T.contiguous().T
    return value.repeat_interleave(2, 0)[::2]


@pytest.mark.points(3)
@pytest.mark.parametrize("name", ALL)
def test_arguments_unchanged(submission, name):
    """Every function leaves its arguments as they were."""
    arguments, right = table_inputs(name)
    value, after = submission.observe(name.partition(",")[0], *arguments)

    close(filled(value), right, rtol=0.0, atol=1e300)
    require(not torch.equal(value, arguments[0]), "The function has to do something.")
    close(after, list(arguments), rtol=0.0, atol=0.0, name="the list of arguments after the call")


@pytest.mark.points(2)
@pytest.mark.parametrize("name", ALL[1:])
def test_unknown_reduction(submission, name):
    """A reduction other than "mean", "sum" and "none" raises ValueError."""
    arguments, right = table_inputs(name)
    value = submission[name.partition(",")[0]](*arguments)
    close(filled(value), right, rtol=0.0, atol=1e300)

    for reduction in ("average", "Mean", "per sample", "total", ""):
        with pytest.raises(ValueError):
            submission[name.partition(",")[0]](*arguments[:2], reduction)
