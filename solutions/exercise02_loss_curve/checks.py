"""Hidden checks of the loss curve; the costs are compared with PyTorch's own `F.mse_loss`."""

import pytest
import torch
from torch.nn import functional as F

from grader.compare import close, either, require

X, Y = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([2.0, 4.0, 6.0])
X64, Y64 = X.double(), Y.double()


def scalar(value, dtype=torch.float64):
    return torch.tensor(value, dtype=dtype)


def samples(n, dtype=torch.float64, step=1):
    """Random x and y; with a step they are views with gaps."""
    return torch.randn(n * step, dtype=dtype)[::step], torch.randn(n * step, dtype=dtype)[::step]


# What is right, or right given the student's own earlier functions


def predictions(module, x, y, ws):
    """The prediction for one weight after the other."""
    return [module.forward(x, w) for w in ws]


def losses(module, x, y, ws):
    """The losses for one weight after the other."""
    return [module.loss(x, y, w) for w in ws]


def costs(module, x, y, ws):
    """The cost for one weight after the other."""
    return [module.cost(x, y, w) for w in ws]


def is_floating(value, shape):
    return isinstance(value, torch.Tensor) and value.is_floating_point() and value.shape == shape


def own_values(submission, name, x, y, ws):
    """What the student's forward, loss or cost gives for each weight, if it has the right form.

    Another floating dtype has lost its points already, where that function was checked.
    """
    values = submission.run({"forward": predictions, "loss": losses, "cost": costs}[name], x, y, ws)
    shape = () if name == "cost" else x.shape
    require(isinstance(values, list) and len(values) == len(ws), f"{name} gives one tensor for each weight.")
    require(all(is_floating(value, shape) for value in values), f"{name} gives a floating tensor of the right shape.")
    return torch.stack(values).detach()


def own_costs(submission, name, x, y, ws):
    """The costs that follow from the student's forward, loss or cost."""
    values = own_values(submission, name, x, y, ws)
    if name == "forward":
        values = (values - y) ** 2
    return values if name == "cost" else values.mean(1)


def right_costs(x, y, ws):
    return torch.stack([F.mse_loss(x * w, y) for w in ws])


def rounding(x, y, w):
    """What rounding may change in a cost, in whatever order it is computed."""
    size = ((x.abs() * abs(w) + y.abs()) ** 2).mean().item()
    return size * (1e-12 if x.dtype == torch.float64 else 1e-5)


def close_losses(submission, got, x, y, w):
    """Accept losses that are right, or right given the student's own forward."""
    either(
        lambda: close(got, (x * w - y) ** 2, name="the losses"),
        lambda: close(got, (own_values(submission, "forward", x, y, [w])[0] - y) ** 2, name="the losses"),
    )


def close_cost(submission, got, x, y, w):
    """Accept a cost that is right, or right given the student's own loss or forward."""

    def by(name):
        return lambda: close(got, own_costs(submission, name, x, y, [w])[0], atol=rounding(x, y, w), name="the cost")

    either(
        lambda: close(got, F.mse_loss(x * w, y), atol=rounding(x, y, w), name="the cost"),
        by("loss"),
        by("forward"),
    )


def close_curve(submission, got, x, y, ws):
    """Accept a curve that is right, or right given the student's own cost, loss or forward."""
    atol = max(rounding(x, y, w) for w in ws)

    def by(name):
        return lambda: close(got, own_costs(submission, name, x, y, ws), atol=atol, name="the curve")

    right = right_costs(x, y, ws)
    either(lambda: close(got, right, atol=atol, name="the curve"), by("cost"), by("loss"), by("forward"))


def close_best(submission, got, x, y, ws):
    """Accept a pair that is right, or right given the student's own curve or the functions before it."""

    def accept(curve):
        k = int(curve.argmin())
        close(got, (ws[k].item(), curve[k].item()), atol=rounding(x, y, ws[k]), name="(weight, cost)")

    def own_curve():
        curve = submission.loss_curve(x, y, ws)
        require(is_floating(curve, ws.shape), "loss_curve gives a floating tensor of the shape of ws.")
        accept(curve.detach())

    def by(name):
        return lambda: accept(own_costs(submission, name, x, y, ws))

    either(lambda: accept(right_costs(x, y, ws)), own_curve, by("cost"), by("loss"), by("forward"))


# forward


