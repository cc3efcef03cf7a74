"""Hidden checks of the regression losses; the reference is torch's own losses.

A loss that is right keeps its points on top of a wrong `reduce`, `smooth_l1_loss` with beta = 0 on top of a wrong
`l1_loss`, and `huber_loss` on top of a wrong `smooth_l1_loss`.
"""

import pytest
import torch
from torch.nn import functional as F

from grader.compare import close, either, require

LOSSES = {
    "l1_loss": F.l1_loss,
    "mse_loss": F.mse_loss,
    "smooth_l1_loss": F.smooth_l1_loss,
    "huber_loss": F.huber_loss,
}
REDUCTIONS = ["none", "mean", "sum"]
OTHER_TEXTS = ["average", "Mean", "SUM", "summ", "means", "me", "o", "", " none", "batchmean"]
TINY = 2.0**-20
STEPS = [0.0, TINY, -TINY, 0.25, -0.25, 0.5, -0.5, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 50.0, -50.0]  # exact, with borders
DIFFERENT = "An input and a target of different shapes are accepted."
UNKNOWN = "A reduction that does not exist is accepted."

each_loss = pytest.mark.parametrize("name", LOSSES)
each_reduction = pytest.mark.parametrize("reduction", REDUCTIONS)


def pair(*shape):
    """Return fresh predictions and right values whose differences lie on both sides of 1."""
    return 2 * torch.randn(shape, dtype=torch.float64), 2 * torch.randn(shape, dtype=torch.float64)


def steps():
    """Return predictions and right values whose differences are exactly STEPS, in a fresh order."""
    target = torch.randint(-8, 9, (len(STEPS),)).double() / 4
    return target + torch.tensor(STEPS).double()[torch.randperm(len(STEPS))], target


def border(name, size):
    """Return the keyword argument that puts the border there."""
    return {"beta" if name == "smooth_l1_loss" else "delta": size}


# probes: each names the function that it is about


def slopes(loss, a, b, reduction, weights, settings):
    """Return the loss, and the gradients of the weighted loss with respect to predictions and right values."""
    a, b = a.detach().clone().requires_grad_(), b.detach().clone().requires_grad_()
    result = loss(a, b, reduction=reduction, **settings)
    if not isinstance(result, torch.Tensor) or not result.requires_grad:
        return [result, None, None]
    return [result.detach(), *torch.autograd.grad((result * weights).sum(), [a, b], allow_unused=True)]


def l1_slopes(module, *arguments):
    return slopes(module.l1_loss, *arguments)


def mse_slopes(module, *arguments):
    return slopes(module.mse_loss, *arguments)


def smooth_slopes(module, *arguments):
    return slopes(module.smooth_l1_loss, *arguments)


def huber_slopes(module, *arguments):
    return slopes(module.huber_loss, *arguments)


SLOPES = {
    "l1_loss": l1_slopes,
    "mse_loss": mse_slopes,
    "smooth_l1_loss": smooth_slopes,
    "huber_loss": huber_slopes,
}


def reduce_slopes(module, values, reduction, weights):
    """Return the result of reduce, and the gradient of the weighted result."""
    values = values.detach().clone().requires_grad_()
    result = module.reduce(values, reduction)
    if not isinstance(result, torch.Tensor) or not result.requires_grad:
        return [result, None]
    return [result.detach(), *torch.autograd.grad((result * weights).sum(), values, allow_unused=True)]


# what is right, alone or given the student's own earlier functions


def own_reduce(submission, values, reduction):
    """Return what the student's reduce makes of right values, if that is anything to build on."""
    mine, other = submission.reduce(values, reduction), submission.reduce(3 * values + 1, reduction)
    for result in (mine, other):
        number = isinstance(result, float) or (isinstance(result, torch.Tensor) and result.dtype == values.dtype)
        require(number, "What reduce gives is no tensor.")
    alike = torch.equal(torch.as_tensor(mine), torch.as_tensor(other))
    require(not alike, "What reduce gives does not depend on its values.")
    return mine


