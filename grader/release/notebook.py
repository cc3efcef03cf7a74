"""An exercise as a notebook: the handout, a cell for each function, the public checks, a cell for each hidden check.

It is put together as the text of a Python file with cells, which jupytext reads. nbgrader's metadata says which cells
are to be filled in and which are locked; the hidden checks have the names and points that the gradebook gives them,
and say nothing but their sentence.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader import checks
from grader.course import Course, Exercise
from grader.errors import CourseError, UserError
from grader.gradebook.cells import Cell as CheckCell
from grader.gradebook.cells import grade_id
from grader.gradebook.notebooks import MARK, RELEASED
from grader.release.pieces import last_mentioned, marked, pieces_of

MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")  # nbgrader's own: what is between them becomes the stub
_HIDDEN = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")  # nbgrader's own: what is between them is taken out
_SECTION = re.compile(r"^(?=## )", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """One cell, before it is JSON."""

    source: str
    code: bool = True
    name: str = ""  # nbgrader's grade_id; "": a cell that nbgrader takes no notice of
    solution: bool = False
    points: float | None = None  # of a check; None: it is none

    @property
    def nbgrader(self) -> dict[str, Any] | None:
        """Its metadata for nbgrader, version 3."""
        if not self.name:
            return None
        kind = {"grade": self.points is not None, "solution": self.solution, "locked": not self.solution, "task": False}
        points = {} if self.points is None else {"points": self.points}
        return {"schema_version": 3, "grade_id": self.name, "cell_type": "code", **kind, **points}

    @property
    def checksum(self) -> str:
        """What nbgrader compares to see whether the cell was changed."""
        kind = self.nbgrader or {}
        parts = [self.source, "code", *(str(kind[key]) for key in ("grade", "solution", "locked")), self.name]
        parts += [] if self.points is None else [str(float(self.points))]
        return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Made:
    """The notebooks of an exercise."""

    filename: str
    release: bytes  # what students get
    source: bytes  # of which `nbgrader generate_assignment` makes the same
    sentences: tuple[str, ...]  # the sources of the hidden checks' cells, as students get them


def make(course: Course, exercise: Exercise, stub: str) -> Made:
    """Return the notebooks of an exercise.

    Args:
        course: an instructor's copy.
        exercise: with its hidden checks.
        stub: the text of the untouched stub that students get.

    Raises:
        UserError: jupytext is not installed.
        CourseError: the text of the exercise cannot be divided into cells.
        GraderError: a check file cannot be loaded.

    """
    release, source = [], []
    shown = _check_cells(course, exercise)
    for student, author in _cells(exercise, stub, shown):
        release.append(student)
        source.append(author)
    sentences = tuple(cell.heading for cell in shown if not cell.grade_id.startswith(_PUBLIC))
    filename = Path(exercise.file).with_suffix(".ipynb").name
    return Made(filename, _written(exercise, release, final=True), _written(exercise, source, final=False), sentences)


# ---- which cells there are

_PUBLIC = "public-"  # no check's own name has a hyphen, but for those that end in eight hexadecimal digits
_SETTING_UP = """# Brings in %check, which runs the public checks below. Run this cell first.
%reload_ext grader.jupyter"""


def _check_cells(course: Course, exercise: Exercise) -> list[CheckCell]:
    """Return the cell of each check as the gradebook would make it from a report; public ones have no points."""
    found: dict[tuple[bool, str], CheckCell] = {}
    for check in checks.declared(course.root, exercise.public_checks, exercise.hidden_checks):
        name = _PUBLIC + grade_id(check.name) if check.public else grade_id(check.name)
        known = found.setdefault((check.public, name), CheckCell(name, check.name, check.title, 0.0))
        points = 0.0 if check.public else known.max_points + check.points
        found[check.public, name] = replace(known, max_points=points)
    return [replace(cell, max_points=round(cell.max_points, 2)) for cell in found.values()]


def _cells(exercise: Exercise, stub: str, shown: Sequence[CheckCell]) -> Iterator[tuple[Cell, Cell]]:
    """Yield each cell twice: as students get it, and as it stands in nbgrader's source."""
    about, pieces = pieces_of(stub)
    names = [piece.name for piece in pieces if piece.name]
    public = [cell for cell in shown if cell.grade_id.startswith(_PUBLIC)]
    mentioned = last_mentioned(exercise.public_checks.read_text(encoding="utf-8-sig"), names)
    for text in (*_handout(exercise), _how(exercise)):
        yield _same(Cell(text, code=False))
    yield _same(Cell(_SETTING_UP, name="notebook-setup"))
    if about:
        yield _same(Cell(f"## Your functions\n\n{about}", code=False))
    for number, piece in enumerate(pieces):
        if piece.name:
            student = Cell(piece.source, name=f"code-{piece.name}", solution=True)
            yield student, replace(student, source=marked(piece, *MARKS))
            yield from (_public(cell) for cell in public if mentioned.get(cell.check) == piece.name)
        else:
            yield _same(Cell(piece.source, name=f"given-{number}"))
    yield from (_public(cell) for cell in public if not mentioned.get(cell.check))
    yield _same(Cell(_POINTS, code=False))
    for cell in shown:
        if not cell.grade_id.startswith(_PUBLIC):
            student = Cell(cell.heading, name=cell.grade_id, points=cell.max_points)
            hidden = f"{_HIDDEN[0]}{cell.source.removeprefix(cell.heading)}\n{_HIDDEN[1]}"
            yield student, replace(student, source=f"{cell.heading}\n{hidden}")


