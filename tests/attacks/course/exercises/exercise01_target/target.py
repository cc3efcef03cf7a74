"""The target of the attacks."""

from collections.abc import Callable

from torch import Tensor


def target(x: Tensor) -> Tensor:
    """Return 3·x + 1, a new tensor."""
    raise NotImplementedError


def slope(f: Callable[[float], float], x: float, h: float) -> float:
    """Return (f(x + h) − f(x)) / h."""
    raise NotImplementedError


class Total:
    """Adds up numbers in ``value``."""

    def __init__(self) -> None:
        raise NotImplementedError

    def add(self, x: float) -> None:
        """Add x to the value."""
        raise NotImplementedError
