"""What a batch has come to, in numbers and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from grader.batch.found import Problem
from grader.errors import GraderError, UserError


@dataclass
class Tally:
    """One exercise's numbers."""

    exercise: str
    max_points: float
    found: int = 0  # submissions, problems included
    graded: int = 0  # in this run
    unchanged: int = 0  # graded before, with the same checks
    older: int = 0  # graded before, with other checks: `grade regrade` grades them again
    to_do: int = 0  # neither: in a dry run, or where we were stopped
    problems: int = 0  # could not be graded
    students: int = 0  # who have points at this exercise, now or from earlier runs
    median: float | None = None  # of what counts for each of them


@dataclass
class Summary:
    """A whole run."""

    tallies: dict[str, Tally]
    problems: list[Problem] = field(default_factory=list)
    seconds: float = 0.0  # of grading
    reports: int = 0  # that were written
    gradebook: str = ""  # what became of it, one sentence; "" if there was nothing to do

    @property
    def exit_code(self) -> int:
        """0 if every submission could be graded, 3 if we could not grade some, 2 if some cannot be."""
        open_ones = [problem for problem in self.problems if not problem.graded]
        if any(problem.ours for problem in open_ones):
            return GraderError.exit_code
        return UserError.exit_code if open_ones else 0

    @property
    def graded(self) -> int:
        """How many submissions were graded in this run."""
        return sum(tally.graded for tally in self.tallies.values())

    def to_json(self) -> str:
        """Return everything as JSON."""
        data: dict[str, Any] = {
            "version": 1,
            "exercises": [asdict(tally) for tally in self.tallies.values()],
            "problems": [asdict(problem) for problem in self.problems],
            "seconds": round(self.seconds, 3),
            "per_second": round(self.graded / self.seconds, 2) if self.seconds and self.graded else None,
            "reports_written": self.reports,
            "gradebook": self.gradebook,
        }
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def median(values: Sequence[float]) -> float | None:
    """Return the median, None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return round(ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2, 2)
