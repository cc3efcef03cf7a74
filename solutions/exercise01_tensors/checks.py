"""The hidden checks of exercise01. The reference is torch itself, or a count that compares with every edge."""

import math

import pytest
import torch

from grader.compare import close, require


def seed():
    return int(torch.randint(2**31, ()))


def generator(number):
    return torch.Generator().manual_seed(number)


def normal(*shape):
    return torch.randn(shape, dtype=torch.float64)


def named(dtype):
    return str(dtype).removeprefix("torch.")


# uniform_like: only what holds for every right use of random numbers is asked for. The thresholds let a right solution
# fail less often than once in ten million runs.


def accept_samples(samples, shape, dtype, low, high):
    """Accept samples of the shape and dtype, in the range and spread evenly over it (Kolmogorov-Smirnov distance)."""
    close(samples, torch.zeros(shape, dtype=dtype), atol=math.inf, name="the tensor of samples")
    place = ((samples.double().flatten() - low) / (high - low)).sort().values
    require(bool(((place > -1e-5) & (place < 1 + 1e-5)).all()), "All samples have to lie between low and high.")
    n = place.numel()
    steps = torch.arange(n + 1) / max(n, 1)
    distance = float(torch.cat((place - steps[:-1], steps[1:] - place, torch.zeros(1))).max()) * math.sqrt(n)
    require(distance < 3, "The samples are not spread evenly over the range.")
    require(n < 1000 or distance > 0.2, "The samples are spread too evenly to be independent of each other.")


@pytest.mark.points(8)
@pytest.mark.parametrize("case", ["from -3 to 5", "any range", "narrow range far from 0", "transposed x"])
def test_uniform_distribution(submission, case):
    """The samples fill [low, high) evenly, whatever low and high are, and each is independent of all others."""
    low = float(normal())
    high = low + 0.5 + 5 * float(torch.rand(()))
    low, high = {"from -3 to 5": (-3.0, 5.0), "narrow range far from 0": (100.0, 100.5)}.get(case, (low, high))
    x = normal(50, 200).T if case == "transposed x" else normal(100, 50)
    samples = submission.uniform_like(x, low, high, generator=generator(seed()))
    accept_samples(samples, x.shape, x.dtype, low, high)
    require(len(set(samples.flatten().tolist())) > 0.9 * x.numel(), "Hardly any two samples may be equal.")
    centred = (samples - (low + high) / 2) / ((high - low) / math.sqrt(12))
    for products in (centred[1:] * centred[:-1], centred[:, 1:] * centred[:, :-1]):
        require(abs(float(products.mean())) < 0.1, "Samples that are next to each other depend on each other.")


class DefaultDtype:
    """Makes another dtype the default for a while."""

    def __init__(self, dtype):
        self.dtype, self.before = dtype, torch.get_default_dtype()

    def __enter__(self):
        torch.set_default_dtype(self.dtype)

    def __exit__(self, *exception):
        torch.set_default_dtype(self.before)


def samples_for_default(module, x, dtype, number):
    torch.manual_seed(number)
    with DefaultDtype(dtype):
        return module.uniform_like(x)


@pytest.mark.points(5)
@pytest.mark.parametrize("given", [torch.float16, torch.float32, torch.float64, torch.int64, torch.bool], ids=named)
def test_uniform_dtype(submission, given):
    """A floating dtype is kept, any other gives the default dtype (float32 or float64), in [0, 1) unless told."""
    for shape, default in [((9, 7), torch.float32), ((0, 3), torch.float64), ((), torch.float64)]:
        samples = submission.run(samples_for_default, torch.zeros(shape, dtype=given), default, seed())
        accept_samples(samples, shape, given if given.is_floating_point else default, 0.0, 1.0)


def two_calls(module, x, number):
    one = torch.Generator().manual_seed(number)
    torch.rand(3, generator=one)
    return [module.uniform_like(x, generator=one), module.uniform_like(x, generator=one)]


