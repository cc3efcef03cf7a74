"""Hidden checks of Newton's method and convexity; the functions that the student's code is given stay on our side."""

import math

import pytest
import torch

from grader.compare import close, require


def uniform(low, high):
    """A random Python float."""
    return low + (high - low) * torch.rand((), dtype=torch.float64).item()


# newton


def cosine_like(c):
    """f' and f'' of cosh(c·x), for any float: a path that runs away meets inf, not an error of ours."""

    def grown(function, x):
        try:
            return function(c * x)
        except OverflowError:
            return math.copysign(math.inf, x) if function is math.sinh else math.inf

    return lambda x: c * grown(math.sinh, x), lambda x: c * c * grown(math.cosh, x)


def wave(k):
    """f' and f'' of x·cos(k·x), which is curved upwards here and downwards there."""

    def gradf(x):
        return math.cos(k * x) - k * x * math.sin(k * x) if math.isfinite(x) else math.nan

    def hessf(x):
        return -2 * k * math.sin(k * x) - k * k * x * math.cos(k * x) if math.isfinite(x) else math.nan

    return gradf, hessf


def newton_path(functions, x0, eta, steps):
    path = [float(x0)]
    for _ in range(steps):
        path.append(path[-1] - eta * functions[0](path[-1]) / functions[1](path[-1]))
    return path


def close_path(got, expected):
    close(got, expected, name="the path")
    require(all(type(x) is float for x in got), "Every entry of the path is a Python float, x0 too.")


@pytest.mark.points(8)
@pytest.mark.parametrize("case", ["course function", "random function", "negative start", "all arguments given"])
def test_newton_on_cosh(submission, case):
    """On cosh(c·x) the path is right from x0 to the last point, with the defaults and with eta and steps given."""
    c = 0.5 if case == "course function" else uniform(0.3, 2.0)
    start = {"course function": 10, "negative start": uniform(-6, -4) / c}.get(case, uniform(4, 6) / c)
    functions = cosine_like(c)
    if case == "all arguments given":
        close_path(submission.newton(*functions, start, 0.8, 6), newton_path(functions, start, 0.8, 6))
        close_path(submission.newton(*functions, start, steps=3, eta=0.4), newton_path(functions, start, 0.4, 3))
    else:
        close_path(submission.newton(*functions, start), newton_path(functions, start, 1.0, 10))


@pytest.mark.points(6)
@pytest.mark.parametrize(
    "case", ["one step", "eta = 0.5", "eta = 1.5", "downward parabola", "nearly flat", "no step", "two calls"]
)
def test_newton_on_parabola(submission, case):
    """A parabola a·(x − c)² is solved in one step, and each step leaves the share 1 − eta of the distance to c."""
    a, c, start = uniform(0.5, 4), uniform(-5, 5), 7
    eta = {"eta = 0.5": 0.5, "eta = 1.5": 1.5, "downward parabola": 0.7}.get(case, 1.0)
    if case == "downward parabola":  # its top is found
        a = -a
    if case == "nearly flat":  # but not flat
        a *= 1e-12

    def gradf(x):
        return 2 * a * (x - c)

    def hessf(x):
        return 2 * a

    def right(steps):
        return [c + (start - c) * (1 - eta) ** k for k in range(steps + 1)]

    if case == "no step":
        close_path(submission.newton(gradf, hessf, start, steps=1), right(1))
        close_path(submission.newton(gradf, hessf, start, steps=0), right(0))
    elif case == "two calls":
        close_path(submission.newton(gradf, hessf, start, eta, 1), right(1))
        moved = [x + 1 for x in newton_path((gradf, hessf), start - 1, eta, 2)]
        close_path(submission.newton(lambda x: gradf(x - 1), hessf, start, eta, 2), moved)
        close_path(submission.newton(gradf, lambda x: 4 * a, start, eta, 1), [float(start), (start + c) / 2])
    else:
        steps = 1 if case == "one step" else 4
        close_path(submission.newton(gradf, hessf, start, eta, steps), right(steps))