@pytest.mark.points(6)
@pytest.mark.parametrize("case", ["course data", "zero", "negative", "0-dim w", "float32", "view"])
def test_predictions(submission, case):
    """The prediction is x · w, in x's shape and dtype, for a float and for a 0-dim tensor w."""
    x, _ = samples(6, step=2 if case == "view" else 1)
    w = {"zero": 0.0, "negative": -1.7}.get(case, torch.randn(()).double().item() / 3)
    if case == "course data":
        x, w = X, 2.0
    if case == "0-dim w":
        w = scalar(w)
    if case == "float32":
        x, w = x.float(), scalar(w, torch.float32)
    close(submission.forward(x, w), x * w, name="the prediction")


# loss


@pytest.mark.points(4)
@pytest.mark.parametrize("w", [1.0, 3.0, 2.0], ids=["below the optimum", "above the optimum", "at the optimum"])
def test_losses_course_data(submission, w):
    """On x = [1, 2, 3], y = [2, 4, 6] there is one loss per sample, and errors of either sign count alike."""
    close_losses(submission, submission.loss(X, Y, w), X, Y, w)


@pytest.mark.points(5)
@pytest.mark.parametrize("case", ["float64", "0-dim w", "float32", "one sample", "view"])
def test_losses_random_data(submission, case):
    """The losses are right on random data, of shape (N,) and in the data's dtype."""
    x, y = samples(1 if case == "one sample" else 7, step=3 if case == "view" else 1)
    w = torch.randn(()).double().item() / 3
    if case == "0-dim w":
        w = scalar(w)
    if case == "float32":
        x, y, w = x.float(), y.float(), scalar(w, torch.float32)
    close_losses(submission, submission.loss(x, y, w), x, y, w)


MISFITS = {
    "y of shape (N, 1)": (X, Y[:, None]),
    "x of shape (N, 1)": (X[:, None], Y),
    "unequal lengths": (X, Y[:2]),
    "one y for all": (X, Y[:1]),
    "one x for all": (X[:1], Y),
}


@pytest.mark.points(4)
@pytest.mark.parametrize("case", list(MISFITS))
def test_losses_refused(submission, case):
    """x and y of different shape raise ValueError in loss, also where torch would broadcast them."""
    require(isinstance(submission.loss(X, Y, 1.0), torch.Tensor), "For valid data a tensor has to come back.")
    with pytest.raises(ValueError):
        submission.loss(*MISFITS[case], 1.0)


# cost


@pytest.mark.points(6)
@pytest.mark.parametrize("w", [0.0, 1.0, 2.0, 3.5], ids="w = {}".format)
def test_cost_course_data(submission, w):
    """The cost on x = [1, 2, 3], y = [2, 4, 6] is the mean of the three losses, and 0 at the best weight."""
    close_cost(submission, submission.cost(X, Y, w), X, Y, w)


@pytest.mark.points(7)
@pytest.mark.parametrize("case", ["N = 20", "N = 1", "N = 200", "0-dim w", "float32", "view", "second call"])
def test_cost_random_data(submission, case):
    """The cost equals torch's on random data of any number of samples, as a 0-dim tensor in the data's dtype."""
    x, y = samples(int(case.removeprefix("N = ")) if "N = " in case else 9, step=2 if case == "view" else 1)
    w = torch.randn(()).double().item() / 3
    if case == "0-dim w":
        w = scalar(w)
    if case in ("float32", "N = 200"):
        x, y, w = x.float(), y.float(), scalar(w, torch.float32)
    if case == "second call":
        close_cost(submission, submission.cost(x, y, w), x, y, w)
        y = y.flip(0) + 1
    close_cost(submission, submission.cost(x, y, w), x, y, w)


def refused(function, x, y):
    try:
        function(x, y, 1.0)
    except ValueError:
        return True
    return False


@pytest.mark.points(4)
@pytest.mark.parametrize("case", [*MISFITS, "no data"])
def test_cost_refused(submission, case):
    """x and y of different shape, or without any sample, raise ValueError in cost."""
    require(isinstance(submission.cost(X, Y, 1.0), torch.Tensor), "For valid data a tensor has to come back.")
    x, y = MISFITS.get(case, (X[:0], Y[:0]))
    if not refused(submission.cost, x, y):
        refused(submission.loss, x, y)  # tells for the diagnosis where the mistake is
        require(False, "cost accepts data that it has to refuse with a ValueError.")


# autograd, and the arguments


def slope(value, w, weights):
    """Autograd's derivative of the weighted sum of a value; a word if there is none."""
    if not getattr(value, "requires_grad", False):
        return "detached"
    try:
        return torch.autograd.grad((value * weights).sum(), w, allow_unused=True)[0]
    except RuntimeError:
        return "broken"


def forward_slope(module, x, y, w, weights):
    w = w.clone().requires_grad_()
    return slope(module.forward(x, w), w, weights)


