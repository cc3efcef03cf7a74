"""Nothing is returned, and the blocks return nothing."""


class Residual(nn.Module):
    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, x):
        return None


class DenseBlock(nn.Module):
    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, x):
        return None


def conv_block(*args):
    return None


def transition_block(*args):
    return None


def output_shape(*args):
    return None