@pytest.mark.points(6)
@pytest.mark.parametrize("case", ["runs away", "damped", "to a maximum"])
def test_newton_where_curvature_is_negative(submission, case):
    """On x·cos(k·x) the second derivative is used with its sign: a full step runs away, or climbs to a maximum."""
    scale = uniform(0.5, 2.0)  # stretches the whole path, so that it is new and as well-behaved as the course's
    start, eta = {"runs away": (10, 1.0), "damped": (10, 0.5), "to a maximum": (1, 1.0)}[case]
    functions = wave(0.15 * math.pi / scale)
    close_path(submission.newton(*functions, start * scale, eta), newton_path(functions, start * scale, eta, 10))


@pytest.mark.points(4)
@pytest.mark.parametrize("case", ["at the start", "later", "slope 0 as well", "at the last point only"])
def test_newton_without_curvature(submission, case):
    """A second derivative of 0 raises ZeroDivisionError where a step is to be taken, and not at the last point."""
    c = float(int(uniform(2, 9)))
    flat = {"at the start": c + 1, "slope 0 as well": c}.get(case, c)

    def gradf(x):
        return x - c

    def hessf(x):
        return 0.0 if x == flat else 1.0

    start = flat if case in ("at the start", "slope 0 as well") else c - 2
    close_path(submission.newton(gradf, lambda x: 0.5, c - 2, 0.5, 1), [c - 2, c])
    if case == "at the last point only":
        close_path(submission.newton(gradf, hessf, c + 3, 1.0, 1), [c + 3, c])
    else:
        with pytest.raises(ZeroDivisionError):
            submission.newton(gradf, hessf, start, 1.0, 3)


# newton_step


def symmetric(eigenvalues):
    """A matrix with these eigenvalues and random eigenvectors, float64."""
    basis = torch.linalg.qr(torch.randn(len(eigenvalues), len(eigenvalues), dtype=torch.float64)).Q
    matrix = basis @ torch.diag(torch.tensor(eigenvalues, dtype=torch.float64)) @ basis.T
    return (matrix + matrix.T) / 2


def spread(d, low=0.5, high=3.0):
    """d random numbers of which the least and the largest differ by a factor of six at most."""
    return [uniform(low, high) for _ in range(d)]


def solved(grad, hess):
    return -torch.linalg.solve(hess.double(), grad.double()).to(grad.dtype)


@pytest.mark.points(6)
@pytest.mark.parametrize("case", ["D = 1", "D = 2", "D = 3", "D = 6", "diagonal", "small entries", "large entries"])
def test_step_at_a_minimum(submission, case):
    """d solves H d = −g for a random H with positive eigenvalues, in every dimension and whatever the size of H."""
    d = int(case[4:]) if case.startswith("D") else 4
    hess, grad = symmetric(spread(d)), torch.randn(d, dtype=torch.float64)
    if case == "diagonal":
        hess = torch.diag(torch.tensor(spread(d), dtype=torch.float64))
    hess = hess * {"small entries": 1e-6, "large entries": 1e6}.get(case, 1.0)
    if case == "small entries":  # in one dimension their determinant is not tiny yet
        close(submission.newton_step(grad[:1], hess[:1, :1]), solved(grad[:1], hess[:1, :1]), name="the step")
    close(submission.newton_step(grad, hess), solved(grad, hess), name="the step")


