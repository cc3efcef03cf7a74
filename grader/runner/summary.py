"""From single runs of checks to the results that stand in a report: the parts of a parametrized check become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.checks import Check
from grader.results import CheckResult, Misconception, Part, Verdict, worst
from grader.runner.judging import Judgement


@dataclass(frozen=True)
class Run:
    """A check with one set of parameters, run and judged."""

    check: Check
    judgement: Judgement
    functions: tuple[str, ...]
    output: str
    seconds: float
    reproduction: str = ""

    @property
    def points(self) -> float:
        """The points earned."""
        return self.check.points if self.judgement.verdict == Verdict.PASSED else 0.0


def check_results(runs: Sequence[Run], misconceptions: Sequence[Misconception]) -> tuple[CheckResult, ...]:
    """Return one result for each check function, in the order of the runs."""
    grouped: dict[tuple[bool, str], list[Run]] = {}
    for run in runs:
        grouped.setdefault((run.check.public, run.check.name), []).append(run)
    return tuple(_result(group, misconceptions) for group in grouped.values())


def _result(group: list[Run], misconceptions: Sequence[Misconception]) -> CheckResult:
    first = next((run for run in group if run.judgement.verdict not in (Verdict.PASSED, Verdict.SKIPPED)), group[0])
    check, judgement = first.check, first.judgement
    parts = tuple(
        Part(
            run.check.part,
            run.judgement.verdict,
            round(run.points, 4),
            round(run.check.points, 4),
            run.judgement.message,
        )
        for run in group
        if run.check.part
    )
    return CheckResult(
        name=check.name,
        title=check.title,
        public=check.public,
        verdict=worst(run.judgement.verdict for run in group),
        points=round(sum(run.points for run in group), 2),
        max_points=round(sum(run.check.points for run in group), 2),
        seconds=round(sum(run.seconds for run in group), 4),
        message=judgement.message,
        difference=judgement.difference,
        functions=tuple(dict.fromkeys(name for run in group for name in run.functions)),
        frames=judgement.frames,
        parts=parts,
        misconceptions=tuple(item.name for item in misconceptions if check.name in item.checks),
        output=first.output,
        reproduction=first.reproduction,
    )
