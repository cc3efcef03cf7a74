"""Did two pieces of code do the same? Their values up to rounding, their exceptions by kind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch

from grader.client.code import Call
from grader.client.raised import StudentError
from grader.compare import FEW

SAME = 1e-6  # relative: another order of operations is no other mistake


def same_calls(mine: Sequence[Call], theirs: Sequence[Call]) -> bool:
    """Return whether the same came of all calls."""
    return len(mine) == len(theirs) and all(same_call(a, b) for a, b in zip(mine, theirs, strict=True))


def same_call(mine: Call, theirs: Call) -> bool:
    """Return whether the same came of two calls: values up to rounding, or an exception of one kind."""
    if mine.error is not None or theirs.error is not None:
        return kind_of_error(mine) == kind_of_error(theirs)
    return same(mine.value, theirs.value)


def kind_of_error(call: Call) -> tuple[str, str] | None:
    """Return what two exceptions share if they are the same for a diagnosis; None where nothing was raised."""
    error = call.error
    return (error.name, error.kind) if isinstance(error, StudentError) else None if error is None else ("stopped", "")


def same(a: Any, b: Any) -> bool:
    """Return whether two values are the same up to rounding; NaN is the same as NaN here."""
    if isinstance(a, torch.Tensor) and isinstance(b, torch.Tensor):
        return _same_tensor(a, b)
    if isinstance(a, float) and isinstance(b, float):
        return a == b or math.isclose(a, b, rel_tol=SAME, abs_tol=1e-12) or (math.isnan(a) and math.isnan(b))
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return bool(getattr(a, "kind", a) == getattr(b, "kind", b))  # of objects that stay away only the kind is known


def _same_tensor(a: torch.Tensor, b: torch.Tensor) -> bool:
    if a.shape != b.shape or a.dtype != b.dtype or a.requires_grad != b.requires_grad:
        return False
    if not a.dtype.is_floating_point and not a.dtype.is_complex:
        return torch.equal(a, b)
    rounding = 1e-12 if a.dtype in (torch.float64, torch.complex128) else 1e-5
    if b.numel() <= FEW and not b.dtype.is_complex:
        return _same_numbers(a.detach().flatten().tolist(), b.detach().flatten().tolist(), rounding)
    scale = float(torch.nan_to_num(b.detach().abs(), posinf=0.0).max()) if b.numel() else 0.0
    return torch.allclose(a.detach(), b.detach(), rtol=SAME, atol=max(rounding * scale, 1e-15), equal_nan=True)


def _same_numbers(a: list[float], b: list[float], rounding: float) -> bool:
    """Say the same of a few numbers: torch takes ten times as long for them."""
    scale = max((abs(y) for y in b if math.isfinite(y)), default=0.0)
    atol = max(rounding * scale, 1e-15)
    return all(
        x == y or (math.isfinite(y) and abs(x - y) <= atol + SAME * abs(y)) or (math.isnan(x) and math.isnan(y))
        for x, y in zip(a, b, strict=True)
    )
