"""Runs check files with pytest, in the trusted process: fixtures ``submission`` and ``solution``, an outcome per check.

A check file is collected once; then every submission that comes is run through its checks. Nothing of the
surroundings joins in: no configuration file, no conftest, no installed plugin, no cache.
"""

from __future__ import annotations

import contextlib
import inspect
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from _pytest.runner import runtestprotocol

from grader.client.code import Code
from grader.client.raised import StudentError, Unbegun
from grader.errors import GraderError, UserError
from grader.results import Stopped

UNUSED_PLUGINS = (
    "cacheprovider", "capture", "doctest", "debugging", "faulthandler", "junitxml", "legacypath", "logging", "pastebin",
    "recwarn", "setuponly", "setupplan", "stepwise", "subtests", "terminal", "threadexception", "tmpdir", "monkeypatch",
    "unittest", "unraisableexception", "warnings",
)  # fmt: skip


OUR_FIXTURES = {"submission", "solution"}


@dataclass(frozen=True)
class Check:
    """A check function with one set of parameters, as its file declares it."""

    name: str  # the function's name without "test_"
    part: str  # the parameters' id; "" if it has none
    title: str
    public: bool
    points: float  # of this part
    parts: int

    @property
    def full_name(self) -> str:
        """The name with its part."""
        return f"{self.name}[{self.part}]" if self.part else self.name


@dataclass(frozen=True)
class Outcome:
    """How running a check ended: ``error`` is None if it passed."""

    check: Check
    seconds: float
    error: BaseException | None
    skipped: bool = False
    check_is_broken: bool = False  # the solution makes the check raise the same kind of exception


class Unmet(AssertionError):
    """``pytest.raises`` or ``pytest.fail`` said no; the text is pytest's."""


class Job(Protocol):
    """One submission's way through the checks."""

    submission: Code
    solution: Code | None

    def begin(self, check: Check) -> BaseException | None:
        """Prepare both codes for a check; an exception returned is the check's outcome, and it is not run."""

    def finish(self, outcome: Outcome) -> bool:
        """Take the outcome; return whether the check shall be run once more."""

    def progress(self, done: int, total: int, check: Check | None) -> None:
        """Learn how far it is."""

    def alternative(self) -> Code | None:
        """Return code that is known to be right, if there is any here."""

    def explain(self, rerun: Callable[[Check, Code], BaseException | None]) -> None:
        """Look for what explains the failures; ``rerun`` runs a check on other code and returns what it raised."""


def run(root: Path, public: Path | None, hidden: Path | None, jobs: Iterable[Job], select: str | None = None) -> None:
    """Run every job through the checks of the given files.

    Args:
        root: the course folder.
        public: the check file that students have, if any.
        hidden: the check file that they do not have, if any.
        jobs: are asked for one at a time, so they may be endless, and each may act on the one before.
        select: an expression as for pytest's ``-k``.

    Raises:
        GraderError: a check file cannot be loaded.

    """
    plugin = _Plugin(jobs, hidden)
    _collect(plugin, root, public, hidden, select)
    if not plugin.ran and select:
        raise UserError(
            f"No check fits the expression {select!r}.",
            hint="It is compared with the function names in checks.py.",
        )
    if not plugin.ran:
        raise GraderError("No check was run.", hint="Does the check file define functions named test_…?")


def declared(root: Path, public: Path | None, hidden: Path | None) -> list[Check]:
    """Return the checks that the files declare, each part of a parametrized one for itself; none of them is run.

    Args:
        root: the course folder.
        public: the check file that students have, if any.
        hidden: the check file that they do not have, if any.

    Raises:
        GraderError: a check file cannot be loaded.

    """
    plugin = _Plugin((), hidden)
    _collect(plugin, root, public, hidden, None)
    return plugin.checks


