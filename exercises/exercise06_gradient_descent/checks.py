"""Public checks: for yourself, as often as you like."""

import torch

from grader.compare import close, require


def test_course_path(submission):
    """Ten steps on x² from 10 with the learning rate 0.2 give eleven floats, each 0.6 times the one before."""
    path = submission.gd(lambda x: 2 * x, 10, 0.2)

    require(isinstance(path, list) and len(path) == 11, "gd returns a list with the start and ten more points.")
    require(all(type(x) is float for x in path), "The points are Python floats, the start too.")
    close(path[:4], [10.0, 6.0, 3.6, 2.16], name="the first four points")
    close(path[-1], 0.0604661760, name="the last point")


def test_two_dimensions(submission):
    """On x₁² + 2·x₂² from (−5, −2) one step leads to (−4, −1.2), and twenty to about (−0.0576, −0.0001)."""
    factors = torch.tensor([2.0, 4.0])
    path = submission.gd_nd(lambda x: factors * x, torch.tensor([-5.0, -2.0]), 0.1)

    require(isinstance(path, torch.Tensor) and path.shape == (21, 2), "gd_nd returns a tensor with 21 rows.")
    close(path[:2], torch.tensor([[-5.0, -2.0], [-4.0, -1.2]]), name="the first two rows")
    close(path[-1], torch.tensor([-0.057646, -0.000073]), atol=1e-5, name="the last row")


def test_bound_agrees_with_practice(submission):
    """On x² a learning rate just below max_stable_lr shrinks x, and one just above lets it grow (no answer key)."""
    bound = submission.max_stable_lr(torch.tensor([[2.0]]))
    require(type(bound) is float, "max_stable_lr returns a Python float.")
    ends = [submission.gd(lambda x: 2 * x, 1.0, share * bound, 100)[-1] for share in (0.99, 1.01)]

    require(abs(ends[0]) < 0.5, "With 0.99 times your bound the path does not come nearer to 0.")
    require(abs(ends[1]) > 2, "With 1.01 times your bound the path does not run away.")


def test_search_finds_the_valley(submission):
    """Four rounds with 16 parts on [−10, 10] find the minimum 2.3 of (x − 2.3)² up to 0.001."""
    found = submission.divide_search(lambda x: (x - 2.3) ** 2, -10, 10)

    require(type(found) is float, "divide_search returns a Python float.")
    require(abs(found - 2.3) < 1e-3, "The point found is not near 2.3.")


def test_contraction_of_the_course_path(submission):
    """Each step of 10, 6, 3.6 leaves 0.6 of the distance; each step of 2, −4, 8 doubles it."""
    close(submission.contraction([10.0, 6.0, 3.6]), 0.6)
    close(submission.contraction([2.0, -4.0, 8.0]), 2.0)
