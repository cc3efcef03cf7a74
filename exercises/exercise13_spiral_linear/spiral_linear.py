"""The spiral and the linear classifier: data, predictions, accuracy, two linear layers and what they amount to."""

import torch
from torch import Tensor, nn


def make_spiral(
    n_per_class: int = 1000, n_classes: int = 3, noise: float = 0.2, *, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    """Return the tuple (X, y): the points of a spiral with one arm per class, and their classes.

    With n = n_per_class and C = n_classes: X is (C n, 2) float32, y is (C n,) int64. The rows c n, ..., (c + 1) n - 1
    belong to class c, in the order of t:

        t     = n numbers evenly from 0 to 1, both included (n = 1: only 0)
        angle = n numbers evenly from 2 pi c / C to 2 pi (c + 2) / C, both included, plus noise * N(0, 1)
        point = (t * sin(angle), t * cos(angle))

    Every point of every class has a standard normal number of its own. They are drawn from `generator`, or from
    torch's global generator if that is None; with a `generator` the global one is left as it is. The same state of the
    generator gives the same data, and a second call goes on where the first has stopped. In which order the numbers
    are drawn is up to you. `noise` is never negative; noise = 0 gives the bare formula. Right to an absolute 2e-5.

    Raises ValueError if n_per_class or n_classes is less than 1.
    """
    raise NotImplementedError


def predict(logits: Tensor) -> tuple[Tensor, Tensor]:
    """Return the tuple (score, predicted): the largest entry of each row, and the number of its column.

    `logits` is floating, (N, C) with N >= 1 and C >= 1. `score` is (N,) and has its dtype, `predicted` is (N,) int64.
    `logits` may require a gradient and is not changed. Not checked: rows whose largest entry occurs twice, NaN.
    """
    raise NotImplementedError


def accuracy(logits: Tensor, y: Tensor) -> float:
    """Return the share of the rows of `logits` whose largest entry is in the column y, a Python float from 0 to 1.

    `logits` is floating, (N, C), `y` is (N,) int64 with values from 0 to C - 1. `logits` may require a gradient.
    Neither is changed. Right to a relative 1e-6. Not checked: rows whose largest entry occurs twice, NaN.

    Raises ValueError if logits has not two dimensions, if y has another shape than (N,), or if N = 0.
    """
    raise NotImplementedError


def build_linear(in_features: int = 2, hidden: int = 100, out_features: int = 3) -> nn.Sequential:
    """Return an nn.Sequential of exactly two nn.Linear, in_features -> hidden -> out_features.

    Both have a bias and the dtype float32. Nothing stands between, before or after them, nor is anything else done to
    the numbers on their way. Every call makes new layers. Their first weights are those that nn.Linear makes, or other
    random ones; their values are not compared. The names of the layers inside the nn.Sequential are up to you. The
    three sizes are at least 1; others are not checked.
    """
    raise NotImplementedError


def collapse(model: nn.Sequential) -> tuple[Tensor, Tensor]:
    """Return the tuple (weight, bias) of the one linear layer that does the same as `model`: x @ weight.T + bias.

    `model` is an nn.Sequential of one or more nn.Linear, float32 or float64, on the CPU; a layer without bias counts as
    one whose bias is 0. `weight` is (out_features of the last layer, in_features of the first), `bias` is
    (out_features of the last,), both have the dtype of `model`. They do not require a gradient, and they are new
    tensors that share no memory with `model`: when it learns on, they stay as they are. Nothing about `model` is
    changed, its gradients included.

    Raises ValueError if model is empty or directly holds a module that is no nn.Linear, whatever that module does
    (nn.ReLU, nn.Dropout, nn.Identity, ...). Not checked: an nn.Sequential inside, subclasses of nn.Linear.
    """
    raise NotImplementedError


def train_classifier(
    model: nn.Module, X: Tensor, y: Tensor, lr: float = 1e-3, epochs: int = 1000, weight_decay: float = 1e-5
) -> list[tuple[float, float]]:
    """Train `model` on all samples at once and return the tuple (loss, accuracy) of every epoch, two Python floats.

    X is (N, D) with N >= 1 and has the dtype of the model, float32 or float64; y is (N,) int64. `model` is any
    nn.Module that gives the logits (N, C) for X, with a `forward` that treats every row alike whatever the mode; all
    its parameters require a gradient. An epoch is one step of torch.optim.SGD with `lr` and `weight_decay` (all else
    as its defaults) on the mean cross entropy of all samples. Loss and accuracy are those of the logits before the
    epoch's step, the loss without the decay, the accuracy a share from 0 to 1.

    The parameters are changed in place. Gradients that the model has when it comes make no difference. Those that it
    has afterwards, and whether it is put into training mode, are up to you. X and y are not changed. epochs = 0 gives
    [] and no step.
    """
    raise NotImplementedError
