"""Makes signals something that a loop can wait for."""

from __future__ import annotations

import contextlib
import os
import signal
from types import FrameType, TracebackType
from typing import Any, Self

HEARD = (signal.SIGWINCH, signal.SIGTSTP, signal.SIGCONT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    """Hears of signals instead of being ended or stopped by them; a context manager for the main thread."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        self._before: dict[int, Any] = {}
        self._wakeup = -1

    def __enter__(self) -> Self:
        self._wakeup = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in HEARD:
            self._before[number] = signal.signal(number, _hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.set_wakeup_fd(self._wakeup)
        for number, before in self._before.items():
            signal.signal(number, before)
        os.close(self._read)
        os.close(self._write)

    def fileno(self) -> int:
        """Return the descriptor to wait for."""
        return self._read

    def heard(self) -> set[int]:
        """Return the signals that came since the last time."""
        with contextlib.suppress(BlockingIOError):
            return set(os.read(self._read, 4096))
        return set()

    def stop_here(self) -> None:
        """Stop this process, as Ctrl-Z does, until it is told to go on."""
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, _hear)


def _hear(number: int, frame: FrameType | None) -> None:
    """Do nothing: the number was written to the pipe."""
