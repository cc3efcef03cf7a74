"""Nothing is returned."""


def standardize(x, eps=1e-5):
    return None


def batch_norm(*args, **kwargs):
    return None


class BatchNorm1d(nn.Module):
    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, input):
        return None


class BatchNorm2d(BatchNorm1d):
    pass
