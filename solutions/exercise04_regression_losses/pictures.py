"""The four losses over the difference, and their slopes."""

import torch

from grader.figures import Panel, axis, line, numbers, picture

D = torch.linspace(-3, 3, 61, dtype=torch.float64)
LOSSES = ("l1_loss", "mse_loss", "smooth_l1_loss", "huber_loss")


def one_loss(module, name, d):
    """Return a loss of every difference, and its slopes."""
    x = d.clone().requires_grad_()
    values = getattr(module, name)(x, d * 0, reduction="none")
    (gradient,) = torch.autograd.grad(values.sum(), x)
    return values.detach(), gradient


def losses(code):
    """Return values and slopes of each loss; None of one that raises."""
    return [_asked(code, name) for name in LOSSES]


def _asked(code, name):
    try:
        return code.run(one_loss, name, D)
    except Exception:
        return None


@picture("The losses over the error", losses)
def curves(yours, expected):
    """Each loss over the difference d = input − target, with reduction "none" and the default settings."""
    return [panel(name, mine, right, 0) for name, mine, right in zip(LOSSES, yours, expected, strict=True) if mine]


@picture("Their slopes", losses)
def slopes(yours, expected):
    """How steep each loss is: how hard an error of the size d pulls at the weights."""
    return [panel(name, mine, right, 1) for name, mine, right in zip(LOSSES, yours, expected, strict=True) if mine]


def panel(name, mine, right, which):
    """Return values or slopes of one loss."""
    layers = [
        line("expected", D, numbers(right[which]), "expected"),
        line("yours", D, numbers(mine[which], len(D)), "yours"),
    ]
    return Panel(layers, axis("d"), axis("slope" if which else "loss"), name)
