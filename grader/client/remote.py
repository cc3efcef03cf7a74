"""Asks a worker, watches its time, and says how it ended."""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from grader.client.code import outgoing, unpacked
from grader.client.patience import Patience
from grader.client.process import Shared, Spawned, Warm, kill
from grader.client.raised import student_error
from grader.errors import WireError, WorkerError
from grader.limits import Limits
from grader.results import Stopped, Verdict
from grader.wire import PREFIX, decode, encode, lengths

TICK_SECONDS = 0.05


@dataclass
class Remote:
    """Asks one worker after the other: a new one takes over when one was stopped.

    Args:
        source: forks the workers.
        limits: what the code may use.
        serve: answers callbacks.

    """

    source: Warm | Shared
    limits: Limits
    serve: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    spawned: Spawned | None = None
    buffer: bytearray = field(default_factory=bytearray)
    output: Output = field(default_factory=lambda: Output())
    layers: tuple[str, ...] = ()
    cpu_before: float = 0.0  # of this worker, when the current check began
    cpu_spent: float = 0.0  # of earlier workers and checks
    watched: Watched | None = None  # the times when the limits were first looked at in the current check
    wall_before: float = 0.0  # of earlier requests in the current check: time in which the code was asked something
    asked: float = 0.0  # when the current request began
    delay_before: float = 0.0  # of this process when the check began: its own wait is not the code's
    enforced: float = 0.0  # when the limits were last looked at
    starved: bool = False  # the last stop need not be the code's doing: it hardly computed, or was killed by others
    last_stop: Stopped | None = None
    patience: Patience = field(default_factory=Patience)
    cpu_asked: float = 0.0  # of the current check, when the current request began
    idle: float = 0.0  # of the current check, when the limits were last looked at
    poll: select.poll = field(default_factory=select.poll)  # waits for the wire and for what is printed

    def start(self) -> bool:
        """Make sure that there is a worker; return whether it is a new one."""
        if self.spawned is not None:
            return False
        self.spawned = self.source.fork(self.limits)
        self.layers = self.spawned.layers
        self.buffer.clear()
        self.poll = select.poll()
        self.poll.register(self.spawned.wire, select.POLLIN)
        self.poll.register(self.spawned.output, select.POLLIN)
        os.set_blocking(self.spawned.output, False)
        self.output.closed = False
        self.cpu_before = self.wall_before = 0.0
        return True

    def begin_check(self) -> None:
        """Start the clocks of a check."""
        self.output = Output(self.limits.output_kb * 1024, closed=self.output.closed and self.spawned is not None)
        self.wall_before, self.delay_before, self.watched = 0.0, _own_delay(), None
        self.patience.idle += self.idle
        self.idle = 0.0
        if self.spawned is not None:
            cpu = cpu_of(self.spawned)
            self.cpu_spent += cpu - self.cpu_before
            self.cpu_before = cpu

    def request(self, message: dict[str, Any], where: str) -> dict[str, Any]:
        """Send a request to the worker and return its reply, serving callbacks meanwhile.

        Raises:
            Stopped: the code ran out of time, printed too much, ended its process or broke the protocol.

        """
        if self.spawned is None:
            raise self.last_stop or WorkerError("There is no worker to ask.")
        if self.patience.is_over(where):
            raise Stopped(Verdict.TIMEOUT, f"`{where}` never came back in earlier checks, so it was not run again.")
        identity = secrets.token_hex(16)
        frame = encode(message | {"id": identity}, outgoing, strides=True)
        self.asked = time.monotonic()
        self.cpu_asked = cpu_of(self.spawned) - self.cpu_before if self.patience.timeouts else 0.0
        try:
            while True:
                self._send(frame, where)
                reply = decode(self._receive(where))
                if reply.get("id") != identity:
                    raise WireError("A reply does not belong to its request.")
                if self.buffer:
                    raise WireError("More was sent than was asked for.")
                if "callback" not in reply or self.serve is None:
                    if reply.get("raised") is not None:
                        student_error(reply["raised"])  # a malformed one is a fault of the code, and shows here
                    reply = unpacked(message, reply)
                    self._drain_output(where)
                    self.patience.returned.add(where)
                    return reply
                frame = encode(self.serve(reply), outgoing, strides=True)
        except WireError as error:
            self._stopped(Verdict.ERROR, f"Your code interfered with the grader's connection in `{where}`. ({error})")
        finally:
            self.wall_before += time.monotonic() - self.asked

    def stop(self) -> tuple[int, float]:
        """End the worker; return its wait status and CPU seconds."""
        spawned, self.spawned = self.spawned, None
        if spawned is None:
            return 0, 0.0
        kill(spawned)
        status, cpu = self.source.wait(spawned)
        self._read_pipe(spawned)
        for descriptor in (spawned.output, spawned.pidfd):
            if descriptor >= 0:
                os.close(descriptor)
        spawned.wire.close()
        self.cpu_spent += cpu - self.cpu_before
        self.cpu_before = 0.0
        return status, cpu

    def abandon(self) -> None:
        """End the worker without asking its parent how it ended."""
        if self.spawned is not None:
            kill(self.spawned)
            self.spawned.wire.close()
            self.spawned = None

    # Sending and receiving under a deadline

    def _send(self, frame: bytes, where: str) -> None:
        view = memoryview(frame)
        wire = self.spawned.wire if self.spawned else None
        while view and wire is not None:
            try:
                view = view[wire.send(view, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL) :]
            except BlockingIOError:
                self._wait(where, writing=True)
            except OSError:
                self._ended(where)

    def _receive(self, where: str) -> bytearray:
        need = PREFIX.size
        while len(self.buffer) < need:
            self._wait(where, writing=False)
            try:
                room = max(1 << 14, min(1 << 20, need - len(self.buffer) + 1))  # one more: too much has to be seen
                data = self.spawned.wire.recv(room, socket.MSG_DONTWAIT) if self.spawned else b""
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if not data:
                self._ended(where)
            self.buffer += data
            if len(self.buffer) >= PREFIX.size:
                need = PREFIX.size + sum(lengths(bytes(self.buffer[: PREFIX.size])))
        if len(self.buffer) == need:  # as it should be: no copy of what may be large
            frame, self.buffer = self.buffer, bytearray()
        else:
            frame, self.buffer = self.buffer[:need], self.buffer[need:]
        return frame

    def _wait(self, where: str, *, writing: bool) -> None:
        """Return as soon as the wire is ready; keep the output pipe empty and the limits in force meanwhile."""
        assert self.spawned is not None
        wire, output = self.spawned.wire.fileno(), self.spawned.output
        if writing:
            self.poll.modify(wire, select.POLLOUT)
        ready = False
        while not ready:
            for descriptor, _ in self.poll.poll(1000 * TICK_SECONDS):
                if descriptor == output:
                    self._drain_output(where)
                ready = ready or descriptor == wire
            if time.monotonic() > self.enforced + TICK_SECONDS:  # even if there is always something to read
                self._enforce(where)
        if writing:
            self.poll.modify(wire, select.POLLIN)

    def _drain_output(self, where: str) -> None:
        if self.spawned is not None:
            self._read_pipe(self.spawned, once=True)
        if self.output.total > self.limits.output_limit_mb << 20:
            self._stopped(
                Verdict.ERROR, f"`{where}` printed more than {self.limits.output_limit_mb} MB and was stopped."
            )

    def _read_pipe(self, spawned: Spawned, *, once: bool = False) -> None:
        while not self.output.closed:
            try:
                data = os.read(spawned.output, 1 << 16)
            except BlockingIOError:
                return
            self.output.add(data)
            if not data:
                self.poll.unregister(spawned.output)
            if once:
                return

    # Limits

    def _enforce(self, where: str) -> None:
        assert self.spawned is not None
        self.enforced = time.monotonic()
        now = self._times(self.spawned)
        self.watched = self.watched or now
        limits, cpu, wall = self.limits, now.cpu, now.wall
        idle = self.idle = now.idle_since(self.watched)  # what came before the first look is less than a tick
        most_cpu, most_idle = self.patience.cpu_seconds(where, limits), self.patience.idle_seconds(where, limits)
        if cpu > limits.cpu_seconds or cpu - self.cpu_asked > most_cpu:
            most_cpu = limits.cpu_seconds if cpu > limits.cpu_seconds else most_cpu
            self._out_of_time(where, f"`{where}` was still computing after {_seconds(most_cpu)} of processor time.")
        if self.cpu_spent + cpu > limits.submission_cpu_seconds:
            whole = _seconds(limits.submission_cpu_seconds)
            self._out_of_time(
                where, f"All checks together used up their {whole} of processor time, the last one in `{where}`."
            )
        if now.waiting is not None and idle > most_idle:
            self._out_of_time(
                where,
                f"`{where}` waited for {_seconds(most_idle)} without computing anything: "
                "there is a sleep, an input() or a lock that nobody opens.",
            )
        if wall > limits.wall_seconds:
            self.starved = cpu < limits.cpu_seconds / 2
            self._out_of_time(where, f"`{where}` did not come back within {_seconds(limits.wall_seconds)}.")

    def _times(self, spawned: Spawned) -> Watched:
        """Return the times of the current check; those in which this process had no processor do not count."""
        wall = self.wall_before + time.monotonic() - self.asked - (_own_delay() - self.delay_before)
        return Watched(wall, cpu_of(spawned) - self.cpu_before, _waiting(spawned))

    def _out_of_time(self, where: str, message: str) -> NoReturn:
        self.patience.ran_out(where, certain=not self.starved)
        self._stopped(Verdict.TIMEOUT, message)

    def _stopped(self, verdict: Verdict, message: str) -> NoReturn:
        self.stop()
        self.last_stop = Stopped(verdict, message)
        raise self.last_stop

    def _ended(self, where: str) -> NoReturn:
        """Say how a worker ended that closed its side of the wire."""
        spawned = self.spawned
        dead: list[Any] = [True]
        if spawned is not None and spawned.pidfd >= 0:  # let a process that is just dying die of its own cause
            dead, _, _ = select.select([spawned.pidfd], [], [], 1.0)
        status, _ = self.stop()
        if not dead:
            text = f"Your code closed the grader's connection in `{where}`."
            self.last_stop = Stopped(Verdict.ERROR, text)
        else:
            killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
            self.starved = killed and self.cpu_spent < self.limits.submission_cpu_seconds
            self.last_stop = Stopped(*ending(status, where))
        raise self.last_stop


