"""Starts background processes: the one that everybody of this user asks, or a private one."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from grader.background import asking, frames, place, surroundings
from grader.client import spawn

IDLE_SECONDS = 600.0
END_SECONDS = 0.3
_START = """
import json, sys
given = json.load(sys.stdin)
sys.path[:] = given["path"]
from grader.cli.kept_warm import main
main(given)
"""


def start(warm: tuple[str, ...], *, isolated: bool, idle: float = IDLE_SECONDS) -> int | None:
    """Start the background process of this user and return at once.

    If there is one already, the new one ends before it has loaded anything.

    Args:
        warm: what the next command's exercise wants warm beside plain tensors.
        isolated: whether there are solutions in its course.
        idle: seconds without a request after which it ends.

    Returns:
        Its process number; None if it could not be started.

    """
    with contextlib.suppress(OSError, place.Unusable):
        os.close(place.open_folder(create=True))
        process = _start(warm, isolated=isolated, idle=idle)
        process.returncode = 0  # it outlives this process: nobody shall wait for it, nor wonder that nobody does
        return process.pid
    return None


def is_wanted() -> bool:
    """Say whether to start one after a command that had none: where somebody is at work, and no machine."""
    switch = os.environ.get(asking.SWITCH, "").strip()
    if asking.is_off() or not sys.platform.startswith("linux") or not surroundings.is_ordinary():
        return False
    return bool(switch) or (not os.environ.get("CI") and sys.stderr is not None and sys.stderr.isatty())


@dataclass
class Private:
    """A background process for one process alone: nobody else can find it, and it ends with that one."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    surroundings: str

    @classmethod
    def start(cls, warm: tuple[str, ...], *, isolated: bool) -> Private:
        """Start one and return at once."""
        control, theirs = socket.socketpair()
        described = surroundings.describe()
        try:
            process = _start(warm, isolated=isolated, control=theirs.fileno(), described=described)
        except BaseException:
            control.close()
            raise
        finally:
            theirs.close()
        return cls(process, control, described)

    def ask(self, arguments: list[str], environment: dict[str, str], files: tuple[int, int, int]) -> socket.socket:
        """Ask for a command and return the connection on which its end is told; to close it stops the command.

        Raises:
            OSError: the process is gone.

        """
        connection, theirs = socket.socketpair()
        message = asking.request(arguments, self.surroundings, environment)
        try:
            frames.send(self.control, message, (theirs.fileno(), *files))
        except BaseException:
            connection.close()
            raise
        finally:
            theirs.close()
        return connection

    def close(self) -> None:
        """Let the process end, and with it every command that still runs; it needs a moment, for which nobody waits."""
        self.control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=END_SECONDS)


def _start(
    warm: tuple[str, ...],
    *,
    isolated: bool,
    idle: float = IDLE_SECONDS,
    control: int | None = None,
    described: str | None = None,
) -> subprocess.Popen[bytes]:
    given: dict[str, Any] = {
        "path": surroundings.import_path(),
        "surroundings": described or surroundings.describe(),
        "need": [sorted(warm), isolated],
        "idle": idle,
        "control": control,
    }
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", _START], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, cwd="/", start_new_session=True, pass_fds=[] if control is None else [control],
        env=dict(os.environ) | spawn.FOR_FORKS,
    )  # fmt: skip
    assert process.stdin is not None
    with process.stdin:
        process.stdin.write(json.dumps(given).encode("utf-8", "surrogatepass"))
    return process
