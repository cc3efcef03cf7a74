"""Hidden checks of the MSE gradient; the reference is torch's autograd, or a closed form where there is one."""

import pytest
import torch
from torch.nn import functional as F

from grader.compare import close, default_of, either, require

X, Y = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([2.0, 4.0, 6.0])
X64, Y64 = X.double(), Y.double()
SLOPE = 28 / 3  # the second derivative of the cost on the course data: 2 * mean(x**2)


def scalar(value, dtype=torch.float64):
    return torch.tensor(value, dtype=dtype)


def gradient(w, x, y):
    """Autograd's derivative of the MSE."""
    w = w.detach().clone().requires_grad_()
    return torch.autograd.grad(F.mse_loss(x * w, y), w)[0]


def linear_gradient(w, b, X, y):
    """Autograd's gradients of the MSE of a linear model."""
    w, b = w.detach().clone().requires_grad_(), b.detach().clone().requires_grad_()
    return torch.autograd.grad(F.mse_loss(X @ w + b, y), (w, b))


# mse_grad


@pytest.mark.points(10)
@pytest.mark.parametrize("w", [1.0, 4.0, 2.0], ids=["below the optimum", "above the optimum", "at the optimum"])
def test_course_data(submission, w):
    """The gradient is right on x = [1, 2, 3], y = [2, 4, 6]: below, above and exactly at the optimum."""
    close(submission.mse_grad(scalar(w, torch.float32), X, Y), gradient(scalar(w, torch.float32), X, Y))


@pytest.mark.points(10)
@pytest.mark.parametrize("n", [1, 2, 3, 10, 50], ids="N = {}".format)
def test_random_data(submission, n):
    """The gradient equals autograd's on random float64 data, whatever the number of samples."""
    lots = [(torch.randn(()).double(), torch.randn(n).double(), torch.randn(n).double()) for _ in range(4)]
    w, x, y = lots[-1]
    lots[-1] = w, x, 1e6 + y
    for got, lot in zip(submission.mse_grad.starmap(lots), lots, strict=True):
        close(got, gradient(*lot))


@pytest.mark.points(6)
@pytest.mark.parametrize(
    "case", ["float32", "float64", "integers, float32 w", "integers, float64 w", "every second entry"]
)
def test_dtype_and_layout(submission, case):
    """The result is 0-dim with w's dtype: for float32, float64, integer x and y, and for views with gaps."""
    dtype = torch.float64 if "float64" in case or "entry" in case else torch.float32
    w, x, y = torch.randn((), dtype=dtype), torch.randn(20, dtype=dtype), torch.randn(20, dtype=dtype)
    if "integers" in case:
        x, y = torch.randint(-5, 6, (20,)), torch.randint(-5, 6, (20,))
    if "entry" in case:
        x, y = x[::2], y[1::2]
    rounding = 1e-4 if dtype == torch.float32 else None  # of terms up to 100, which may nearly cancel
    close(submission.mse_grad(w, x, y), gradient(w, x.to(dtype), y.to(dtype)), atol=rounding)


@pytest.mark.points(8)
@pytest.mark.parametrize(
    "case", ["y of shape (N, 1)", "x of shape (N, 1)", "unequal lengths", "one y for all", "no data"]
)
def test_shapes_that_do_not_fit(submission, case):
    """x and y of different shape, or without any sample, raise ValueError instead of broadcasting."""
    w = scalar(1.0, torch.float32)
    x, y = {
        "y of shape (N, 1)": (X, Y[:, None]),
        "x of shape (N, 1)": (X[:, None], Y),
        "unequal lengths": (X, Y[:2]),
        "one y for all": (X, Y[:1]),
        "no data": (X[:0], Y[:0]),
    }[case]
    values = submission.mse_grad.starmap([(w, X, Y), (w, x, y)])
    require(isinstance(next(values), torch.Tensor), "For valid data a tensor has to come back.")
    with pytest.raises(ValueError):
        next(values)


@pytest.mark.points(4)
@pytest.mark.parametrize("name", ["mse_grad", "numerical_mse_grad", "gd_step", "linear_mse_grad"])
def test_arguments_unchanged(submission, name):
    """w, x and y (and b) are as before after every call."""
    w, x, y = torch.randn(()).double(), torch.randn(5).double(), torch.randn(5).double()
    arguments = [w, x, y] + ([0.1] if name == "gd_step" else [])
    if name == "linear_mse_grad":
        arguments = [torch.randn(3).double(), w, torch.randn(5, 3).double(), y]
    value, after = submission.observe(name, *arguments)
    require(value is not None, f"{name} has to return its result.")
    close(after, arguments, name="the list of arguments after the call")


# linear_mse_grad