@pytest.mark.points(3)
@pytest.mark.parametrize("case", ["saddle", "maximum", "zero gradient", "zeros on the diagonal"])
def test_step_elsewhere(submission, case):
    """H may have negative eigenvalues: then the step leads to a saddle or a maximum. At a gradient of 0 it is 0."""
    hess, grad = symmetric([1.5, -0.8, uniform(0.5, 2)]), torch.randn(3, dtype=torch.float64)
    if case == "maximum":
        hess = symmetric([-value for value in spread(3)])
    if case == "zeros on the diagonal":
        a = uniform(0.5, 2)
        hess = torch.tensor([[0, a, 0], [a, 0, 0], [0, 0, -1]], dtype=torch.float64)
    close(submission.newton_step(grad, hess), solved(grad, hess), name="the step")
    if case == "zero gradient":
        close(submission.newton_step(torch.zeros_like(grad), hess), torch.zeros_like(grad), name="the step")


@pytest.mark.points(2)
@pytest.mark.parametrize("case", ["float32", "views"])
def test_step_dtype_and_layout(submission, case):
    """The step has the dtype of its arguments, and these may be views with gaps."""
    hess, grad = symmetric(spread(3)), torch.randn(6, dtype=torch.float64)[::2]
    if case == "float32":
        hess, grad = hess.float(), grad.float()
    else:
        wide = torch.randn(6, 6, dtype=torch.float64)
        wide[::2, 1::2] = hess
        hess = wide[::2, 1::2]
    close(submission.newton_step(grad, hess), solved(grad, hess), 1e-4 if case == "float32" else None, name="the step")


@pytest.mark.points(2)
@pytest.mark.parametrize("case", ["a row of zeros", "zeros", "ones", "ones, D = 3"])
def test_step_of_a_singular_matrix(submission, case):
    """A singular H has no Newton step: ValueError, and no other exception."""
    grad, hess = torch.randn(3, dtype=torch.float64), symmetric(spread(3))
    close(submission.newton_step(grad, hess), solved(grad, hess), name="the step")
    if case == "a row of zeros":
        hess[1], hess[:, 1] = 0, 0
    if case == "zeros":
        hess = torch.zeros_like(hess)
    if case.startswith("ones"):
        d = 3 if case == "ones, D = 3" else 2
        hess, grad = torch.ones(d, d, dtype=torch.float64), torch.ones(d, dtype=torch.float64)
    with pytest.raises(ValueError):
        submission.newton_step(grad, hess)


@pytest.mark.points(3)
@pytest.mark.parametrize(
    "case",
    [
        "grad too long",
        "grad too short",
        "grad of one entry",
        "grad of shape (D, 1)",
        "grad of shape (1, D)",
        "grad of shape (D, D)",
        "0-dim grad",
        "hess of shape (D, D − 1)",
        "hess of shape (D − 1, D)",
        "hess of shape (D,)",
        "hess of shape (1, D, D)",
    ],
)
def test_step_of_shapes_that_do_not_fit(submission, case):
    """A grad that is not (D,) and a hess that is not (D, D) raise ValueError."""
    grad, hess = torch.randn(3, dtype=torch.float64), symmetric(spread(3))
    close(submission.newton_step(grad, hess), solved(grad, hess), name="the step")
    arguments = {
        "grad too long": (torch.randn(4, dtype=torch.float64), hess),
        "grad too short": (grad[:2], hess),
        "grad of one entry": (grad[:1], hess),
        "grad of shape (D, 1)": (grad[:, None], hess),
        "grad of shape (1, D)": (grad[None], hess),
        "grad of shape (D, D)": (hess.clone(), hess),
        "0-dim grad": (grad[0], hess[:1, :1]),
        "hess of shape (D, D − 1)": (grad, hess[:, :2]),
        "hess of shape (D − 1, D)": (grad, hess[:2]),
        "hess of shape (D,)": (grad, hess.diagonal()),
        "hess of shape (1, D, D)": (grad, hess[None]),
    }[case]
    with pytest.raises(ValueError):
        submission.newton_step(*arguments)


# classify_stationary_point


def close_kinds(submission, pairs, **tol):
    """Compare what is said of several matrices at once; so no constant answer earns anything."""
    got = [submission.classify_stationary_point(hess, **tol) for hess, _ in pairs]
    close(got, [right for _, right in pairs], name="the list of kinds")


