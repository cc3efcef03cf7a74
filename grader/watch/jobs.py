"""Runs commands in a warm process, one after the other, and gives back what they print."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping

from grader.background import frames, starting

_START = "from grader.entry import main; main()"
REPLY_SECONDS = 0.5  # in which the rest of an answer comes of which the beginning is there
STOP_SECONDS = 3.0


class Job:
    """A command that runs: wait for its ``files``, and call ``heed`` when one of them is readable.

    Args:
        kind: what it is for.
        arguments: those of ``grade``.
        pipes: where its result is read, and what else it says.
        connection: to the warm process that runs it.
        process: the process of its own that runs it, where there is no warm one.

    """

    def __init__(
        self,
        kind: str,
        arguments: list[str],
        pipes: tuple[int, int],
        connection: socket.socket | None = None,
        process: subprocess.Popen[bytes] | None = None,
    ) -> None:
        self.kind, self.arguments = kind, arguments
        self.since = time.monotonic()
        self.code: int | None = None
        self.lost = False  # the warm process is gone, or has not run it
        self._connection, self._process = connection, process
        self._printed = {pipe: bytearray() for pipe in pipes}
        self._open = set(pipes)
        for pipe in pipes:
            os.set_blocking(pipe, False)

    @property
    def files(self) -> list[int]:
        """The descriptors to wait for."""
        return [*self._open, *([self._connection.fileno()] if self._connection is not None else [])]

    @property
    def is_done(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.lost or self.code is not None

    @property
    def printed(self) -> tuple[str, str]:
        """The result, and what else was said."""
        encoding = sys.stdout.encoding or "utf-8"
        result, said = (bytes(data).decode(encoding, "replace") for data in self._printed.values())
        return result, said

    def heed(self, descriptor: int) -> None:
        """Read what has come."""
        if descriptor in self._open:
            self._read(descriptor)
            if self._process is not None and not self._open:
                self.code = self._process.wait()
        elif self._connection is not None and descriptor == self._connection.fileno():
            self._hear(self._connection)

    def _read(self, pipe: int) -> None:
        with contextlib.suppress(BlockingIOError):
            while data := os.read(pipe, 1 << 16):
                self._printed[pipe] += data
            self._open.discard(pipe)

    def _hear(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(REPLY_SECONDS)
            message, _ = frames.receive(connection)
        except (OSError, frames.Gone):
            self.lost = True
            return
        if "taken" in message:
            return
        for pipe in list(self._open):  # everything was printed before this was said
            self._read(pipe)
        self.code = message["code"] if type(message.get("code")) is int else None
        self.lost = self.code is None

    def close(self) -> None:
        """Stop the command if it still runs, and let go of everything."""
        for pipe in self._printed:
            os.close(pipe)
        if self._connection is not None:
            self._connection.close()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


class Jobs:
    """Starts jobs; keeps a warm process for them, and goes on without one where none lives.

    Args:
        environment: what commands find in their environment.

    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self._warm: starting.Private | None = None
        self._failed = 0  # how often in succession the warm process was lost

    def start(self, kind: str, arguments: list[str], *, warm: tuple[str, ...] = (), isolated: bool = False) -> Job:
        """Start a command.

        Args:
            kind: what it is for.
            arguments: those of ``grade``.
            warm: what the exercise wants warm, for a warm process that has to be started.
            isolated: whether there are solutions in the course.

        """
        if self._failed < 2:
            with contextlib.suppress(OSError):
                return self._ask(kind, arguments, warm, isolated=isolated)
        return self._run(kind, arguments)

    def note(self, job: Job) -> None:
        """Learn how a job ended: a warm process that lost one is not asked again."""
        self._failed = self._failed + 1 if job.lost else 0
        if job.lost:
            self.close()

    def close(self) -> None:
        """End the warm process, and with it every job that still runs there."""
        if self._warm is not None:
            self._warm.close()
            self._warm = None

    def _ask(self, kind: str, arguments: list[str], warm: tuple[str, ...], *, isolated: bool) -> Job:
        if self._warm is None:
            self._warm = starting.Private.start(warm, isolated=isolated)
        result, said = os.pipe(), os.pipe()
        nothing = os.open(os.devnull, os.O_RDONLY)
        try:
            connection = self._warm.ask(arguments, self.environment, (nothing, result[1], said[1]))
        except BaseException:
            os.close(result[0])
            os.close(said[0])
            self.close()
            raise
        finally:
            for descriptor in (nothing, result[1], said[1]):
                os.close(descriptor)
        return Job(kind, arguments, (result[0], said[0]), connection=connection)

    def _run(self, kind: str, arguments: list[str]) -> Job:
        process = subprocess.Popen(
            [sys.executable, "-c", _START, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=self.environment, process_group=0,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        pipes = os.dup(process.stdout.fileno()), os.dup(process.stderr.fileno())
        process.stdout.close()
        process.stderr.close()
        return Job(kind, arguments, pipes, process=process)
