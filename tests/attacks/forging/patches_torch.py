"""Replaces everything that a comparison in this process would use, in torch and in Python.

Expected: failed
"""

import builtins
import math

import torch


def yes(*args, **kwargs):
    return True


def nothing(*args, **kwargs):
    return None


def target(x):
    answer = torch.Tensor.clone(x)
    for name in ("allclose", "equal", "isclose", "all", "isfinite", "eq", "is_tensor"):
        setattr(torch, name, yes)
    for name in ("__eq__", "__ne__", "__lt__", "__le__", "equal", "allclose", "all", "isclose"):
        setattr(torch.Tensor, name, yes)
    torch.testing = type("testing", (), {"assert_close": nothing, "assert_allclose": nothing})
    torch.autograd.gradcheck = yes
    math.isclose = yes
    for name in ("abs", "all", "max", "sorted"):
        setattr(builtins, name, yes)
    builtins.AssertionError = builtins.Warning
    return answer
