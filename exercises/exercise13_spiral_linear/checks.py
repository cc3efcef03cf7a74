"""Public checks of the spiral and the linear classifier: run them with `grade check exercise13`."""

import pytest
import torch
from torch import nn

from grader.compare import close


def layer_sizes(module, sizes):
    """Return the sizes of the modules that build_linear puts together."""
    model = module.build_linear(*sizes)
    return [[layer.in_features, layer.out_features] for layer in model]


def collapse_by_hand(module):
    """Collapse the two layers of the handout's worked number."""
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([[1.0, 2.0], [0.0, 1.0]]))
        model[0].bias.copy_(torch.tensor([1.0, 0.0]))
        model[1].weight.copy_(torch.tensor([[3.0, 1.0]]))
        model[1].bias.copy_(torch.tensor([-1.0]))
    return module.collapse(model)


def refused(module):
    """Collapse a network with a ReLU in it."""
    return module.collapse(nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2)))


def learn_sides(module, X, y):
    """Train one linear layer and return its logits and the number of losses."""
    torch.manual_seed(0)
    model = nn.Linear(2, 2)
    history = module.train_classifier(model, X, y, lr=1.0, epochs=50)
    return len(history), model(X)


def test_spiral_shapes(submission):
    """make_spiral() gives 1000 points of each of three classes, X (3000, 2) float32 and y (3000,) int64."""
    X, y = submission.make_spiral()
    close(X, torch.zeros(3000, 2), rtol=0.0, atol=1.0001, name="X")  # no point is farther from the origin
    close(y, torch.arange(3).repeat_interleave(1000), name="y")


def test_spiral_by_hand(submission):
    """make_spiral gives the handout's three points of class 0 and the last one of class 1, without noise."""
    X, _ = submission.make_spiral(3, 3, 0.0)
    expected = torch.tensor([[0.0, 0.0], [0.4330, -0.25], [-0.8660, -0.5], [0.0, 1.0]])
    close(X[[0, 1, 2, 5]], expected, rtol=0.0, atol=1e-4, name="the points")


def test_prediction_by_hand(submission):
    """The function predict gives the handout's scores and classes."""
    logits = torch.tensor([[2.0, 1.0], [-3.0, -1.0], [0.0, 5.0]])
    close(submission.predict(logits), (torch.tensor([2.0, -1.0, 5.0]), torch.tensor([0, 1, 1])), name="the prediction")


def test_accuracy_by_hand(submission):
    """The function accuracy gives the handout's share, 2/3."""
    logits, y = torch.tensor([[2.0, 1.0], [-3.0, -1.0], [0.0, 5.0]]), torch.tensor([0, 0, 1])
    close(submission.accuracy(logits, y), 2 / 3, rtol=1e-6, name="the accuracy")


def test_linear_sizes(submission):
    """build_linear(4, 7, 2) has two layers, 4 to 7 and 7 to 2."""
    close(submission.run(layer_sizes, (4, 7, 2)), [[4, 7], [7, 2]], name="the sizes")


def test_collapse_by_hand(submission):
    """The function collapse gives the handout's weight and bias, and refuses a network with a ReLU."""
    close(submission.run(collapse_by_hand), (torch.tensor([[3.0, 7.0]]), torch.tensor([2.0])), name="weight and bias")
    with pytest.raises(ValueError):  # noqa: PT011 - the text of your message is yours to choose
        submission.run(refused)


def test_learns_sides(submission):
    """train_classifier teaches one linear layer to tell left from right."""
    X = torch.tensor([[-2.0, 1.0], [-1.0, -1.0], [1.0, 1.0], [2.0, -1.0]])
    y = torch.tensor([0, 0, 1, 1])
    count, logits = submission.run(learn_sides, X, y)
    close(count, 50, name="the number of epochs")
    close(logits, torch.zeros(4, 2), rtol=0.0, atol=1e6, name="the logits")  # their kind, shape and dtype
    close(logits.argmax(dim=1), y, name="the classes")