def accept(submission, name, got, a, b, reduction="mean", **settings):
    """Accept a loss that is right, or right given the student's own earlier functions."""
    factor = settings.get("delta", 1.0)

    def by_own_reduce():
        values = LOSSES[name](a, b, reduction="none", **settings)
        close(got, own_reduce(submission, values, reduction))

    def by_own(earlier, *border_size):
        def alternative():
            values = getattr(submission, earlier)(a, b, "none", *border_size)
            require(isinstance(values, torch.Tensor) and values.shape == a.shape, f"{earlier} does not keep the shape.")
            own = getattr(submission, earlier)(a, b, reduction, *border_size)
            require(isinstance(own, torch.Tensor), f"{earlier} gives no tensor.")
            other = getattr(submission, earlier)(a, b + 1, "none", *border_size)
            alike = isinstance(other, torch.Tensor) and torch.equal(values, other)
            require(not alike, f"{earlier} does not depend on the target.")
            close(got, factor * own)

        return alternative

    others = [by_own("smooth_l1_loss", factor)] if name == "huber_loss" else []
    others += [by_own("l1_loss")] if settings.get("beta") == 0 else []
    either(lambda: close(got, LOSSES[name](a, b, reduction=reduction, **settings)), by_own_reduce, *others)


def gradients_of(got, number, shape):
    """Return the gradients in what a probe gave back, if they are there."""
    require(isinstance(got, list) and len(got) == 1 + number, "No loss comes back.")
    for slope, argument in zip(got[1:], ("input", "target"), strict=False):
        require(isinstance(slope, torch.Tensor), f"No gradient reaches the {argument}: the loss is cut off from it.")
        require(slope.shape == shape, "The gradients do not have the shape of input and target.")
    return got[1:]


def accept_slopes(submission, name, got, a, b, reduction, weights, where=None, **settings):
    """Accept gradients that are right, or right given the slopes of the student's own earlier functions."""
    where = torch.ones_like(a, dtype=torch.bool) if where is None else where
    mine, factor = gradients_of(got, 2, a.shape), settings.get("delta", 1.0)

    def compare(right):
        words = "the list of gradients for input and target"
        close([slope[where] for slope in mine], [slope[where] for slope in right], name=words)

    def by_own_reduce():  # the chain rule
        values = LOSSES[name](a, b, reduction="none", **settings)
        outer = gradients_of(submission.run(reduce_slopes, values, reduction, weights), 1, a.shape)[0]
        require(bool((outer != 0).any()), "No gradient flows through reduce.")
        inner = slopes(LOSSES[name], a, b, "none", torch.ones_like(a), settings)
        compare([outer * slope for slope in inner[1:]])

    def by_own(earlier, earlier_settings):
        def alternative():
            own = submission.run(SLOPES[earlier], a, b, reduction, weights, earlier_settings)
            compare([factor * slope for slope in gradients_of(own, 2, a.shape)])

        return alternative

    others = [by_own("smooth_l1_loss", {"beta": factor})] if name == "huber_loss" else []
    others += [by_own("l1_loss", {})] if settings.get("beta") == 0 else []
    right = slopes(LOSSES[name], a, b, reduction, weights, settings)[1:]
    either(lambda: compare(right), by_own_reduce, *others)


def refuses(call, *arguments, message, **settings):
    """Accept if the call raises ValueError."""
    try:
        call(*arguments, **settings)
    except ValueError:
        return
    require(False, message)


def works(loss, a, b, reduction="sum"):
    """Accept if a valid call gives something: a wrong value costs its points elsewhere."""
    require(isinstance(loss(a, b, reduction), torch.Tensor | float), "For valid arguments no loss comes back.")


# reduce


@pytest.mark.points(9)
@each_reduction
def test_reduce(submission, reduction):
    """reduce gives all values, their mean or their sum, for tensors of any shape, dtype and layout."""
    for shape in [(4, 3), (), (1,), (5,), (2, 3, 4), (3, 3), (4, 3)]:
        values = 1 + torch.randn(shape, dtype=torch.float64)
        right = {"none": values, "mean": values.mean(), "sum": values.sum()}[reduction]
        close(submission.reduce(values, reduction), right)
        close(submission.reduce(values=values.float(), reduction=reduction), right.float())
    values = torch.randn(4, 6, dtype=torch.float64).T[::2]
    require_reduced(submission, values)
    got, after = submission.observe("reduce", values, reduction)
    close(got, {"none": values, "mean": values.mean(), "sum": values.sum()}[reduction])
    close(after[0], values, name="the tensor of values after the call")


