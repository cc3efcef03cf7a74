"""Processes that grade side by side. One that dies or hangs costs nothing but the submission that it was at."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from grader.batch.frames import Inbox, encode
from grader.batch.work import Answer, Outcome, Task
from grader.client.spawn import ONE_THREAD
from grader.errors import GraderError, WireError
from grader.results import Report

_START = """
import socket, sys
package, connection = sys.argv[1:]
sys.path.insert(0, package)
from grader.batch.process import serve
sys.path.remove(package)
serve(socket.socket(fileno=int(connection)))
"""
PATIENCE = 600.0  # seconds without a sign of life: more than a check may wait, run twice, and its diagnosis
RECYCLED_AFTER = 500  # submissions that one process grades before another takes its place
MOST_ALONE = 8  # tasks that wait for their second try; their files are in memory
MOST_LOST = 24  # processes in a row that end before they have graded anything
LAST_WORDS = 2000  # bytes
_AGAIN = "Run the same command again; if this stays, look at the file or tell the authors of torch-grader."


@dataclass(frozen=True)
class Setting:
    """What every process of a pool is told at its start."""

    root: Path  # of the course
    secret: bytes
    sandbox: bool
    pictures: bool = False  # whether reports get the pictures of their exercise


class _Process:
    """One process, and our end of its connection."""

    def __init__(self, setting: Setting) -> None:
        self.connection, theirs = socket.socketpair()
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        package = str(Path(__file__).resolve().parents[2])
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, package, str(theirs.fileno())],
            pass_fds=[theirs.fileno()], env=os.environ | ONE_THREAD, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=self.errors, start_new_session=True,
        )  # fmt: skip
        theirs.close()
        self.inbox = Inbox()
        self.task: Task | None = None
        self.given = 0  # tasks so far
        self.heard = time.monotonic()
        self.connection.settimeout(PATIENCE)
        told = {"root": str(setting.root), "sandbox": setting.sandbox, "pictures": setting.pictures}
        self.send(told, setting.secret)

    def give(self, task: Task) -> None:
        """Send it a task; what becomes of it is heard later, also if the process is gone."""
        self.task, self.heard = task, time.monotonic()
        self.given += 1
        self.send({"exercise": task.exercise, "filename": task.filename}, task.data)

    def send(self, head: dict[str, Any], body: bytes) -> None:
        """Send a message; that nobody takes it any more is noticed when nothing comes back."""
        with contextlib.suppress(OSError):
            self.connection.sendall(encode(head, body))

    def read(self) -> bool:
        """Take in what it has sent; return whether it is still there."""
        self.heard = time.monotonic()
        try:
            data = self.connection.recv(1 << 18)
        except OSError:
            return False
        self.inbox.add(data)
        return bool(data)

    def last_words(self) -> str:
        """End it; return how it ended and what it said last."""
        self.process.kill()  # if it is not dead, only its connection is
        self.process.wait()
        code = self.process.returncode
        how = f" ({signal.Signals(-code).name})" if code < 0 else f" (exit code {code})"
        self.errors.seek(0, os.SEEK_END)
        self.errors.seek(max(0, self.errors.tell() - LAST_WORDS))
        lines = self.errors.read().decode("utf-8", "replace").strip().splitlines()
        return f"{how}, having said: {lines[-1][:300]}" if lines else how

    def close(self) -> None:
        """End it, and with it its workers."""
        self.process.kill()
        self.process.wait()
        self.connection.close()
        self.errors.close()


@dataclass
class LocalPool:
    """Processes on this machine; a context manager that ends them.

    Args:
        setting: what they are told at their start.
        size: how many work at a time.
        patience: seconds without a sign of life after which a process is given up.
        recycled_after: submissions that one process grades.

    """

    setting: Setting
    size: int
    patience: float = PATIENCE
    recycled_after: int = RECYCLED_AFTER
    processes: list[_Process] = field(default_factory=list)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _alone: list[Task] = field(default_factory=list)  # whose process was lost: once more, with nothing beside them
    _lost_in_a_row: int = 0
    _exhausted: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.processes:
            process.process.kill()  # all at once, before the first one is waited for
        for process in list(self.processes):
            self._end(process)
        self._selector.close()

    def answers(self, tasks: Iterable[Task]) -> Iterator[Answer]:
        """Grade what comes; see ``Pool``.

        Raises:
            GraderError: one process after the other ends by itself, whatever it is given.

        """
        coming = iter(tasks)
        self._exhausted = False
        while not self._exhausted:
            yield from self._run(coming, self.size, last_try=False)
            while self._alone:
                task = self._alone.pop()
                for process in list(self.processes):  # it may be that they were too many for the machine
                    self._end(process)
                yield from self._run(iter((task,)), 1, last_try=True)

    def _run(self, tasks: Iterator[Task], size: int, *, last_try: bool) -> Iterator[Answer]:
        """Grade until there are no more tasks, or too many wait for their second try."""
        while True:
            while self._wanted(last_try=last_try) and (process := self._free(size)) is not None:
                if not self._give(process, tasks, last_try=last_try):
                    break
            if not any(process.task for process in self.processes):
                return
            for process in self._ready():
                answer = self._take(process, last_try=last_try)
                if answer is None:
                    continue
                self._lost_in_a_row = 0 if answer.outcome != Outcome.FAILED else self._lost_in_a_row
                if self._wanted(last_try=last_try) and process.given < self.recycled_after:
                    self._give(process, tasks, last_try=last_try)  # first of all, so that it need not wait for us
                yield answer

    def _wanted(self, *, last_try: bool) -> bool:
        return last_try or not (self._exhausted or len(self._alone) >= MOST_ALONE)

    def _give(self, process: _Process, tasks: Iterator[Task], *, last_try: bool) -> bool:
        """Give a process the next task; return whether there was one."""
        task = next(tasks, None)
        if task is not None:
            process.give(task)
        elif not last_try:
            self._exhausted = True
        return task is not None

    def _free(self, size: int) -> _Process | None:
        """Return a process that has nothing to do, a new one if there may be one more."""
        for process in self.processes:
            if process.task is None and process.given < self.recycled_after:
                return process
        for process in [each for each in self.processes if each.task is None]:
            self._end(process)
        if len(self.processes) >= size:
            return None
        process = _Process(self.setting)
        self.processes.append(process)
        self._selector.register(process.connection, selectors.EVENT_READ, process)
        return process

    def _ready(self) -> list[_Process]:
        """Wait for processes that have sent something, or have been silent for too long."""
        now = time.monotonic()
        busy = [process for process in self.processes if process.task is not None]
        left = min(process.heard + self.patience - now for process in busy)
        events = self._selector.select(max(0.0, left))
        ready = [key.data for key, _ in events]
        late = time.monotonic() - self.patience
        return ready + [process for process in busy if process not in ready and process.heard < late]

    def _take(self, process: _Process, *, last_try: bool) -> Answer | None:
        """Return the answer that a process has sent, None if there is none yet."""
        silent = process.heard < time.monotonic() - self.patience
        try:
            if not silent and process.read():
                return self._answer(process)
        except WireError as error:
            return self._lost(process, f"said what cannot be read ({error})", last_try=last_try)
        words = f"gave no sign of life for {self.patience:g} seconds" if silent else "ended by itself"
        return self._lost(process, words, last_try=last_try)

    def _answer(self, process: _Process) -> Answer | None:
        while (message := process.inbox.next()) is not None:
            head, body = message
            if "outcome" not in head or process.task is None:  # a sign of life, or that it has started
                continue
            if head["outcome"] == Outcome.GRADED and not body:
                continue
            task, process.task = process.task, None
            report = Report.from_json(body) if body else None
            return Answer(task, Outcome(head["outcome"]), report, head.get("message", ""), head.get("hint", ""))
        return None

    def _lost(self, process: _Process, words: str, *, last_try: bool) -> Answer | None:
        """Give a process up; its task is tried once more at the end, alone."""
        task, process.task = process.task, None
        sentence = f"The process that graded it {words}{process.last_words()}."
        self._end(process)
        self._lost_in_a_row += 1
        if self._lost_in_a_row > MOST_LOST:
            raise GraderError(f"Nothing can be graded. {sentence}", hint=_AGAIN)
        if task is None:
            return None
        if not last_try:
            self._alone.append(task)
            return None
        return Answer(task, Outcome.FAILED, message=f"{sentence} A second try, alone, ended alike.", hint=_AGAIN)

    def _end(self, process: _Process) -> None:
        self.processes.remove(process)
        self._selector.unregister(process.connection)
        process.close()
