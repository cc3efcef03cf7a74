"""Hidden checks of exercise08. The steps are compared with PyTorch's own, `torch.optim.sgd.sgd`."""

from collections import Counter
from itertools import chain, combinations, pairwise

import pytest
import torch
from torch.optim.sgd import sgd as torch_sgd  # the function behind torch.optim.SGD, without its second of imports

from grader.compare import close, either, require

X = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
Y = torch.tensor([2.0, 4.0, 6.0], dtype=torch.float64)


# What the checks of `minibatches` need


def fresh_seed():
    """A fresh seed for a generator."""
    return int(torch.randint(2**31, ()))


def generator_at(seed, draws):
    """A generator that has been seeded and then used for some draws."""
    generator = torch.Generator().manual_seed(seed)
    torch.rand(draws, generator=generator)
    return generator


def epochs_of(module, n, batch_size, epochs, seed, options):
    """Cut several epochs, all from one generator."""
    generator = generator_at(seed, 0)
    return [module.minibatches(n, batch_size, generator=generator, **options) for _ in range(epochs)]


def many_epochs(module, n, batch_size, epochs, seed, options):
    """Cut very many epochs from one generator; give back the order of the indices in each, as rows."""
    generator = generator_at(seed, 0)
    rows = [list(module.minibatches(n, batch_size, generator=generator, **options)) for _ in range(epochs)]
    return torch.stack([torch.cat(batches) for batches in rows])


def epochs_from_states(module, n, batch_size, seed):
    """Cut three epochs: two from the same state of a generator, one from another state of it."""
    epochs = []
    for draws in (3, 3, 4):
        torch.manual_seed(seed + len(epochs))
        epochs.append(module.minibatches(n, batch_size, generator=generator_at(seed, draws)))
    return epochs


def epochs_from_global(module, n, batch_size, seeds):
    """Cut two epochs after each seeding of torch's global random numbers."""
    epochs = []
    for seed in seeds:
        torch.manual_seed(seed)
        epochs += [module.minibatches(n, batch_size), module.minibatches(n, batch_size)]
    return epochs


def global_numbers_after(module, n, batch_size, seed):
    """Cut an epoch with a generator of its own, then draw from torch's global random numbers."""
    torch.manual_seed(seed)
    epochs_of(module, n, batch_size, 1, seed + 1, {})
    return torch.rand(3)


def index_lists(batches):
    """Turn a list of index vectors into lists of numbers, when it is one."""
    require(isinstance(batches, list | tuple), "minibatches must return a list of tensors.")
    for batch in batches:
        right = isinstance(batch, torch.Tensor) and batch.dtype == torch.int64 and batch.dim() == 1
        require(right, "Every batch must be a 1-D tensor of dtype int64.")
    return [batch.tolist() for batch in batches]


def orders(epochs, number):
    """The order of the indices in each of several epochs."""
    require(isinstance(epochs, list) and len(epochs) == number, "minibatches must return a list of tensors.")
    return [[index for batch in index_lists(batches) for index in batch] for batches in epochs]


def order_table(table, epochs, length):
    """Turn the result of `many_epochs` into rows of numbers, when it has the right form."""
    right = isinstance(table, torch.Tensor) and table.dtype == torch.int64 and table.shape == (epochs, length)
    require(right, "Every epoch must have the right number of indices (int64).")
    return table.tolist()


def repeats(first, again, other):
    """Is the second the same as the first, and the third another?"""
    return first == again and first != other


# What the checks of `sgd_step` need


def weights_along(module, start, grads, lrs, options):
    """Do one step for each gradient; give back the parameter after each."""
    param, state, path = start.clone(), {}, []
    for grad, lr in zip(grads, lrs, strict=True):
        module.sgd_step(param, grad.clone(), state, lr=lr, **options)
        path.append(param.clone())
    return torch.stack(path)


def torch_weights_along(start, grads, lrs, options):
    """What PyTorch's own SGD does with the same gradients."""
    options = {"momentum": 0.0, "dampening": 0.0, "weight_decay": 0.0, "nesterov": False, **options}
    param, buffers, path = start.clone(), [None], []
    for grad, lr in zip(grads, lrs, strict=True):
        torch_sgd([param], [grad.clone()], buffers, lr=lr, foreach=False, maximize=False, **options)
        path.append(param.clone())
    return torch.stack(path)


