"""Several mistakes at once: tried only where no single one explains what a function did.

Mistakes that are certain in the functions that this one uses are taken along; to them comes one of this function. Else
two of this function are merged into one candidate. As with a single mistake, exactly one such set has to fit every run
of the function's checks, and for each member there has to be a number in the student's results that comes about only
with it. Where time runs out nothing is said, for what was not tried might have fitted as well.
"""

from __future__ import annotations

import ast
import itertools
import time
from collections.abc import Iterable, Sequence

from grader.diagnosis.merging import Definitions, composed, definitions
from grader.diagnosis.trials import Candidate, Observed, Rerun, Runs, Trials, gives_number

SECONDS = 1.0  # of processor time for one submission; most that come here take less than a tenth
MOST_KEPT = 1000  # merged candidates, so that a class does not merge them again for each of its members


class Unsaid(Exception):
    """Nothing is certain."""


class Pairs:
    """The sets of an exercise's misconceptions that are tried as one.

    Args:
        trials: tries them.
        source: of the solution.
        candidates: the misconceptions.

    """

    def __init__(self, trials: Trials, source: str, candidates: Sequence[Candidate]) -> None:
        self.trials = trials
        self.source = source
        self.definitions: Definitions = definitions(ast.parse(source))
        self.candidates = [item for item in candidates if item.reach is not None]
        self.merged: dict[tuple[str, ...], Candidate | None] = {}  # by the members' names
        self.until = 0.0

    def begin(self) -> None:
        """Start the clock for a submission."""
        self.until = time.thread_time() + SECONDS

    def explain(
        self, function: str, known: tuple[Candidate, ...], failed: Runs, passed: Runs, rerun: Rerun
    ) -> tuple[Candidate, ...]:
        """Return the mistakes that together explain the failed runs of a function.

        Args:
            function: that no single one explains.
            known: the mistakes that are certain in the functions that this one uses.
            failed: the failed runs of all functions.
            passed: the passed runs of all functions.
            rerun: runs a check on other code.

        Raises:
            Unsaid: none do, or several, or it takes too long to find out.

        """
        if not any(gives_number(run.calls) for run in failed[function]):
            raise Unsaid
        known = tuple(item for item in known if item.reach is not None and function in item.reach)
        own = [item for item in self.candidates if item not in known and self._concerns(item, function, failed, passed)]
        for sets in self._attempts(known, own):
            fitting = [members for members in sets if self._fits(members, function, failed[function], passed, rerun)]
            if len(fitting) > 1:
                raise Unsaid
            if fitting:
                return self._proven(fitting[0], known, failed[function], rerun)
        raise Unsaid

    def _concerns(self, item: Candidate, function: str, failed: Runs, passed: Runs) -> bool:
        """Return whether a mistake may be this function's: what shows in another one's own checks is found there."""
        if item.reach is None or function not in item.reach:
            return False
        elsewhere = {name for name in item.functions if name != function and name in self.trials.names}
        own = function in item.functions
        return elsewhere.isdisjoint(passed) and (own or elsewhere.isdisjoint(failed))

    def _attempts(
        self, known: tuple[Candidate, ...], own: Sequence[Candidate]
    ) -> Iterable[Iterable[tuple[Candidate, ...]]]:
        """Yield the sets of mistakes to be tried, those that assume least first."""
        if len(known) > 1:
            yield [known]
        if known:
            yield [(*known, item) for item in own]
        yield itertools.combinations(own, 2)

    def _fits(
        self, members: tuple[Candidate, ...], function: str, failed: Sequence[Observed], passed: Runs, rerun: Rerun
    ) -> bool:
        """Return whether mistakes, merged into one candidate, explain all runs of a function.

        Raises:
            Unsaid: time has run out.

        """
        if time.thread_time() > self.until:
            raise Unsaid
        merged = self._merge(members)
        return merged is not None and self.trials.explains(merged, function, failed, passed, rerun)

    def _proven(
        self, members: tuple[Candidate, ...], known: tuple[Candidate, ...], failed: Sequence[Observed], rerun: Rerun
    ) -> tuple[Candidate, ...]:
        """Return mistakes that fit, if each that was not known before shows in the failed runs by a number.

        Raises:
            Unsaid: one of them does not.

        """
        for member in members:
            if member in known:
                continue
            without = self._merge(tuple(item for item in members if item is not member))
            if without is None or not self.trials.shows(without, failed, rerun):
                raise Unsaid
        if not self.trials.raises_alike(members, failed, rerun):
            raise Unsaid
        return members

    def _merge(self, members: tuple[Candidate, ...]) -> Candidate | None:
        """Return one candidate with all the mistakes; None where they cannot be one."""
        if len(members) == 1:
            return members[0]
        names = tuple(item.name for item in members)
        if names not in self.merged:
            while len(self.merged) >= MOST_KEPT:
                self.merged.pop(next(iter(self.merged)))
            self.merged[names] = self._merged(" and ".join(names), members)
        return self.merged[names]

    def _merged(self, name: str, members: tuple[Candidate, ...]) -> Candidate | None:
        text = composed(self.definitions, [item.definitions for item in members])
        if text is None:
            return None
        functions = tuple(dict.fromkeys(function for item in members for function in item.functions))
        reached = frozenset().union(*(item.reach or () for item in members))
        return self.trials.candidate(name, f"{self.source}\n\n{text}", "", functions, reached, {})
