"""Hidden checks of exercise12. Expected values are computed here, from the definitions, or come from the reference."""

import math

import pytest
import torch

from grader.compare import close, either, require

NAN, INF = math.nan, math.inf


def normal(*shape):
    return torch.randn(shape, dtype=torch.float64)


# poly_features


def powers(x, degree):
    """Return the columns 1, x, x**2, ... by multiplication."""
    columns = [torch.ones_like(x)]
    for _ in range(degree):
        columns.append(columns[-1] * x)
    return torch.stack(columns, dim=1)


@pytest.mark.points(8)
@pytest.mark.parametrize("degrees", [(0, 1), (3, 2), (4,), (12,)], ids=["0 and 1", "3 and 2", "4", "12"])
def test_features(submission, degrees):
    """Row n holds 1, x, x², … up to the degree, for positive and negative x and for 0."""
    # five points for degree 4: a transposed result cannot be seen from its shape
    for degree, n in ((degree, n) for degree in degrees for n in (5, degree + 1, 1)):
        x = torch.rand(n).double() * 2 + 0.3
        x[1::2] *= -1
        x[2::5] = 0
        close(submission.poly_features(x, degree), powers(x, degree), name="the features")


@pytest.mark.points(2)
@pytest.mark.parametrize("case", ["float32", "every second entry", "x unchanged"])
def test_features_contract(submission, case):
    """The features have the dtype of x; views with gaps work; x is as before, also when the features are changed."""
    x = normal(6)
    if case == "float32":
        close(submission.poly_features(x.float(), 3), powers(x.float(), 3), name="the features")
    elif case == "every second entry":
        close(submission.poly_features(x[::2], 3), powers(x[::2], 3), name="the features")
    else:
        for degree in (0, 1, 3):
            features, after = submission.observe("poly_features", x, degree)
            close(features, powers(x, degree), name="the features")
            close(after[0], x, name="x after the call")
            close(submission.run(features_overwritten, x, degree), [powers(x, degree), x], name="features and x")


def features_overwritten(module, x, degree):
    module.poly_features(x, degree).fill_(7.0)
    return [module.poly_features(x, degree), x]


@pytest.mark.points(2)
@pytest.mark.parametrize("case", ["degree −1", "degree −3", "2-dim x", "one column", "0-dim x"])
def test_features_refused(submission, case):
    """A negative degree, and an x that is not 1-dim, raise ValueError."""
    x, degree = normal(4), 2
    valid = submission.poly_features(x, degree)
    require(isinstance(valid, torch.Tensor) and len(valid.shape) == 2, "For a valid x a matrix has to come back.")
    x, degree = {
        "degree −1": (x, -1),
        "degree −3": (x, -3),
        "2-dim x": (normal(4, 3), 2),
        "one column": (x[:, None], 2),
        "0-dim x": (x[0], 2),
    }[case]
    with pytest.raises(ValueError):
        submission.poly_features(x, degree)


# fit_ridge


def ridge(X, y, weight_decay=0.0):
    """Return the minimum by the normal equations."""
    n, d = X.shape
    return torch.linalg.solve(X.T @ X + n * weight_decay / 2 * torch.eye(d, dtype=X.dtype), X.T @ y)


EXACT = {"rtol": 1e-7, "atol": 1e-9}  # room for every way to solve a well-conditioned system


@pytest.mark.points(8)
@pytest.mark.parametrize("case", ["random data", "exact data", "square X", "one feature", "tiny features", "powers"])
def test_least_squares(submission, case):
    """Without weight decay fit_ridge gives the least-squares solution, exactly, whatever the scale of X."""
    n, d = {"square X": (4, 4), "one feature": (9, 1)}.get(case, (20, 4))
    X, y = normal(n, d), normal(n)
    if case == "square X":
        X = 0.5 * X + 4 * torch.eye(4)
    if case == "exact data":
        y = X @ torch.tensor([1.0, -2.0, 0.0, 3.0]).double()
    if case == "tiny features":
        X = X * 1e-4
    if case == "powers":
        X = powers(torch.linspace(-1, 1, n).double(), 5)
    for factor in (-2.0, 1.0):
        close(submission.fit_ridge(X, factor * y, 0.0), ridge(X, factor * y), **EXACT, name="w")
    close(submission.fit_ridge(X, y), ridge(X, y), **EXACT, name="w")


