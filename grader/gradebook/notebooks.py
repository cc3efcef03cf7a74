"""The notebooks that nbgrader shows: written as JSON, never run. The student's code in them is text.

source/EXERCISE/NAME.ipynb                the cells, so that the form grader lists the exercise
release/EXERCISE/NAME.ipynb               the same with checksums
autograded/STUDENT/EXERCISE/NAME.ipynb    the student's code, and below it what each check found
                           timestamp.txt, submission_secret.txt: from what was handed in, for the feedback
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import tempfile
from datetime import UTC
from pathlib import Path
from typing import Any

from grader.course import Course
from grader.errors import SubmissionError, UserError
from grader.gradebook.cells import SUBMISSION, Cell, Layout, checksum, earlier_cell
from grader.gradebook.counting import Counted
from grader.gradebook.feedback import earlier_output, output
from grader.gradebook.leftovers import sweep
from grader.submission.reading import decode

UNTIMED = "When this was handed in is not known: the time in `timestamp.txt` is that of grading."
LONGEST_CODE = 300_000  # characters: more than a .py file may have; only broken notebooks are longer
SECRET = "submission_secret.txt"
_UNFINISHED = ".new-"
MARK = "torch_grader"  # in the metadata of our notebooks: others are left alone
RELEASED = "released"  # in that metadata: `grade release` has made the notebook, with the same checks and more


def write_exercise(course: Course, layout: Layout) -> bool:
    """Write the notebooks of an exercise; say whether anything has changed."""
    stub = next((each.stub_path for each in course.exercises if each.name == layout.exercise), None)
    code = stub.read_text(encoding="utf-8", errors="replace") if stub is not None and stub.is_file() else ""
    cells = [_heading(layout.title), _submission(code), *(_check(cell) for cell in layout.cells)]
    changed = _write(course.root / "source" / layout.exercise, layout, cells)
    for cell in cells[1:]:
        kind = cell["metadata"]["nbgrader"]
        kind["checksum"] = checksum(cell["source"], kind["grade_id"], kind.get("points"))
    return _write(course.root / "release" / layout.exercise, layout, cells) or changed


def write_submission(course: Course, layout: Layout, counted: Counted, earlier: float | None = None) -> bool:
    """Write the notebook of a submission that was graded; say whether it has changed.

    Args:
        course: in whose folder it is.
        layout: the cells of the exercise.
        counted: what was handed in.
        earlier: points from checks that are no more, or that gave more than now; None: no cell for them.

    Raises:
        UserError: the student's name is no name of a folder, or the folder cannot be written.

    """
    graded = counted.graded
    if not is_folder_name(graded.student):
        raise UserError(f"{graded.student!r} cannot be the name of a folder.", hint="Rename the student's folder.")
    results = {check.name: check for check in graded.report.checks}
    heading = layout.title if counted.submitted_at is not None else f"{layout.title}\n\n{UNTIMED}"
    cells = [_heading(heading), _submission(code_of(graded.source, graded.filename))]
    for cell in layout.cells:
        result = results.get(cell.check)
        text = output(graded.report, result) if result is not None else "not run: the check is newer than the grade\n"
        cells.append(_check(cell, text))
    if earlier is not None:
        known = {cell.check: cell.max_points for cell in layout.cells}
        cells.append(_check(earlier_cell(), earlier_output(graded.report, known, earlier)))
    folder = course.root / "autograded" / graded.student / layout.exercise
    # Another notebook can be there only if nbgrader has graded what is in submitted/: nothing is lost.
    changed = _write(folder, layout, cells, replace=True)
    # nbgrader makes feedback anew for what was handed in later, and releases none where it finds no time.
    moment = counted.submitted_at or graded.graded_at
    stamp = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC\n"
    changed |= _replace(folder / "timestamp.txt", stamp.encode())
    changed |= _bring_secret(course.root / "submitted" / graded.student / layout.exercise / SECRET, folder / SECRET)
    return changed


def _bring_secret(handed_in: Path, path: Path) -> bool:
    """Bring what `nbgrader submit` has put beside the file: feedback is released under a name that only it tells.

    Where there is none, a new one takes its place: without it `nbgrader release_feedback` would stop at this student,
    and nobody after him or her would get anything.
    """
    secret = _read_secret(handed_in) or (_read_secret(path) or secrets.token_hex(64).encode())
    return _replace(path, secret)


def _read_secret(path: Path) -> bytes:
    """Return what is in the file if it looks as nbgrader's does; the student may have put anything there."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, "rb", buffering=0) as file:
            data = file.read(129)
    except OSError:
        return b""
    return data if data is not None and re.fullmatch(rb"[0-9a-f]{128}", data) else b""


