"""Changes what holds for the whole process: dtype, device, gradients, threads, seeds, printing, determinism.

Expected: failed or error
"""

import gc
import random
import sys

import torch

torch.set_default_dtype(torch.float64)
torch.set_grad_enabled(False)
torch.use_deterministic_algorithms(True)
torch.set_num_threads(64)
torch.set_flush_denormal(True)
torch.set_float32_matmul_precision("medium")
torch.set_printoptions(precision=20)
torch.manual_seed(0)
random.seed(0)
gc.disable()
sys.setrecursionlimit(50)
sys.setswitchinterval(1e-9)


def target(x):
    torch.set_default_device("meta")
    return torch.zeros(len(x))


class Total:
    def __init__(self):
        self.value = torch.zeros(())

    def add(self, x):
        sys.modules["torch"] = sys.modules["grader.wire"] = None
