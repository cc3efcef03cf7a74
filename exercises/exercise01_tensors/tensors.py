"""Tensors: random numbers, mixed dtypes, joining, and statistics without loops."""

import torch
from torch import Tensor


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    """Return independent samples from the uniform distribution on [low, high), with x's shape and device.

    The dtype is x's dtype if that is a floating one, otherwise torch.get_default_dtype(). Only the shape, dtype and
    device of x matter: its elements are neither used nor changed.

    The random numbers come from `generator`, which moves on, so that the next call gets other ones; torch's global
    generator is then left alone. Without `generator` they come from the global one, in the same way. How you turn
    random numbers into samples is up to you. Not checked: the device, bounds that are infinite or NaN, and whether
    rounding gives `high` itself once in a while.

    Raises:
        ValueError: low is equal to high or larger.

    """
    raise NotImplementedError


def matvec(m: Tensor, v: Tensor) -> Tensor:
    """Return the product of a matrix m of shape (R, C) and a vector v of shape (C,): shape (R,), with R, C >= 1.

    m and v have any dtype from uint8 to int64, float32 or float64 (others are not checked). The result has the
    dtype torch.promote_types(m.dtype, v.dtype), and both are converted to it before anything is multiplied: fractions
    are kept, float64 keeps its digits, and integer results are exact (you may assume that they fit into their dtype).
    The arguments are not changed.

    Raises:
        ValueError: m is not 2-dim, v is not 1-dim, or v's length is not C.

    """
    raise NotImplementedError


def cat2d(a: Tensor, b: Tensor, dim: int) -> Tensor:
    """Join two tables into one: with dim=0 b comes below a, with dim=1 b comes to the right of a.

    a and b are 1-dim or 2-dim and of one dtype, which the result keeps. A 1-dim input counts as one row, so the result
    is always 2-dim. A table may have no rows, or no columns. The arguments are not changed.

    Raises:
        ValueError: dim is neither 0 nor 1 (negative ones included), or the tables do not fit: joined below each other
            they need equally many columns, side by side equally many rows.

    """
    raise NotImplementedError


def l2_norm(x: Tensor) -> Tensor:
    """Return the square root of the sum of the squares of all elements of x, as a 0-dim tensor.

    x has any shape (0-dim too; the norm of an empty x is 0) and a dtype from uint8 to int64, float32 or float64. A
    floating dtype is kept; for integers the result has torch.get_default_dtype(), and must be right although the
    squares may be too large for x's own dtype (they are never too large for the result's). The gradient is not
    checked. x is not changed.
    """
    raise NotImplementedError


def fraction_between(x: Tensor, low: float, high: float) -> float:
    """Return the share of the elements with low <= element < high, a Python float between 0 and 1.

    x has any shape and a dtype from uint8 to int64, float32 or float64; low < high are Python floats, may be -inf and
    inf. Not checked: NaN, and low >= high. x is not changed.

    Raises:
        ValueError: x is empty.

    """
    raise NotImplementedError


def histogram(x: Tensor, bins: int = 100) -> tuple[Tensor, Tensor]:
    """Return (counts, edges): how many elements of x lie in each of `bins` equally wide bins, and the bins' borders.

    x has any shape (0-dim too) and the dtype float32 or float64; its elements are finite. edges has shape (bins + 1,)
    and x's dtype, and goes from x.min() to x.max(), or from v - 0.5 to v + 0.5 if every element equals v. counts has
    shape (bins,) and dtype int64: counts[i] is the number of elements with edges[i] <= element < edges[i + 1], and the
    last bin counts those on its right edge too, so that every element is counted once. Where an edge is a rounded
    number, it is not checked to which side an element within rounding of it goes. x is not changed.

    Raises:
        ValueError: bins is smaller than 1, or x is empty.

    """
    raise NotImplementedError
