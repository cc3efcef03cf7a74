"""How long Adam's first steps are, and its way in an elongated bowl beside those of SGD and RMSprop."""

import math

import torch

from grader.figures import Panel, axis, columns, contours, line, numbers, path, picture

STEPS = list(range(1, 51))
UNCORRECTED = [(1 - 0.9**t) / math.sqrt(1 - 0.999**t) for t in STEPS]


def first_steps(module):
    """Return how far each of 50 steps with the gradient 1 goes, in units of the learning rate."""
    param, state, gone = torch.zeros(1, dtype=torch.float64), {}, []
    for _ in range(50):
        before = param.clone()
        module.adam_step(param, torch.ones(1, dtype=torch.float64), state, lr=0.01)
        gone.append((before - param) / 0.01)
    return torch.cat(gone)


def steps(code):
    """Return the lengths of the first steps."""
    return code.run(first_steps)


@picture("The first fifty steps", steps)
def lengths(yours, expected):
    """The length of each step of `adam_step` while the gradient stays 1: with the bias correction each is as long as
    the learning rate.
    """
    layers = [
        line("ground", STEPS, UNCORRECTED, "without correction"),
        line("expected", STEPS, numbers(expected), "expected"),
        line("yours", STEPS, numbers(yours, 50), "yours"),
    ]
    return Panel(layers, axis("step"), axis("step length / lr", 0.0))


def walk(module):
    """Take 60 steps in the bowl (u² + 20v²) / 2; return the points."""
    param, state = torch.tensor([-4.0, 1.0], dtype=torch.float64), {}
    points = [param.clone()]
    for _ in range(60):
        module.adam_step(param, torch.stack((param[0], 20 * param[1])), state, lr=0.15)
        points.append(param.clone())
    return torch.stack(points)


def walks(code):
    """Return the points."""
    return code.run(walk)


def basin(u, v):
    """Return (u² + 20v²) / 2."""
    return (u * u + 20 * v * v) / 2


def others():
    """Return the ways of SGD and RMSprop from the same start."""
    sgd, rms, square = [(-4.0, 1.0)], [(-4.0, 1.0)], [0.0, 0.0]
    for _ in range(60):
        sgd.append(tuple(x - 0.03 * k * x for x, k in zip(sgd[-1], (1, 20), strict=True)))
        gradient = [k * x for x, k in zip(rms[-1], (1, 20), strict=True)]
        square = [0.9 * r + 0.1 * g * g for r, g in zip(square, gradient, strict=True)]
        moves = [0.08 * g / (math.sqrt(r) + 1e-8) for g, r in zip(gradient, square, strict=True)]
        rms.append(tuple(x - move for x, move in zip(rms[-1], moves, strict=True)))
    return sgd, rms


SGD, RMS = others()


@picture("Sixty steps in an elongated bowl", walks)
def trajectory(yours, expected):
    """`adam_step` on f(u, v) = (u² + 20v²) / 2 from (−4, 1) with the learning rate 0.15, seen from above; thin, the
    ways of SGD (down first, then along) and RMSprop (straight) from the same start.
    """
    layers = list(contours(basin, (-5.0, 2.5), (-0.8, 1.2), (0.3, 1.5, 4.0, 8.0, 13.0)))
    layers += [path("ground", *columns(way), name) for way, name in ((SGD, "SGD"), (RMS, "RMSprop"))]
    layers.append(path("expected", *columns(expected), "expected"))
    layers.append(path("yours", *columns(yours), "yours"))
    return Panel(layers, axis("u", -5, 2.5), axis("v", -0.8, 1.2))
