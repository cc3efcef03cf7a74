"""What the student's code raised, as an exception of ours."""

from __future__ import annotations

import builtins
import functools
from typing import Any

from grader.errors import WireError
from grader.results import Frame

_NOT_IN_NAMES = str.maketrans("", "", "<>.")
MAX_FRAMES = 40
MAX_LINES = 1_000_000


class StudentError(Exception):
    """An exception that the student's code raised; it is also an instance of the same built-in class.

    Attributes:
        kind: "" for an ordinary exception, else "forbidden", "missing", "unsendable" or "memory".
        name: the class's name in the student's process.
        message: the exception's text, as the student's code made it.
        frames: the lines of the student's own file, outermost first.

    """

    kind: str
    name: str
    message: str
    frames: tuple[Frame, ...]

    def __str__(self) -> str:
        return f"{self.name}: {self.message}" if self.message else self.name


class Unbegun(BaseException):
    """The code's file raised ``error`` when it was loaded again for a check; no check may catch this."""

    def __init__(self, error: StudentError) -> None:
        super().__init__(str(error))
        self.error = error


_NOT_RECREATED = {"StopIteration", "StopAsyncIteration", "MemoryError"}  # the last cannot be subclassed like this


def student_error(raised: dict[str, Any]) -> StudentError:
    """Return the exception that a worker described.

    Raises:
        WireError: the description is not well formed.

    """
    if not isinstance(raised, dict):
        raise WireError("An exception's description is not right.")
    classes, kind, frames = raised.get("classes"), raised.get("kind"), raised.get("frames")
    texts = (raised.get("name"), raised.get("message"), kind)
    if (
        not all(isinstance(text, str) for text in texts)
        or not isinstance(classes, list)
        or not isinstance(frames, list)
    ):
        raise WireError("An exception's description is not right.")
    error = _class_for(classes)()
    error.kind, error.name, error.message = str(kind), raised["name"][:100], raised["message"][:4000]
    found = [_frame(frame) for frame in frames[:MAX_FRAMES]]
    error.frames = tuple(frame for frame in found if 0 < frame.line < MAX_LINES)
    if not error.name.isidentifier():
        error.name = "an exception"
    return error


def _class_for(names: list[Any]) -> type[StudentError]:
    """Return a class that is a ``StudentError`` and the nearest built-in exception of the same name."""
    for name in names:
        base = getattr(builtins, name, None) if isinstance(name, str) and name not in _NOT_RECREATED else None
        if isinstance(base, type) and issubclass(base, Exception) and not issubclass(base, BaseExceptionGroup):
            return _recreated(base)  # type: ignore[arg-type]
    return StudentError


@functools.cache
def _recreated(base: type[Exception]) -> type[StudentError]:
    def new(cls: type[Exception]) -> Exception:
        return base.__new__(cls, *_arguments(base))

    return type(base.__name__, (StudentError, base), {"__init__": lambda self: None, "__new__": new})


def _arguments(base: type[Exception]) -> tuple[Any, ...]:
    """Return arguments with which the class can be made (only the Unicode errors insist on any)."""
    return {UnicodeDecodeError: ("", b"", 0, 0, ""), UnicodeEncodeError: ("", "", 0, 0, "")}.get(base, ())


def _frame(frame: Any) -> Frame:
    if not (isinstance(frame, tuple) and len(frame) == 2 and isinstance(frame[0], int) and isinstance(frame[1], str)):
        raise WireError("A line of a traceback is not right.")
    name = frame[1][:100]  # "Adam.step", "fit.<locals>.<lambda>"; who names it oddly sees it no more
    return Frame(frame[0], name if name.translate(_NOT_IN_NAMES).isidentifier() else "?")
