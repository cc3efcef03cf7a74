"""Twice a tensor."""

from __future__ import annotations

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
    raise NotImplementedError


class Doubler:
    """Doubles, and counts how often in ``calls``."""

    def __init__(self) -> None:
        raise NotImplementedError

    def __call__(self, x: Tensor) -> Tensor:
        """Return double(x) and count the call."""
        raise NotImplementedError
