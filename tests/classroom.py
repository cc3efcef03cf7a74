"""A class for tests of what is made from the journal: a course, reports as the runner writes them, rows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from grader.course import Course, find_course
from grader.journal import Graded, Journal
from grader.results import CheckResult, Environment, Misconception, Report, Verdict

EXERCISE = "exercise01_double"
DUE = datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
GRADED = datetime(2026, 12, 10, 12, 0, tzinfo=UTC)
TOML = 'format = 1\nfile = "double.py"\nminutes = 1\npoints = 10\n[title]\nen = "Twice a tensor"\n'
STUB = 'def double(x):\n    """Double it."""\n    raise NotImplementedError\n'
LATE = '[late]\npolicy = "per-day"\npercent_per_day = 10\n[due]\nexercise01 = 2026-12-01T23:59:00Z\n'


def make_course(root: Path, settings: str = "", exercises: tuple[str, ...] = (EXERCISE,)) -> Course:
    """Return a course with these settings, to which the exercises are added."""
    for name in exercises:
        folder = root / "exercises" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "exercise.toml").write_text(TOML)
        (folder / "double.py").write_text(STUB)
        (folder / "checks.py").touch()
    (root / "course.toml").write_text(settings, encoding="utf-8")
    return find_course(root)


def check(name: str, points: float, most: float = 5.0, **more: Any) -> CheckResult:
    """Return a hidden check with these points; it failed unless it has them all."""
    verdict = Verdict.PASSED if points >= most else Verdict.FAILED
    details = {"message": "" if verdict is Verdict.PASSED else "`double` returned something else."} | more
    return CheckResult(
        name=name,
        title=f"{name} is right.",
        public=False,
        verdict=more.pop("verdict", verdict),
        points=points,
        max_points=most,
        seconds=0.01,
        **{key: value for key, value in details.items() if key != "verdict"},
    )


def report(
    checks: Mapping[str, float] | tuple[CheckResult, ...],
    exercise: str = EXERCISE,
    misconceptions: tuple[Misconception, ...] = (),
    **more: Any,
) -> Report:
    """Return a report with these checks, each of 5 points, and a public one."""
    made = tuple(check(name, points) for name, points in checks.items()) if isinstance(checks, Mapping) else checks
    public = CheckResult("shown", "It runs.", True, Verdict.PASSED, 0.0, 0.0, 0.01)
    return Report(
        exercise=exercise,
        title="Twice a tensor",
        file="double.py",
        checks=(public, *made),
        environment=Environment(),
        misconceptions=misconceptions,
        **more,
    )


def graded(
    student: str,
    checks: Mapping[str, float] | Report,
    *,
    source: bytes | None = None,
    days: float | None = -1.0,
    at: float = 0.0,
    exercise: str = EXERCISE,
    filename: str = "double.py",
    version: str = "v1",
) -> Graded:
    """Return a row: handed in so many days after the due date, graded so many hours after the first ones."""
    made = checks if isinstance(checks, Report) else report(checks, exercise)
    data = source if source is not None else f"# {student} {checks}\n".encode()
    return Graded(
        student=student,
        exercise=exercise,
        submission=hashlib.sha256(data).hexdigest(),
        checks=version,
        submitted_at=DUE + timedelta(days=days) if days is not None else None,
        graded_at=GRADED + timedelta(hours=at),
        filename=filename,
        report=made,
        source=data,
    )


def journal_of(course: Course, *rows: Graded) -> Journal:
    """Return the course's journal with these rows added."""
    journal = Journal.of(course)
    for row in rows:
        journal.record(row)
    return journal
