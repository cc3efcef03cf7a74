import torch

from grader.compare import close


def test_worked_number(submission):
    """The worked numbers of the task are right."""
    close(submission.target(torch.tensor([1.0, 2.0])), torch.tensor([4.0, 7.0]))
