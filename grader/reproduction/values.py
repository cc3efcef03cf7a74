"""Values as Python text that makes them again, exactly: numbers, containers, small tensors, tensors drawn at random."""

from __future__ import annotations

import math
import struct
from typing import Any

import torch

MOST_NUMBERS = 48  # of a tensor that is written out
FEWEST_DRAWN = 3  # numbers that can hardly be the right ones by accident
MOST_DRAWN = 4096


class Unscriptable(Exception):
    """There is no short way to say it."""


def kept(value: Any) -> Any:
    """Return a question as it is now: small tensors are copied, a check may change them afterwards."""
    if isinstance(value, torch.Tensor) and value.numel() <= MOST_NUMBERS and not value.requires_grad:
        return value.clone()
    if type(value) in (list, tuple):
        return type(value)([kept(item) for item in value])
    if type(value) is dict:
        return {key: kept(item) for key, item in value.items()}
    return value


def holds(value: Any, numbers: list[Any]) -> bool:
    """Say whether numbers, row by row, are a value or a part of it; also where that cannot be told."""
    if isinstance(value, torch.Tensor):
        return value.numel() > MOST_DRAWN or _same(value.flatten().tolist(), numbers)
    if isinstance(value, (bool, int, float)):
        return _same([value], numbers)
    if isinstance(value, dict):
        value = tuple(value.values())
    if not isinstance(value, (list, tuple)):
        return True
    if value and all(isinstance(item, (bool, int, float)) for item in value) and _same(list(value), numbers):
        return True
    return any(holds(item, numbers) for item in value)


def _same(found: list[Any], numbers: list[Any]) -> bool:
    return repr(found) == repr(numbers) or found == numbers  # NaN is NaN here


class Values:
    """Writes values; tensors that a check drew one after the other from its generator are recognised.

    Args:
        seed: of the check.

    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._draws = torch.Generator().manual_seed(seed)

    def text(self, value: Any) -> str:
        """Return an expression for a value.

        Raises:
            Unscriptable: it is too large, or of a kind that has no short expression.

        """
        if isinstance(value, torch.Tensor):
            return self._tensor(value)
        if isinstance(value, torch.Generator):
            return _generator(value)
        if value is None or isinstance(value, (bool, int, str)):
            if len(text := repr(value)) > 80:
                raise Unscriptable
            return f'"{value}"' if text == f"'{value}'" and '"' not in text else text
        if isinstance(value, float):
            return number(value)
        return self._container(value)

    def _container(self, value: Any) -> str:
        if type(value) is list:
            return f"[{', '.join(map(self.text, value))}]"
        if type(value) is tuple:
            return f"({', '.join(map(self.text, value))}{',' if len(value) == 1 else ''})"
        if type(value) is dict:
            return "{" + ", ".join(f"{self.text(key)}: {self.text(item)}" for key, item in value.items()) + "}"
        raise Unscriptable

    def drawn(self, value: Any) -> str:
        """Return how a tensor is drawn from the generator, where it was the next one that the check drew; else ""."""
        if not isinstance(value, torch.Tensor) or not FEWEST_DRAWN <= value.numel() <= MOST_DRAWN:
            return ""
        if value.dtype not in (torch.float32, torch.float64) or value.requires_grad:
            return ""
        shape = ", ".join(map(str, value.shape))
        before = self._draws.get_state()
        for name, draw in (("randn", torch.randn), ("rand", torch.rand)):
            for dtype, text in self._ways(value.dtype):
                made = draw(value.shape, generator=self._draws, dtype=dtype)
                if torch.equal(made.to(value.dtype), value):
                    return text.format(f"torch.{name}({shape}")
                self._draws.set_state(before)
        return ""

    @staticmethod
    def _ways(dtype: torch.dtype) -> list[tuple[torch.dtype, str]]:
        if dtype == torch.float32:
            return [(torch.float32, "{0})")]
        return [(torch.float32, "{0}).double()"), (torch.float64, "{0}, dtype=torch.float64)")]

    def _tensor(self, value: torch.Tensor) -> str:
        value, grad = value.detach(), value.requires_grad
        if value.dtype.is_complex or value.layout != torch.strided:
            raise Unscriptable
        options = [f"dtype={value.dtype}"] if value.dtype not in (torch.float32, torch.int64, torch.bool) else []
        options += ["requires_grad=True"] if grad else []
        text = _regular(value, options)
        if text:
            return text
        if value.numel() > MOST_NUMBERS or not value.numel():
            raise Unscriptable
        return f"torch.tensor({', '.join([_numbers(value.tolist(), value.dtype), *options])})"


def _regular(value: torch.Tensor, options: list[str]) -> str:
    """Return the text of a tensor that is full of one number, or counts; else nothing."""
    first = value.flatten()[0].item() if value.numel() else 0
    large = value.numel() > (3 if value.dim() > 1 else 4)  # a few numbers are better seen
    if large and value.dtype in (torch.float32, torch.float64) and bool((value == first).all()):
        shape = ", ".join(map(str, value.shape))
        if first in (0, 1):
            return f"torch.{'ones' if first else 'zeros'}({', '.join([shape, *options])})"
        size = f"({shape}{',' if value.dim() == 1 else ''})"
        return f"torch.full({', '.join([size, _one(first, value.dtype), *options])})"
    if value.dim() == 1 and value.numel() > 4 and value.dtype == torch.int64:
        start, end = int(value[0]), int(value[0]) + value.numel()
        if torch.equal(value, torch.arange(start, end)):
            return f"torch.arange({', '.join([*([str(start)] if start else []), str(end), *options])})"
    return ""


def _numbers(values: Any, dtype: torch.dtype) -> str:
    if isinstance(values, list):
        return f"[{', '.join(_numbers(item, dtype) for item in values)}]"
    return _one(values, dtype)


def _one(value: Any, dtype: torch.dtype) -> str:
    """Return a number so that the tensor of this dtype is the same again, in as few digits as that takes."""
    if not isinstance(value, float) or not math.isfinite(value) or dtype == torch.float64:
        return number(value) if isinstance(value, float) else repr(value)
    for digits in range(1, 10):
        text = f"{value:.{digits}g}"
        if struct.pack("f", float(text)) == struct.pack("f", value):
            return repr(float(text))
    return repr(value)


def number(value: float) -> str:
    """Return the text of a Python float."""
    if math.isnan(value):
        return "torch.nan"
    if math.isinf(value):
        return "torch.inf" if value > 0 else "-torch.inf"
    return repr(value)


def _generator(value: torch.Generator) -> str:
    fresh = torch.Generator().manual_seed(value.initial_seed())
    if not torch.equal(fresh.get_state(), value.get_state()):
        raise Unscriptable
    return f"torch.Generator().manual_seed({value.initial_seed()})"