@pytest.mark.points(12)
@pytest.mark.parametrize("n", [7, 3], ids=["more samples than features", "fewer samples than features"])
def test_linear(submission, n):
    """(grad_w, grad_b) of a linear model with bias equal autograd's on random data."""
    w, b, X, y = torch.randn(4).double(), torch.randn(()).double(), torch.randn(n, 4).double(), torch.randn(n).double()
    close(submission.linear_mse_grad(w, b, X, y), linear_gradient(w, b, X, y), name="(grad_w, grad_b)")


@pytest.mark.points(8)
@pytest.mark.parametrize("case", ["one sample", "one feature", "square X", "one by one", "float32", "transposed view"])
def test_linear_corners(submission, case):
    """One sample, one feature, a square X (where a transposed X cannot be seen from the shape), float32, and a view."""
    n, d = {"one sample": (1, 3), "one feature": (5, 1), "square X": (4, 4), "one by one": (1, 1)}.get(case, (7, 3))
    w, b, X, y = torch.randn(d).double(), torch.randn(()).double(), torch.randn(n, d).double(), torch.randn(n).double()
    if case == "transposed view":
        X = torch.randn(d, n).double().T
    right = linear_gradient(w, b, X, y)
    if case == "float32":
        w, b, X, y = w.float(), b.float(), X.float(), y.float()
        right = tuple(value.float() for value in right)
    close(submission.linear_mse_grad(w, b, X, y), right, name="(grad_w, grad_b)")


@pytest.mark.points(5)
@pytest.mark.parametrize(
    "case",
    [
        "y of shape (N, 1)",
        "y too short",
        "w too long",
        "w too short",
        "w of shape (D, 1)",
        "1-dim X",
        "1-dim X, 0-dim w",
        "3-dim X",
        "3-dim X, 2-dim w",
    ],
)
def test_linear_shapes_that_do_not_fit(submission, case):
    """An X that is not 2-dim, or a w or y that does not fit it, raises ValueError."""
    w, b, X, y = torch.randn(3).double(), torch.randn(()).double(), torch.randn(3, 3).double(), torch.randn(3).double()
    arguments = {
        "y of shape (N, 1)": (w, b, X, y[:, None]),
        "y too short": (w, b, X, y[:2]),
        "w too long": (torch.randn(4).double(), b, X, y),
        "w too short": (w[:1], b, X, y),
        "w of shape (D, 1)": (w[:, None], b, X, y),
        "1-dim X": (w, b, X[0], y),
        "1-dim X, 0-dim w": (w[0], b, X[0], y),
        "3-dim X": (w, b, X[None], y),
        "3-dim X, 2-dim w": (X, b, X.expand(3, 3, 3), y),
    }[case]
    values = submission.linear_mse_grad.starmap([(w, b, X, y), arguments])
    value = next(values)
    require(isinstance(value, tuple) and len(value) == 2, "For valid data a pair of gradients has to come back.")
    with pytest.raises(ValueError):
        next(values)


# numerical_mse_grad


@pytest.mark.points(9)
@pytest.mark.parametrize("case", ["eps = 1e-4", "eps = 2", "eps = 50", "float32", "integers"])
def test_numerical(submission, case):
    """The central difference is right for small and large eps (on a parabola it is exact), and in w's dtype."""
    w, x, y = torch.randn(()).double(), torch.randn(9).double(), torch.randn(9).double()
    if case == "eps = 1e-4":
        close(submission.numerical_mse_grad(w, x, y), gradient(w, x, y), rtol=1e-6, atol=1e-7)
    elif case == "float32":
        # Where float32 has been computed in, a single result may be right by chance.
        lots = [(1 + torch.rand(()), torch.randn(9), torch.randn(9)) for _ in range(4)]
        for got, (w, x, y) in zip(submission.numerical_mse_grad.starmap(lots), lots, strict=True):
            right = gradient(w.double(), x.double(), y.double()).float()
            close(got, right, rtol=1e-5, atol=1e-6)
    elif case == "integers":
        x, y = torch.randint(-5, 6, (9,)), torch.randint(-5, 6, (9,))
        close(submission.numerical_mse_grad(w, x, y), gradient(w, x.double(), y.double()), rtol=1e-6, atol=1e-6)
    else:
        # A cost this large drowns the effect of an eps of 1e-4 in rounding, and hardly that of a large one.
        eps, x, y = float(case.removeprefix("eps = ")), 1 + torch.rand(9).double(), y + 1e6
        close(submission.numerical_mse_grad(w, x, y, eps), gradient(w, x, y), rtol=1e-9)


# gd_step