@pytest.mark.points(12)
@pytest.mark.parametrize("weight_decay", [2**-13, 0.125, 1.0, 30.0], ids=["tiny", "small", "1", "large"])
def test_weight_decay(submission, weight_decay):
    """With weight decay fit_ridge gives the minimum of mean squared error plus penalty, for any N."""
    # these weight decays are exact in binary, so that a penalty made in float32 costs nothing
    for n, d in ((30, 4), (9, 4), (9, 4), (5, 1)):
        X, y = normal(n, d), normal(n)
        X[:, 0] += 2.0  # no column is special, and none has the mean 0
        close(submission.fit_ridge(X, y, weight_decay), ridge(X, y, weight_decay), **EXACT, name="w")


@pytest.mark.points(2)
@pytest.mark.parametrize("n", [4, 3, 1], ids="N = {}".format)
def test_wide(submission, n):
    """With weight decay there may be as many features as samples, or more."""
    X, y = normal(n, 4), normal(n)
    close(submission.fit_ridge(X, y, 0.5), ridge(X, y, 0.5), **EXACT, name="w")


@pytest.mark.points(2)
@pytest.mark.parametrize("case", ["float32", "views with gaps", "arguments unchanged", "whole number"])
def test_ridge_contract(submission, case):
    """w has the dtype of X; views with gaps work, and a whole number as weight_decay; X and y are as before."""
    for weight_decay in (0.0, 0.5):
        X, y = normal(20, 3), normal(20)
        right = ridge(X, y, weight_decay)
        if case == "float32":
            right = right.float()
            close(submission.fit_ridge(X.float(), y.float(), weight_decay), right, rtol=1e-3, atol=1e-4, name="w")
        elif case == "views with gaps":
            X, y = normal(3, 40).t()[::2], normal(20, 2)[:, 1]
            close(submission.fit_ridge(X, y, weight_decay), ridge(X, y, weight_decay), **EXACT, name="w")
        elif case == "whole number":
            number = int(2 * weight_decay)
            close(submission.fit_ridge(X, y, number), ridge(X, y, number), **EXACT, name="w")
        else:
            w, after = submission.observe("fit_ridge", X, y, weight_decay)
            close(w, right, **EXACT, name="w")
            close(after[:2], [X, y], name="[X, y] after the call")


@pytest.mark.points(3)
@pytest.mark.parametrize(
    "case",
    ["negative weight decay", "tiny negative", "y of shape (N, 1)", "y too short", "one y", "1-dim X", "3-dim X"],
)
def test_ridge_refused(submission, case):
    """A negative weight_decay, an X that is not 2-dim, and a y that does not fit it raise ValueError."""
    X, y, weight_decay = normal(6, 6), normal(6), 0.5
    valid = submission.fit_ridge(X, y, weight_decay)
    require(
        isinstance(valid, torch.Tensor) and valid.numel() == 6, "For valid data there is a weight for every column."
    )
    X, y, weight_decay = {
        "negative weight decay": (X, y, -0.5),
        "tiny negative": (X, y, -1e-300),
        "y of shape (N, 1)": (X, y[:, None], 0.5),
        "y too short": (X, y[:5], 0.5),
        "one y": (X, y[:1], 0.5),
        "1-dim X": (y, y, 0.5),
        "3-dim X": (X.expand(6, 6, 6), y, 0.5),
    }[case]
    with pytest.raises(ValueError):
        submission.fit_ridge(X, y, weight_decay)
    if case not in ("negative weight decay", "tiny negative"):
        with pytest.raises(ValueError):
            submission.fit_ridge(X, y, 0.0)


