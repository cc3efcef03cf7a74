"""Mini-batches, stochastic gradient descent and momentum."""

import torch
from torch import Tensor


def minibatches(
    n: int,
    batch_size: int,
    *,
    shuffle: bool = True,
    drop_last: bool = False,
    generator: torch.Generator | None = None,
) -> list[Tensor]:
    """Cut one epoch of n samples into mini-batches: a list of index vectors (1-D tensors, int64).

    Every index 0, 1, ..., n - 1 appears exactly once. Every batch has batch_size indices; only the last one may have
    fewer. With drop_last=True a last batch that is not full is left out (a full one stays). n = 0 gives an empty list.

    shuffle=False keeps the order 0, 1, ..., n - 1. shuffle=True draws a new random order at every call, any order as
    likely as any other, and cuts that into batches. The random numbers come from `generator`: the same state of it
    gives the same batches again, and torch's global random state stays as it was. Without a generator they come from
    torch's global one, which torch.manual_seed sets. How you use the random numbers is up to you: no particular order
    is expected.

    Raises ValueError if n < 0 or batch_size < 1.
    """
    if n < 0 or batch_size < 1:
        raise ValueError(f"need n >= 0 and batch_size >= 1, not n = {n} and batch_size = {batch_size}")
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    batches = [order[start : start + batch_size] for start in range(0, n, batch_size)]
    if drop_last and batches and len(batches[-1]) < batch_size:
        batches.pop()
    return batches


def sgd_step(
    param: Tensor,
    grad: Tensor,
    state: dict,
    lr: float = 1e-3,
    momentum: float = 0.0,
    dampening: float = 0.0,
    weight_decay: float = 0.0,
    nesterov: bool = False,
) -> None:
    """Do one step of torch.optim.SGD: change `param` in place, keep in `state` what the next step needs, return None.

    g = grad + weight_decay · param
    if momentum > 0:
        buffer = g at the first step, later momentum * buffer + (1 - dampening) * g
        g = g + momentum * buffer (the new buffer) if nesterov, otherwise g = buffer
    param = param - lr * g

    `param` and `grad` are floating-point tensors of the same dtype and the same shape: any shape, 0-dim, empty and
    non-contiguous ones too. In place means that the numbers in the memory of `param` change, so that every view of it
    sees the step. `param` may be a leaf that requires grad, and it still is one afterwards: autograd does not record
    the step.

    `grad` is never changed. It belongs to the caller, who may overwrite it after the call.

    `state` is a dict of the caller's, one for each parameter, empty before the first step. What you put into it, and
    under which keys, is up to you, but whatever a later step needs must be there and nowhere else: with a copy of
    `param` and a copy of the dict the run goes on as if nothing had happened, and with an empty dict it starts afresh.

    lr may change from step to step; lr = 0 is legal (`param` rests, the buffer does not). The other hyper-parameters
    stay the same as long as a `state` is used; what happens otherwise is left open and not checked.

    Raises ValueError, and changes neither `param` nor `state`, if lr, momentum or weight_decay is negative, or if
    nesterov=True comes without momentum > 0 or with a dampening other than 0. All other numbers are legal, a momentum
    of 1 or more as well. Without momentum, dampening has no effect.
    """
    if lr < 0 or momentum < 0 or weight_decay < 0:
        raise ValueError("lr, momentum and weight_decay must not be negative")
    if nesterov and (momentum == 0 or dampening != 0):
        raise ValueError("Nesterov's momentum needs momentum > 0 and dampening = 0")
    with torch.no_grad():
        g = grad + weight_decay * param  # a new tensor: the caller keeps `grad`, we may keep `g`
        if momentum > 0:
            if "buffer" in state:
                state["buffer"] = momentum * state["buffer"] + (1 - dampening) * g
            else:
                state["buffer"] = g
            g = g + momentum * state["buffer"] if nesterov else state["buffer"]
        param.sub_(lr * g)


def sgd_fit(
    x: Tensor,
    y: Tensor,
    w0: float = 0.0,
    lr: float = 0.01,
    epochs: int = 1,
    batch_size: int = 1,
    *,
    shuffle: bool = False,
    generator: torch.Generator | None = None,
) -> list[float]:
    """Fit y = w * x by mini-batch SGD on the mean squared error; return the path of w as a list of Python floats.

    The path is w0, then w after every UPDATE (not after every epoch): 1 + epochs * ceil(N / batch_size) numbers.
    Every epoch goes once through all batches of minibatches(N, batch_size, shuffle=shuffle, generator=generator); with
    shuffle=True each epoch has a new random order, drawn from `generator` as in `minibatches`. An update is plain SGD,
    w - lr * g, where g is the gradient of the mean of (w * x - y)² over the samples of its own batch; the last batch,
    which may be smaller, is averaged over its own length.

    `x` and `y` are 1-D floating-point tensors of the same dtype and the same length N >= 1; they are never changed. You
    may call your own minibatches and sgd_step, but need not. epochs = 0 gives [w0].
    """
    w = torch.tensor(w0, dtype=x.dtype)
    state, path = {}, [w.item()]
    for _ in range(epochs):
        for batch in minibatches(len(x), batch_size, shuffle=shuffle, generator=generator):
            error = w * x[batch] - y[batch]
            grad = (2 * error * x[batch]).mean()
            sgd_step(w, grad, state, lr)
            path.append(w.item())
    return path
