"""Runs processes and measures them with all that they start; leaves none behind."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from benchmarks.figures import BenchmarkError, Sample

LONGEST = 600.0  # seconds that a process may take
GRACE = 10.0  # seconds in which what a process leaves behind ends by itself
_PR_SET_CHILD_SUBREAPER = 36
_ours: set[int] = set()  # processes started here that live


def adopt_orphans() -> None:
    """Become the parent of what a process leaves behind when it ends.

    The processor time of an orphan is counted only where somebody waits for it.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    expected: int | None = 0,
    longest: float = LONGEST,
) -> Sample:
    """Run a command and measure it; it may take so many seconds. Where None is expected, it may end in any way.

    Raises:
        BenchmarkError: it ended otherwise than expected.

    """
    with tempfile.TemporaryFile() as said:
        before = _cpu_of_children()
        started = time.perf_counter()
        process = _start(command, folder, environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        try:
            in_time = _wait(process, longest)
            wall = time.perf_counter() - started
        finally:
            end(process)
        cpu = _cpu_of_children() - before
        if not in_time or expected not in (None, process.returncode):
            raise BenchmarkError(f"`{' '.join(command)}` ended with {process.returncode}. {_tail(said)}")
    return Sample(wall, cpu)


def await_text(file: Path, longest: float, process: subprocess.Popen[bytes]) -> str:
    """Return what stands in a file that a process writes: it is there a moment before anything stands in it.

    Raises:
        BenchmarkError: nothing stands in it after so many seconds, or when the process has ended.

    """
    until = time.monotonic() + longest
    while time.monotonic() < until and process.poll() is None:
        if file.exists() and (text := file.read_text(encoding="utf-8").strip()):
            return text
        time.sleep(0.05)
    raise BenchmarkError(f"{file.name} stays empty.")


class Session:
    """A process that is measured while it lives: a line in, a line of JSON out. A context manager that ends it."""

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the session
        self.process = _start(
            command, folder, environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors
        )

    def __enter__(self) -> Self:
        return self

    def ask(self, line: str) -> dict[str, Any]:
        """Send a line and return the answer."""
        with contextlib.suppress(BrokenPipeError):
            assert self.process.stdin is not None
            self.process.stdin.write(f"{line}\n".encode())
            self.process.stdin.flush()
        return self.answer()

    def answer(self) -> dict[str, Any]:
        """Return the next answer.

        Raises:
            BenchmarkError: none came.

        """
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], LONGEST)
        answer = self.process.stdout.readline() if ready else b""
        if not answer:
            end(self.process)
            raise BenchmarkError(f"A measured session ended by itself. {_tail(self.errors)}")
        found: dict[str, Any] = json.loads(answer)
        return found

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
            if kind is None:
                _wait(self.process, GRACE)
        finally:
            end(self.process)
            self.process.stdout.close()
            self.errors.close()


def start(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], log: IO[bytes]
) -> subprocess.Popen[bytes]:
    """Start a process that those measured need beside them; ``end`` ends it."""
    return _start(command, folder, environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process if it still lives, and whatever it has left behind."""
    if process.poll() is None:
        process.kill()
        process.wait()
    _ours.discard(process.pid)
    deadline = time.monotonic() + GRACE
    while orphans := [pid for pid in children_of(os.getpid()) if pid not in _ours]:
        late = time.monotonic() > deadline
        for pid in orphans:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                if late:
                    os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0 if late else os.WNOHANG)
        time.sleep(0.002)


def end_all() -> None:
    """End whatever still lives of what was started: a signal may come before a new process has been noted."""
    while children := list(children_of(os.getpid())):
        for pid in children:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def children_of(parent: int) -> Iterator[int]:
    """Yield the process numbers of a process's children; none where there is no /proc."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            if int(path.read_text(errors="replace").rpartition(")")[2].split()[1]) == parent:
                yield int(path.parent.name)


def _start(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], **streams: Any
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(  # a session of its own: a Ctrl-C reaches only us, and we end it
        command, cwd=folder, env=dict(environment), start_new_session=True, **streams
    )
    _ours.add(process.pid)
    return process


def _wait(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for a process to end, without a polling interval that would be measured too; return whether it did."""
    if not hasattr(os, "pidfd_open"):
        process.wait()
        return True
    handle = os.pidfd_open(process.pid)
    try:
        ended = bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)
    if ended:
        process.wait()
    return ended


def _cpu_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _tail(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return "It said: " + " / ".join(lines[-3:])[-600:] if lines else "It said nothing."