def close_to_torch(submission, start, grads, lrs=None, **options):
    """Compare the parameter after every step; the learning rate is 0.1 unless there is a list of them."""
    lrs = lrs or [0.1] * len(grads)
    actual = submission.run(weights_along, start, grads, lrs, options)
    close(actual, torch_weights_along(start, grads, lrs, options), name="param after each step")


def own_weights_along(submission, start, grads, options):
    """The student's own path in the ordinary case, to compare another case with; it must move at every step."""
    path = submission.run(weights_along, start, grads, [0.1] * len(grads), options)
    right = isinstance(path, torch.Tensor) and path.shape == grads.shape and path.dtype == grads.dtype
    require(right, "sgd_step must keep the shape and the dtype of param.")
    before = torch.cat([start.unsqueeze(0), path[:-1]])
    require((path != before).flatten(1).any(dim=1).all(), "Every step must change param in place.")
    return path


def returned_and_changed(module, start, grad, arguments):
    """Do one step; give back what was returned, and the tensor that was handed in."""
    param = start.clone()
    returned = module.sgd_step(param, grad.clone(), {}, *arguments)
    return returned, param


def two_in_turn(module, starts, grads):
    """Step two parameters of the same shape in turn, each with a dict of its own."""
    params, states = [start.clone() for start in starts], [{}, {}]
    for pair in grads:
        for param, grad, state in zip(params, pair, states, strict=True):
            module.sgd_step(param, grad.clone(), state, lr=0.1, momentum=0.9)
    return params


def with_copies(module, starts, grads):
    """Go on with a copy of the parameter and a copy of its dict after every step."""
    params = []
    for param, steps in zip(starts, grads.transpose(0, 1), strict=True):
        state = {}
        for grad in steps:
            param, state = param.clone(), dict(state)
            module.sgd_step(param, grad.clone(), state, lr=0.1, momentum=0.9)
        params.append(param)
    return params


def emptied_halfway(module, start, grads):
    """Step one parameter with one dict, then the same parameter with an empty one."""
    param, path = start.clone(), []
    for half in grads.chunk(2):
        state = {}
        for grad in half:
            module.sgd_step(param, grad.clone(), state, lr=0.1, momentum=0.9)
            path.append(param.clone())
    return torch.stack(path)


def run_after_run(module, start, grads):
    """Make the same run twice from the same start, with new tensors and a new dict for each."""
    lrs, options = [0.1] * len(grads), {"momentum": 0.9}
    return [weights_along(module, start, grads, lrs, options), weights_along(module, start, grads, lrs, options)]


def one_grad_tensor(module, start, grads, options):
    """Refill one and the same gradient tensor before every step; give back parameter and gradient after each."""
    param, state, grad = start.clone(), {}, torch.zeros_like(start)
    path, seen = [], []
    for values in grads:
        grad.zero_()
        grad += values
        module.sgd_step(param, grad, state, lr=0.1, **options)
        path.append(param.clone())
        seen.append(grad.clone())
    return torch.stack(path), torch.stack(seen)


def leaf_afterwards(module, start, grads, loss_weights, options, recording):
    """Step a leaf that requires grad by its own .grad; then let autograd fill .grad anew."""
    import contextlib

    param, state = start.clone().requires_grad_(), {}
    for grad in grads:
        param.grad = grad.clone()
        with contextlib.nullcontext() if recording else torch.no_grad():
            module.sgd_step(param, param.grad, state, lr=0.1, **options)
        param.grad = None
    loss = (param * loss_weights).sum()
    if loss.requires_grad:
        loss.backward()
    return param.detach(), param.grad


def row_stepped(module, whole, numbers, options):
    """Step the middle row of a matrix; give back the whole matrix."""
    matrix, state = whole.clone(), {}
    row = matrix[1]
    for number in numbers:
        module.sgd_step(row, number * whole[0], state, lr=0.1, **options)
    return matrix