def diagonal(*values, dtype=torch.float64):
    return torch.diag(torch.tensor(values, dtype=dtype))


@pytest.mark.points(5)
@pytest.mark.parametrize("case", ["D = 1", "D = 2", "D = 3", "D = 5", "float32"])
def test_minimum_and_maximum(submission, case):
    """Positive eigenvalues only are a minimum, negative ones only a maximum: for any D and random eigenvectors."""
    d = int(case[4:]) if case.startswith("D") else 4
    up, down = symmetric(spread(d)), symmetric([-value for value in spread(d)])
    if case == "float32":
        up, down = up.float(), down.float()
    close_kinds(submission, [(up, "minimum"), (down, "maximum")])


@pytest.mark.points(7)
@pytest.mark.parametrize(
    "case",
    [
        "course examples",
        "one of three",
        "two of three",
        "two of four",
        "positive diagonal",
        "negative diagonal",
        "positive and negative entries off the diagonal",
    ],
)
def test_saddle(submission, case):
    """One eigenvalue of each sign is enough for a saddle, whatever the diagonal and the determinant look like."""
    low, high = uniform(0.3, 1), uniform(2, 3)
    minimum, maximum = (symmetric(spread(2)), "minimum"), (symmetric([-low, -high, -1]), "maximum")
    saddles = {
        "course examples": [diagonal(2, -2), diagonal(-2, 4), torch.tensor([[0.0, 2], [2, 0]], dtype=torch.float64)],
        "one of three": [diagonal(high, -low, high), diagonal(low, high, -low), symmetric([high, low, -low])],
        "two of three": [diagonal(-low, high, -high), diagonal(low, -high, -low), symmetric([-high, low, -low])],
        "two of four": [symmetric([high, low, -low, -high]), diagonal(-low, high, -high, low)],
        "positive diagonal": [torch.tensor([[low, high], [high, 1]], dtype=torch.float64), 2 - diagonal(1, 0.5, low)],
        "negative diagonal": [torch.tensor([[-low, high], [high, -1]], dtype=torch.float64), diagonal(1, 1, low) - 2],
    }.get(case)
    if saddles is None:  # here the signs of the entries mislead, and neither matrix is a saddle
        saddles = []
        minimum = (torch.tensor([[high, -low], [-low, high]], dtype=torch.float64), "minimum")
        maximum = (torch.tensor([[-high, low], [low, -high]], dtype=torch.float64), "maximum")
    close_kinds(submission, [minimum, maximum, *((hess, "saddle") for hess in saddles)])


@pytest.mark.points(4)
@pytest.mark.parametrize("case", ["minimum or not", "maximum or not", "all zero", "D = 1", "saddle all the same"])
def test_degenerate(submission, case):
    """A zero among eigenvalues of one sign decides nothing; beside both signs it is a saddle all the same."""
    a, b = uniform(0.5, 2), uniform(2.5, 4)
    flat = torch.full((2, 2), a, dtype=torch.float64)  # eigenvalues 2a and 0, and no zero to be seen
    pairs = {
        "minimum or not": [(diagonal(b, 0), "degenerate"), (flat, "degenerate"), (diagonal(a, 0, b), "degenerate")],
        "maximum or not": [(diagonal(0, -b), "degenerate"), (-flat, "degenerate"), (diagonal(-a, 0, -b), "degenerate")],
        "all zero": [(torch.zeros(2, 2, dtype=torch.float64), "degenerate")],
        "D = 1": [(diagonal(0), "degenerate")],
        "saddle all the same": [(diagonal(b, 0, -a), "saddle"), (symmetric([0, b, -a, 0]), "saddle")],
    }[case]
    close_kinds(submission, [*pairs, (diagonal(a), "minimum"), (diagonal(-a, -b), "maximum")])


