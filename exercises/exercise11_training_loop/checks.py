"""Public checks: the handout's numbers, and things that have to agree with each other."""

import torch
from torch import nn

from grader.compare import close, require


class Line(nn.Module):
    """The model w x + b, so that these checks need no Linear."""

    def __init__(self, w, b):
        """Start with these values."""
        super().__init__()
        self.w, self.b = nn.Parameter(torch.tensor(w)), nn.Parameter(torch.tensor(b))

    def forward(self, x):
        """Return w x + b."""
        return self.w * x + self.b


def parameters_of(module):
    """Return the names and shapes of the parameters of a layer with and of one without a bias."""
    layers = [module.Linear(3, 2), module.Linear(3, 2, bias=False)]
    return [{name: tuple(p.shape) for name, p in layer.named_parameters()} for layer in layers]


def output(module, weight, bias, x):
    """Return what a layer with these values gives for x."""
    layer = module.Linear(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return layer(x)


def two_steps(module, x, y):
    """Take the two steps of the handout; return the losses, and w and b at the end."""
    line = Line(1.0, 0.0)
    optimizer = torch.optim.SGD(line.parameters(), lr=0.1)
    losses = [module.train_step(line, nn.MSELoss(), optimizer, x, y) for _ in range(2)]
    return [losses, line.w.item(), line.b.item()]


def one_step(module, x, y):
    """Take one step from w = 1 and b = 0; return the loss."""
    line = Line(1.0, 0.0)
    return module.train_step(line, nn.MSELoss(), torch.optim.SGD(line.parameters(), lr=0.1), x, y)


def fitted(module, x, y):
    """Fit a line, with a larger learning rate than usual, to be quick; return losses, w and b."""
    line = Line(0.0, 0.0)
    losses = module.train(line, x, y, lr=0.7, epochs=50)
    return [losses, line.w.item(), line.b.item()]


def gradients(module, cuts, x, y):
    """Return the mean loss and the gradients for samples that are cut into batches of these lengths."""
    line = Line(1.0, 0.0)
    mean = module.accumulate_gradients(line, nn.MSELoss(), list(zip(x.split(cuts), y.split(cuts), strict=True)))
    return [mean, line.w.grad, line.b.grad]


def prediction(module, x):
    """Predict with a model that drops half of its units in training; return the result and the mode afterwards."""
    model = nn.Sequential(nn.Dropout(0.5), Line(2.0, 1.0))
    with torch.enable_grad():  # where predict leaves autograd off, that ends here
        result = module.predict(model, x)
    return [result, result.requires_grad, model.training]


def test_data_on_the_line(submission):
    """Without noise, make_data gives two columns that lie exactly on y = 5x + 7."""
    data = submission.make_data(20, noise=0.0)
    close(data, (torch.zeros(20, 1), torch.zeros(20, 1)), rtol=0.0, atol=1e30, name="(x, y)")
    close(data[1], 5 * data[0] + 7, name="y")


def test_layer_parameters(submission):
    """Linear(3, 2) has the parameters weight (2, 3) and bias (2,), and with bias=False weight alone."""
    found = submission.run(parameters_of)
    require(found == [{"weight": (2, 3), "bias": (2,)}, {"weight": (2, 3)}], f"The parameters are {found}.")


def test_layer_output(submission):
    """With weight [[1, 2], [3, 4]] and bias [10, 20], the row [1, 1] becomes [13, 27]."""
    weight, bias = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([10.0, 20.0])
    close(submission.run(output, weight, bias, torch.ones(1, 2)), torch.tensor([[13.0, 27.0]]))


def test_worked_number(submission):
    """The two steps of the handout: losses 6.5 and 0.65, and in the end w = 2.05 and b = 0.66."""
    found = submission.run(two_steps, torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0], [5.0]]))
    close(found, [[6.5, 0.65], 2.05, 0.66], rtol=1e-4, name="[losses, w, b]")


def test_shape_trap(submission):
    """A target of shape (N,) for a prediction of shape (N, 1) is refused with a ValueError, one of (N, 1) is not."""
    x = torch.tensor([[1.0], [2.0]])
    close(submission.run(one_step, x, 2 * x), 2.5, rtol=1e-4, name="the loss")
    try:
        submission.run(one_step, x, 2 * x[:, 0])
    except ValueError:
        return
    require(False, "train_step takes a target of shape (N,) for a prediction of shape (N, 1).")


def test_line_is_found(submission):
    """Training on 256 points near y = 5x + 7 brings w near 5 and b near 7, and the loss near the noise's variance."""
    x = torch.rand(256, 1)
    found = submission.run(fitted, x, 5 * x + 7 + 0.25 * torch.randn(256, 1))
    close(found, [[0.0] * 50, 5.0, 7.0], rtol=0.0, atol=1e30, name="[losses, w, b]")
    close(found[1:], [5.0, 7.0], rtol=0.0, atol=0.4, name="[w, b]")
    require(found[0][-1] < 0.12, "The last loss is too large.")


def test_batches_add_up(submission):
    """Batches of 1 and 3 samples leave the mean loss and the gradients of all 4 samples at once."""
    x = torch.tensor([[1.0], [2.0], [0.0], [3.0]])
    y = torch.tensor([[3.0], [5.0], [1.0], [0.0]])
    close(submission.run(gradients, [1, 3], x, y), [5.75, torch.tensor(0.5), torch.tensor(-1.5)], rtol=1e-4)
    close(submission.run(gradients, [4], x, y), [5.75, torch.tensor(0.5), torch.tensor(-1.5)], rtol=1e-4)


def test_prediction_without_dropout(submission):
    """With predict dropout is off, the result does not require a gradient, and train mode comes back."""
    found = submission.run(prediction, torch.tensor([[1.0], [2.0]]))
    close(found, [torch.tensor([[3.0], [5.0]]), False, True], name="[result, requires_grad, training afterwards]")
