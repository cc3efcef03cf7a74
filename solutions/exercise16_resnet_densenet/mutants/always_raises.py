"""Every call ends in a ValueError."""


class Residual(nn.Module):
    def __init__(self, *args, **kwargs):
        raise ValueError


class DenseBlock(nn.Module):
    def __init__(self, *args, **kwargs):
        raise ValueError


def conv_block(*args):
    raise ValueError


def transition_block(*args):
    raise ValueError


def output_shape(*args):
    raise ValueError