@pytest.mark.points(2)
@pytest.mark.parametrize("case", ["default", "larger", "smaller", "zero", "each eigenvalue by itself"])
def test_tolerance_of_zero(submission, case):
    """Eigenvalues of size up to tol count as 0: 1e-8 by default, and any other tol down to 0."""
    tol = {"larger": 0.1, "smaller": 1e-13, "zero": 0.0}.get(case)
    size = tol or 1e-8
    below, above = size * uniform(0.2, 0.8), size * uniform(1.2, 3)
    if case == "zero":
        below = 0.0
    pairs = [
        (diagonal(1, below), "degenerate"),
        (diagonal(1, -below), "degenerate"),
        (diagonal(-1, below), "degenerate"),
        (diagonal(-1, -below), "degenerate"),
        (diagonal(below, -below), "degenerate"),
        (diagonal(1, above), "minimum"),
        (diagonal(-1, -above), "maximum"),
        (diagonal(1, -above), "saddle"),
        (diagonal(above, -1, below), "saddle"),
    ]
    if case == "each eigenvalue by itself":  # not their product, and not compared with the largest
        a, b, c = (10 ** uniform(-5, -3) for _ in range(3))
        pairs = [
            (diagonal(a, b, c), "minimum"),
            (diagonal(-a, -b, -c), "maximum"),
            (diagonal(a, b, -c), "saddle"),
            (diagonal(below, 1 / a), "degenerate"),
            (diagonal(above, 1 / a), "minimum"),
        ]
    close_kinds(submission, pairs, **({} if tol is None else {"tol": tol}))


# jensen_gap


def square(t):
    return t * t


def probabilities(n, dtype=torch.float64):
    p = 0.2 + torch.rand(n, dtype=dtype)
    return p / p.sum()


def close_gap(got, expected, rtol=None, atol=None):
    close(got, expected, rtol, atol, name="the gap")
    require(type(got) is float, "The gap is a Python float.")


def right_gap(f, x, p=None):
    p = torch.full_like(x, 1 / len(x)) if p is None else p
    return ((p * f(x)).sum() - f((p * x).sum())).item()


@pytest.mark.points(5)
@pytest.mark.parametrize("case", ["uniform", "weighted", "two values", "one value", "float32"])
def test_gap_of_the_square(submission, case):
    """For f(t) = t² the gap is the variance, with equal and with given probabilities, as a Python float."""
    x, p = 3 * torch.randn(6, dtype=torch.float64), probabilities(6)
    if case == "two values":
        x, p = x[:2], probabilities(2)
    variance = (p * (x - (p * x).sum()) ** 2).sum().item()
    if case in ("uniform", "one value"):
        close_gap(submission.jensen_gap(square, x), x.var(unbiased=False).item(), 1e-8, 1e-10)
    if case == "one value":
        close_gap(submission.jensen_gap(square, x[:1]), 0.0, atol=1e-9)
        close_gap(submission.jensen_gap(square, x[:1], torch.ones(1, dtype=torch.float64)), 0.0, atol=1e-9)
    elif case == "float32":
        size = (x * x).max().item()
        close_gap(submission.jensen_gap(square, x.float(), p.float()), variance, 1e-4, 1e-5 * size)
        close_gap(submission.jensen_gap(square, x.float()), x.var(unbiased=False).item(), 1e-4, 1e-5 * size)
    elif case != "uniform":
        close_gap(submission.jensen_gap(square, x, p), variance, 1e-8, 1e-10)


