"""Twice a tensor."""

from __future__ import annotations

import torch
from torch import Tensor


def double(x: Tensor) -> Tensor:
    """Return 2·x.

    Args:
        x: any shape, floating or whole numbers; it is not changed.

    Returns:
        A new tensor with the shape and the dtype of x.

    Raises:
        ValueError: x is boolean.

    """
    if x.dtype == torch.bool:
        raise ValueError("x must hold numbers")
    return 2 * x


class Doubler:
    """Doubles, and counts how often in ``calls``."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, x: Tensor) -> Tensor:
        """Return double(x) and count the call."""
        self.calls += 1
        return double(x)
