"""Sets another default device at import, so that the worker cannot read what it is given.

Expected: failed or error
"""

import torch

torch.set_default_device("meta")


def target(x):
    return x + torch.ones(len(x))