def columns_stepped(module, whole, numbers, options):
    """Step every other column of a matrix by one number, expanded to their shape; give back the whole matrix."""
    matrix, state = whole.clone(), {}
    columns = matrix[:, ::2]
    for number in numbers:
        module.sgd_step(columns, number.expand(columns.shape), state, lr=0.1, **options)
    return matrix


def with_refused_steps(module, start, grads, refused):
    """Before every step ask for one that must be refused."""
    param, state, path = start.clone(), {}, []
    for grad in grads:
        try:  # noqa: SIM105 (a probe has no contextlib)
            module.sgd_step(param, grad.clone(), state, **refused)
        except ValueError:
            pass
        module.sgd_step(param, grad.clone(), state, lr=0.1, momentum=0.9)
        path.append(param.clone())
    return torch.stack(path)


# What the checks of `sgd_fit` need


def fit_and_data(submission, x, y, **options):
    """The path, after a look at the data: they must be as they were."""
    path, arguments = submission.observe("sgd_fit", x, y, **options)
    close(arguments, [x, y], name="the data after sgd_fit")
    return path


def weight_after(module, weight, grad, lr):
    """Do one plain step on one number."""
    param = weight.clone()
    module.sgd_step(param, grad, {}, lr=lr)
    return param


def path_from_parts(submission, solution, x, y, options, seed, *, own_batches, own_step):
    """The path that follows from the student's own `minibatches` or `sgd_step`, or both.

    A mistake there has lost its points already. But a path that stands still earns nothing.
    """
    shuffle, lr, size = options.get("shuffle", False), options["lr"], options["batch_size"]
    owner = submission if own_batches else solution
    epochs = owner.run(epochs_of, len(x), size, options["epochs"], seed, {"shuffle": shuffle})
    require(isinstance(epochs, list), "minibatches must return a list of tensors.")
    weight = torch.tensor(options["w0"], dtype=x.dtype)
    path = [weight.item()]
    for batch in (batch for batches in epochs for batch in index_lists(batches)):
        require(batch and set(batch) <= set(range(len(x))), "minibatches must give indices of samples.")
        grad = (2 * x[batch] * (weight * x[batch] - y[batch])).mean()
        moved = submission.run(weight_after, weight, grad, lr) if own_step else weight - lr * grad
        right = isinstance(moved, torch.Tensor) and moved.shape == weight.shape and moved.dtype == weight.dtype
        require(right, "sgd_step must keep the shape and the dtype of param.")
        weight = moved
        path.append(weight.item())
    require(len(set(path)) > 1, "sgd_fit must move w.")
    return path


def close_paths(path, expected, dtype):
    """Compare paths of Python floats, with the tolerance of the dtype in which they may have been computed."""
    tolerance = 1e-5 if dtype == torch.float32 else None
    close(path, expected, rtol=tolerance, atol=tolerance, name="the path")


def follow_on(submission, solution, path, x, y, options, seed):
    """Comparisons of a path with what follows from the student's own parts."""

    def follows(own_batches, own_step):
        parts = {"own_batches": own_batches, "own_step": own_step}
        close_paths(path, path_from_parts(submission, solution, x, y, options, seed, **parts), x.dtype)

    return lambda: follows(True, True), lambda: follows(False, True), lambda: follows(True, False)


def close_to_path(submission, solution, x, y, expected=None, **options):
    """Compare a path with the reference's (or `expected`), or with what follows from the student's own parts."""
    number = fresh_seed()
    path = fit_and_data(submission, x, y, generator=generator_at(number, 0), **options)
    expected = expected or solution.sgd_fit(x, y, **options)
    options = {"w0": 0.0, "lr": 0.01, "epochs": 1, "batch_size": 1, **options}
    either(
        lambda: close_paths(path, expected, x.dtype),
        *follow_on(submission, solution, path, x, y, options, number),
    )


def fits_from_states(module, x, y, seed, options):
    """Fit three times with shuffling: twice from the same state of a generator, once from another state of it."""
    paths = []
    for draws in (3, 3, 4):
        torch.manual_seed(seed + len(paths))
        paths.append(module.sgd_fit(x, y, shuffle=True, generator=generator_at(seed, draws), **options))
    return paths


