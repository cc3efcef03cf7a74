"""The misconceptions of an exercise, and which of them explain what a submission did: one, or two at once."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.course import Exercise
from grader.diagnosis.merging import definitions
from grader.diagnosis.names import reach
from grader.diagnosis.pairs import Pairs, Unsaid
from grader.diagnosis.trials import Candidate, Observed, Rerun, Trials, says_nothing
from grader.results import Misconception, Verdict

MAX_RUNS = 250  # failed runs of checks that are looked at, a bound on time; of a function with more nothing is said


class Bank:
    """The misconceptions of an exercise.

    Args:
        exercise: whose solution folder holds them.
        load: returns the request that loads a source the way the exercise wants it.
        names: of the stub.

    """

    def __init__(self, exercise: Exercise, load: Callable[[str, str], dict[str, Any]], names: frozenset[str]) -> None:
        self.names = names
        solution = exercise.solution_path
        source = solution.read_text(encoding="utf-8") if solution is not None else ""
        self.trials = Trials(load, names, source)
        self.candidates = [self._read(path, source) for path in exercise.misconceptions]
        self.pairs = Pairs(self.trials, source, self.candidates)

    def _read(self, path: Path, solution: str) -> Candidate:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        defined = tuple(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
        diagnosis = " ".join((ast.get_docstring(tree) or "").split())
        whole = f"{solution}\n\n{text}"
        return self.trials.candidate(path.stem, whole, diagnosis, defined, reach(tree, whole), definitions(tree))

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
        passed: dict[str, list[Observed]] = {}
        self.trials.forget()
        for run in observed:
            if run.comparable:
                (passed if run.verdict == Verdict.PASSED else failed).setdefault(run.function, []).append(run)
        explained: dict[str, tuple[Candidate, ...]] = {}
        open_: list[str] = []  # functions whose failures no single mistake explains
        looked_at = 0
        for function, runs in failed.items():
            looked_at += len(runs)
            if looked_at > MAX_RUNS:
                continue
            fitting = [item for item in self.candidates if self.trials.explains(item, function, runs, passed, rerun)]
            if len(fitting) == 1 and not says_nothing([*runs, *passed.get(function, ())]):
                explained[function] = (fitting[0],)
            elif not fitting:
                open_.append(function)
        self._explain_open(open_, explained, failed, passed, rerun, uses)
        found: dict[str, list[Observed]] = {}
        for function, items in explained.items():
            # An unknown mistake in a function that this one uses may look like a known mistake of this one.
            if not any(other in failed and other not in explained for other in uses.get(function, ())):
                for item in items:
                    found.setdefault(item.name, []).extend(failed[function])
        return tuple(self._named(item, found[item.name]) for item in self.candidates if item.name in found)

    def _explain_open(
        self,
        open_: Sequence[str],
        explained: dict[str, tuple[Candidate, ...]],
        failed: Mapping[str, Sequence[Observed]],
        passed: Mapping[str, Sequence[Observed]],
        rerun: Rerun,
        uses: Mapping[str, frozenset[str]],
    ) -> None:
        """Note which mistakes together explain functions that no single one does; those that others use come first."""
        self.pairs.begin()
        for function in sorted(open_, key=lambda name: len(uses.get(name, frozenset()) & failed.keys())):
            used = [name for name in failed if name in uses.get(function, ())]
            if all(name in explained for name in used):
                known = {item.name: item for name in used for item in explained[name]}
                try:
                    together = self.pairs.explain(function, tuple(known.values()), failed, passed, rerun)
                except Unsaid:
                    continue
                explained[function] = together

    def _named(self, item: Candidate, runs: Sequence[Observed]) -> Misconception:
        checks = tuple(dict.fromkeys(run.check.name for run in runs))
        function = next((name for name in item.functions if name in self.names), item.functions[0])
        return Misconception(item.name, function, item.diagnosis, checks)
