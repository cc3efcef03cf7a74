"""What the reports on all variants of an exercise say about its checks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from grader.course import Exercise
from grader.results import Report, Verdict
from grader.verify.findings import Verified
from grader.verify.variants import Variant, in_toml

NOT_FAILED = (Verdict.PASSED, Verdict.SKIPPED)


@dataclass
class Graded:
    """What came out of the variants of one exercise."""

    reports: list[tuple[Variant, Report]] = field(default_factory=list)
    failed: dict[str, dict[str, Any] | None] = field(default_factory=dict)  # of generated mutants: key -> first failure
    broken: list[tuple[Variant, str]] = field(default_factory=list)  # could not be graded

    def of(self, *kinds: str) -> list[tuple[Variant, Report]]:
        """Return the reports on some kinds of variants."""
        return [(variant, report) for variant, report in self.reports if variant.kind in kinds]


def judge(exercise: Exercise, graded: Graded, listed: dict[str, str], result: Verified, *, whole: bool) -> None:
    """Note where the checks do not tell right from wrong.

    Args:
        exercise: whose variants were graded.
        graded: what came out.
        listed: mutants that are right all the same, and why.
        result: takes the findings.
        whole: whether everything was graded, so that what nothing has shown can be said to be missing.

    """
    for message in dict.fromkeys(message for _, message in graded.broken):
        names = [variant.name for variant, said in graded.broken if said == message]
        others = f" Nor could {len(names) - 1} others." if names[1:] else ""
        result.add("grading", names[0], f"It could not be graded.{others}", message)
    _faults(graded, result)
    _right(exercise, graded, result)
    _stub(graded, result)
    _wrong(exercise, graded, result)
    _named(graded, result)
    if whole:
        _checks_without_purpose(graded, result)
    _generated(graded, listed, result, whole=whole)


def lost(report: Report) -> str:
    """Return the checks that a variant did not pass, with what was said of the first one."""
    failed = [check for check in report.checks if check.verdict != Verdict.PASSED or check.points < check.max_points]
    if not failed:
        return ""
    first = f"{_with_part(failed[0])}: {failed[0].message or failed[0].verdict}"
    others = f" Also: {', '.join(check.name for check in failed[1:])}." if failed[1:] else ""
    return first + others


def _with_part(check: Any) -> str:
    parts = [part.name for part in check.parts if part.verdict not in NOT_FAILED]
    return f"{check.name}[{parts[0]}]" if parts else str(check.name)


def _faults(graded: Graded, result: Verified) -> None:
    for variant, report in graded.reports:
        broken = [check for check in report.checks if check.verdict == Verdict.INTERNAL_ERROR]
        for check in broken:
            result.add("grading", check.name, f"The check breaks on {variant.name}.", check.message)
    for name, failure in graded.failed.items():
        if failure is not None and failure["verdict"] == Verdict.INTERNAL_ERROR:
            result.add(
                "grading", failure["check"], f"The check breaks on a generated mutant: {name}.", failure["message"]
            )


def _right(exercise: Exercise, graded: Graded, result: Verified) -> None:
    """Note the right variants that lose points, the solution with any of its secrets among them."""
    runs = graded.of("solution")
    failed = [(variant, text) for variant, report in runs if (text := lost(report))]
    if failed:
        times = f"{len(failed)} of {len(runs)} times" if len(runs) > 1 else "here"
        secrets = ", ".join(repr(variant.secret) for variant, _ in failed[:3])
        result.add("solution", "solution", f"The solution fails {times}.", f"{failed[0][1]} (secret {secrets})")
    for variant, report in graded.of("accepted"):
        if (text := lost(report)) and not any(finding.about == variant.name for finding in result.findings):
            points = f"It gets {report.points:g} of {report.max_points:g} points."
            result.add("accepted", variant.name, points, f"{text} (secret {variant.secret!r})")
    if runs:
        _points(exercise, runs[0][1], result)


def _points(exercise: Exercise, report: Report, result: Verified) -> None:
    if abs(report.max_points - exercise.points) > 0.005:
        text = f"The hidden checks add up to {report.max_points:g} points, exercise.toml says {exercise.points:g}."
        result.add("points", "exercise.toml", text)
    for check in report.checks:
        if check.public and check.max_points:
            result.add("points", check.name, "A public check gives points.")
        if not check.public and not check.max_points:
            result.add("points", check.name, "A hidden check gives no points.")


def _stub(graded: Graded, result: Verified) -> None:
    for _, report in graded.of("stub"):
        for check in report.checks:
            if check.verdict == Verdict.PASSED or check.points:
                result.add("stub", check.name, f"The stub gets {check.points:g} points for it ({check.verdict}).")


def _wrong(exercise: Exercise, graded: Graded, result: Verified) -> None:
    for variant, report in graded.of("misconceptions", "mutants"):
        if report.points >= min(exercise.points, report.max_points):
            claim = "misconception" if variant.kind == "misconceptions" else "mutant"
            result.add(claim, variant.name, "It gets full points.")


def _named(graded: Graded, result: Verified) -> None:
    for variant, report in graded.reports:
        names = [item.name for item in report.misconceptions]
        false = [name for name in names if not _is_its_name(variant, name)]
        if false:
            result.add("false name", variant.name, f"It is taken for {' and '.join(false)}.")
        full = report.points >= report.max_points
        known = variant.stem in names or report.verdict == Verdict.FORBIDDEN
        if variant.kind == "misconceptions" and not known and not full and not false:
            checks = ", ".join(check.name for check in report.checks if check.verdict not in NOT_FAILED)
            result.add("naming", variant.name, "It loses points, but is not named.", f"It fails {checks}.")


def _is_its_name(variant: Variant, name: str) -> bool:
    """Return whether a variant is this very mistake: it is called so, or a mutant whose docstring says so."""
    return name == variant.stem or (variant.kind == "mutants" and f"Rightly named {name}." in variant.source)


def _checks_without_purpose(graded: Graded, result: Verified) -> None:
    failed = {
        check.name
        for _, report in graded.of("misconceptions", "mutants")
        for check in report.checks
        if check.verdict not in (*NOT_FAILED, Verdict.FORBIDDEN)  # which says nothing about the check
    }
    for _, report in graded.of("solution")[:1]:
        for check in report.checks:
            if not check.public and check.name not in failed:
                result.add("check", check.name, "No misconception and no mutant fails it.")


def _generated(graded: Graded, listed: dict[str, str], result: Verified, *, whole: bool) -> None:
    for key, failure in graded.failed.items():
        if failure is None and key not in listed:
            result.add("survivor", key, "It passes every check.", f'{in_toml(key)} = ""')
    for key, reason in listed.items():
        if not reason:
            result.add("survivor", key, "survivors.toml gives no reason for it.")
        elif whole and key not in graded.failed:
            result.add("listed", key, "survivors.toml lists it, but no such mutant is generated.")
        elif graded.failed.get(key) is not None:
            check = (graded.failed[key] or {}).get("check", "")
            result.add("listed", key, f"survivors.toml lists it, but {check} fails it.")


def functions_of_checks(report: Report) -> dict[str, list[str]]:
    """Return the names of the hidden checks that call a function, by the function."""
    found: dict[str, list[str]] = defaultdict(list)
    for check in report.checks:
        for name in check.functions if not check.public else ():
            found[name].append(check.name)
    return found