def two_global_calls(module, x, number):
    torch.manual_seed(number)
    return [module.uniform_like(x), module.uniform_like(x)]


def global_afterwards(module, x, number, other):
    torch.manual_seed(number)
    return [module.uniform_like(x, generator=torch.Generator().manual_seed(other)), torch.rand(4)]


@pytest.mark.points(5)
@pytest.mark.parametrize("case", ["a generator", "the global generator", "the global one is left alone"])
def test_uniform_stream(submission, case):
    """The numbers come from the generator, which moves on; from the global one if none is given, and only then."""
    x, number, other = normal(6), seed(), seed()
    half = torch.full_like(x, 0.5)
    if case == "the global one is left alone":
        result = submission.run(global_afterwards, x, number, other)
        close(result[0], half, rtol=0.0, atol=0.5, name="the tensor of samples")
        close(result[1], torch.rand(4, generator=generator(number)), name="what the global generator gives afterwards")
        return
    probe = two_calls if case == "a generator" else two_global_calls
    results = [submission.run(probe, x, start) for start in (number, number, other)]
    for result in results:
        close(result, [half, half], rtol=0.0, atol=0.5, name="the list of samples of two calls")
    close(results[1], results[0], name="the list of samples from the same random numbers")
    require(not torch.equal(results[0][0], results[0][1]), "The second call has to give other samples than the first.")
    require(not torch.equal(results[0][0], results[2][0]), "Another seed has to give other samples.")


@pytest.mark.points(2)
@pytest.mark.parametrize("case", ["low = high", "low > high", "x is all NaN"])
def test_uniform_refuses(submission, case):
    """Unless low < high there is a ValueError; what is in x plays no part."""
    x = torch.full((8,), math.nan, dtype=torch.float64)
    close(submission.uniform_like(x, 1.0, 3.0, generator=generator(seed())), torch.full_like(x, 2), rtol=0.0, atol=1.0)
    if case != "x is all NaN":
        with pytest.raises(ValueError):
            submission.uniform_like(x, 3.0, 3.0 if case == "low = high" else 1.0)


# matvec


@pytest.mark.points(6)
@pytest.mark.parametrize("case", ["the lecture's m and v", "integers", "fractions in m", "fractions in v"])
def test_matvec_course(submission, case):
    """The lecture's float matrix times its integer vector is right, as integers too, and with fractions on one side."""
    m, v = torch.tensor([[2.0, 5, 3, 7], [4, 2, 1, 9]]), torch.arange(1, 5)
    fractions = torch.tensor([0.5, 0.25, 0.75, 0.5])
    if case == "fractions in m":
        m = m + fractions
    elif case != "the lecture's m and v":
        m, v = m.long(), v + fractions if case == "fractions in v" else v
    close(submission.matvec(m, v), (m * v).sum(1))


