"""The cost's parabola with the slopes that the gradient gives, and the way of `fit` down to its bottom."""

import torch

from grader.figures import Panel, axis, line, numbers, path, picture

X = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
Y = 2 * X
PLACES = (0.0, 1.0, 2.0, 3.0, 4.0)
HALF = 0.42  # of a tangent's length, in w


def cost(w):
    """Return the mean squared error of the course data."""
    return ((w * X - Y) ** 2).mean().item()


WS = [0.1 * step for step in range(-5, 46)]
COSTS = [cost(w) for w in WS]


def slopes(code):
    """Return the gradient at five weights."""
    return [code.mse_grad(torch.tensor(w, dtype=torch.float64), X, Y) for w in PLACES]


def tangent(role, w, slope, label):
    """Return a short line through the parabola's point at w."""
    at = cost(w)
    return line(role, (w - HALF, w + HALF), (at - HALF * slope, at + HALF * slope), label)


@picture("The gradient as a slope", slopes)
def tangents(yours, expected):
    """At five weights a short line with the slope that `mse_grad` gives: it should touch the cost's curve."""
    layers = [line("ground", WS, COSTS, "cost")]
    mine, right = numbers(yours, len(PLACES)), numbers(expected)
    for role, slopes, label in (("expected", right, "expected slope"), ("yours", mine, "your slope")):
        layers += [tangent(role, w, slope, label) for w, slope in zip(PLACES, slopes, strict=True) if slope is not None]
    caption = f"At w = {PLACES[0]:g} your slope is {mine[0]:.4g}, expected {right[0]:.4g}." if mine[0] else ""
    return Panel(layers, axis("w", -0.5, 4.5), axis("cost", -8, 32), caption=caption)


def descents(code):
    """Return where twelve epochs of `fit` lead, epoch by epoch, and the costs."""
    return [code.fit(X, Y, 0.0, 0.05, epochs) for epochs in (0, 1, 2, 3, 4, 6, 8, 12)]


@picture("The way down", descents)
def descent(yours, expected):
    """Each dot is what `fit` returns after 0 to 4, 6, 8 and 12 epochs from w = 0, on the curve of the cost."""
    layers = [line("ground", WS, COSTS, "cost")]
    for role, fits, label in (("expected", expected, "expected"), ("yours", yours, "yours")):
        ws = numbers([fit[0] for fit in fits], 8)
        layers.append(path(role, ws, [cost(w) if w is not None else None for w in ws], label))
    return Panel(layers, axis("w", -0.5, 4.5), axis("cost", -2, 32))
