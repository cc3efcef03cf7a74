"""Returns tensors whose class lies about shape, size, dtype and device to whoever asks.

Expected: failed or error
"""

import torch


class Liar(torch.Tensor):
    shape = property(lambda self: torch.Size([2]))
    dtype = property(lambda self: torch.float32)
    device = property(lambda self: torch.device("cpu"))
    layout = property(lambda self: torch.strided)
    requires_grad = property(lambda self: False)
    is_nested = is_quantized = property(lambda self: False)

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        lies = {"numel": 1 << 20, "element_size": 8, "is_contiguous": True, "data_ptr": 4096, "dim": 1, "size": [2]}
        if name in lies:
            return lies[name]
        if name in ("detach", "resolve_conj", "resolve_neg", "to", "contiguous", "cpu"):
            return args[0]
        return super().__torch_function__(function, types, args, kwargs or {})


def target(x):
    return x.sub(1).as_subclass(Liar)


def slope(f, x, h):
    return torch.zeros(3, dtype=torch.int8).as_subclass(Liar)


class Total:
    def __init__(self):
        self.value = torch.zeros(0).as_subclass(Liar)

    def add(self, x):
        return torch.empty(1 << 30, device="meta").as_subclass(Liar)