@pytest.mark.points(6)
@pytest.mark.parametrize(
    "case", ["int64, float64", "two floats", "uint8, float32", "uint8, int64", "int8, uint8", "int64"]
)
def test_matvec_dtypes(submission, case):
    """The result is calculated in the promoted dtype from the start: nothing is rounded or overflows on the way."""
    large = torch.randint(100, 256, (4, 4), dtype=torch.uint8)
    m, n = {
        "int64, float64": (torch.randint(-9, 10, (4, 4)), normal(4, 4)),
        "two floats": (normal(4, 4).float(), normal(4, 4)),
        "uint8, float32": (large, normal(4, 4).float()),
        "uint8, int64": (large, torch.randint(-900, 900, (4, 4))),
        "int8, uint8": (torch.randint(-99, -50, (4, 4), dtype=torch.int8), large // 4),
        "int64": (2 * torch.randint(2**58, 2**59, (4, 4)) + 1, torch.tensor([[1, -1, 1, 0]])),
    }[case]
    dtype = torch.promote_types(m.dtype, n.dtype)
    for matrix, vector in ((m, n[0]), (n, m[0])):
        close(submission.matvec(matrix, vector), torch.mv(matrix.to(dtype), vector.to(dtype)))


@pytest.mark.points(4)
@pytest.mark.parametrize("case", ["one row", "one column", "one by one", "square", "transposed view", "v with gaps"])
def test_matvec_shapes(submission, case):
    """One row, one column, a square m (where a transposed one cannot be seen from the shape), and views are right."""
    rows, columns = {"one row": (1, 4), "one column": (4, 1), "one by one": (1, 1), "square": (4, 4)}.get(case, (5, 3))
    m = normal(columns, rows).T if case == "transposed view" else normal(rows, columns)
    v = normal(2 * columns)[::2] if case == "v with gaps" else normal(columns)
    close(submission.matvec(m, v), torch.mv(m, v))


@pytest.mark.points(3)
@pytest.mark.parametrize(
    "case", ["v too short", "v of length 1", "v 0-dim", "v 2-dim", "m 1-dim", "m 3-dim", "m with one column"]
)
def test_matvec_refuses(submission, case):
    """An m that is not 2-dim, a v that is not 1-dim, and lengths that do not fit raise ValueError."""
    m, v = normal(3, 3), normal(3)
    close(submission.matvec(m, v), torch.mv(m, v))
    m = {"m 1-dim": m[0], "m 3-dim": m[None], "m with one column": m[:, :1]}.get(case, m)
    v = {"v too short": v[:2], "v of length 1": v[:1], "v 0-dim": v[0], "v 2-dim": v[:, None]}.get(case, v)
    with pytest.raises(ValueError):
        submission.matvec(m, v)


# cat2d


@pytest.mark.points(6)
@pytest.mark.parametrize("dim", [0, 1], ids="dim = {}".format)
def test_cat_course(submission, dim):
    """The lecture's two rows become a 2 × 4 table for dim = 0 and one row of 8 for dim = 1."""
    a, b = torch.tensor([[1, 2, 3, 4]]), torch.tensor([[5, 6, 7, 8]])
    close(submission.cat2d(a, b, dim), torch.cat((a, b), dim))


FITTING = {
    "unequal heights": [((3, 2), (1, 2), 0)],
    "unequal widths": [((3, 2), (3, 4), 1)],
    "squares": [((3, 3), (3, 3), 0), ((3, 3), (3, 3), 1)],
    "two rows": [((4,), (4,), 0), ((2,), (5,), 1)],
    "a row and a table": [((4,), (3, 4), 0), ((1, 2), (4,), 1)],
    "empty tables": [((0, 3), (2, 3), 0), ((2, 3), (2, 0), 1), ((0,), (1, 3), 1)],
}
UNFIT = {
    "dim too large": [((2, 3), (2, 3), 2)],
    "dim negative": [((2, 3), (2, 3), -1), ((2, 3), (2, 3), -2)],
    "unequal": [((2, 3), (2, 4), 0), ((2, 3), (3, 3), 1)],
    "rows": [((3,), (4,), 0), ((2, 3), (3,), 1), ((0,), (2, 3), 0)],
    "one number": [((2, 3), (1, 1), 0), ((1, 1), (2, 3), 1)],
}


@pytest.mark.points(6)
@pytest.mark.parametrize("case", FITTING)
def test_cat_tables(submission, case):
    """Tables of unequal size, squares, 1-dim inputs as rows, and empty tables are joined along the right dimension."""
    for *shapes, dim in FITTING[case]:
        for dtype in (torch.float64, torch.int32):
            a, b = ((10 * normal(*shape)).to(dtype) for shape in shapes)
            close(submission.cat2d(a, b, dim), torch.cat((torch.atleast_2d(a), torch.atleast_2d(b)), dim))


@pytest.mark.points(4)
@pytest.mark.parametrize("case", UNFIT)
def test_cat_refuses(submission, case):
    """A dim other than 0 and 1, and tables that do not fit, raise ValueError."""
    x = normal(2, 3)
    close(submission.cat2d(x, x, 0), torch.cat((x, x), 0))
    for *shapes, dim in UNFIT[case]:
        a, b = (normal(*shape) for shape in shapes)
        with pytest.raises(ValueError):
            submission.cat2d(a, b, dim)


# l2_norm


@pytest.mark.points(8)
@pytest.mark.parametrize("case", ["3 and 4", "vector", "matrix", "float32", "view", "3-dim", "0-dim", "zeros", "empty"])
def test_norm_values(submission, case):
    """The norm of all elements is right for every shape, 0-dim and in x's dtype; without any element it is 0."""
    shape = {"vector": (9,), "3-dim": (2, 3, 4), "0-dim": (), "zeros": (3,), "empty": (0, 3)}.get(case, (5, 7))
    x = -0.5 - normal(*shape).abs()
    if case == "3 and 4":
        x = torch.tensor([3.0, 4.0])
    elif case == "float32":
        x = x.float()
    elif case == "view":
        x = x.T[::2]
    elif case == "zeros":
        x = torch.zeros(3)
    close(submission.l2_norm(x), torch.linalg.vector_norm(x))


def norm_for_default(module, x, dtype):
    with DefaultDtype(dtype):
        return module.l2_norm(x)


@pytest.mark.points(6)
@pytest.mark.parametrize("dtype", [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64], ids=named)
def test_norm_integers(submission, dtype):
    """Integers give the norm in the default dtype (float32 or float64), even if their squares overflow their own."""
    smallest, largest = max(torch.iinfo(dtype).min, -(2**40)), min(torch.iinfo(dtype).max, 2**40)
    x = torch.cat((torch.tensor([smallest, largest]), torch.randint(smallest, largest, (9,)))).to(dtype)
    for default in (torch.float32, torch.float64):
        close(submission.run(norm_for_default, x, default), torch.linalg.vector_norm(x.to(default)))


# fraction_between


@pytest.mark.points(7)
@pytest.mark.parametrize("case", ["on the borders", "normal", "matrix", "integers", "none", "from x on", "up to x"])
def test_fraction(submission, case):
    """The share is right, with an element on low counted and one on high not, as a Python float, for any shape."""
    x = {
        "on the borders": torch.tensor([0.0, 1.0, 1.0, 2.0, 3.0, 3.0, 3.0, 4.0]),
        "normal": torch.randn(2000),
        "matrix": normal(20, 35).T,
        "integers": torch.cat((torch.arange(4), torch.randint(0, 6, (30,)))).to(torch.uint8),
    }.get(case, torch.rand(17) - 0.5)
    low, high = {
        "on the borders": (1.0, 3.0),
        "integers": (-0.5, 2.5),
        "none": (3.0, 4.0),
        "from x on": (float(x.flatten()[0]), math.inf),
        "up to x": (-math.inf, float(x.flatten()[0])),
    }.get(case, (-1.0, 1.0))
    right = sum(low <= element < high for element in x.flatten().tolist()) / x.numel()
    close(submission.fraction_between(x, low, high), right, rtol=1e-6, name="the share")


@pytest.mark.points(3)
@pytest.mark.parametrize("shape", [(0,), (3, 0)], ids=["no elements", "no columns"])
def test_fraction_refuses(submission, shape):
    """An x without elements raises ValueError; one element is enough."""
    close(submission.fraction_between(torch.tensor([2.0]), 1.0, 3.0), 1.0, rtol=1e-6, name="the share")
    with pytest.raises(ValueError):
        submission.fraction_between(torch.zeros(shape), 0.0, 1.0)


# histogram


def counted(x, low, high, bins):
    """Return (counts, edges), each element compared with each inner edge."""
    edges = torch.linspace(low, high, bins + 1, dtype=torch.float64)
    index = (x.double().flatten()[:, None] >= edges[1:-1]).sum(1)
    return torch.bincount(index, minlength=bins), edges.to(x.dtype)


def accept_histogram(submission, x, *bins):
    right = counted(x, float(x.min()), float(x.max()), *(bins or (100,)))
    close(submission.histogram(x, *bins), right, name="(counts, edges)")


@pytest.mark.points(7)
@pytest.mark.parametrize(
    "case", ["default bins", "both signs", "negative", "matrix", "transposed view", "float32", "one bin", "many bins"]
)
def test_histogram_counts(submission, case):
    """Counts and edges are right for random numbers of any sign and shape, from one bin to more bins than elements."""
    if case == "default bins":
        accept_histogram(submission, normal(1000))
    elif case == "both signs":
        accept_histogram(submission, torch.tensor([-1.75, -0.6, 0.6, 2.25]), 4)
    elif case == "float32":  # away from the edges, so that rounding decides nothing
        inner = torch.randint(0, 6, (40,)) + 0.1 + 0.8 * torch.rand(40)
        accept_histogram(submission, 3 * torch.cat((torch.tensor([0.0, 6.0]), inner)) - 7, 6)
    else:
        x = normal(8, 9).T if case == "transposed view" else normal(6, 11) if case == "matrix" else normal(40)
        bins = {"one bin": 1, "many bins": 97}.get(case, 7)
        accept_histogram(submission, -x.abs() - 5 if case == "negative" else x, bins)


@pytest.mark.points(6)
@pytest.mark.parametrize(("low", "bins"), [(0.0, 8), (-1.0, 8), (-8.0, 4)], ids=["from 0", "around 0", "below 0"])
def test_histogram_edges(submission, low, bins):
    """An element on an edge belongs to the bin that begins there, and only the last bin holds its right edge too."""
    width = 1.0 if low == 0 else 0.25
    x = low + width * torch.cat((torch.arange(bins + 1), torch.randint(0, 4 * bins + 1, (30,)) / 4))
    x = x[torch.randperm(len(x))]
    for values in (x, x.double()):
        accept_histogram(submission, values, bins)


@pytest.mark.points(2)
@pytest.mark.parametrize("shape", [(5, 2), (1,), ()], ids=["ten elements", "one element", "0-dim"])
def test_histogram_constant(submission, shape):
    """If all elements equal v, the bins reach from v − 0.5 to v + 0.5, and one of them holds everything."""
    value = float(torch.randint(-20, 20, ())) + 0.25
    for bins in (4, 5):
        right = counted(torch.full(shape, value), value - 0.5, value + 0.5, bins)
        close(submission.histogram(torch.full(shape, value), bins), right, name="(counts, edges)")


@pytest.mark.points(2)
@pytest.mark.parametrize("case", ["no bins", "a negative number of bins", "no elements"])
def test_histogram_refuses(submission, case):
    """Fewer bins than one, or an x without elements, raise ValueError."""
    x = torch.tensor([0.0, 1.0, 1.0, 4.0])
    accept_histogram(submission, x, 4)
    with pytest.raises(ValueError):
        submission.histogram(x[:0] if case == "no elements" else x, {"no bins": 0, "no elements": 4}.get(case, -3))


# all


@pytest.mark.points(4)
@pytest.mark.parametrize("name", ["uniform_like", "matvec", "cat2d", "l2_norm", "fraction_between", "histogram"])
def test_arguments_unchanged(submission, solution, name):
    """No function changes the tensors that it is given."""
    x = normal(4, 4)
    arguments = {
        "matvec": [x, normal(4)],
        "cat2d": [x, normal(4), 0],
        "fraction_between": [x, -1.0, 1.0],
        "histogram": [x, 5],
    }.get(name, [x])
    for values in (arguments, [argument.float() if torch.is_tensor(argument) else argument for argument in arguments]):
        result, after = submission.observe(name, *values)
        right = solution[name](*values)
        tolerance = {"rtol": 0.0, "atol": 1.0} if name == "uniform_like" else {}
        close(result, right, **tolerance)
        close(after, values, rtol=0.0, atol=0.0, name="the list of arguments after the call")