def require_path(path, length):
    """The right number of floats, and not all the same."""
    right = isinstance(path, list) and len(path) == length and all(isinstance(w, float) for w in path)
    require(right and len(set(path)) > 1, "The path must be a list of floats: w0, then w after every update.")


def samples_used(path, x, lr, batch_size):
    """Which samples each update used, for data with y = 2 x: it multiplies w − 2 by 1 − 2 lr (mean of their x²)."""
    squares, used = [value**2 for value in x.tolist()], []
    for before, after in pairwise(path):
        left = len(x) - sum(map(len, used)) % len(x)  # of this epoch
        factors = {
            batch: 1 - 2 * lr * sum(squares[i] for i in batch) / len(batch)
            for batch in combinations(range(len(x)), min(batch_size, left))
        }
        misses = {batch: abs((after - 2) - factor * (before - 2)) for batch, factor in factors.items()}
        nearest = min(misses, key=misses.__getitem__)
        require(misses[nearest] <= 1e-6 * abs(before - 2), "Every update must be a plain step on one batch.")
        used.append(nearest)
    return used


# The checks of `minibatches`


@pytest.mark.points(4)
@pytest.mark.parametrize(("n", "batch_size"), [pytest.param(10, 3, id="uneven"), pytest.param(12, 4, id="even")])
def test_batches_in_order(submission, n, batch_size):
    """With shuffle=False the indices 0, ..., n − 1 are cut in order, and only the last batch may be smaller."""
    expected = [list(range(start, min(start + batch_size, n))) for start in range(0, n, batch_size)]
    close(index_lists(submission.minibatches(n, batch_size, shuffle=False)), expected, name="the list of batches")


@pytest.mark.points(4)
@pytest.mark.parametrize(("n", "batch_size"), [pytest.param(23, 5, id="uneven"), pytest.param(24, 6, id="even")])
def test_batches_cover(submission, n, batch_size):
    """With shuffling, too, every index comes exactly once, and only the last batch may be smaller."""
    batches = index_lists(submission.minibatches(n, batch_size, generator=torch.Generator().manual_seed(fresh_seed())))
    sizes = [min(batch_size, n - start) for start in range(0, n, batch_size)]
    close([len(batch) for batch in batches], sizes, name="the list of batch sizes")
    indices = sorted(index for batch in batches for index in batch)
    require(indices == list(range(n)), "Every index 0, ..., n − 1 must come exactly once.")


@pytest.mark.points(4)
@pytest.mark.parametrize(
    ("n", "batch_size", "drop_last", "sizes"),
    [
        pytest.param(11, 4, True, [4, 4], id="drop_last"),
        pytest.param(12, 4, True, [4, 4, 4], id="drop_last, all full"),
        pytest.param(4, 9, False, [4], id="batch larger than n"),
        pytest.param(4, 9, True, [], id="batch larger than n, drop_last"),
        pytest.param(0, 3, False, [], id="no samples"),
        pytest.param(0, 3, True, [], id="no samples, drop_last"),
    ],
)
def test_batches_edges(submission, n, batch_size, drop_last, sizes):
    """drop_last leaves out a last batch that is not full, and only that; no samples make no batches."""
    for shuffle in (False, True):
        plain = index_lists(submission.minibatches(6, 3, shuffle=shuffle))
        close([len(batch) for batch in plain], [3, 3], name="the list of batch sizes")
        batches = index_lists(submission.minibatches(n, batch_size, shuffle=shuffle, drop_last=drop_last))
        close([len(batch) for batch in batches], sizes, name="the list of batch sizes")
        indices = [index for batch in batches for index in batch]
        right = len(set(indices)) == len(indices) and set(indices) <= set(range(n))
        require(right, "No index may come twice, and none outside 0, ..., n − 1.")


@pytest.mark.points(2)
@pytest.mark.parametrize(
    ("n", "batch_size"),
    [
        pytest.param(4, 0, id="batch_size 0"),
        pytest.param(4, -1, id="batch_size negative"),
        pytest.param(-1, 2, id="n negative"),
        pytest.param(0, 0, id="both 0"),
    ],
)
def test_batches_refused(submission, n, batch_size):
    """A negative n and a batch_size below 1 raise ValueError."""
    batches = index_lists(submission.minibatches(4, 2, shuffle=False))
    close([len(batch) for batch in batches], [2, 2], name="the list of batch sizes")
    with pytest.raises(ValueError):
        submission.minibatches(n, batch_size)