def _same(cell: Cell) -> tuple[Cell, Cell]:
    return cell, cell


def _public(cell: CheckCell) -> tuple[Cell, Cell]:
    return _same(Cell(f"{cell.heading}\n%check {cell.check}", name=cell.grade_id, points=0.0))


def _handout(exercise: Exercise) -> list[str]:
    """Return the handout's text, divided before each heading of the second level that is in no block of code."""
    try:
        text = exercise.handout.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        text = f"# {exercise.title}"
    sections: list[str] = []
    for part in _SECTION.split(text):
        if sections and sum(line.startswith("```") for line in sections[-1].splitlines()) % 2:
            sections[-1] += part
        else:
            sections.append(part)
    return [part.strip("\n") for part in sections if part.strip()]


def _how(exercise: Exercise) -> str:
    return f"""## How this notebook works

Fill in the cells of the functions, and run them. A cell with `%check` runs one public check on what you have run here
and says what is wrong, as `grade check` does; it needs `torch-grader` where this notebook runs
(`pip install torch-grader`), and the files that came with the notebook beside it.

When you are done, save the notebook and hand it in as your course does it: with nbgrader, or with
`grade submit {exercise.short}`. Only imports and definitions are taken from it, and values that they need; nothing else
in it is run for the grade."""


_POINTS = """## What gives the points

Hidden checks do, once you have handed in. Each has a cell below that says what it looks at; there is nothing in these
cells to be run or filled in."""


# ---- from cells to JSON


def _written(exercise: Exercise, cells: Sequence[Cell], *, final: bool) -> bytes:
    """Return a notebook, the same bytes for the same cells.

    Args:
        exercise: whose it is.
        cells: what is in it.
        final: it is what students get: with checksums, and cells that cannot be removed.

    """
    document = {
        "cells": [_json(cell, number, final=final) for number, cell in enumerate(_through_jupytext(exercise, cells))],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            MARK: {"exercise": exercise.name, RELEASED: True},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _json(cell: Cell, number: int, *, final: bool) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if cell.nbgrader is not None:
        metadata["nbgrader"] = cell.nbgrader | ({"checksum": cell.checksum} if final else {})
        locked = {"deletable": False} | ({} if cell.solution else {"editable": False})
        metadata |= locked if final else {}
    made = {
        "cell_type": "code" if cell.code else "markdown",
        "id": hashlib.sha256((cell.name or f"text {number}").encode()).hexdigest()[:16],
        "metadata": metadata,
        "source": cell.source.splitlines(keepends=True),
    }
    return made | ({"execution_count": None, "outputs": []} if cell.code else {})


def _through_jupytext(exercise: Exercise, cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells as jupytext reads them from Python with cells.

    Raises:
        CourseError: they are not the same.

    """
    jupytext = _jupytext()
    read = jupytext.reads("\n\n".join(map(_percent, cells)) + "\n", fmt="py:percent").cells
    found = [
        Cell(
            each.source,
            each.cell_type == "code",
            kind.get("grade_id", ""),
            kind.get("solution", False),
            kind.get("points"),
        )
        for each in read
        for kind in [each.metadata.get("nbgrader", {})]
    ]
    for cell, again in zip(cells, found, strict=False):
        if cell != again:
            line = next((line for line in cell.source.split("\n") if line not in again.source.split("\n")), cell.source)
            raise _undivided(exercise, f": {line.strip()[:80]}")
    if len(cells) != len(found):
        raise _undivided(exercise, ".")
    return found


def _undivided(exercise: Exercise, where: str) -> CourseError:
    return CourseError(
        f"{exercise.name} cannot be made a notebook{where}",
        hint="A line of its handout or stub reads as the beginning of a cell (`# %%`): write it in another way.",
    )


def _percent(cell: Cell) -> str:
    """Return a cell as it stands in a Python file with cells."""
    if not cell.code:
        return "# %% [markdown]\n" + "\n".join(f"# {line}".rstrip() for line in cell.source.split("\n"))
    lines = _jupytext().magics.comment_magic(cell.source.split("\n"), language="python")
    kind = f" nbgrader={json.dumps(cell.nbgrader)}" if cell.nbgrader is not None else ""
    return "\n".join([f"# %%{kind}", *lines])


def _jupytext() -> Any:
    try:
        import jupytext
        import jupytext.magics
    except ImportError as error:
        raise UserError(
            "Notebooks are made with jupytext, which is not installed here.",
            hint='pip install "torch-grader[course]" installs it.',
        ) from error
    return jupytext
