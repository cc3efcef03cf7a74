"""Public checks: for yourself, as often as you like."""

import math

import torch

from grader.compare import close, require


def test_course_path(submission):
    """Ten Newton steps on cosh(x/2) from 10 give eleven floats, and the last of them is 0."""
    path = submission.newton(lambda x: 0.5 * math.sinh(x / 2), lambda x: 0.25 * math.cosh(x / 2), 10)

    require(isinstance(path, list) and len(path) == 11, "newton returns a list with the start and ten more points.")
    require(all(type(x) is float for x in path), "The points are Python floats, the start too.")
    close(path[:4], [10.0, 8.00018159, 6.00152275, 4.01139823], rtol=1e-8, name="the first four points")
    require(abs(path[-1]) < 1e-12, "The last point is not 0.")


def test_newton_step_solves_its_equation(submission):
    """H d + g is 0 for the step d at a random H (no answer key needed)."""
    g, a = torch.randn(3).double(), torch.randn(3, 3).double()
    hess = a @ a.T + torch.eye(3)
    d = submission.newton_step(g, hess)

    require(isinstance(d, torch.Tensor) and d.shape == (3,), "newton_step returns one number for each dimension.")
    close(hess @ d, -g, atol=1e-9, name="H d")


def test_three_kinds(submission):
    """diag(2, 4) is a minimum, diag(−2, −4) a maximum, diag(2, −2) a saddle, and diag(2, 0) cannot be decided."""
    matrices = [torch.diag(torch.tensor(values)) for values in ([2.0, 4.0], [-2.0, -4.0], [2.0, -2.0], [2.0, 0.0])]
    got = [submission.classify_stationary_point(hess) for hess in matrices]

    close(got, ["minimum", "maximum", "saddle", "degenerate"], name="the list of kinds")


def test_gap_of_the_square_is_the_variance(submission):
    """Jensen's gap of x² is the variance: 1 for the values 1 and 3."""
    close(submission.jensen_gap(lambda t: t * t, torch.tensor([1.0, 3.0])), 1.0, rtol=1e-5)


def test_convex_and_not(submission):
    """x² and |x| are convex, −x² and sin are not."""
    xs = torch.tensor([2.0, -3.0, 0.5, -0.7], dtype=torch.float64)
    functions = [torch.square, torch.abs, lambda t: -t * t, torch.sin]

    close([submission.is_midpoint_convex(f, xs) for f in functions], [True, True, False, False], name="the answers")


def test_projection(submission):
    """(3, 4) has the norm 5: it goes to (0.6, 0.8) in the ball of radius 1, and stays in that of radius 6."""
    x = torch.tensor([3.0, 4.0])

    close(submission.project_ball(x, 1.0), torch.tensor([0.6, 0.8]), name="the projection")
    close(submission.project_ball(x, 6.0), x, name="the projection")