@pytest.mark.points(1)
def test_batches_repeatable(submission):
    """The same state of the generator gives the same batches again, another state gives others."""
    found = orders(submission.run(epochs_from_states, 50, 7, fresh_seed()), 3)
    require(repeats(*found), "The order must depend on the state of the generator, and on nothing else.")


@pytest.mark.points(1)
@pytest.mark.parametrize(
    "options", [pytest.param({}, id="by default"), pytest.param({"shuffle": True}, id="shuffle=True")]
)
def test_batches_of_each_epoch(submission, options):
    """By default, as with shuffle=True, every call draws a new order: two epochs from one generator differ."""
    first, second = orders(submission.run(epochs_of, 50, 7, 2, fresh_seed(), options), 2)
    require(list(range(50)) not in (first, second), "The indices must be shuffled, by default and with shuffle=True.")
    require(first != second, "The second epoch must have another order than the first.")


@pytest.mark.points(1)
def test_batches_leave_global_numbers(submission, solution):
    """With a generator, torch's global random numbers stay as they were."""
    number = fresh_seed()
    (order,) = orders(submission.run(epochs_of, 20, 5, 1, number + 1, {}), 1)
    require(len(order) == 20 and order != list(range(20)), "By default the indices must be shuffled.")
    expected = solution.run(global_numbers_after, 20, 5, number)
    numbers = submission.run(global_numbers_after, 20, 5, number)
    close(numbers, expected, name="torch.rand(3) after minibatches")


@pytest.mark.points(1)
def test_batches_without_generator(submission):
    """Without a generator torch.manual_seed decides, and every call still draws a new order."""
    number = fresh_seed()
    found = orders(submission.run(epochs_from_global, 50, 7, [number, number, number + 1]), 6)
    require(repeats(found[:2], found[2:4], found[4:]), "The order must follow from torch's global random state.")
    require(found[0] != found[1], "The second epoch must have another order than the first.")


@pytest.mark.points(1)
def test_batches_any_order(submission):
    """Any order is as likely as any other: in many epochs of four samples each of the 24 orders turns up often."""
    table = submission.run(many_epochs, 4, 2, 960, fresh_seed(), {})
    counts = Counter(tuple(row) for row in order_table(table, 960, 4))
    seldom = len(counts) < 24 or min(counts.values()) < 8  # 40 are expected: five standard deviations
    require(not seldom, "Some orders come far too seldom.")


@pytest.mark.points(1)
def test_batches_leave_out_any(submission):
    """With drop_last, every sample is left out in some epochs and used in others."""
    table = submission.run(many_epochs, 5, 2, 150, fresh_seed(), {"drop_last": True})
    counts = Counter(index for row in order_table(table, 150, 4) for index in row)
    always_or_never = [index for index in range(5) if counts[index] in (0, 150)]
    require(not always_or_never, "Shuffle all samples first, then leave out the rest.")


# The checks of `sgd_step`


@pytest.mark.points(6)
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([0.1], id="lr"),
        pytest.param([0.1, 0.9, 0.5, 0.25, False], id="all arguments by position"),
        pytest.param([], id="default lr"),
    ],
)
def test_one_step(submission, arguments):
    """One step from [1, 2] with gradient [10, −20] changes the tensor that is handed in, and returns None."""
    start, grad = torch.tensor([1.0, 2.0]), torch.tensor([10.0, -20.0])
    names = ("lr", "momentum", "dampening", "weight_decay", "nesterov")
    options = {"lr": 1e-3, **dict(zip(names, arguments, strict=False))}
    expected = torch_weights_along(start, [grad], [options.pop("lr")], options)[0]
    result = submission.run(returned_and_changed, start, grad, arguments)
    close(result, (None, expected), name="(what sgd_step returned, param afterwards)")


@pytest.mark.points(2)
def test_plain(submission):
    """Without momentum, eight steps with random gradients equal those of torch.optim.SGD; dampening has no effect."""
    start, grads = torch.randn(3, 2, dtype=torch.float64), torch.randn(8, 3, 2, dtype=torch.float64)
    close_to_torch(submission, start, grads)
    close_to_torch(submission, start, grads, dampening=0.5)


