"""Measured times, and what is said of them: median, quartiles, ratios within each round."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


class BenchmarkError(Exception):
    """Something cannot be measured here; the text says what and why."""


@dataclass(frozen=True)
class Sample:
    """What one run took, in seconds."""

    wall: float
    cpu: float  # of every process that took part
    parts: Mapping[str, float] = field(default_factory=dict)  # more that was measured, by what it is
    memory: float = 0.0  # bytes that were in use at most; 0: not measured


@dataclass(frozen=True)
class Figure:
    """Several measurements of one thing."""

    median: float
    low: float  # lower quartile
    high: float  # upper quartile
    least: float
    most: float
    count: int

    @classmethod
    def of(cls, values: Iterable[float]) -> Figure:
        """Sum up measurements."""
        found = sorted(values)
        low, median, high = statistics.quantiles(found, method="inclusive") if len(found) > 1 else found * 3
        return cls(median, low, high, found[0], found[-1], len(found))


@dataclass(frozen=True)
class Goal:
    """What a row should be: at most so many times its unit, or at most so many seconds."""

    ratio: float | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Row:
    """One competitor."""

    name: str
    label: str  # what it is, for people
    unit: str  # the name of the row that its ratios refer to
    wall: Figure
    cpu: Figure
    wall_ratio: Figure
    cpu_ratio: Figure
    parts: Mapping[str, Figure] = field(default_factory=dict)
    goal: Goal | None = None
    met: bool | None = None
    memory: Figure | None = None  # bytes


@dataclass(frozen=True)
class Table:
    """What is no time."""

    title: str
    header: tuple[str, ...]  # of the columns of numbers, with their unit
    lines: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class Group:
    """What is measured side by side."""

    name: str
    title: str
    notes: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    tables: tuple[Table, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def rows(
    samples: Mapping[str, Sequence[Sample]],
    unit: str,
    labels: Mapping[str, str],
    goals: Mapping[str, Goal] | None = None,
) -> tuple[Row, ...]:
    """Return a row for each competitor; the n-th sample of each belongs to round n.

    Args:
        samples: by competitor; one may have fewer than the unit, but has them from the first round on.
        unit: the competitor that ratios refer to.
        labels: what each competitor is, for people.
        goals: what is expected of some of them.

    """
    return tuple(
        _row(name, taken, unit, samples[unit], labels[name], (goals or {}).get(name)) for name, taken in samples.items()
    )


def _row(name: str, taken: Sequence[Sample], unit: str, units: Sequence[Sample], label: str, goal: Goal | None) -> Row:
    pairs = list(zip(taken, units, strict=False))
    wall = Figure.of(sample.wall for sample in taken)
    ratio = Figure.of(sample.wall / one.wall for sample, one in pairs)
    return Row(
        name=name,
        label=label,
        unit=unit,
        wall=wall,
        cpu=Figure.of(sample.cpu for sample in taken),
        wall_ratio=ratio,
        cpu_ratio=Figure.of(sample.cpu / one.cpu for sample, one in pairs),
        parts={part: Figure.of(sample.parts[part] for sample in taken) for part in taken[0].parts},
        goal=goal,
        met=_is_met(goal, wall, ratio),
        memory=Figure.of(sample.memory for sample in taken) if all(sample.memory for sample in taken) else None,
    )


def _is_met(goal: Goal | None, wall: Figure, ratio: Figure) -> bool | None:
    if goal is None:
        return None
    return (goal.ratio is None or ratio.median <= goal.ratio) and (goal.seconds is None or wall.median <= goal.seconds)
