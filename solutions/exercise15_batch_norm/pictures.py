"""What batch norm does to the activations of a deep sigmoid network, and to its training."""

import math

import torch
from torch import nn

from grader.figures import Panel, axis, bars, line, numbers, picture

EDGES = [0.05 * step for step in range(21)]
DEPTH, WIDTH, SEEN = 5, 24, (1, 3, 5)
STEPS = 16
X = torch.randn(96, 2, generator=torch.Generator().manual_seed(5), dtype=torch.float64)
Y = (X.square().sum(1) > 1.4).long()  # within a circle or outside


def weights():
    """Return the first weights of the network, the same for all."""
    generator = torch.Generator().manual_seed(5)
    shapes = [(24, 2), *[(24, 24)] * 4, (2, 24)]
    return [torch.randn(*shape, generator=generator, dtype=torch.float64) / math.sqrt(shape[1]) for shape in shapes]


def forward(matrices, norms, x):
    """Return the activations of every hidden layer, and the logits."""
    seen = []
    for number, matrix in enumerate(matrices[:-1]):
        x = x @ matrix.T
        x = torch.sigmoid(norms[number](x) if norms else x)
        seen.append(x)
    return seen, x @ matrices[-1].T


def look(module, x):
    """Return the activations of layers 1, 3 and 5 as counts of 20 bins, in train mode."""
    norms = [module.BatchNorm1d(24).double().train() for _ in range(5)]
    seen, _ = forward(weights(), norms, x)
    return [torch.histc(seen[layer - 1], 20, 0.0, 1.0) for layer in (1, 3, 5)]


def activations(code):
    """Return the counts."""
    return code.run(look, X)


PLAIN = [torch.histc(forward(weights(), (), X)[0][layer - 1], 20, 0.0, 1.0) for layer in SEEN]


@picture("Activations of a deep network", activations)
def spread(yours, expected):
    """The activations of three layers of a sigmoid network, with your `BatchNorm1d` in front of each sigmoid, and
    without: there they crowd together, and deeper layers can hardly tell the samples apart.
    """
    panels = []
    for layer, plain, mine, right in zip(SEEN, PLAIN, yours, expected, strict=True):
        layers = [
            line("ground", [0.025 + edge for edge in EDGES[:-1]], numbers(plain), "without"),
            bars("expected", EDGES, numbers(right), "expected"),
            bars("yours", EDGES, numbers(mine, 20), "yours"),
        ]
        most = 1.15 * max(number or 0.0 for number in numbers(right))
        panels.append(Panel(layers, axis("activation", 0, 1), axis("count", 0, most), f"layer {layer}"))
    return panels


def descend(matrices, norms, x, y, steps):
    """Train by gradient descent with momentum, written out: torch.optim is slow to import; return the losses."""
    learned = [matrix.requires_grad_() for matrix in matrices]
    learned += [parameter for norm in norms for parameter in norm.parameters()]
    speeds, history = [torch.zeros_like(parameter) for parameter in learned], []
    for _ in range(steps):
        loss = nn.functional.cross_entropy(forward(matrices, norms, x)[1], y)
        gradients = torch.autograd.grad(loss, learned)
        with torch.no_grad():
            for parameter, speed, gradient in zip(learned, speeds, gradients, strict=True):
                parameter -= 0.3 * speed.mul_(0.95).add_(gradient)
        history.append(loss.item())
    return history


def train(module, x, y, steps):
    """Train the network with batch norm; return the losses."""
    return descend(weights(), [module.BatchNorm1d(24).double().train() for _ in range(5)], x, y, steps)


def training(code):
    """Return the losses."""
    return code.run(train, X, Y, STEPS)


WITHOUT = descend(weights(), (), X, Y, STEPS)


@picture("Training with and without", training)
def curves(yours, expected):
    """The loss of the same network over 16 steps of gradient descent with momentum."""
    steps = list(range(STEPS))
    layers = [
        line("ground", steps, WITHOUT, "without"),
        line("expected", steps, numbers(expected), "expected"),
        line("yours", steps, numbers(yours, STEPS), "yours"),
    ]
    return Panel(layers, axis("step"), axis("loss", 0.0))
