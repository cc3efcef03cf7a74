"""Axes of a picture: from where to where, which numbers stand beside them, and where a value lies."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from grader.figures.data import SMALLEST, Axis, Number

WIDER = 12.0  # what is that many times as wide as the expected numbers does not all get into the picture
BEYOND = 3.0  # but as much of it as this many times their width, on either side
PAD = 0.05
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@dataclass(frozen=True)
class Scale:
    """Where the values of an axis lie, in the units of the picture.

    Attributes:
        low: the value at ``start``; of a logarithmic axis its decimal logarithm.
        high: the same at ``end``.
        start: a place.
        end: a place; above ``start`` for an upright axis, that is, smaller.
        log: whether the axis is logarithmic.
        cut: whether there are values beyond its limits.

    """

    low: float
    high: float
    start: float = 0.0
    end: float = 1.0
    log: bool = False
    cut: bool = False

    def at(self, value: Number) -> float | None:
        """Return the place of a value, at most a few widths outside; None for a gap."""
        value = _logarithm(value) if self.log else value
        if value is None:
            return None
        share = (value - self.low) / (self.high - self.low)
        share = min(max(share, -4.0), 5.0)
        return round(self.start + share * (self.end - self.start), 1)

    def between(self, start: float, end: float) -> Scale:
        """Return the same axis at another place."""
        return replace(self, start=start, end=end)


def scale(axis: Axis, firm: Iterable[Number], yours: Iterable[Number]) -> Scale:
    """Return the scale of an axis.

    Args:
        axis: it may have limits of its own.
        firm: the values that have to be seen, such as the expected ones.
        yours: the student's values: seen too, unless they are far away from the others.

    """
    take = _logarithm if axis.log else _as_it_is
    must = [value for value in map(take, firm) if value is not None]
    may = [value for value in map(take, yours) if value is not None]
    low, high, cut = _range(must or may, may)
    first, last = take(axis.low), take(axis.high)
    pad = PAD * (high - low)
    low = low - pad if first is None else first
    high = high + pad if last is None else last
    if not low < high:
        high = low + 1.0
    return Scale(low, high, log=axis.log, cut=cut or any(not low <= value <= high for value in may))


def _range(must: Sequence[float], may: Sequence[float]) -> tuple[float, float, bool]:
    if not must:
        return 0.0, 1.0, False
    low, high = min(must), max(must)
    least, most = min(low, *may, low), max(high, *may, high)
    width = (high - low) or max(abs(high), 1e-12) * 0.5
    cut = most - least > WIDER * width
    if cut:
        least, most = max(least, low - BEYOND * width), min(most, high + BEYOND * width)
    if least == most:
        half = abs(most) * 0.5 or 1.0
        least, most = least - half, most + half
    return least, most, cut


def _as_it_is(value: Number) -> Number:
    return value


def _logarithm(value: Number) -> Number:
    return math.log10(value) if value is not None and value >= SMALLEST else None


def ticks(scale: Scale, most: int) -> list[tuple[float, str]]:
    """Return round numbers within the limits, at most as many: the place of each, and how it is written."""
    if scale.log and (found := _decades(scale, most)):
        return found
    low, high = (10**scale.low, 10**scale.high) if scale.log else (scale.low, scale.high)
    step = _step(high - low, most)
    first = math.ceil(low / step - 1e-9)
    count = math.floor(high / step + 1e-9) - first
    values = [(first + number) * step for number in range(min(count, 20) + 1)]
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return [(place, _written(value, digits)) for value in values if (place := scale.at(value)) is not None]


def _step(width: float, most: int) -> float:
    """Return the smallest step of 1, 2 or 5 times a power of ten with which no more than ``most`` numbers fit."""
    rough = width / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * (1 - 1e-9))


def _decades(scale: Scale, most: int) -> list[tuple[float, str]]:
    """Return powers of ten; none if there are not two of them within the limits."""
    first, last = math.ceil(scale.low - 1e-9), math.floor(scale.high + 1e-9)
    stride = max(1, -(-(last - first + 1) // most))
    powers = [power for power in range(first, last + 1) if power % stride == 0]
    plain = all(-2 <= power <= 3 for power in powers)
    found = [(scale.at(10.0**power), f"{10.0**power:g}" if plain else _power(power)) for power in powers]
    return [(place, text) for place, text in found if place is not None] if len(powers) > 1 else []


def _power(power: int) -> str:
    return "1" if power == 0 else "10" + str(power).translate(_RAISED)


def _written(value: float, digits: int) -> str:
    if value and (abs(value) >= 1e5 or digits > 4):
        return short(value)
    text = f"{value:.{digits}f}"
    return (text if float(text) else text.lstrip("-")).replace("-", "−")


def short(value: float, digits: int = 4) -> str:
    """Return a number as people read it: 0.25, −9.333, 1.2·10⁷."""
    text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, power = text.split("e")
        raised = str(int(power)).translate(_RAISED)
        text = f"10{raised}" if mantissa == "1" else f"{mantissa}·10{raised}"
    return text.replace("-", "−")
