"""Does each exercise hold together? Grades its stub, its solution and all its variants, and says where it is weak."""

from __future__ import annotations

import functools
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.course import Course, Exercise
from grader.course.order import order
from grader.errors import CourseError, UserError
from grader.results import Report
from grader.verify.findings import Verified
from grader.verify.form import examine
from grader.verify.judging import Graded, functions_of_checks, judge
from grader.verify.pool import Pool
from grader.verify.selection import Fits, selection
from grader.verify.variants import SECRET, Variant, survivors, variants_of

__all__ = ["Plan", "Progress", "Verified", "verify"]

Progress = Callable[[str, int, int], None]
LIKELY = 3  # checks that are run one by one before all others of a function


@dataclass(frozen=True)
class Plan:
    """How much is tried."""

    repeat: int = 20  # times the solution is graded, with different secrets
    generated: bool = True  # whether mutants of the solution are generated
    select: str | None = None  # an expression for the names of variants
    processes: int = 1
    sandbox: bool = False  # shut the variants in as if a stranger had written them
    right: bool = False  # only what is right, all of it ``repeat`` times: does chance ever cost a point?


def verify(
    course: Course,
    exercises: Sequence[Exercise],
    plan: Plan,
    *,
    progress: Progress | None = None,
    done: Callable[[Verified], None] | None = None,
) -> list[Verified]:
    """Return what was found out about each exercise.

    Args:
        course: their course.
        exercises: the exercises to look at.
        plan: how much is tried.
        progress: is told the exercise, how many of its variants are graded, and of how many.
        done: is told the result of each exercise when it is there.

    Raises:
        UserError: the expression is none, or fits no variant.
        GraderError: grading could not be done.

    """
    fits = selection(plan.select) if plan.select is not None else None
    trials = [_Trial(exercise, plan, fits) for exercise in exercises]
    doubts = order(course).doubts
    for trial in trials:
        trial.examine(doubts)
    running = [trial for trial in trials if trial.gradable]
    if fits is not None and running and not any(trial.variants() for trial in running):
        raise UserError(
            f"No variant fits the expression {plan.select!r}.",
            hint='Names are "stub", "solution", "accepted/loop", "generated/file.py:function:3: 2 -> 3" and so on.',
        )
    for trial in trials:
        if not trial.gradable and done is not None:
            done(trial.result)
    if running:
        with Pool(course.root, plan.processes, sandbox=plan.sandbox) as pool:
            for (trial, variant), answer in pool.answers(map(_tasks, running)):
                trial.take(variant, answer)
                if progress is not None:
                    progress(trial.exercise.name, trial.answered, len(trial.variants()))
                if trial.complete:
                    trial.judge()
                    if done is not None:
                        done(trial.result)
    return [trial.result for trial in trials]


def _tasks(trial: _Trial) -> Iterator[tuple[tuple[_Trial, Variant], dict[str, Any]]]:
    for variant in trial.variants():
        yield (trial, variant), trial.task(variant)


@dataclass
class _Trial:
    """One exercise while it is tried."""

    exercise: Exercise
    plan: Plan
    fits: Fits | None
    graded: Graded = field(default_factory=Graded)
    listed: dict[str, str] = field(default_factory=dict)
    gradable: bool = False
    answered: int = 0
    started: float = 0.0
    checks: dict[str, list[str]] = field(default_factory=dict)  # that call a function
    kills: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))  # of them, so far
    _variants: list[Variant] | None = None

    def __post_init__(self) -> None:
        self.result = Verified(self.exercise.name)

    def examine(self, doubts: Sequence[str]) -> None:
        """Look at the files; ``doubts`` is what the course's order has to say."""
        for doubt in doubts:
            if doubt.startswith(f"{self.exercise.name} "):
                self.result.add("settings", "prerequisites", doubt)
        self.gradable = examine(self.exercise, self.result)
        try:
            self.listed = survivors(self.exercise)
        except CourseError as error:
            self.result.add("loads", "survivors.toml", error.message)

    def variants(self) -> list[Variant]:
        """Return what is graded."""
        if self._variants is None:
            plan = self.plan
            found = variants_of(self.exercise, repeat=plan.repeat, generated=plan.generated, right=plan.right)
            self._variants = [variant for variant in found if self.fits is None or self.fits(variant.name)]
        return self._variants

    def task(self, variant: Variant) -> dict[str, Any]:
        """Return what a process has to know."""
        self.started = self.started or time.monotonic()
        return {
            "exercise": self.exercise.name,
            "source": variant.source,
            "secret": variant.secret,
            "generated": variant.generated,
            "thorough": variant.kind == "solution" and variant.secret == SECRET,
            "first": self._likely(variant.function) if variant.generated else [],
            "solution": None if variant.kind == "solution" or self.plan.right else self._solution,
        }

    @functools.cached_property
    def _solution(self) -> str:
        path = self.exercise.solution_path
        assert path is not None
        return path.read_text(encoding="utf-8")

    def _likely(self, function: str) -> list[list[str]]:
        """Return the checks that are likely to fail where a function is changed, the likeliest first."""
        often = [[check] for check, _ in self.kills[function].most_common(LIKELY)]
        return [*often, self.checks.get(function, [])]

    def take(self, variant: Variant, answer: dict[str, Any]) -> None:
        """Keep what came out."""
        self.answered += 1
        if "broken" in answer:
            self.graded.broken.append((variant, answer["broken"]))
        elif variant.generated:
            failure = self.graded.failed[variant.name.partition("/")[2]] = answer["failed"]
            if failure is not None:
                self.kills[variant.function][failure["check"].partition("[")[0]] += 1
        else:
            report = Report.from_json(answer["report"])
            self.graded.reports.append((variant, report))
            if variant.kind == "solution" and not self.checks:
                self.checks = functions_of_checks(report)

    @property
    def complete(self) -> bool:
        """Whether everything has been graded."""
        return self.answered == len(self.variants())

    def judge(self) -> None:
        """Draw the conclusions."""
        self.result.seconds = time.monotonic() - self.started
        order = {variant: number for number, variant in enumerate(self.variants())}
        self.graded.reports.sort(key=lambda each: order[each[0]])
        self.graded.broken.sort(key=lambda each: order[each[0]])
        keys = [variant.name.partition("/")[2] for variant in order if variant.generated]
        self.graded.failed = {key: self.graded.failed[key] for key in keys if key in self.graded.failed}
        whole = self.fits is None and not self.plan.right
        listed = self.listed if self.plan.generated and not self.plan.right else {}
        judge(self.exercise, self.graded, listed, self.result, whole=whole)
        self.result.counts = {
            "solution": len(self.graded.of("solution")),
            "variants": len(self.graded.of("stub", "misconceptions", "mutants", "accepted")),
            "generated": len(self.graded.failed),
            "listed": sum(self.graded.failed.get(key, {}) is None for key in listed),
        }
