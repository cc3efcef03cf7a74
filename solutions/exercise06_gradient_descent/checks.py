"""Hidden checks of gradient descent; the functions that the student's code is given stay on our side."""

import math

import pytest
import torch

from grader.compare import close, require


def uniform(low, high):
    """A random Python float."""
    return low + (high - low) * torch.rand((), dtype=torch.float64).item()


# gd


def walk(gradf, x0, lr, steps):
    path = [float(x0)]
    for _ in range(steps):
        path.append(path[-1] - lr * gradf(path[-1]))
    return path


def close_path(got, expected):
    close(got, expected, name="the path")
    require(all(type(x) is float for x in got), "Every entry of the path is a Python float, x0 too.")


def parabola():
    """A random slope f' = 2a(x − c), with its a and c."""
    a, c = uniform(0.3, 3), uniform(-5, 5)
    return lambda x: 2 * a * (x - c), a, c


@pytest.mark.points(8)
@pytest.mark.parametrize(
    ("case", "factor"),
    [
        ("converges", 0.6),
        ("slow", 0.9),
        ("one jump", 0.0),
        ("oscillates and converges", -0.8),
        ("oscillates for ever", -1.0),
        ("diverges", -1.2),
        ("lr = 0", 1.0),
        ("negative lr", 1.1),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rates_on_a_parabola(submission, case, factor):
    """On a parabola each step multiplies the distance to its minimum by 1 − lr · f'', whatever lr is."""
    gradf, a, c = parabola()
    start = c + uniform(5, 10)
    lr = (1 - factor) / (2 * a)
    close_path(submission.gd(gradf, start, lr), [c + (start - c) * factor**k for k in range(11)])


@pytest.mark.points(8)
@pytest.mark.parametrize(
    "case", ["default steps", "steps given", "one step", "no step", "whole numbers", "at the minimum", "two calls"]
)
def test_form_of_the_path(submission, case):
    """The path is a list of steps + 1 Python floats and begins with x0, also where nothing moves."""
    gradf, a, c = parabola()
    start, lr = c + uniform(2, 5), uniform(0.1, 0.4) / a
    close_path(submission.gd(gradf, start, lr, 1), walk(gradf, start, lr, 1))
    if case == "default steps":
        close_path(submission.gd(gradf, start, lr), walk(gradf, start, lr, 10))
    elif case == "steps given":
        close_path(submission.gd(gradf, start, lr, 13), walk(gradf, start, lr, 13))
        close_path(submission.gd(gradf, x0=start, steps=4, lr=lr), walk(gradf, start, lr, 4))
    elif case == "one step":
        close_path(submission.gd(gradf, -start, lr, 1), walk(gradf, -start, lr, 1))
    elif case == "no step":
        close_path(submission.gd(gradf, start, lr, 0), [start])
    elif case == "whole numbers":
        whole = int(uniform(2, 9))
        close_path(submission.gd(lambda x: x / 2, whole, 1, 3), [whole / 2**k for k in range(4)])
        close_path(submission.gd(gradf, whole, lr, 0), [float(whole)])
    elif case == "at the minimum":
        close_path(submission.gd(gradf, c, lr, 5), [c] * 6)
        close_path(submission.gd(gradf, c + 1e-7, lr, 40), walk(gradf, c + 1e-7, lr, 40))
        small = [(start - c) * 1e-9 * 0.5**k for k in range(6)]
        close_path(submission.gd(lambda x: x, small[0], 0.5, 5), small)
    else:
        close_path(submission.gd(gradf, start, lr, 3), walk(gradf, start, lr, 3))
        close_path(submission.gd(lambda x: -gradf(x), start, lr / 2, 3), walk(lambda x: -gradf(x), start, lr / 2, 3))


def wave(k):
    """The slope of x·cos(k·x), which has many local minima."""
    return lambda x: math.cos(k * x) - k * x * math.sin(k * x) if math.isfinite(x) else math.nan


def steep(c):
    """The slope of cosh(c·x), for any float: a path that runs away meets inf, not an error of ours."""

    def gradf(x):
        try:
            return c * math.sinh(c * x)
        except OverflowError:
            return math.copysign(math.inf, x)

    return gradf


@pytest.mark.points(8)
@pytest.mark.parametrize("case", ["cosh", "wave", "straight line", "step", "far away"])
def test_other_functions(submission, case):
    """The step is lr times the slope at the current point, on functions of any shape; it ends in a local minimum."""
    scale = uniform(0.5, 2)  # stretches the path, so that it is new and as well-behaved as the course's
    gradf, start, lr = {
        "cosh": (steep(0.5 / scale), 3 * scale, 0.7 * scale),
        "wave": (wave(0.15 * math.pi / scale), 10 * scale, 0.2 * scale),
        "straight line": (lambda x: scale, uniform(-1, 1), 0.3),
        "step": (lambda x: scale if x > 0 else -scale, 0.37 * scale, 0.11),  # the slope of |x|
        "far away": (lambda x: 0.3 * x, scale * 1e6, 0.5),
    }[case]
    close_path(submission.gd(gradf, start, lr), walk(gradf, start, lr, 10))
    close_path(submission.gd(lambda x: -gradf(-x), -start, lr, 8), [-x for x in walk(gradf, start, lr, 8)])


@pytest.mark.points(4)
@pytest.mark.parametrize("case", ["no step", "one step", "six steps", "at the minimum"])
def test_points_where_the_slope_is_asked(submission, case):
    """gradf is called once for each step, at the current point, and not at the last point of the path."""
    gradf, a, c = parabola()
    start, lr, seen = c + uniform(2, 5), 0.3 / a, []
    steps = {"no step": 0, "one step": 1}.get(case, 6)
    if case == "at the minimum":
        start = c

    def recorded(x):
        seen.append(float(x))
        return gradf(x)

    path = walk(gradf, start, lr, steps)
    close_path(submission.gd(recorded, start, lr, steps), path)
    close(seen, path[:-1], name="the list of points at which gradf was called")


# gd_nd


def symmetric(eigenvalues):
    """A matrix with these eigenvalues and random eigenvectors, float64."""
    basis = torch.linalg.qr(torch.randn(len(eigenvalues), len(eigenvalues), dtype=torch.float64)).Q
    matrix = basis @ torch.diag(torch.tensor(eigenvalues, dtype=torch.float64)) @ basis.T
    return (matrix + matrix.T) / 2


def spread(d, low=0.5, high=3.0):
    """d random numbers between low and high."""
    return [uniform(low, high) for _ in range(d)]


def walk_nd(gradf, x0, lr, steps):
    rows = [x0]
    for _ in range(steps):
        rows.append(rows[-1] - lr * gradf(rows[-1]))
    return torch.stack(rows).clone()


def bowl(d, dtype=torch.float64):
    """The gradient A(x − c) of a random bowl whose axes are not those of the coordinates."""
    a, c = symmetric(spread(d)).to(dtype), torch.randn(d, dtype=dtype)
    return lambda x: a @ (x - c)


@pytest.mark.points(9)
@pytest.mark.parametrize(
    "case", ["course function", "D = 1", "D = 2", "D = 3", "steps + 1 = D", "float32", "view", "not a bowl"]
)
def test_path_in_d_dimensions(submission, case):
    """All coordinates step at once, with one gradient; row k of the path is the point after k steps."""
    d = {"D = 1": 1, "D = 2": 2, "steps + 1 = D": 5}.get(case, 3)
    dtype = torch.float32 if case == "float32" else torch.float64
    x0, lr, gradf = 3 * torch.randn(d, dtype=dtype), uniform(0.1, 0.3), bowl(d, dtype)
    if case == "view":
        x0 = torch.randn(d, 4, dtype=dtype)[:, 1]
    if case == "course function":
        x0, factors = x0[:2], torch.tensor([2.0, 4.0], dtype=dtype)
        share = 1 - uniform(0.5, 1.5) * 0.1 * factors
        right = x0 * share ** torch.arange(21, dtype=dtype)[:, None]
        close(submission.gd_nd(lambda x: factors * x, x0, (1 - share[0].item()) / 2), right, name="the path")
        return
    if case == "not a bowl":
        x0, shift = x0.sin(), torch.randn(d, dtype=dtype)
        close(
            submission.gd_nd(lambda x: torch.sin(x + shift) * x.roll(1), x0, lr, 6),
            walk_nd(lambda x: torch.sin(x + shift) * x.roll(1), x0, lr, 6),
            name="the path",
        )
        return
    close(submission.gd_nd(gradf, x0, lr, 4), walk_nd(gradf, x0, lr, 4), name="the path")


@pytest.mark.points(7)
@pytest.mark.parametrize(
    "case",
    [
        "default steps",
        "keywords",
        "no step",
        "one step",
        "lr = 0",
        "whole lr",
        "negative lr",
        "diverges",
        "at the minimum",
        "small gradient",
        "large gradient",
        "two calls",
    ],
)
def test_settings_in_d_dimensions(submission, case):
    """lr and steps are used as they are: no step, no learning rate, one that is too large. Nothing is remembered."""
    gradf, x0 = bowl(3), 3 * torch.randn(3, dtype=torch.float64)
    lr = {"lr = 0": 0.0, "whole lr": 1, "negative lr": -0.3, "diverges": uniform(1.5, 2)}.get(case, uniform(0.1, 0.3))
    steps = {"no step": 0, "one step": 1}.get(case, 3)
    scale = {"small gradient": 1e-9, "large gradient": 1e5}.get(case, 1.0)
    close(submission.gd_nd(gradf, x0 + 1, 0.2, 2), walk_nd(gradf, x0 + 1, 0.2, 2), name="the path")
    if case == "default steps":
        close(submission.gd_nd(gradf, x0, lr), walk_nd(gradf, x0, lr, 20), name="the path")
    elif case == "keywords":
        close(submission.gd_nd(x0=x0, gradf=gradf, steps=2, lr=lr), walk_nd(gradf, x0, lr, 2), name="the path")
    elif case == "at the minimum":
        for here in (torch.zeros_like(x0), torch.tensor([0, x0[1].item(), 0], dtype=torch.float64)):
            close(submission.gd_nd(torch.clone, here, lr, 3), walk_nd(torch.clone, here, lr, 3), name="the path")
    elif case in ("small gradient", "large gradient"):
        matrix = symmetric(spread(3))
        right = walk_nd(lambda x: matrix @ x, x0 * scale, lr, 3)
        close(submission.gd_nd(lambda x: matrix @ x, x0 * scale, lr, 3), right, name="the path")
    elif case == "two calls":
        other = bowl(3)
        close(submission.gd_nd(other, x0, lr, 2), walk_nd(other, x0, lr, 2), name="the path")
        close(submission.gd_nd(gradf, x0, lr, 2), walk_nd(gradf, x0, lr, 2), name="the path")
    else:
        close(submission.gd_nd(gradf, x0, lr, steps), walk_nd(gradf, x0, lr, steps), name="the path")


def walk_with_zeroing(module, matrix, x0, lr, steps):
    def gradf(x):
        gradient = matrix @ x
        x.zero_()
        return gradient

    return module.gd_nd(gradf, x0, lr, steps), x0


def walk_with_scaling(module, factor, x0, lr, steps):
    return module.gd_nd(lambda x: x.mul_(factor), x0, lr, steps), x0


@pytest.mark.points(6)
@pytest.mark.parametrize("case", ["changes its argument", "returns its argument", "changes and returns its argument"])
def test_gradf_that_is_not_to_be_trusted(submission, case):
    """A gradf that changes the tensor it is given, or returns that very tensor, spoils neither the path nor x0."""
    x0, lr = torch.randn(3, dtype=torch.float64), uniform(0.1, 0.3)
    matrix, factor = symmetric(spread(3)), 1.0 if case == "returns its argument" else uniform(1.5, 2.5)
    if case == "changes its argument":
        got = submission.run(walk_with_zeroing, matrix, x0, lr, 4)
        right = walk_nd(lambda x: matrix @ x, x0, lr, 4)
    else:
        got = submission.run(walk_with_scaling, factor, x0, lr, 4)
        right = walk_nd(lambda x: factor * x, x0, lr, 4)
    close(got, (right, x0), name="(path, x0)")


def walk_and_change_start(module, gradf_matrix, x0, lr, steps):
    path = module.gd_nd(lambda x: gradf_matrix @ x, x0, lr, steps)
    before = x0.clone()
    x0 += 1
    return path, before


@pytest.mark.points(3)
@pytest.mark.parametrize("case", ["several steps", "no step", "view"])
def test_start_is_left_alone(submission, case):
    """gd_nd does not change x0, and the path that it returns does not change with x0 later."""
    x0, lr, matrix = torch.randn(3, dtype=torch.float64), uniform(0.1, 0.3), symmetric(spread(3))
    steps = 0 if case == "no step" else 3
    if case == "view":
        x0 = torch.randn(3, 3, dtype=torch.float64)[:, 1]
    right = walk_nd(lambda x: matrix @ x, x0, lr, steps)
    close(submission.run(walk_and_change_start, matrix, x0, lr, steps), (right, x0), name="(path, x0)")


@pytest.mark.points(3)
@pytest.mark.parametrize("case", ["float64", "float32", "no step"])
def test_points_where_the_gradient_is_asked(submission, case):
    """gradf is called once for each step, with the current point in x0's shape and dtype."""
    dtype = torch.float32 if case == "float32" else torch.float64
    gradf, x0, lr, seen = bowl(3, dtype), torch.randn(3, dtype=dtype), uniform(0.1, 0.3), []

    def recorded(x):
        seen.append(x.clone())
        return gradf(x)

    right = walk_nd(gradf, x0, lr, 0 if case == "no step" else 4)
    close(submission.gd_nd(recorded, x0, lr, len(right) - 1), right, name="the path")
    close(seen, list(right[:-1]), name="the list of points at which gradf was called")


# max_stable_lr


@pytest.mark.points(10)
@pytest.mark.parametrize(
    "case",
    [
        "D = 1",
        "diagonal",
        "D = 2",
        "D = 5",
        "equal eigenvalues",
        "small entries",
        "large entries",
        "one tiny eigenvalue",
        "float32",
        "view",
        "rounded",
    ],
)
def test_largest_stable_rate(submission, case):
    """The bound is that of the steepest direction, which need not be an axis; A is not changed."""
    d = int(case[4:]) if case.startswith("D") else 3
    a, rtol = symmetric(spread(d)), {"float32": 2e-5, "rounded": 1e-5}.get(case, 1e-9)
    if case == "diagonal":
        a = torch.diag(torch.tensor(spread(3), dtype=torch.float64))
    if case == "equal eigenvalues":
        a = uniform(0.5, 3) * torch.eye(3, dtype=torch.float64)
    if case == "one tiny eigenvalue":
        a = torch.diag(torch.tensor([uniform(1, 2), 5e-6, 0.5], dtype=torch.float64))
    a = a * {"small entries": 1e-6, "large entries": 1e6}.get(case, 1.0)
    a = a.float() if case == "float32" else a
    if case == "view":
        wide = torch.randn(6, 6, dtype=torch.float64)
        wide[::2, 1::2] = a
        a = wide[::2, 1::2]
    bound = 2 / torch.linalg.eigvalsh(a.double()).max().item()
    if case == "rounded":  # half of what has to be borne with
        a[0, 1] += 5e-7
        a[2, 0] -= 5e-7
    got, after = submission.observe("max_stable_lr", a)
    close(got, bound, rtol=rtol, name="the bound")
    require(type(got) is float, "max_stable_lr returns a Python float.")
    close(after[0], a, rtol=0, atol=0, name="A after the call")


REFUSED = {
    "one eigenvalue negative": [[2.0, 0.0], [0.0, -1.0]],
    "all eigenvalues negative": [[-2.0, 0.5], [0.5, -1.0]],
    "positive diagonal": [[1.0, 2.0], [2.0, 1.0]],
    "positive determinant": [[-1.0, 0, 0], [0, 3.0, 0], [0, 0, -2.0]],
    "a zero on the diagonal": [[2.0, 0.0], [0.0, 0.0]],
    "zero, D = 1": [[0.0]],
    "negative, D = 1": [[-3.0]],
    "upper half only": [[1.0, 2.0], [0.0, 1.0]],
    "lower half only": [[2.0, 0.0], [1.0, 3.0]],
    "slightly asymmetric": [[2.0, 0.5], [0.502, 1.0]],
    "one pair asymmetric": [[4.0, 1.0, 0.5], [1.0, 5.0, 0.25], [0.5, -0.25, 3.0]],
    "antisymmetric": [[2.0, 1.0], [-1.0, 2.0]],
    "(2, 3)": [[2.0, 1.0, 0.0], [1.0, 2.0, 0.0]],
    "(3, 2)": [[2.0, 1.0], [1.0, 2.0], [0.0, 0.0]],
    "(1, 3)": [[2.0, 2.0, 2.0]],
    "(3, 1)": [[2.0], [2.0], [2.0]],
    "(3,)": [2.0, 1.0, 3.0],
    "0-dim": 2.0,
    "(1, 1, 1)": [[[2.0]]],
    "(2, 2, 2)": [[[2.0, 0.0], [0.0, 2.0]], [[2.0, 0.0], [0.0, 2.0]]],
}


@pytest.mark.points(6)
@pytest.mark.parametrize("case", REFUSED)
def test_refused_matrices(submission, case):
    """What is not a symmetric (D, D) matrix with positive eigenvalues raises ValueError."""
    a, factor = symmetric([0.5, uniform(1, 3), 1.0]), uniform(0.8, 1.2)
    close(submission.max_stable_lr(a), 2 / torch.linalg.eigvalsh(a).max().item(), name="the bound")
    with pytest.raises(ValueError):
        submission.max_stable_lr(factor * torch.tensor(REFUSED[case], dtype=torch.float64))


# divide_search


def search(f, low, high, parts=16, rounds=4):
    left, right, best = low, high, low
    for _ in range(rounds):
        h = (right - left) / parts
        points = [left + i * h for i in range(parts + 1)]
        values = [f(x) for x in points]
        best = points[values.index(min(values))]
        left, right = max(low, best - h), min(high, best + h)
    return float(best)


def close_points(submission, functions, low, high, **settings):
    """Search several functions and compare the points; so no constant answer earns anything."""
    got = [submission.divide_search(f, low, high, **settings) for f in functions]
    close(got, [search(f, low, high, **settings) for f in functions], name="the list of points found")
    require(all(type(p) is float for p in got), "divide_search returns a Python float.")


@pytest.mark.points(6)
@pytest.mark.parametrize(
    "case",
    [
        "defaults",
        "default parts",
        "default rounds",
        "10 parts",
        "3 parts",
        "2 parts",
        "1 part",
        "one round",
        "narrow interval",
        "far from 0",
        "whole ends",
        "corner",
        "wave",
    ],
)
def test_search_in_a_valley(submission, case):
    """The interval narrows around the best point to [p − h, p + h], wherever the minimum lies."""
    settings = {
        "defaults": {},
        "default parts": {"rounds": 3},
        "default rounds": {"parts": 7},
        "3 parts": {"parts": 3, "rounds": 6},
        "2 parts": {"parts": 2, "rounds": 5},
        "1 part": {"parts": 1, "rounds": 2},
        "one round": {"parts": 9, "rounds": 1},
    }.get(case, {"parts": 10, "rounds": 3})
    low = uniform(-6, -2) + {"far from 0": 200, "narrow interval": 2}.get(case, 0)
    width = uniform(0.01, 0.02) if case == "narrow interval" else uniform(5, 12)
    if case == "whole ends":
        low, width = int(low), int(width)
    power = 1 if case == "corner" else 2
    shares = [uniform(0.05, 0.3), uniform(0.3, 0.5), uniform(0.5, 0.7), uniform(0.7, 0.95)]
    functions = [lambda x, c=low + share * width: abs(x - c) ** power for share in shares]
    if case == "wave":
        k = uniform(0.4, 0.5)
        low, width = -uniform(13, 16), 30
        functions = [lambda x: x * math.cos(k * x), lambda x: x * math.sin(k * x), lambda x: -x * math.sin(k * x)]
    close_points(submission, functions, low, low + width, **settings)


@pytest.mark.points(3)
@pytest.mark.parametrize("rounds", [2, 3], ids=["the last point", "cut to the first interval"])
def test_search_past_a_pit(submission, rounds):
    """The last p counts, also where an earlier one was lower; cut is at the ends of the first interval only."""
    low, scale, valley = uniform(-3, 3), uniform(0.5, 3), uniform(0.75, 0.85)

    def pit(u):  # met in the first round by one of the points 0, 1, 2, 3, and missed by all later ones
        return (u - valley) ** 2 - 3 * math.exp(-(((u - 2) / 0.1) ** 2))

    functions = [lambda x: pit((x - low) / scale), lambda x: pit(3 - (x - low) / scale)]
    close_points(submission, functions, low, low + 3 * scale, parts=3, rounds=rounds)


@pytest.mark.points(3)
@pytest.mark.parametrize("case", ["straight lines", "minimum beside the end", "whole ends"])
def test_search_at_the_ends(submission, case):
    """A minimum at either end of the interval is found, and f is never asked outside."""
    low, high, seen = uniform(-3, 0), uniform(1, 4), []
    if case == "whole ends":
        low, high = int(uniform(-4, 0)), int(uniform(1, 5))

    def recorded(f):
        def asked(x):
            seen.append(float(x))
            return f(x)

        return asked

    functions = [lambda x: 2 * x, lambda x: -3 * x]
    if case == "minimum beside the end":
        # The end is best in two rounds, and not in the third; where the interval is shifted there, in all three.
        beside = uniform(1.6, 1.9) * (high - low) / 6**3
        functions = [lambda x, c=c: (x - c) ** 2 for c in (low + beside, high - beside, high + 1)]
    close_points(submission, [recorded(f) for f in functions], low, high, parts=6, rounds=3)
    require(low - 1e-9 <= min(seen) and max(seen) <= high + 1e-9, "f was asked at a point outside [low, high].")


@pytest.mark.points(3)
@pytest.mark.parametrize("case", ["constant", "two minima", "flat ground", "in a later round"])
def test_search_with_ties(submission, case):
    """Of several best points the leftmost one wins, in every round."""
    low = float(int(uniform(-5, 5)))  # with whole ends and 4 parts the points are exact, so that ties are ties
    functions = {
        "constant": [lambda x: 1.0],
        "two minima": [lambda x: abs(abs(x - low - 2) - 1)],
        "flat ground": [lambda x: max(abs(x - low - 2.5) - 0.75, 0.0)],
        "in a later round": [lambda x: abs(x - low - 1.25), lambda x: abs(x - low - 2.25)],
    }[case]
    close_points(submission, [*functions, lambda x: (x - low - 2.8) ** 2], low, low + 4, parts=4, rounds=2)


@pytest.mark.points(3)
@pytest.mark.parametrize(
    "case", ["low = high", "low > high", "no part", "negative parts", "no round", "negative rounds"]
)
def test_refused_searches(submission, case):
    """An interval without length, or fewer than one part or round, raises ValueError."""
    c = uniform(1, 2)
    close_points(submission, [lambda x: (x - c) ** 2], 0, 4, parts=5, rounds=2)
    low, high, parts, rounds = {
        "low = high": (c, c, 5, 2),
        "low > high": (c, c - 1, 5, 2),
        "no part": (0, 4, 0, 2),
        "negative parts": (0, 4, -2, 2),
        "no round": (0, 4, 5, 0),
        "negative rounds": (0, 4, 5, -1),
    }[case]
    with pytest.raises(ValueError):
        submission.divide_search(lambda x: (x - c) ** 2, low, high, parts, rounds)


# contraction


@pytest.mark.points(8)
@pytest.mark.parametrize(
    "case",
    [
        "converges",
        "diverges",
        "changes sides",
        "negative",
        "two points",
        "last point on the other side",
        "uneven",
        "zero between",
        "ends at 0",
        "stays",
        "whole numbers",
        "tiny",
        "long",
    ],
)
def test_contraction(submission, case):
    """The average factor of a step comes from the first and the last distance alone; the path is not changed."""
    start, q = uniform(2, 9), uniform(0.3, 0.9)
    path, right = {
        "converges": ([start, start * q, start * q * q], q),
        "diverges": ([start * (1 + q) ** k for k in range(5)], 1 + q),
        "changes sides": ([start * (-q) ** k for k in range(5)], q),
        "negative": ([-start * q**k for k in range(4)], q),
        "two points": ([start, start * q], q),
        "last point on the other side": ([-start, start, start * q**2], q),
        "uneven": ([start, start * 3, start * 0.01, start * q**3], q),
        "zero between": ([start, 0.0, start * q**2], q),
        "ends at 0": ([start, start * q, 0.0], 0.0),
        "stays": ([start] * 4, 1.0),
        "whole numbers": ([48, 7, -12], 0.5),
        "tiny": ([1e-12 * start * q**k for k in range(4)], q),
        "long": ([start * q**k for k in range(60)], q),
    }[case]
    got, after = submission.observe("contraction", path)
    close(got, right, name="the factor")
    require(type(got) is float, "contraction returns a Python float.")
    close(after[0], path, rtol=0, atol=0, name="the path after the call")
    close(submission.contraction([start, start * q * 0.5]), q * 0.5, name="the factor")


@pytest.mark.points(2)
@pytest.mark.parametrize(
    "path", [[], [2.0], [0.0], [0.0, 1.0], [0, 3.0, 2.0], [0.0, 0.0]], ids=lambda path: str(len(path)) + " points"
)
def test_refused_paths(submission, path):
    """A path of fewer than two points, and one that starts at 0, raise ValueError."""
    start = uniform(2, 9)
    close(submission.contraction([start, start / 3]), 1 / 3, name="the factor")
    with pytest.raises(ValueError):
        submission.contraction(path)
