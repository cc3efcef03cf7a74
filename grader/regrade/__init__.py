"""Grades again what the journal has, after checks were mended: first it shows who gains and who loses, then it writes.

The files are in the journal. New rows are added, the old ones stay; which one counts follows from the journal as ever.
A mark is never lowered unless that is asked for: rows that would lower it are not recorded, so the older ones go on
counting, and every later regrade tells of them again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from grader.attempts import secret
from grader.batch import MakePool
from grader.batch.following import bring_up_to_date, extensions
from grader.batch.lock import locked
from grader.batch.pool import LocalPool, Setting
from grader.batch.projection import Reports, State
from grader.batch.summary import Summary, Tally
from grader.batch.watch import Books, Watch
from grader.course import Course, Exercise
from grader.journal import Journal
from grader.regrade.again import Again
from grader.regrade.comparing import Marks, Pair, compare, in_order
from grader.regrade.effect import Change, Effect, Turn
from grader.runner.digest import checks_digest

__all__ = ["Change", "Effect", "Order", "Turn", "regrade"]


@dataclass(frozen=True)
class Order:
    """What an instructor asks for."""

    dry_run: bool = False
    allow_lower: bool = False
    processes: int = 1
    sandbox: bool = True


def regrade(
    course: Course,
    exercises: Sequence[Exercise],
    order: Order,
    watch: Watch,
    show: Callable[[Effect], None] = lambda effect: None,
    make_pool: MakePool | None = None,
) -> Effect:
    """Grade again what was graded with other checks than those of now.

    Args:
        course: the course.
        exercises: those that ``batch.gradable`` returned.
        order: what is asked for.
        watch: is told how it goes.
        show: is given the effect when all of it is known and nothing is written yet.
        make_pool: starts whoever grades; by default processes on this machine.

    Raises:
        UserError: nothing was ever graded, or a batch is at work.
        SandboxError: this machine cannot shut student code in.
        GraderError: nothing can be graded.

    """
    course.policy.check_names([*(each.name for each in course.exercises), *(each.name for each in course.broken)])
    books = Books(Summary({each.name: Tally(each.name, each.points) for each in exercises}), watch)
    checks = {each.name: checks_digest(each, hidden=True) for each in exercises}
    with contextlib.ExitStack() as held:
        journal = held.enter_context(Journal.of(course, create=False))
        if not order.dry_run:
            held.enter_context(locked(course))
        again = held.enter_context(Again(journal, exercises, checks, books))
        again.look()
        if again.files:
            setting = Setting(course.root, secret(course, create=not order.dry_run), order.sandbox)
            size = min(order.processes, again.files)
            with (make_pool or (lambda setting: LocalPool(setting, size)))(setting) as pool:
                again.go(pool)
        marks = Marks(course, journal, extensions(course, exercises))
        effect = Effect(books.summary, order.dry_run, order.allow_lower)
        for exercise in exercises:
            for pairs in again.pairs(exercise.name):
                compare(marks, pairs, effect)
        show(effect)
        if not order.dry_run:
            _write(course, journal, again, Reports(course, journal, marks.extensions), books, effect)
    return effect


def _write(course: Course, journal: Journal, again: Again, reports: Reports, books: Books, effect: Effect) -> None:
    """Record the new rows; what follows from them is brought up to date, also what a run that was cut off has left."""
    state = State(course)
    changed: set[tuple[str, str]] = set()
    known = state.finished and state.terms == reports.terms()
    total = sum(tally.graded for tally in books.summary.tallies.values()) - effect.held_rows
    if total:
        state.set(finished=False, terms=state.terms)
        books.watch.doing("writing what was graded")
    for exercise in books.summary.tallies:
        for pairs in again.pairs(exercise):
            key = (pairs[0].entry.student, exercise)
            for pair in in_order(pairs, held=not effect.allow_lower and key in effect.held):
                _record(journal, pair)
                effect.written += 1
                changed.add(key)
            if key in changed:
                reports.update(*key)
                books.summary.reports += 1
    bring_up_to_date(course, journal, reports, books, changed if known else None)


def _record(journal: Journal, pair: Pair) -> None:
    assert pair.reports is not None
    row, report = journal.row(pair.entry.number), pair.reports()[1]
    report = replace(report, file=row.filename)
    journal.record(replace(row, checks=report.environment.checks, graded_at=datetime.now(UTC), report=report))
