"""Grades as a plain table or as JSON: every grade a line, for spreadsheets and programs."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from typing import Any

from grader.course import Course
from grader.export.cells import harmless, points, written
from grader.export.grades import Grade, Grades

COLUMNS = (
    "student", "last_name", "first_name", "email", "exercise", "title", "points", "max_points", "penalty", "verdict",
    "attempt", "submitted_at", "by_hand", "comment",
)  # fmt: skip
VERSION = 1  # of the JSON form; raised when a reader of the old form would misread the new


def to_csv(grades: Grades) -> bytes:
    """Return a table with a line for each grade."""
    return written([COLUMNS, *(_cells(grade) for grade in grades.grades)])


def _cells(grade: Grade) -> list[str]:
    person = grade.person
    texts = (person.student, person.last_name, person.first_name, person.email, grade.exercise, grade.title)
    return [
        *map(harmless, texts),
        points(grade.points), points(grade.max_points), points(grade.penalty), grade.verdict,
        "" if grade.attempt is None else str(grade.attempt), _time(grade.submitted_at) or "",
        "yes" if grade.by_hand else "", harmless(grade.comment),
    ]  # fmt: skip


def to_json(course: Course, grades: Grades) -> bytes:
    """Return the grades as JSON, with the report of each where they were collected with reports."""
    data: dict[str, Any] = {
        "version": VERSION,
        "course": course.title,
        "made_at": _time(datetime.now(UTC)),
        "students": [dataclasses.asdict(person) for person in grades.people],
        "grades": [_entry(grade) for grade in grades.grades],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _entry(grade: Grade) -> dict[str, Any]:
    fields = {each.name: getattr(grade, each.name) for each in dataclasses.fields(grade)}
    fields["student"] = fields.pop("person").student
    fields["submitted_at"] = _time(grade.submitted_at)
    report = fields.pop("report")
    return fields if report is None else fields | {"report": json.loads(report.to_json())}


def _time(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment is not None else None
