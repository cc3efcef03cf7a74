"""Verdicts and reports: everything that is known about one graded submission, and its JSON.

The JSON form is documented in docs/report.md; ``VERSION`` is raised when a reader of the old form would misread
the new.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import json
import types
import typing
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from grader.errors import GraderError

VERSION = 1


class Verdict(enum.StrEnum):
    """How a check, or a whole submission, ended."""

    PASSED = "passed"
    FAILED = "failed"  # a value is not the right one
    ERROR = "error"  # the student's code raised an exception or ended its process
    TIMEOUT = "timeout"
    MEMORY = "memory"
    FORBIDDEN = "forbidden"  # a rule of the exercise is broken
    SKIPPED = "skipped"
    INTERNAL_ERROR = "internal_error"  # our fault; never counted as a zero


# A submission's verdict is the worst of its checks': the first of this list that occurs.
WORST_FIRST = (
    Verdict.INTERNAL_ERROR,
    Verdict.FORBIDDEN,
    Verdict.TIMEOUT,
    Verdict.MEMORY,
    Verdict.ERROR,
    Verdict.FAILED,
    Verdict.PASSED,
    Verdict.SKIPPED,
)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that stands for all of them; ``skipped`` if there is none."""
    found = set(verdicts)
    return next((verdict for verdict in WORST_FIRST if verdict in found), Verdict.SKIPPED)