# bias_variance


def pair_of(submission, predictions, truth):
    """Return the submission's pair, which has the right form."""
    pair = submission.bias_variance(predictions, truth)
    require(isinstance(pair, tuple) and len(pair) == 2, "bias_variance returns a pair: bias squared, and variance.")
    require(all(type(part) is float for part in pair), "bias squared and variance are Python floats.")
    return pair


def decomposed(predictions, truth):
    m = predictions.sum(0) / len(predictions)
    return ((m - truth) ** 2).mean().item(), ((predictions - m) ** 2).mean().item()


SHAPES = [pytest.param(20, 4, id="more models than points"), pytest.param(3, 8, id="more points than models")]
SHAPES += [pytest.param(5, 5, id="as many")]
MEAN = {"rtol": 1e-9, "atol": 1e-11}  # a mean of squares minus a squared mean is right, too


@pytest.mark.points(6)
@pytest.mark.parametrize(("r", "n"), SHAPES)
def test_bias(submission, r, n):
    """The first number is the squared bias: of the mean prediction at each point, averaged over the points."""
    for shift in (0.0, 1.5):
        predictions, truth = normal(r, n) + shift, normal(n)
        got = pair_of(submission, predictions, truth)
        close(got[0], decomposed(predictions, truth)[0], **MEAN, name="bias squared")


@pytest.mark.points(6)
@pytest.mark.parametrize(("r", "n"), SHAPES)
def test_variance(submission, r, n):
    """The second number is the variance: the spread of the models around their own mean, divided by R."""
    for shift in (0.0, 1.5):
        predictions, truth = normal(r, n) * (1 + torch.arange(n)) + shift, normal(n)
        got = pair_of(submission, predictions, truth)
        close(got[1], decomposed(predictions, truth)[1], **MEAN, name="variance")


@pytest.mark.points(2)
@pytest.mark.parametrize(
    "case", ["one model", "one point", "one number", "perfect models", "float32", "views", "unchanged"]
)
def test_bias_variance_corners(submission, case):
    """One model has variance 0; one point, perfect models, float32 and views are right; the arguments stay."""
    r, n = {"one model": (1, 5), "one point": (5, 1), "one number": (1, 1)}.get(case, (4, 6))
    predictions, truth = normal(r, n), normal(n)
    room = {"rtol": 1e-4, "atol": 1e-5} if case == "float32" else MEAN
    if case == "float32":
        predictions, truth = predictions.float(), truth.float()
    if case == "views":
        predictions, truth = normal(n, 2 * r).t()[::2], normal(2 * n)[::2]
    if case == "perfect models":
        close(submission.bias_variance(truth.repeat(r, 1), truth), (0.0, 0.0), **room, name="(bias squared, variance)")
    got, after = submission.observe("bias_variance", predictions, truth)
    close(got, decomposed(predictions, truth), **room, name="(bias squared, variance)")
    if case == "unchanged":
        close(after, [predictions, truth], name="[predictions, truth] after the call")


@pytest.mark.points(3)
@pytest.mark.parametrize(
    "case",
    [
        "truth (R,)",
        "truth (1,)",
        "truth (1, N)",
        "truth (N, 1)",
        "0-dim truth",
        "1-dim",
        "1-dim, 0-dim truth",
        "3-dim",
        "R by N by N",
    ],
)
def test_bias_variance_refused(submission, case):
    """Predictions that are not 2-dim, and a truth without exactly one number for each point, raise ValueError."""
    predictions, truth = normal(3, 5), normal(5)
    pair_of(submission, predictions, truth)
    predictions, truth = {
        "truth (R,)": (predictions, normal(3)),
        "truth (1,)": (predictions, truth[:1]),
        "truth (1, N)": (predictions, truth[None]),
        "truth (N, 1)": (normal(3, 5), truth[:, None]),
        "0-dim truth": (predictions, truth[0]),
        "1-dim": (truth, truth),
        "1-dim, 0-dim truth": (truth, truth[0]),
        "3-dim": (predictions[None], truth),
        "R by N by N": (normal(3, 5, 5), normal(5, 5)),
    }[case]
    with pytest.raises(ValueError):
        submission.bias_variance(predictions, truth)


