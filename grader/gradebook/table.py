"""The class as a table: students down, exercises across, points after penalties."""

from __future__ import annotations

from collections.abc import Sequence

from grader.gradebook.marks import Mark
from grader.render.text import cells, number, one_line

LONGEST_NAME = 40
NOTHING = "-"
SIGNS = {"l": "late, with points taken off", "h": "points given by hand", "?": "somebody should look at it in nbgrader"}
_GAP = "  "


def class_table(
    exercises: Sequence[str], students: Sequence[str], marks: Sequence[Mark], width: int | None = None
) -> str:
    """Return the table, with a line for each student and one for the mean of those who handed in.

    Args:
        exercises: folder names in order; those that nobody has handed in are left out.
        students: everybody in the gradebook.
        marks: what they have.
        width: columns of the terminal; exercises that do not fit stand in further tables below. None: no limit.

    """
    if not students:
        return "Nobody is in the gradebook yet.\n"
    found = {(mark.student, mark.exercise): mark for mark in marks}
    handed_in = {mark.exercise for mark in marks}
    columns = [_column(name, students, found) for name in exercises if name in handed_in]
    columns.append(_total(students, marks))
    names = ["", *(one_line(student, characters=LONGEST_NAME) for student in students), "mean"]
    blocks = [_block(names, group) for group in _groups(columns, names, width)]
    used = "".join(_signs(mark) for mark in marks)
    legend = [f"{sign} {meaning}" for sign, meaning in SIGNS.items() if sign in used]
    return "\n".join([*blocks, *([*legend, ""] if legend else [])])


def _signs(mark: Mark) -> str:
    return "l" * bool(mark.penalty) + "h" * mark.by_hand + "?" * mark.needs_a_look


def _column(exercise: str, students: Sequence[str], found: dict[tuple[str, str], Mark]) -> list[str]:
    """Return heading, cells and mean; signs hang to the right of the points, so that these stand in line."""
    own = [found.get((student, exercise)) for student in students]
    marks = [mark for mark in own if mark is not None]
    mean = number(sum(mark.points for mark in marks) / len(marks))
    hang = max(len(_signs(mark)) for mark in marks)
    texts = [NOTHING if mark is None else number(mark.points) for mark in own]
    signs = ["" if mark is None else _signs(mark) for mark in own]
    lines = [f"{text}{sign:<{hang}}" for text, sign in zip(texts, signs, strict=True)]
    short = exercise.partition("_")[0]
    return [f"{short}/{number(marks[0].max_points)}{'':<{hang}}", *lines, f"{mean}{'':<{hang}}"]


def _total(students: Sequence[str], marks: Sequence[Mark]) -> list[str]:
    points = dict.fromkeys(students, 0.0)
    for mark in marks:
        points[mark.student] += mark.points
    mean = sum(points.values()) / len(points)
    return ["total", *(number(points[student]) for student in students), number(mean)]


def _groups(columns: list[list[str]], names: list[str], width: int | None) -> list[list[list[str]]]:
    """Split the columns into tables that fit into the terminal."""
    room = width - max(map(cells, names)) if width is not None else None
    groups: list[list[list[str]]] = [[]]
    used = 0
    for column in columns:
        size = len(_GAP) + max(map(len, column))
        if room is not None and groups[-1] and used + size > room:
            groups.append([])
            used = 0
        groups[-1].append(column)
        used += size
    return groups


def _block(names: list[str], columns: list[list[str]]) -> str:
    wide = max(map(cells, names))
    widths = [max(map(len, column)) for column in columns]
    lines = []
    for row, name in enumerate(names):
        texts = [f"{column[row]:>{size}}" for column, size in zip(columns, widths, strict=True)]
        lines.append(_GAP.join([name + " " * (wide - cells(name)), *texts]).rstrip())
    return "\n".join(lines) + "\n"
