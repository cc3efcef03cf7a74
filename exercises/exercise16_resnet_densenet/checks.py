"""Public checks: sizes and channels as the handout counts them, and a residual block that does nothing."""

import torch
from torch import nn

from grader.compare import close


def sizes(block, x):
    """The shape of what a block gives."""
    return list(block(x).shape)


def residual_sizes(module):
    """The shapes behind a block with stride 2, for an even and an odd size."""
    block = module.Residual(3, 6, use_1x1conv=True, stride=2)
    return [sizes(block, torch.rand(4, 3, 6, 6)), sizes(block, torch.rand(4, 3, 5, 7))]


def test_residual_sizes(submission):
    """Residual(3, 6, use_1x1conv=True, stride=2) maps (4, 3, 6, 6) to (4, 6, 3, 3) and (4, 3, 5, 7) to (4, 6, 3, 4)."""
    close(submission.run(residual_sizes), [[4, 6, 3, 3], [4, 6, 3, 4]], name="the shapes")


def without_branch(module, x):
    """The output of a block whose main path gives 0, since bn2 does."""
    block = module.Residual(x.shape[1], x.shape[1])
    nn.init.zeros_(block.bn2.weight)
    nn.init.zeros_(block.bn2.bias)
    return block(x).detach()


def test_nothing_learned(submission):
    """With bn2.weight and bn2.bias set to 0, the main path is silent and Residual(3, 3) gives relu(x)."""
    x = torch.randn(2, 3, 4, 4)
    close(submission.run(without_branch, x), x.clamp(min=0), name="the output")


def unit_sizes(module):
    """The shape behind one unit of a dense block."""
    return sizes(module.conv_block(3, 5), torch.rand(4, 3, 6, 6))


def test_unit_sizes(submission):
    """conv_block(3, 5) maps (4, 3, 6, 6) to (4, 5, 6, 6)."""
    close(submission.run(unit_sizes), [4, 5, 6, 6], name="the shape")


def dense_sizes(module, x):
    """The channels as the block counts them, the shape of its output, and the output's first channels."""
    block = module.DenseBlock(3, 3, 8)
    output = block(x).detach()
    return block.out_channels, list(output.shape), output[:, :3]


def test_27_channels(submission):
    """DenseBlock(3, 3, 8) makes 27 channels, and the first 3 are those of its input."""
    x = torch.rand(2, 3, 8, 8)
    close(submission.run(dense_sizes, x), (27, [2, 27, 8, 8], x), name="(out_channels, shape, first channels)")


def transition_sizes(module):
    """The shape behind a transition."""
    return sizes(module.transition_block(23, 10), torch.rand(4, 23, 8, 8))


def test_transition_sizes(submission):
    """transition_block(23, 10) maps (4, 23, 8, 8) to (4, 10, 4, 4)."""
    close(submission.run(transition_sizes), [4, 10, 4, 4], name="the shape")


def test_plan(submission):
    """output_shape follows the three kinds of blocks from (3, 9, 9) to (10, 2, 2)."""
    plan = [("residual", 6, 2), ("dense", 3, 8), ("transition", 10)]
    close(submission.output_shape((3, 9, 9), plan), (10, 2, 2))
    close(submission.output_shape((3, 9, 9), plan[:2]), (30, 5, 5))
