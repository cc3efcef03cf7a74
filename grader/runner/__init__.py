"""Grades submissions: starts the student's side, runs the checks, writes the reports."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from grader.client import spawn
from grader.client.importing import without_numpy

if TYPE_CHECKING:
    from grader.course import Exercise
    from grader.results import Report
    from grader.submission import Submission

Progress = Callable[[int, int, str], None]


def grade(
    exercise: Exercise,
    submission: Submission,
    *,
    hidden: bool,
    sandbox: bool = True,
    share_import: bool = False,
    select: str | None = None,
    secret: bytes = b"",
    progress: Progress | None = None,
) -> Report:
    """Grade one submission and return its report, with pictures where the hidden checks run.

    Args:
        exercise: what it is a submission of.
        submission: the file as it was read.
        hidden: run the hidden checks beside the public ones; needs the exercise's solution.
        sandbox: shut the student's code in; without it the code runs with the rights of whoever calls this.
        share_import: fork the student's code from this process instead of one that knows nothing. Only where nothing is
            secret: public checks in a student's own copy.
        select: run only the checks that this expression selects (as pytest's ``-k``).
        secret: of the course; inputs of the checks follow from it and from the submission.
        progress: is told checks done, checks in all, and the title of the next.

    Raises:
        GraderError: grading could not be done; never because of what the student's code does.

    """
    reports: list[Report] = []
    grade_each(
        exercise,
        [submission],
        lambda _, report: reports.append(report),
        hidden=hidden,
        sandbox=sandbox,
        share_import=share_import,
        select=select,
        secret=secret,
        progress=progress,
        pictures=hidden,
    )
    return reports[0]


def grade_each(
    exercise: Exercise,
    submissions: Iterable[Submission],
    deliver: Callable[[Submission, Report], None],
    *,
    hidden: bool,
    sandbox: bool = True,
    share_import: bool = False,
    select: str | None = None,
    secret: bytes = b"",
    progress: Progress | None = None,
    pictures: bool = False,
) -> None:
    """Grade submissions of one exercise, one after the other: start-up is paid once.

    ``submissions`` is asked for the next one only when the last one's report was delivered. ``pictures`` says whether
    the reports get the exercise's pictures. The other arguments are those of ``grade``.
    """
    if hidden and share_import:
        raise ValueError("hidden checks never share a process with student code")
    without_numpy()
    started = None if share_import else spawn.start(exercise.warm, sandbox=sandbox)
    with _undisturbed():
        from grader.runner.grading import Grader  # imports torch, while the process just started does the same

    with Grader(exercise, secret=secret, hidden=hidden, progress=progress, pictures=pictures) as grader:
        grader.connect(started, sandbox=sandbox)
        grader.grade_each(submissions, deliver, select)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Import without collecting garbage, then never look at what was imported again: a seventh of torch's import."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()
