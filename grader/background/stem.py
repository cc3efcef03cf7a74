"""A process that is warm for one kind of exercise: each command runs in a fork of it, as if it was started there."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from grader.background import frames
from grader.background.lending import Declined, Elsewhere, Lender, Need
from grader.background.rehearsal import rehearse
from grader.course import find_course
from grader.errors import GraderError
from grader.sandbox import kernel, scratch

Command = Callable[[Sequence[str], Lender], int]  # runs ``grade`` with these arguments and returns its exit code

GRACE_SECONDS = 2.0  # for a command that was told to stop
FAILED = 70  # exit status of a command's process that could not even say what happened


@dataclass
class Running:
    """A command that runs in a fork of this process."""

    number: int  # of the request, as the process above counts them
    pid: int
    connection: socket.socket  # to whoever typed it; readable when there is nobody any more
    ending: int  # pipe on which the fork says what has to be known here; ends when it does
    temporary: str
    stopping: float | None = None  # when it has to be gone
    said: bytes = b""


@dataclass
class Stem:
    """The process itself.

    Args:
        need: what it is warm for.
        control: requests come in here, and what became of them goes out.
        command: runs a command.

    """

    need: Need
    control: socket.socket
    command: Command
    running: list[Running] = field(default_factory=list)
    waiting: list[tuple[dict[str, Any], tuple[int, ...]]] = field(default_factory=list)

    def run(self) -> NoReturn:
        """Serve until the process above is gone."""
        self.lender = Lender(self.need)
        self._get_ready()
        while True:
            for descriptor in self._ready():
                if descriptor == self.control.fileno():
                    self._take()
                else:
                    self._heed(descriptor)
            self._end_those_that_do_not_stop()
            self._start_next()

    def _get_ready(self) -> None:
        try:
            self.lender.make_ready()
        except GraderError:
            self._leave()  # the command then runs where it was typed, and says why it cannot
        with contextlib.suppress(Exception):
            rehearse(self.command, self.lender)
        if not self.lender.is_intact:
            self.lender.replace()
        self.lender.lent = None
        gc.collect()
        gc.freeze()

    def _ready(self) -> list[int]:
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        for each in self.running:
            poll.register(each.ending, select.POLLIN)
            if each.stopping is None:
                poll.register(each.connection, select.POLLIN | select.POLLRDHUP)
        stopping = [each.stopping - time.monotonic() for each in self.running if each.stopping is not None]
        timeout = max(0.0, min(stopping)) * 1000 + 1 if stopping else None
        return [descriptor for descriptor, _ in poll.poll(timeout)]

    def _take(self) -> None:
        try:
            self.waiting.append(frames.receive(self.control))
        except (OSError, frames.Gone):
            self._leave()

    def _start_next(self) -> None:
        """Start what was asked for; with an exec'ed process one after the other, since they would share its answers."""
        while self.waiting and not (self.need.isolated and self.running):
            message, files = self.waiting.pop(0)
            try:
                self.lender.make_ready()
                self._fork(message, files)
            except (GraderError, OSError):
                self._answer({"failed": message["number"]})
            finally:
                for descriptor in files[1:]:
                    os.close(descriptor)

    def _fork(self, message: dict[str, Any], files: tuple[int, ...]) -> None:
        connection = socket.socket(fileno=files[0])
        temporary = tempfile.mkdtemp(prefix="torch-grader-")
        os.chmod(temporary, 0o711)
        ending, said = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.close(ending)
                for each in self.running:
                    each.connection.close()
                    os.close(each.ending)
                self.control.close()
                kernel.die_with_parent()
                tempfile.tempdir = temporary
                run_as_asked(message["request"], files[1:], connection, said, self.command, self.lender)
            finally:  # it never goes on in the code of the process that it was forked from
                os._exit(FAILED)
        os.close(said)
        self.running.append(Running(message["number"], pid, connection, ending, temporary))

    def _heed(self, descriptor: int) -> None:
        for each in self.running:
            if descriptor == each.ending:
                data = os.read(descriptor, 1 << 16)
                each.said += data
                if not data:
                    self._bury(each)
                return
            if descriptor == each.connection.fileno():  # nobody waits for it any more
                each.stopping = time.monotonic() + GRACE_SECONDS
                os.kill(each.pid, signal.SIGINT)
                return

    def _end_those_that_do_not_stop(self) -> None:
        for each in self.running:
            if each.stopping is not None and time.monotonic() > each.stopping:
                os.kill(each.pid, signal.SIGKILL)
                each.stopping = time.monotonic() + GRACE_SECONDS

    def _bury(self, each: Running) -> None:
        """Take note of how a command ended, and hand on what has to be run elsewhere."""
        self.running.remove(each)
        os.waitpid(each.pid, 0)
        os.close(each.ending)
        each.connection.close()
        with contextlib.suppress(OSError):
            scratch.remove(each.temporary)
        said: dict[str, Any] = {}
        with contextlib.suppress(ValueError):
            said = json.loads(each.said)
        self._answer({"elsewhere": each.number, "need": said["need"]} if "need" in said else {"done": each.number})
        if self.need.isolated and not said.get("intact"):
            self.lender.replace()
        if "course" in said and not self.waiting:
            self._know(said["course"])

    def _know(self, root: str) -> None:
        """Read the settings of a course, so that the next fork has read them."""
        with contextlib.suppress(GraderError, OSError):
            find_course(Path(root))

    def _answer(self, message: dict[str, Any]) -> None:
        try:
            frames.send(self.control, message)
        except OSError:
            self._leave()

    def _leave(self) -> NoReturn:
        for each in self.running:
            os.kill(each.pid, signal.SIGKILL)
            os.waitpid(each.pid, 0)
            with contextlib.suppress(OSError):
                scratch.remove(each.temporary)
        self.lender.close()
        os._exit(0)


def run_as_asked(
    request: dict[str, Any],
    standard: Sequence[int],
    connection: socket.socket,
    ending: int,
    command: Command,
    lender: Lender,
) -> None:
    """Run a command in this process, a fork, where and as it was typed; say how it ended."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    said: dict[str, Any] = {}
    try:
        answer: dict[str, Any] = {"refused": "it could not run the command there"}
        _move_to(request, standard)
        answer = {"code": command(request["arguments"], lender)}
    except Elsewhere as elsewhere:
        answer, said = {}, {"need": elsewhere.need.written()}
    except Declined as declined:
        answer = {"refused": str(declined)}
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever has the answer may leave: no reason to stop any more
        _flush()
        if answer:
            with contextlib.suppress(OSError):
                frames.send(connection, answer)
        more = {"intact": lender.is_intact} | ({"course": lender.course} if lender.course else {})
        os.write(ending, json.dumps(said | more).encode())
        os._exit(0)


def _move_to(request: dict[str, Any], standard: Sequence[int]) -> None:
    """Take over the files, the folder and the environment of whoever typed the command."""
    for number, descriptor in enumerate(standard):
        os.dup2(descriptor, number)
        if descriptor > 2:
            os.close(descriptor)
    os.chdir(request["folder"])
    os.umask(int(request["umask"]))
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    sys.argv = ["grade", *request["arguments"]]
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        encoding, errors = request["streams"][number]
        lines = 1 if mode == "w" and (os.isatty(number) or name == "stderr") else -1
        stream = open(number, mode, lines, encoding=encoding, errors=errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
