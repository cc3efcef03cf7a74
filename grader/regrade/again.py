"""Has the journal's files graded again, each once whoever handed it in; the new reports wait on the disk."""

from __future__ import annotations

import itertools
import os
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from grader.batch.found import Problem
from grader.batch.watch import Books
from grader.batch.work import Answer, Outcome, Pool, Task
from grader.course import Exercise
from grader.errors import SandboxError
from grader.journal import Entry, Journal
from grader.regrade.comparing import Pair
from grader.results import Report, Verdict


class _File(NamedTuple):
    """What is graded: the same bytes meet the same inputs, whoever handed them in."""

    exercise: str
    submission: str


class Again:
    """Grades what was graded with other checks; a context manager that forgets the new reports.

    Args:
        journal: where the files are.
        exercises: only of these.
        checks: of each exercise the digest of its checks as they are now.
        books: where numbers and problems are kept.

    """

    def __init__(
        self, journal: Journal, exercises: Sequence[Exercise], checks: Mapping[str, str], books: Books
    ) -> None:
        self.journal = journal
        self.exercises = {exercise.name: exercise for exercise in exercises}
        self.checks = checks
        self.books = books
        self._rows: dict[_File, int] = {}  # a row that has the file
        self._reports: dict[_File, tuple[int, int, float]] = {}  # where the new report is, and its points
        self._failed: dict[_File, Problem] = {}
        self._broken: set[str] = set()
        self._shelf: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shelf.close()

    @property
    def files(self) -> int:
        """How many different files are to be graded."""
        return len(self._rows)

    def look(self) -> None:
        """Find what was graded with other checks than those of now."""
        looked_at = itertools.count(1)
        for exercise, checks in self.checks.items():
            tally = self.books.tally(exercise)
            for entry in self.journal.newest(exercise):
                self.books.watch.planning(next(looked_at))
                tally.found += 1
                if entry.checks == checks:
                    tally.unchanged += 1
                else:
                    tally.to_do += 1
                    self._rows.setdefault(_File(exercise, entry.submission), entry.number)

    def go(self, pool: Pool) -> None:
        """Let the pool grade all of it.

        Raises:
            SandboxError: this machine cannot shut student code in.

        """
        files, started, done = list(self._rows), time.monotonic(), 0
        self.books.watch.grading(0, len(files), 0.0)
        try:
            for answer in pool.answers(self._tasks(files)):
                self._take(files[answer.task.number], answer)
                done += 1
                self.books.watch.grading(done, len(files), time.monotonic() - started)
        finally:
            self.books.summary.seconds = time.monotonic() - started
        self._tell()

    def _tasks(self, files: Sequence[_File]) -> Iterator[Task]:
        for number, file in enumerate(files):
            if file.exercise not in self._broken:
                row = self.journal.row(self._rows[file])
                name = Path(self.exercises[file.exercise].file).with_suffix(Path(row.filename).suffix.lower()).name
                yield Task(number, file.exercise, name, row.source)

    def _take(self, file: _File, answer: Answer) -> None:
        match answer.outcome:
            case Outcome.HELPLESS:
                raise SandboxError(answer.message, hint=answer.hint or None)
            case Outcome.BROKEN:
                self._break(file.exercise, answer)
            case Outcome.GRADED if answer.report is not None and answer.report.verdict != Verdict.INTERNAL_ERROR:
                self._put(file, answer.report)
            case _:
                self._failed[file] = _problem(file, answer)

    def _break(self, exercise: str, answer: Answer) -> None:
        """Give an exercise up: what keeps one of its submissions from being graded keeps them all."""
        if exercise not in self._broken:
            self._broken.add(exercise)
            hint = f"{answer.hint} Mend it: `grade verify {exercise}`, then run the same command again.".strip()
            self.books.told(Problem("", exercise, answer.message, hint, ours=True))

    def _put(self, file: _File, report: Report) -> None:
        data = zlib.compress(report.to_json(indent=None).encode(), 3)
        self._reports[file] = (self._shelf.seek(0, os.SEEK_END), len(data), report.points)
        self._shelf.write(data)

    def _get(self, file: _File) -> Report:
        start, length, _ = self._reports[file]
        self._shelf.seek(start)
        return Report.from_json(zlib.decompress(self._shelf.read(length)))

    def _tell(self) -> None:
        """Note for every submission what has become of it."""
        for exercise in self.checks:
            tally = self.books.tally(exercise)
            for entry in self.journal.newest(exercise):
                file = _File(exercise, entry.submission)
                if entry.checks == self.checks[exercise] or file not in self._rows:
                    continue
                tally.to_do -= 1
                if file in self._reports:
                    tally.graded += 1
                elif (problem := self._failed.get(file)) is not None:
                    self.books.problem(_of(problem, entry.student))
                else:
                    tally.problems += 1  # of a broken exercise; told once

    def pairs(self, exercise: str) -> Iterator[list[Pair]]:
        """Yield each student's submissions at an exercise, those with a new report and the others."""
        for _, entries in itertools.groupby(self.journal.newest(exercise), key=lambda entry: entry.student):
            yield [self._pair(entry) for entry in entries]

    def _pair(self, entry: Entry) -> Pair:
        file = _File(entry.exercise, entry.submission)
        if entry.checks == self.checks[entry.exercise] or file not in self._reports:
            return Pair(entry, entry.points, None)
        return Pair(entry, self._reports[file][2], lambda: (self.journal.row(entry.number).report, self._get(file)))


def _of(problem: Problem, student: str) -> Problem:
    return Problem(student, problem.exercise, problem.what, problem.hint, problem.ours)


def _problem(file: _File, answer: Answer) -> Problem:
    """Return why a file has no new report; the old one goes on counting."""
    message, ours = answer.message, answer.outcome != Outcome.UNREADABLE
    if answer.report is not None:
        check = next(check for check in answer.report.checks if check.verdict == Verdict.INTERNAL_ERROR)
        sentence = f"The check {check.name} failed through no fault of the student's: {check.message}"
        message = " ".join(sentence.split())[:500]
    hint = f"{answer.hint} What was graded before goes on counting.".strip()
    return Problem("", file.exercise, message, hint, ours=ours)
