"""Counts whatever this process writes down, and lets a fault happen at one of the steps.

Production code knows nothing of this: functions of ``os`` and connections of ``sqlite3`` are wrapped, in a process that
a test has forked for it. Each call has two steps, one before and one after.
"""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
from collections.abc import Callable
from typing import Any

WRITING = ("replace", "rename", "link", "unlink", "mkdir", "rmdir", "fsync", "utime", "fchmod", "open", "write")
FAULTS = ("kill", "full", "interrupt", "interrupt twice")
_WORDS = ("BEGIN", "COMMIT", "INSERT", "UPDATE", "DELETE", "CREATE", "ROLLBACK")


class Steps:
    """The steps of this process, and what is to happen at one of them.

    Args:
        at: the number of the step, counted from 1; 0 for none.
        fault: one of ``FAULTS``.

    """

    def __init__(self, at: int, fault: str) -> None:
        self.at, self.fault = at, fault
        self.count = 0
        self.log: list[str] = []

    def install(self) -> None:
        """Begin to count."""
        for name in WRITING:
            setattr(os, name, self._counted(getattr(os, name), name))
        connect = sqlite3.connect
        make = _connection(self)

        def connected(*arguments: Any, **named: Any) -> sqlite3.Connection:
            return connect(*arguments, **{"factory": make} | named)

        sqlite3.connect = sqlite3.dbapi2.connect = connected  # type: ignore[assignment,attr-defined]

    def step(self, name: str, *, full: Exception | None) -> None:
        """Count one step, and do what is to happen there; ``full`` is how a full disk shows, None where it does not."""
        self.count += 1
        self.log.append(name)
        again = self.fault == "interrupt twice" and self.count == self.at + 1
        if self.count != self.at and not again:
            return
        if self.fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif self.fault == "full":
            if full is not None:
                raise full
        else:
            os.kill(os.getpid(), signal.SIGINT)

    def _counted(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            if name == "open" and not arguments[1] & (os.O_CREAT | os.O_WRONLY | os.O_RDWR):
                return function(*arguments, **named)
            if name == "write" and arguments[0] <= 2:
                return function(*arguments, **named)
            full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) if name not in ("unlink", "rmdir") else None
            self.step(f"before {name}", full=full)
            result = function(*arguments, **named)
            self.step(f"after {name}", full=None)
            return result

        return counted


def _connection(steps: Steps) -> type[sqlite3.Connection]:
    """Return a class of connections whose writing statements are steps."""

    def around(statement: object, run: Callable[[], Any]) -> Any:
        words = str(statement).split(None, 1)
        word = words[0].upper() if words else ""
        if word not in _WORDS:
            return run()
        full = sqlite3.OperationalError("database or disk is full") if word not in ("BEGIN", "ROLLBACK") else None
        steps.step(f"before {word}", full=full)
        result = run()
        steps.step(f"after {word}", full=None)
        return result

    class Cursor(sqlite3.Cursor):
        def execute(self, statement: str, *values: Any) -> Any:
            return around(statement, lambda: super(Cursor, self).execute(statement, *values))

        def executemany(self, statement: str, *values: Any) -> Any:
            return around(statement, lambda: super(Cursor, self).executemany(statement, *values))

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def execute(self, statement: str, *values: Any) -> Any:
            return self.cursor().execute(statement, *values)

        def commit(self) -> None:
            around("COMMIT", lambda: super(Connection, self).commit())

    return Connection