def require_reduced(submission, values):
    """Refuse a reduce that gives back whatever it gets: its 'none' is right by chance."""
    total = submission.reduce(values, "sum")
    require(not isinstance(total, torch.Tensor) or total.shape != values.shape, "Nothing is reduced.")


@pytest.mark.points(3)
@each_reduction
def test_reduce_gradient(submission, reduction):
    """Gradients flow through reduce to each of the values."""
    values, weights = torch.randn(4, 3, dtype=torch.float64), 1 + torch.rand(4, 3, dtype=torch.float64)
    weights = weights if reduction == "none" else weights[0, 0]
    right = weights * torch.ones_like(values) / (values.numel() if reduction == "mean" else 1)
    got = submission.run(reduce_slopes, values, reduction, weights)
    require(isinstance(got, list) and len(got) == 2, "No result comes back.")
    require(isinstance(got[1], torch.Tensor), "No gradient reaches the values: the result is cut off from them.")
    close(got[1], right, name="the gradient")
    require_reduced(submission, values)


@pytest.mark.points(4)
def test_reduce_unknown(submission):
    """reduce refuses every other text with a ValueError."""
    for values in (torch.randn(4, 3), torch.randn(()), torch.randn(1)):
        close(submission.reduce(values, "sum"), values.sum())
        for text in OTHER_TEXTS:
            refuses(submission.reduce, values, text, message=UNKNOWN)


# all four losses


@pytest.mark.points(12)
@each_reduction
@each_loss
def test_values(submission, name, reduction):
    """Each loss is right on random differences, with each of the three reductions."""
    for _ in range(2):
        a, b = pair(6, 5)
        accept(submission, name, getattr(submission, name)(a, b, reduction), a, b, reduction)


@pytest.mark.points(4)
@each_loss
def test_arguments(submission, name):
    """The arguments have the names, the order and the defaults of the signature."""
    (a, b), loss = pair(5, 4), getattr(submission, name)
    accept(submission, name, loss(a, b), a, b)
    accept(submission, name, loss(target=b, input=a, reduction="sum"), a, b, "sum")
    if name in ("smooth_l1_loss", "huber_loss"):
        size = 0.4 + 0.2 * torch.rand(()).item()
        accept(submission, name, loss(a, b, "sum", size), a, b, "sum", **border(name, size))
        accept(submission, name, loss(a, b, **border(name, 3 * size)), a, b, **border(name, 3 * size))
        accept(submission, name, loss(a, b), a, b)


@pytest.mark.points(4)
@each_loss
def test_shapes_and_layouts(submission, name):
    """Any shape will do, from 0-dim to 4-dim, and so will views that are transposed, have gaps or repeat a row."""
    loss = getattr(submission, name)
    a, b = pair(6, 6)
    cases = [pair(), pair(1), pair(1, 1), pair(7), pair(2, 3, 4), pair(1, 5), pair(5, 1), pair(2, 1, 2, 2)]
    cases += [(a.T, b), (a[::2], b[1::2]), (a[0].expand(6, 6), b), (a[:, 0], b[2]), (b.T, a.T)]
    for number, (a, b) in enumerate(cases):
        for reduction in ("none", REDUCTIONS[1 + number % 2]):
            accept(submission, name, loss(a, b, reduction), a, b, reduction)


@pytest.mark.points(4)
@each_loss
def test_dtype_and_precision(submission, name):
    """float32 stays float32 and float64 stays float64, and only the difference counts, not the size of the numbers."""
    loss = getattr(submission, name)
    for dtype in (torch.float64, torch.float32, torch.float64):
        for offset in (0, 1000):
            a, b = (value.to(dtype) + offset for value in pair(6, 4))
            for reduction in ("none", "sum") if offset else ("none", "mean"):
                accept(submission, name, loss(a, b, reduction), a, b, reduction)


@pytest.mark.points(4)
@each_loss
def test_arguments_unchanged(submission, name):
    """input and target are as before after every call."""
    for reduction in REDUCTIONS:
        for a, b in (pair(4, 3), steps()):
            got, after = submission.observe(name, a, b, reduction)
            accept(submission, name, got, a, b, reduction)
            close(after[:2], [a, b], name="input and target after the call")
            flags = [value.requires_grad for value in after[:2]]
            require(flags == [False, False], "After the call, input or target requires a gradient.")


