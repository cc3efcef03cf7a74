"""Tries a students' copy out before it is given out: its stubs earn nothing, and its checks run without solutions."""

from __future__ import annotations

import dataclasses
import secrets
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from grader.client.importing import without_numpy
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
    notebook = theirs.stub_path.with_suffix(".ipynb")
    files = [path for path in (theirs.stub_path, notebook) if path.is_file()]
    if notebook in files and not read(notebook, theirs).untouched:
        yield Finding(
            f"exercises/{exercise.name}/{notebook.name}", None, "read as a submission it is no untouched stub."
        )
    for each in (theirs, dataclasses.replace(theirs, solution_folder=exercise.solution_folder)):
        hidden = each.solution_folder is not None
        try:
            reports = _graded(each, files, hidden=hidden)
        except GraderError as error:
            kind = "hidden" if hidden else "public"
            yield Finding(stub, None, f"the {kind} checks cannot be run on it: {error.message}")
            continue
        for path, report in zip(files, reports, strict=True):
            yield from _passed(exercise, path.name, report)


def _passed(exercise: Exercise, file: str, report: Report) -> Iterator[Finding]:
    """Yield the checks that a stub passes, and those that cannot be run on it."""
    for check in report.checks:
        if check.verdict is Verdict.PASSED or check.points:
            stub = f"exercises/{exercise.name}/{file}"
            yield Finding(stub, None, f"the untouched stub passes the {_kind(check.public)} check `{check.name}`.")
        elif check.verdict is Verdict.INTERNAL_ERROR:
            where = f"exercises/{exercise.name}/checks.py" if check.public else f"solutions/{exercise.name}/checks.py"
            yield Finding(where, None, f"`{check.name}` cannot be run on the untouched stub: {check.message}")


def _kind(public: bool) -> str:
    return "public" if public else "hidden"


def _graded(exercise: Exercise, files: Sequence[Path], *, hidden: bool) -> list[Report]:
    """Grade the exercise's own stubs; they are the author's, so they may as well be forked from here."""
    without_numpy()
    from grader.runner.grading import Grader  # loads torch, which only a release that gets so far needs

    reports: list[Report] = []
    with Grader(exercise, secret=secrets.token_bytes(32), hidden=hidden) as grader:
        grader.connect(None, sandbox=False)
        grader.grade_each([read(path, exercise) for path in files], lambda _, report: reports.append(report))
    return reports