@pytest.mark.points(10)
@pytest.mark.parametrize("case", ["course data", "random data", "learning rate 0", "float32"])
def test_step(submission, case):
    """One step gives w − lr · gradient, 0-dim and in w's dtype; with learning rate 0 it gives w."""
    dtype = torch.float32 if case == "float32" else torch.float64
    w, x, y = torch.randn((), dtype=dtype), torch.randn(6, dtype=dtype), torch.randn(6, dtype=dtype)
    lr = 0.0 if case == "learning rate 0" else 0.05
    if case == "course data":
        w, x, y, lr = scalar(1.0), X64, Y64, 0.01
    got = submission.gd_step(w, x, y, lr)

    def own():  # right, given the student's own gradient
        slope = submission.mse_grad(w, x, y)
        require(isinstance(slope, torch.Tensor) and slope.shape == () and slope.dtype == dtype, "mse_grad is 0-dim.")
        close(got, w - lr * slope)

    either(lambda: close(got, w - lr * gradient(w, x, y)), own)


# fit


def right_steps(w, x, y, lr, epochs):
    """The weights before and after each step, by hand: autograd takes four times as long."""
    weights = [w]
    for _ in range(epochs):
        weights.append(weights[-1] - lr * (2 * x * (x * weights[-1] - y)).mean())
    return weights


def own_steps(module, w, x, y, lr, epochs):
    weights = [w]
    for _ in range(epochs):
        weights.append(module.gd_step(weights[-1], x, y, lr))
    return weights


def steps_by_own_gradient(module, w, x, y, lr, epochs):
    weights = [w]
    for _ in range(epochs):
        weights.append(weights[-1] - lr * module.mse_grad(weights[-1], x, y))
    return weights


def as_fit(weights, x, y):
    """Return what fit returns if it goes through these weights."""
    zero_dim = all(isinstance(w, torch.Tensor) and w.shape == () for w in weights)
    require(zero_dim, "A step gives a 0-dim tensor.")
    return weights[-1].item(), [((x * w - y) ** 2).mean().item() for w in weights[:-1]]


def accept_fit(submission, got, x, y, w0, lr, epochs):
    """Accept fit's result if it is right, or right given the student's own gd_step or mse_grad."""
    plan = torch.tensor(w0, dtype=x.dtype), x, y, lr, epochs
    rtol, atol = (1e-9, 1e-11) if x.dtype == torch.float64 else (1e-4, 1e-5)

    def agree(weights):
        close(got, as_fit(weights, x, y), rtol=rtol, atol=atol, name="(w, costs)")

    either(
        lambda: agree(right_steps(*plan)),
        lambda: agree(submission.run(own_steps, *plan)),
        lambda: agree(submission.run(steps_by_own_gradient, *plan)),
    )


@pytest.mark.points(12)
@pytest.mark.parametrize("case", ["course data", "random data", "float32"])
def test_fit(submission, case):
    """The weight ends where gradient descent leads, and the costs are those before each step, as Python floats."""
    x, y, w0, lr, epochs = torch.randn(6).double(), torch.randn(6).double(), 0.7, 0.02, 12
    if case == "course data":
        x, y, w0, lr, epochs = X64, Y64, 1.0, 0.01, 12
    if case == "float32":
        x, y = x.float(), y.float()
    accept_fit(submission, submission.fit(x, y, w0, lr, epochs), x, y, w0, lr, epochs)


@pytest.mark.points(6)
@pytest.mark.parametrize("case", ["no epochs", "one epoch", "defaults", "twice", "diverging"])
def test_fit_corners(submission, case):
    """No epoch gives (w0, []), the defaults are those of the signature, calls do not remember, a huge lr diverges."""
    if case == "no epochs":
        close(submission.fit(X64, Y64, 0.5, 0.01, 0), (0.5, []))
    elif case == "defaults":
        accept_fit(submission, submission.fit(X64, Y64, epochs=9), X64, Y64, 0.0, 0.01, 9)
        close(submission.run(default_epochs, X64, Y64), 100, name="the number of epochs")
    elif case == "twice":
        first = submission.run(fit_twice, X64, Y64)
        require(isinstance(first, list) and len(first) == 2, "Two calls give two results.")
        accept_fit(submission, first[0], X64, Y64, 1.0, 0.02, 5)
        close(first[1], first[0], name="the second call's result")
    else:
        lr, epochs = (0.25, 10) if case == "diverging" else (0.05, 1)
        accept_fit(submission, submission.fit(X64, Y64, 1.0, lr, epochs), X64, Y64, 1.0, lr, epochs)


def default_epochs(module, x, y):
    told = default_of(module.fit, "epochs")
    if isinstance(told, int) and told > 0:  # so many steps take longer than ten other checks
        return told
    result = module.fit(x, y)
    return len(result[1]) if isinstance(result, tuple) and isinstance(result[1], list) else result


def fit_twice(module, x, y):
    return [module.fit(x, y, 1.0, 0.02, 5) for _ in range(2)]
