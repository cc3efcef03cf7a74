"""Public checks: for yourself, as often as you like."""

import torch

from grader.compare import close, require

X, Y = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([2.0, 4.0, 6.0])


def test_course_example(submission):
    """mse_grad gives −28/3 for w = 1 on x = [1, 2, 3], y = [2, 4, 6]."""
    close(submission.mse_grad(torch.tensor(1.0), X, Y), torch.tensor(-28 / 3))


def test_your_two_gradients_agree(submission):
    """mse_grad and numerical_mse_grad agree on random data (no answer key needed)."""
    w, x, y = torch.tensor(0.3).double(), torch.randn(8).double(), torch.randn(8).double()

    close(submission.mse_grad(w, x, y), submission.numerical_mse_grad(w, x, y), rtol=1e-5, atol=1e-7)


def test_linear_model(submission):
    """linear_mse_grad is right for one sample: X = [[1, 2]], w = [1, 1], b = 0, y = [1] gives ([4, 8], 4)."""
    got = submission.linear_mse_grad(torch.ones(2), torch.tensor(0.0), torch.tensor([[1.0, 2.0]]), torch.ones(1))

    close(got, (torch.tensor([4.0, 8.0]), torch.tensor(4.0)))


def test_training_goes_down(submission):
    """The costs that fit notes fall at every step, and it ends near w = 2."""
    result = submission.fit(X, Y, 1.0, 0.05, 15)

    require(
        isinstance(result, tuple) and len(result) == 2, "fit returns a pair: the final weight and the list of costs."
    )
    require(
        isinstance(result[1], list) and len(result[1]) == 15, "The list of costs has one entry for each of 15 steps."
    )
    require(all(isinstance(cost, float) for cost in result[1]), "The costs are Python floats.")
    require(all(b < a for a, b in zip(result[1], result[1][1:], strict=False)), "The costs do not fall at every step.")
    close(result[0], 2.0, rtol=1e-3, name="the final weight")
