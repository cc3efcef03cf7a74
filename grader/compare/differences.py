"""How a wrong value differs from the right one: half, negated, transposed, shifted … Said only where it is certain."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch

CERTAIN = 1e-6  # relative: far above rounding in float64, far below any accident
NEARLY = 3e-6  # relative to the largest: what computing in float32 leaves, or an eps in the wrong place
MAX_TEXT = 400


@dataclass(frozen=True)
class Difference:
    """The shape of a difference; ``phrase`` completes "the result …"."""

    kind: str
    phrase: str


def describe(actual: torch.Tensor, expected: torch.Tensor) -> Difference | None:
    """Return how ``actual`` differs, or None where nothing certain can be said."""
    actual, expected = actual.detach(), expected.detach()
    if actual.shape != expected.shape:
        return _by_shape(actual, expected)
    if actual.is_complex() or expected.is_complex() or actual.dtype == torch.bool or expected.numel() == 0:
        return None
    a, e = actual.to(torch.float64), expected.to(torch.float64)
    if bool(torch.isnan(a).any()) and not bool(torch.isnan(e).any()):
        return _not_a_number(a)
    if not bool(torch.isfinite(a).all()) or not bool(torch.isfinite(e).all()):
        infinite = bool(torch.isinf(a).any()) and bool(torch.isfinite(e).all())
        return Difference("infinite", "is infinite where it should be a number") if infinite else None
    scale = float(e.abs().max())
    if expected.dtype == torch.float64 and scale and bool(((a - e).abs() <= NEARLY * scale).all()):
        return Difference("precision", "is nearly right: it differs by less than 1 part in 100 000")
    return next(_shapes(a, e, 1e-9 if expected.dtype == torch.float64 else CERTAIN), None)


def _shapes(a: torch.Tensor, e: torch.Tensor, precision: float) -> Iterator[Difference]:
    """Yield what describes the difference, the most telling first; ``precision`` is that of the numbers."""
    ratios = list(_ratio(a, e, precision))
    if e.numel() == 1:
        yield from ratios
        return
    telling = [ratio for ratio in ratios if ratio.kind != "odd ratio"]
    yield from telling
    yield from _moved(a, e)  # before an odd ratio: a geometric series one step late is one, too
    yield from _offset(a, e)
    yield from ratios
    yield from _mapped(a, e)
    yield from _partial(a, e)


def _same(a: torch.Tensor, e: torch.Tensor) -> bool:
    scale = float(e.abs().max()) if e.numel() else 0.0
    return a.shape == e.shape and bool(((a - e).abs() <= CERTAIN * scale).all())


def _ratio(a: torch.Tensor, e: torch.Tensor, precision: float) -> Iterator[Difference]:
    top = float((e * e).sum())
    if top == 0 or not bool(a.any()):
        if top and e.numel() > 1:
            yield Difference("zero", "is zero everywhere")
        return
    ratio = float((a * e).sum()) / top
    if not _same(a, ratio * e) or abs(ratio) < 1e-12 or abs(ratio - 1) < 1e-9:
        return
    if e.numel() == 1 and not _telling(ratio, precision):
        return
    if abs(ratio + 1) < CERTAIN:
        yield Difference("sign", "has the wrong sign")
    else:
        kind = "ratio" if _telling(ratio) else "odd ratio"
        yield Difference(kind, f"is {_nice(ratio)} times the expected one")


def _telling(ratio: float, precision: float = CERTAIN) -> bool:
    """Return whether a ratio of two single numbers can hardly be an accident: a small whole number or its inverse."""
    sizes = (abs(ratio), 1 / abs(ratio))
    return any(size < 1000.5 and abs(size - round(size)) < precision * size for size in sizes)


def _nice(ratio: float) -> str:
    inverse = 1 / ratio
    if abs(ratio) < 1 and abs(inverse - round(inverse)) < CERTAIN * abs(inverse) and abs(inverse) > 2.5:
        return f"1/{round(inverse)}" if inverse > 0 else f"−1/{round(-inverse)}"
    return f"{ratio:.6g}".replace("-", "−")


def _offset(a: torch.Tensor, e: torch.Tensor) -> Iterator[Difference]:
    gap = a - e
    middle = float(gap.mean())
    scale = max(abs(middle), float(e.abs().max()))
    spread = float((e - e.mean()).abs().max())
    if middle and spread > 1e-3 * scale and bool(((gap - middle).abs() <= CERTAIN * scale).all()):
        yield Difference("offset", "is wrong by the same amount everywhere")


def _moved(a: torch.Tensor, e: torch.Tensor) -> Iterator[Difference]:
    if e.dim() == 2 and e.shape[0] == e.shape[1] and _same(a, e.T):
        yield Difference("transposed", "is transposed: rows and columns are swapped")
    for axis in range(e.dim()):
        if e.shape[axis] > 1 and _same(a, e.flip(axis)):
            yield Difference("flipped", f"is in reverse order along dimension {axis}")
    if e.dim() >= 1 and e.shape[0] > 2:
        length = e.shape[0]
        if _same(a[1:], e[:-1]) and not _same(e[1:], e[:-1]):
            yield Difference("late", "comes one position late: every entry stands where the next one should")
        if _same(a[: length - 1], e[1:]) and not _same(e[1:], e[:-1]):
            yield Difference("early", "comes one position early: every entry stands where the one before it should")
    if e.numel() > 2 and _same(a.flatten().sort().values, e.flatten().sort().values):
        yield Difference("permuted", "has the right numbers in the wrong order")


def _mapped(a: torch.Tensor, e: torch.Tensor) -> Iterator[Difference]:
    if e.numel() < 3:
        return
    if _same(a, e.square()):
        yield Difference("squared", "is the square of the expected one")
    elif bool((e >= 0).all()) and _same(a, e.sqrt()):
        yield Difference("root", "is the square root of the expected one")
    elif bool((e != 0).all()) and _same(a, 1 / e):
        yield Difference("inverse", "is the reciprocal of the expected one")
    elif bool((e < 0).any()) and _same(a, e.abs()):
        yield Difference("absolute", "has lost its signs")


def _partial(a: torch.Tensor, e: torch.Tensor) -> Iterator[Difference]:
    """Rows along the first dimension are often steps of a path: tell how far it was right."""
    if e.dim() < 1 or e.shape[0] < 3:
        return
    right = [_same(mine, theirs) for mine, theirs in zip(a, e, strict=True)]
    first_wrong = right.index(False) if False in right else 0
    if first_wrong and not any(right[first_wrong:]):
        many = f"in the first {first_wrong} entries" if first_wrong > 1 else "in the first entry"
        yield Difference("first", f"is right {many} and wrong from then on")
    elif all(right[1:]):
        yield Difference("not first", "is wrong in the first entry only")
    elif all(right[:-1]):
        yield Difference("not last", "is wrong in the last entry only")


def _not_a_number(a: torch.Tensor) -> Difference:
    where = torch.isnan(a)
    if bool(where.all()):
        return Difference("nan", "is NaN" if a.numel() == 1 else "is NaN everywhere")
    index = ", ".join(str(int(i)) for i in where.nonzero()[0])
    return Difference("nan", f"is NaN in {int(where.sum())} of {a.numel()} elements, first at [{index}]")


def _by_shape(actual: torch.Tensor, expected: torch.Tensor) -> Difference:
    mine, right = tuple(actual.shape), tuple(expected.shape)
    if len(right) == 2 and mine == right[::-1]:
        return Difference("shape", "is transposed: rows and columns are swapped")
    if actual.numel() == expected.numel():
        return Difference("shape", f"has the right number of elements in shape {mine} instead of {right}")
    if expected.dim() == 1 and mine == right * 2:
        text = f"has shape {mine} instead of {right}: (N,) and (N, 1) were broadcast against each other"
        return Difference("broadcast", text)
    if not right:
        return Difference("shape", f"is not reduced to one number: it has shape {mine}")
    return Difference("shape", f"has shape {mine} instead of {right}")


def got_and_expected(actual: Any, expected: Any) -> str:
    """Return two values that differ side by side, with as many digits as it takes to see that they do."""
    digits = 6
    while digits < 17 and shown(actual, digits) == shown(expected, digits):
        digits += 3 if digits < 15 else 2
    return f"got {shown(actual, digits)}, expected {shown(expected, digits)}"


def shown(value: Any, digits: int = 6) -> str:
    """Return a short text for a value: never more than a few hundred characters, whatever it is."""
    if isinstance(value, torch.Tensor):
        return _tensor(value, digits)
    if isinstance(value, float):
        return f"{value:.{digits}g}"
    if isinstance(value, int) and value.bit_length() > 256:
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, (bool, int, str, type(None))):
        text = repr(value[:MAX_TEXT] if isinstance(value, str) else value)
        return text
    if isinstance(value, (list, tuple)):
        items = ", ".join(shown(item, digits) for item in value[:6]) + (", …" if len(value) > 6 else "")
        return (f"[{items}]" if isinstance(value, list) else f"({items})")[:MAX_TEXT]
    return type(value).__name__


def _tensor(value: torch.Tensor, digits: int) -> str:
    value = value.detach()
    if value.numel() > 12:
        return f"a tensor of shape {tuple(value.shape)}"
    if value.dim() == 0:
        number = value.item()
        return f"{number:.{digits}g}" if isinstance(number, float) and math.isfinite(number) else str(number)
    return "[" + ", ".join(_tensor(row, digits) for row in value) + "]"
