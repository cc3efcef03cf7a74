"""Tries a students' copy out before it is given out: its stubs earn nothing, and its checks run without solutions."""

from __future__ import annotations

import dataclasses
import secrets
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from grader.course import Course, Exercise, find_course
from grader.errors import GraderError
from grader.release.content import Content
from grader.release.lint import Finding
from grader.release.writing import write_files
from grader.results import Report, Verdict
from grader.submission import read

Progress = Callable[[str, int, int], None]


def try_out(exercises: Sequence[Exercise], content: Content, progress: Progress | None = None) -> list[Finding]:
    """Return what went wrong with the stubs in a passing copy of the course.

    Args:
        exercises: those of the instructor's copy that are given out.
        content: what would be written.
        progress: is told the exercise, how many are behind us, and of how many.

    Raises:
        GraderError: no code can be run here at all.

    """
    found: list[Finding] = []
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        write_files(Path(folder), content.files)
        copy = find_course(Path(folder))
        broken = {each.name: each.error.message for each in copy.broken}
        for number, exercise in enumerate(exercises):
            if progress is not None:
                progress(exercise.name, number, len(exercises))
            if exercise.name in broken:
                found.append(Finding(f"exercises/{exercise.name}", None, broken[exercise.name]))
            else:
                found += _tried(copy, exercise)
    return found


def _tried(copy: Course, exercise: Exercise) -> Iterator[Finding]:
    """Grade the stub with the public checks as a student would, then with the hidden ones of the instructor's copy."""
    theirs = copy.find(exercise.name)
    stub = f"exercises/{exercise.name}/{exercise.file}"
    for each in (theirs, dataclasses.replace(theirs, solution_folder=exercise.solution_folder)):
        hidden = each.solution_folder is not None
        try:
            report = _graded(each, hidden=hidden)
        except GraderError as error:
            kind = "hidden" if hidden else "public"
            yield Finding(stub, None, f"the {kind} checks cannot be run on it: {error.message}")
            continue
        for check in report.checks:
            if check.verdict is Verdict.PASSED or check.points:
                yield Finding(stub, None, f"the untouched stub passes the {_kind(check.public)} check `{check.name}`.")
            elif check.verdict is Verdict.INTERNAL_ERROR:
                where = (
                    f"exercises/{exercise.name}/checks.py" if check.public else f"solutions/{exercise.name}/checks.py"
                )
                yield Finding(where, None, f"`{check.name}` cannot be run on the untouched stub: {check.message}")


def _kind(public: bool) -> str:
    return "public" if public else "hidden"


def _graded(exercise: Exercise, *, hidden: bool) -> Report:
    """Grade the exercise's own stub; it is the author's, so it may as well be forked from here."""
    warnings.filterwarnings("ignore", "Failed to initialize NumPy")  # torch works without it, and says so at import
    from grader.runner.grading import Grader  # loads torch, which only a release that gets so far needs

    reports: list[Report] = []
    with Grader(exercise, secret=secrets.token_bytes(32), hidden=hidden) as grader:
        grader.connect(None, sandbox=False)
        grader.grade_each([read(exercise.stub_path, exercise)], lambda _, report: reports.append(report))
    return reports[0]
