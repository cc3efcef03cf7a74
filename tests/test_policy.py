"""The course's policy: read from its settings with defaults, and refused where it is not clear."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.course import Late, Policy, find_course
from grader.errors import CourseError

FULL = """\
counts = "last"
gradebook = "grades/book.db"
[late]
policy = "per-day"
percent_per_day = 10
grace_minutes = 15
most_percent = 50
[due]
exercise03 = 2026-12-01T23:59:00+08:00
exercise04_two_layers = 2026-12-08T23:59:00Z
"""


def policy(folder: Path, settings: str, file: str = "course.toml") -> Policy:
    """Return the policy of a course with these settings."""
    (folder / "exercises").mkdir()
    (folder / file).write_text(settings, encoding="utf-8")
    return find_course(folder).policy


def test_defaults(tmp_path: Path) -> None:
    """A course that says nothing counts the best attempt, has no due dates and takes nothing off."""
    assert policy(tmp_path, "") == Policy("best", "gradebook.db", Late("none", 0.0, 0, 100.0), {})


def test_all_of_it(tmp_path: Path) -> None:
    """Every setting is read."""
    found = policy(tmp_path, FULL)

    assert (found.counts, found.gradebook) == ("last", "grades/book.db")
    assert found.late == Late("per-day", 10.0, 15, 50.0)


def test_pyproject(tmp_path: Path) -> None:
    """The settings may stand in [tool.grade] of pyproject.toml."""
    found = policy(tmp_path, '[tool.grade]\ncounts = "last"\n[tool.grade.late]\npolicy = "zero"\n', "pyproject.toml")

    assert (found.counts, found.late.policy) == ("last", "zero")


def test_due_by_either_name(tmp_path: Path) -> None:
    """A due date is found by the exercise's folder name, whether it was written with that or with the short name."""
    found = policy(tmp_path, FULL)

    assert found.due_for("exercise03_mse_gradient") == datetime(2026, 12, 1, 15, 59, tzinfo=UTC)
    assert found.due_for("exercise04_two_layers") == datetime(2026, 12, 8, 23, 59, tzinfo=UTC)
    assert found.due_for("exercise05_momentum") is None


def test_names_are_checked_when_grades_are_given(tmp_path: Path) -> None:
    """A due date for an exercise that does not exist is refused by whoever gives grades, not by every command."""
    found = policy(tmp_path, FULL)

    found.check_names(["exercise03_mse_gradient", "exercise04_two_layers"])
    with pytest.raises(CourseError, match='no exercise "exercise04_two_layers"'):
        found.check_names(["exercise03_mse_gradient"])


@pytest.mark.parametrize(
    ("settings", "message", "hint"),
    [
        ('counts = "first"', "`counts` is 'first'", '"best" or "last"'),
        ("[late]\npolicy = 'harsh'", r"\[late\]: `policy` is 'harsh'", '"none" or "zero" or "per-day"'),
        ("[late]\npolicy = 'per-day'", "`percent_per_day` is missing", "number above 0"),
        ("[late]\npolicy = 'per-day'\npercent_per_day = 0", "`percent_per_day` is 0", "number above 0"),
        ("[late]\npolicy = 'per-day'\npercent_per_day = 101", "`percent_per_day` is 101", "at most 100"),
        ("[late]\nmost_percent = 200", "`most_percent` is 200", "at most 100"),
        ("[late]\ngrace_minutes = -5", "`grace_minutes` is -5", "whole number, 0 or more"),
        ("[late]\ngrace = 5", "`grace` is no known key", "grace_minutes"),
        ("[due]\nexercise03 = 2026-12-01T23:59:00", "`exercise03` is", "UTC offset"),
        ("[due]\nexercise03 = 2026-12-01", "`exercise03` is", "UTC offset"),
        ("[due]\nexercise03 = '2026-12-01T23:59:00+08:00'", "`exercise03` is", "UTC offset"),
        ("due = 3", "`due` is 3", r"\[due\]"),
    ],
)
def test_refused(tmp_path: Path, settings: str, message: str, hint: str) -> None:
    """What is misspelt, out of range or without a time zone is named with what is expected."""
    with pytest.raises(CourseError, match=message) as raised:
        policy(tmp_path, settings)

    assert hint.replace("\\", "") in str(raised.value.hint)
