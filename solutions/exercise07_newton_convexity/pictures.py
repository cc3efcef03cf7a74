"""Newton's way on two curves, three kinds of stationary points, and a descent that is kept inside a disc."""

import math

import torch

from grader.figures import Panel, axis, columns, contours, line, numbers, path, picture, points, word

TURN = 0.15 * math.pi


def bowl(x):
    """Return cosh(x / 2)."""
    return math.cosh(x / 2)


def bowl_slope(x):
    """Return its slope."""
    return math.sinh(x / 2) / 2


def bowl_curvature(x):
    """Return its second derivative."""
    return math.cosh(x / 2) / 4


def waves(x):
    """Return x cos(0.15 pi x)."""
    return x * math.cos(TURN * x)


def waves_slope(x):
    """Return its slope."""
    return math.cos(TURN * x) - TURN * x * math.sin(TURN * x)


def waves_curvature(x):
    """Return its second derivative."""
    return -2 * TURN * math.sin(TURN * x) - TURN * TURN * x * math.cos(TURN * x)


def newtons(code):
    """Return the path on either curve."""
    return [
        code.newton(bowl_slope, bowl_curvature, 4.0, 1.0, 6),
        code.newton(waves_slope, waves_curvature, 10.0, 1.0, 8),
    ]


@picture("Newton's steps", newtons)
def newton_paths(yours, expected):
    """Left `newton` finds the minimum of cosh(x/2). Right f'' is negative at the start, and each step leads away from
    the minimum: that is what the formula does.
    """
    xs = [0.25 * step for step in range(-22, 23)], [0.4 * step for step in range(-50, 51)]
    titles = "f(x) = cosh(x/2)", "f(x) = x · cos(0.15πx)"
    curves = zip(titles, (bowl, waves), xs, yours, expected, strict=True)
    return [on_curve(title, f, x, mine, right) for title, f, x, mine, right in curves]


def on_curve(title, f, xs, mine, right):
    """Return a path drawn on the curve of f."""
    heights = [f(x) for x in xs]
    layers = [line("ground", xs, heights, "f(x)")]
    for role, values, label in (("expected", right, "expected"), ("yours", mine, "yours")):
        x = numbers(values)
        layers.append(path(role, x, [None if at is None or abs(at) > 100 else f(at) for at in x], label))
    pad = 0.08 * (max(heights) - min(heights))
    return Panel(layers, axis("x", xs[0], xs[-1]), axis("f(x)", min(heights) - pad, max(heights) + pad), title)


KINDS = ("minimum", "maximum", "saddle", "degenerate")


def up(u, v):
    """Return u² + v²."""
    return u * u + v * v


def saddle(u, v):
    """Return u² - v²."""
    return u * u - v * v


SURFACES = (
    ("f = u² + v²", up, (2.0, 2.0)), ("f = −u² − v²", up, (-2.0, -2.0)), ("f = u² − v²", saddle, (2.0, -2.0)),
)  # fmt: skip


def kinds(code):
    """Return the kind of three stationary points."""
    return [code.classify_stationary_point(torch.diag(torch.tensor(h, dtype=torch.float64))) for *_, h in SURFACES]


@picture("Three stationary points", kinds)
def stationary(yours, expected):
    """Contour lines around the stationary point of three surfaces, and what `classify_stationary_point` says of it."""
    panels = []
    for (title, f, _), mine, right in zip(SURFACES, yours, expected, strict=True):
        mine, right = word(mine, KINDS), word(right, KINDS)
        levels = (-0.8, -0.35, -0.1, 0.1, 0.35, 0.8)
        layers = list(contours(f, (-1.0, 1.0), (-1.0, 1.0), levels))
        layers.append(points("expected", 0.0, 0.0, groups=right))
        layers.append(points("yours", 0.0, 0.0, groups=mine))
        said = f"You say {KINDS[mine]}, expected {KINDS[right]}."
        name = f"{title}: {KINDS[mine]}"
        panels.append(Panel(layers, axis("u", -1, 1), axis("v", -1, 1), name, equal=True, caption=said))
    return panels


GOAL = (2.2, 1.4)
RADIUS = 1.5


def distance(u, v):
    """Return the squared distance to the goal, which lies outside the disc."""
    return (u - GOAL[0]) ** 2 + (v - GOAL[1]) ** 2


def projected(code):
    """Walk downhill with a projection after each step; return the points."""
    x, goal = torch.tensor([-1.0, -0.9], dtype=torch.float64), torch.tensor(GOAL, dtype=torch.float64)
    walk = [x]
    for _ in range(10):
        x = code.project_ball(x - 0.15 * (x - goal), RADIUS)
        walk.append(x)
    return walk


@picture("Kept inside the disc", projected)
def disc(yours, expected):
    """Gradient descent towards a minimum that lies outside the disc; `project_ball` brings each point back to the disc
    if need be, so the path ends where the disc is nearest to the minimum.
    """
    turn = [2 * math.pi * step / 60 for step in range(61)]
    layers = list(contours(distance, (-2.2, 2.6), (-2.0, 2.0), (0.3, 1.0, 2.5, 5.0, 9.0, 14.0, 20.0)))
    circle = [[RADIUS * f(t) for t in turn] for f in (math.cos, math.sin)]
    layers.append(line("ground", *circle, "edge of the disc"))
    layers.append(path("expected", *columns([list(numbers(x)) for x in expected]), "expected"))
    layers.append(path("yours", *columns([list(numbers(x, 2)) for x in yours]), "yours"))
    return Panel(layers, axis("u", -2.2, 2.6), axis("v", -2, 2), equal=True)
