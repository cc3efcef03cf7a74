"""Public checks: the worked example, and torch's own layer on one batch."""

import torch
from torch import nn

from grader.compare import close, require


def test_standardized_table(submission):
    """Every column of a standardized table has mean 0 and variance 1."""
    x = torch.tensor([[1.0, 100.0], [2.0, 300.0], [3.0, 200.0], [6.0, 0.0]])
    result = submission.standardize(x)

    close(result, x, rtol=0.0, atol=1e30)  # the kind, shape and dtype
    close(result.mean(dim=0), torch.zeros(2), atol=1e-4, name="the mean of the columns")
    close(result.var(dim=0, correction=0), torch.ones(2), atol=1e-4, name="the variance of the columns")


def test_worked_example(submission):
    """The batch 2, 4, 6, 8 with weight 2 and bias 1 gives the numbers of the handout, in training and in evaluation."""
    x = torch.tensor([[2.0], [4.0], [6.0], [8.0]])
    mean, var, weight, bias = torch.tensor([0.0]), torch.tensor([1.0]), torch.tensor([2.0]), torch.tensor([1.0])
    result, arguments = submission.observe("batch_norm", x, mean, var, weight, bias, True)

    close(result, torch.tensor([[-1.6833], [0.1056], [1.8944], [3.6833]]), atol=1e-3, name="the output")
    close(arguments[1], torch.tensor([0.5]), atol=1e-3, name="running_mean")
    close(arguments[2], torch.tensor([1.5667]), atol=1e-3, name="running_var")

    remembered = (torch.tensor([0.5]), torch.tensor([1.5667]))
    predicted = submission.batch_norm(x[:1], *remembered, weight, bias, training=False)
    close(predicted, torch.tensor([[3.3968]]), atol=1e-3, name="the output for 2 with training=False")


def trained_layer(module, images):
    """The output of a new layer in train mode, its output in eval mode, and its state."""
    layer = module.BatchNorm2d(3)
    trained = layer(images).detach()
    return trained, layer.eval()(images).detach(), dict(layer.state_dict())


def test_same_as_torch(submission):
    """A new BatchNorm2d does with one batch of images what torch's layer does, in train mode and then in eval mode."""
    images = torch.randn(4, 3, 5, 6) * 3 + 2
    result = submission.run(trained_layer, images)

    close(result, trained_layer(nn, images), rtol=1e-4, atol=1e-4, name="(train output, eval output, state_dict)")


def test_eval_differs(submission):
    """After one batch, eval mode gives another output than train mode."""
    images = torch.randn(4, 3, 5, 6) * 3 + 2
    result = submission.run(trained_layer, images)

    close(result[:2], (images, images), rtol=0.0, atol=1e30, name="(train output, eval output)")
    require(not torch.equal(result[0], result[1]), "Train mode and eval mode give the same output.")
