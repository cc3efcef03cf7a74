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
    raise NotImplementedError


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Return the absolute error |input - target| of each element, reduced as in `reduce`.

    The result keeps the dtype, gradients flow to input and to target, and neither is changed. Where two elements are
    equal, |d| has a corner: there its slope may be any number from -1 to 1, but it must be a number, not NaN.

    Raises:
        ValueError: the shapes differ, even if they would broadcast, or the reduction is unknown.

    """
    raise NotImplementedError


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Return the squared error (input - target)^2 of each element, reduced as in `reduce`.

    The result keeps the dtype, gradients flow to input and to target, and neither is changed. Only the difference
    counts: it is as accurate for 1000.5 against 1000 as for 0.5 against 0.

    Raises:
        ValueError: the shapes differ, even if they would broadcast, or the reduction is unknown.

    """
    raise NotImplementedError


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """Return the SmoothL1 loss of each element, reduced as in `reduce`.

    With d = |input - target| it is 0.5 * d^2 / beta where d < beta, and d - 0.5 * beta elsewhere. beta is 0 or a number
    from 0.001 to 1000; other positive values are left open. Where two elements are equal, the slope is 0. With beta = 0
    it is the L1 loss, and where two elements are equal, its slope is any number from -1 to 1, but not NaN. The result
    keeps the dtype, gradients flow to input and to target, and neither is changed.

    Raises:
        ValueError: the shapes differ, even if they would broadcast, the reduction is unknown, or beta < 0.

    """
    raise NotImplementedError


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    """Return the Huber loss of each element, reduced as in `reduce`.

    With d = |input - target| it is 0.5 * d^2 where d < delta, and delta * (d - 0.5 * delta) elsewhere. delta is a
    number from 0.001 to 1000; other positive values are left open. Where two elements are equal, the slope is 0. The
    result keeps the dtype, gradients flow to input and to target, and neither is changed.

    Raises:
        ValueError: the shapes differ, even if they would broadcast, the reduction is unknown, or delta <= 0.

    """
    raise NotImplementedError