@pytest.mark.points(4)
@pytest.mark.parametrize("case", ["straight line", "concave", "exponential", "neither", "view"])
def test_gap_of_other_functions(submission, case):
    """The gap is 0 for a straight line, negative where f is concave, and any number for other functions."""
    x, p, a = torch.randn(5, dtype=torch.float64), probabilities(5), uniform(1, 2)
    if case == "view":
        x, p = torch.randn(10, dtype=torch.float64)[1::2], torch.stack([p, p], 1)[:, 0]
    f = {
        "straight line": lambda t: a * t - 1,
        "concave": lambda t: -a * t * t,
        "neither": lambda t: t**3 + torch.sin(a * t),
    }.get(case, lambda t: torch.exp(a * t))
    close_gap(submission.jensen_gap(f, x, p), right_gap(f, x, p), 1e-8, 1e-10)
    close_gap(submission.jensen_gap(f, x), right_gap(f, x), 1e-8, 1e-10)
    if case == "straight line":
        close_gap(submission.jensen_gap(square, x, p), right_gap(square, x, p), 1e-8, 1e-10)


@pytest.mark.points(3)
@pytest.mark.parametrize(
    "case",
    [
        "sum 2",
        "sum slightly too large",
        "sum slightly too small",
        "all zero",
        "negative entry",
        "slightly negative entry",
        "too long",
        "too short",
        "one entry for all",
        "0-dim",
        "shape (N, 1)",
        "shape (1, N)",
    ],
)
def test_refused_probabilities(submission, case):
    """A p of another shape, with a negative entry, or with a sum that is not 1 raises ValueError."""
    x, p = torch.randn(4, dtype=torch.float64), probabilities(4)
    close_gap(submission.jensen_gap(torch.exp, x, p), right_gap(torch.exp, x, p), 1e-8, 1e-10)
    bad = {
        "sum 2": p * 2,
        "sum slightly too large": p * (1 + 1.5e-6),
        "sum slightly too small": p * (1 - 1.5e-6),
        "all zero": p * 0,
        "negative entry": torch.tensor([0.7, 0.6, -0.5, 0.2], dtype=torch.float64),
        "slightly negative entry": torch.tensor([-0.01, 0.51, 0.3, 0.2], dtype=torch.float64),
        "too long": probabilities(5),
        "too short": probabilities(3),
        "one entry for all": torch.ones(1, dtype=torch.float64),
        "0-dim": torch.ones((), dtype=torch.float64),
        "shape (N, 1)": p[:, None],
        "shape (1, N)": p[None],
    }[case]
    with pytest.raises(ValueError):
        submission.jensen_gap(torch.exp, x, bad)


@pytest.mark.points(1)
@pytest.mark.parametrize("case", ["zero entries", "sum 1 up to 1e-6"])
def test_accepted_probabilities(submission, case):
    """Probabilities may be 0, and their sum may differ from 1 by rounding."""
    x, p = torch.randn(4, dtype=torch.float64), probabilities(4)
    if case == "zero entries":
        p = torch.cat([probabilities(2), torch.zeros(2, dtype=torch.float64)])
        close_gap(submission.jensen_gap(square, x, p), right_gap(square, x, p), 1e-8, 1e-10)
        return
    for off in (-7e-7, 7e-7):
        close_gap(submission.jensen_gap(square, x, p * (1 + off)), right_gap(square, x, p), atol=1e-4)


# is_midpoint_convex


def close_answers(submission, asked):
    """Compare several answers at once; so no constant answer earns anything."""
    got = [submission.is_midpoint_convex(f, xs, **tol) for f, xs, tol, _ in asked]
    close(got, [right for *_, right in asked], name="the list of answers")


def both(f, xs, **tol):
    """A convex function, which minus makes concave."""
    return [(f, xs, tol, True), (lambda t: -f(t), xs, tol, False)]


