"""From what a check raised to a verdict and to sentences for the student."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from grader.checks import Unmet
from grader.client.raised import StudentError
from grader.compare import Mismatch
from grader.errors import GraderError
from grader.limits import Limits
from grader.results import Frame, Stopped, Verdict

MAX_MESSAGE = 2000
MAX_LINES = 12  # of a message: the first ones and the last one


@dataclass(frozen=True)
class Judgement:
    """The verdict on one run of a check, and what to say about it."""

    verdict: Verdict
    message: str = ""
    difference: str = ""
    frames: tuple[Frame, ...] = ()


def plain(text: str) -> str:
    """Return text from the student's side as a message may hold it: few lines, no control characters or addresses."""
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", text[: 4 * MAX_MESSAGE])
    lines = text.splitlines() or [""]
    if len(lines) > MAX_LINES:
        lines = [*lines[: MAX_LINES - 2], f"… {len(lines) - MAX_LINES + 1} lines left out …", lines[-1]]
    shown = "\n".join("".join(char if char.isprintable() else ascii(char)[1:-1] for char in line) for line in lines)
    return shown if len(shown) <= MAX_MESSAGE else shown[:MAX_MESSAGE] + " …"


@dataclass(frozen=True)
class Circumstances:
    """What has to be known to judge: what was called, whether numbers may be shown, where source lines come from."""

    functions: tuple[str, ...]  # of the last call
    public: bool
    limits: Limits
    locate: Callable[[int], tuple[int | None, int]]
    line_text: Callable[[int], str]

    @property
    def called(self) -> str:
        """The called names, for a sentence."""
        return " or ".join(f"`{name}`" for name in self.functions[:3]) or "your code"


def judge(error: BaseException | None, circumstances: Circumstances) -> Judgement | None:
    """Return the judgement on what a check raised; None where it takes the solution to tell whose fault it is."""
    if error is None:
        return Judgement(Verdict.PASSED)
    if isinstance(error, Stopped):
        return Judgement(error.verdict, error.message)
    if isinstance(error, StudentError):
        return _raised(error, circumstances)
    if isinstance(error, Mismatch):
        return _mismatch(error, circumstances)
    if isinstance(error, Unmet):
        return Judgement(Verdict.FAILED, _failed(str(error), circumstances))
    if isinstance(error, GraderError):
        return Judgement(Verdict.INTERNAL_ERROR, f"This check could not be run: {error.message}")
    if isinstance(error, AssertionError):
        return Judgement(Verdict.FAILED, str(error)[:MAX_MESSAGE])
    return None


def unusable(error: BaseException, circumstances: Circumstances) -> Judgement:
    """Judge an exception of the check itself that the solution does not cause: what came back could not be used."""
    text = f"What {circumstances.called} returned cannot be used here"
    detail = f" ({type(error).__name__}: {error})" if circumstances.public else ""
    return Judgement(Verdict.FAILED, f"{text}{detail}: it is not of the expected kind."[:MAX_MESSAGE])


def our_fault(error: BaseException) -> Judgement:
    """Judge an exception that the solution causes too."""
    return Judgement(Verdict.INTERNAL_ERROR, f"This check is broken: {type(error).__name__}: {error}"[:MAX_MESSAGE])


def _mismatch(error: Mismatch, circumstances: Circumstances) -> Judgement:
    message = error.sentence
    if circumstances.public and error.detail:
        message = f"{message.rstrip('.')}: {error.detail}."
    difference = f"the result {error.difference.phrase}" if error.difference is not None else ""
    return Judgement(Verdict.FAILED, message, difference)


def _failed(text: str, circumstances: Circumstances) -> str:
    """Return pytest's own failures in our words; "DID NOT RAISE <class 'ValueError'>" is the common one."""
    if text.startswith("DID NOT RAISE"):  # then the name, or "any of (names)" or "any exception"
        name = text.removeprefix("DID NOT RAISE").strip().rpartition(".")[2].strip("'>")
        expected = name if name.startswith("any") else f"{'an' if name[:1] in 'AEIOU' else 'a'} {name}"
        return f"{circumstances.called} raised nothing, expected {expected}."
    return text[:MAX_MESSAGE]


def _raised(error: StudentError, circumstances: Circumstances) -> Judgement:
    frames = tuple(_located(frame, circumstances) for frame in error.frames)
    if error.kind == "forbidden":
        return Judgement(Verdict.FORBIDDEN, error.message, frames=frames)
    if error.kind == "missing":
        return Judgement(Verdict.ERROR, f"`{error.message}` is not in your file.")
    if error.kind == "unsendable":
        return Judgement(Verdict.FAILED, f"What {circumstances.called} returned {error.message}.")
    if error.kind == "probe":
        text = f"What {circumstances.called} gave back cannot be used here ({error})."
        return Judgement(Verdict.FAILED, text[:MAX_MESSAGE])
    if error.kind == "callback":
        text = f"{circumstances.called} called a function that it was given with something it cannot take."
        return Judgement(Verdict.ERROR, text, frames=frames)
    if error.kind == "memory":
        limit = circumstances.limits.memory_mb
        text = f"{circumstances.called} asked for more memory than the {limit} MB that are allowed."
        return Judgement(Verdict.MEMORY, text, frames=frames)
    if error.name == "NotImplementedError" and not error.message and frames:
        return Judgement(Verdict.ERROR, f"`{frames[-1].function}` is not filled in yet.", frames=frames[-1:])
    message = f"{circumstances.called} raised {error}"
    return Judgement(Verdict.ERROR, message[:MAX_MESSAGE], frames=frames)


def _located(frame: Frame, circumstances: Circumstances) -> Frame:
    """Return a frame with its place in the student's file, or in the notebook's cell, and the text of the line."""
    cell, line = circumstances.locate(frame.line)
    return replace(frame, line=line, cell=cell, code=plain(circumstances.line_text(frame.line).strip()[:200]))
