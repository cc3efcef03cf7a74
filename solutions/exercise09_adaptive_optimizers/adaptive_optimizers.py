"""AdaGrad, RMSprop and Adadelta: optimizers in which every coordinate has a step length of its own."""

import torch
from torch import Tensor


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    """Do one step of AdaGrad: change `param` in place and return None.

        r     = r + grad ** 2                        r is 0 before the first step
        param = param - lr * grad / (sqrt(r) + eps)  coordinate by coordinate

    These are the values of torch.optim.Adagrad with its other settings left alone, with float64 accuracy where `param`
    is float64.

    Args:
        param: a floating-point tensor of any shape, contiguous or not; it may be a leaf that requires grad. The new
            values are written into its own memory, so whoever else looks at that memory sees them (a new tensor in
            `param.data` would not do). It stays a leaf, keeps its dtype, and its `.grad` is neither read nor changed.
        grad: the gradient, with the shape and dtype of `param`. It is never changed and never remembered: the caller
            may put the next gradient into the same tensor.
        state: the memory of this one parameter, an empty dict before its first step. Everything that the next step
            needs is kept in it and nowhere else, so that a fresh dict starts afresh and a copy of the dict continues
            from where it was copied. What you store in it, under which keys, is up to you.
        lr: step length, at least 0; 0 is legal (`param` rests, r does not). It may change from one call to the next.
        eps: added to the root, at least 0. It may change from one call to the next. (With eps = 0, coordinates whose
            gradients have all been 0 so far are not checked.)

    Raises:
        ValueError: `lr` or `eps` is negative. Then neither `param` nor `state` has changed. (NaN is not checked.)

    """
    if lr < 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    with torch.no_grad():
        r = state.get("sum", 0.0) + grad**2
        state["sum"] = r
        param.sub_(lr * grad / (r.sqrt() + eps))


def rmsprop_step(
    param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    """Do one step of RMSprop: change `param` in place and return None.

        r     = alpha * r + (1 - alpha) * grad ** 2  r is 0 before the first step
        param = param - lr * grad / (sqrt(r) + eps)  coordinate by coordinate

    These are the values of torch.optim.RMSprop with its other settings left alone (no momentum, not centred), with
    float64 accuracy where `param` is float64.

    Args:
        param: as in `adagrad_step`: the new values are written into its own memory, and it stays a leaf.
        grad: as in `adagrad_step`: never changed and never remembered.
        state: as in `adagrad_step`: an empty dict before the first step; all memory is in it.
        lr: as in `adagrad_step`.
        alpha: the weight of what r was before, in [0, 1), 0 included. It stays the same during one run.
        eps: as in `adagrad_step`.

    Raises:
        ValueError: `lr` or `eps` is negative, or `alpha` lies outside [0, 1). Then neither `param` nor `state` has
            changed. (NaN is not checked.)

    """
    if lr < 0 or eps < 0 or not 0 <= alpha < 1:
        raise ValueError("lr and eps must not be negative, and alpha must lie in [0, 1)")
    with torch.no_grad():
        r = alpha * state.get("average", 0.0) + (1 - alpha) * grad**2
        state["average"] = r
        param.sub_(lr * grad / (r.sqrt() + eps))


def adadelta_step(
    param: Tensor, grad: Tensor, state: dict, lr: float = 1.0, rho: float = 0.9, eps: float = 1e-6
) -> None:
    """Do one step of Adadelta: change `param` in place and return None.

    In this order, coordinate by coordinate:

        r     = rho * r + (1 - rho) * grad ** 2      r and u are 0 before the first step
        d     = sqrt(u + eps) / sqrt(r + eps) * grad
        u     = rho * u + (1 - rho) * d ** 2         d as it is above, without lr
        param = param - lr * d

    These are the values of torch.optim.Adadelta, with float64 accuracy where `param` is float64.

    Args:
        param: as in `adagrad_step`: the new values are written into its own memory, and it stays a leaf.
        grad: as in `adagrad_step`: never changed and never remembered.
        state: as in `adagrad_step`: an empty dict before the first step; all memory is in it.
        lr: as in `adagrad_step`, but 1 by default; with lr = 0, r and u go on.
        rho: the weight of what r and u were before, in [0, 1), 0 included. It stays the same during one run.
        eps: stands inside both roots, at least 0. It may change from one call to the next. (eps = 0 is not checked.)

    Raises:
        ValueError: `lr` or `eps` is negative, or `rho` lies outside [0, 1). Then neither `param` nor `state` has
            changed. (NaN is not checked.)

    """
    if lr < 0 or eps < 0 or not 0 <= rho < 1:
        raise ValueError("lr and eps must not be negative, and rho must lie in [0, 1)")
    with torch.no_grad():
        r = rho * state.get("squares", 0.0) + (1 - rho) * grad**2
        u = state.get("updates", torch.zeros_like(grad))
        d = (u + eps).sqrt() / (r + eps).sqrt() * grad
        state.update(squares=r, updates=rho * u + (1 - rho) * d**2)
        param.sub_(lr * d)


def effective_lr(grads: Tensor, method: str, lr: float = 1e-2, alpha: float = 0.99) -> Tensor:
    """Make visible what a gradient is multiplied by: lr / sqrt(r) for every step and every coordinate.

    Args:
        grads: the gradients of T steps in D coordinates, a floating-point tensor of shape (T, D) with T >= 1 and
            D >= 1. The first row holds no 0, so that no r is 0. It is never changed.
        method: "adagrad" or "rmsprop": whose r is meant.
        lr: the step length, any number.
        alpha: as in `rmsprop_step`, always in [0, 1); AdaGrad does not use it.

    Returns:
        A tensor of shape (T, D) with the dtype of `grads`. Row t, counted from 0, is lr / sqrt(r) with the r that the
        step makes of the first t + 1 gradients; eps is left out. (Whether it can be differentiated is not checked.)

    Raises:
        ValueError: `method` is anything else.

    """
    if method == "adagrad":
        return lr / (grads**2).cumsum(dim=0).sqrt()
    if method != "rmsprop":
        raise ValueError('method must be "adagrad" or "rmsprop"')
    r, rows = torch.zeros_like(grads[0]), []
    for grad in grads:
        r = alpha * r + (1 - alpha) * grad**2
        rows.append(r)
    return lr / torch.stack(rows).sqrt()
