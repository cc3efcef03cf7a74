"""Public checks of the spiral MLP: run them with `grade check exercise14`."""

import pytest
import torch
from torch import nn

from grader.compare import close, require


def shapes(module):
    """Return the shape of five logits and the number of parameters."""
    net = module.build_mlp(2, [100], 3)
    return list(net(torch.zeros(5, 2)).shape), sum(parameter.numel() for parameter in net.parameters())


def gradient(module, x):
    """Differentiate the sum of sigmoid(x)."""
    x.requires_grad_()
    module.sigmoid(x).sum().backward()
    return x.grad


def learn_rings(module, X, y, options):
    """Build a network, train it, and return its logits."""
    torch.manual_seed(0)
    model = module.build_mlp(2, [32], 3)
    module.train(model, X, y, **options)
    return model(X)


def grid_by_hand(module):
    """Use the worked number of the handout: the logits are 0 and x - y + 0.5."""
    model = nn.Linear(2, 2)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[0.0, 0.0], [1.0, -1.0]]))
        model.bias.copy_(torch.tensor([0.0, 0.5]))
    return module.decision_grid(model, (-1.0, 1.0), (0.0, 2.0), 3)


def test_shape(submission):
    """build_mlp(2, [100], 3) maps five points to logits of shape (5, 3) and has 603 parameters."""
    close(submission.run(shapes), ([5, 3], 603), name="the shape and the number of parameters")


def test_sigmoid_is_safe(submission):
    """The function sigmoid has the right value and a finite slope at -1000, 0 and 1000."""
    x = torch.tensor([-1000.0, 0.0, 1000.0])
    close(submission.sigmoid(x), torch.tensor([0.0, 0.5, 1.0]), atol=1e-6)
    close(submission.run(gradient, x), torch.tensor([0.0, 0.25, 0.0]), atol=1e-6, name="the gradient")


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"epochs": 60}, id="one batch"),
        pytest.param({"epochs": 15, "batch_size": 50, "lr": 0.03}, id="batches of 50"),
    ],
)
def test_learns_rings(submission, options):
    """A network from build_mlp learns with train to tell three rings apart, which no linear model can."""
    y = torch.arange(150) % 3
    angle, radius = 6.3 * torch.rand(150), 0.3 + 0.6 * y + 0.1 * torch.rand(150)
    X = torch.stack((radius * angle.cos(), radius * angle.sin()), dim=1)
    logits = submission.run(learn_rings, X, y, options)
    close(logits, torch.zeros(150, 3), rtol=0.0, atol=1e6, name="the logits")  # their kind, shape and dtype
    share = (logits.argmax(dim=1) == y).double().mean().item()
    require(share > 0.8, f"The trained network is right for {share:.0%} of the points; more than 80 % are asked.")


def test_grid_by_hand(submission):
    """decision_grid gives the classes of the handout's worked number: rows follow y, columns follow x."""
    close(submission.run(grid_by_hand), torch.tensor([[0, 1, 1], [0, 0, 1], [0, 0, 0]]), name="the grid")
