"""Public checks: for yourself, as often as you like."""

import torch

from grader.compare import close, require

X, Y = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([2.0, 4.0, 6.0])


def test_model_by_hand(submission):
    """With w = 0.5 the model predicts [0.5, 1, 1.5] for x = [1, 2, 3]."""
    close(submission.forward(X, 0.5), torch.tensor([0.5, 1.0, 1.5]))


def test_loss_by_hand(submission):
    """With w = 1 the losses of x = [1, 2, 3], y = [2, 4, 6] are [1, 4, 9]."""
    close(submission.loss(X, Y, 1.0), torch.tensor([1.0, 4.0, 9.0]))


def test_cost_by_hand(submission):
    """With w = 1 the cost of x = [1, 2, 3], y = [2, 4, 6] is 14/3."""
    close(submission.cost(X, Y, 1.0), torch.tensor(14 / 3))


def test_curve_by_hand(submission):
    """The loss curve at w = 0, 1, 2, 3, 4 is the one of the handout: 56/3, 14/3, 0, 14/3, 56/3."""
    curve = submission.loss_curve(X, Y, torch.tensor([0.0, 1.0, 2.0, 3.0, 4.0]))

    close(curve, torch.tensor([56.0, 14.0, 0.0, 14.0, 56.0]) / 3)


def test_best_by_hand(submission):
    """best_weight finds w = 2 with cost 0 among 0.0, 0.5, ..., 4.0."""
    close(submission.best_weight(X, Y, torch.arange(0.0, 4.5, 0.5)), (2.0, 0.0), atol=1e-5, name="(weight, cost)")


def test_split_of_a_hundred(submission):
    """split_indices(100, 20, 10) gives 70, 20 and 10 indices, and each of 0, ..., 99 exactly once."""
    parts = submission.split_indices(100, 20, 10)

    require(isinstance(parts, tuple) and len(parts) == 3, "split_indices returns a tuple of three parts.")
    vectors = all(isinstance(part, torch.Tensor) and part.dim() == 1 for part in parts)
    require(vectors, "Each part is a 1-D tensor.")
    close([len(part) for part in parts], [70, 20, 10], name="the list of sizes")
    indices = [index for part in parts for index in part.tolist()]
    require(sorted(indices) == list(range(100)), "Every index 0, ..., 99 must be in exactly one part.")
