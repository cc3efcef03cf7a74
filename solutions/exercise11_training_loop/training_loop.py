"""The training loop: data, a layer, one step, many steps, gradients over several batches, and prediction.

In every function a model is called as model(x), never as model.forward(x), so that its hooks run; and x, y and the
batches are never changed.
"""

import torch
from torch import Tensor, nn


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    """Draw n points near the line y = w x + b; return (x, y), two float32 tensors of shape (n, 1), n >= 1.

    Every x is uniform on [0, 1), and y = w * x + b + noise * e, where every e is standard normal: `noise`, at least 0,
    is a standard deviation. With noise = 0 the points lie on the line. All x and e are drawn independently.

    The random numbers come from `generator`. It moves on, so that a second call gives other points, and a generator in
    the same state gives the same points again. torch's global generator is used only if `generator` is None (then
    torch.manual_seed makes the points repeatable), otherwise it stays as it is. In which order the numbers are drawn is
    up to you. Another default dtype of torch than float32 is not checked.
    """
    x = torch.rand(n, 1, generator=generator)
    return x, w * x + b + noise * torch.randn(n, 1, generator=generator)


class Linear(nn.Module):
    """The layer y = x W^T + b: torch.nn.Linear, written by hand.

    Attributes: in_features and out_features, the two numbers (at least 1); weight, an nn.Parameter of shape
    (out_features, in_features); bias, an nn.Parameter of shape (out_features,), or None if bias=False. There are no
    other parameters and no buffers: state_dict() has the keys "weight" and "bias", or "weight" alone.

    In a new layer all entries of weight and bias are drawn independently and uniformly from [-k, k] with
    k = 1 / sqrt(in_features), in torch's default dtype, by torch's global generator: two layers differ, and
    torch.manual_seed makes a layer repeatable.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """Create the parameters."""
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        """Return x W^T + b as a new tensor of shape (*, out_features); x is (*, in_features).

        * stands for any number of dimensions, none included. x may lie in memory in any order; it has the dtype of the
        parameters, and so has the result. The parameters count as they are when forward is called: they may have been
        trained, loaded, or converted by .double(). Gradients reach x, weight and bias. An x of another width and an
        empty x are not checked.
        """
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    """Take one step on the loss criterion(model(x), y); return this loss, from BEFORE the update, as a Python float.

    The optimizer, one of torch.optim whose step() needs no argument, updates its parameters with the gradients of this
    one loss: what their .grad held before must not enter. Its parameters may be only some of the model's, and some may
    belong to the criterion. What .grad holds afterwards is open.

    The model is called once, in the mode (train or eval) in which it comes, and it stays in this mode. y is either
    floating point, with exactly the shape of model(x), or it holds class numbers, in whatever shape the criterion asks.

    Raises:
        ValueError: y is floating point, and its shape is not that of model(x). Then no parameter has changed; what
            .grad and buffers hold is open.

    """
    out = model(x)
    if y.is_floating_point() and out.shape != y.shape:
        raise ValueError(f"prediction {tuple(out.shape)} against target {tuple(y.shape)}")
    loss = criterion(out, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def train(
    model: nn.Module, x: Tensor, y: Tensor, lr: float = 0.01, epochs: int = 3000, momentum: float = 0.0
) -> list[float]:
    """Train on all of (x, y) at once, `epochs` times; return the losses, one Python float per epoch.

    Every epoch is one step, as in train_step, with nn.MSELoss() and with torch.optim.SGD over all parameters of the
    model, with this lr and momentum. losses[k] is the loss BEFORE the update of epoch k; with epochs = 0 they are [].
    The model is put into training mode first, and stays in it. Nothing is remembered between calls: every call starts
    with a new optimizer.

    Raises:
        ValueError: the shape of y is not that of model(x), as in train_step.

    """
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    model.train()
    return [train_step(model, criterion, optimizer, x, y) for _ in range(epochs)]


def accumulate_gradients(model: nn.Module, criterion: nn.Module, batches: list[tuple[Tensor, Tensor]]) -> float:
    """Leave in .grad the gradient of the MEAN loss over all samples of all batches; return this loss, a Python float.

    `batches` holds pairs (x, y), at least one, none of them empty; a batch has len(x) samples, and the batches may
    differ in length. criterion(model(x), y) is the mean over the samples of its batch.

    The batches go through the model one at a time, each once, and the backward pass of one is done before the next goes
    in: that way memory is needed for one batch only. What .grad held before is discarded. Every parameter of the model
    that requires a gradient gets one; frozen ones (requires_grad=False) may be among them. No parameter changes, and
    the model stays in its mode.
    """
    total = sum(len(x) for x, _ in batches)
    model.zero_grad()
    value = 0.0
    for x, y in batches:
        loss = criterion(model(x), y) * (len(x) / total)
        loss.backward()
        value += loss.item()
    return value


def predict(model: nn.Module, x: Tensor) -> Tensor:
    """Return model(x) as it comes out in eval mode, without a graph.

    Autograd is off while the model runs, so that no graph is built (detaching the result afterwards is too late), and
    the result does not require a gradient, even if x does. The model is called once.

    Afterwards the model and all its submodules are in the mode, train or eval, in which they came; autograd is on or
    off as it was; parameters, their .grad and buffers are as they were. Submodules that come in another mode than the
    model, and the mode after an exception, are not checked.
    """
    was_training = model.training
    model.eval()
    with torch.no_grad():
        out = model(x)
    model.train(was_training)
    return out
