"""Who is told how a batch goes, and how its numbers and problems are kept."""

from __future__ import annotations

from typing import Protocol

from grader.batch.found import Found, Problem
from grader.batch.summary import Summary, Tally
from grader.errors import SubmissionError

MOST_KEPT = 10_000  # problems that a summary holds; every one is told when it comes up


class Watch(Protocol):
    """Is told how it goes."""

    def planning(self, looked_at: int) -> None:
        """Learn how many submissions have been looked at."""

    def grading(self, done: int, total: int, seconds: float) -> None:
        """Learn how many of those that are to do are behind us, after so many seconds."""

    def problem(self, problem: Problem) -> None:
        """Learn of something that could not be graded."""

    def doing(self, what: str) -> None:
        """Learn what else is being done."""


class Books:
    """The numbers and the problems of one batch, told to whoever watches as they come."""

    def __init__(self, summary: Summary, watch: Watch) -> None:
        self.summary = summary
        self.watch = watch

    def tally(self, exercise: str) -> Tally:
        """Return the numbers of an exercise."""
        return self.summary.tallies[exercise]

    def problem(self, problem: Problem) -> None:
        """Note a problem; unless it was graded all the same, its submission counts as not graded."""
        if not problem.graded and problem.exercise in self.summary.tallies:
            self.tally(problem.exercise).problems += 1
        self.told(problem)

    def told(self, problem: Problem) -> None:
        """Note a problem whose submissions are counted already."""
        if problem.ours or len(self.summary.problems) < MOST_KEPT:
            self.summary.problems.append(problem)
        self.watch.problem(problem)

    def unusable(self, found: Found, error: SubmissionError) -> None:
        """Note that a file cannot be graded as it is."""
        self.problem(Problem(found.student, found.exercise, error.message, error.hint or ""))
