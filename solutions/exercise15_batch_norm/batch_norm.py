"""Batch normalisation: a function that works on a batch, and the two layers that remember its statistics."""

import torch
from torch import nn


def standardize(x: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    """Give every column of x (N, D) mean 0 and a variance of (almost) 1: (x - mean) / sqrt(var + eps).

    mean and var belong to one column: they are taken over its N rows, var with divisor N. eps stands inside the root.
    A constant column becomes 0 (up to rounding), and so does a table that has only one row.

    Returns a new tensor with the shape and the floating dtype of x; x is never changed.
    """
    return (x - x.mean(dim=0)) / torch.sqrt(x.var(dim=0, correction=0) + eps)


def batch_norm(
    input: torch.Tensor,
    running_mean: torch.Tensor,
    running_var: torch.Tensor,
    weight: torch.Tensor | None = None,
    bias: torch.Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> torch.Tensor:
    """Normalise every channel of input: torch.nn.functional.batch_norm by hand.

    input is (N, C), (N, C, L), (N, C, H, W) or any other (N, C, *). A channel has ONE mean and ONE variance, over all
    dimensions except dimension 1, that is over n = input.numel() / C values. With these two numbers

        output = (input - mean) / sqrt(var + eps) * weight + bias

    where weight (C,) and bias (C,) hold one number per channel. Either of them may be None: then that step is left out.

    training=True: mean and var are those of the batch, var with divisor n. The caller's tensors running_mean (C,) and
    running_var (C,) are changed IN PLACE; note the other divisor of the variance that is remembered:

        running_mean = (1 - momentum) * running_mean + momentum * mean of the batch
        running_var  = (1 - momentum) * running_var  + momentum * variance of the batch with divisor n - 1

    training=False: mean and var are running_mean and running_var, which stay as they are. One sample is enough.

    Gradients reach input, weight and bias; in training they also run through the mean and the variance of the batch.
    The running tensors never become part of the graph: no gradient can flow from them back to the input.

    Raises ValueError, and leaves the running tensors alone, if input has fewer than 2 dimensions, if running_mean does
    not have C entries, or if training is asked for with one single value per channel (n = 1).

    Returns a new tensor with the shape and the dtype of input; input, weight and bias are never changed. All tensors
    have the same floating dtype, and 0 <= momentum <= 1, eps > 0. Left open, and not checked: empty batches, a
    running_var, weight or bias of another length, and accuracy where |mean| is thousands of standard deviations.
    """
    if input.dim() < 2 or input.shape[1] != running_mean.shape[0]:
        raise ValueError(f"input must be (N, {len(running_mean)}, *), not {tuple(input.shape)}")
    dims = [dim for dim in range(input.dim()) if dim != 1]  # what is averaged: everything but the channels
    shape = [1, -1] + [1] * (input.dim() - 2)  # lines up a (C,) vector with dimension 1

    if training:
        n = input.numel() // input.shape[1]
        if n == 1:
            raise ValueError("training needs more than one value per channel")
        mean = input.mean(dims)
        var = input.var(dims, correction=0)
        with torch.no_grad():
            running_mean.mul_(1 - momentum).add_(momentum * mean)
            running_var.mul_(1 - momentum).add_(momentum * var * n / (n - 1))
    else:
        mean, var = running_mean, running_var

    output = (input - mean.view(shape)) / torch.sqrt(var.view(shape) + eps)
    if weight is not None:
        output = output * weight.view(shape)
    if bias is not None:
        output = output + bias.view(shape)
    return output


class BatchNorm1d(nn.Module):
    """A batch norm layer for (N, C) or (N, C, L) with C = num_features; it behaves like torch.nn.BatchNorm1d.

    Parameters, learned:     weight (C,), at first 1, and bias (C,), at first 0. Both are None if affine=False.
    Buffers, not learned:    running_mean (C,), at first 0; running_var (C,), at first 1; num_batches_tracked, a 0-dim
                             int64 tensor, at first 0. Every layer has its own.
    state_dict() has the keys of torch's layer (those five names; without weight and bias if affine=False), so that
    states can be exchanged with it. `eps` and `momentum` are those of batch_norm.
    """

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = True) -> None:
        """Create the parameters and the buffers, float32 but for the counter."""
        super().__init__()
        self.eps = eps
        self.momentum = momentum
        self.register_parameter("weight", nn.Parameter(torch.ones(num_features)) if affine else None)
        self.register_parameter("bias", nn.Parameter(torch.zeros(num_features)) if affine else None)
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Return batch_norm of the input with the layer's own tensors, eps and momentum; input is never changed.

        Train mode: the statistics of the batch normalise, the running statistics are updated and num_batches_tracked
        grows by one. Eval mode: the running statistics normalise, and no buffer changes.
        Raises ValueError, in both modes, if input has not 2 or 3 dimensions; what the buffers hold after a refused
        input is left open.
        """
        if input.dim() not in (2, 3):
            raise ValueError(f"BatchNorm1d takes (N, C) or (N, C, L), not {tuple(input.shape)}")
        return self._normalise(input)

    def _normalise(self, input: torch.Tensor) -> torch.Tensor:
        output = batch_norm(
            input,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            training=self.training,
            momentum=self.momentum,
            eps=self.eps,
        )
        if self.training:
            self.num_batches_tracked += 1
        return output


class BatchNorm2d(BatchNorm1d):
    """The same layer for images (N, C, H, W); it behaves like torch.nn.BatchNorm2d.

    Parameters, buffers and arguments are those of BatchNorm1d.
    """

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Return what BatchNorm1d.forward promises, here for images.

        Raises ValueError, in both modes, if input has not 4 dimensions; what the buffers hold after a refused input
        is left open.
        """
        if input.dim() != 4:
            raise ValueError(f"BatchNorm2d takes (N, C, H, W), not {tuple(input.shape)}")
        return self._normalise(input)
