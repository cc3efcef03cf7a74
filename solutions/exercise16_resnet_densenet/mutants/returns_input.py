"""Blocks and functions give back what they get."""


class Residual(nn.Module):
    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, x):
        return x


class DenseBlock(nn.Module):
    def __init__(self, *args, **kwargs):
        super().__init__()
        self.net, self.out_channels = nn.ModuleList(), 0

    def forward(self, x):
        return x


def conv_block(*args):
    return nn.Sequential()


def transition_block(*args):
    return nn.Sequential()


def output_shape(input_shape, plan):
    return input_shape
