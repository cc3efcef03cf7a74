"""Gives out what is to do, knows whose each answer is, and writes it down. Nothing is graded in here."""

from __future__ import annotations

import hashlib
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from grader.batch.found import Found, Problem
from grader.batch.layouts import UNTOUCHED
from grader.batch.planning import Key, Plan
from grader.batch.projection import Reports
from grader.batch.work import Answer, Outcome, Pool, Task
from grader.course import Exercise
from grader.errors import SandboxError, SubmissionError
from grader.journal import Graded, Journal
from grader.results import Report, Verdict


@dataclass
class _Work:
    """A submission that somebody is at."""

    found: Found
    data: bytes = b""
    sha256: str = ""
    report: Report | None = None  # once it is there
    settled: bool = False


class Run:
    """Has a plan carried out.

    Args:
        plan: what is to do.
        exercises: of the course, by name.
        journal: is written by nobody else meanwhile.
        reports: are written as the rows come.

    """

    def __init__(self, plan: Plan, exercises: Mapping[str, Exercise], journal: Journal, reports: Reports) -> None:
        self.books = plan.books
        self.checks = plan.checks
        self.exercises = exercises
        self.journal = journal
        self.reports = reports
        self.changed = plan.changed
        self._to_do = deque(plan.to_do)
        self._total, self._done = len(self._to_do), 0
        self._works: dict[int, _Work] = {}
        counts = Counter((found.student, found.exercise) for found in self._to_do)
        self._several: dict[Key, deque[int]] = {key: deque() for key, count in counts.items() if count > 1}
        self._broken: set[str] = set()
        self._started = time.monotonic()
        self._first = journal.last_number()

    def go(self, pool: Pool) -> None:
        """Let the pool grade what is to do; record every answer as it comes.

        Raises:
            SandboxError: this machine cannot shut student code in.

        """
        self._started = time.monotonic()
        self.books.watch.grading(0, self._total, 0.0)
        try:
            for answer in pool.answers(self._tasks()):
                self._take(answer)
        finally:
            self.books.summary.seconds = time.monotonic() - self._started

    def _tasks(self) -> Iterator[Task]:
        number = 0
        while self._to_do:
            number += 1
            work = self._works[number] = _Work(self._to_do.popleft())
            found = work.found
            if (order := self._several.get((found.student, found.exercise))) is not None:
                order.append(number)
            if found.exercise in self._broken:
                self.books.tally(found.exercise).problems += 1
                self._settle(number)
            elif self._begin(work):
                yield Task(number, found.exercise, self._neutral_name(found), work.data)
            else:
                self._settle(number)

    def _begin(self, work: _Work) -> bool:
        """Read the file, this once; return whether it has to be graded."""
        found = work.found
        try:
            work.data = found.load()
        except SubmissionError as error:
            self.books.unusable(found, error)
            return False
        work.sha256 = hashlib.sha256(work.data).hexdigest()
        twin = self.journal.twin(found.exercise, work.sha256, self.checks[found.exercise], after=self._first)
        if twin is not None:  # in this very run the same bytes met the same inputs: nothing else can come of them
            work.report = self.journal.row(twin.number).report
        return twin is None

    def _neutral_name(self, found: Found) -> str:
        """Return a name for the file that says nothing about its author."""
        return Path(self.exercises[found.exercise].file).with_suffix(Path(found.filename).suffix.lower()).name

    def _take(self, answer: Answer) -> None:
        """Note what has come of a task."""
        work = self._works[answer.task.number]
        found = work.found
        match answer.outcome:
            case Outcome.HELPLESS:
                raise SandboxError(answer.message, hint=answer.hint or None)
            case Outcome.BROKEN:
                self._break(found.exercise, answer)
            case Outcome.FAILED:
                self.books.problem(Problem(found.student, found.exercise, answer.message, answer.hint, ours=True))
            case Outcome.UNREADABLE:
                self.books.unusable(found, SubmissionError(answer.message, hint=answer.hint))
            case Outcome.GRADED if answer.report is not None:
                if answer.report.verdict == Verdict.INTERNAL_ERROR:
                    self.books.problem(_internal(found, answer.report))
                else:
                    work.report = answer.report
        self._settle(answer.task.number)

    def _break(self, exercise: str, answer: Answer) -> None:
        """Give an exercise up: what keeps one of its submissions from being graded keeps them all."""
        self.books.tally(exercise).problems += 1
        if exercise not in self._broken:
            self._broken.add(exercise)
            hint = f"{answer.hint} Mend it: `grade verify {exercise}`, then run the same command again.".strip()
            self.books.told(Problem("", exercise, answer.message, hint, ours=True))

    def _settle(self, number: int) -> None:
        """Record what came of a submission; of a student's several the earlier ones come first."""
        work = self._works[number]
        work.settled = True
        order = self._several.get((work.found.student, work.found.exercise), deque((number,)))
        while order and self._works[order[0]].settled:
            self._record(self._works.pop(order.popleft()))

    def _record(self, work: _Work) -> None:
        found, report = work.found, work.report
        tally = self.books.tally(found.exercise)
        if report is not None:
            checks, now = report.environment.checks, datetime.now(UTC)
            notices = tuple(notice for notice in report.notices if not notice.endswith(UNTOUCHED))  # of a twin's
            notices += (found.note,) if found.note else ()
            report = replace(report, file=found.filename, notices=notices)
            row = Graded(
                found.student, found.exercise, work.sha256, checks, found.submitted_at, now, found.filename, report,
                work.data,
            )  # fmt: skip
            self.journal.record(row, arrived=True)
            self.changed.add((found.student, found.exercise))
            tally.graded += 1
            self.reports.update(found.student, found.exercise)
            self.books.summary.reports += 1
        tally.to_do -= 1
        self._done += 1
        self.books.watch.grading(self._done, self._total, time.monotonic() - self._started)


def _internal(found: Found, report: Report) -> Problem:
    """Return the problem of a report that holds an internal error."""
    check = next(check for check in report.checks if check.verdict == Verdict.INTERNAL_ERROR)
    sentence = f"The check {check.name} failed through no fault of the student's: {check.message}"
    hint = "It counts for nothing and is tried again by the next `grade batch`."
    return Problem(found.student, found.exercise, " ".join(sentence.split())[:500], hint, ours=True)