@pytest.mark.points(12)
@each_reduction
@each_loss
def test_gradients(submission, name, reduction):
    """The gradients for input and for target are right on random differences, with each of the three reductions."""
    a, b = pair(6, 5)
    weights = torch.randn((6, 5) if reduction == "none" else (), dtype=torch.float64)
    got = submission.run(SLOPES[name], a, b, reduction, weights, {})
    accept_slopes(submission, name, got, a, b, reduction, weights)


@pytest.mark.points(4)
@each_loss
def test_gradients_where_equal(submission, name):
    """Where two elements are equal, the gradient is a number: 0 for a smooth loss, from −1 to 1 for the L1 loss."""
    check_where_equal(submission, name, *steps(), {})


def check_where_equal(submission, name, a, b, settings):
    """Look at the gradients where there is a corner, and compare all others."""
    corner = (a == b) & (name == "l1_loss" or settings.get("beta") == 0)
    weights = 1 + torch.rand(a.shape, dtype=torch.float64)
    got = submission.run(SLOPES[name], a, b, "none", weights, settings)
    accept_slopes(submission, name, got, a, b, "none", weights, ~corner, **settings)
    message = "Where input and target are equal, the slope is no number from −1 to 1."

    def inside():
        for slope in got[1:]:
            require(bool((slope[corner].abs() <= weights[corner] * (1 + 1e-9)).all()), message)

    def by_own_l1():
        own = gradients_of(submission.run(l1_slopes, a, b, "none", weights, {}), 2, a.shape)
        for slope, same in zip(got[1:], own, strict=True):
            require(torch.allclose(slope[corner], same[corner], equal_nan=True), message)

    either(inside, *([by_own_l1] if settings.get("beta") == 0 else []))


@pytest.mark.points(8)
@pytest.mark.parametrize("case", ["(N,) and (N, 1)", "a row for all", "more dimensions", "one number", "no broadcast"])
@each_loss
def test_unequal_shapes(submission, name, case):
    """Shapes that differ raise ValueError, whether they would broadcast or not."""
    a, b = pair(3, 4)
    square, loss = pair(4, 4)[0], getattr(submission, name)
    works(loss, a, b)
    unequal = {
        "(N,) and (N, 1)": [(b[0], b[0][:, None]), (b[0][:, None], b[0])],
        "a row for all": [(a, b[:1]), (a[:1], b), (a, b[:, :1]), (a[:, :1], b)],
        "more dimensions": [(a, b[0]), (a[0], b), (a, b[None]), (a[None], b), (square, square[None])],
        "one number": [(a, b[0, 0]), (a[0, 0], b), (a[0, :1], b[0, 0]), (a[0, 0], b[0, :1]), (a[:1, :1], b[0, :1])],
        "no broadcast": [(a, b.T), (a, b.reshape(4, 3)), (a, b.reshape(-1)), (a, b[:2]), (a[0], b[0, :3])],
    }[case]
    for number, (first, second) in enumerate(unequal):
        refuses(loss, first, second, REDUCTIONS[number % 3], message=DIFFERENT)


@pytest.mark.points(4)
@each_loss
def test_unknown_reduction(submission, name):
    """A reduction other than 'none', 'mean' and 'sum' raises ValueError."""
    loss = getattr(submission, name)
    for (a, b), texts in ((pair(3, 4), OTHER_TEXTS), (pair(), ["average"]), (pair(1), ["Sum"])):
        works(loss, a, b)
        for text in texts:
            refuses_unknown(submission, name, a, b, text)


def refuses_unknown(submission, name, a, b, text, **settings):
    """Accept a ValueError, or what the student's own reduce makes of this text."""
    loss = getattr(submission, name)

    def by_own_reduce():
        values = LOSSES[name](a, b, reduction="none", **settings)
        close(loss(a, b, text, **settings), own_reduce(submission, values, text))

    either(lambda: refuses(loss, a, b, text, message=UNKNOWN, **settings), by_own_reduce)


# SmoothL1 and Huber


