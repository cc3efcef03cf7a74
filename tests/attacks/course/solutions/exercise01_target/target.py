"""The solution. It knows CANARY-solution-5e0c1d7a93b2 and nobody shall hear of it."""

from collections.abc import Callable

from torch import Tensor

CANARY_OF_THE_SOLUTION = 48611.918273


def target(x: Tensor) -> Tensor:
    """Return 3·x + 1, a new tensor."""
    return 3 * x + 1


def slope(f: Callable[[float], float], x: float, h: float) -> float:
    """Return (f(x + h) − f(x)) / h."""
    return (f(x + h) - f(x)) / h


class Total:
    """Adds up numbers in ``value``."""

    def __init__(self) -> None:
        self.value = 0.0

    def add(self, x: float) -> None:
        """Add x to the value."""
        self.value += x
