"""Which mistake was it? The bank of misconceptions is run on the very calls on which a submission failed.

A misconception is named only if it gives the student's own values wherever that function's checks failed, passes where
they passed, differs from the solution there, and is the only one of the bank that does. A false name is worse than
none: where anything is in doubt, nothing is said.
"""

from __future__ import annotations

import ast
import functools
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from grader.checks import Check
from grader.client.code import Call, Code, Conversation, Local, StudentError
from grader.compare import FEW
from grader.course import Exercise
from grader.errors import GraderError
from grader.results import Misconception, Verdict

SAME = 1e-6  # relative: another order of operations is no other mistake
HOPE = 0.1  # a check on code in this process takes far less time than its first run took
MAX_RUNS = 250  # failed runs of checks that are looked at, a bound on time; of a function with more nothing is said


@dataclass(frozen=True)
class Observed:
    """What a submission did in one run of a check."""

    check: Check
    seed: int
    verdict: Verdict
    calls: tuple[Call, ...]
    seconds: float = 0.0

    @property
    def function(self) -> str:
        """The function that the check is about: the first one that it called."""
        return next((name for call in self.calls for name in call.functions), "")

    @property
    def comparable(self) -> bool:
        """Whether values came back that a misconception could have given as well."""
        if any(_is_unfinished(call.error) for call in self.calls):
            return False
        return bool(self.calls) and self.verdict in (Verdict.PASSED, Verdict.FAILED, Verdict.ERROR)


def _is_unfinished(error: Exception | None) -> bool:
    """Return whether it is what a stub raises: nobody has made a mistake there yet."""
    return isinstance(error, StudentError) and error.name == "NotImplementedError" and not error.message


class Differs(BaseException):
    """A misconception has just done something else than the student's code did; no check may catch this."""


@dataclass
class Following(Conversation):
    """A conversation that ends where it leaves another one: most misconceptions do so at their first call."""

    followed: Sequence[Call] | None = None  # what the student's code did; None: nothing is compared
    differs: bool = False

    def ask(self, message: dict[str, Any], *functions: str) -> Any:
        """Ask something of the code and compare what comes of it.

        Raises:
            Differs: the student's code did something else.

        """
        place, error, value = len(self.calls), None, None
        try:
            value = super().ask(message, *functions)
        except Exception as caught:
            error = caught
        if self.followed is not None and (
            place >= len(self.followed) or not _same_call(self.followed[place], self.calls[place])
        ):
            self.differs = True  # a callback's exception goes through the code that called it, and may be lost there
            raise Differs
        if error is not None:
            raise error
        return value


@dataclass
class Candidate:
    """A misconception, loaded in this process, in place of what it replaces in the solution."""

    name: str
    functions: tuple[str, ...]  # that its file defines
    reach: frozenset[str] | None  # the names that may behave otherwise than the solution's; None: all of them
    diagnosis: str
    conversation: Following
    local: Local
    code: Code


@dataclass
class Experience:
    """What trying candidates on one check has cost so far, and how many of them it has sorted out.

    At the beginning it is a guess: a run that failed sorts out nearly all candidates, a passed one few.
    """

    seconds: float  # of processor time
    sorted_out: float

    def add(self, seconds: float, sorted_out: bool) -> None:
        """Learn from one more try."""
        self.seconds += seconds
        self.sorted_out += sorted_out

    @property
    def price(self) -> float:
        """What sorting out one more candidate will cost."""
        return self.seconds / self.sorted_out


Rerun = Callable[[Check, Code], BaseException | None]


