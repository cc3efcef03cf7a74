"""Notices that the files of a folder may have changed; what they hold is compared by whoever asks."""

from __future__ import annotations

import contextlib
import os
import stat
import threading
from collections.abc import Iterator

STEP_MS = 15  # changes that follow each other more quickly are one
MOST_MS = 200
LOOK_SECONDS = 1.0  # how often we look anyhow: some file systems tell nothing
POLL_SECONDS = 0.1  # where nobody tells anything

Signature = dict[str, tuple[int, int, int]]


def signature(folder: str) -> Signature:
    """Return of each file in a folder what a save changes; nothing for a folder that is not there."""
    found: Signature = {}
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.endswith((".bak", "~", ".swp", ".tmp")):
                continue
            with contextlib.suppress(OSError):
                status = entry.stat()
                if stat.S_ISREG(status.st_mode):
                    found[entry.name] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


class Changes:
    """Watches one folder in a thread. ``fileno`` gets readable when it is time to look.

    Args:
        folder: it may go away and come back.

    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._end = threading.Event()
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def fileno(self) -> int:
        """Return the descriptor to wait for."""
        return self._read

    def drain(self) -> None:
        """Take note that somebody looks now."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._read, 4096)

    def close(self) -> None:
        """End the thread."""
        self._end.set()
        self._thread.join()
        os.close(self._read)
        os.close(self._write)

    def _watch(self) -> None:
        while not self._end.is_set():
            try:
                for _ in _told(self.folder, self._end):
                    self._tell()
            except (ImportError, OSError, RuntimeError):  # no watchfiles, no folder, no watches left
                self._poll()

    def _poll(self) -> None:
        """Look by ourselves for a while."""
        for _ in range(round(LOOK_SECONDS / POLL_SECONDS)):
            if self._end.wait(POLL_SECONDS):
                return
            self._tell()

    def _tell(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(self._write, b".")


def _told(folder: str, end: threading.Event) -> Iterator[None]:
    """Yield when the system tells of a change, and now and then; end when the folder is another one."""
    from watchfiles import watch

    known = os.stat(folder).st_ino
    for _ in watch(
        folder, watch_filter=None, debounce=MOST_MS, step=STEP_MS, stop_event=end, recursive=False,
        rust_timeout=round(LOOK_SECONDS * 1000), yield_on_timeout=True, raise_interrupt=False,
    ):  # fmt: skip
        yield
        if end.is_set() or os.stat(folder).st_ino != known:
            return