@pytest.mark.points(6)
@pytest.mark.parametrize("case", ["parabola", "absolute value", "exponential", "hinge", "straight line", "neither"])
def test_convex_or_not(submission, case):
    """Bowls, corners and straight lines are convex; their negatives, a cubic and a sine are not. Answers are bools."""
    xs, a, c = torch.linspace(-3, 3, 9, dtype=torch.float64), uniform(0.4, 0.9), uniform(-1, 1)
    falling_cubic, cubic = (lambda t: -(t**3), xs, {}, False), (lambda t: t**3, xs, {}, False)
    asked = {
        "parabola": both(lambda t: a * (t - c) ** 2, xs),
        "absolute value": both(lambda t: (t - c).abs(), xs),
        "exponential": both(lambda t: torch.exp(-a * t), xs),
        "hinge": both(lambda t: torch.relu(t - c), xs),
        "straight line": [(lambda t: a * t + 0.7, xs, {}, True), (lambda t: 0.7 - a * t, xs, {}, True), cubic],
        "neither": [
            cubic,
            falling_cubic,
            (lambda t: torch.sin(t + c), xs, {}, False),
            (lambda t: (t * t - 1 - a) ** 2, xs, {}, False),
            (square, xs, {}, True),
        ],
    }[case]
    close_answers(submission, asked)


@pytest.mark.points(5)
@pytest.mark.parametrize("case", ["every pair", "any order", "one point", "float32", "view"])
def test_any_points(submission, case):
    """Every pair counts, however far apart; the points come in any order, unevenly spaced, even alone."""
    xs = torch.tensor([0.4, -2.0, 3.1, -1.0, 2.2], dtype=torch.float64) + 0.1 * torch.rand(5, dtype=torch.float64)
    if case == "every pair":
        first, second = torch.triu_indices(5, 5, 1)
        middles = (xs[first] + xs[second]) / 2
        close_answers(submission, [(spike(m, up), xs, {}, up < 0) for up in (1, -1) for m in middles.tolist()])
    elif case == "any order":
        close_answers(submission, both(square, xs) + both(torch.exp, xs) + both(lambda t: torch.exp(-t), xs))
    elif case == "one point":
        close_answers(submission, [(torch.sin, xs[:1], {}, True), *both(square, xs[:2])])
    elif case == "float32":
        close_answers(submission, both(lambda t: 0.3 * t * t + t, xs.float(), tol=1e-4))
    else:
        close_answers(submission, both(square, torch.stack([xs, -xs * xs], 1)[:, 0]))


def spike(middle, height):
    """Zero but for a narrow spike."""
    return lambda t: torch.where((t - middle).abs() < 1e-6, float(height), 0.0).to(t.dtype)


@pytest.mark.points(3)
@pytest.mark.parametrize("case", ["larger than the bulge", "the default is small", "exactly the bulge", "zero"])
def test_tolerance_of_convexity(submission, case):
    """A bulge of up to tol is overlooked, by default one of 1e-9."""
    xs, size = torch.tensor([1.0, 0.0, 2.0], dtype=torch.float64), uniform(0.5, 2)

    def bulge(height):  # -height · t², with a bulge of `height` between 0 and 2
        return lambda t: -height * t * t

    asked = {
        "larger than the bulge": [
            (bulge(size), xs, {"tol": size * 1.1}, True),
            (bulge(size), xs, {"tol": size * 0.9}, False),
        ],
        "the default is small": [(bulge(1.5e-9), xs, {}, False), (bulge(7e-10), xs, {}, True)],
        "exactly the bulge": [(bulge(1.0), xs, {"tol": 1.0}, True), (bulge(1.25), xs, {"tol": 1.0}, False)],
        "zero": [(lambda t: 2 * t - 1, xs, {"tol": 0.0}, True), (bulge(1e-7), xs, {"tol": 0.0}, False)],
    }[case]
    close_answers(submission, asked)


# project_ball


def right_projection(x, radius):
    norm = x.double().pow(2).sum().sqrt().item()
    return (x.double() * min(1.0, radius / norm)).to(x.dtype)


