"""What the command says: results to stdout, everything else to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TextIO

import click

from grader.errors import GraderError, UserError
from grader.language import told

SIGNS = "✓✗○·─…"  # what reports use beside letters
WIDEST = 100  # longer lines are hard to read
_CONTROLS = {code: "\ufffd" for code in (*range(9), *range(11, 32), *range(127, 160))}


def uses_color(stream: TextIO | None, environment: Mapping[str, str] = os.environ) -> bool:
    """Say whether to colour what goes to the stream; NO_COLOR and FORCE_COLOR count when they are not empty."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream is not None and environment.get("TERM") != "dumb" and stream.isatty()


def can_show(characters: str, stream: TextIO | None) -> bool:
    """Say whether the stream's encoding has these characters."""
    try:
        characters.encode(stream.encoding or "utf-8" if stream is not None else "ascii")
    except UnicodeError:
        return False
    return True


def width() -> int:
    """Return the columns to use: the terminal's, 80 if there is none, 100 at most."""
    import shutil  # loads all of Python's compression, which `grade --help` does not need

    return min(shutil.get_terminal_size((80, 24)).columns, WIDEST)


def show(text: str) -> None:
    """Print a result for people to stdout, with ? for what its encoding does not have."""
    encoding = sys.stdout.encoding if sys.stdout is not None else "utf-8"
    show_bytes(text.encode(encoding, "replace"))


def show_bytes(data: bytes) -> None:
    """Print a result to stdout as it is; a reader who has gone away has read enough."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        silence(sys.stdout)
        raise UserError(f"The result cannot be written to stdout: {error.strerror or error}.") from error


def silence(stream: TextIO | None) -> None:
    """Send whatever else is written to the stream nowhere, so that Python's own flush at the end succeeds."""
    try:
        if stream is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except OSError:
        return


def write_file(path: Path, data: bytes) -> None:
    """Write a result to the file that was named with -o."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written: {error.strerror or error}.", hint="Name another file with -o."
        ) from error


def shorten(path: Path) -> Path:
    """Return the path as seen from here, if that is shorter."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def say(message: str) -> None:
    """Print one line of news to stderr."""
    click.echo(told(message).translate(_CONTROLS), err=True, color=uses_color(sys.stderr))


def say_error(error: GraderError, *, verbose: bool) -> None:
    """Print what keeps us from going on, and what to do next."""
    if verbose and not isinstance(error, UserError):
        _say_traceback(error)
    _say_with_hint("Error:", error.message, error.hint)


def say_fault(error: Exception, *, verbose: bool) -> None:
    """Print that something happened which nobody has foreseen."""
    if verbose:
        _say_traceback(error)
    shown = f"{type(error).__name__}: {error}".rstrip(": ").splitlines()[0][:300]
    _say_with_hint(
        "Error:",
        f"This is a fault of torch-grader, not of your code: {shown}",
        "Please report it with the traceback above." if verbose else "-v shows the traceback.",
    )


def _say_traceback(error: Exception) -> None:
    import traceback

    say("".join(traceback.format_exception(error)).rstrip())


def _say_with_hint(label: str, message: str, hint: str | None) -> None:
    color = uses_color(sys.stderr)
    label = click.style(told(label), fg="red", bold=True) if color else told(label)
    click.echo(f"{label} {told(message).translate(_CONTROLS)}", err=True, color=color)
    if hint:
        click.echo(told(hint).translate(_CONTROLS), err=True, color=color)


class Progress:
    """One line on stderr that is rewritten while we work, and is gone afterwards."""

    def __init__(self, *, wanted: bool) -> None:
        self._shown = wanted and sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __enter__(self) -> Progress:
        self._rewrite("loading torch …")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rewrite("")

    def __call__(self, done: int, total: int, title: str) -> None:
        """Say which check is being run; ``done`` are behind us."""
        self._rewrite(f"checking {min(done + 1, total)}/{total} …  {title}")

    def _rewrite(self, text: str) -> None:
        if self._shown:
            line = " ".join(told(text).translate(_CONTROLS).split())[: width() - 1]
            if not can_show("…", sys.stderr):
                line = line.replace("…", "...").encode("ascii", "replace").decode()
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()
