"""Runs inputs, keeps those that reach new lines of ours, and makes what fails as small as it gets."""

from __future__ import annotations

import contextlib
import hashlib
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from grader.errors import GraderError
from tests.fuzz.targets import Target

SECONDS = 10.0  # of processor time that one input may cost
LARGEST = 1 << 21  # bytes of an input
MOST_KEPT = 1500  # inputs that others are made from
PACKAGE = str(Path(__file__).parents[2] / "grader")
LONGEST_MESSAGE = 600


class TooSlow(BaseException):
    """An input costs more processor time than any may."""


@dataclass(frozen=True)
class Fault:
    """What an input did that none may do."""

    what: str  # the same for inputs that do the same
    details: str


def outcome(target: Target, data: bytes) -> Fault | None:
    """Read the input; return what is wrong, None if it was read or refused as it should be."""
    try:
        with _limited(), warnings.catch_warnings():
            warnings.simplefilter("error")
            target.read(data)
    except target.refusals as error:
        return _wrong_message(error)
    except (TooSlow, MemoryError) as error:
        return Fault(type(error).__name__, traceback.format_exc(limit=-12))
    except Exception as error:
        place = _place(error)
        return Fault(f"{type(error).__name__} at {place}", traceback.format_exc(limit=-12))
    return None


def _place(error: Exception) -> str:
    """Return the innermost line of ours in a traceback."""
    found = "?"
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith(PACKAGE) or found == "?":
            found = f"{frame.filename.removeprefix(PACKAGE)}:{frame.lineno}"
    return found


def _wrong_message(error: BaseException) -> Fault | None:
    """Look at what a person would read: one sentence that a terminal can show."""
    if not isinstance(error, GraderError):
        return None
    text = error.message
    if not text or len(text) > LONGEST_MESSAGE or any(not char.isprintable() for char in text + (error.hint or "")):
        return Fault(f"a message that cannot be shown ({type(error).__name__})", ascii(text)[:2000])
    return None


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@dataclass
class Reached:
    """The steps from line to line in our package that any input has taken."""

    steps: set[tuple[str, int, int]] = field(default_factory=set)
    new: bool = False

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Note the steps that are taken meanwhile; ``new`` tells whether any is a first one."""
        self.new = False
        sys.settrace(self._enter)
        try:
            yield
        finally:
            sys.settrace(None)

    def _enter(self, frame: FrameType, event: str, argument: object) -> Callable[..., Any] | None:
        filename = frame.f_code.co_filename
        if not filename.startswith(PACKAGE):
            return None
        last = 0

        def step(frame: FrameType, event: str, argument: object) -> Callable[..., Any]:
            nonlocal last
            if event == "line":
                taken = (filename, last, frame.f_lineno)
                last = frame.f_lineno
                if taken not in self.steps:
                    self.steps.add(taken)
                    self.new = True
            return step

        return step


@dataclass
class Hunt:
    """One search for faults in one reader.

    Args:
        target: the reader.
        seed: decides all that is random.

    """

    target: Target
    seed: int
    watched: float = 0.2  # the part of the inputs that are watched line by line; that is slow
    tried: int = 0
    faults: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = Random(f"{self.target.name} {self.seed}")
        self.reached = Reached()
        self.seeds = self.target.seeds()
        self.kept: list[bytes] = []
        for data in self.seeds:
            self.run(data, watch=True)
            self.kept.append(data)

    def run(self, data: bytes, *, watch: bool) -> Fault | None:
        """Try one input and keep it if it leads where none has been."""
        self.tried += 1
        if not watch:
            return outcome(self.target, data)
        with self.reached.watching():
            fault = outcome(self.target, data)
        if fault is not None and fault.what == "TooSlow":  # being watched is slow
            fault = outcome(self.target, data)
        if self.reached.new and fault is None and len(self.kept) < MOST_KEPT:
            self.kept.append(data)
        return fault

    def step(self) -> Fault | None:
        """Change an input and try it; return a fault that was not known."""
        pool = self.seeds if self.random.random() < 0.3 else self.kept
        data = self.random.choice(pool)
        for _ in range(self.random.choice((1, 1, 1, 2, 4))):
            data = self.target.change(self.random, data, self.kept)[:LARGEST]
        fault = self.run(data, watch=self.random.random() < self.watched)
        if fault is None or fault.what in self.faults:
            return None
        self.faults[fault.what] = data
        return fault

    def search(self, seconds: float) -> Iterator[tuple[Fault, bytes]]:
        """Yield each new fault with an input, for so many seconds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            fault = self.step()
            if fault is not None:
                yield fault, self.faults[fault.what]


def smallest(target: Target, data: bytes, what: str, *, seconds: float = 20.0) -> bytes:
    """Leave out of an input whatever is not needed for the fault."""
    end, size = time.monotonic() + seconds, max(1, len(data) // 2)
    while size and time.monotonic() < end:
        start, shorter = 0, False
        while start < len(data) and time.monotonic() < end:
            candidate = data[:start] + data[start + size :]
            fault = outcome(target, candidate)
            if fault is not None and fault.what == what:
                data, shorter = candidate, True
            else:
                start += size
        size = size if shorter and size == 1 else size // 2
    return data


def store(folder: Path, target: Target, data: bytes) -> Path:
    """Write an input down where the tests find it; its name says for which reader it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{target.name}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    return path
