"""Gradient descent on a parabola with three learning rates, in a valley, and into a local minimum."""

import math

import torch

from grader.figures import Panel, axis, columns, contours, line, numbers, path, picture

RATES = (0.2, 0.05, 1.1)
WIDE = [0.25 * step for step in range(-60, 61)]


def slope(x):
    """Return the slope of x²."""
    return 2 * x


def parabolas(code):
    """Return the path of every learning rate from 10."""
    return [code.gd(slope, 10.0, rate, 10) for rate in RATES]


@picture("Ten steps on f(x) = x²", parabolas)
def traces(yours, expected):
    """`gd` from x = 10: with the learning rate 0.2 it comes down, with 0.05 it hardly moves, with 1.1 it runs away."""
    return [
        on_curve(f"learning rate {rate}", square, mine, right)
        for rate, mine, right in zip(RATES, yours, expected, strict=True)
    ]


def square(x):
    """Return x²."""
    return x * x


def on_curve(title, f, mine, right):
    """Return a path drawn on the curve of f."""
    heights = [f(x) for x in WIDE]
    layers = [line("ground", WIDE, heights, "f(x)")]
    for role, values, label in (("expected", right, "expected"), ("yours", mine, "yours")):
        x = numbers(values)
        layers.append(path(role, x, [None if at is None or abs(at) > 1e6 else f(at) for at in x], label))
    pad = 0.08 * (max(heights) - min(heights))
    return Panel(layers, axis("x", -15, 15), axis("f(x)", min(heights) - pad, max(heights) + pad), title)


def valley(u, v):
    """Return u² + 2v²."""
    return u * u + 2 * v * v


def valley_slope(x):
    """Return its gradient."""
    return torch.stack((2 * x[0], 4 * x[1]))


def valleys(code):
    """Return the path from (-5, -2)."""
    return code.gd_nd(valley_slope, torch.tensor([-5.0, -2.0], dtype=torch.float64), 0.1, 20)


@picture("Twenty steps in a valley", valleys)
def trace_2d(yours, expected):
    """`gd_nd` on f(u, v) = u² + 2v² from (−5, −2) with the learning rate 0.1, seen from above."""
    layers = list(contours(valley, (-6.0, 2.0), (-3.0, 1.5), (0.25, 1.0, 3.0, 7.0, 14.0, 24.0, 36.0)))
    layers.append(path("expected", *columns(expected), "expected"))
    layers.append(path("yours", *columns(yours), "yours"))
    return Panel(layers, axis("u", -6, 2), axis("v", -3, 1.5), equal=True)


TURN = 0.15 * math.pi


def waves(x):
    """Return x cos(0.15 pi x)."""
    return x * math.cos(TURN * x)


def waves_slope(x):
    """Return its slope."""
    return math.cos(TURN * x) - TURN * x * math.sin(TURN * x)


def hills(code):
    """Return the path of a large learning rate from 10."""
    return code.gd(waves_slope, 10.0, 2.0, 10)


@picture("Into a local minimum", hills)
def local_minimum(yours, expected):
    """`gd` on f(x) = x · cos(0.15πx) from x = 10 with the learning rate 2: it stays in the valley that is nearest."""
    return on_curve("", waves, yours, expected)
