"""What is to do: what is there less what the journal has. Nothing of it is remembered.

What was graded with other checks than those of now stays as it is: ``regrade`` shows what they change, first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from grader.batch.found import Found, Problem
from grader.batch.layouts import Source
from grader.batch.watch import Books
from grader.errors import SubmissionError
from grader.journal import Entry, Journal

Key = tuple[str, str]  # student, exercise


class Plan:
    """What is to do.

    Args:
        books: where numbers and problems are kept.
        checks: of each exercise the digest of its checks.
        journal: what has been graded; None: nothing yet.
        force: take everything for new.
        write: whether the journal may be written to.

    """

    def __init__(
        self, books: Books, checks: Mapping[str, str], journal: Journal | None, *, force: bool, write: bool
    ) -> None:
        self.books = books
        self.checks = checks
        self.journal = journal
        self.force = force
        self.write = write
        self.to_do: list[Found] = []
        self.changed: set[Key] = set()  # whose rows have changed without grading

    def look(self, source: Source) -> None:
        """Look at everything that is there. Files are read, and only their names are kept."""
        for number, item in enumerate(source.items(), 1):
            self.books.watch.planning(number)
            if isinstance(item, Problem):
                if not item.graded and item.exercise:
                    self.books.tally(item.exercise).found += 1
                self.books.problem(item)
            else:
                self._look_at(item)

    def _look_at(self, found: Found) -> None:
        tally = self.books.tally(found.exercise)
        tally.found += 1
        try:
            sha256 = hashlib.sha256(found.load()).hexdigest()
        except SubmissionError as error:
            self.books.unusable(found, error)
            return
        known = None
        if self.journal is not None and not self.force:
            known = self.journal.finished(found.student, found.exercise, sha256)
        if known is None or self.journal is None:
            tally.to_do += 1
            self.to_do.append(found)
            return
        if known.checks == self.checks[found.exercise]:
            tally.unchanged += 1
        else:
            tally.older += 1
        if self.write and self._has_come_again(self.journal, found, known):
            row = self.journal.row(known.number)
            when = found.submitted_at or row.submitted_at
            self.journal.record(replace(row, submitted_at=when, graded_at=datetime.now(UTC)), arrived=True)
            self.changed.add((found.student, found.exercise))

    @staticmethod
    def _has_come_again(journal: Journal, found: Found, known: Entry) -> bool:
        """Say whether a known file was handed in at another time, or after another file."""
        if found.submitted_at is not None:
            return found.submitted_at != known.submitted_at
        latest = journal.latest(found.student, found.exercise)
        return latest is not None and latest[0] != known.submission
