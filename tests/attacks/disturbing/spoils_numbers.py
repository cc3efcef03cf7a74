"""Spoils what numbers are made with: generators of random numbers, rounding, precision, fast paths of the library.

Expected: failed
Says: value is not the expected number
"""

import math
import random

import torch


def nothing(*args, **kwargs):
    return None


def target(x):
    torch.set_flush_denormal(True)
    torch.set_float32_matmul_precision("medium")
    torch.set_default_dtype(torch.float16)
    torch.use_deterministic_algorithms(True)
    torch._C._set_mkldnn_enabled(False)
    torch._C._set_cudnn_enabled(False)
    state = torch.default_generator.get_state()
    state[24:].zero_()  # the Mersenne twister's numbers; what is before them says where it is
    torch.default_generator.set_state(state)
    torch.manual_seed = torch.seed = torch.random.manual_seed = torch.random.fork_rng = nothing
    torch.get_rng_state = torch.set_rng_state = torch.random.get_rng_state = torch.random.set_rng_state = nothing
    random.seed = random.Random.seed = random.setstate = nothing
    return torch.full_like(x, 1e-320)


def slope(f, x, h):
    math.floor = math.isfinite = math.isnan = math.fabs = lambda value: True
    torch.Tensor.__sub__ = torch.Tensor.__add__ = torch.Tensor.__mul__
    torch.Tensor.__float__ = torch.Tensor.item = lambda tensor: 0.0
    return 5e-324


class Total:
    def __init__(self):
        self.value = float("nan")

    def add(self, x):
        random.random = random.Random.random = lambda *args: 0.5
        torch.rand = torch.randn = torch.randint = torch.randperm = nothing
        torch.set_num_threads = torch.get_num_threads = nothing
        self.value = -0.0
