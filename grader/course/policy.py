"""What the course says about grades: which attempt counts, when exercises are due, what lateness costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, cast

from grader.course.table import Table
from grader.errors import CourseError

Counts = Literal["best", "last"]
LatePolicy = Literal["none", "zero", "per-day"]
COUNTS = ("best", "last")
LATE_POLICIES = ("none", "zero", "per-day")


@dataclass(frozen=True)
class Late:
    """What is taken off for a submission that comes after the due date."""

    policy: LatePolicy = "none"
    percent_per_day: float = 0.0  # of the points reached, for each day begun ("per-day" only)
    grace_minutes: int = 0  # so much later still counts as in time
    most_percent: float = 100.0  # never more than this is taken off ("per-day" only)


@dataclass(frozen=True)
class Policy:
    """How submissions become grades."""

    counts: Counts = "best"  # of a student's attempts at an exercise
    gradebook: str = "gradebook.db"  # relative to the course's folder
    late: Late = Late()
    due: Mapping[str, datetime] = field(default_factory=dict)  # by folder name or short name, as written; aware

    def due_for(self, exercise: str) -> datetime | None:
        """Return when the exercise of this folder name is due, None if it never is."""
        return self.due.get(exercise, self.due.get(exercise.partition("_")[0]))

    def check_names(self, exercises: Iterable[str]) -> None:
        """Refuse due dates of exercises that the course does not have: a slip there would cost nobody anything.

        Only commands that give grades ask for this: a student's copy need not have every exercise yet.

        Raises:
            CourseError: a name in [due] is none of these folder names, nor the short name of one.

        """
        folders = list(exercises)
        known = {*folders, *(name.partition("_")[0] for name in folders)}
        for name in self.due:
            if name not in known:
                raise CourseError(
                    f'[due]: there is no exercise "{name}" in this course.', hint="`grade list` shows the exercises."
                )


def read_policy(table: Table) -> Policy:
    """Return what the course's settings say, with defaults for what they leave out.

    Raises:
        CourseError: a value is not of its kind, or a due date has no UTC offset.

    """
    late, due = table.table("late"), table.table("due")
    policy = Policy(
        counts=cast(Counts, table.choice("counts", COUNTS, default="best")),
        gradebook=table.text("gradebook", default="gradebook.db"),
        late=_late(late),
        due={name: due.moment(name) for name in due},
    )
    late.done()
    due.done()
    return policy


def _late(table: Table) -> Late:
    policy = cast(LatePolicy, table.choice("policy", LATE_POLICIES, default="none"))
    return Late(
        policy=policy,
        percent_per_day=_percent(table, "percent_per_day", None if policy == "per-day" else 0.0),
        grace_minutes=table.whole("grace_minutes", default=0, lowest=0),
        most_percent=_percent(table, "most_percent", 100.0),
    )


def _percent(table: Table, key: str, default: float | None) -> float:
    if default is not None and key not in table:
        return default
    value = table.number(key)
    if value > 100:
        raise table.error(key, "a number above 0, at most 100")
    return value