# diagnose


@pytest.mark.points(10)
@pytest.mark.parametrize("case", ["plain", "both", "equality", "another gap", "training loss 0"])
def test_diagnosis(submission, case):
    """The verdict is right: training loss first, then the ratio; equality is ok, gap counts, a loss may be 0."""
    u = 1 + torch.rand(()).item() / 10
    # train_loss, val_loss, target, and gap if there is one; the numbers of "equality" are exact in binary
    calls, verdicts = {
        "plain": (
            [
                (u, 1.1 * u, 0.5),
                (u, 1.1 * u, 2.0),
                (0.1 * u, 0.5 * u, 0.8),
                (0.2 * u, 0.6 * u, 0.5),
                (0.3, 0.4, 0.35),
                (2 * u, u, 1.5),
            ],
            ["underfit", "ok", "overfit", "overfit", "ok", "underfit"],
        ),
        "both": ([(u, 9.0, 0.5), (u, 9.0, 2.0), (u, 1.2, 0.1)], ["underfit", "overfit", "underfit"]),
        "equality": (
            [(0.5, 0.5, 0.5), (0.5, 0.75, 0.5), (0.5, 0.8125, 0.5), (0.5625, 0.75, 0.5), (0.25, 0.75, 0.75, 3.0)],
            ["ok", "ok", "overfit", "underfit", "ok"],
        ),
        "another gap": (
            [(0.1 * u, 0.25 * u, 0.5), (0.1 * u, 0.25 * u, 0.5, 3.0), (0.2, 0.25, 0.5), (0.2, 0.25, 0.5, 1.1)],
            ["overfit", "ok", "ok", "overfit"],
        ),
        "training loss 0": (
            [(0.0, 0.1 * u, 0.5), (0.0, 0.0, 0.5), (0.0, 0.0, 0.0), (0.0, 1e-15, 0.5), (1e-12, 1e-9 * u, 0.5)],
            ["overfit", "ok", "ok", "overfit", "overfit"],
        ),
    }[case]
    close([submission.diagnose(*call) for call in calls], verdicts, name="the list of verdicts")


# select_degree


def cubic(n, m):
    """Return noisy training data and clean validation data of a cubic: no high degree is right."""
    x, x_val = torch.linspace(-1, 1, n).double(), 0.96 * torch.linspace(-1, 1, m).double()
    a, b = 1 + torch.rand(2).double()
    return x, a * x**3 - b * x + 0.3 * normal(n), x_val, a * x_val**3 - b * x_val


def accept(submission, got, data, degrees, weight_decay=0.0, room=None):
    """Accept what select_degree returned if it is right, or right given the student's own two functions."""
    room = room or {"rtol": 1e-5, "atol": 1e-9}
    x, y, x_val, y_val = data

    def by(features, fit):
        def judge():
            train, val = [], []
            for degree in degrees:
                X, X_val = features(x, degree), features(x_val, degree)
                for values, points in ((X, x), (X_val, x_val)):
                    require(isinstance(values, torch.Tensor) and values.dtype == x.dtype, "Features keep the dtype.")
                    require(values.dim() == 2 and len(values) == len(points), "There is a row for every x.")
                w = fit(X, y, weight_decay)
                require(isinstance(w, torch.Tensor) and w.dtype == x.dtype, "The weights have the dtype of X.")
                require(w.shape == X.shape[1:], "There is a weight for every column.")
                train.append(((X @ w - y) ** 2).mean())
                val.append(((X_val @ w - y_val) ** 2).mean())
            require(isinstance(got, tuple) and len(got) == 3, "select_degree returns a tuple of three.")
            close(got[1:], (torch.stack(train), torch.stack(val)), **room, name="(training errors, validation errors)")
            # by the student's own errors: where two are equal but for rounding, either may be the smaller one
            close(got[0], degrees[int(got[2].argmin())], name="the best degree")

        return judge

    either(by(powers, ridge), by(submission.poly_features, submission.fit_ridge))


