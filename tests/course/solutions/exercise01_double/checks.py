import pytest
import torch

from grader.compare import close


@pytest.mark.points(40)
@pytest.mark.parametrize(
    "shape",
    [
        pytest.param((), id="a single number"),
        pytest.param((5,), id="a vector"),
        pytest.param((3, 4), id="a matrix"),
        pytest.param((0, 2), id="an empty tensor"),
    ],
)
def test_values(submission, solution, shape):
    """Each element is doubled, whatever the shape."""
    x = torch.randn(shape, dtype=torch.float64) + 3
    close(submission.double(x), solution.double(x))


@pytest.mark.points(10)
def test_whole_numbers(submission, solution):
    """Whole numbers stay whole numbers."""
    x = torch.randint(3, 99, (4,))
    close(submission.double(x), solution.double(x))


@pytest.mark.points(10)
def test_argument_unchanged(submission):
    """The argument is as it was before the call."""
    x = torch.randn(4, dtype=torch.float64) + 3
    result, arguments = submission.observe("double", x)
    close(result, 2 * x)
    close(arguments[0], x, name="x after the call")


@pytest.mark.points(10)
def test_boolean(submission):
    """A boolean tensor is refused with a ValueError."""
    x = torch.randn(4, dtype=torch.float64) + 3
    close(submission.double(x), 2 * x)
    with pytest.raises(ValueError):
        submission.double(torch.tensor([True, False]))


def calls(module, values):
    doubler = module.Doubler()
    results = [doubler(x) for x in values]
    return results, doubler.calls


@pytest.mark.points(30)
def test_doubler(submission, solution):
    """Doubler doubles and counts its calls."""
    values = [torch.randn(3, dtype=torch.float64) + 3 for _ in range(3)]
    close(submission.run(calls, values), solution.run(calls, values))
