"""What networks of four shapes make of the spiral, and how their losses fall."""

import math

import torch
from torch import nn

from grader.figures import Panel, axis, line, numbers, picture, points, regions

ARMS, EACH = 3, 33
LIMITS = (-1.2, 1.2)
CELLS = 28
EPOCHS = 20
NETWORKS = (("no hidden layer", [], "relu"), ("[100], ReLU", [100], "relu"), ("[100, 100], ReLU", [100, 100], "relu"),
            ("[100], sigmoid", [100], "sigmoid"))  # fmt: skip


def own_spiral():
    """Return the spiral without noise."""
    t = torch.linspace(0, 1, EACH)
    rows = []
    for arm in range(ARMS):
        angle = torch.linspace(2 * math.pi * arm / ARMS, 2 * math.pi * (arm + 2) / ARMS, EACH)
        rows.append(torch.stack((t * angle.sin(), t * angle.cos()), 1))
    return torch.cat(rows), torch.arange(ARMS).repeat_interleave(EACH)


X, Y = own_spiral()


class Activation(nn.Module):
    """An activation that calls a function."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def learn(module, hidden, name, x, y, epochs, cells):
    """Build a network, give it weights, train it; return its decision grid, the lowest row first, and the losses."""
    generator = torch.Generator().manual_seed(5)
    function = getattr(module, name)
    model = module.build_mlp(2, hidden, 3, lambda: Activation(function))
    with torch.no_grad():
        for parameter in model.parameters():
            spread = 1 / math.sqrt(parameter.shape[-1])
            parameter.copy_(spread * torch.randn(parameter.shape, generator=generator))
    history = module.train(model, x, y, epochs=epochs, lr=0.03)
    return module.decision_grid(model, (-1.2, 1.2), (-1.2, 1.2), cells), history


def networks(code):
    """Return grid and losses of every network."""
    return [code.run(learn, hidden, name, X, Y, EPOCHS, CELLS) for _, hidden, name in NETWORKS]


@picture("What the network makes of the plane", networks)
def decisions(yours, expected):
    """`decision_grid` of networks that `build_mlp` builds and `train` trains for 20 epochs, below the spiral's points.
    Without a hidden layer there are three sectors; ReLU bends the borders, and a sigmoid is slower.
    """
    axes = axis("x", *LIMITS), axis("y", *LIMITS)
    panels = []
    for (title, *_), (grid, _), (right, _) in zip(NETWORKS, yours, expected, strict=True):
        layers = [regions("expected", LIMITS, LIMITS, right, CELLS), regions("yours", LIMITS, LIMITS, grid, CELLS)]
        layers.append(points("ground", numbers(X)[::2], numbers(X)[1::2], "", numbers(Y)))
        panels.append(Panel(layers, *axes, title, equal=True))
    return panels


@picture("The loss, epoch by epoch", networks)
def curves(yours, expected):
    """The losses that `train` returns for the same four networks."""
    epochs = list(range(EPOCHS))
    layers = [line("expected", epochs, numbers(right, EPOCHS), "expected") for _, right in expected]
    for (title, *_), (_, mine) in zip(NETWORKS, yours, strict=True):
        layers.append(line("yours", epochs, numbers(mine, EPOCHS), title))
    return Panel(layers, axis("epoch"), axis("loss"))
