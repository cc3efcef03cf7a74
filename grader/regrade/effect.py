"""What new checks change: who gains, who loses, and through which checks; in numbers and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from grader.batch.summary import Summary
from grader.results import Verdict


@dataclass(frozen=True)
class Turn:
    """A check that finds something else than before."""

    check: str
    title: str
    before: Verdict | None  # None: there was no such check
    after: Verdict | None  # None: there is no such check any more
    points_before: float
    points_after: float


@dataclass(frozen=True)
class Change:
    """A student's mark at an exercise that is another under the new checks."""

    student: str
    exercise: str
    before: float  # points that count, lateness paid for
    after: float  # the same under the new checks
    held: bool  # it would be lower, so it stays as it is
    held_rows: int  # submissions that are not recorded for that
    reshaped: bool  # the checks have other names or points to reach than before
    turns: tuple[Turn, ...]  # of the submission that counts


@dataclass
class ByCheck:
    """What has become of one check, counted in submissions."""

    check: str
    title: str
    more: int = 0  # give more points
    fewer: int = 0
    other: int = 0  # give as many, with another verdict
    new: bool = False  # no report had it before
    gone: bool = False


@dataclass
class Effect:
    """A whole regrade."""

    summary: Summary
    dry_run: bool
    allow_lower: bool
    changes: list[Change] = field(default_factory=list)
    unchanged: dict[str, int] = field(default_factory=dict)  # of each exercise: students who keep their points
    checks: dict[str, dict[str, ByCheck]] = field(default_factory=dict)
    held: set[tuple[str, str]] = field(default_factory=set)  # student, exercise
    held_rows: int = 0
    written: int = 0  # rows

    @property
    def exit_code(self) -> int:
        """The exit code, as that of a batch."""
        return self.summary.exit_code

    def add(self, change: Change) -> None:
        """Note that a mark is another."""
        self.changes.append(change)
        if change.held:
            self.held.add((change.student, change.exercise))
            self.held_rows += change.held_rows

    def same(self, exercise: str) -> None:
        """Note that somebody keeps the same points."""
        self.unchanged[exercise] = self.unchanged.get(exercise, 0) + 1

    def turned(self, exercise: str, turns: Iterable[Turn]) -> None:
        """Count what the checks of one submission do."""
        for turn in turns:
            found = self.checks.setdefault(exercise, {}).setdefault(turn.check, ByCheck(turn.check, turn.title))
            found.new |= turn.before is None
            found.gone |= turn.after is None
            if turn.points_after > turn.points_before:
                found.more += 1
            elif turn.points_after < turn.points_before:
                found.fewer += 1
            else:
                found.other += 1

    def to_json(self) -> str:
        """Return everything as JSON."""
        exercises = []
        for tally in self.summary.tallies.values():
            gains = [change for change in self.changes if change.exercise == tally.exercise]
            exercises.append(
                {
                    "exercise": tally.exercise,
                    "max_points": tally.max_points,
                    "submissions": tally.found,
                    "up_to_date": tally.unchanged,
                    "graded_again": tally.graded,
                    "problems": tally.problems,
                    "students_gain": sum(1 for change in gains if change.after > change.before),
                    "students_lose": sum(1 for change in gains if change.after < change.before),
                    "students_unchanged": self.unchanged.get(tally.exercise, 0),
                    "checks": [asdict(check) for check in self.checks.get(tally.exercise, {}).values()],
                }
            )
        data: dict[str, Any] = {
            "version": 1,
            "dry_run": self.dry_run,
            "allow_lower": self.allow_lower,
            "exercises": exercises,
            "changes": [asdict(change) for change in self.changes],
            "problems": [asdict(problem) for problem in self.summary.problems],
            "rows_written": self.written,
            "rows_held_back": self.held_rows,
            "reports_written": self.summary.reports,
            "gradebook": self.summary.gradebook,
        }
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
