"""A session that grades one file after the other and says what each took; or one file, measured from outside.

``python -m benchmarks.measured.grading KIND COURSE EXERCISE [FILE]``, where KIND is

sandbox   the grader as it is: `grade_each` with its warm process, a sandboxed worker for every submission
floor     the same checks, seeds and judging, with the code in this process: nothing is forked, nothing is shut in
alone     the floor, for one FILE
limited   the same, right or wrong: each check may compute as long as the exercise allows

Paths come line by line on the standard input, an answer follows for each.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO, cast
from unittest import mock

from benchmarks.processes import children_of
from grader import checks, runner
from grader.client.code import Local
from grader.client.process import Spawned, Warm
from grader.client.remote import Output, Remote
from grader.client.spawn import Started
from grader.course import Exercise, find_course
from grader.results import Report
from grader.runner import grading
from grader.submission import Submission, read
from grader.worker.warm import warm_up

SECRET = b"benchmarks"
Deliver = Callable[[Submission, Report], None]


class InProcess:
    """Takes a worker's place: the code runs in this process."""

    starved = False
    layers = ()

    def __init__(self) -> None:
        self.local = Local("submission", self._answer)
        self.serve: Callable[[dict[str, Any]], dict[str, Any]] | None = None
        self.output = Output()
        self.fresh = True

    def _answer(self, message: dict[str, Any]) -> dict[str, Any]:
        assert self.serve is not None
        return self.serve(message)

    def start(self) -> bool:
        """Say whether this is the first check."""
        fresh, self.fresh = self.fresh, False
        return fresh

    def begin_check(self) -> None:
        """Start no clock."""

    def request(self, message: dict[str, Any], where: str) -> dict[str, Any]:
        """Carry out a request."""
        return self.local.request(message, where)


class Limited(InProcess):
    """The same, but a check whose code computes for too long is interrupted, again and again, until it gives up."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds
        self.asking = False
        signal.signal(signal.SIGPROF, self._interrupt)

    def _interrupt(self, *_: object) -> None:
        if self.asking:
            raise TimeoutError(f"It was still computing after {self.seconds:g} seconds.")

    def begin_check(self) -> None:
        """Start the clock, which goes with the processor time of this process."""
        signal.setitimer(signal.ITIMER_PROF, self.seconds, 0.1)

    def request(self, message: dict[str, Any], where: str) -> dict[str, Any]:
        """Carry out a request, no longer than there is time."""
        self.asking = True
        try:
            return super().request(message, where)
        finally:
            self.asking = False


def grade_here(
    exercise: Exercise,
    submissions: Iterable[Submission],
    deliver: Deliver,
    place: Callable[[], InProcess] = InProcess,
) -> None:
    """Grade submissions as ``runner.grade_each`` does, but with their code in this process."""
    grader = grading.Grader(exercise, secret=SECRET, hidden=True)
    grader.sandboxed = False

    def jobs() -> Iterator[grading.Grading]:
        for submission in submissions:
            job = grading.Grading(grader, submission, cast(Remote, place()))
            yield job
            deliver(submission, job.report())

    checks.run(exercise.folder.parents[1], exercise.public_checks, exercise.hidden_checks, jobs())


class Meter:
    """Measures one submission after the other, and answers for each."""

    def __init__(self, exercise: Exercise, answers: TextIO) -> None:
        self.exercise = exercise
        self.answers = answers
        self.source: Metered | None = None
        self.before: tuple[float, ...] = ()

    def submissions(self) -> Iterator[Submission]:
        """Yield what is asked for; the clocks start before the file is read."""
        for line in sys.stdin:
            self.before = self._clocks()
            yield read(Path(line.rstrip("\n")), self.exercise)

    def deliver(self, submission: Submission, report: Report) -> None:
        """Stop the clocks and answer."""
        wall, checks_, code, fork = (now - then for now, then in zip(self._clocks(), self.before, strict=True))
        _require_right(report)
        parts = {"checks": checks_, "code": code, "fork": fork} if self.source is not None else {}
        print(json.dumps({"wall": wall, "cpu": checks_ + code + fork, "parts": parts}), file=self.answers, flush=True)

    def _clocks(self) -> tuple[float, ...]:
        """Return wall time and the processor time of the trusted process, the workers and the warm process."""
        code, fork = (self.source.code, self.source.own()) if self.source is not None else (0.0, 0.0)
        return time.perf_counter(), time.process_time(), code, fork


class Metered(Warm):
    """A warm process whose own processor time, and that of its workers, is noted."""

    def __init__(self, started: Started) -> None:
        super().__init__(started)
        self.code = 0.0
        self.pids: list[int] = []

    def wait(self, spawned: Spawned) -> tuple[int, float]:
        """Note what a worker took."""
        status, cpu = super().wait(spawned)
        self.code += cpu
        return status, cpu

    def own(self) -> float:
        """Return the seconds of the warm process and of the one that guards it, without their workers'."""
        if not self.pids and self.ready:
            self.pids = [self.process.pid, *children_of(self.process.pid)]
        return sum(time.clock_gettime((~pid << 3) | 2) for pid in self.pids)  # their clocks, clock_getcpuclockid(3)


def _require_right(report: Report) -> None:
    if report.points != report.max_points or not report.checks:
        raise RuntimeError(f"{report.exercise}: a right file got {report.points:g} of {report.max_points:g} points")


def _private_output() -> TextIO:
    """Return the standard output for answers only: what is printed from now on goes to the standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def main(kind: str, course: str, name: str, *paths: str) -> None:
    """Serve, or grade the one file named."""
    exercise = find_course(Path(course)).find(name)
    if kind == "alone":
        submissions = [read(Path(path), exercise) for path in paths]
        grade_here(exercise, submissions, lambda _, report: _require_right(report))
        return
    if kind == "limited":
        submissions = [read(Path(path), exercise) for path in paths]
        seconds = exercise.limits.cpu_seconds
        grade_here(exercise, submissions, lambda _, report: print(report.points), lambda: Limited(seconds))
        signal.setitimer(signal.ITIMER_PROF, 0.0)  # Python takes its handler away when it ends
        return
    meter = Meter(exercise, _private_output())
    if kind == "floor":
        warm_up(set(exercise.warm))
        grade_here(exercise, meter.submissions(), meter.deliver)
        return

    def connected(started: Started) -> Metered:
        meter.source = Metered(started)
        return meter.source

    with mock.patch.object(grading, "Warm", connected):
        runner.grade_each(exercise, meter.submissions(), meter.deliver, hidden=True, secret=SECRET)


if __name__ == "__main__":
    main(*sys.argv[1:])
