"""The gradient's way back through many blocks, with and without the shortcut; and channels along a plan of blocks."""

import torch
from torch import nn

from grader.figures import Panel, axis, line, numbers, picture

DEPTHS = (1, 2, 3, 5, 8)
X = torch.randn(4, 4, 6, 6, generator=torch.Generator().manual_seed(5))


def prepare(block, seed):
    """Give a block its values, the same whatever it began with: random convolutions, and norms that do nothing yet."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, value in sorted([*block.named_parameters(), *block.named_buffers()]):
            if "conv" in name:
                value.copy_(0.12 * torch.randn(value.shape, generator=generator))
            else:
                value.fill_(1 if name.endswith(("weight", "running_var")) else 0)
    return block.eval()


def norm_behind(net, x):
    """Return the norm of the gradient that arrives at the input."""
    x = x.clone().requires_grad_()
    y = x
    for block in net:
        y = block(y)
    (gradient,) = torch.autograd.grad(y.sum(), x)
    return gradient.norm()


def norms(module, x, depths):
    """Return the gradient's norm behind stacks of each depth, of the student's blocks and of plain ones."""
    blocks = [prepare(module.Residual(4, 4), seed) for seed in range(max(depths))]
    return torch.stack([norm_behind(blocks[:depth], x) for depth in depths])


def gradients(code):
    """Return the norms."""
    return code.run(norms, X, list(DEPTHS))


class Plain(nn.Module):
    """The same block without its shortcut."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(4, 4, 3, padding=1), nn.Conv2d(4, 4, 3, padding=1)
        self.bn1, self.bn2 = nn.BatchNorm2d(4), nn.BatchNorm2d(4)

    def forward(self, x):
        return torch.relu(self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x))))))


def plain_norms():
    """Return the norms behind plain stacks."""
    blocks = [prepare(Plain(), seed) for seed in range(max(DEPTHS))]
    return [norm_behind(blocks[:depth], X) for depth in DEPTHS]


WITHOUT = [norm.item() for norm in plain_norms()]


@picture("The gradient that arrives at the input", gradients)
def depth(yours, expected):
    """The norm of the gradient behind stacks of 1 to 8 of your `Residual` blocks, in eval mode, and behind the same
    blocks without their shortcut, where it fades away.
    """
    layers = [
        line("ground", DEPTHS, WITHOUT, "without shortcut"),
        line("expected", DEPTHS, numbers(expected), "expected"),
        line("yours", DEPTHS, numbers(yours, len(DEPTHS)), "yours"),
    ]
    return Panel(layers, axis("blocks"), axis("gradient norm", log=True))


PLAN = [
    ("residual", 16, 2), ("dense", 4, 8), ("transition", 24), ("dense", 4, 8), ("transition", 28), ("dense", 4, 8),
    ("transition", 30), ("residual", 64, 1),
]  # fmt: skip


def sizes(code):
    """Return the shape behind each block of the plan."""
    return [code.output_shape((3, 96, 96), PLAN[:count]) for count in range(len(PLAN) + 1)]


@picture("Channels and sizes along a plan", sizes)
def shapes(yours, expected):
    """What `output_shape` says behind each block of residual, dense and transition blocks, from 3 x 96 x 96."""
    panels = []
    for which, name in enumerate(("channels", "height")):
        layers = []
        for role, found in (("expected", expected), ("yours", yours)):
            layers.append(line(role, list(range(len(PLAN) + 1)), [shape[which] for shape in found], role))
        panels.append(Panel(layers, axis("block", 0, len(PLAN)), axis(name, 0.0)))
    return panels
