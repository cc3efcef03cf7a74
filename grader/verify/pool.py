"""Several processes that grade variants side by side."""

from __future__ import annotations

import json
import os
import queue
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, TypeVar

from grader.client.spawn import ONE_THREAD
from grader.errors import GraderError

_START = """
import socket, sys
package, root, connection, confinement = sys.argv[1:]
sys.path.insert(0, package)
from grader.verify.process import serve
sys.path.remove(package)
serve(socket.socket(fileno=int(connection)), root, sandbox=confinement == "sandbox")
"""
LAST_WORDS = 2000  # bytes
_Item = TypeVar("_Item")
_Group = Iterator[tuple[Any, dict[str, Any]]]


class _Process:
    """One process and our end of its connection."""

    def __init__(self, root: Path, *, sandbox: bool) -> None:
        self.connection, theirs = socket.socketpair()
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        package = str(Path(__file__).resolve().parents[2])
        confinement = "sandbox" if sandbox else "no-sandbox"
        command = [sys.executable, "-P", "-c", _START, package, str(root), str(theirs.fileno()), confinement]
        self.process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], env=os.environ | ONE_THREAD, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=self.errors, start_new_session=True,
        )  # fmt: skip
        theirs.close()
        self.lines = self.connection.makefile("rb")

    def ask(self, task: dict[str, Any]) -> dict[str, Any]:
        """Send a task; return its answer."""
        try:
            self.connection.sendall(json.dumps(task).encode() + b"\n")
            line = self.lines.readline()
        except OSError:
            line = b""
        if not line:
            raise GraderError(f"A process that grades variants ended by itself. {self._last_words()}".strip())
        return json.loads(line)  # type: ignore[no-any-return]

    def _last_words(self) -> str:
        self.errors.seek(0, os.SEEK_END)
        self.errors.seek(max(0, self.errors.tell() - LAST_WORDS))
        lines = self.errors.read().decode("utf-8", "replace").strip().splitlines()
        return f"It said: {lines[-1][:300]}" if lines else ""

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
        self.lines.close()
        self.connection.close()
        self.errors.close()


class Pool:
    """Processes that grade; a context manager that ends them.

    Args:
        root: the course's folder.
        size: how many there are.
        sandbox: whether they shut in what they grade.

    """

    def __init__(self, root: Path, size: int, *, sandbox: bool) -> None:
        self._processes = [_Process(root, sandbox=sandbox) for _ in range(size)]
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._answers: queue.Queue[tuple[Any, dict[str, Any] | BaseException | None]] = queue.Queue()
        self._ended = False
        self._waiting: list[_Group] = []
        self._begun: list[_Group] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended = True
        for process in self._processes:
            process.process.kill()  # whoever waits for its answer gets none
        for thread in self._threads:
            thread.join()
        for process in self._processes:
            process.close()

    def answers(
        self, groups: Iterable[Iterator[tuple[_Item, dict[str, Any]]]]
    ) -> Iterator[tuple[_Item, dict[str, Any]]]:
        """Hand out tasks; yield each item with the answer to its task, in the order in which they are done.

        What belongs together is done by one process, which has to learn about it once, as long as there is something
        else for the others. A group is asked for its next task only when a process is free.

        Raises:
            GraderError: a process has ended by itself.

        """
        self._waiting = list(groups)
        for process in self._processes:
            thread = threading.Thread(target=self._feed, args=(process,), daemon=True)
            self._threads.append(thread)
            thread.start()
        running = len(self._threads)
        while running:
            item, answer = self._answers.get()
            if isinstance(answer, BaseException):
                raise answer
            if answer is None:
                running -= 1
            else:
                yield item, answer

    def _feed(self, process: _Process) -> None:
        group: _Group | None = None
        try:
            while not self._ended:
                with self._lock:
                    group, found = self._next(group)
                if found is None:
                    break
                item, task = found
                self._answers.put((item, process.ask(task)))
        except BaseException as error:
            self._answers.put((None, error))
        else:
            self._answers.put((None, None))

    def _next(self, group: _Group | None) -> tuple[_Group | None, tuple[Any, dict[str, Any]] | None]:
        """Return the next task and its group: of the one at hand, else of one that nobody has begun, else of any."""
        while True:
            found = next(group, None) if group is not None else None
            if found is not None:
                return group, found
            if group in self._begun:
                self._begun.remove(group)
            if self._waiting:
                self._begun.append(self._waiting.pop(0))
            elif not self._begun:
                return None, None
            group = self._begun[-1]
