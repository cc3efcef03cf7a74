"""Changes its arguments in place, so that whatever is computed from them afterwards agrees with what it returns.

Expected: failed
"""

import torch


def target(x):
    x.fill_(-0.5)  # 3·x + 1 = x
    x.resize_(0)
    return torch.full((2,), -0.5)


def slope(f, x, h):
    if f.__closure__:
        for cell in f.__closure__:
            cell.cell_contents = 0
    f.__code__ = (lambda *args, **kwargs: 0.0).__code__ if not f.__closure__ else f.__code__
    return 0.0
