"""Public checks: for yourself, as often as you like."""

import pytest
import torch

from grader.compare import close, require

SAMPLE, TARGET = torch.ones(2, 2), torch.tensor([[0.0, 1.0], [2.0, 3.0]])
COURSE = {"l1_loss": 1.0, "mse_loss": 1.5, "smooth_l1_loss": 0.625, "huber_loss": 0.625}


@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
def test_the_three_reductions(submission, reduction):
    """From [[1, 2, 3], [4, 5, 9]], reduce makes the table itself, 4 or 24."""
    table = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 9.0]])
    close(
        submission.reduce(table, reduction),
        {"none": table, "mean": torch.tensor(4.0), "sum": torch.tensor(24.0)}[reduction],
    )


@pytest.mark.parametrize("name", COURSE)
def test_course_example(submission, name):
    """On ones(2, 2) against [[0, 1], [2, 3]], L1 is 1, MSE 1.5, and SmoothL1 and Huber are both 0.625."""
    close(getattr(submission, name)(SAMPLE, TARGET), torch.tensor(COURSE[name]))


@pytest.mark.parametrize("name", ["smooth_l1_loss", "huber_loss"])
def test_no_jump(submission, name):
    """Just below and just above the border 2, SmoothL1 and Huber are nearly the same."""
    ends = torch.tensor([2 - 1e-6, 2 + 1e-6], dtype=torch.float64)
    got = getattr(submission, name)(ends, torch.zeros_like(ends), "none", 2.0)

    require(isinstance(got, torch.Tensor) and got.shape == (2,), "With 'none' there is one loss for each element.")
    jump = got[1] - got[0]
    close(jump, torch.zeros_like(jump), rtol=0, atol=1e-5, name="the jump at the border")


@pytest.mark.parametrize("name", COURSE)
def test_gradient_arrives(submission, name):
    """After `loss(a, target).backward()`, a.grad is filled."""
    result, gradient = submission.run(BACKWARD[name], SAMPLE, TARGET)

    require(isinstance(result, torch.Tensor) and result.shape == (), "The mean is not a 0-dim tensor.")
    require(isinstance(gradient, torch.Tensor), "No gradient arrives at the input: the loss is cut off from it.")


def backward(loss, a, target):
    """Do what a training loop does with a loss; give back the loss and the input's gradient."""
    a = a.clone().requires_grad_()
    result = loss(a, target)
    if isinstance(result, torch.Tensor) and result.requires_grad and result.dim() == 0:
        result.backward()
    return [result, a.grad]


def l1_backward(module, *arguments):
    """Do it with the L1 loss."""
    return backward(module.l1_loss, *arguments)


def mse_backward(module, *arguments):
    """Do it with the MSE."""
    return backward(module.mse_loss, *arguments)


def smooth_backward(module, *arguments):
    """Do it with SmoothL1."""
    return backward(module.smooth_l1_loss, *arguments)


def huber_backward(module, *arguments):
    """Do it with Huber."""
    return backward(module.huber_loss, *arguments)


BACKWARD = {
    "l1_loss": l1_backward,
    "mse_loss": mse_backward,
    "smooth_l1_loss": smooth_backward,
    "huber_loss": huber_backward,
}


@pytest.mark.parametrize("name", COURSE)
def test_shapes(submission, name):
    """(3,) against (3, 1) is refused with a ValueError."""
    a, loss = torch.tensor([1.0, 2.0, 3.0]), getattr(submission, name)
    require(isinstance(loss(a, a + 1), torch.Tensor), "For equal shapes no tensor comes back.")
    try:
        loss(a, a[:, None])
    except ValueError:
        return
    require(False, "Shapes that differ are accepted.")
