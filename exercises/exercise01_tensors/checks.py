"""Public checks of exercise01: what you can try before you submit."""

import torch

from grader.compare import close, require


def test_samples_between_2_and_3(submission):
    """Samples of uniform_like lie between 2 and 3, hardly two are equal, and they have x's shape and dtype."""
    x = torch.zeros(20, 5, dtype=torch.float64)

    samples = submission.uniform_like(x, 2.0, 3.0)
    close(samples, x + 2.5, rtol=0.0, atol=0.5, name="the tensor of samples")
    require(len(set(samples.flatten().tolist())) > 90, "Of 100 samples hardly two are equal.")


def test_lecture_matrix_times_vector(submission):
    """The lecture's float32 matrix times its int64 vector gives [49, 47]."""
    m, v = torch.Tensor([[2, 5, 3, 7], [4, 2, 1, 9]]), torch.arange(1, 5)

    close(submission.matvec(m, v), torch.tensor([49.0, 47.0]))


def test_lecture_rows_joined(submission):
    """The lecture's two rows become a 2 × 4 table with dim = 0, and one row of 8 with dim = 1."""
    a, b = torch.tensor([[1, 2, 3, 4]]), torch.tensor([[5, 6, 7, 8]])

    close(submission.cat2d(a, b, 0), torch.arange(1, 9).view(2, 4), name="the table for dim = 0")
    close(submission.cat2d(a, b, 1), torch.arange(1, 9).view(1, 8), name="the table for dim = 1")


def test_norm_of_3_and_4(submission):
    """The norm of [3, 4] is 5, with fractions or with whole numbers."""
    close(submission.l2_norm(torch.tensor([3.0, 4.0])), torch.tensor(5.0))
    close(submission.l2_norm(torch.tensor([3, 4])), torch.tensor(5.0))


def test_share_of_0_to_3(submission):
    """Half of [0, 1, 2, 3] lies in 1 <= element < 3."""
    close(submission.fraction_between(torch.arange(4.0), 1.0, 3.0), 0.5)


def test_histogram_of_four(submission):
    """A histogram of [0, 1, 1, 4] with 4 bins counts [1, 2, 0, 1]; each of 1000 random numbers is counted once."""
    counts, edges = torch.tensor([1, 2, 0, 1]), torch.arange(5.0)

    close(submission.histogram(torch.tensor([0.0, 1.0, 1.0, 4.0]), 4), (counts, edges), name="(counts, edges)")
    result = submission.histogram(torch.randn(1000))
    require(isinstance(result, tuple) and len(result) == 2, "histogram returns a pair: counts and edges.")
    require(isinstance(result[0], torch.Tensor) and result[0].shape == (100,), "There is one count for each bin.")
    close(int(result[0].sum()), 1000, name="the sum of the counts")