def loss_slope(module, x, y, w, weights):
    w = w.clone().requires_grad_()
    return slope(module.loss(x, y, w), w, weights)


def cost_slope(module, x, y, w, weights):
    w = w.clone().requires_grad_()
    return slope(module.cost(x, y, w), w, weights)


def close_slope(submission, name, probe, right):
    """Accept autograd's derivative of `right`, or the difference quotient of the student's own function."""
    (x, y), w = samples(5), scalar(0.3) + torch.rand(()).double()
    leaf = w.clone().requires_grad_()
    value = right(x, y, leaf)
    weights = torch.randn(value.shape).double()
    got = submission.run(probe, x, y, w, weights)
    require(isinstance(got, torch.Tensor), f"Autograd finds no way from what {name} returns back to w.")

    def measured():
        around = own_values(submission, name, x, y, [w + 1e-3, w - 1e-3])
        quotient = ((around[0] - around[1]) * weights).sum() / 2e-3
        require(quotient != 0, f"What {name} returns has to depend on w.")
        close(got, quotient, rtol=1e-3, atol=1e-4, name="the derivative")

    either(lambda: close(got, torch.autograd.grad((value * weights).sum(), leaf)[0], name="the derivative"), measured)


@pytest.mark.points(1)
def test_predictions_differentiable(submission):
    """Autograd can differentiate the prediction with respect to w."""
    close_slope(submission, "forward", forward_slope, lambda x, y, w: x * w)


@pytest.mark.points(1)
def test_losses_differentiable(submission):
    """Autograd can differentiate the loss of each sample with respect to w."""
    close_slope(submission, "loss", loss_slope, lambda x, y, w: (x * w - y) ** 2)


@pytest.mark.points(5)
def test_cost_differentiable(submission):
    """Autograd can differentiate the cost with respect to w: nothing is cut off on the way."""
    close_slope(submission, "cost", cost_slope, lambda x, y, w: F.mse_loss(x * w, y))


@pytest.mark.points(5)
@pytest.mark.parametrize("name", ["forward", "loss", "cost", "loss_curve", "best_weight"])
def test_arguments_kept(submission, name):
    """x, y and the weights are as before after every call."""
    (x, y), w, ws = samples(5), torch.randn(()).double(), torch.randn(4).double()
    arguments = {"forward": [x, w], "loss": [x, y, w], "cost": [x, y, w]}.get(name, [x, y, ws])
    got, after = submission.observe(name, *arguments)
    if name == "forward":
        close(got, x * w, name="the prediction")
    else:
        judge = {"loss": close_losses, "cost": close_cost, "loss_curve": close_curve, "best_weight": close_best}[name]
        judge(submission, got, *arguments)
    close(after, arguments, name="the list of arguments after the call")


# loss_curve


@pytest.mark.points(7)
@pytest.mark.parametrize("case", ["0.0, 0.1, ..., 4.0", "float32", "falling weights", "one weight"])
def test_curve_course_data(submission, case):
    """The curve on x = [1, 2, 3], y = [2, 4, 6] has one cost per weight, each computed afresh."""
    x, y, ws = X64, Y64, torch.arange(41).double() / 10
    if case == "float32":
        x, y, ws = X, Y, ws.float()
    if case == "falling weights":
        ws = ws.flip(0)
    if case == "one weight":
        ws = ws[13:14]
    close_curve(submission, submission.loss_curve(x, y, ws), x, y, ws)


@pytest.mark.points(6)
@pytest.mark.parametrize("case", ["more weights", "fewer weights", "one sample", "float32", "view", "repeated weights"])
def test_curve_random_data(submission, case):
    """The curve equals torch's costs on random data, for any number of samples and weights in any order."""
    n, k = {"more weights": (3, 8), "fewer weights": (9, 2), "one sample": (1, 4)}.get(case, (6, 5))
    step = 2 if case == "view" else 1
    dtype = torch.float32 if case == "float32" else torch.float64
    (x, y), (ws, _) = samples(n, dtype, step), samples(k, dtype, step)
    if case == "repeated weights":
        ws = torch.cat([ws, ws[:2]])
    close_curve(submission, submission.loss_curve(x, y, ws), x, y, ws)


@pytest.mark.points(5)
@pytest.mark.parametrize("n", [2, 3, 5], ids="K = N = {}".format)
def test_curve_as_many_weights_as_samples(submission, n):
    """With as many weights as samples a mean over the wrong dimension has the right shape, but not the right values."""
    (x, y), ws = samples(n), torch.randn(n).double()
    close_curve(submission, submission.loss_curve(x, y, ws), x, y, ws)