class Bank:
    """The misconceptions of an exercise.

    Args:
        exercise: whose solution folder holds them.
        load: returns the request that loads a source the way the exercise wants it.
        names: of the stub.

    """

    def __init__(self, exercise: Exercise, load: Callable[[str, str], dict[str, Any]], names: frozenset[str]) -> None:
        self.names = names
        self.load = load
        self.sources: dict[str, dict[str, Any]] = {}
        self.right: dict[int, tuple[Call, ...]] = {}  # what the solution did, up to its first other answer, by seed
        self.fitting: dict[tuple[str, int], bool] = {}  # whether a misconception fits a run, by its name and the seed
        self.experience: dict[tuple[bool, str, bool], Experience] = {}  # by check and whether it was passed
        solution = exercise.solution_path
        source = solution.read_text(encoding="utf-8") if solution is not None else ""
        self.solution = self._candidate("solution", source, "", (), None)
        self.candidates = [self._read(path, source) for path in exercise.misconceptions]

    def _read(self, path: Path, solution: str) -> Candidate:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        defined = tuple(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
        diagnosis = " ".join((ast.get_docstring(tree) or "").split())
        whole = f"{solution}\n\n{text}"
        return self._candidate(path.stem, whole, diagnosis, defined, _reach(tree, whole))

    def _candidate(
        self, name: str, source: str, diagnosis: str, functions: tuple[str, ...], reach: frozenset[str] | None
    ) -> Candidate:
        conversation = Following(_Nowhere(), self.names)
        local = Local(f"misconception_{name}", conversation.answer)
        conversation.transport = local
        self.sources[name] = self.load(source, f"{name}.py")
        return Candidate(name, functions, reach, diagnosis, conversation, local, Code(conversation))

    def explain(
        self, observed: Sequence[Observed], rerun: Rerun, uses: Mapping[str, frozenset[str]]
    ) -> tuple[Misconception, ...]:
        """Return the misconceptions that explain what failed, function by function.

        Args:
            observed: the runs of all checks.
            rerun: runs a check on other code.
            uses: which functions of the exercise each of the student's functions uses.

        """
        failed: dict[str, list[Observed]] = {}
        self.right.clear()
        self.fitting.clear()
        passed: dict[str, list[Observed]] = {}
        for run in observed:
            if run.comparable:
                (passed if run.verdict == Verdict.PASSED else failed).setdefault(run.function, []).append(run)
        explained: dict[str, Candidate] = {}
        looked_at = 0
        for function, runs in failed.items():
            looked_at += len(runs)
            if looked_at > MAX_RUNS:
                continue
            fitting = [item for item in self.candidates if self._explains(item, function, runs, passed, rerun)]
            if len(fitting) == 1:
                explained[function] = fitting[0]
        found: dict[str, list[Observed]] = {}
        for function, item in explained.items():
            # An unknown mistake in a function that this one uses may look like a known mistake of this one.
            if not any(other in failed and other not in explained for other in uses.get(function, ())):
                found.setdefault(item.name, []).extend(failed[function])
        return tuple(self._named(item, found[item.name]) for item in self.candidates if item.name in found)

    def _explains(
        self,
        item: Candidate,
        function: str,
        failed: Sequence[Observed],
        passed: Mapping[str, Sequence[Observed]],
        rerun: Rerun,
    ) -> bool:
        """Return whether a misconception gives the same values in all failed runs, and passes the passed ones."""
        # The mistake of an earlier function may show in a later one's checks; but then in its own checks as well.
        names = [function] if function in item.functions else [function, *item.functions]
        runs = [*failed, *(run for name in names for run in passed.get(name, ()))]
        runs.sort(key=lambda run: self._experience(run).price)  # all have to fit: the order is a matter of cost
        return all(self._fits(item, run, rerun) for run in runs)

    def _fits(self, item: Candidate, run: Observed, rerun: Rerun) -> bool:
        """Return whether a misconception passes a run that was passed, or reproduces one that failed."""
        passed = run.verdict == Verdict.PASSED
        if item.reach is not None and all(
            call.functions and item.reach.isdisjoint(call.functions) for call in run.calls
        ):
            return passed  # it does what the solution does
        if (item.name, run.seed) not in self.fitting:
            experience, started = self._experience(run), time.thread_time()
            fits = self._repeat(item, run, rerun) is None if passed else self._reproduces(item, run, rerun)
            experience.add(time.thread_time() - started, not fits)
            self.fitting[item.name, run.seed] = fits
        return self.fitting[item.name, run.seed]

    def _reproduces(self, item: Candidate, run: Observed, rerun: Rerun) -> bool:
        error = self._repeat(item, run, rerun, follow=True)
        conversation = item.conversation
        if error is None or conversation.differs or len(conversation.calls) != len(run.calls):
            return False
        return self._is_telling(item, run, rerun)

    def _is_telling(self, item: Candidate, run: Observed, rerun: Rerun) -> bool:
        """Return whether the solution does something else in this run than a candidate that has just done it."""
        mine = tuple(item.conversation.calls)
        if run.seed not in self.right:
            self._repeat(self.solution, run, rerun, follow=True)
            self.right[run.seed] = tuple(self.solution.conversation.calls)
        right = self.right[run.seed]
        if not _same_calls(mine[: len(right)], right):
            return True
        self._repeat(self.solution, run, rerun)  # it left the student's values, but hardly: all of it has to be seen
        return not _same_calls(mine, self.solution.conversation.calls)

    def _experience(self, run: Observed) -> Experience:
        passed = run.verdict == Verdict.PASSED
        key = (run.check.public, run.check.full_name, passed)
        if key not in self.experience:
            # Hopeful, so that every check is tried before one that is known to be dear.
            self.experience[key] = Experience(HOPE * run.seconds, 0.1 if passed else 1.0)
        return self.experience[key]

    def _repeat(self, item: Candidate, run: Observed, rerun: Rerun, *, follow: bool = False) -> BaseException | None:
        """Run a check on a candidate with the inputs that the student's code had; if asked, while it follows that."""
        item.conversation.forget()
        item.conversation.differs = False
        item.conversation.first = self.sources[item.name] | {"op": "begin", "seed": run.seed}
        item.conversation.followed = run.calls if follow else None
        torch.default_generator.manual_seed(run.seed)
        return rerun(run.check, item.code)

    def _named(self, item: Candidate, runs: Sequence[Observed]) -> Misconception:
        checks = tuple(dict.fromkeys(run.check.name for run in runs))
        function = next((name for name in item.functions if name in self.names), item.functions[0])
        return Misconception(item.name, function, item.diagnosis, checks)


def _reach(tree: ast.Module, whole: str) -> frozenset[str] | None:
    """Return the names whose behaviour a misconception may change: what its file binds, and what uses that."""
    bound: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.Assign) and all(isinstance(target, ast.Name) for target in node.targets):
            bound |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            return None
    defined = {node.name for node in ast.parse(whole).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    used = uses(whole, frozenset(defined | bound))
    return frozenset(bound | {name for name, others in used.items() if others & bound})


@functools.lru_cache(maxsize=8)  # a submission's is asked for by the diagnosis and by every script
def uses(source: str, names: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return which of the names each of them uses in a source, directly or through other functions of it."""
    mentioned: dict[str, set[str]] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            inner = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
            mentioned.setdefault(node.name, set()).update(inner - {node.name})
    reached: dict[str, frozenset[str]] = {}
    for name in names & mentioned.keys():
        seen: set[str] = set()
        todo = list(mentioned[name])
        while todo:
            other = todo.pop()
            if other not in seen:
                seen.add(other)
                todo += mentioned.get(other, ())
        reached[name] = frozenset(seen & names)
    return reached


class _Nowhere:
    def request(self, message: dict[str, Any], where: str) -> dict[str, Any]:
        """Refuse."""
        raise GraderError("The code is not connected.")


def _same_calls(mine: Sequence[Call], theirs: Sequence[Call]) -> bool:
    return len(mine) == len(theirs) and all(_same_call(a, b) for a, b in zip(mine, theirs, strict=True))


def _same_call(mine: Call, theirs: Call) -> bool:
    if mine.error is not None or theirs.error is not None:
        return _kind_of_error(mine) == _kind_of_error(theirs)
    return same(mine.value, theirs.value)


def _kind_of_error(call: Call) -> tuple[str, str] | None:
    error = call.error
    return (error.name, error.kind) if isinstance(error, StudentError) else None if error is None else ("stopped", "")


def same(a: Any, b: Any) -> bool:
    """Return whether two values are the same up to rounding; NaN is the same as NaN here."""
    if isinstance(a, torch.Tensor) and isinstance(b, torch.Tensor):
        return _same_tensor(a, b)
    if isinstance(a, float) and isinstance(b, float):
        return a == b or math.isclose(a, b, rel_tol=SAME, abs_tol=1e-12) or (math.isnan(a) and math.isnan(b))
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return bool(getattr(a, "kind", a) == getattr(b, "kind", b))  # of objects that stay away only the kind is known


def _same_tensor(a: torch.Tensor, b: torch.Tensor) -> bool:
    if a.shape != b.shape or a.dtype != b.dtype or a.requires_grad != b.requires_grad:
        return False
    if not a.dtype.is_floating_point and not a.dtype.is_complex:
        return torch.equal(a, b)
    rounding = 1e-12 if a.dtype in (torch.float64, torch.complex128) else 1e-5
    if b.numel() <= FEW and not b.dtype.is_complex:
        return _same_numbers(a.detach().flatten().tolist(), b.detach().flatten().tolist(), rounding)
    scale = float(torch.nan_to_num(b.detach().abs(), posinf=0.0).max()) if b.numel() else 0.0
    return torch.allclose(a.detach(), b.detach(), rtol=SAME, atol=max(rounding * scale, 1e-15), equal_nan=True)


def _same_numbers(a: list[float], b: list[float], rounding: float) -> bool:
    """Say the same of a few numbers: torch takes ten times as long for them."""
    scale = max((abs(y) for y in b if math.isfinite(y)), default=0.0)
    atol = max(rounding * scale, 1e-15)
    return all(
        x == y or (math.isfinite(y) and abs(x - y) <= atol + SAME * abs(y)) or (math.isnan(x) and math.isnan(y))
        for x, y in zip(a, b, strict=True)
    )
