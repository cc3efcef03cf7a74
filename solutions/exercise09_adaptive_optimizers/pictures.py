"""Three optimizers in an elongated bowl, and the learning rate that they really use."""

import torch

from grader.figures import Panel, axis, columns, contours, line, numbers, path, picture

METHODS = (
    ("AdaGrad", "adagrad_step", {"lr": 0.6}), ("RMSprop", "rmsprop_step", {"lr": 0.1, "alpha": 0.9}),
    ("Adadelta", "adadelta_step", {"eps": 1e-2}),
)  # fmt: skip


def walk(module, name, settings):
    """Take 60 steps in the bowl (u² + 100v²) / 2; return the points."""
    param, state = torch.tensor([-4.0, 1.0], dtype=torch.float64), {}
    points = [param.clone()]
    for _ in range(60):
        getattr(module, name)(param, torch.stack((param[0], 100 * param[1])), state, **settings)
        points.append(param.clone())
    return torch.stack(points)


def walks(code):
    """Return the points of every method; None of one that raises."""
    return [asked(code, name, settings) for _, name, settings in METHODS]


def asked(code, name, settings):
    """Return the points of one method."""
    try:
        return code.run(walk, name, settings)
    except Exception:
        return None


def basin(u, v):
    """Return (u² + 100v²) / 2."""
    return (u * u + 100 * v * v) / 2


@picture("Sixty steps in an elongated bowl", walks)
def trajectories(yours, expected):
    """Each step function on f(u, v) = (u² + 100v²) / 2 from (−4, 1), seen from above. Since every coordinate has a rate
    of its own, the steep direction does not hold up the flat one.
    """
    panels = []
    for (title, *_), mine, right in zip(METHODS, yours, expected, strict=True):
        if mine is None:
            continue
        layers = list(contours(basin, (-5.0, 1.0), (-0.6, 1.2), (0.5, 3.0, 10.0, 25.0, 45.0, 70.0)))
        layers.append(path("expected", *columns(right), "expected"))
        layers.append(path("yours", *columns(mine), "yours"))
        panels.append(Panel(layers, axis("u", -5, 1), axis("v", -0.6, 1.2), title))
    return panels


GRADS = torch.ones(200, 1, dtype=torch.float64)
STEPS = list(range(1, 201, 3))


def rates(code):
    """Return the rates of both methods under a constant gradient."""
    return [code.effective_lr(GRADS, method, 0.01, 0.9).reshape(-1)[::3] for method in ("adagrad", "rmsprop")]


@picture("The rate that is really used", rates)
def effective(yours, expected):
    """`effective_lr` for 200 gradients that are all 1, lr = 0.01: AdaGrad's only falls, RMSprop's settles at 0.01."""
    names = "AdaGrad", "RMSprop"
    layers = [line("expected", STEPS, numbers(right), "expected") for right in expected]
    for name, mine in zip(names, yours, strict=True):
        layers.append(line("yours", STEPS, numbers(mine, len(STEPS)), name))
    return Panel(layers, axis("step"), axis("rate", log=True))