def is_folder_name(name: str) -> bool:
    """Say whether a student's name is the name of one folder, here and on other systems."""
    return name not in ("", ".", "..") and not any(char in "/\\:" or ord(char) < 32 for char in name)


def code_of(data: bytes, filename: str) -> str:
    """Return the code in a submitted file as text, whatever the file is."""
    try:
        text = decode(data, filename)
    except SubmissionError:
        text = data.decode("utf-8", "replace")
    if filename.lower().endswith(".ipynb"):
        text = _code_cells(text)
    left_out = len(text) - LONGEST_CODE
    return text if left_out <= 0 else f"{text[:LONGEST_CODE]}\n# … {left_out} characters are left out here"


def _code_cells(text: str) -> str:
    try:
        cells = json.loads(text)["cells"]
        codes = [(cell, "".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return text
    wanted = (f"# cell {place}\n{code}" for place, (cell, code) in enumerate(codes, 1) if not _is_checks(cell, code))
    return "\n\n".join(wanted)


def _is_checks(cell: dict[str, Any], code: str) -> bool:
    """Say whether a cell is that of a check as it was given out: locked, and nothing in it that is Python."""
    try:
        locked = cell["metadata"]["nbgrader"]["locked"] is True
    except (KeyError, TypeError):
        return False
    return locked and all(line.startswith(("#", "%")) for line in code.splitlines())


def _heading(title: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": "title", "metadata": {}, "source": f"# {title}"}


def _submission(code: str) -> dict[str, Any]:
    return _code_cell(SUBMISSION, code, grade=False, solution=True, locked=False)


def _check(cell: Cell, text: str = "") -> dict[str, Any]:
    made = _code_cell(cell.grade_id, cell.source, grade=True, solution=False, locked=True, points=cell.max_points)
    if text:
        made["source"] = cell.heading
        made["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]
    return made


def _code_cell(grade_id: str, source: str, **kind: Any) -> dict[str, Any]:
    metadata = {"schema_version": 3, "grade_id": grade_id, "cell_type": "code", "task": False, **kind}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": hashlib.sha256(grade_id.encode()).hexdigest()[:16],
        "metadata": {"nbgrader": metadata},
        "outputs": [],
        "source": source,
    }


def _write(folder: Path, layout: Layout, cells: list[dict[str, Any]], *, replace: bool = False) -> bool:
    document = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            MARK: {"exercise": layout.exercise},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    data = json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
    path = folder / f"{layout.notebook}.ipynb"
    try:
        if not replace and is_released(path):
            return False
        if not replace and path.is_file() and not is_ours(path):
            raise UserError(f"{path} was not made by grade; it stays as it is.", hint="Move it away, then try again.")
        _drop_others(path)
        sweep(folder, f"{_UNFINISHED}*")
        return _replace(path, data)
    except OSError as error:
        raise _unwritable(path, error) from error


def is_ours(path: Path) -> bool:
    """Say whether a notebook was made here."""
    try:
        return MARK in json.loads(path.read_bytes())["metadata"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return path.stat().st_size == 0  # left behind when the machine went down


def is_released(path: Path) -> bool:
    """Say whether a notebook is there that was made for students, with a cell for each function."""
    try:
        return RELEASED in json.loads(path.read_bytes())["metadata"][MARK]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def _drop_others(path: Path) -> None:
    """Remove what we wrote under another name, before the exercise's file was renamed."""
    for other in path.parent.glob("*.ipynb"):
        if other.name != path.name and is_ours(other):
            other.unlink()


def _replace(path: Path, data: bytes) -> bool:
    """Write the file whole or not at all, if it is not like this already."""
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
        try:
            with open(descriptor, "wb") as file:
                file.write(data)
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _unwritable(path, error) from error
    return True


def _unwritable(path: Path, error: OSError) -> UserError:
    return UserError(
        f"{path} cannot be written: {error.strerror or error}.",
        hint="It must be in a folder that you may write to, with some space left.",
    )
