"""Gradient descent in one and in several dimensions, its learning rate, and search by division."""

from collections.abc import Callable

import torch
from torch import Tensor


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    """Take `steps` steps x <- x - lr * f'(x) from x0; return the path [x0, x1, ..., x_steps].

    gradf gives f'(x): it takes one Python float and returns one. x0 and lr are Python numbers. Each step uses the same
    lr, as it is: 0 and negative ones too. The path is a list of steps + 1 Python floats, x0 too; with steps = 0 it is
    [x0], and a slope of 0 does not end it early. gradf is called once for each step, at x0, x1, ..., in this order,
    and not at the last point. Nothing is remembered between calls.
    """
    raise NotImplementedError


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    """Take `steps` steps x <- x - lr * gradf(x) in D dimensions; return the path, one point in each row.

    x0 has shape (D,) with D >= 1 and is float32 or float64. gradf takes a tensor of x0's shape and dtype and returns
    one, the gradient; it is called once for each step, at the current point, and not at the last one. You may not
    trust it: it may change the tensor that it is given, and it may return that very tensor. lr is a Python number and
    used as it is, 0 and negative ones too.

    The result has shape (steps + 1, D) and x0's dtype. Its first row is x0; with steps = 0 there is no other. It is a
    new tensor, which shares no memory with x0, and x0 is not changed. Nothing is remembered between calls.
    """
    raise NotImplementedError


def max_stable_lr(hessian: Tensor) -> float:
    """Return the bound below which gradient descent on f(x) = x^T A x / 2 is stable, as a Python float.

    A is the hessian of f, a symmetric (D, D) matrix with D >= 1 and positive eigenvalues, float32 or float64. Gradient
    descent on f converges to 0 from every start if 0 < lr < bound, and from almost none if lr > bound. The bound is
    computed in A's dtype or better; A may have entries of any size, and 1e-6 times a good matrix is a good one. A is
    not changed.

    Raises:
        ValueError: A is not 2-dim, not square, not symmetric, or has an eigenvalue <= 0. Rounding must be borne with:
            two mirrored entries may differ by 1e-6, not relative to anything. From 1e-3 on A is refused; what happens
            in between is left open. So is what happens to an A with an eigenvalue that is 0 only but for rounding; a
            diagonal A with a 0 on the diagonal is refused.

    """
    raise NotImplementedError


def divide_search(f: Callable[[float], float], low: float, high: float, parts: int = 16, rounds: int = 4) -> float:
    """Search the minimum of f on [low, high] by division; return the point found in the last round, a Python float.

    f takes one Python float and returns one. The first round searches [low, high]. Each round evaluates f at the
    parts + 1 equally spaced points of its interval, both ends included, at the distance h. The point p where f is
    least wins, the leftmost one if there are several. The next round searches [p - h, p + h], cut to [low, high], the
    interval of the first round, and to nothing else. The p of the last round is the result, also where an earlier
    round has met a lower value. f is never asked outside [low, high], rounding aside; how often it is called is left
    open.

    low and high are Python numbers.

    Raises:
        ValueError: low is not less than high, or parts or rounds is less than 1.

    """
    raise NotImplementedError


def contraction(path: list[float]) -> float:
    """Return by which factor a step of the path changes the distance to the minimum 0 on average, a Python float.

    It is (|last| / |first|) ** (1 / number of steps): 0.6 is fast, 0.9 is slow, above 1 the path runs away. Only the
    first and the last point count, with their sizes and not their signs; the points between may be 0, and if the last
    one is, the result is 0.0. The path is a list of Python numbers and is not changed.

    Raises:
        ValueError: the path has fewer than two points, or it starts at 0.

    """
    raise NotImplementedError