@pytest.mark.points(10)
@pytest.mark.parametrize(
    ("options", "resting"),
    [
        pytest.param({"momentum": 0.9}, [], id="momentum"),
        pytest.param({"momentum": 0.9, "dampening": 0.4}, [], id="dampening"),
        pytest.param({"momentum": 0.9}, [3, 4], id="gradient zero for a while"),
        pytest.param({"momentum": 1.5, "dampening": -0.5}, [0], id="momentum above 1"),
    ],
)
def test_momentum(submission, options, resting):
    """With momentum, eight steps equal those of torch.optim.SGD; dampening begins with the second step."""
    start, grads = torch.randn(3, 2, dtype=torch.float64), torch.randn(8, 3, 2, dtype=torch.float64)
    grads[resting] = 0.0
    close_to_torch(submission, start, grads, **options)


@pytest.mark.points(8)
@pytest.mark.parametrize("momentum", [0.9, 0.3])
def test_nesterov(submission, momentum):
    """With Nesterov's momentum, eight steps equal those of torch.optim.SGD."""
    start, grads = torch.randn(3, 2, dtype=torch.float64), torch.randn(8, 3, 2, dtype=torch.float64)
    close_to_torch(submission, start, grads, momentum=momentum, nesterov=True)


@pytest.mark.points(6)
@pytest.mark.parametrize(
    ("options", "size"),
    [
        pytest.param({}, 1.0, id="alone"),
        pytest.param({}, 0.0, id="gradient zero"),
        pytest.param({"momentum": 0.9}, 1.0, id="with momentum"),
        pytest.param({"momentum": 0.9, "nesterov": True}, 1.0, id="with Nesterov"),
    ],
)
def test_weight_decay(submission, options, size):
    """Weight decay enters the gradient, before the momentum, as in torch.optim.SGD."""
    start, grads = torch.randn(3, 2, dtype=torch.float64), torch.randn(6, 3, 2, dtype=torch.float64)
    close_to_torch(submission, start, size * grads, weight_decay=0.25, **options)


@pytest.mark.points(6)
@pytest.mark.parametrize(
    ("lrs", "nesterov"),
    [
        pytest.param([0.1, 0.01, 0.1, 0.01, 0.1, 0.01], False, id="up and down"),
        pytest.param([0.1, 0.01, 0.1, 0.01, 0.1, 0.01], True, id="up and down, Nesterov"),
        pytest.param([0.0, 0.1, 0.2, 0.0, 0.1], False, id="zero at times"),
    ],
)
def test_learning_rate_changes(submission, lrs, nesterov):
    """The learning rate may change from step to step, and may be 0: the buffer holds gradients, not steps."""
    start, grads = torch.randn(4, dtype=torch.float64), torch.randn(len(lrs), 4, dtype=torch.float64)
    close_to_torch(submission, start, grads, lrs, momentum=0.9, nesterov=nesterov)


@pytest.mark.points(4)
@pytest.mark.parametrize("probe", [pytest.param(two_in_turn, id="two in turn"), pytest.param(with_copies, id="copies")])
def test_state_holds_everything(submission, solution, probe):
    """Two parameters, each with its own dict, do not influence each other; copies of both go on as the originals."""
    starts, grads = torch.randn(2, 3, 2, dtype=torch.float64), torch.randn(5, 2, 3, 2, dtype=torch.float64)
    close(submission.run(probe, starts, grads), solution.run(probe, starts, grads), name="the parameters")


@pytest.mark.points(4)
@pytest.mark.parametrize(
    "probe", [pytest.param(emptied_halfway, id="same parameter"), pytest.param(run_after_run, id="new parameter")]
)
def test_state_afresh(submission, solution, probe):
    """With an empty dict the momentum starts afresh, for the same parameter as for another."""
    start, grads = torch.randn(3, 2, dtype=torch.float64), torch.randn(6, 3, 2, dtype=torch.float64)
    close(submission.run(probe, start, grads), solution.run(probe, start, grads), name="param along the way")


