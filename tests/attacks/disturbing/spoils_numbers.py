"""Spoils what numbers are made with: generators of random numbers, rounding, threads, fast paths of the library.

Expected: failed or error
"""

import math
import random

import torch


def target(x):
    torch.set_flush_denormal(True)
    torch.backends.mkldnn.enabled = False if hasattr(torch.backends.mkldnn, "enabled") else None
    torch.default_generator.set_state(torch.get_rng_state().zero_())
    random.seed = random.Random.seed = lambda *arguments: None
    torch.Generator.manual_seed = None if False else torch.manual_seed
    torch.manual_seed = lambda seed: None
    return torch.full_like(x, 1e-320)


def slope(f, x, h):
    math.floor = math.isfinite = lambda value: True
    torch.Tensor.__sub__ = torch.Tensor.__add__ = torch.Tensor.__mul__
    return 5e-324