def _collect(plugin: _Plugin, root: Path, public: Path | None, hidden: Path | None, select: str | None) -> None:
    """Let pytest collect the files, and the plugin run its jobs."""
    files = [path for path in (public, hidden) if path is not None]
    arguments = [*map(str, files), "-c", os.devnull, "--rootdir", str(root), "--import-mode=importlib", "--noconftest"]
    arguments += ["--assert=plain", "--strict-markers", "-o", "python_files=*.py"]
    arguments += ["--confcutdir", str(files[0].parent)]  # else every folder above is listed, and all that is in it
    arguments += [word for name in UNUSED_PLUGINS for word in ("-p", f"no:{name}")]
    if select:
        arguments += ["-k", select]
    with _no_surroundings(), _own_modules():
        code = pytest.main(arguments, plugins=[plugin])
    if code == pytest.ExitCode.INTERRUPTED and plugin.stopped is None and not plugin.broken:
        raise KeyboardInterrupt
    if plugin.stopped is not None:
        raise plugin.stopped
    if plugin.broken:
        raise GraderError(f"The checks cannot be loaded: {plugin.broken[0]}", hint="Tell the author of the exercise.")


@contextlib.contextmanager
def _own_modules() -> Iterator[None]:
    """Forget the check files afterwards: another course may have files of the same names."""
    before = set(sys.modules)
    try:
        yield
    finally:
        for name in set(sys.modules) - before:
            if name.partition(".")[0] in ("exercises", "solutions"):
                del sys.modules[name]


