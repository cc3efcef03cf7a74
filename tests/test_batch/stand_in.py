"""A pool that grades nothing: points are written in the files. For what the controller does, and quick to kill."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from grader import gradebook
from grader.batch import Order, batch, gradable
from grader.batch.work import Answer, Outcome, Task
from grader.course import Course, find_course
from grader.results import CheckResult, Environment, Report, Verdict
from grader.runner.digest import checks_digest


def report_of(task: Task, course: Course, verdict: Verdict | None = None) -> Report:
    """Return a report that gives the points that the file begins with: ``# 70``."""
    points = float(task.data.split()[1])
    verdict = verdict or (Verdict.PASSED if points == 100 else Verdict.FAILED)
    check = CheckResult("values", "It doubles.", False, verdict, points, 100.0, 0.01)
    environment = Environment(
        checks=checks_digest(course.find(task.exercise), hidden=True),
        submission="sha256:" + hashlib.sha256(task.data).hexdigest(),
    )
    return Report(task.exercise, "Twice a tensor", task.filename, (check,), environment)


class StandIn:
    """Answers tasks at once, or as it is told; a context manager like a pool."""

    def __init__(self, course: Course, answer: Callable[[Task], Answer | None] = lambda task: None) -> None:
        self.course = course
        self.answer = answer
        self.tasks: list[Task] = []

    def __enter__(self) -> StandIn:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def answers(self, tasks: Iterable[Task]) -> Iterator[Answer]:
        """Answer what comes."""
        for task in tasks:
            self.tasks.append(task)
            yield self.answer(task) or Answer(task, Outcome.GRADED, report_of(task, self.course))


class Silent:
    """Is told how it goes, and says nothing."""

    def planning(self, looked_at: int) -> None:
        """Say nothing."""

    def grading(self, done: int, total: int, seconds: float) -> None:
        """Say nothing."""

    def problem(self, problem: object) -> None:
        """Say nothing."""

    def doing(self, what: str) -> None:
        """Say nothing."""


def die_at(step: int) -> None:
    """Make this process end by SIGKILL at the step-th call of what writes something down, before or after it."""
    from grader.attempts import folder
    from grader.batch import projection
    from grader.journal import Journal

    steps = 0

    def counted(function: Callable[..., object]) -> Callable[..., object]:
        def stepping(*arguments: object, **named: object) -> object:
            nonlocal steps
            for after in (False, True):
                result = function(*arguments, **named) if after else None
                steps += 1
                if steps == step:
                    os.kill(os.getpid(), signal.SIGKILL)
            return result

        return stepping

    for place, name in (
        (Journal, "record"), (Journal, "_keep"), (projection.os, "replace"), (projection.os, "utime"),
        (projection, "write_synced"), (folder, "replace"), (projection, "replace"),
    ):  # fmt: skip
        setattr(place, name, counted(getattr(place, name)))


def main() -> None:
    """Grade the class in a folder; end at a step if one is given."""
    gradebook.available = lambda: False
    course = find_course(Path(sys.argv[1]))
    print("go", flush=True)
    if len(sys.argv) > 2:
        die_at(int(sys.argv[2]))
    order = Order(course.root / "submitted")
    summary = batch(course, gradable(course, []), order, Silent(), lambda setting: StandIn(course))
    print(summary.graded, summary.exit_code, flush=True)


if __name__ == "__main__":
    main()
