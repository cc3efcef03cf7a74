"""The command ``%check`` of released notebooks: runs public checks on the code cells that have run in this kernel.

``%reload_ext grader.jupyter`` brings it in. What it does is ``grade check``, in a process of its own: the cells go
there as a notebook in which each has the number that Jupyter shows beside it, and the report is kept until one of them
changes.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.course import Exercise, find_course
from grader.errors import CourseError, GraderError, UserError
from grader.render import outline
from grader.render.text import shown
from grader.results import CheckResult, Report, Verdict

FOLDER = "public"  # beside a notebook that came through nbgrader: a course with this one exercise
NAME = "check"
_SECONDS = 600  # a check that never ends is ended by its limits long before
_FRAMES = 5


class CheckFailed(Exception):
    """A check did not pass, and nbgrader wants to see that from an error."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def load_ipython_extension(shell: Any) -> None:
    """Bring ``%check`` in; Jupyter calls this."""
    shell.register_magic_function(Desk(shell).check, "line", NAME)


class Desk:
    """Checks what runs in one kernel.

    Args:
        shell: IPython's.

    """

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._known: tuple[bytes, Report] | None = None

    def check(self, line: str) -> None:
        """Say whether the public check of this name passes; without a name, whether all do.

        Raises:
            CheckFailed: nbgrader is validating the notebook, and one does not.

        """
        try:
            exercise = exercise_here(Path.cwd())
            report = self._report(exercise)
            chosen = _chosen(report, line.strip())
        except GraderError as error:
            passed, told = False, f"{error.message}\n{error.hint or ''}".rstrip()
        else:
            passed = all(check.verdict is Verdict.PASSED for check in chosen)
            told = "\n".join(_told(report, check) for check in chosen)
        if not passed and "NBGRADER_EXECUTION" in os.environ:
            raise CheckFailed(told)
        print(told)

    def _report(self, exercise: Exercise) -> Report:
        history = self._shell.history_manager
        cells = still_valid(history.input_hist_raw, history.input_hist_parsed)
        data = _notebook(cells)
        if self._known is None or self._known[0] != data:
            self._known = data, _graded(exercise, data)
        return self._known[1]


def exercise_here(folder: Path) -> Exercise:
    """Return the exercise that a notebook in this folder belongs to.

    Raises:
        UserError: none does.

    """
    for start in (folder / FOLDER, folder):
        try:
            course = find_course(start)
        except CourseError:
            continue
        here = [each for each in course.exercises if folder.is_relative_to(each.folder.resolve())]
        found = here or (list(course.exercises) if start.name == FOLDER else [])
        if len(found) == 1:
            return found[0]
    raise UserError(
        f"The public checks are not in {folder}.",
        hint=f"Leave the notebook where it was, beside `{FOLDER}` or in the exercise's folder of the course.",
    )


def still_valid(raw: Sequence[str], parsed: Sequence[str]) -> list[str]:
    """Return the cells that have run, by their numbers; empty where a later one has taken a cell's place.

    A cell that was changed and run again is there twice. Only the last definition of a function counts, as in the
    kernel, and what is no Python has not run at all.

    Args:
        raw: what was typed into each cell, in the order in which they ran.
        parsed: the same as Python.

    """
    later: set[str] = set()
    seen: set[str] = set()
    found = [""] * len(raw)
    for number in reversed(range(len(raw))):
        names = _defined(parsed[number]) if number < len(parsed) else None
        if names is None or raw[number] in seen or (names and names <= later) or not _is_code(raw[number]):
            continue
        later |= names
        seen.add(raw[number])
        found[number] = raw[number]
    return found


def _defined(source: str) -> set[str] | None:
    """Return the functions and classes that a cell defines; None if it is no Python."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return {node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}


def _is_code(source: str) -> bool:
    """Say whether there is more in a cell than comments and commands of Jupyter."""
    return any(line.strip() and line.lstrip()[0] not in "#%!" for line in source.splitlines())


def _notebook(cells: Sequence[str]) -> bytes:
    """Return a notebook of these cells; the first is the one that Jupyter calls 0, which is never there."""
    made: list[dict[str, object]] = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}
        for source in (cells[1:] if cells else ())
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()


def _graded(exercise: Exercise, data: bytes) -> Report:
    """Return the report of the public checks.

    Raises:
        UserError: they cannot be run.

    """
    with tempfile.TemporaryDirectory(prefix="check-") as folder:
        path = Path(folder) / Path(exercise.file).with_suffix(".ipynb").name
        path.write_bytes(data)
        command = [sys.executable, "-c", "from grader.entry import main; main()", "check", exercise.name]
        command += [str(path), "-C", str(exercise.folder), "--format", "json", "-q"]
        try:
            done = subprocess.run(
                command, cwd=folder, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True,
                encoding="utf-8", errors="replace", timeout=_SECONDS, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UserError(f"The checks cannot be run: {error}.", hint="Run this cell again.") from error
    if done.stdout.strip():
        return Report.from_json(done.stdout.encode())
    said = done.stderr.strip().removeprefix("Error: ") or f"The checks ended with the code {done.returncode}."
    sentence, _, hint = said.partition("\n")
    raise UserError(sentence, hint=hint.strip() or f"In a terminal, `grade check {exercise.short}` may say more.")


def _environment() -> dict[str, str]:
    """Return the environment of the checks: while somebody works here the next check need not load everything anew."""
    if "NBGRADER_EXECUTION" in os.environ:
        return dict(os.environ)
    return {"GRADE_BACKGROUND": "1"} | os.environ


def _chosen(report: Report, name: str) -> list[CheckResult]:
    found = [check for check in report.checks if check.public and name in ("", check.name)]
    if not found:
        names = ", ".join(check.name for check in report.checks if check.public)
        raise UserError(f"There is no public check {name!r}.", hint=f"There are: {names or 'none'}.")
    return found


def _told(report: Report, check: CheckResult) -> str:
    """Return what there is to say of a check: its sentence, and why it does not pass."""
    symbol, color = ("✓", 32) if check.verdict is Verdict.PASSED else ("✗", 31)
    if check.verdict is Verdict.INTERNAL_ERROR:
        symbol, color = "!", 33
    head = f"\x1b[{color}m{symbol}\x1b[0m {shown(check.title or check.name)}"
    if check.verdict is Verdict.PASSED:
        return head
    said = [outline.reason(report, check), outline.parts_summary(check)]
    said += [f"{', '.join(names)}: {told}" for names, told in outline.told_parts(report, check)]
    said += [outline.difference(check), *_frames(check), *_output(check), *report.notices]
    indented = (f"    {line}".rstrip() for text in said if text for line in shown(text).splitlines())
    return "\n".join([head, *indented])


def _frames(check: CheckResult) -> list[str]:
    frames, _ = outline.telling_frames(check, _FRAMES)
    return [f"{outline.place(frame.line, frame.cell)} in {frame.function}: {frame.code.strip()}" for frame in frames]


def _output(check: CheckResult) -> list[str]:
    return ["Your code printed:", check.output.rstrip("\n")] if check.output.strip() else []
