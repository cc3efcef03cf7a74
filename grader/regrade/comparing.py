"""What a student has now and would have: points of what counts, lateness paid for, and which checks turned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from grader.batch.projection import Extensions
from grader.course import Course
from grader.gradebook.counting import NO_EXTENSION
from grader.journal import Entry, Journal
from grader.late import penalty
from grader.regrade.effect import Change, Effect, Turn
from grader.results import CheckResult, Report

_LEAST = 0.005  # points: reports are rounded to a hundredth


@dataclass(frozen=True)
class Pair:
    """One submission with its newest row, and what the checks of now give it."""

    entry: Entry
    points: float  # new ones; the old ones where there is no new report
    reports: Callable[[], tuple[Report, Report]] | None  # reads the old one and the new one; None: there is no new one

    @property
    def gain(self) -> float:
        """How many points more it has, negative if it has less."""
        return self.points - self.entry.points


class Marks:
    """Says what counts for a student.

    Args:
        course: its policy decides.
        journal: knows what was handed in last.
        extensions: how much later students may hand in.

    """

    def __init__(self, course: Course, journal: Journal, extensions: Extensions) -> None:
        self.policy = course.policy
        self.journal = journal
        self.extensions = extensions

    def best(self, pairs: Sequence[Pair], points: Sequence[float]) -> tuple[int, float]:
        """Return which submission counts if they have these points, and its points after the penalty.

        Args:
            pairs: a student's submissions at an exercise, by attempt.
            points: of each.

        """
        net = [each - self._off(pair.entry, each) for pair, each in zip(pairs, points, strict=True)]
        if self.policy.counts == "best":
            chosen = max(range(len(pairs)), key=lambda number: (net[number], number))
        else:
            entry = pairs[0].entry
            (last,) = self.journal.counting_entries(entry.exercise, "last", entry.student)
            chosen = next(number for number, pair in enumerate(pairs) if pair.entry.submission == last.submission)
        return chosen, round(net[chosen], 2)

    def _off(self, entry: Entry, points: float) -> float:
        extension = self.extensions.get((entry.student, entry.exercise), NO_EXTENSION)
        due = self.policy.due_for(entry.exercise)
        return penalty(points, entry.submitted_at, due, extension, self.policy.late).points


def compare(marks: Marks, pairs: Sequence[Pair], effect: Effect) -> None:
    """Note what becomes of one student at one exercise."""
    fresh = [pair.reports for pair in pairs if pair.reports is not None]
    if not fresh:
        return
    first, before = marks.best(pairs, [pair.entry.points for pair in pairs])
    second, after = marks.best(pairs, [pair.points for pair in pairs])
    entry = pairs[0].entry
    for reports in fresh:
        effect.turned(entry.exercise, turns(*reports()))
    if abs(after - before) < _LEAST:
        effect.same(entry.exercise)
        return
    chosen = pairs[second if after > before else first].reports
    assert chosen is not None, "a mark changes through a new report"
    held = after < before and not effect.allow_lower
    old, new = chosen()
    number = sum(1 for pair in pairs if pair.gain <= -_LEAST) if held else 0
    reshaped = _shape(old) != _shape(new)
    effect.add(Change(entry.student, entry.exercise, before, after, held, number, reshaped, tuple(turns(old, new))))


def _shape(report: Report) -> set[tuple[str, float]]:
    """Return the cells that the gradebook needs for a report."""
    return {(check.name, check.max_points) for check in report.checks if not check.public}


def turns(before: Report, after: Report) -> Iterator[Turn]:
    """Yield the checks that found something else, those of the new report first."""
    old = {(check.public, check.name): check for check in before.checks}
    for check in after.checks:
        was = old.pop((check.public, check.name), None)
        if was is None or (was.verdict, was.points) != (check.verdict, check.points):
            yield _turn(was, check)
    for check in old.values():
        yield _turn(check, None)


def _turn(before: CheckResult | None, after: CheckResult | None) -> Turn:
    check = after or before
    assert check is not None
    return Turn(
        check.name,
        check.title,
        before.verdict if before is not None else None,
        after.verdict if after is not None else None,
        before.points if before is not None else 0.0,
        after.points if after is not None else 0.0,
    )


def in_order(pairs: Sequence[Pair], *, held: bool) -> list[Pair]:
    """Return the submissions to record, those that gain most first: so no mark sinks and rises again on the way.

    Args:
        pairs: a student's submissions at an exercise.
        held: leave out those that lose points.

    """
    chosen = [pair for pair in pairs if pair.reports is not None and not (held and pair.gain <= -_LEAST)]
    return sorted(chosen, key=lambda pair: -pair.gain)
