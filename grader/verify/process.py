"""A process that grades variants: it is told one after the other, and sets an exercise up once for all that come."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import socket
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from grader import checks
from grader.checks import Job
from grader.client import spawn
from grader.client.process import Shared
from grader.client.remote import Remote
from grader.compare import every_alternative
from grader.course import Course, Exercise, find_course
from grader.errors import GraderError
from grader.limits import Limits
from grader.runner.grading import Grader, Grading
from grader.submission import read
from grader.verify.sparing import Hurried, Known, Sparing

Task = dict[str, Any]  # exercise, source, secret, generated, first, thorough, solution
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
            grade_exercise(course, task["exercise"], tasks, sandbox=sandbox)
        except GraderError as error:
            tasks.answer({"broken": f"{error.message} {error.hint or ''}".strip()})
        except Exception as error:  # a fault of ours must not be taken for a fault of the exercise
            tasks.answer({"broken": f"This is a fault of torch-grader: {type(error).__name__}: {error}"})


def grade_exercise(course: Course, name: str, tasks: Tasks, *, sandbox: bool) -> None:
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
    known: Known | None = None
    while (task := tasks.next()) is not None and task["exercise"] == exercise.name:
        if known is None and task["solution"]:
            with _grading(grader, exercise, path, task["solution"], task) as grading:
                yield grading
                known = Known.of(grading)
        with _grading(grader, exercise, path, task["source"], task) as grading:
            if task["generated"]:
                assert known is not None
                hurried = Hurried(grading, known)
                yield from hurried.rounds(task["first"])
                answer: Answer = {"failed": hurried.failed}
                if hurried.failed is None:  # it may be luck with these inputs, and many mutants have the same ones
                    with _grading(grader, exercise, path, task["source"], task) as again:
                        hurried = Hurried(again, Known(known.source, again.seed, {}))
                        yield from hurried.rounds([])
                        answer = {"failed": hurried.failed}
            else:
                with every_alternative() if task["thorough"] else contextlib.nullcontext():
                    yield Sparing(grading, known) if task["solution"] and known is not None else grading
                answer = {"report": grading.report().to_json(indent=None)}
        tasks.answer(answer)


@contextlib.contextmanager
def _grading(grader: Grader, exercise: Exercise, path: Path, source: str, task: Task) -> Iterator[Grading]:
    """Prepare the grading of a source; end its worker afterwards."""
    assert grader.source is not None
    grader.secret, grader.restarted = task["secret"].encode(), False
    remote = Remote(grader.source, _tighter(exercise.limits) if task["generated"] else exercise.limits)
    try:
        path.write_text(source, encoding="utf-8")
        yield Grading(grader, read(path, exercise), remote)
    except BaseException:
        remote.abandon()
        raise
    remote.stop()


def _tighter(limits: Limits) -> Limits:
    """Return limits for mutants, some of which never end: half of the CPU time, which is ample for what is right."""
    return dataclasses.replace(limits, cpu_seconds=max(2.0, limits.cpu_seconds / 2), idle_seconds=2.0)
