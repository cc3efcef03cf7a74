"""Starts the processes that student code runs in."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import time
from dataclasses import asdict, dataclass
from typing import Any

from grader.client.spawn import Started
from grader.errors import SandboxError, WorkerError
from grader.limits import Limits
from grader.wire import PREFIX, decode, encode, lengths
from grader.worker import warm

START_SECONDS = 120  # a warm process imports torch: a second or three, far more on a machine under load
HELLO_SECONDS = 60


@dataclass
class Spawned:
    """A forked worker as its parent announced it."""

    pid: int
    pidfd: int
    wire: socket.socket
    output: int  # read end of a pipe
    layers: tuple[str, ...] = ()
    outside_pid: int = 0  # as this process sees it, once it was looked up


class Warm:
    """A process that was exec'ed, imports torch, knows nothing, and forks workers."""

    def __init__(self, started: Started) -> None:
        self.process, self.control = started.process, started.control
        self.ready = False

    def fork(self, limits: Limits) -> Spawned:
        """Return a new worker, shut in and waiting for its first question."""
        self.wait_ready()
        wire, theirs = socket.socketpair()
        output, output_end = os.pipe()
        try:
            message = encode({"op": "fork", "limits": asdict(limits)})
            socket.send_fds(self.control, [message], [theirs.fileno(), output_end])
            reply, descriptors = self._receive(HELLO_SECONDS)
        finally:
            theirs.close()
            os.close(output_end)
        spawned = Spawned(int(reply["pid"]), descriptors[0] if descriptors else -1, wire, output)
        spawned.layers = _hello(spawned)
        return spawned

    def wait(self, spawned: Spawned) -> tuple[int, float]:
        """Return the wait status and the CPU seconds of a worker that has ended."""
        self.control.sendall(encode({"op": "wait", "pid": spawned.pid}))
        reply, _ = self._receive(HELLO_SECONDS)
        return int(reply["status"]), float(reply["cpu"])

    def wait_ready(self) -> None:
        """Wait until torch is imported and warm.

        Raises:
            SandboxError: the process found that it cannot shut code in here.
            WorkerError: it ended, or did not get ready.

        """
        if self.ready:
            return
        reply, _ = self._receive(START_SECONDS)
        if reply.get("failed"):
            raise SandboxError(str(reply["failed"]), hint=str(reply.get("hint") or "") or None)
        self.ready = True

    def _receive(self, seconds: float) -> tuple[dict[str, Any], list[int]]:
        deadline = time.monotonic() + seconds
        buffer, descriptors = b"", []
        need = PREFIX.size
        while len(buffer) < need:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.control], [], [], left)[0]:
                raise WorkerError("The process that runs student code did not answer in time.", hint="Try again.")
            data, received, _, _ = socket.recv_fds(self.control, need - len(buffer), 4)
            descriptors += received
            if not data:
                raise WorkerError(f"The process that runs student code ended by itself. {self._last_words()}".strip())
            buffer += data
            if len(buffer) == PREFIX.size:
                need = PREFIX.size + sum(lengths(buffer))
        return decode(buffer), descriptors

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired, ValueError):
            _, errors = self.process.communicate(timeout=5)
            lines = errors.decode("utf-8", "replace").strip().splitlines()
            return f"It said: {lines[-1][:300]}" if lines else ""
        return ""

    def close(self) -> None:
        """End the process, and with it every worker that still lives."""
        self.control.close()
        self.process.kill()
        self.process.communicate()


class Shared:
    """Forks workers from this very process: one import of torch for checks and student code.

    Only for a self-check, where this process holds nothing that the student may not see.
    """

    def __init__(self, warm: tuple[str, ...], *, sandbox: bool) -> None:
        self.warm = warm
        self.sandbox = sandbox
        self.prepared: Any = None
        self.own = False  # what is prepared may also have been lent, for many

    def fork(self, limits: Limits) -> Spawned:
        """Return a new worker, shut in and waiting for its first question."""
        if self.prepared is None:
            self.prepared, self.own = warm.prepare(self.warm, sandbox=self.sandbox), True
        wire, theirs = socket.socketpair()
        output, output_end = os.pipe()
        pid = warm.fork_worker(self.prepared, limits, theirs, output_end, close=[wire.fileno(), output])
        theirs.close()
        os.close(output_end)
        spawned = Spawned(pid, _pidfd(pid), wire, output)
        spawned.layers = _hello(spawned)
        return spawned

    def wait(self, spawned: Spawned) -> tuple[int, float]:
        """Return the wait status and the CPU seconds of a worker that has ended."""
        return warm.reap(self.prepared, spawned.pid)

    def wait_ready(self) -> None:
        """Nothing to wait for: this process is ready."""

    def close(self) -> None:
        """End the workers that still live."""
        for pid in list(self.prepared.scratches if self.prepared is not None else ()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            warm.reap(self.prepared, pid)
        if self.own and self.prepared.room is not None:
            self.prepared.room.close()
            self.prepared, self.own = None, False


def kill(spawned: Spawned) -> None:
    """End a worker at once."""
    with contextlib.suppress(ProcessLookupError):
        if spawned.pidfd >= 0:
            signal.pidfd_send_signal(spawned.pidfd, signal.SIGKILL)
        else:
            os.kill(spawned.pid, signal.SIGKILL)


def _hello(spawned: Spawned) -> tuple[str, ...]:
    """Read a new worker's first frame, sent before it was given any student code: the layers it is shut in by."""
    deadline = time.monotonic() + HELLO_SECONDS
    buffer, need = b"", PREFIX.size
    while len(buffer) < need:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([spawned.wire], [], [], left)[0]:
            raise WorkerError("A worker did not start in time.", hint="Try again.")
        data = spawned.wire.recv(need - len(buffer))
        if not data:
            raise WorkerError("A worker ended before it was asked anything.", hint="Try again.")
        buffer += data
        if len(buffer) == PREFIX.size:
            need = PREFIX.size + sum(lengths(buffer))
    hello = decode(buffer)
    if hello.get("failed"):
        raise SandboxError(
            f"This machine cannot shut student code in: {hello['failed']}",
            hint="Grade on Linux with Landlock and seccomp, or run your own code with --no-sandbox.",
        )
    return tuple(hello["layers"])


def _pidfd(pid: int) -> int:
    return os.pidfd_open(pid) if hasattr(os, "pidfd_open") else -1
