"""Which of a student's submissions counts, once lateness is paid for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from grader.course import Course
from grader.journal import Graded, Journal
from grader.late import Penalty, penalty

NO_EXTENSION = timedelta(0)


@dataclass(frozen=True)
class Counted:
    """The submission that counts for a student at an exercise."""

    graded: Graded
    penalty: Penalty  # by the points of its report
    submitted_at: datetime | None  # of what the student handed in last, whether or not it counts
    last: bool  # it is itself what the student handed in last


def counted(course: Course, journal: Journal, graded: Graded, extension: timedelta = NO_EXTENSION) -> Counted:
    """Return the submission that counts, given the one that counts before penalties.

    Where the best one counts, that is the one with most points after the penalty: whoever hands in once more, too
    late, never loses by it.
    """
    policy = course.policy
    due = policy.due_for(graded.exercise)

    def price(row: Graded) -> Penalty:
        return penalty(row.report.points, row.submitted_at, due, extension, policy.late)

    off = price(graded)
    if off.points and policy.counts == "best":
        attempts = [(row, price(row)) for row in journal.attempts(graded.student, graded.exercise)]
        graded, off = max(attempts, key=lambda pair: (pair[0].report.points - pair[1].points, pair[0].report.attempt))
    latest = journal.latest(graded.student, graded.exercise)
    submission, submitted_at = latest if latest is not None else (graded.submission, graded.submitted_at)
    return Counted(graded, off, submitted_at, last=submission == graded.submission)


def counting(
    course: Course,
    journal: Journal,
    exercise: str | None = None,
    extensions: dict[tuple[str, str], timedelta] | None = None,
) -> Iterator[Counted]:
    """Yield the submissions that count, by exercise and then by student.

    Args:
        course: its policy decides.
        journal: where they are.
        exercise: only of this one.
        extensions: how much later a student may hand in, by student and exercise.

    """
    for row in journal.counting(exercise, course.policy.counts):
        extension = (extensions or {}).get((row.student, row.exercise), NO_EXTENSION)
        yield counted(course, journal, row, extension)
