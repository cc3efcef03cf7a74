"""The cost over the weight, and the weight that is found to be the best."""

import torch

from grader.figures import Panel, axis, line, mark, numbers, picture

X = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
Y = 2 * X
NOISY = Y + torch.tensor([0.5, -1.0, 0.4], dtype=torch.float64)
WS = torch.linspace(0, 4, 41, dtype=torch.float64)


def curve(code):
    """Return the cost of 41 weights."""
    return code.loss_curve(X, Y, WS)


@picture("The cost over the weight", curve)
def parabola(yours, expected):
    """`loss_curve` for 41 weights from 0 to 4 on x = [1, 2, 3], y = [2, 4, 6]: a parabola that touches 0 at w = 2."""
    layers = [line("expected", WS, numbers(expected), "expected"), line("yours", WS, numbers(yours, 41), "yours")]
    return Panel(layers, axis("w"), axis("cost"))


def best(code):
    """Return the curve and the best weight on data without an exact fit."""
    return code.best_weight(X, NOISY, WS)


@picture("The best weight", best)
def lowest(yours, expected):
    """The upright line is the weight that `best_weight` finds on noisy data: it belongs at the lowest point."""
    costs = [((X * w - NOISY) ** 2).mean() for w in WS]
    layers = [line("ground", WS, numbers(costs), "cost")]
    for role, (weight, _), label in (("expected", expected, "expected"), ("yours", yours, "yours")):
        layers.append(mark(role, numbers(weight, 1)[0], label))
    return Panel(layers, axis("w"), axis("cost"))
