"""What stands in the gradebook, with what people have entered there; and how much later a student may hand in."""

from __future__ import annotations

import contextlib
import difflib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from grader.course import Course, Exercise
from grader.errors import UserError
from grader.gradebook import book as books
from grader.gradebook.book import Book
from grader.gradebook.cells import new_assignment, row_id
from grader.gradebook.projection import path_of

_EXTENSIONS = """
SELECT student_id, assignment.name, extension
FROM submitted_assignment JOIN assignment ON assignment.id = assignment_id WHERE extension IS NOT NULL
"""
_EPOCH = datetime(1970, 1, 1)  # SQLAlchemy keeps a time span in SQLite as the moment so long after it


@dataclass(frozen=True)
class Mark:
    """The grade of one student at one exercise, as nbgrader has it."""

    student: str
    exercise: str
    points: float  # after the penalty, never below 0
    max_points: float
    penalty: float  # points taken off for lateness
    by_hand: bool  # somebody has entered points
    needs_a_look: bool  # somebody should: a check changed under points given by hand, or has no result yet
    submitted_at: datetime | None  # UTC


def marks(course: Course) -> tuple[tuple[str, ...], list[Mark]]:
    """Return the students in the gradebook, and the grades at the exercises of the course.

    Raises:
        UserError: there is no gradebook, or it cannot be used as it is.

    """
    if not path_of(course).is_file():
        raise UserError("There is no gradebook yet.", hint="`grade batch` grades a class, `grade gradebook` makes it.")
    with Book(path_of(course)) as book, book.saying():
        students = tuple(student for (student,) in book.db.query(book.api.Student.id).order_by(book.api.Student.id))
        known = {each.name for each in course.exercises} | {each.name for each in course.broken}
        return students, [mark for row in _rows(book) if (mark := _mark(row)).exercise in known]


def _rows(book: Book) -> Iterable[Any]:
    from sqlalchemy import func

    api = book.api
    most = book.db.query(api.GradeCell.notebook_id, func.sum(api.GradeCell.max_score).label("most"))
    most = most.group_by(api.GradeCell.notebook_id).subquery()
    query = book.db.query(
        api.SubmittedAssignment.student_id, api.Assignment.name, func.sum(api.Grade.score), most.c.most,
        api.SubmittedNotebook.late_submission_penalty, func.max(api.Grade.manual_score != None),  # noqa: E711 (SQL)
        func.max(api.Grade.extra_credit != None), func.max(api.Grade.needs_manual_grade),  # noqa: E711 (SQL)
        api.SubmittedAssignment.timestamp,
    )  # fmt: skip
    query = query.select_from(api.SubmittedNotebook)
    query = query.join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
    query = query.join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
    query = query.join(api.Grade, api.Grade.notebook_id == api.SubmittedNotebook.id)
    query = query.join(most, most.c.notebook_id == api.SubmittedNotebook.notebook_id)
    found: Iterable[Any] = query.group_by(api.SubmittedNotebook.id).order_by(
        api.SubmittedAssignment.student_id, api.Assignment.name
    )
    return found


def _mark(row: Any) -> Mark:
    student, exercise, points, most, off, by_hand, extra, look, timestamp = row
    return Mark(
        student=student,
        exercise=exercise,
        points=round(max(0.0, points - (off or 0.0)), 2),
        max_points=round(most, 2),
        penalty=off or 0.0,
        by_hand=bool(by_hand or extra),
        needs_a_look=bool(look),
        submitted_at=timestamp.replace(tzinfo=UTC) if timestamp is not None else None,
    )


def extensions(course: Course) -> dict[tuple[str, str], timedelta]:
    """Return how much later students may hand in, by student and exercise; nothing where there is no gradebook.

    nbgrader is not imported for that: whoever grades asks this each time.

    Raises:
        UserError: the file cannot be used, or is no gradebook.
        GraderError: it is damaged.

    """
    path = path_of(course)
    if not path.is_file() or not path.stat().st_size:
        return {}
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=books.BUSY_SECONDS)) as connection:
            rows = connection.execute(_EXTENSIONS).fetchall()
    except sqlite3.Error as error:
        raise books.explained(path, error) from error
    return {(student, exercise): datetime.fromisoformat(since) - _EPOCH for student, exercise, since in rows}


def extend(course: Course, student: str, exercise: Exercise, by: timedelta, *, new: bool = False) -> datetime:
    """Let a student hand in later than the others, as nbgrader notes it; return until when.

    The time replaces an earlier extension; none at all ends it.

    Args:
        course: whose due dates are extended.
        student: as the student's folder is called.
        exercise: which due date.
        by: how much later than the due date.
        new: the student need not be in the gradebook yet.

    Raises:
        UserError: the exercise has no due date, or nobody of this name is in the gradebook.

    """
    due = course.policy.due_for(exercise.name)
    if due is None:
        raise UserError(
            f"{exercise.name} has no due date that could be extended.",
            hint=f"Give it one in course.toml: [due], then {exercise.short} = 2026-12-01T23:59:00+08:00",
        )
    with Book(path_of(course)) as book, book.writing() as db:
        api = book.api
        if db.get(api.Student, student) is None:
            if not new:
                raise _unknown(student, [name for (name,) in db.query(api.Student.id)])
            db.add(api.Student(id=student))
        assignment = db.query(api.Assignment).filter_by(name=exercise.name).one_or_none()
        if assignment is None:
            assignment = new_assignment(db, api, exercise.name)
        assignment.duedate = due.astimezone(UTC).replace(tzinfo=None)
        db.flush()
        where = {"assignment_id": assignment.id, "student_id": student}
        submission = db.query(api.SubmittedAssignment).filter_by(**where).one_or_none()
        if submission is None:
            submission = api.SubmittedAssignment(id=row_id("SubmittedAssignment", *where.values()), **where)
            db.add(submission)
        submission.extension = by or None
    return due + by


def _unknown(student: str, known: list[str]) -> UserError:
    close = difflib.get_close_matches(student, known, n=1)
    hint = f"Did you mean {close[0]}? " if close else ""
    return UserError(f'Nobody called "{student}" is in the gradebook.', hint=f"{hint}-f enters the name.")
