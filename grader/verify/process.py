"""A process that grades variants: it is told one after the other, and sets an exercise up once for all that come."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import socket
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

from grader import checks
from grader.checks import Check, Job, Outcome
from grader.client import spawn
from grader.client.code import Code
from grader.client.process import Shared
from grader.client.remote import Remote
from grader.compare import every_alternative
from grader.course import Course, Exercise, find_course
from grader.errors import GraderError
from grader.limits import Limits
from grader.results import Stopped, Verdict
from grader.runner.grading import Grader, Grading
from grader.submission import Submission, read

Task = dict[str, Any]  # exercise, source, secret, generated, first, thorough
Answer = dict[str, Any]


class Tasks:
    """The tasks that come over a connection, one at a time; each is answered before the next one comes."""

    def __init__(self, connection: socket.socket) -> None:
        self._lines = connection.makefile("rb")
        self._connection = connection
        self._next: Task | None = None

    def next(self) -> Task | None:
        """Return the task that is to be done, the same one until it is answered; None at the end."""
        if self._next is None:
            line = self._lines.readline()
            self._next = json.loads(line) if line else None
        return self._next

    def answer(self, answer: Answer) -> None:
        """Send what came out."""
        self._next = None
        self._connection.sendall(json.dumps(answer).encode() + b"\n")


def serve(connection: socket.socket, root: str, *, sandbox: bool) -> None:
    """Grade what comes over the connection until it is closed."""
    tasks, course = Tasks(connection), find_course(Path(root))
    while (task := tasks.next()) is not None:
        try:
            _grade_exercise(course, task["exercise"], tasks, sandbox=sandbox)
        except GraderError as error:
            tasks.answer({"broken": f"{error.message} {error.hint or ''}".strip()})
        except Exception as error:  # a fault of ours must not be taken for a fault of the exercise
            tasks.answer({"broken": f"This is a fault of torch-grader: {type(error).__name__}: {error}"})


def _grade_exercise(course: Course, name: str, tasks: Tasks, *, sandbox: bool) -> None:
    """Grade what comes as long as it belongs to this exercise."""
    exercise = course.find(name)
    with (
        tempfile.TemporaryDirectory() as folder,
        Grader(exercise, secret=b"", hidden=True) as grader,
    ):
        if sandbox:
            grader.connect(spawn.start(exercise.warm, sandbox=True), sandbox=True)
        else:  # our own code: it may as well be forked from here
            grader.source, grader.sandboxed = Shared(exercise.warm, sandbox=False), False
        with contextlib.closing(_jobs(grader, exercise, tasks, Path(folder) / exercise.file)) as jobs:
            checks.run(course.root, exercise.public_checks, exercise.hidden_checks, jobs)


def _jobs(grader: Grader, exercise: Exercise, tasks: Tasks, path: Path) -> Generator[Job, None, None]:
    while (task := tasks.next()) is not None and task["exercise"] == exercise.name:
        assert grader.source is not None
        grader.secret, grader.restarted = task["secret"].encode(), False
        limits = _tighter(exercise.limits) if task["generated"] else exercise.limits
        remote = Remote(grader.source, limits)
        try:
            path.write_text(task["source"], encoding="utf-8")
            submission: Submission = read(path, exercise)
            grading = Grading(grader, submission, remote)
            if task["generated"]:
                hurried = Hurried(grading)
                yield from hurried.rounds(task["first"])
                answer: Answer = {"failed": hurried.failed}
            else:
                with every_alternative() if task["thorough"] else contextlib.nullcontext():
                    yield grading
                answer = {"report": grading.report().to_json(indent=None)}
        except BaseException:
            remote.abandon()
            raise
        remote.stop()
        tasks.answer(answer)


def _tighter(limits: Limits) -> Limits:
    """Return limits for mutants, some of which never end: half of the CPU time, which is ample for what is right."""
    return dataclasses.replace(limits, cpu_seconds=max(2.0, limits.cpu_seconds / 2), idle_seconds=2.0)


class Hurried:
    """A submission's way through the hidden checks that ends where it first fails, and explains nothing."""

    def __init__(self, grading: Grading) -> None:
        self.grading = grading
        self.submission: Code = grading.submission
        self.solution: Code | None = grading.solution
        self.failed: dict[str, str] | None = None
        self.wanted: frozenset[str] | None = None
        self.behind: set[str] = set()  # full names of checks that have been run
        self.skip = Stopped(Verdict.SKIPPED, "This check is not needed.")

    def rounds(self, first: list[list[str]]) -> Generator[Job, None, None]:
        """Yield this job, at first for the checks that are likely to notice, then for all the others."""
        for wanted in (*map(frozenset, first), None):
            if self.failed is None:
                self.wanted = wanted
                yield self

    def begin(self, check: Check) -> BaseException | None:
        """Prepare a check, or leave it out."""
        left_out = self.wanted is not None and check.name not in self.wanted
        if self.failed is not None or check.public or left_out or check.full_name in self.behind:
            return self.skip
        return self.grading.begin(check)

    def finish(self, outcome: Outcome) -> bool:
        """Note whether it failed."""
        if outcome.error is self.skip:
            return False
        again = self.grading.finish(outcome)
        if not again:
            self.behind.add(outcome.check.full_name)
            judgement = self.grading.runs[-1].judgement
            if judgement.verdict not in (Verdict.PASSED, Verdict.SKIPPED):
                self.failed = {
                    "check": outcome.check.full_name,
                    "verdict": judgement.verdict,
                    "message": judgement.message,
                }
        return again

    def progress(self, done: int, total: int, check: Check | None) -> None:
        """Tell nobody."""

    def alternative(self) -> Code | None:
        """Return the solution."""
        return self.grading.alternative()

    def explain(self, rerun: object) -> None:
        """Look for nothing."""
