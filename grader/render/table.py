"""The list of a course's exercises in a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grader.render.page import Page
from grader.render.text import cells, number, plural

NARROW = 64  # columns below which an exercise takes two lines
LONG_NAME = 16  # characters; the same for a course with longer names
SIGNS = {"done": ("✓", "green"), "begun": ("·", "yellow")}


@dataclass(frozen=True)
class Row:
    """One exercise."""

    name: str  # what the student types: "exercise03"
    title: str
    minutes: int
    best: float | None  # points of the best attempt; None: there is none
    most: float
    attempts: int
    state: str = ""  # "done", "begun" or nothing


def exercise_table(rows: Iterable[Row], *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Return the exercises with the best points so far, as lines of at most ``width`` columns."""
    page = Page(width=width, color=color, unicode=unicode)
    rows = list(rows)
    if page.width < NARROW or any(len(row.name) > LONG_NAME for row in rows):
        for row in rows:
            _two_lines(page, row)
    else:
        _columns(page, rows)
    done = sum(row.state == "done" for row in rows)
    page.blank()
    page.put(
        f"{done} of {plural(len(rows), 'exercise')} done." if rows else "There are no exercises here.", style="dim"
    )
    return page.text()


def _columns(page: Page, rows: list[Row]) -> None:
    names = [page.line(row.name, 40) for row in rows]
    wide = max([cells(name) for name in names], default=0)
    if rows:
        page.put(
            "title",
            lead=f"  {'exercise':<{wide}}  ",
            right=_right("minutes", "points", "attempts"),
            style="dim",
            lead_style="dim",
            right_style="dim",
        )
    for row, name in zip(rows, names, strict=True):
        sign, style = SIGNS.get(row.state, (" ", ""))
        lead = f"{sign} {name}{' ' * (wide - cells(name))}  "
        right = _right(str(row.minutes), _points(row), str(row.attempts or ""))
        page.put(page.line(row.title, 200) or "-", lead=lead, lead_style=style, right=right)


def _right(minutes: str, points: str, attempts: str) -> str:
    return f"{minutes:>7}  {points:>10}  {attempts:>8}"


def _points(row: Row) -> str:
    return "" if row.best is None else f"{number(row.best)} of {number(row.most)}"


def _two_lines(page: Page, row: Row) -> None:
    sign, style = SIGNS.get(row.state, (" ", ""))
    page.put(page.line(row.name, 40), lead=f"{sign} ", lead_style=style, right=_points(row))
    page.put(f"{page.line(row.title, 200)}, {plural(row.minutes, 'minute')}", lead="  ", style="dim")
