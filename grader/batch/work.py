"""What is given to whoever grades, and what comes back. Neither says who the student is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from grader.results import Report


@dataclass(frozen=True)
class Task:
    """One file to grade."""

    number: int  # chosen by the controller, the only one that knows whose it is
    exercise: str  # the name of its folder
    filename: str  # the exercise's own, with the suffix of what was handed in: the student's may hold a name
    data: bytes


class Outcome(StrEnum):
    """What became of a task."""

    GRADED = "graded"
    UNREADABLE = "unreadable"  # the file is no Python, no notebook, no text
    FAILED = "failed"  # grading this one failed, twice if a process ended over it
    BROKEN = "broken"  # the exercise cannot be graded: neither can any other submission of it
    HELPLESS = "helpless"  # nothing can be graded on this machine


@dataclass(frozen=True)
class Answer:
    """What came of a task."""

    task: Task
    outcome: Outcome
    report: Report | None = None
    message: str = ""  # why there is no report, one sentence
    hint: str = ""


class Pool(Protocol):
    """Whoever grades: processes beside us, or a cluster."""

    def answers(self, tasks: Iterable[Task]) -> Iterator[Answer]:
        """Grade what comes and yield every task's answer once, in whatever order they are done.

        ``tasks`` is asked for the next one only when there is somebody to do it, so few of them exist at a time. It is
        asked in the caller's thread. A task whose grader is lost is given to another one before it counts as failed.
        """
