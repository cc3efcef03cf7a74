"""Replaces what tensors do: arithmetic, printing, deleting; and an operator of torch's own library.

Expected: failed
"""

import torch


def zero(*args, **kwargs):
    return torch.zeros(2)


library = torch.library.Library("aten", "IMPL")
library.impl("mul.Tensor", zero, "CPU")


def target(x):
    for name in ("__matmul__", "__mul__", "__add__", "__radd__", "__rmul__", "__sub__", "__truediv__"):
        setattr(torch.Tensor, name, zero)
    for name in ("detach", "contiguous", "resolve_conj", "resolve_neg", "to", "copy_", "view", "stride", "__repr__"):
        setattr(torch.Tensor, name, zero)
    return torch.zeros(len(x))
