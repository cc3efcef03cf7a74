"""Candidates are tried: code in this process is asked what a check asked the student's, and has to do the same."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from grader.checks import Check
from grader.client.code import Call, Code, Conversation, Local
from grader.client.raised import StudentError
from grader.diagnosis.merging import Definitions
from grader.diagnosis.values import kind_of_error, same_call, same_calls
from grader.errors import GraderError
from grader.results import Verdict

HOPE = 0.1  # a check on code in this process takes far less time than its first run took


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
    one_request: bool = False  # else calls would be made that come after the one at which it ends

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
            place >= len(self.followed) or not same_call(self.followed[place], self.calls[place])
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
    definitions: Definitions  # what its file holds
    loading: dict[str, Any]  # the request that loads it
    conversation: Following
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
Runs = Mapping[str, Sequence[Observed]]  # by the function that they are about


class Trials:
    """Tries candidates on the runs of one submission's checks, and remembers what came of it.

    Args:
        load: returns the request that loads a source the way the exercise wants it.
        names: of the stub.
        solution: the source of the solution.

    """

    def __init__(self, load: Callable[[str, str], dict[str, Any]], names: frozenset[str], solution: str) -> None:
        self.load = load
        self.names = names
        self.right: dict[int, tuple[Call, ...]] = {}  # what the solution did, up to its first other answer, by seed
        self.fitting: dict[tuple[str, int], bool] = {}  # whether a candidate fits a run, by its name and the seed
        self.experience: dict[tuple[bool, str, bool], Experience] = {}  # by check and whether it was passed
        self.solution = self.candidate("solution", solution, "", (), None, {})

    def candidate(
        self,
        name: str,
        source: str,
        diagnosis: str,
        functions: tuple[str, ...],
        reach: frozenset[str] | None,
        definitions: Definitions,
    ) -> Candidate:
        """Return a candidate whose whole source is given; it is loaded when it is first asked."""
        conversation = Following(_Nowhere(), self.names)
        conversation.transport = Local(f"misconception_{name}", conversation.answer)
        loading = self.load(source, f"{name}.py")
        return Candidate(name, functions, reach, diagnosis, definitions, loading, conversation, Code(conversation))

    def forget(self) -> None:
        """Forget what came of one submission's runs."""
        self.right.clear()
        self.fitting.clear()

    def explains(
        self,
        item: Candidate,
        function: str,
        failed: Sequence[Observed],
        passed: Runs,
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
        if not same_calls(mine[: len(right)], right):
            return True
        self._repeat(self.solution, run, rerun)  # it left the student's values, but hardly: all of it has to be seen
        return not same_calls(mine, self.solution.conversation.calls)

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
        item.conversation.first = item.loading | {"op": "begin", "seed": run.seed}
        item.conversation.followed = run.calls if follow else None
        torch.default_generator.manual_seed(run.seed)
        return rerun(run.check, item.code)

    def shows(self, without: Candidate, failed: Sequence[Observed], rerun: Rerun) -> bool:
        """Return whether numbers in the failed runs tell a candidate that fits them from what lacks one mistake of it.

        An exception, a truth value, NaN or a zero says too little: too much else gives the same.
        """
        for run in failed:
            self._repeat(without, run, rerun, follow=True)
            mine = without.conversation.calls
            if without.conversation.differs and gives_number(run.calls[len(mine) - 1 :][:1]):
                return True
        return False

    def raises_alike(self, members: Sequence[Candidate], failed: Sequence[Observed], rerun: Rerun) -> bool:
        """Return whether every exception in the failed runs also comes from one of the candidates, or the solution."""
        for run in failed:
            wanted = {kind_of_error(call) for call in run.calls} - {None}
            for member in (self.solution, *members) if wanted else ():
                self._repeat(member, run, rerun)
                wanted -= {kind_of_error(call) for call in member.conversation.calls}
            if wanted:
                return False
        return True


class _Nowhere:
    def request(self, message: dict[str, Any], where: str) -> dict[str, Any]:
        """Refuse."""
        raise GraderError("The code is not connected.")


def gives_number(calls: Sequence[Call]) -> bool:
    """Return whether calls gave a number that few other mistakes would give as well: a finite floating one, not 0."""
    todo: list[Any] = [call.value for call in calls if call.error is None]
    while todo:
        value = todo.pop()
        if isinstance(value, (list, tuple)):
            todo += value
        elif isinstance(value, dict):
            todo += value.values()
        elif _is_number(value):
            return True
    return False


def says_nothing(runs: Sequence[Observed]) -> bool:
    """Return whether one truth value is all that ever came back: any mistake that ends so looks like any other."""
    calls = [call for run in runs for call in run.calls]
    return all(call.error is None and isinstance(call.value, bool) for call in calls) and (
        len({call.value for call in calls}) == 1
    )


def _is_number(value: Any) -> bool:
    if isinstance(value, torch.Tensor):
        return value.dtype.is_floating_point and bool((torch.isfinite(value) & (value != 0)).any())
    return isinstance(value, float) and math.isfinite(value) and value != 0
