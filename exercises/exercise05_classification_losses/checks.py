"""Public checks: for yourself, as often as you like."""

import math

import pytest
import torch

from grader.compare import close

SAMPLE, TARGET = torch.ones(2, 2), torch.tensor([[0.0, 1.0], [2.0, 3.0]])


def test_log_softmax_sums_to_one(submission):
    """exp(log_softmax) sums to 1 along the dimension that was asked for, also for logits of 1000."""
    x = torch.tensor([[1000.0, 999.0, 998.0], [2.0, 1.0, 0.0]])
    for dim in (0, 1):
        result = submission.log_softmax(x, dim)
        close(result, torch.zeros(2, 3), rtol=0.0, atol=2000.0)
        close(result.exp().sum(dim), torch.ones(3 if dim == 0 else 2), name="the sum of the probabilities")


def test_nll_picks_the_right_class(submission):
    """nll_loss of [[-1, -2, -3], [-4, -5, -6]] with the classes 2 and 0 is 3 and 4, on average 3.5."""
    x, target = torch.tensor([[-1.0, -2.0, -3.0], [-4.0, -5.0, -6.0]]), torch.tensor([2, 0])
    close(submission.nll_loss(x, target, "none"), torch.tensor([3.0, 4.0]))
    close(submission.nll_loss(x, target), torch.tensor(3.5))


def test_course_cross_entropy(submission):
    """cross_entropy on the course's sample and target (as probabilities) is 3 ln 2 = 2.0794."""
    close(submission.cross_entropy(SAMPLE, TARGET), torch.tensor(3 * math.log(2)))


def test_log_softmax_and_nll_make_cross_entropy(submission):
    """nll_loss of log_softmax equals cross_entropy on random logits (no answer key needed)."""
    x, target = torch.randn(6, 4).double(), torch.tensor([0, 3, 1, 1, 2, 0])

    close(submission.cross_entropy(x, target), submission.nll_loss(submission.log_softmax(x, 1), target))


def test_coin(submission):
    """binary_cross_entropy of the probability 1/2 is ln 2, whatever the target is."""
    y = torch.tensor([0.0, 1.0, 0.25])

    close(submission.binary_cross_entropy(torch.full((3,), 0.5), y, "none"), torch.full((3,), math.log(2)))


def test_course_targets_are_refused(submission):
    """binary_cross_entropy gives 25 for the targets [[0, 1], [1, 1]], and refuses the course's 2 and 3."""
    close(submission.binary_cross_entropy(SAMPLE, TARGET.clamp(max=1)), torch.tensor(25.0))
    with pytest.raises(ValueError):  # noqa: PT011 - the text of your message is yours to choose
        submission.binary_cross_entropy(SAMPLE, TARGET)


def test_large_logit(submission):
    """With logits, z = 200 costs 200 for the target 0 and nothing for the target 1."""
    z, y = torch.tensor([200.0, 200.0]), torch.tensor([0.0, 1.0])

    close(submission.binary_cross_entropy_with_logits(z, y, "none"), torch.tensor([200.0, 0.0]), atol=1e-6)
