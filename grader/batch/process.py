"""A process that grades: it gets one file after the other and knows no student.

It is trusted: checks, solutions and misconceptions are in here. The students' code runs in workers of a warm process
that this one starts (docs/decisions/0001).
"""

from __future__ import annotations

import os
import select
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.batch.frames import Inbox, encode, receive
from grader.batch.work import Outcome
from grader.client import spawn
from grader.client.importing import without_numpy
from grader.course import Course, Exercise, find_course
from grader.errors import GraderError, SandboxError, SubmissionError
from grader.results import Report
from grader.submission import Submission, read_bytes

if TYPE_CHECKING:
    from grader.client.process import Shared, Warm

ALIVE_SECONDS = 1.0  # how often it says that it goes on


class Tasks:
    """The tasks that come over a connection: each is answered before the next one is taken."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._inbox = Inbox()
        self._next: tuple[dict[str, Any], bytes] | None = None
        self._said = time.monotonic()

    def next(self) -> tuple[dict[str, Any], bytes] | None:
        """Return the task that is to be done, the same one until it is answered; None at the end."""
        if self._next is None:
            self._next = receive(self._connection, self._inbox)
            self._said = time.monotonic()
        return self._next

    def answer(self, outcome: Outcome, body: bytes = b"", **head: str) -> None:
        """Send what became of the task."""
        self._next = None
        self._connection.sendall(encode({"outcome": outcome, **head}, body))

    def fail(self, outcome: Outcome, error: GraderError) -> None:
        """Send why the task could not be done."""
        self.answer(outcome, message=error.message, hint=error.hint or "")

    def alive(self) -> None:
        """Say that the work goes on, though not all the time."""
        if time.monotonic() > self._said + ALIVE_SECONDS:
            self._said = time.monotonic()
            self._connection.sendall(encode({"alive": True}))


class Grading:
    """Grades tasks as they come, with one warm process for all exercises that want the same of it."""

    def __init__(self, course: Course, tasks: Tasks, *, secret: bytes, sandbox: bool, pictures: bool) -> None:
        self.course = course
        self.tasks = tasks
        self.secret = secret
        self.sandbox = sandbox
        self.pictures = pictures
        self._begun = False  # whether any submission of the exercise has come as far as its checks
        self._warm: tuple[tuple[str, ...], Warm | Shared] | None = None

    def serve(self) -> None:
        """Grade until the connection is closed."""
        while (task := self.tasks.next()) is not None:
            self._begun = False
            try:
                self._grade(self.course.find(task[0]["exercise"]))
            except SandboxError as error:
                self.tasks.fail(Outcome.HELPLESS, error)
            except GraderError as error:
                self.tasks.fail(Outcome.FAILED if self._begun else Outcome.BROKEN, error)
            except Exception as error:
                text = f"This is a fault of torch-grader: {type(error).__name__}: {error}"[:500]
                self.tasks.fail(Outcome.FAILED if self._begun else Outcome.BROKEN, GraderError(text))

    def _grade(self, exercise: Exercise) -> None:
        """Grade what comes as long as it belongs to this exercise."""
        source = self._source(exercise)
        from grader.runner.grading import Grader  # imports torch, while a process just started does the same

        with Grader(
            exercise, secret=self.secret, hidden=True, progress=self._progress, pictures=self.pictures
        ) as grader:
            grader.source, grader.sandboxed, self._warm = source, self.sandbox, None
            grader.grade_each(self._submissions(exercise), self._deliver)
            if grader.source is not None:
                self._warm = (exercise.warm, grader.source)  # it may go on with the next exercise
            grader.source = None

    def _source(self, exercise: Exercise) -> Warm | Shared:
        if self._warm is not None and self._warm[0] == exercise.warm:
            return self._warm[1]
        if self._warm is not None:
            self._warm[1].close()
            self._warm = None
        started = spawn.start(exercise.warm, sandbox=self.sandbox)
        from grader.client.process import Warm  # imports torch

        self._warm = (exercise.warm, Warm(started))
        return self._warm[1]

    def _submissions(self, exercise: Exercise) -> Iterator[Submission]:
        while (task := self.tasks.next()) is not None and task[0]["exercise"] == exercise.name:
            try:
                submission = read_bytes(task[1], Path(task[0]["filename"]), exercise)
            except SubmissionError as error:
                self.tasks.fail(Outcome.UNREADABLE, error)
                continue
            self._begun = True
            yield submission

    def _deliver(self, _: Submission, report: Report) -> None:
        self.tasks.answer(Outcome.GRADED, report.to_json(indent=None).encode())

    def _progress(self, done: int, total: int, title: str) -> None:
        self.tasks.alive()


def serve(connection: socket.socket) -> None:
    """Grade what comes over the connection until it is closed: first the setting, then tasks."""
    threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
    without_numpy()
    tasks = Tasks(connection)
    setting = tasks.next()
    if setting is None:
        return
    head, secret = setting
    tasks.answer(Outcome.GRADED)
    course = find_course(Path(head["root"]))
    Grading(course, tasks, secret=secret, sandbox=head["sandbox"], pictures=head["pictures"]).serve()


def _end_with(connection: socket.socket) -> None:
    """End this process, and with it its workers, as soon as the other side is gone, in the middle of work, too."""
    poll = select.poll()
    poll.register(connection, select.POLLRDHUP if hasattr(select, "POLLRDHUP") else 0)
    while not poll.poll():
        pass
    os._exit(1)