@pytest.mark.points(10)
@pytest.mark.parametrize("beta", [0.5, 1.0, 3.0, None], ids=["beta = 0.5", "beta = 1", "beta = 3", "any beta"])
def test_smooth_beta(submission, beta):
    """SmoothL1 is right below, at and above the border, wherever beta puts it; so are its gradients."""
    check_border(submission, "smooth_l1_loss", beta)


@pytest.mark.points(8)
@pytest.mark.parametrize("delta", [0.5, 1.0, 3.0, None], ids=["delta = 0.5", "delta = 1", "delta = 3", "any delta"])
def test_huber_delta(submission, delta):
    """Huber is right below, at and above the border, wherever delta puts it; so are its gradients."""
    check_border(submission, "huber_loss", delta)


def check_border(submission, name, size):
    """Compare values and gradients around a border of this size, or of fresh ones and the extremes."""
    loss = getattr(submission, name)
    fresh = [0.2 + torch.rand(()).item(), 1.3 + torch.rand(()).item(), 100.0 + torch.rand(()).item()]
    for border_size in [*fresh, 0.001, 1000.0] if size is None else [size]:
        a, b = (border_size * value for value in pair(6, 5)) if size is None else steps()
        settings = border(name, border_size)
        for reduction in REDUCTIONS:
            accept(submission, name, loss(a, b, reduction, **settings), a, b, reduction, **settings)
        weights = 1 + torch.rand(a.shape, dtype=torch.float64)
        got = submission.run(SLOPES[name], a, b, "none", weights, settings)
        accept_slopes(submission, name, got, a, b, "none", weights, **settings)


@pytest.mark.points(4)
@pytest.mark.parametrize("case", ["values", "gradients", "refusals"])
def test_smooth_beta_zero(submission, case):
    """With beta = 0, SmoothL1 is the L1 loss: values, gradients (no NaN at difference 0), and what is refused."""
    name, loss = "smooth_l1_loss", submission.smooth_l1_loss
    a, b = steps()
    if case == "gradients":
        check_where_equal(submission, name, a, b, {"beta": 0.0})
        return
    for reduction in REDUCTIONS:
        accept(submission, name, loss(a, b, reduction, 0.0), a, b, reduction, beta=0.0)
    if case == "refusals":
        for first, second in ((a, b[:, None]), (a, b[0]), (a[:1], b)):
            refuses(loss, first, second, beta=0.0, message=DIFFERENT)
        refuses_unknown(submission, name, a, b, "average", beta=0.0)


@pytest.mark.points(2)
def test_smooth_beta_negative(submission):
    """A negative beta raises ValueError."""
    check_refused(submission, "smooth_l1_loss", [-1.0, -0.001, -1000.0])


@pytest.mark.points(2)
@pytest.mark.parametrize("deltas", [[0.0], [-1.0, -0.001, -1000.0]], ids=["zero", "negative"])
def test_huber_delta_not_positive(submission, deltas):
    """A delta that is 0 or negative raises ValueError."""
    check_refused(submission, "huber_loss", deltas)


def check_refused(submission, name, sizes):
    """Accept if each of these borders is refused, whatever else is asked."""
    a, b = pair(3, 4)
    loss, message = getattr(submission, name), f"A {next(iter(border(name, 0)))} out of range is accepted."
    for row, (first, second) in enumerate(((a, b), (a, a), (a[0, 0], b[0, 0]))):
        for column, reduction in enumerate(REDUCTIONS):
            size = sizes[(row + column) % len(sizes)]  # each once with every pair, and once with every reduction
            works(loss, first, second, reduction)
            refuses(loss, first, second, reduction, **border(name, size), message=message)


@pytest.mark.points(2)
@pytest.mark.parametrize("name", ["smooth_l1_loss", "huber_loss"])
def test_large_differences(submission, name):
    """For large differences the two smooth losses go on as a line: they are neither cut off nor a parabola."""
    b = torch.randn(6, dtype=torch.float64)
    a = b + torch.tensor([1e3, -1e3, 1e4, -1e5, 9e5, -9e5], dtype=torch.float64)
    accept(submission, name, getattr(submission, name)(a, b, "none"), a, b, "none")
    got = submission.run(SLOPES[name], a, b, "none", torch.ones_like(a), {})
    accept_slopes(submission, name, got, a, b, "none", torch.ones_like(a))