@pytest.mark.points(12)
@pytest.mark.parametrize("case", ["rising degrees", "any order", "weight decay", "large weight decay"])
def test_selection(submission, case):
    """The errors are right for every degree, and the degree with the smallest validation error is chosen."""
    degrees = {"any order": [9, 3, 0, 5]}.get(case, [1, 3, 5, 9])
    weight_decay = {"weight decay": 0.01, "large weight decay": 2.0}.get(case, 0.0)
    for n, m in ((14, 30), (25, 8)):
        data = cubic(n, m)
        arguments = (*data, degrees) if weight_decay == 0 else (*data, degrees, weight_decay)
        accept(submission, submission.select_degree(*arguments), data, degrees, weight_decay)


@pytest.mark.points(5)
@pytest.mark.parametrize(
    "case", ["one degree", "repeated degrees", "one validation point", "as many points", "float32"]
)
def test_selection_corners(submission, case):
    """One degree, repeated ones, a single validation point, sets of equal size, and float32 are right, too."""
    degrees = {"one degree": [4], "repeated degrees": [4, 2, 4, 2]}.get(case, [2, 0, 3])
    data = cubic(12, 12 if case == "as many points" else 9)
    if case == "one validation point":
        data = (*data[:2], data[2][2:3], data[3][2:3])
    room = None
    if case == "float32":
        data, room = tuple(values.float() for values in data), {"rtol": 1e-3, "atol": 1e-5}
    accept(submission, submission.select_degree(*data, degrees), data, degrees, room=room)


@pytest.mark.points(3)
@pytest.mark.parametrize("case", ["tie", "arguments unchanged", "no degree"])
def test_selection_contract(submission, case):
    """On a tie the first degree wins; the arguments, the list too, are as before; an empty list raises ValueError."""
    data, degrees = cubic(12, 9), [5, 1, 3]
    got, after = submission.observe("select_degree", *data, degrees)
    accept(submission, got, data, degrees)
    if case == "tie":  # all data are 0: so is every weight, and every error, whatever the method
        data = (data[0], 0 * data[1], data[2], 0 * data[3])
        got = submission.select_degree(*data, degrees)
        zeros = torch.zeros(3).double()
        close(got, (5, zeros, zeros), name="(degree, training errors, validation errors)")
    elif case == "arguments unchanged":
        close(after, [*data, degrees], name="the list of arguments after the call")
    else:
        with pytest.raises(ValueError):
            submission.select_degree(*data, [])


# EarlyStopping


def watch(module, losses, settings):
    watcher = module.EarlyStopping(**settings)
    return [[watcher.step(loss) for loss in losses], watcher.best, watcher.best_step]


def watch_by_position(module, losses, settings):
    watcher = module.EarlyStopping(*settings)
    return [[watcher.step(loss) for loss in losses], watcher.best, watcher.best_step]


def watch_two(module, losses, others):
    """Two watchers in turn; the second one is new when the first one has seen a loss."""
    first = module.EarlyStopping(2)
    seen = [first.step(losses[0])]
    second = module.EarlyStopping(3)
    before = [second.best, second.best_step]
    for loss, other in zip(losses[1:], others, strict=True):
        seen += [first.step(loss), second.step(other)]
    return [seen, before, [first.best, first.best_step], [second.best, second.best_step]]


