"""Newton's method, the kinds of stationary points, convexity, and a constraint kept by projection."""

from collections.abc import Callable

import torch
from torch import Tensor


def newton(
    gradf: Callable[[float], float],
    hessf: Callable[[float], float],
    x0: float,
    eta: float = 1.0,
    steps: int = 10,
) -> list[float]:
    """Take `steps` Newton steps x <- x - eta * f'(x) / f''(x) from x0; return the path [x0, x1, ..., x_steps].

    gradf and hessf give f'(x) and f''(x): each takes one Python float and returns one. The second derivative is used
    with its sign, also where it is negative. x0 is a Python number. The path has steps + 1 entries, all of them Python
    floats, x0 too; with steps = 0 it is [x0]. Nothing is remembered between calls. How often gradf and hessf are called
    is left open.

    Raises:
        ZeroDivisionError: f''(x) is 0 at a point from which a step is to be taken, whatever f'(x) is there. Nothing is
            asked of the last point of the path.

    """
    raise NotImplementedError


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    """Return the Newton step d in D dimensions, the solution of hess @ d = -grad.

    grad has shape (D,) and hess (D, D) with D >= 1; both are float32 or both float64, and d has shape (D,) and their
    dtype. hess is symmetric, which need not be checked. It may have eigenvalues of either sign, and entries of any
    size: 1e-6 times a matrix is as regular as the matrix. The arguments are not changed.

    Raises:
        ValueError: grad is not 1-dim, hess is not (D, D), or hess is singular. Rounding can hide that: a hess with a
            row of zeros and one of nothing but ones must be refused; what happens to one that is singular in another
            way, or almost singular, is left open.

    """
    raise NotImplementedError


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    """Return the kind of a stationary point from the eigenvalues of its Hessian.

    hess is symmetric, of shape (D, D) with D >= 1, float32 or float64; none of this need be checked, and it is not
    changed. An eigenvalue of size <= tol counts as 0, with tol >= 0; one that equals tol up to rounding may be taken
    either way.

    The result is 'saddle' if there are positive and negative eigenvalues, whether or not zeros are beside them;
    'minimum' if all are positive; 'maximum' if all are negative; and 'degenerate' otherwise, because then the second
    derivatives alone cannot decide.
    """
    raise NotImplementedError


def jensen_gap(f: Callable[[Tensor], Tensor], x: Tensor, p: Tensor | None = None) -> float:
    """Return Jensen's gap E[f(X)] - f(E[X]) as a Python float, with its sign.

    X takes the value x[i] with probability p[i]; p = None means that all values are equally likely. x has shape (N,)
    with N >= 1 and is float32 or float64; p has x's shape and dtype, and its entries may be 0. f works elementwise: it
    takes a tensor of any shape, a 0-dim one too, and returns one of the same shape and dtype. x and p are not changed.

    Raises:
        ValueError: p has another shape than x, or a negative entry, or its sum differs from 1 by more than 1e-6.

    """
    raise NotImplementedError


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    """Return whether f((a + b) / 2) <= (f(a) + f(b)) / 2 + tol for EVERY two entries a, b of xs.

    xs has shape (N,) with N >= 1; its entries are in any order and at any distances. It is float64, or float32 with a
    tol larger than float32 rounds; tol >= 0. f works elementwise: it takes a tensor of any shape, a 0-dim one too, and
    returns one of the same shape and dtype with finite values. The result is a Python bool, True for N = 1. xs is not
    changed. How often f is called is left open.
    """
    raise NotImplementedError


def project_ball(x: Tensor, radius: float) -> Tensor:
    """Return the point nearest to x among those with a Euclidean norm of at most radius.

    That is x itself where its norm is at most radius, and otherwise x scaled down to the norm radius, both up to
    rounding. x has any shape, 0-dim too, at least one element, and is float32 or float64; the norm is taken over all
    elements together. The result has x's shape and dtype and is always a new tensor, which shares no memory with x; x
    is not changed. x = 0 gives 0. Entries whose squares overflow are left open.

    Raises:
        ValueError: radius is 0 or negative.

    """
    raise NotImplementedError
