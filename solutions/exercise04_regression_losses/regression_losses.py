"""Four regression losses, written from plain arithmetic.

In all four, `input` holds the predictions and `target` the right values. They have the same shape (any; 0-dim and
one element included) with at least one element, and the same dtype, float32 or float64. Left open, and up to you:
other or unequal dtypes, empty tensors, NaN, infinity, differences beyond 1e6, a `reduction` that is no text, and a
`beta` or `delta` that is no finite number.
"""

import torch
from torch import Tensor


def reduce(values: Tensor, reduction: str) -> Tensor:
    """Return `values` reduced as `reduction` says.

    "none" gives the values in their shape (the tensor itself or a copy), "mean" the mean over all elements whatever
    the number of dimensions, "sum" the sum over all elements; these two are 0-dim tensors. The result keeps the dtype
    of `values`, and gradients flow through it. `values` is not changed.

    Raises:
        ValueError: reduction is any other text; "Mean" and "" are other texts.

    """
    if reduction == "none":
        return values
    if reduction == "mean":
        return values.mean()
    if reduction == "sum":
        return values.sum()
    raise ValueError(f"reduction must be 'none', 'mean' or 'sum', not {reduction!r}")


def _refuse_unequal_shapes(input: Tensor, target: Tensor) -> None:
    if input.shape != target.shape:
        raise ValueError(f"input has shape {tuple(input.shape)} and target {tuple(target.shape)}: they must be equal")


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Return the absolute error |input - target| of each element, reduced as in `reduce`.

    The result keeps the dtype, gradients flow to input and to target, and neither is changed. Where two elements are
    equal, |d| has a corner: there its slope may be any number from -1 to 1, but it must be a number, not NaN.

    Raises:
        ValueError: the shapes differ, even if they would broadcast, or the reduction is unknown.

    """
    _refuse_unequal_shapes(input, target)
    return reduce((input - target).abs(), reduction)


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Return the squared error (input - target)^2 of each element, reduced as in `reduce`.

    The result keeps the dtype, gradients flow to input and to target, and neither is changed. Only the difference
    counts: it is as accurate for 1000.5 against 1000 as for 0.5 against 0.

    Raises:
        ValueError: the shapes differ, even if they would broadcast, or the reduction is unknown.

    """
    _refuse_unequal_shapes(input, target)
    return reduce((input - target) ** 2, reduction)


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """Return the SmoothL1 loss of each element, reduced as in `reduce`.

    With d = |input - target| it is 0.5 * d^2 / beta where d < beta, and d - 0.5 * beta elsewhere. beta is 0 or a number
    from 0.001 to 1000; other positive values are left open. Where two elements are equal, the slope is 0. With beta = 0
    it is the L1 loss, and where two elements are equal, its slope is any number from -1 to 1, but not NaN. The result
    keeps the dtype, gradients flow to input and to target, and neither is changed.

    Raises:
        ValueError: the shapes differ, even if they would broadcast, the reduction is unknown, or beta < 0.

    """
    _refuse_unequal_shapes(input, target)
    if beta < 0:
        raise ValueError(f"beta must not be negative, but is {beta}")
    if beta == 0:
        return l1_loss(input, target, reduction)
    # With near = d this is the parabola, with near = beta the line. No branch is computed and thrown away, so none can
    # overflow and put a NaN into the gradient.
    d = (input - target).abs()
    near = torch.clamp(d, max=beta)
    return reduce(near / beta * (d - 0.5 * near), reduction)


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    """Return the Huber loss of each element, reduced as in `reduce`.

    With d = |input - target| it is 0.5 * d^2 where d < delta, and delta * (d - 0.5 * delta) elsewhere. delta is a
    number from 0.001 to 1000; other positive values are left open. Where two elements are equal, the slope is 0. The
    result keeps the dtype, gradients flow to input and to target, and neither is changed.

    Raises:
        ValueError: the shapes differ, even if they would broadcast, the reduction is unknown, or delta <= 0.

    """
    _refuse_unequal_shapes(input, target)
    if delta <= 0:
        raise ValueError(f"delta must be positive, but is {delta}")
    d = (input - target).abs()
    near = torch.clamp(d, max=delta)
    return reduce(near * (d - 0.5 * near), reduction)
