"""The line that is fitted, after few and after many epochs, and the loss on the way."""

import torch
from torch import nn

from grader.figures import Panel, axis, line, numbers, picture, points

STAGES = (0, 2, 8, 28, 108)
FEW = torch.Generator().manual_seed(5)
X = torch.rand(40, 1, generator=FEW)
Y = 5 * X + 7 + 0.25 * torch.randn(40, 1, generator=FEW)


class Line(nn.Module):
    """The model w x + b, whatever else may be wrong with the student's own layer."""

    def __init__(self):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.zeros(1, 1)), nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x @ self.weight.T + self.bias


def stages(module, x, y, epochs):
    """Train from one stage to the next; return the losses, and (w, b) at each stage."""
    model, history, found, done = Line(), [], [], 0
    for count in epochs:
        history += module.train(model, x, y, 0.6, count - done)
        done = count
        found.append(torch.cat([model.weight.detach().reshape(1), model.bias.detach()]))
    return history, torch.stack(found)


def trained(code):
    """Return losses and lines."""
    return code.run(stages, X, Y, list(STAGES))


@picture("The line, stage by stage", trained)
def fit(yours, expected):
    """What `train` makes of the model w · x + b, from w = b = 0 with the learning rate 0.6: the points lie around the
    line 5x + 7.
    """
    panels = []
    for stage, mine, right in list(zip(STAGES, yours[1].tolist(), expected[1].tolist(), strict=True))[1:]:
        layers = [points("ground", X, Y, "data")]
        layers.append(line("expected", (0, 1), (right[1], sum(right)), "expected"))
        layers.append(line("yours", (0, 1), (mine[1], sum(mine)), "yours"))
        panels.append(Panel(layers, axis("x", 0, 1), axis("y", -0.5, 13.5), f"after {stage} epochs"))
    return panels


@picture("The loss, epoch by epoch", trained)
def losses(yours, expected):
    """The losses that `train` returns. They fall quickly first, while b is found, then slowly, while w is."""
    layers = []
    for role, values in (("expected", numbers(expected[0])), ("yours", numbers(yours[0], STAGES[-1]))):
        layers.append(line(role, list(range(0, STAGES[-1], 2)), list(values[::2]), role))
    return Panel(layers, axis("epoch"), axis("loss", log=True))
