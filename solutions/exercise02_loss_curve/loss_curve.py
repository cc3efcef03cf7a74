"""A linear model with one weight, how wrong it is, and data split into three parts."""

import torch
from torch import Tensor


def forward(x: Tensor, w: float | Tensor) -> Tensor:
    """Return the predictions x * w of the linear model without a bias.

    x has shape (N,) with N >= 1 and a floating dtype; w is a Python float or a 0-dim tensor of x's dtype. The result
    has x's shape and dtype. Where w is a tensor that requires grad, autograd can differentiate the result with respect
    to w. The arguments are not changed.
    """
    return x * w


def loss(x: Tensor, y: Tensor, w: float | Tensor) -> Tensor:
    """Return the squared error of every single sample, (x * w - y)**2, a tensor of shape (N,).

    x and y have shape (N,) with N >= 1 and one floating dtype, which the result keeps; w is as in forward. Where w is a
    tensor that requires grad, autograd can differentiate the result with respect to w. The arguments are not changed.

    Raises:
        ValueError: x and y differ in shape.

    """
    if x.shape != y.shape:
        raise ValueError("x and y must have one shape")
    return (forward(x, w) - y) ** 2


def cost(x: Tensor, y: Tensor, w: float | Tensor) -> Tensor:
    """Return the mean squared error, the mean of the losses of all N samples, as a 0-dim tensor.

    x, y and w are as in loss; the result has the dtype of x and y. Where w is a tensor that requires grad, autograd can
    differentiate the result with respect to w. The arguments are not changed.

    Raises:
        ValueError: x and y differ in shape, or hold no sample.

    """
    if x.numel() == 0:
        raise ValueError("there must be at least one sample")
    return loss(x, y, w).mean()


def loss_curve(x: Tensor, y: Tensor, ws: Tensor) -> Tensor:
    """Return the cost of every candidate weight: ws of shape (K,) gives a tensor of shape (K,), in the order of ws.

    x and y are as in loss, and of the same shape; ws has K >= 1 entries in any order, and the dtype of x and y, which
    the result keeps. The result need not be differentiable. The arguments are not changed.
    """
    return torch.stack([cost(x, y, w) for w in ws])


def best_weight(x: Tensor, y: Tensor, ws: Tensor) -> tuple[float, float]:
    """Return (weight, its cost) for the candidate with the smallest cost, as two Python floats.

    x, y and ws are as in loss_curve. The weight is the value of an entry of ws, not rounded. If several candidates have
    exactly the same smallest cost, the one that comes first in ws is returned. No cost is NaN. The arguments are not
    changed.
    """
    curve = loss_curve(x, y, ws)
    k = int(torch.argmin(curve))
    return ws[k].item(), curve[k].item()


def split_indices(
    n: int, n_val: int, n_test: int, *, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """Split the indices 0, 1, ..., n - 1 at random into three parts, and return the tuple (train, validation, test).

    The parts are 1-D int64 tensors with n - n_val - n_test, n_val and n_test entries; each of them may be empty. Every
    index is in exactly one part, and every such split is as likely as any other. The order inside a part is left open:
    random, sorted, as you like.

    The random numbers come from `generator`: the same state of it gives the same split again, a second call with it
    gives a new split, and torch's global random state stays as it was. Without a generator they come from torch's
    global one, which torch.manual_seed sets. How you use the random numbers is up to you: no particular split is
    expected.

    Raises:
        ValueError: n, n_val or n_test is negative, or n_val + n_test is more than n.

    """
    n_train = n - n_val - n_test
    if min(n_train, n_val, n_test) < 0:
        raise ValueError("the three parts must have sizes from 0 that add up to n")
    order = torch.randperm(n, generator=generator)
    return order[:n_train], order[n_train : n_train + n_val], order[n_train + n_val :]