@pytest.mark.points(5)
@pytest.mark.parametrize(
    "case",
    ["course example", "vector", "matrix", "0-dim", "tiny", "far away", "just outside", "float32", "view", "radius 2"],
)
def test_outside_the_ball(submission, case):
    """A point outside goes to the sphere along a straight line; the norm is that of all elements together."""
    x, radius = torch.randn(4, dtype=torch.float64) + 3, uniform(0.4, 2)
    x = {
        "matrix": torch.randn(3, 4, dtype=torch.float64) + 2,
        "0-dim": torch.tensor(-uniform(3, 5), dtype=torch.float64),
        "tiny": x * 1e-7,
        "far away": x * 1e6,
        "float32": x.float(),
        "view": torch.randn(4, 6, dtype=torch.float64).T[::2] + 2,
    }.get(case, x)
    if case == "course example":
        x, radius = torch.tensor([3.0, 4.0]), 1.0
    if case == "tiny":
        radius *= 1e-8
    if case == "just outside":
        radius = x.norm().item() * 0.998
    if case == "radius 2":  # an int
        radius = 2
    close(submission.project_ball(x, radius), right_projection(x, radius), name="the projection")


@pytest.mark.points(3)
@pytest.mark.parametrize("case", ["vector", "matrix", "zero", "on the sphere", "just inside", "large radius"])
def test_inside_the_ball(submission, case):
    """A point inside stays where it is, and so does 0; a neighbour outside does not."""
    x = torch.randn(3, 4, dtype=torch.float64) if case == "matrix" else torch.randn(5, dtype=torch.float64)
    norm = x.norm().item()
    close(submission.project_ball(x, norm / 2), x / 2, name="the projection")
    radius = {"on the sphere": norm, "just inside": norm * 1.01, "large radius": norm * 1e4}.get(case, 2 * norm)
    if case == "zero":
        x = x * 0
    close(submission.project_ball(x, radius), x, name="the projection")


def project_and_change(module, x, radius):
    result = module.project_ball(x, radius)
    before = result.clone()
    result += 1
    return before, x


@pytest.mark.points(2)
@pytest.mark.parametrize("radius", [1.0, 9.0], ids=["outside", "inside"])
def test_projection_is_a_new_tensor(submission, radius):
    """The result shares no memory with x, inside the ball either."""
    x = torch.tensor([3.0, 4.0], dtype=torch.float64) * uniform(0.8, 1.2)
    got = submission.run(project_and_change, x, radius)
    close(got, (right_projection(x, radius), x), name="(projection, x)")


@pytest.mark.points(1)
@pytest.mark.parametrize("radius", [0, 0.0, -1.0], ids=["0", "0.0", "negative"])
def test_refused_radius(submission, radius):
    """A radius of 0 or less raises ValueError, for points anywhere."""
    x = torch.randn(3, dtype=torch.float64) + 3
    close(submission.project_ball(x, 1.5), right_projection(x, 1.5), name="the projection")
    for point in (x, torch.zeros_like(x)):
        with pytest.raises(ValueError):
            submission.project_ball(point, radius)


# all of them


@pytest.mark.points(4)
@pytest.mark.parametrize(
    "name", ["newton_step", "classify_stationary_point", "jensen_gap", "is_midpoint_convex", "project_ball"]
)
def test_arguments_unchanged(submission, solution, name):
    """The tensors that a function is given are as before after the call."""
    x, hess = torch.tensor([0.5, -3.0, 2.0], dtype=torch.float64), symmetric(spread(3))
    arguments = {
        "newton_step": [x, hess],
        "classify_stationary_point": [hess],
        "jensen_gap": [square, x, probabilities(3)],
        "is_midpoint_convex": [square, x],
        "project_ball": [x, 1.0],
    }[name]
    value, after = submission.observe(name, *arguments)
    close(value, solution[name](*arguments))
    for given, left in zip(arguments, after, strict=True):
        if isinstance(given, torch.Tensor):
            close(left, given, rtol=0, atol=0, name="an argument after the call")
    if name == "classify_stationary_point":  # two answers, so that no constant one earns anything
        close(submission.classify_stationary_point(-hess), "maximum")
    if name == "is_midpoint_convex":
        close(submission.is_midpoint_convex(torch.sin, x), False)
