"""The building blocks of ResNet and DenseNet: residual blocks, dense blocks and the transitions between them."""

import torch
from torch import nn


class Residual(nn.Module):
    """A residual block: relu(bn2(conv2(relu(bn1(conv1(x))))) + shortcut(x)).

    conv1, conv2    3x3 convolutions with padding 1. conv1 has the block's stride and leads from in_channels to
                    out_channels; conv2 has stride 1 and keeps out_channels.
    bn1, bn2        batch norms of out_channels channels with torch's usual eps and momentum. Each has statistics of
                    its own.
    conv3           with use_1x1conv, this is the shortcut: a 1x1 convolution without padding, with the block's stride,
                    from in_channels to out_channels, and neither batch norm nor ReLU behind it. Without use_1x1conv
                    the attribute is None, and the shortcut is x itself.

    All convolutions have a bias. The attributes have these names, since the checks set the parameters by name:
    state_dict() holds what belongs to these parts and nothing else. Left open: the order in which the parts are
    created, and their first values. The batch norms are nn.BatchNorm2d or your own from exercise15.
    """

    def __init__(self, in_channels: int, out_channels: int, use_1x1conv: bool = False, stride: int = 1) -> None:
        """Create the parts, in float32 and in train mode; no two blocks share anything.

        Raises ValueError, already here, if the two paths could not be added: without use_1x1conv, out_channels must be
        in_channels and stride must be 1. All numbers are at least 1; what happens with others is left open.
        """
        raise NotImplementedError

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the block's output (N, out_channels, ceil(H / stride), ceil(W / stride)) for x (N, in_channels, H, W).

        x and the parameters have one floating dtype, and so has the output; x may lie in memory in any order and is
        never changed. Gradients reach x along both paths, and every parameter. In train mode a call updates the running
        statistics of both batch norms once; in eval mode it changes nothing.
        """
        raise NotImplementedError


def conv_block(in_channels: int, out_channels: int) -> nn.Sequential:
    """Return the unit of a dense block: batch norm, then ReLU, then a 3x3 convolution with padding 1.

    The unit is a new nn.Sequential, float32 and in train mode. It turns (N, in_channels, H, W) into
    (N, out_channels, H, W) and never changes its input. The batch norm, with torch's usual eps and momentum, has
    in_channels channels, since it comes first; the convolution has stride 1 and a bias. The names of the parts and
    their first values are left open. Both numbers are at least 1.
    """
    raise NotImplementedError


class DenseBlock(nn.Module):
    """num_convs units as conv_block makes them; each sees the input and everything that the units before it have made.

    out_channels    in the constructor, the channels that each single unit adds; as an attribute of the block, an int,
                    the channels of the whole output, those of the input included.
    net             an nn.ModuleList of the units, in the order in which they are used.
    """

    def __init__(self, num_convs: int, in_channels: int, out_channels: int) -> None:
        """Create the units, float32, in train mode, and each fit for the channels that will reach it.

        num_convs may be 0. The other numbers are at least 1.
        """
        raise NotImplementedError

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return x (N, in_channels, H, W), followed along dimension 1 by what the units make, one after the other.

        The output is (N, self.out_channels, H, W) in the dtype of x: first the channels of x as they are, then those of
        unit 0, then those of unit 1, and so on. Without units it equals x (whether it is the same tensor is left open).
        x may lie in memory in any order and is never changed. Gradients reach x and every parameter. In train mode a
        call updates the running statistics of every unit once; in eval mode it changes nothing.
        """
        raise NotImplementedError


def transition_block(in_channels: int, out_channels: int) -> nn.Sequential:
    """Return what stands between two dense blocks: it changes the number of channels and halves height and width.

    The steps are batch norm, ReLU, a 1x1 convolution, and the average over each 2x2 pixels, with stride 2. The block
    is a new nn.Sequential, float32 and in train mode, of any parts that compute this. It turns (N, in_channels, H, W)
    into (N, out_channels, H // 2, W // 2) and never changes its input; with an odd height or width, the last row or
    column is left out. The batch norm, with torch's usual eps and momentum, has in_channels channels; the convolution
    has stride 1 and a bias. Names and first values are left open. Both numbers are at least 1, H and W at least 2.
    """
    raise NotImplementedError


def output_shape(input_shape: tuple[int, int, int], plan: list[tuple]) -> tuple[int, int, int]:
    """Return (channels, height, width) behind a sequence of blocks, by counting: nothing is built.

    input_shape is (channels, height, width) in front of the first block. plan names the blocks in order:

        ("residual", out_channels, stride)     a Residual (with its 1x1 convolution, if need be)
        ("dense", num_convs, out_channels)     a DenseBlock
        ("transition", out_channels)           a transition_block

    The result is a tuple of three Python ints, exact also where no memory could hold such images (sizes up to a
    million); an empty plan gives input_shape. plan is never changed. Raises ValueError if a block is of any other kind,
    wherever it stands in the plan. Left open: a known kind with other numbers behind it than these, and sizes that
    shrink to 0.
    """
    raise NotImplementedError