def ending(status: int, where: str) -> tuple[Verdict, str]:
    """Return verdict and sentence for the wait status of a worker that ended by itself while ``where`` ran."""
    if not os.WIFSIGNALED(status):
        code = os.waitstatus_to_exitcode(status)
        text = f"`{where}` ended the whole Python process (exit status {code}). Return a value instead of exiting."
        return Verdict.ERROR, text
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return Verdict.TIMEOUT, f"`{where}` used up the processor time of the whole submission."
    if number == signal.SIGKILL:
        return Verdict.MEMORY, f"`{where}` was stopped by the system, most likely because memory ran out."
    name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
    return Verdict.ERROR, f"`{where}` crashed the Python process ({name})."


@dataclass
class Output:
    """What the code printed: the beginning, the end and the total length, never more than the limit."""

    limit: int = 64 * 1024
    head: bytes = b""
    tail: bytes = b""
    total: int = 0
    closed: bool = False

    def add(self, data: bytes) -> None:
        """Take in what came through the pipe; nothing means that nothing will come any more."""
        self.closed = not data
        self.total += len(data)
        half = self.limit // 2
        room = max(half - len(self.head), 0)
        self.head += data[:room]
        if data[room:]:
            self.tail = (self.tail + data[room:])[-half:]

    def text(self) -> str:
        """Return the text, with a line in the middle that says how much was left out."""
        left_out = self.total - len(self.head) - len(self.tail)
        middle = f"\n… {left_out} bytes left out …\n".encode() if left_out else b""
        return (self.head + middle + self.tail).decode("utf-8", "replace")


