"""The spiral, and the sectors into which one linear layer cuts the plane, however many are stacked."""

import math

import torch
from torch import nn

from grader.figures import Panel, axis, numbers, picture, points, regions

ARMS, EACH = 3, 60
LIMITS = (-1.2, 1.2)
CELLS = 36


def spirals(code):
    """Return the spiral without noise, and one with noise."""
    generator = torch.Generator().manual_seed(5)
    return code.make_spiral(EACH, ARMS, 0.0), code.make_spiral(100, ARMS, 0.2, generator=generator)


@picture("The spiral", spirals)
def spiral(yours, expected):
    """What `make_spiral` returns: left without noise, where every point has its place, right with noise 0.2."""
    (x, y), (right_x, right_y) = yours[0], expected[0]
    bare = [scatter("expected", right_x, right_y, "expected"), scatter("yours", x, y, "yours")]
    noisy = [scatter("yours", *yours[1], "yours")]
    axes = axis("x", *LIMITS), axis("y", *LIMITS)
    return [Panel(bare, *axes, "without noise", equal=True), Panel(noisy, *axes, "with noise", equal=True)]


def scatter(role, x, y, label):
    """Return the points of all classes."""
    flat = numbers(x, 2 * len(y))
    return points(role, flat[::2], flat[1::2], label, numbers(y))


def own_spiral():
    """Return the spiral by its formula, whatever the student's own looks like."""
    t = torch.linspace(0, 1, EACH, dtype=torch.float64)
    rows = []
    for arm in range(ARMS):
        angle = torch.linspace(2 * math.pi * arm / ARMS, 2 * math.pi * (arm + 2) / ARMS, EACH, dtype=torch.float64)
        rows.append(torch.stack((t * angle.sin(), t * angle.cos()), 1))
    return torch.cat(rows), torch.arange(ARMS).repeat_interleave(EACH)


X, Y = own_spiral()


def learn(module, x, y):
    """Train two linear layers with given first weights; return the one layer that they amount to, and the losses."""
    generator = torch.Generator().manual_seed(5)
    model = nn.Sequential(nn.Linear(2, 16), nn.Linear(16, 3)).double()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(0.5 * torch.randn(parameter.shape, generator=generator, dtype=torch.float64))
    history = module.train_classifier(model, x, y, 0.5, 60)
    weight, bias = module.collapse(model)
    return weight, bias, [loss for loss, _ in history]


def learned(code):
    """Return weight, bias and losses."""
    return code.run(learn, X, Y)


@picture("What a linear model can do", learned)
def sectors(yours, expected):
    """The classes that two linear layers give to the plane after 60 epochs of `train_classifier`, made one
    by `collapse`: straight sectors, and no spiral.
    """
    layers = [
        regions(role, LIMITS, LIMITS, classes(weight, bias), CELLS)
        for role, (weight, bias, _) in (("expected", expected), ("yours", yours))
    ]
    layers.append(scatter("ground", X, Y, ""))
    return Panel(layers, axis("x", *LIMITS), axis("y", *LIMITS), equal=True)


def classes(weight, bias):
    """Return the class at the middle of each cell, the lowest row first."""
    weight = torch.tensor(numbers(weight, 6), dtype=torch.float64).reshape(3, 2)
    middles = torch.linspace(LIMITS[0], LIMITS[1], 2 * CELLS + 1, dtype=torch.float64)[1::2]
    y, x = torch.meshgrid(middles, middles, indexing="ij")
    logits = torch.stack((x, y), -1) @ weight.T + torch.tensor(numbers(bias, 3), dtype=torch.float64)
    return logits.argmax(-1).reshape(-1)