# best_weight


@pytest.mark.points(5)
@pytest.mark.parametrize("case", ["0.0, 0.1, ..., 4.0", "optimum missing", "one candidate"])
def test_best_course_data(submission, case):
    """On x = [1, 2, 3], y = [2, 4, 6] the pair is (2.0, 0.0), or the nearest candidate and its cost."""
    ws = torch.arange(41).double() / 10
    if case == "optimum missing":
        ws = torch.cat([ws[:15], ws[24:]])
    if case == "one candidate":
        ws = scalar([3.25])
    close_best(submission, submission.best_weight(X64, Y64, ws), X64, Y64, ws)


@pytest.mark.points(5)
@pytest.mark.parametrize("case", ["first", "last", "in the middle", "float32", "view", "large costs"])
def test_best_random_data(submission, case):
    """The pair is the candidate of smallest cost and this cost, wherever it stands in ws, as two Python floats."""
    ws = torch.randn(()).double() + 0.5 * torch.randperm(7).double()
    k = {"first": 0, "last": 6}.get(case, 3)
    if case == "view":
        ws = ws.repeat_interleave(2)[::2]
    x = torch.randn(8).double() + 2
    y = ws[k] * x + 0.2 * torch.randn(8).double()  # far from a tie
    if case == "large costs":
        y, ws = 1e7 * y, 1e7 * ws
    if case == "float32":
        x, y, ws = x.float(), y.float(), ws.float()
    close_best(submission, submission.best_weight(x, y, ws), x, y, ws)


@pytest.mark.points(4)
@pytest.mark.parametrize("case", ["smaller weight first", "larger weight first", "three pairs"])
def test_best_tie(submission, case):
    """Of several candidates with exactly the same smallest cost, the one that comes first in ws is returned."""
    x = torch.randint(1, 5, (4,)).double()  # four whole numbers: every mean is exact
    ws = {
        "smaller weight first": scalar([0.0, 1.0, 3.0, 5.0]),
        "larger weight first": scalar([-1.0, 3.0, 1.0, 4.0]),
        "three pairs": scalar([6.0, 4.0, 3.0, 1.0, 0.0, 1.0, 3.0]),
    }[case]
    close_best(submission, submission.best_weight(x, 2 * x, ws), x, 2 * x, ws)


# split_indices


def fresh_seed():
    return int(torch.randint(2**31, ()))


def index_lists(parts):
    """The parts as sorted lists of indices, if they are three vectors."""
    require(isinstance(parts, tuple | list) and len(parts) == 3, "split_indices returns a tuple of three parts.")
    vectors = all(isinstance(part, torch.Tensor) and part.dim() == 1 for part in parts)
    require(vectors, "Each part is a 1-D tensor.")
    return [sorted(part.tolist()) for part in parts]


@pytest.mark.points(5)
@pytest.mark.parametrize(
    ("n", "n_val", "n_test"),
    [(30, 7, 4), (9, 0, 3), (9, 3, 0), (7, 0, 0), (6, 2, 4), (5, 0, 5), (5, 5, 0), (0, 0, 0)],
    ids=[
        "three parts",
        "no validation",
        "no test",
        "all training",
        "no training",
        "all test",
        "all validation",
        "no index",
    ],
)
def test_split_form(submission, n, n_val, n_test):
    """The result is a tuple of three int64 vectors of the right sizes, also where a part is empty."""
    for sizes in ((8, 3, 1), (n, n_val, n_test)):  # empty parts alone would prove little
        parts = submission.split_indices(*sizes)
        index_lists(parts)
        right = [sizes[0] - sizes[1] - sizes[2], *sizes[1:]]
        close([len(part) for part in parts], right, name="the list of sizes")
        require(isinstance(parts, tuple), "split_indices returns a tuple.")
        require(all(part.dtype == torch.int64 for part in parts), "Each part has dtype int64, an empty one, too.")


@pytest.mark.points(5)
@pytest.mark.parametrize(
    ("n", "n_val", "n_test"),
    [(100, 20, 10), (12, 3, 3), (11, 2, 7), (9, 4, 0), (20, 0, 12)],
    ids=["70/20/10", "6/3/3", "2/2/7", "5/4/0", "8/0/12"],
)
def test_split_partition(submission, n, n_val, n_test):
    """Every index is in exactly one of the three parts."""
    parts = submission.split_indices(n, n_val, n_test, generator=torch.Generator().manual_seed(fresh_seed()))
    indices = [index for part in index_lists(parts) for index in part]
    require(sorted(indices) == list(range(n)), "Every index 0, ..., n − 1 must be in exactly one part.")