class Stopped(Exception):
    """The student's code was stopped, or ended its own process; nothing more can be asked of it.

    Args:
        verdict: ``timeout``, ``memory`` or ``error``.
        message: what happened, a sentence for the student.

    """

    def __init__(self, verdict: Verdict, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.message = message


@dataclass(frozen=True)
class Frame:
    """One line of the student's own code in a traceback."""

    line: int
    function: str
    code: str = ""
    cell: int | None = None  # 1-based number of the notebook's code cell, and then ``line`` counts within it


@dataclass(frozen=True)
class Problem:
    """A remark about the submitted file itself: a syntax error, a broken rule, a missing function."""

    kind: str  # "syntax" "forbidden" "missing" "unfinished" "notice"; "flag": for the instructor's eyes
    message: str
    line: int | None = None
    column: int | None = None
    code: str = ""
    cell: int | None = None
    function: str | None = None


@dataclass(frozen=True)
class Part:
    """One parameter set of a parametrized check."""

    name: str
    verdict: Verdict
    points: float
    max_points: float
    message: str = ""


@dataclass(frozen=True)
class CheckResult:
    """What one check found."""

    name: str
    title: str  # the first paragraph of the check's docstring: the sentence that the student reads
    public: bool
    verdict: Verdict
    points: float
    max_points: float
    seconds: float
    message: str = ""  # what happened, for the student; several lines at most
    difference: str = ""  # how the result differs, in one sentence
    functions: tuple[str, ...] = ()  # the student's functions that the check called, in order of first call
    frames: tuple[Frame, ...] = ()  # the student's own lines when an exception was raised, outermost first
    parts: tuple[Part, ...] = ()
    misconceptions: tuple[str, ...] = ()
    output: str = ""  # what the student's code printed (public checks only)
    reproduction: str = ""  # a few lines of Python that show the failure without the grader (public checks only)


@dataclass(frozen=True)
class Misconception:
    """A typical mistake that explains what failed, and what a teacher says to whoever made it."""

    name: str
    function: str
    diagnosis: str
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Environment:
    """What the grading ran on, so that it can be repeated."""

    torch: str = ""
    grader: str = ""
    python: str = ""
    checks: str = ""  # sha256 of the check files, the solution, and of exercise.toml the limits and rules
    submission: str = ""  # sha256 of the submitted bytes
    seed: str = ""  # hexadecimal; every check's own seed follows from it
    sandbox: tuple[str, ...] = ()  # the layers that were in force; empty: none


@dataclass(frozen=True)
class Report:
    """All that is known about one graded submission."""

    exercise: str
    title: str
    file: str
    checks: tuple[CheckResult, ...]
    environment: Environment
    student: str | None = None
    attempt: int | None = None
    submitted_at: str = ""  # ISO 8601 with offset
    late: str | None = None
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()  # about the grading itself, such as a missing sandbox layer
    misconceptions: tuple[Misconception, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    version: int = VERSION

    @property
    def points(self) -> float:
        """The sum of the checks' points, rounded to a hundredth."""
        return round(sum(check.points for check in self.checks), 2)

    @property
    def max_points(self) -> float:
        """The points that a right submission gets, rounded to a hundredth."""
        return round(sum(check.max_points for check in self.checks), 2)

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of all checks."""
        return worst(check.verdict for check in self.checks)

    def to_json(self, indent: int | None = 2) -> str:
        """Return the report as strict JSON (no NaN, no lone surrogates)."""
        data: dict[str, Any] = _plain(self)
        data |= {"points": self.points, "max_points": self.max_points, "verdict": self.verdict}
        order = ["version", "exercise", "title", "file", "student", "attempt", "submitted_at", "points", "max_points"]
        order += ["verdict", "late", "seconds", "environment", "problems", "notices", "checks", "misconceptions"]
        ordered = {key: data.pop(key) for key in order} | data
        text = json.dumps(ordered, indent=indent, ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8", "replace").decode("utf-8")

    @classmethod
    def from_json(cls, text: str | bytes) -> Report:
        """Read what ``to_json`` wrote.

        Raises:
            GraderError: it is no report, or one of a version that this program does not know.

        """
        try:
            data = json.loads(text, parse_constant=_refuse_constant)
            if data["version"] != VERSION:
                raise GraderError(
                    f"The report has version {str(data['version'])[:20]!a}, this program reads version {VERSION}.",
                    hint="Install the version of torch-grader that wrote it.",
                )
            made = {key: value for key, value in data.items() if key not in {"points", "max_points", "verdict"}}
            report: Report = _reader(typing.cast(Hashable, cls))(made)
            return report
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            reason = str(error).encode("unicode_escape").decode()[:200]
            raise GraderError(f"This is not a report of torch-grader ({type(error).__name__}: {reason}).") from error


def _plain(value: Any) -> Any:
    """Return a value of a report as JSON can hold it; `dataclasses.asdict` copies all, and takes four times as long."""
    if isinstance(value, (str, int, float, dict, types.NoneType)):
        return value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}


DEEPEST = 20  # levels of the data of pictures
HIGHEST = 1e12  # of any number in a report: what is larger was not written by us


@functools.cache
def _reader(hint: Hashable) -> Callable[[Any], Any]:
    """Return what turns a value of JSON into the kind that a field of a report declares, or raises TypeError."""
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        readers = {name: _reader(each) for name, each in typing.get_type_hints(hint).items()}
        return functools.partial(_read_record, hint, readers)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint
    if typing.get_origin(hint) is tuple:
        return functools.partial(_read_tuple, _reader(typing.get_args(hint)[0]))
    if typing.get_origin(hint) is types.UnionType:  # "or None"
        return functools.partial(_read_optional, _reader(typing.get_args(hint)[0]))
    if typing.get_origin(hint) is dict:
        return _read_data
    if hint in (str, bool):
        return functools.partial(_read_exact, hint)
    kinds = (float, int) if hint is float else (hint,)
    return functools.partial(_read_plain, kinds)


def _read_record(kind: Callable[..., Any], readers: dict[str, Callable[[Any], Any]], value: Any) -> Any:
    if not isinstance(value, dict):
        raise TypeError(f"a {type(value).__name__} where fields belong")
    return kind(**{name: readers[name](each) for name, each in value.items()})


def _read_exact(kind: Any, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(f"a {type(value).__name__} where a {kind.__name__} belongs")
    return value


def _read_data(value: Any, depth: int = 0) -> Any:
    """Return a dict of whatever JSON can hold, nested as deeply as a picture's data are."""
    if depth == 0:
        _read_plain((dict,), value)
    if depth > DEEPEST:
        raise ValueError("data that are nested too deeply")
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(each, (dict, list)):
            _read_data(each, depth + 1)
    return value


def _read_tuple(read: Callable[[Any], Any], value: Any) -> Any:
    return tuple(map(read, _read_plain((list,), value)))


def _read_optional(read: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else read(value)


def _read_plain(kinds: tuple[Any, ...], value: Any) -> Any:
    if type(value) not in kinds:  # a truth value is no number here
        raise TypeError(f"a {type(value).__name__} where a {kinds[0].__name__} belongs")
    if isinstance(value, (int, float)) and type(value) is not bool and not -HIGHEST < value < HIGHEST:
        raise ValueError("a number that is too large")
    return float(value) if kinds[0] is float else value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")
