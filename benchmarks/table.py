"""Groups of figures as a table for people."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from benchmarks.figures import Figure, Goal, Group, Row, Table
from benchmarks.machine import Machine

WIDTH = 110


def text_of(machine: Machine, groups: Sequence[Group]) -> str:
    """Return all tables, below what they were measured on."""
    return "\n\n".join((machine.text(), *map(_group, groups))) + "\n"


def _group(group: Group) -> str:
    header = ("", "wall", "processor", "wall ratio", "processor ratio", "")
    notes = "\n".join(textwrap.fill(note, WIDTH) for note in group.notes)
    blocks = [_aligned([header, *map(_cells, group.rows)])] if group.rows else []
    blocks += map(_table, group.tables)
    return "\n\n".join((f"{group.title}\n{notes}", *blocks))


def _table(table: Table) -> str:
    lines = [(name, *map(_significant, numbers), "") for name, numbers in table.lines.items()]
    return f"{table.title}\n" + _aligned([("", *table.header, ""), *lines])


def _aligned(lines: Sequence[Sequence[str]]) -> str:
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *middle, last = (f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True))
    right = [f"{cell.strip():>{len(cell)}}" for cell in middle]
    return "  ".join((first, *right, last)).rstrip()


def _cells(row: Row) -> tuple[str, ...]:
    parts = ", ".join(f"{part} {_milliseconds(figure.median)}" for part, figure in row.parts.items())
    remarks = [parts] if parts else []
    if row.memory is not None:
        remarks.append(f"{row.memory.most / (1 << 20):.0f} MiB at most")
    if row.goal is not None:
        remarks.append(f"{_goal(row.goal)}: {'met' if row.met else 'missed'}")
    is_unit = row.name == row.unit
    return (
        row.label,
        _spread(row.wall),
        f"{_milliseconds(row.cpu.median)} ms",
        "1" if is_unit else _ratio(row.wall_ratio),
        "1" if is_unit else _ratio(row.cpu_ratio),
        "; ".join(remarks),
    )


def _spread(figure: Figure) -> str:
    low, high = _milliseconds(figure.low), _milliseconds(figure.high)
    return f"{_milliseconds(figure.median)} ms" + (f" ({low}–{high})" if figure.count > 1 else "")


def _milliseconds(seconds: float) -> str:
    return _significant(seconds * 1000)


def _ratio(figure: Figure) -> str:
    spread = f" ({_significant(figure.low)}–{_significant(figure.high)})" if figure.count > 1 else ""
    return _significant(figure.median) + spread


def _significant(value: float) -> str:
    """Write a number with three digits, a small one with two."""
    if value == 0:
        return "0"
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.095 else f"{value:.3f}"


def _goal(goal: Goal) -> str:
    if goal.ratio is not None:
        return f"goal {goal.ratio:g} × at most"
    return f"goal {_milliseconds(goal.seconds or 0.0)} ms at most"