def many_splits(module, n, n_val, n_test, times, seed):
    """Split again and again with one generator; the parts of each split one after the other, as a row."""
    generator = torch.Generator().manual_seed(seed)
    splits = [module.split_indices(n, n_val, n_test, generator=generator) for _ in range(times)]
    return torch.stack([torch.cat(list(parts)) for parts in splits])


@pytest.mark.points(4)
@pytest.mark.parametrize("n_test", [1, 2], ids=["two for training", "one for training"])
def test_split_by_chance(submission, n_test):
    """Chance decides which index comes into which part, and every split is as likely as any other."""
    table = submission.run(many_splits, 4, 1, n_test, 240, fresh_seed())
    right = isinstance(table, torch.Tensor) and table.shape == (240, 4)
    require(right, "The three parts of a split have as many entries together as there are indices.")
    counts = {}
    for row in table.tolist():
        key = row[-n_test - 1], tuple(sorted(row[-n_test:]))
        counts[key] = counts.get(key, 0) + 1
    deviation = sum((count - 20) ** 2 / 20 for count in counts.values()) + 20 * (12 - len(counts))  # 12 are possible
    require(deviation < 75, "In very many splits, every possible one has to come about equally often.")


def splits_from_states(module, n, n_val, n_test, seed):
    """Split from the same state of a generator twice, from a later state of it, and once more at once."""
    splits = []
    for draws in (3, 3, 4):
        generator = torch.Generator().manual_seed(seed)
        torch.rand(draws, generator=generator)
        torch.manual_seed(seed + len(splits))
        splits.append(module.split_indices(n, n_val, n_test, generator=generator))
    splits.append(module.split_indices(n, n_val, n_test, generator=generator))
    return splits


def splits_from_global(module, n, n_val, n_test, seed):
    """Split without a generator: twice from the same state of torch's random numbers, from another, and once more."""
    splits = []
    for number in (seed, seed, seed + 1):
        torch.manual_seed(number)
        splits.append(module.split_indices(n, n_val, n_test))
    splits.append(module.split_indices(n, n_val, n_test))
    return splits


def require_repeatable(splits, source):
    """The first two of four splits are the same, the others are new ones."""
    require(isinstance(splits, list) and len(splits) == 4, "split_indices returns a tuple of three parts.")
    first, again, other, next_one = [index_lists(parts) for parts in splits]
    require(first == again, f"The same state of {source} has to give the same split again.")
    require(other not in (first, next_one), f"Another state of {source}, and a second call, have to give a new split.")


@pytest.mark.points(2)
def test_split_repeatable(submission):
    """The same state of the generator gives the same split again; another state, or a second call, a new one."""
    require_repeatable(submission.run(splits_from_states, 40, 10, 5, fresh_seed()), "the generator")


@pytest.mark.points(1)
def test_split_without_generator(submission):
    """Without a generator the split follows torch's global random numbers, which torch.manual_seed sets."""
    require_repeatable(submission.run(splits_from_global, 40, 10, 5, fresh_seed()), "torch's global random numbers")


def global_numbers_after(module, n, n_val, n_test, seed):
    """Split with a generator, then draw from torch's global random numbers."""
    torch.manual_seed(seed)
    parts = module.split_indices(n, n_val, n_test, generator=torch.Generator().manual_seed(seed + 1))
    return parts, torch.rand(3)


@pytest.mark.points(1)
def test_split_leaves_global_numbers(submission):
    """With a generator, torch's global random numbers stay as they were."""
    number = fresh_seed()
    result = submission.run(global_numbers_after, 40, 10, 5, number)
    require(isinstance(result, tuple) and len(result) == 2, "split_indices returns a tuple of three parts.")
    index_lists(result[0])
    expected = torch.rand(3, generator=torch.Generator().manual_seed(number))
    close(result[1], expected, name="torch.rand(3) after split_indices")


@pytest.mark.points(2)
@pytest.mark.parametrize(
    "sizes",
    [(10, 6, 5), (10, 0, 11), (10, 11, 0), (10, -1, 2), (10, 2, -1), (10, 12, -3), (10, -3, 12), (-1, 0, 0)],
    ids=lambda sizes: "{}, {}, {}".format(*sizes),
)
def test_split_refused(submission, sizes):
    """A negative size, or two parts that are larger together than the whole, raise ValueError."""
    index_lists(submission.split_indices(10, 3, 4))
    with pytest.raises(ValueError):
        submission.split_indices(*sizes)
