"""The grades that count, with what is known about the students."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from grader import gradebook
from grader.course import Course, Exercise
from grader.gradebook.counting import Counted
from grader.gradebook.marks import Mark
from grader.journal import Journal
from grader.results import Report

_PEOPLE = "SELECT id, first_name, last_name, email, lms_user_id FROM student"


@dataclass(frozen=True)
class Person:
    """A student, as the gradebook knows him or her; texts may be empty."""

    student: str  # as the student's folder is called
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def sortable_name(self) -> str:
        """The name as lists sort it: "Ng, Alice"; the folder's name where no other is known."""
        return ", ".join(part for part in (self.last_name, self.first_name) if part) or self.student

    @property
    def names(self) -> tuple[str, ...]:
        """All that a learning platform may call this student, the most certain first."""
        spoken = " ".join(part for part in (self.first_name, self.last_name) if part)
        known = (self.lms_user_id, self.student, self.email, self.sortable_name, spoken)
        return tuple(dict.fromkeys(name for name in known if name))


@dataclass(frozen=True)
class Grade:
    """What counts for a student at an exercise."""

    person: Person
    exercise: str  # folder name
    title: str
    points: float  # after the penalty, with what people entered by hand
    max_points: float
    penalty: float = 0.0
    by_hand: bool = False
    needs_a_look: bool = False
    verdict: str = ""  # "" where all points were given by hand
    attempt: int | None = None
    submitted_at: datetime | None = None  # UTC
    comment: str = ""  # why, in short
    report: Report | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Grades:
    """The class: everybody who is known, and the grades, by exercise and then by student."""

    people: tuple[Person, ...]
    grades: tuple[Grade, ...]
    notes: tuple[str, ...] = ()  # what whoever exports should know

    def of(self, exercise: str) -> dict[str, Grade]:
        """Return the grades at an exercise by the student's folder name."""
        return {grade.person.student: grade for grade in self.grades if grade.exercise == exercise}


def collect(course: Course, exercises: Sequence[Exercise], *, reports: bool = False) -> Grades:
    """Return the grades at some exercises: those of the gradebook, or of the journal where nbgrader is not installed.

    Args:
        course: whose journal, gradebook and policy decide.
        exercises: which ones.
        reports: keep the reports as well (all of them are in memory then).

    Raises:
        UserError: nothing has been graded yet, or the gradebook cannot be used.

    """
    with Journal.of(course, create=False) as journal:
        marks, notes = _marks(course, journal)
        known = {person.student: person for person in people(course)}
        found: list[Grade] = []
        extensions = gradebook.extensions(course)
        for exercise in exercises:
            for counted in gradebook.counting(course, journal, exercise.name, extensions):
                student = counted.graded.student
                person = known.setdefault(student, Person(student))
                found.append(_grade(person, exercise, counted, marks.pop((student, exercise.name), None), reports))
        titles = {exercise.name: exercise.title for exercise in exercises}
        found += [_by_hand(known, titles, mark) for mark in marks.values() if mark.exercise in titles and mark.by_hand]
    order = [exercise.name for exercise in exercises]
    found.sort(key=lambda grade: (order.index(grade.exercise), grade.person.student))
    return Grades(tuple(known[student] for student in sorted(known)), tuple(found), notes)


def _marks(course: Course, journal: Journal) -> tuple[dict[tuple[str, str], Mark], tuple[str, ...]]:
    """Return what the gradebook says, once it has been brought up to date."""
    if not gradebook.available():
        return {}, ("nbgrader is not installed: points that somebody entered in a gradebook are not in this.",)
    done = gradebook.project(course, journal)
    _, marks = gradebook.marks(course)
    return {(mark.student, mark.exercise): mark for mark in marks}, tuple(done.notes())


def people(course: Course) -> Iterator[Person]:
    """Yield the students of the gradebook, if there is one; nbgrader is not needed for that."""
    path = course.root / course.policy.gradebook
    if not path.is_file() or not path.stat().st_size:
        return
    with contextlib.closing(sqlite3.connect(path, timeout=30)) as connection, contextlib.suppress(sqlite3.Error):
        for row in connection.execute(_PEOPLE):
            yield Person(*(str(value or "") for value in row))


def _grade(person: Person, exercise: Exercise, counted: Counted, mark: Mark | None, reports: bool) -> Grade:
    report = counted.graded.report
    off = counted.penalty.points
    points = round(max(0.0, report.points - off), 2)
    return Grade(
        person=person,
        exercise=exercise.name,
        title=exercise.title,
        points=mark.points if mark is not None else points,
        max_points=mark.max_points if mark is not None else round(report.max_points, 2),
        penalty=round(mark.penalty if mark is not None else off, 2),
        by_hand=mark is not None and mark.by_hand,
        needs_a_look=mark is not None and mark.needs_a_look,
        verdict=report.verdict.value,
        attempt=report.attempt,
        submitted_at=counted.graded.submitted_at,
        comment=gradebook.comment(counted, counted.penalty.text),
        report=report if reports else None,
    )


def _by_hand(known: dict[str, Person], titles: dict[str, str], mark: Mark) -> Grade:
    """Return a grade for which nothing was handed in to us: somebody has entered it."""
    person = known.setdefault(mark.student, Person(mark.student))
    return Grade(
        person, mark.exercise, titles[mark.exercise], mark.points, mark.max_points, mark.penalty,
        by_hand=True, needs_a_look=mark.needs_a_look, submitted_at=mark.submitted_at,
    )  # fmt: skip
