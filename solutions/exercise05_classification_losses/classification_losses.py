"""Losses for classification: from logits, from log-probabilities and from probabilities.

What holds for all five functions: a floating tensor is float32 or float64, in any memory layout (contiguous or not);
results are new tensors of input's dtype on input's device; gradients flow to input; no argument is ever changed, and
nothing is remembered between calls. `reduction` is "mean", "sum" or "none": the 0-dim mean, the 0-dim sum, or all
losses, one for each position; any other word is refused.
"""

import torch
from torch import Tensor


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    """Return log(exp(x_i) / sum_j exp(x_j)), where j runs along dimension `dim`.

    input is a floating tensor with one dimension or more; a negative `dim` counts from the back. The result is a new
    tensor of input's shape and dtype. For finite logits the result and its gradient are finite and right, also where
    1000 and -1000 stand in one row, or in two rows of one call. input is not changed.

    Left open: logits that are infinite, NaN or so large that a difference of two overflows; empty tensors; a `dim`
    that input does not have.
    """
    shifted = input - input.amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()


def nll_loss(input: Tensor, target: Tensor, reduction: str = "mean", ignore_index: int = -100) -> Tensor:
    """Return minus the log-probability of the right class, at every position.

    input (N, C, *) holds LOG-probabilities, finite and floating: dimension 1 is the class, and * is nothing, (L,),
    (H, W) or more. target (N, *) holds int64 class numbers, from 0 to C - 1. "none" gives target's shape; the dtype is
    always input's.

    A position whose target is ignore_index costs 0, has no gradient, and is not counted by "mean", which divides by the
    number of the other positions (nothing left to count: NaN). ignore_index may be any int: one of the classes, or a
    number outside 0..C-1 such as -100 or 255. The arguments are not changed.

    Raises:
        ValueError: input has fewer than 2 dimensions; target is not int64 or not of shape (N, *); a target is neither
            in 0..C-1 nor ignore_index (negative numbers do not count from the back); reduction is none of the three.

    Left open: whether the input really holds log-probabilities, and empty tensors.
    """
    if target.dtype != torch.int64 or input.dim() < 2 or target.shape != input.shape[:1] + input.shape[2:]:
        raise ValueError("input must be (N, C, *), target int64 of shape (N, *)")
    counted = target != ignore_index
    if (counted & ((target < 0) | (target >= input.shape[1]))).any():
        raise ValueError("a class number lies outside 0..C-1")
    picked = input.gather(1, torch.where(counted, target, 0).unsqueeze(1)).squeeze(1)
    losses = torch.where(counted, -picked, 0.0)
    if reduction == "mean":
        return losses.sum() / counted.sum()
    return _reduce(losses, reduction)


def cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean", ignore_index: int = -100) -> Tensor:
    """Return the cross entropy of LOGITS input (N, C, *), finite and floating, against one of two kinds of target.

    target int64, shape (N, *): class numbers. The loss is nll_loss of the log-softmax over dimension 1, with its
    reduction and its ignore_index.

    target floating, of input's shape and dtype: one probability per class. The loss of a position is
    -sum_c target_c * log_softmax_c; "mean" divides by the number of positions, N times the size of *, not by C. The
    rows are taken as they are: not normalised, and not checked to be probabilities. ignore_index means nothing here.

    As for log_softmax, logits of 1000 and -1000 do no harm, to value or gradient. The arguments are not changed.

    Raises:
        ValueError: input has fewer than 2 dimensions; target is of neither kind, or a class number is out of range, as
            in nll_loss; reduction is none of the three.

    Left open: gradients with respect to target, and empty tensors.
    """
    if input.dim() < 2:
        raise ValueError("input must be (N, C, *)")
    logp = log_softmax(input, 1)
    if target.is_floating_point() and target.shape == input.shape:
        return _reduce(-(target * logp).sum(1), reduction)
    return nll_loss(logp, target, reduction, ignore_index)


def binary_cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Return -(y log x + (1 - y) log(1 - x)) for probabilities x (input) and y (target).

    x and y have one shape, any (0-dim included), and one floating dtype. Each of the two logarithms is cut off below at
    -100, as in torch: x = 1 with y = 0 costs exactly 100, and x = 1 with y = 1 costs 0, not NaN. y may be anything from
    0 to 1. "none" gives the shape of x. The arguments are not changed.

    Raises:
        ValueError: the shapes differ; an x or y lies outside [0, 1] (0 and 1 themselves are fine); reduction is none of
            the three.

    Left open: NaN in x or y; gradients where x is exactly 0 or 1, and with respect to target; how many digits of
    log(1 - x) survive for an x below the rounding of 1; empty tensors.
    """
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    if ((input < 0) | (input > 1) | (target < 0) | (target > 1)).any():
        raise ValueError("input and target must lie in [0, 1]")
    losses = -target * _cut_off(torch.log, input) - (1 - target) * _cut_off(torch.log1p, -input)
    return _reduce(losses, reduction)


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Return the same loss for logits: binary_cross_entropy(sigmoid(z), y) with z = input, but exact for every z.

    z and y have one shape, any (0-dim included), and one floating dtype; z is finite, y lies in [0, 1]. Nothing is cut
    off: z = 200 with y = 0 costs 200. Nothing is rounded away either: z = 20 with y = 1 costs log(1 + e^-20) = 2.06e-9,
    not 0, in float32 too (torch.log1p). The gradient of one position is sigmoid(z) - y for every z: finite at 200, and
    0.5 - y where z is exactly 0. "none" gives the shape of z. The arguments are not changed.

    Raises:
        ValueError: the shapes differ; reduction is none of the three.

    Left open: a y outside [0, 1], gradients with respect to target, empty tensors.
    """
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    # The slope of maximum at 0 is 1/2, that of clamp is 1: only with the first the gradient at 0 is sigmoid(0) - y.
    positive = torch.maximum(input, torch.zeros_like(input))
    return _reduce(positive - input * target + torch.log1p(torch.exp(-input.abs())), reduction)


def _cut_off(log, x):
    """Return log(x), but not below -100; where it is cut off at minus infinity the gradient is 0 instead of NaN."""
    infinite = torch.isinf(log(x.detach()))
    return torch.where(infinite, -100.0, log(x.masked_fill(infinite, 0.5)).clamp(min=-100))


def _reduce(losses, reduction):
    if reduction == "mean":
        return losses.mean()
    if reduction == "sum":
        return losses.sum()
    if reduction == "none":
        return losses
    raise ValueError(f"reduction must be 'mean', 'sum' or 'none', not {reduction!r}")