def follow(submission, solution, *runs):
    """Compare what a watcher says, and what it remembers, for every list of losses."""
    for losses, settings in runs:
        probe = watch if isinstance(settings, dict) else watch_by_position
        right = solution.run(probe, losses, settings)
        got = submission.run(probe, losses, settings)
        close(got, right, name="[what step returned, best, best_step]")


@pytest.mark.points(8)
@pytest.mark.parametrize("case", ["stops", "count starts again", "compares with the best", "falling", "defaults"])
def test_stopping(submission, solution, case):
    """It stops after `patience` calls in a row without improvement, not earlier or later, and knows the best."""
    a = 10 * torch.rand(()).item()
    runs = {
        "stops": [([a + 5, a + 4, a + 3, a + 4, a + 5, a + 6], {"patience": 3}), ([a, a + 1, a + 2], {"patience": 1})],
        "count starts again": [([a + 5, a + 6, a + 7, a + 4, a + 6, a + 7, a + 8], {"patience": 3})],
        "compares with the best": [([a + 3, a + 6, a + 5, a + 4], {"patience": 3}), ([a, 9 + a, a + 8], [2])],
        "falling": [([a + 9 - k / 8 for k in range(12)] + [a + 20], {"patience": 1})],
        "defaults": [([a + 2, a, *(a + k for k in range(1, 6))], {}), ([a, a + 1, a - 1e-9, a + 1, a + 1], [2])],
    }[case]
    follow(submission, solution, *runs)


@pytest.mark.points(5)
@pytest.mark.parametrize(
    "case",
    ["equal losses", "min_delta", "small steps add up", "NaN", "infinite", "after stopping", "two watchers", "new"],
)
def test_stopping_corners(submission, solution, case):
    """Equal losses, min_delta, NaN, infinity, calls after a stop, and several watchers are treated as promised."""
    a = 4.0 + torch.randint(0, 8, ()).item()  # so that differences are exact
    if case == "two watchers":
        losses, others = [a, a + 1, a - 1, a, a + 1], [a + 3, a + 4, a + 2, a + 5]
        close(submission.run(watch_two, losses, others), solution.run(watch_two, losses, others), name="what both did")
        return
    runs = {
        "equal losses": [([a, a, a, a], {"patience": 2}), ([a, a - 1, a - 1, a - 1], {"patience": 3})],
        "min_delta": [
            ([a, a - 0.25, a - 0.25], {"patience": 2, "min_delta": 0.5}),
            ([a, a + 0.25, a + 0.375], {"patience": 2, "min_delta": 0.5}),
            ([a, a - 0.25, a - 0.5, a - 0.625], {"patience": 3, "min_delta": 0.5}),
            ([a, a - 0.25, a - 0.5, a - 0.375, a - 1], [3, 0.5]),
        ],
        "small steps add up": [([a - k / 4 for k in range(9)], {"patience": 3, "min_delta": 0.5})],
        "NaN": [([a, NAN, NAN, a - 1, NAN, NAN, NAN], {"patience": 3}), ([NAN, a, NAN, NAN], {"patience": 2})],
        "infinite": [([INF, INF, a, INF, INF], {"patience": 2}), ([INF, a], {"patience": 3, "min_delta": 0.5})],
        "after stopping": [([a, a + 1, a + 1, a + 2, a + 3, a - 1, a, a, a], {"patience": 2})],
        "new": [([], {"patience": 2}), ([], {"patience": 3, "min_delta": 0.5}), ([a, a + 1], {"patience": 1})],
    }[case]
    follow(submission, solution, *runs)


@pytest.mark.points(1)
@pytest.mark.parametrize("patience", [0, -2], ids=["patience 0", "patience negative"])
def test_patience_refused(submission, solution, patience):
    """A patience below 1 raises ValueError when the watcher is made."""
    follow(submission, solution, ([4.0, 3.0], {"patience": 3}))
    with pytest.raises(ValueError):
        submission.EarlyStopping(patience)
