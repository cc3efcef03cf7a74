"""The weight's way with mini-batches of three sizes, and what momentum does in a narrow valley."""

import torch

from grader.figures import Panel, axis, columns, contours, numbers, path, picture

X = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
Y = 2 * X + torch.tensor([0.6, -0.9, 0.3], dtype=torch.float64)
SIZES = (1, 2, 3)


def fits(code):
    """Return the path of w for each batch size."""
    return [code.sgd_fit(X, Y, 0.0, 0.04, 5, size) for size in SIZES]


@picture("The weight, update by update", fits)
def weights(yours, expected):
    """`sgd_fit` for five epochs on three samples, in their order: the smaller the batches, the more updates, and the
    more restless they are.
    """
    panels = []
    for size, mine, right in zip(SIZES, yours, expected, strict=True):
        layers = [
            path(role, range_of(values), values, label)
            for role, values, label in (("expected", numbers(right), "expected"), ("yours", numbers(mine), "yours"))
        ]
        panels.append(Panel(layers, axis("update"), axis("w"), f"batch size {size}"))
    return panels


def range_of(values):
    """Return 0, 1, 2, … for as many values."""
    return list(range(len(values)))


SETTINGS = (
    ("plain", {}), ("momentum 0.5", {"momentum": 0.5}), ("momentum 0.9", {"momentum": 0.9}),
    ("momentum 0.9, Nesterov", {"momentum": 0.9, "nesterov": True}),
)  # fmt: skip


def walk(module, settings):
    """Take 40 steps in the valley x² + 20y²; return the points."""
    param, state = torch.tensor([-4.0, 1.0], dtype=torch.float64), {}
    points = [param.clone()]
    for _ in range(40):
        module.sgd_step(param, torch.stack((2 * param[0], 40 * param[1])), state, lr=0.02, **settings)
        points.append(param.clone())
    return torch.stack(points)


def walks(code):
    """Return the points for every setting."""
    return [code.run(walk, settings) for _, settings in SETTINGS]


def valley(u, v):
    """Return u² + 20v²."""
    return u * u + 20 * v * v


@picture("Forty steps in a narrow valley", walks)
def trajectories(yours, expected):
    """`sgd_step` on f(u, v) = u² + 20v² from (−4, 1) with the learning rate 0.02, seen from above."""
    panels = []
    for (title, _), mine, right in zip(SETTINGS, yours, expected, strict=True):
        layers = list(contours(valley, (-5.0, 4.0), (-1.6, 1.6), (0.5, 2.0, 6.0, 13.0, 24.0, 40.0)))
        layers.append(path("expected", *columns(right), "expected"))
        layers.append(path("yours", *columns(mine), "yours"))
        panels.append(Panel(layers, axis("u", -5, 4), axis("v", -1.6, 1.6), title))
    return panels