def _own_delay() -> float:
    """Return the seconds for which this thread was ready to run while no processor was free."""
    try:
        descriptor = _own_schedule.__dict__.get("descriptor")
        if descriptor is None:
            descriptor = _own_schedule.descriptor = os.open("/proc/thread-self/schedstat", os.O_RDONLY | os.O_CLOEXEC)
        return int(os.pread(descriptor, 100, 0).split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


_own_schedule = threading.local()  # asked twice for every request: the file stays open
os.register_at_fork(after_in_child=lambda: _own_schedule.__dict__.clear())  # there it would tell of the parent


@dataclass(frozen=True)
class Watched:
    """Times of a check, in seconds."""

    wall: float  # in which the code was asked something
    cpu: float
    waiting: float | None  # of the worker so far: ready to run, but no processor was free; None: it cannot be read

    def idle_since(self, before: Watched) -> float:
        """Return for how long the code has neither computed nor waited for a processor."""
        waited = (self.waiting or 0.0) - (before.waiting or 0.0)
        return (self.wall - before.wall) - (self.cpu - before.cpu) - waited


def cpu_of(spawned: Spawned) -> float:
    """Return the processor time of a worker, in seconds."""
    try:
        return time.clock_gettime((~_outside_pid(spawned) << 3) | 2)  # another process's clock, clock_getcpuclockid(3)
    except OSError:
        return 0.0


def _waiting(spawned: Spawned) -> float | None:
    """Return the seconds for which a worker's threads were ready to run while no processor was free, if known."""
    pid, waiting = _outside_pid(spawned), None
    with contextlib.suppress(OSError, ValueError, IndexError):
        for task in os.listdir(f"/proc/{pid}/task"):
            waiting = (waiting or 0.0) + int(_contents(f"/proc/{pid}/task/{task}/schedstat").split()[1]) / 1e9
    return waiting


def _outside_pid(spawned: Spawned) -> int:
    """Return the worker's process number as this process sees it (inside its own namespace it has another)."""
    if spawned.outside_pid == 0:
        spawned.outside_pid = spawned.pid
        with contextlib.suppress(OSError, ValueError):
            for line in _contents(f"/proc/self/fdinfo/{spawned.pidfd}").splitlines():
                if line.startswith(b"Pid:") and int(line.split()[1]) > 0:
                    spawned.outside_pid = int(line.split()[1])
    return spawned.outside_pid


def _contents(path: str) -> bytes:
    """Return a small file of the kernel's, a fifth of the time that ``Path.read_text`` takes."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(descriptor, 4096)
    finally:
        os.close(descriptor)


def _seconds(seconds: float) -> str:
    return f"{seconds:g} second{'' if seconds == 1 else 's'}"
