"""What need not be run again: a check on a variant that meets none of its changes ends as it did on the solution.

All variants of an exercise get the inputs that the solution got once. So a check that only asks for functions which a
variant leaves as they are takes the very same course, and its outcome is taken over from the solution.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.checks import Check, Outcome
from grader.client.code import Code
from grader.diagnosis import Observed, uses
from grader.results import Stopped, Verdict
from grader.runner.grading import Grading
from grader.runner.summary import Run
from grader.verify.remembering import Memory

SPARED = Stopped(Verdict.SKIPPED, "This check is not needed.")


@dataclass(frozen=True)
class Known:
    """How the solution went through the checks that it passed, with which inputs."""

    source: str
    seed: bytes
    passed: Mapping[tuple[bool, str], tuple[Run, Observed]]  # by whether it is public, and its full name
    memory: Memory = field(default_factory=Memory)

    @classmethod
    def of(cls, grading: Grading) -> Known:
        """Return what a graded solution has shown."""
        pairs = zip(grading.runs, grading.observed, strict=True)
        passed = {
            (run.check.public, run.check.full_name): (run, observed)
            for run, observed in pairs
            if observed.verdict == Verdict.PASSED and observed.calls
        }
        return cls(grading.file.source, grading.seed, passed)

    def unchanged(self, grading: Grading) -> Callable[[Check], tuple[Run, Observed] | None]:
        """Return what tells a check's course on the solution, where it meets none of a variant's changes."""
        touched = changed(self.source, grading.file.source) if grading.file.runnable else None
        if touched is None:
            return lambda check: None
        touched |= grading.file.forbidden.keys()

        def look_up(check: Check) -> tuple[Run, Observed] | None:
            found = self.passed.get((check.public, check.full_name))
            if found is None or any(
                not call.functions or not touched.isdisjoint(call.functions) for call in found[1].calls
            ):
                return None
            return found

        return look_up


class Sparing:
    """A variant's way through the checks that leaves out what is known already."""

    def __init__(self, grading: Grading, known: Known) -> None:
        grading.seed = known.seed
        self.grading = grading
        self.submission: Code = grading.submission
        self.solution: Code | None = grading.solution
        self.known = known
        self.unchanged = known.unchanged(grading)

    def begin(self, check: Check) -> BaseException | None:
        """Prepare a check, or leave it out."""
        spared = self.unchanged(check) is not None
        if spared and self.grading.loaded:
            return SPARED
        return self.grading.begin(check) or (SPARED if spared else None)

    def finish(self, outcome: Outcome) -> bool:
        """Take the outcome, or that of the solution."""
        found = self.unchanged(outcome.check) if outcome.error is SPARED else None
        if found is None:
            return self.grading.finish(outcome)
        self.grading.runs.append(found[0])
        self.grading.observed.append(found[1])
        return False

    def progress(self, done: int, total: int, check: Check | None) -> None:
        """Tell nobody."""

    def alternative(self) -> Code | None:
        """Return the solution."""
        return self.grading.alternative()

    def explain(self, rerun: Callable[[Check, Code], BaseException | None]) -> None:
        """Look in the bank for the mistakes that explain what failed."""
        self.grading.explain(self.known.memory.of(rerun))


class Hurried(Sparing):
    """A variant's way through the hidden checks that ends where it first fails, and explains nothing."""

    def __init__(self, grading: Grading, known: Known) -> None:
        super().__init__(grading, known)
        self.failed: dict[str, str] | None = None
        self.wanted: frozenset[str] | None = None
        self.behind: set[str] = set()  # full names of checks that have been run

    def rounds(self, first: Sequence[Sequence[str]]) -> Iterator[Hurried]:
        """Yield this job, at first for the checks that are likely to notice, then for all the others."""
        for wanted in (*map(frozenset, first), None):
            if self.failed is None:
                self.wanted = wanted
                yield self

    def begin(self, check: Check) -> BaseException | None:
        """Prepare a check, or leave it out."""
        left_out = self.wanted is not None and check.name not in self.wanted
        if self.failed is not None or check.public or left_out or check.full_name in self.behind:
            return SPARED
        return super().begin(check)

    def finish(self, outcome: Outcome) -> bool:
        """Note whether it failed."""
        if outcome.error is SPARED:
            return False
        again = self.grading.finish(outcome)
        if not again:
            self.behind.add(outcome.check.full_name)
            judgement = self.grading.runs[-1].judgement
            if judgement.verdict not in (Verdict.PASSED, Verdict.SKIPPED):
                self.failed = {
                    "check": outcome.check.full_name,
                    "verdict": judgement.verdict,
                    "message": judgement.message,
                }
        return again

    def explain(self, rerun: Callable[[Check, Code], BaseException | None]) -> None:
        """Look for nothing."""


def changed(solution: str, source: str) -> frozenset[str] | None:
    """Return the functions and classes of a source that may behave otherwise than the solution's.

    They are those that are defined otherwise, and those that use one of these, directly or through others. None: it
    may be any, for something else has changed than a definition.
    """
    (before, other), (after, now_other) = _definitions(solution), _definitions(source)
    if other != now_other:
        return None
    names = frozenset(before.keys() | after.keys())
    found = {name for name in names if before.get(name) != after.get(name)}
    return frozenset(found | {name for name, used in uses(source, names).items() if not used.isdisjoint(found)})


@functools.lru_cache(maxsize=2)  # the solution's is asked for with every variant
def _definitions(source: str) -> tuple[dict[str, str], list[str]]:
    """Return what each function, class and import is, and all other statements."""
    last: dict[str, str] = {}
    others = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            last[node.name] = ast.dump(node)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
            last |= {name: f"{ast.dump(node)} {name}" for name in names}
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            others.append(ast.dump(node))
    return last, others
