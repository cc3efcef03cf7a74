"""Leaves function and dispatch modes switched on that answer in torch's place, for the worker's own code as well.

Expected: failed or error
"""

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode


class Answering(TorchFunctionMode):
    def __torch_function__(self, function, types, args=(), kwargs=None):
        if getattr(function, "__name__", "") in ("allclose", "equal", "eq", "all"):
            return True
        return function(*args, **(kwargs or {}))


class Zeroing(TorchDispatchMode):
    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        found = function(*args, **(kwargs or {}))
        return found


def target(x):
    Answering().__enter__()
    Zeroing().__enter__()
    return x
