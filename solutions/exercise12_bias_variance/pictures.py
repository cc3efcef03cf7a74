"""Too simple, right and too bendy: fits, their errors over the degree, and bias and variance over many data sets."""

import math

import torch

from grader.figures import Panel, axis, line, mark, numbers, picture, points

DEGREES = list(range(1, 13))
XS = torch.linspace(-1, 1, 61, dtype=torch.float64)


def truth(x):
    """Return what the data scatter around."""
    return torch.sin(math.pi * x)


def data(count, seed):
    """Return noisy samples."""
    generator = torch.Generator().manual_seed(seed)
    x = 2 * torch.rand(count, generator=generator, dtype=torch.float64) - 1
    return x, truth(x) + 0.25 * torch.randn(count, generator=generator, dtype=torch.float64)


TRAIN, VALIDATION = data(16, 5), data(40, 6)
SHOWN = (("degree 1", 1, 0.0), ("degree 4", 4, 0.0), ("degree 12", 12, 0.0), ("degree 12, weight decay 0.02", 12, 0.02))


def fits(code):
    """Return the curves of three degrees, and of one with weight decay."""
    curves = []
    for _, degree, decay in SHOWN:
        w = code.fit_ridge(code.poly_features(TRAIN[0], degree), TRAIN[1], decay)
        curves.append(code.poly_features(XS, degree) @ w)
    return curves


@picture("Three degrees, and a remedy", fits)
def curves(yours, expected):
    """Polynomials fitted by `poly_features` and `fit_ridge` to 16 noisy points of a sine: degree 1 is too few, 12 too
    many; weight decay calms it.
    """
    panels = []
    for (title, *_), mine, right in zip(SHOWN, yours, expected, strict=True):
        layers = [points("ground", *TRAIN, "training data")]
        layers.append(line("expected", XS, numbers(right), "expected"))
        layers.append(line("yours", XS, numbers(mine, len(XS)), "yours"))
        panels.append(Panel(layers, axis("x"), axis("y", -2.2, 2.2), title))
    return panels


def selected(code):
    """Return what is chosen, and both errors of every degree."""
    return code.select_degree(*TRAIN, *VALIDATION, DEGREES)


@picture("The error over the degree", selected)
def errors(yours, expected):
    """`select_degree`: the training error keeps falling, the validation error turns upwards; the upright line is the
    degree that is chosen.
    """
    layers = [mark("expected", expected[0], "")]
    layers += [line("expected", DEGREES, numbers(right), "expected") for right in expected[1:]]
    for mine, name in zip(yours[1:], ("training", "validation"), strict=True):
        layers.append(line("yours", DEGREES, numbers(mine, len(DEGREES)), name))
    layers.append(mark("yours", numbers(yours[0], 1)[0], "your choice"))
    return Panel(layers, axis("degree"), axis("mean squared error", log=True))


def predictions(degree):
    """Return what 20 models of a degree say at the points of XS, each fitted to data of its own."""
    powers = torch.arange(degree + 1)
    rows = []
    for seed in range(20):
        x, y = data(16, 100 + seed)
        w = torch.linalg.lstsq(x[:, None] ** powers, y[:, None]).solution
        rows.append((XS[:, None] ** powers @ w)[:, 0])
    return torch.stack(rows)


MANY = {degree: predictions(degree) for degree in range(7)}


def parts(code):
    """Return bias² and variance of every degree."""
    return [code.bias_variance(rows, truth(XS)) for rows in MANY.values()]


@picture("Bias and variance over the degree", parts)
def bias_and_variance(yours, expected):
    """What `bias_variance` says of 20 models of each degree, each fitted to 16 points of its own: a simple model is
    wrong on average, a bendy one differs from data set to data set.
    """
    degrees, layers = list(MANY), []
    for role, pairs in (("expected", expected), ("yours", yours)):
        for which, name in enumerate(("bias²", "variance")):
            values = numbers([pair[which] for pair in pairs], len(degrees))
            layers.append(line(role, degrees, values, name if role == "yours" else "expected"))
    return Panel(layers, axis("degree"), axis("error", log=True))
