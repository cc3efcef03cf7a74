"""What a command in the background process forks the student's code from, made ready before the command was typed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from grader.client import spawn
from grader.client.process import Shared, Spawned, Warm, kill
from grader.course import Exercise
from grader.errors import GraderError
from grader.limits import Limits
from grader.worker import warm

if TYPE_CHECKING:
    from grader.results import Report
    from grader.runner import Progress
    from grader.submission import Submission


class Elsewhere(BaseException):
    """The command needs a process that is warm for something else. Nobody shall take it for an ordinary exception."""

    def __init__(self, need: Need) -> None:
        super().__init__(need)
        self.need = need


class Declined(BaseException):
    """The command shall run where it was typed; nothing was printed yet."""


@dataclass(frozen=True)
class Need:
    """What an exercise's student code has to be forked from."""

    warm: tuple[str, ...] = ()  # what is warm beside plain tensors
    isolated: bool = False  # a process that was exec'ed and knows nothing: there are solutions in this copy

    @classmethod
    def of(cls, exercise: Exercise) -> Need:
        """Return what a self-check of the exercise needs."""
        return cls(tuple(sorted(exercise.warm)), exercise.solution_folder is not None)

    @classmethod
    def read(cls, data: Any) -> Need:
        """Return what was written as ``[warm, isolated]``."""
        kinds, isolated = data
        return cls(tuple(str(kind) for kind in kinds), bool(isolated))

    def written(self) -> list[Any]:
        """Return it as JSON can hold it."""
        return [list(self.warm), self.isolated]


class Lender:
    """Keeps what one kind of exercise needs and lends it to one command after the other; a fork inherits it."""

    def __init__(self, need: Need) -> None:
        self.need = need
        self.prepared: warm.Prepared | None = None
        self.exec_ed: Warm | None = None
        self.lent: Lent | None = None
        self.course = ""  # the folder of the course that the command was about

    def make_ready(self) -> None:
        """Warm what is not warm yet, and wait until it is.

        Raises:
            GraderError: student code cannot be shut in here, or the process did not start.

        """
        if self.need.isolated:
            if self.exec_ed is None:
                self.exec_ed = Warm(spawn.start(self.need.warm, sandbox=True))
            self.exec_ed.wait_ready()
        elif self.prepared is None:
            self.prepared = warm.prepare(self.need.warm, sandbox=True)

    def replace(self) -> None:
        """Give up an exec'ed process that was left in the middle of something, and start another."""
        self.close()
        self.exec_ed = Warm(spawn.start(self.need.warm, sandbox=True))

    def close(self) -> None:
        """End the exec'ed process, if there is one."""
        if self.exec_ed is not None:
            self.exec_ed.close()
            self.exec_ed = None

    def source(self, exercise: Exercise) -> Warm | Shared:
        """Return what to fork the student's code from, in the process of the command.

        Raises:
            Elsewhere: it has to be something else for this exercise.

        """
        self.settle(exercise)
        if self.exec_ed is not None:
            self.lent = Lent(self.exec_ed)
            return self.lent
        assert self.prepared is not None
        shared = Shared(self.need.warm, sandbox=True)
        room = self.prepared.room
        shared.prepared = replace(
            self.prepared, room=replace(room, maker=os.getpid()) if room is not None else None, scratches={}
        )
        return shared

    def settle(self, exercise: Exercise) -> None:
        """Raise Elsewhere if the exercise needs something else."""
        self.course = str(exercise.folder.parents[1])
        if Need.of(exercise) != self.need:
            raise Elsewhere(Need.of(exercise))

    @property
    def is_intact(self) -> bool:
        """Whether what was lent can be lent again, once the command has ended."""
        return self.lent is None or not self.lent.broken


class Lent(Warm):
    """An exec'ed warm process that goes on living when a command is done with it."""

    def __init__(self, owner: Warm) -> None:
        self.process, self.control, self.ready = owner.process, owner.control, True
        self.alive: list[Spawned] = []
        self.broken = False

    def fork(self, limits: Limits) -> Spawned:
        """Return a new worker, shut in and waiting for its first question."""
        with self._exchange():
            spawned = super().fork(limits)
        self.alive.append(spawned)
        return spawned

    def wait(self, spawned: Spawned) -> tuple[int, float]:
        """Return the wait status and the CPU seconds of a worker that has ended."""
        with self._exchange():
            ended = super().wait(spawned)
        self.alive = [other for other in self.alive if other.pid != spawned.pid]
        return ended

    @contextlib.contextmanager
    def _exchange(self) -> Iterator[None]:
        """Notice when a question to the process is left without its answer: the next one would get it."""
        before, self.broken = self.broken, True
        yield
        self.broken = before

    def close(self) -> None:
        """End the workers that still live, and leave the process to the next command."""
        for spawned in list(self.alive):
            kill(spawned)
            if not self.broken:
                with contextlib.suppress(GraderError, OSError):
                    self.wait(spawned)


def grade(
    lender: Lender,
    exercise: Exercise,
    submission: Submission,
    *,
    select: str | None = None,
    secret: bytes = b"",
    progress: Progress | None = None,
) -> Report:
    """Run the public checks on a submission as ``runner.grade`` does, with student code forked from what is lent."""
    from grader.runner.grading import Grader

    reports: list[Report] = []
    with Grader(exercise, secret=secret, hidden=False, progress=progress) as grading:
        grading.source = lender.source(exercise)
        grading.grade_each([submission], lambda _, report: reports.append(report), select)
    return reports[0]