@contextlib.contextmanager
def _no_surroundings() -> Iterator[None]:
    """Hide what the environment says to pytest."""
    kept = {name: os.environ.pop(name, None) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "CI")}
    autoload = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    current = os.environ.pop("PYTEST_CURRENT_TEST", None)
    try:
        yield
    finally:
        os.environ.pop("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
        restored = kept | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": autoload, "PYTEST_CURRENT_TEST": current}
        os.environ.update({name: value for name, value in restored.items() if value is not None})


class _Plugin:
    """The pytest plugin: fixtures, marks, the loop over jobs."""

    def __init__(self, jobs: Iterable[Job], hidden: Path | None) -> None:
        self.jobs = jobs
        self.hidden = hidden
        self.codes: tuple[Code, Code | None] | None = None
        self.caught: pytest.ExceptionInfo[BaseException] | None = None
        self.parameters: dict[pytest.Function, dict[str, Any] | None] = {}
        self.broken: list[str] = []
        self.ran = False
        self.checks: list[Check] = []
        self.stopped: BaseException | None = None

    # Fixtures

    @pytest.fixture
    def submission(self) -> Code:
        """Return the student's code, behind the wire."""
        return self._code("submission")

    @pytest.fixture
    def solution(self) -> Code:
        """Return the reference solution, with the same interface."""
        return self._code("solution")

    def _code(self, name: str) -> Code:
        assert self.codes is not None
        code = self.codes[0] if name == "submission" else self.codes[1]
        if code is None:
            raise GraderError("A check asks for the solution, but this course has none here.")
        return code

    # Hooks

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the mark."""
        config.addinivalue_line("markers", "points(n): the points of a check, split evenly over its parameters")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember why a check file could not be loaded."""
        if report.failed:
            lines = str(report.longrepr).strip().splitlines()
            self.broken.append(lines[-1] if lines else str(report.nodeid))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Keep the exception itself; pytest need not render it (rendering a student's values could take minutes)."""
        if call.excinfo is not None and call.when != "teardown":
            self.caught = call.excinfo
        outcome: Any = "failed" if call.excinfo is not None else "passed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)  # type: ignore[arg-type]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run job after job through the collected checks."""
        if self.broken:
            return True
        items = [item for item in session.items if isinstance(item, pytest.Function)]
        checks = self.checks = _declared(items, self.hidden)
        self.ran = bool(items)
        try:
            for job in self.jobs if items else ():
                self._run_job(job, items, checks)
        except BaseException as error:  # pytest would print it; whoever called us decides
            self.stopped = error
        return True

    def _run_job(self, job: Job, items: Sequence[pytest.Function], checks: Sequence[Check]) -> None:
        for number, (item, check) in enumerate(zip(items, checks, strict=True)):
            job.progress(number, len(items), check)
            if job.finish(self._run_check(job, item, check)):
                job.finish(self._run_check(job, item, check))
        by_check = dict(zip(checks, items, strict=True))
        job.explain(lambda check, code: self._execute(by_check[check], code, job.solution))
        job.progress(len(items), len(items), None)

    def _run_check(self, job: Job, item: pytest.Function, check: Check) -> Outcome:
        started = time.perf_counter()
        error = job.begin(check)
        if error is None:
            error = self._execute(item, job.submission, job.solution)
        if isinstance(error, Unbegun):
            error = error.error
        seconds = time.perf_counter() - started
        if isinstance(error, pytest.skip.Exception):
            return Outcome(check, seconds, None, skipped=True)
        return Outcome(check, seconds, error, check_is_broken=self._is_broken(job, item, error))

    def _is_broken(self, job: Job, item: pytest.Function, error: BaseException | None) -> bool:
        """Return whether an exception that no check should let through also comes with code that is right."""
        expected = (Stopped, StudentError, AssertionError, GraderError)
        right = job.alternative()
        if error is None or isinstance(error, expected) or right is None:
            return False
        again = self._execute(item, right, right)
        return again is not None and not isinstance(again, AssertionError)

    def _execute(self, item: pytest.Function, submission: Code, solution: Code | None) -> BaseException | None:
        self.codes, self.caught = (submission, solution), None
        if item not in self.parameters:
            self.parameters[item] = _parameters(item)
        parameters = self.parameters[item]
        if parameters is None:
            runtestprotocol(item, log=False)
            error = self.caught.value if self.caught is not None else None
        else:
            error = self._call(item, parameters)
        return Unmet(str(error)) if isinstance(error, pytest.fail.Exception) else error

    def _call(self, item: pytest.Function, parameters: dict[str, Any]) -> BaseException | None:
        """Call a check that wants only our fixtures: pytest's own way to do it costs a quarter of grading."""
        try:
            item.obj(**{name: self._code(name) for name in item.fixturenames if name not in parameters}, **parameters)
        except (KeyboardInterrupt, pytest.exit.Exception):
            raise
        except BaseException as error:
            return error
        return None


def _parameters(item: pytest.Function) -> dict[str, Any] | None:
    """Return a check's parameters; None if it wants more of pytest than those and our two fixtures."""
    parameters = dict(item.callspec.params) if hasattr(item, "callspec") else {}
    marks = list(item.iter_markers())
    definitions = item._fixtureinfo.name2fixturedefs
    if (
        item.cls is None
        and not inspect.iscoroutinefunction(item.obj)
        and set(item.fixturenames) <= OUR_FIXTURES | parameters.keys()
        and {mark.name for mark in marks} <= {"points", "parametrize"}
        and not any(mark.kwargs.get("indirect") or len(mark.args) > 2 for mark in marks if mark.name == "parametrize")
        and all(len(definitions.get(name, ())) <= 1 for name in OUR_FIXTURES)
    ):
        return parameters
    return None


def _declared(items: Sequence[pytest.Function], hidden: Path | None) -> list[Check]:
    """Return what the check functions declare; the points of a parametrized one are split over its parts."""
    parts: dict[tuple[Path, str], int] = {}
    for item in items:
        key = (item.path, item.originalname)
        parts[key] = parts.get(key, 0) + 1
    checks = []
    for item in items:
        mark = item.get_closest_marker("points")
        number = parts[item.path, item.originalname]
        points = float(mark.args[0]) / number if mark is not None else 0.0
        part = item.callspec.id if hasattr(item, "callspec") else ""
        name = item.originalname.removeprefix("test_")
        public = hidden is None or not item.path.samefile(hidden)
        checks.append(Check(name, part, _title(item.function, name), public, points, number))
    return checks


def _title(function: Any, name: str) -> str:
    """Return the first paragraph of a check's docstring, as one line."""
    text = inspect.getdoc(function) or name.replace("_", " ")
    return " ".join(text.split("\n\n")[0].split())
