"""The hidden checks. They know CANARY-checks-c47a90e2b6f1 and nobody shall hear of it."""

import pytest
import torch

from grader.compare import close

CANARY_OF_THE_CHECKS = 61438.370351
INPUT = torch.tensor([20479.12345033333, -7.5], dtype=torch.float64)


@pytest.mark.points(30)
def test_fresh_numbers(submission, solution):
    """The target is hit for numbers that nobody has seen before."""
    x = torch.randn(5, dtype=torch.float64) + 3
    close(submission.target(x), solution.target(x))


@pytest.mark.points(20)
def test_known_numbers(submission):
    """The target is hit for the numbers of the lecture."""
    close(submission.target(INPUT), torch.tensor([CANARY_OF_THE_CHECKS, -21.5], dtype=torch.float64))


@pytest.mark.points(15)
def test_slope(submission, solution):
    """The slope of a secret function is right."""
    secret = {"CANARY-closure-08d5b3e7f624": 3.0}

    def cube(x):
        return x ** secret["CANARY-closure-08d5b3e7f624"]

    close(submission.slope(cube, 2.0, 0.5), solution.slope(cube, 2.0, 0.5))


def slopes(module, points):
    return [module.slope(lambda x: x * x, x, 0.25) for x in points]


@pytest.mark.points(15)
def test_slope_of_a_square(submission, solution):
    """The slope of x² is right at several points."""
    close(submission.run(slopes, [1.0, 2.0, 4.0]), solution.run(slopes, [1.0, 2.0, 4.0]))


@pytest.mark.points(20)
def test_total(submission, solution):
    """A total adds up what it is given."""
    total = submission.Total()
    for x in (1.5, 2.25, 4.0):
        total.add(x)
    close(total.value, 7.75, name="value")
