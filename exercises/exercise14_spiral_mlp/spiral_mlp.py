"""The spiral MLP: activations, a network of any depth, training on batches, evaluation, decision regions."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn


def relu(x: Tensor) -> Tensor:
    """Return max(x, 0), elementwise, without torch's own ReLU.

    `x` is a floating tensor of any shape; the result has its shape and dtype. Autograd must find the slope 1 where
    x > 0 and 0 where x < 0. Not checked: the slope at exactly 0, infinite and NaN entries. `x` is not changed.
    """
    raise NotImplementedError


def sigmoid(x: Tensor) -> Tensor:
    """Return 1 / (1 + exp(-x)), elementwise, without torch's own sigmoid.

    `x` is a floating tensor of any shape; the result has its shape and dtype. Value and slope are finite and right for
    every finite x: autograd must find s(x) (1 - s(x)), which is 1/4 at x = 0 and 0 at x = -1000 and x = 1000. "Right"
    means to an absolute 1e-9 in float64 and 1e-6 in float32; the digits of tiny values are not checked. `x` is not
    changed.
    """
    raise NotImplementedError


def build_mlp(
    in_features: int, hidden: Sequence[int], out_features: int, activation: Callable[[], nn.Module] = nn.ReLU
) -> nn.Sequential:
    """Return the flat nn.Sequential Linear, activation, Linear, activation, ..., Linear.

    One activation follows every hidden layer, nothing follows the last nn.Linear; every nn.Linear has a bias.
    hidden = [100] gives 3 modules, hidden = [100, 100] gives 5, hidden = [] gives the single Linear.
    `activation` is called without arguments and returns a module; each place gets a module of its own (think of
    nn.PReLU, which has a parameter). `hidden` is a list or a tuple and is not changed. The names of the layers inside
    the nn.Sequential are up to you. The first weights are those that nn.Linear makes; their values are not compared.

    Raises ValueError if in_features, out_features or a hidden width is less than 1.
    """
    raise NotImplementedError


def train(
    model: nn.Module,
    X: Tensor,
    y: Tensor,
    *,
    epochs: int = 300,
    lr: float = 1e-2,
    weight_decay: float = 1e-5,
    batch_size: int | None = None,
    generator: torch.Generator | None = None,
) -> list[float]:
    """Train `model` with Adam on the cross entropy, one step per batch, and return one loss per epoch.

    Samples: X is (N, D) with N >= 1, y is (N,) int64; `model(X)` gives the logits (N, C). X and y are not changed.

    Batches: without `batch_size` all N samples make up one batch. With it (any number >= 1, more than N too) every
    epoch puts the samples into a new random order and cuts that into batches of `batch_size`; the last one may be
    smaller, and each sample is used once per epoch. The order is drawn from `generator`, or from torch's global
    generator if that is None; with a `generator` the global one is left as it is. Any correct use of the generator
    will do: which order comes out is not checked.

    Steps: `lr` and `weight_decay` go to torch.optim.Adam, all else keeps Adam's defaults. One Adam, with its memory,
    serves the whole call; the next call starts with a new one. The parameters of `model` are changed in place; it
    comes without gradients, or with those that an earlier call of `train` has left. All of it is put into training
    mode, from whatever mode it is in, before the first batch, and left in it.

    Returns a list of `epochs` Python floats: the mean of that epoch's cross entropy over all N samples, every sample
    with the loss from which its batch's step was made, that is before the step. epochs = 0 gives [] and no step.
    """
    raise NotImplementedError


def evaluate(model: nn.Module, X: Tensor, y: Tensor) -> tuple[float, float]:
    """Return (mean cross entropy, accuracy) of `model` on the samples X (N, D), y (N,) int64, N >= 1.

    Both are Python floats; the accuracy is the share, between 0 and 1, of the samples whose largest logit is that of
    their class. `model` runs in evaluation mode and with gradients switched off (torch.no_grad or
    torch.inference_mode). Afterwards all of it is back in the mode in which it came, training or evaluation (it never
    comes with parts in different modes). Nothing else of it is changed, its gradients included; nor are X and y.
    """
    raise NotImplementedError


def decision_grid(model: nn.Module, xlim: tuple[float, float], ylim: tuple[float, float], n: int = 100) -> Tensor:
    """Return the class that `model` predicts at n x n points of the plane: an int64 tensor of shape (n, n), n >= 1.

    Entry [i, j] belongs to the point (x, y) with x = torch.linspace(*xlim, n)[j] and y = torch.linspace(*ylim, n)[i]:
    columns follow x, rows follow y, and row 0 has the smallest y. `model` takes points (B, 2) of torch's default dtype,
    x first, and gives logits (B, C) for any number B of points. It runs as in `evaluate`: in evaluation mode, with
    gradients switched off, and is afterwards as it came.
    """
    raise NotImplementedError