@pytest.mark.points(10)
@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="plain"),
        pytest.param({"weight_decay": 0.1}, id="weight decay"),
        pytest.param({"momentum": 0.9}, id="momentum"),
        pytest.param({"momentum": 0.9, "nesterov": True}, id="Nesterov"),
        pytest.param({"momentum": 0.9, "weight_decay": 0.1}, id="momentum and weight decay"),
    ],
)
def test_grad_untouched(submission, options):
    """The gradient keeps its values, and the caller may overwrite it after the step."""
    start, grads = torch.randn(3, 2, dtype=torch.float64), torch.randn(5, 3, 2, dtype=torch.float64)
    expected = own_weights_along(submission, start, grads, options)
    result = submission.run(one_grad_tensor, start, grads, options)
    close(result, (expected, grads), name="(param, grad) after each step")


@pytest.mark.points(4)
@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="plain"),
        pytest.param({"momentum": 0.9, "weight_decay": 0.1}, id="momentum and weight decay"),
    ],
)
def test_leaf(submission, solution, options):
    """A leaf that requires grad can be stepped by its own .grad, and autograd can fill .grad anew afterwards."""
    start, loss_weights = torch.randn(2, 3, 2, dtype=torch.float64)
    grads = torch.randn(3, 3, 2, dtype=torch.float64)
    for recording in (False, True):  # where the caller has switched autograd off, and where not
        arguments = (start, grads, loss_weights, options, recording)
        expected = solution.run(leaf_afterwards, *arguments)
        close(submission.run(leaf_afterwards, *arguments), expected, name="(param, its new .grad)")


@pytest.mark.points(2)
@pytest.mark.parametrize("probe", [pytest.param(row_stepped, id="row"), pytest.param(columns_stepped, id="columns")])
def test_memory_of_param(submission, solution, probe):
    """A step on a row, or on every other column, of a matrix changes just these numbers of the matrix."""
    whole, numbers = torch.randn(3, 5, dtype=torch.float64), torch.randn(3, dtype=torch.float64)
    for options in ({}, {"momentum": 0.9}):
        expected = solution.run(probe, whole, numbers, options)
        close(submission.run(probe, whole, numbers, options), expected, name="the whole matrix afterwards")


@pytest.mark.points(2)
@pytest.mark.parametrize(
    ("shape", "dtype"),
    [
        pytest.param((), torch.float64, id="0-dim"),
        pytest.param((4, 3), torch.float32, id="float32"),
        pytest.param((2, 1, 3, 2), torch.float64, id="four dimensions"),
        pytest.param((0, 2), torch.float64, id="empty"),
    ],
)
def test_shapes_and_dtypes(submission, shape, dtype):
    """Parameters of any shape and floating dtype can be stepped, 0-dim and empty ones, too."""
    for size in (shape, (2, 2)):  # an empty result alone would prove little
        start, grads = torch.randn(size, dtype=dtype), torch.randn(4, *size, dtype=dtype)
        close_to_torch(submission, start, grads, momentum=0.9)


@pytest.mark.points(4)
@pytest.mark.parametrize(
    "refused",
    [
        pytest.param([{"lr": -1.0}, {"lr": -1e-3, "momentum": 0.9}], id="lr"),
        pytest.param([{"momentum": -0.1}], id="momentum"),
        pytest.param([{"weight_decay": -1.0}, {"weight_decay": -0.1, "momentum": 0.9}], id="weight_decay"),
        pytest.param([{"nesterov": True}, {"nesterov": True, "momentum": 0.9, "dampening": 0.1}], id="Nesterov"),
        pytest.param([{"nesterov": True, "momentum": 0.9, "dampening": -0.1}], id="Nesterov, dampening below 0"),
    ],
)
def test_refused(submission, refused):
    """Negative values, and Nesterov without momentum or with dampening, raise ValueError and change nothing."""
    start, grads = torch.randn(3, 2, dtype=torch.float64), torch.randn(4, 3, 2, dtype=torch.float64)
    expected = own_weights_along(submission, start, grads, {"momentum": 0.9})
    own_weights_along(submission, start, grads, {"momentum": 0.9, "nesterov": True})  # legal: must not be refused
    for options in refused:
        path = submission.run(with_refused_steps, start, grads, options)
        close(path, expected, name="param after each accepted step")
        with pytest.raises(ValueError):
            submission.sgd_step(start, grads[0], {}, **options)


