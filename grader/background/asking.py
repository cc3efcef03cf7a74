"""The command's side: has a command run in the background process. Loads next to nothing, so that it is quick."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import time

from grader.background import frames, place, surroundings

TYPE_CHECKING = False  # importing typing would take a good part of the time that this side has
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

SWITCH = "GRADE_BACKGROUND"  # an environment variable: 0 never, 1 also where nobody is at a terminal
REQUEST_SECONDS = 2.0  # in which a request has to be taken up; how long the command then runs is its own affair
STOP_SECONDS = 1.0
INTERRUPTED = 130


class Unavailable(Exception):
    """The command has to run here; the text says why, after "Background process: "."""


class Outcome:
    """Why a command runs where it runs, for ``-v``."""

    def __init__(self) -> None:
        self.reason = "not asked"


outcome = Outcome()


def is_off() -> bool:
    """Say whether the user wants no background process."""
    return os.environ.get(SWITCH, "").strip().lower() in ("0", "no", "off", "false")


def ask(arguments: Sequence[str]) -> int:
    """Run a command in the background process; it reads and prints here.

    Returns:
        Its exit code; 130 if it was interrupted.

    Raises:
        Unavailable: it has to be run here.

    """
    if is_off():
        raise Unavailable(f"off ({SWITCH}={os.environ[SWITCH]})")
    if not surroundings.is_ordinary() or None in (sys.stdout, sys.stderr):
        raise Unavailable("not used with these options of Python")
    try:
        folder = place.open_folder(create=False)
        try:
            message = request(arguments, surroundings.describe()) if place.mark(folder) is not None else {}
            connection = place.connect(folder)
        finally:
            os.close(folder)
    except (FileNotFoundError, ConnectionRefusedError):
        raise Unavailable("none is running") from None
    except (OSError, place.Unusable) as error:
        raise Unavailable(str(error)) from None
    with connection:
        try:
            connection.settimeout(REQUEST_SECONDS)
            frames.send(connection, message, standard_files())
        except OSError as error:
            raise Unavailable(f"it does not answer ({error})") from None
        return follow(connection)


def request(
    arguments: Sequence[str], described: str, environment: Mapping[str, str] = os.environ, **more: Any
) -> dict[str, Any]:
    """Return the message that asks for a command to be run as it would run in this process."""
    return {
        "version": frames.VERSION,
        "surroundings": described,
        "arguments": list(arguments),
        "environment": dict(environment),
        "folder": os.getcwd(),
        "umask": _umask(),
        "streams": [[stream.encoding, stream.errors] for stream in (sys.stdin or sys.stdout, sys.stdout, sys.stderr)],
        **more,
    }


def standard_files() -> tuple[int, int, int]:
    """Return the descriptors of input, output and errors; of what is closed, one that leads nowhere."""
    return tuple(number if _is_open(number) else os.open(os.devnull, os.O_RDWR) for number in (0, 1, 2))  # type: ignore[return-value]


def follow(connection: socket.socket) -> int:
    """Wait for the end of a command that was asked for and return its exit code.

    Raises:
        Unavailable: it was not run to its end.

    """
    try:
        try:
            connection.settimeout(REQUEST_SECONDS)
            message, _ = frames.receive(connection)
            connection.settimeout(None)
            while "taken" in message:
                message, _ = frames.receive(connection)
            return _code(message)
        except KeyboardInterrupt:
            return _stop(connection)
    except (OSError, frames.Gone) as error:
        raise Unavailable(f"it did not finish ({error})") from None


def _code(message: dict[str, Any]) -> int:
    if type(message.get("code")) is not int:
        raise Unavailable(str(message.get("refused", "it said something else")))
    return int(message["code"])


def _stop(connection: socket.socket) -> int:
    """Have the command stopped, which says so itself; after a second, say so here."""
    deadline = time.monotonic() + STOP_SECONDS
    with contextlib.suppress(OSError, frames.Gone, Unavailable):
        connection.shutdown(socket.SHUT_WR)
        while (left := deadline - time.monotonic()) > 0:
            connection.settimeout(left)
            message, _ = frames.receive(connection)
            if "taken" not in message:
                return _code(message)
    sys.stderr.write("\nStopped; nothing was lost.\n")
    return INTERRUPTED


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
