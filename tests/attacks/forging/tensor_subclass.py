"""Returns tensors of a class of its own, which lie about themselves in every operation.

Expected: failed or error
"""

import torch


class Agreeable(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        name = getattr(func, "__name__", "")
        if name in ("allclose", "equal", "all", "isfinite", "eq", "__eq__", "is_close"):
            return torch.ones((), dtype=torch.bool)
        if name in ("sub", "__sub__", "__rsub__", "abs", "max"):
            return torch.zeros(())
        return super().__torch_function__(func, types, args, kwargs or {})

    @property
    def shape(self):
        return torch.Size((2,))

    def numel(self):
        return 2

    def element_size(self):
        return 4

    def item(self):
        return 0.0


class Wrapper(torch.Tensor):
    @staticmethod
    def __new__(cls, shape):
        return torch.Tensor._make_wrapper_subclass(cls, shape, dtype=torch.float64)

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return torch.ones(5, dtype=torch.bool)


def target(x):
    if x.dtype.itemsize == 4:
        return torch.tensor([0.0, 0.0]).as_subclass(Agreeable)
    return Wrapper(x.shape) if len(x) == 2 else x.as_subclass(Agreeable)


def slope(f, x, h):
    return torch.zeros(()).as_subclass(Agreeable)


class Total:
    def __init__(self):
        self.value = torch.zeros(()).as_subclass(Agreeable)

    def add(self, x):
        return self.value
