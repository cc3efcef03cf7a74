"""Enters modes that see and change every operation of torch, and leaves none of them.

Expected: failed or error
"""

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode


class Functions(TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        return torch.ones(2) if func.__name__ in ("equal", "allclose") else func(*args, **kwargs or {})


class Operations(TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return func(*args, **kwargs or {})


def target(x):
    Functions().__enter__()
    Operations().__enter__()
    torch.inference_mode().__enter__()
    torch.autograd.set_detect_anomaly(True).__enter__()
    torch.autograd.graph.saved_tensors_hooks(lambda t: None, lambda t: None).__enter__()
    return x
