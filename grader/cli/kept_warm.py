"""The command in the background process: everything is loaded before anybody types it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from grader.cli.options import Settings
from grader.cli.terminal import say
from grader.client.importing import without_numpy

if TYPE_CHECKING:
    from grader.background.lending import Lender
    from grader.background.stem import Command
    from grader.course import Course, Exercise


lent: Lender | None = None  # in the process of a command that runs in the background process


def main(given: dict[str, Any]) -> None:
    """Be the background process."""
    from grader.background.serving import serve

    serve(given, _load)


def _load() -> Command:
    """Import what the commands of students import when they need it."""
    without_numpy()
    import grader.attempts.handing_in
    import grader.attempts.quiz
    import grader.cli
    import grader.course.order
    import grader.render.terminal
    import grader.runner.grading
    import grader.submission  # noqa: F401

    return run


def run(arguments: Sequence[str], lender: Lender) -> int:
    """Run ``grade`` with these arguments and return its exit code."""
    global lent
    from grader.cli import program

    lent = lender
    try:
        program.main(args=list(arguments))
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1


def settle(course: Course, exercise: Exercise) -> None:
    """Go where the exercise's student code is forked from, before anything is printed.

    Raises:
        Elsewhere: another fork of the background process takes over.
        Declined: the course wants no background process.

    """
    if lent is None:
        return
    if course.background == "off":
        from grader.background.lending import Declined

        raise Declined("off in this course")
    lent.settle(exercise)


def afterwards(settings: Settings, course: Course, exercise: Exercise) -> None:
    """Start the background process for the next check, if there was none for this one; -v says so."""
    from grader.background import asking

    if lent is not None:
        said = "used"
    elif course.background == "off":
        said = "off in this course"
    else:
        said = f"not used: {asking.outcome.reason}" + _start(exercise)
    if settings.verbose:
        say(f"Background process: {said}.")


def _start(exercise: Exercise) -> str:
    from grader.background import starting

    if not starting.is_wanted():
        return ""
    pid = starting.start(exercise.warm, isolated=exercise.solution_folder is not None)
    return "; started for the next check" if pid else "; none could be started"
