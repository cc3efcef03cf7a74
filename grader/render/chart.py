"""Counts over time as bars: which bars there are, how high they are, and where words and due dates stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, HEIGHT = 720, 150  # of the drawing, in its own units
BASE, TOP, LEFT = 122, 26, 34  # where bars stand, where they end at most, where they begin
MOST_BARS = 70
STEPS = (1, 7, 28)  # days of a bar


@dataclass(frozen=True)
class Slot:
    """The hand-ins of one day."""

    day: date
    first: int  # of a student at an exercise
    again: int


@dataclass(frozen=True)
class Rod:
    """One bar of two parts."""

    x: float
    width: float
    first: float  # heights
    again: float
    said: str


@dataclass(frozen=True)
class Label:
    """A word or a line at a place."""

    x: float
    text: str


@dataclass(frozen=True)
class Charted:
    """A bar chart, measured."""

    rods: tuple[Rod, ...]
    days: tuple[Label, ...]
    dues: tuple[Label, ...]
    levels: tuple[tuple[float, str], ...]  # heights and what they stand for
    step: int  # days of a bar
    busiest: str


def charted(slots: Sequence[Slot], dues: Sequence[tuple[date, str]]) -> Charted:
    """Return the bars for hand-ins: one for a day, or for more days if there are too many days.

    Args:
        slots: the days, in order.
        dues: days on which something was due, with its name; those outside are left out.

    """
    begin, end = slots[0].day, slots[-1].day
    step = next((step for step in STEPS if (end - begin).days // step < MOST_BARS), (end - begin).days // MOST_BARS + 1)
    count = (end - begin).days // step + 1
    sums = [[0, 0] for _ in range(count)]
    for slot in slots:
        pair = sums[(slot.day - begin).days // step]
        pair[0] += slot.first
        pair[1] += slot.again
    top = max(1, *(first + again for first, again in sums))
    room = (WIDTH - LEFT) / count
    rods = []
    for index, (first, again) in enumerate(sums):
        day = begin + timedelta(days=index * step)
        unit = (BASE - TOP) / top
        width = min(room * 0.8, 40)
        said = f"{_span(day, step)}: {first:,} for the first time, {again:,} again"
        rods.append(Rod(round(LEFT + index * room + (room - width) / 2, 1), round(width, 1),
                        round(first * unit, 1), round(again * unit, 1), said))  # fmt: skip
    most = max(range(count), key=lambda index: sum(sums[index]))
    return Charted(
        rods=tuple(rods),
        days=tuple(_days(begin, step, count, room)),
        dues=tuple(_dues(dues, begin, end, step, room)),
        levels=tuple((round(BASE - level * (BASE - TOP) / top, 1), f"{level:,}") for level in _levels(top)),
        step=step,
        busiest=f"{_span(begin + timedelta(days=most * step), step)} with {sum(sums[most]):,}",
    )


def _span(day: date, step: int) -> str:
    return f"{day:%Y-%m-%d}" if step == 1 else f"{step} days from {day:%Y-%m-%d}"


def _days(begin: date, step: int, count: int, room: float) -> list[Label]:
    """Return dates below the bars, so far apart that they cannot touch."""
    apart = max(1, -(-64 // max(1, int(room))))
    return [
        Label(round(LEFT + (index + 0.5) * room, 1), f"{begin + timedelta(days=index * step):%d %b}")
        for index in range(0, count, apart)
        if LEFT + (index + 0.5) * room < WIDTH - 18 or count == 1
    ]


def _dues(dues: Sequence[tuple[date, str]], begin: date, end: date, step: int, room: float) -> list[Label]:
    """Return the lines of due dates; names that would touch those before them are left out."""
    by_day: dict[date, list[str]] = {}
    for day, name in dues:
        if begin <= day <= end:
            by_day.setdefault(day, []).append(name.removeprefix("exercise")[:4])
    found: list[Label] = []
    free = 0.0
    for day in sorted(by_day):
        x = round(LEFT + ((day - begin).days // step + 1) * room, 1)
        names = ", ".join(by_day[day][:3]) + ("…" if len(by_day[day]) > 3 else "")
        half = 3.2 * len(names)
        text = names if x - half >= free and x + half <= WIDTH else ""
        found.append(Label(x, text))
        free = x + half + 4 if text else free
    return found


def _levels(top: int) -> list[int]:
    """Return one or two round numbers up to the highest bar."""
    size = 10 ** (len(str(top)) - 1)
    high = next(factor * size for factor in (9, 8, 7, 6, 5, 4, 3, 2, 1) if factor * size <= top)
    return [high // 2, high] if high > 1 and high % 2 == 0 else [high]
