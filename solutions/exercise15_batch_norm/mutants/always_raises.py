"""Every call ends in a ValueError."""


def standardize(x, eps=1e-5):
    raise ValueError


def batch_norm(*args, **kwargs):
    raise ValueError


class BatchNorm1d(nn.Module):
    def __init__(self, *args, **kwargs):
        raise ValueError


class BatchNorm2d(BatchNorm1d):
    pass
