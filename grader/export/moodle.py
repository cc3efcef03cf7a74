"""Moodle: a file for the import of grades into a course, or an assignment's grading worksheet filled in.

An import stops as a whole at the first user that Moodle does not know, so whoever imports may have to take lines out;
and feedback without its grade would delete grades, so the two always stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.course import Exercise
from grader.errors import UserError
from grader.export.cells import Sheet, harmless, points, written
from grader.export.grades import Grades
from grader.export.matching import Filled, Roster, factor, listed

NO_GRADE = "-"
_NUMBER = re.compile(r"\d+")


def to_moodle(grades: Grades, exercises: Sequence[Exercise]) -> bytes:
    """Return a file for Moodle's import of grades: who, and for each exercise the grade and the feedback."""
    header = ["Email address", "ID number", "Username"]
    for exercise in exercises:
        header += [exercise.title, f"{exercise.title} (feedback)"]
    by_exercise = [grades.of(exercise.name) for exercise in exercises]
    rows = []
    for person in grades.people:
        row = [harmless(person.email), harmless(person.lms_user_id), harmless(person.student)]
        for each in by_exercise:
            grade = each.get(person.student)
            row += [points(grade.points), harmless(grade.comment)] if grade else [NO_GRADE, ""]
        rows.append(row)
    return written([header, *rows])


def fill_moodle(sheet: Sheet, grades: Grades, exercise: Exercise, *, scale: bool) -> Filled:
    """Write grades and comments into a grading worksheet that was downloaded from an assignment in Moodle.

    Rows that Moodle has locked, and all other cells, stay as they are; so does "Last modified (grade)", by which Moodle
    sees whether somebody has changed a grade since.

    Args:
        sheet: the downloaded worksheet.
        grades: what is written.
        exercise: which exercise it is a worksheet of.
        scale: convert points where the worksheet gives another maximum.

    Raises:
        UserError: it is no such worksheet, or the points do not agree.

    """
    places = {name: sheet.column(name) for name in ("Identifier", "Grade", "Feedback comments")}
    identifier, grade_place = places["Identifier"], places["Grade"]
    if identifier is None or grade_place is None or sheet.column("Last modified (grade)") is None:
        raise UserError(
            f"{sheet.name} is no grading worksheet of Moodle: its columns are {listed(sheet.header)}.",
            hint="In Moodle, in English: the assignment, View all submissions, Download grading worksheet.",
        )
    filler = _Filler(sheet, grades, exercise, scale=scale)
    for row in sheet.rows[1:]:
        filler.fill(row, identifier, grade_place, places["Feedback comments"])
    return filler.filled()


class _Filler:
    """Fills rows and remembers what was not filled."""

    def __init__(self, sheet: Sheet, grades: Grades, exercise: Exercise, *, scale: bool) -> None:
        self.sheet = sheet
        self.exercise = exercise
        self.scale = scale
        self.own = grades.of(exercise.name)
        self.roster = Roster(grades.people)
        self.most = sheet.column("Maximum grade")
        self.locked = sheet.column("Grade can be changed")
        names = ("ID number", "Username", "Email address", "Full name")
        self.about = [place for name in names if (place := sheet.column(name)) is not None]
        self.count = 0
        self.unknown: list[str] = []
        self.kept: list[str] = []
        self.seen: set[str] = set()

    def fill(self, row: list[str], identifier: int, place: int, comment: int | None) -> None:
        """Write the grade of the student that a row speaks of."""
        number = _NUMBER.search(row[identifier])  # "Participant 4711" in whatever language
        called = [row[at] for at in self.about]
        student = self.roster.find([*([number.group()] if number else []), *called])
        if student is None:
            self.unknown.append(next((text for text in reversed(called) if text), row[identifier]))
            return
        self.seen.add(student)
        grade = self.own.get(student)
        if grade is None:
            return
        if self.locked is not None and row[self.locked].strip().casefold() in ("no", "0", "false"):
            self.kept.append(student)
            return
        most = row[self.most] if self.most is not None else ""
        row[place] = points(grade.points * factor(self.exercise, most, "Moodle", scale=self.scale))
        if comment is not None:
            row[comment] = harmless(grade.comment)
        self.count += 1

    def filled(self) -> Filled:
        """Return the file and what is to be said about it."""
        missing = sorted(self.own.keys() - self.seen)
        notes = []
        for names, text in (
            (self.unknown, f"in {self.sheet.name} not found here, left as they are"),
            (self.kept, "locked in Moodle, left as they are"),
            (missing, f"graded here but not in {self.sheet.name}"),
        ):
            if names:
                notes.append(f"{len(names)} {text}: {listed(names)}.")
        return Filled(self.sheet.bytes(), self.count, tuple(notes))
