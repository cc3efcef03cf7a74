"""What follows the journal: reports and gradebook are brought to where it is."""

from __future__ import annotations

from collections.abc import Sequence

from grader import gradebook
from grader.batch.found import Problem
from grader.batch.planning import Key
from grader.batch.projection import Extensions, Reports, State
from grader.batch.watch import Books, Watch
from grader.course import Course, Exercise
from grader.errors import GraderError
from grader.journal import Journal

MOST_TROUBLES = 5  # notebooks that are told of one by one


def extensions(course: Course, exercises: Sequence[Exercise]) -> Extensions:
    """Return who may hand in later; asking costs a second, so only where it matters."""
    if not any(course.policy.due_for(exercise.name) for exercise in exercises):
        return {}
    return gradebook.extensions(course)


def bring_up_to_date(
    course: Course, journal: Journal, reports: Reports, books: Books, changed: set[Key] | None
) -> None:
    """Bring reports and gradebook to where the journal is.

    Args:
        course: the course.
        journal: the journal.
        reports: the reports.
        books: are told what could not be done.
        changed: what has changed since they were there; None: nobody knows, so everything is looked at.

    """
    state, terms = State(course), reports.terms()
    books.watch.doing("bringing the reports up to date")
    for exercise in sorted(books.summary.tallies if changed is not None else {each.name for each in course.exercises}):
        books.summary.reports += reports.bring_up_to_date(exercise, anew=changed is None and state.terms != terms)
    if journal.last_number() and (changed is None or changed):
        try:
            books.summary.gradebook, troubles = _to_gradebook(course, journal, changed, books.watch)
        except GraderError as error:
            ours = error.exit_code == GraderError.exit_code
            hint = f"{error.hint or ''} All is graded and kept; run the same command again.".strip()
            books.told(Problem("", "", f"The gradebook is not up to date: {error.message}", hint, ours=ours))
            return
        for trouble in troubles[:MOST_TROUBLES]:
            books.told(Problem("", "", trouble, "The points are in the gradebook all the same.", graded=True))
        state.set(finished=not troubles, terms=terms)


def _to_gradebook(
    course: Course, journal: Journal, changed: set[Key] | None, watch: Watch
) -> tuple[str, Sequence[str]]:
    """Return what was done, and which notebooks could not be written and why."""
    if not gradebook.available():
        return "No gradebook was written: nbgrader is not installed here.", ()
    watch.doing("writing the gradebook")
    done = gradebook.project(course, journal, changed)
    return f"{done.changed} of {done.submissions} entries written to {done.path.name}.", done.troubles
