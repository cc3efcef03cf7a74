"""Grades a class: what was handed in and is not in the journal yet, in processes side by side.

The journal is written by this process alone, a row at a time; the students' reports and the gradebook are made from
it. Whatever is cut off, the next run goes on with what is missing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.attempts import secret
from grader.attempts.folder import NAME
from grader.batch.following import bring_up_to_date, extensions
from grader.batch.found import Problem
from grader.batch.layouts import NBGRADER, PATTERNS, open_source
from grader.batch.lock import locked
from grader.batch.planning import Plan
from grader.batch.pool import LocalPool, Setting
from grader.batch.projection import Reports, State
from grader.batch.running import Run
from grader.batch.summary import Summary, Tally, median
from grader.batch.watch import Books, Watch
from grader.batch.work import Pool
from grader.course import Course, Exercise
from grader.errors import CourseError
from grader.journal import FILE, Journal
from grader.runner.digest import checks_digest

__all__ = ["NBGRADER", "PATTERNS", "MakePool", "Order", "Problem", "Summary", "Tally", "Watch", "batch", "gradable"]

MakePool = Callable[[Setting], contextlib.AbstractContextManager[Pool]]


@dataclass(frozen=True)
class Order:
    """What an instructor asks for."""

    submissions: Path
    pattern: str | None = None  # the name of a layout or a regular expression; None: find out
    force: bool = False
    dry_run: bool = False
    processes: int = 1
    sandbox: bool = True
    pictures: bool = False


def gradable(course: Course, names: Sequence[str]) -> list[Exercise]:
    """Return the exercises of these names, all that can be graded if none is named.

    Raises:
        CourseError: a name fits none, or there are no hidden checks: this is a student's copy.

    """
    chosen = list(dict.fromkeys(course.find(name) for name in names)) or list(course.exercises)
    complete = [each for each in chosen if each.hidden_checks is not None and each.solution_path is not None]
    lacking = [each.name for each in chosen if each not in complete]
    if lacking and (names or not complete):
        raise CourseError(
            f"{lacking[0]} has no hidden checks and no solution here.", hint="Grade in the instructor's copy."
        )
    if not complete:
        raise CourseError("This course has no exercises.", hint="`grade new NAME` begins one.")
    return complete


def batch(
    course: Course, exercises: Sequence[Exercise], order: Order, watch: Watch, make_pool: MakePool | None = None
) -> Summary:
    """Grade what was handed in for these exercises and is not graded yet.

    Args:
        course: their course.
        exercises: those that ``gradable`` returned.
        order: what is asked for.
        watch: is told how it goes.
        make_pool: starts whoever grades; by default processes on this machine.

    Raises:
        UserError: the submissions cannot be found, or another batch is at work.
        SandboxError: this machine cannot shut student code in.
        GraderError: nothing can be graded.

    """
    course.policy.check_names([*(each.name for each in course.exercises), *(each.name for each in course.broken)])
    source = open_source(order.submissions, course, exercises, order.pattern)
    books = Books(Summary({each.name: Tally(each.name, each.points) for each in exercises}), watch)
    checks = {each.name: checks_digest(each, hidden=True) for each in exercises}
    if order.dry_run:
        with _journal_to_read(course) as journal:
            Plan(books, checks, journal, force=order.force, write=False).look(source)
            _medians(books.summary, course, journal)
        return books.summary
    with locked(course), Journal.of(course) as journal:
        plan = Plan(books, checks, journal, force=order.force, write=True)
        plan.look(source)
        reports = Reports(course, journal, extensions(course, exercises))
        state = State(course)
        known = state.finished and state.terms == reports.terms()
        if plan.to_do or plan.changed:
            state.set(finished=False, terms=state.terms)
        if plan.to_do:
            setting = Setting(course.root, secret(course), order.sandbox, order.pictures)
            size = min(order.processes, len(plan.to_do))
            with (make_pool or (lambda setting: LocalPool(setting, size)))(setting) as pool:
                run = Run(plan, {each.name: each for each in exercises}, journal, reports)
                run.go(pool)
        bring_up_to_date(course, journal, reports, books, plan.changed if known else None)
        _medians(books.summary, course, journal)
    return books.summary


@contextlib.contextmanager
def _journal_to_read(course: Course) -> Iterator[Journal | None]:
    if (course.root / NAME / FILE).is_file():
        with Journal.of(course, create=False) as journal:
            yield journal
    else:
        yield None


def _medians(summary: Summary, course: Course, journal: Journal | None) -> None:
    if journal is None:
        return
    for tally in summary.tallies.values():
        points = [entry.points for entry in journal.counting_entries(tally.exercise, course.policy.counts)]
        tally.students, tally.median = len(points), median(points)