# The checks of `sgd_fit`


@pytest.mark.points(5)
@pytest.mark.parametrize(
    "batch_size",
    [
        pytest.param(3, id="all samples"),
        pytest.param(1, id="single samples"),
        pytest.param(2, id="last batch smaller"),
        pytest.param(5, id="batch larger than N"),
    ],
)
def test_fit_course_data(submission, solution, batch_size):
    """On x = [1, 2, 3], y = [2, 4, 6] the path has an entry for every update, by the mean over its own batch."""
    close_to_path(submission, solution, X, Y, w0=1.0, lr=0.01, epochs=4, batch_size=batch_size)


@pytest.mark.points(2)
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=["float64", "float32"])
def test_fit_random_data(submission, solution, dtype):
    """On random data, eleven samples in batches of four, the path is right, and the data stay as they were."""
    x = torch.rand(11, dtype=dtype) + 0.5
    y = 3 * x + torch.randn(11, dtype=dtype)
    close_to_path(submission, solution, x, y, w0=-0.5, lr=0.05, epochs=3, batch_size=4, shuffle=False)


@pytest.mark.points(1)
def test_fit_defaults(submission, solution):
    """By default one epoch of single samples in order starts from 0 with lr 0.01; no epochs leave the path at w0."""
    close_to_path(submission, solution, X, Y)
    close(submission.sgd_fit(X, Y, 1.5, epochs=0), [1.5], name="the path of no epochs")


@pytest.mark.points(1)
def test_fit_redundant_data(submission, solution):
    """With the data written down twice and batches of half their size, each epoch is two steps of gradient descent."""
    expected = solution.sgd_fit(X, Y, 1.0, 0.01, 6, 3)
    options = {"w0": 1.0, "lr": 0.01, "epochs": 3, "batch_size": 3, "shuffle": False}
    close_to_path(submission, solution, X.repeat(2), Y.repeat(2), expected, **options)


@pytest.mark.points(2)
@pytest.mark.parametrize("batch_size", [pytest.param(1, id="single samples"), pytest.param(2, id="batches of two")])
def test_fit_shuffled(submission, solution, batch_size):
    """With shuffling, each epoch uses every sample once, in batches and in an order that change from epoch to epoch."""
    x = torch.linspace(0.2, 1.0, 5, dtype=torch.float64)
    updates = -(-5 // batch_size)  # in each epoch
    number, options = fresh_seed(), {"w0": 1.0, "lr": 0.2, "epochs": 8, "batch_size": batch_size, "shuffle": True}
    path = fit_and_data(submission, x, 2 * x, generator=generator_at(number, 0), **options)
    require_path(path, 1 + 8 * updates)

    def every_epoch_is_shuffled():
        used = samples_used(path, x, options["lr"], batch_size)
        epochs = [used[start : start + updates] for start in range(0, 8 * updates, updates)]
        all_once = all(sorted(chain(*epoch)) == list(range(5)) for epoch in epochs)
        require(all_once, "Each epoch must use every sample once.")
        require(len({frozenset(epoch[:2]) for epoch in epochs}) > 1, "Each epoch must have an order of its own.")

    either(every_epoch_is_shuffled, *follow_on(submission, solution, path, x, 2 * x, options, number))


@pytest.mark.points(1)
def test_fit_repeatable(submission):
    """With shuffling, the same state of the generator gives the same path again, another state gives another."""
    x = torch.linspace(0.2, 1.0, 8, dtype=torch.float64)
    number, options = fresh_seed(), {"w0": 1.0, "lr": 0.2, "epochs": 3, "batch_size": 2}
    paths = submission.run(fits_from_states, x, 2 * x, number, options)
    require(isinstance(paths, list) and len(paths) == 3, "The path must be a list of floats.")
    for path in paths:
        require_path(path, 13)
    require(
        repeats(*paths) or not repeats(*orders(submission.run(epochs_from_states, 8, 2, number), 3)),
        "The order must depend on the state of the generator, and on nothing else.",
    )
