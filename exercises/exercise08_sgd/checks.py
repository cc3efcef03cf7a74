"""Public checks of exercise08: what you can try before you submit."""

import torch

from grader.compare import close, require

X = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
Y = torch.tensor([2.0, 4.0, 6.0], dtype=torch.float64)


def one_step(module, start, grad, lr):
    """Do one step without momentum; give back what was returned, and the tensor that was handed in."""
    param = start.clone()
    returned = module.sgd_step(param, grad.clone(), {}, lr=lr)
    return returned, param


def weights_along(module, start, grads, options):
    """Do one step for each gradient; give back the parameter after each."""
    param, state, path = start.clone(), {}, []
    for grad in grads:
        module.sgd_step(param, grad.clone(), state, **options)
        path.append(param.clone())
    return torch.stack(path)


def index_lists(batches):
    """Turn a list of index vectors into lists of numbers, when it is one."""
    require(isinstance(batches, list | tuple), "minibatches must return a list of tensors.")
    for batch in batches:
        right = isinstance(batch, torch.Tensor) and batch.dtype == torch.int64 and batch.dim() == 1
        require(right, "Every batch must be a 1-D tensor of dtype int64.")
    return [batch.tolist() for batch in batches]


def test_batches_of_ten(submission):
    """Ten samples in batches of three, in order, give batches of 3, 3, 3 and 1; shuffled, every index comes once."""
    in_order = index_lists(submission.minibatches(10, 3, shuffle=False))
    close(in_order, [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]], name="the result of minibatches(10, 3, shuffle=False)")
    shuffled = index_lists(submission.minibatches(10, 3, generator=torch.Generator().manual_seed(1)))
    require(
        sorted(index for batch in shuffled for index in batch) == list(range(10)),
        "minibatches(10, 3) must contain every index 0, ..., 9 exactly once.",
    )


def test_step_by_hand(submission):
    """One step with lr 0.1 on [1, 2] with gradient [10, −20] leaves [0, 4] in that same tensor and returns None."""
    result = submission.run(one_step, torch.tensor([1.0, 2.0]), torch.tensor([10.0, -20.0]), 0.1)
    close(result, (None, torch.tensor([0.0, 4.0])), name="(what sgd_step returned, param afterwards)")


def test_momentum_by_hand(submission):
    """From 1 with gradient 2, lr 0.1 and momentum 0.5, three steps lead to 0.8, 0.5 and 0.15, as in the handout."""
    start, grads = torch.ones(1, dtype=torch.float64), torch.full((3, 1), 2.0, dtype=torch.float64)
    path = submission.run(weights_along, start, grads, {"lr": 0.1, "momentum": 0.5})
    close(path, torch.tensor([[0.8], [0.5], [0.15]], dtype=torch.float64), name="param after each step")


def test_fit_by_hand(submission):
    """On x = [1, 2, 3], y = [2, 4, 6] one epoch in batches of two from w = 1 gives the path 1, 1.05, 1.221."""
    close(submission.sgd_fit(X, Y, 1.0, 0.01, epochs=1, batch_size=2), [1.0, 1.05, 1.221], name="the path")
