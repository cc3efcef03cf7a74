"""The journal: what has been graded, row after row; gradebook, reports and exports are made from it.

One SQLite file in the course's ``.grade`` folder. A row is written in one transaction, down to the disk, and is never
changed or deleted, so whatever is cut off, the journal holds exactly what was finished.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import sqlite3
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from grader.attempts.folder import NAME, grade_folder
from grader.course import Course
from grader.errors import GraderError, UserError
from grader.results import Report, Verdict

__all__ = ["FILE", "Counts", "Entry", "Graded", "Journal"]

Counts = Literal["best", "last"]
FILE = "journal.sqlite"
VERSION = 1  # of the tables; raised when an older program would misread them
APPLICATION = 0x67726164  # marks the file as a journal
BUSY_SECONDS = 30.0
PAGE = 64  # rows that are read at once

_TABLES = """
CREATE TABLE files (sha256 TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE graded (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    student TEXT NOT NULL,
    exercise TEXT NOT NULL,
    submission TEXT NOT NULL,
    checks TEXT NOT NULL,
    attempt INTEGER NOT NULL,   -- counts the student's different submissions at the exercise
    arrival INTEGER NOT NULL,   -- grows with every hand-in, of a known file too; a regrade keeps it
    submitted_at TEXT,          -- UTC, so the order of the texts is the order of the times
    graded_at TEXT NOT NULL,
    filename TEXT NOT NULL,
    points REAL NOT NULL,
    report BLOB NOT NULL,       -- JSON, deflated
    file TEXT NOT NULL REFERENCES files (sha256)
);
CREATE INDEX by_student ON graded (student, exercise, submission, checks);
CREATE INDEX by_submission ON graded (submission, exercise, checks);
CREATE INDEX by_exercise ON graded (exercise);
CREATE TRIGGER rows_stay BEFORE UPDATE ON graded BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER rows_last BEFORE DELETE ON graded BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
CREATE TRIGGER files_stay BEFORE UPDATE ON files BEGIN SELECT RAISE(ABORT, 'files are never changed'); END;
CREATE TRIGGER files_last BEFORE DELETE ON files BEGIN SELECT RAISE(ABORT, 'files are never deleted'); END;
"""
_COLUMNS = "student, exercise, submission, checks, submitted_at, graded_at, filename, report, data"
_ENTRIES = "SELECT id, student, exercise, submission, submitted_at, graded_at, points, checks FROM graded"
_ROWS = f"SELECT id, {_COLUMNS} FROM graded JOIN files ON file = sha256"
_CHOSEN = "(:student IS NULL OR student = :student) AND (:exercise IS NULL OR exercise = :exercise)"
# The newest row of each submission, and whether any of the student's submissions at the exercise has no time.
_NEWEST = f"""
SELECT id, student, exercise, attempt, arrival, points, submitted_at,
    max(submitted_at IS NULL) OVER (PARTITION BY student, exercise) AS untimed
FROM graded WHERE id IN (SELECT max(id) FROM graded WHERE {_CHOSEN} GROUP BY student, exercise, submission)
"""
_ORDER = {
    "best": "points DESC, attempt DESC",
    "last": "CASE WHEN untimed THEN NULL ELSE submitted_at END DESC, arrival DESC",
}


@dataclass(frozen=True)
class Graded:
    """One submission that was graded: a row of the journal."""

    student: str
    exercise: str  # the name of its folder
    submission: str  # sha256 of the submitted bytes, hexadecimal
    checks: str  # as in the report's environment
    submitted_at: datetime | None  # UTC
    graded_at: datetime  # UTC
    filename: str
    report: Report  # student, attempt and submitted_at are filled in by the journal
    source: bytes  # the submitted file as it was


@dataclass(frozen=True)
class Entry:
    """What identifies a row, without its report and its file: cheap to ask for."""

    number: int  # grows with every row
    student: str
    exercise: str
    submission: str
    submitted_at: datetime | None
    graded_at: datetime
    points: float
    checks: str


class Journal:
    """The rows of one journal; a context manager that closes the file.

    Args:
        path: the file.
        create: begin a journal if there is none.

    Raises:
        UserError: there is none and none shall be begun, or the file cannot be used.

    """

    def __init__(self, path: Path, *, create: bool = True) -> None:
        self.path = path
        if not create and not path.is_file():
            raise UserError("Nothing has been graded in this course yet.", hint="`grade batch` grades a class.")
        with self._saying():
            self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    @classmethod
    def of(cls, course: Course, *, create: bool = True) -> Self:
        """Open the course's journal; its folder is made if a journal may be begun."""
        folder = grade_folder(course) if create else course.root / NAME
        return cls(folder / FILE, create=create)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def record(self, graded: Graded, *, arrived: bool = False) -> Graded:
        """Add a row, in one transaction and down to the disk; return it with its attempt number.

        Args:
            graded: the row; what its report says of student, attempt and time is filled in here.
            arrived: the student has handed it in just now, even if it was known before. Without this a known
                submission is taken for graded again: it stays where it was in the order of hand-ins.

        Raises:
            ValueError: the report is an ``internal_error``: that is no result.
            UserError: the file cannot be written.

        """
        if graded.report.verdict == Verdict.INTERNAL_ERROR:
            raise ValueError("an internal error is no result and is never recorded")
        with self._saying(), self._transaction():
            attempt, arrival = self._place(graded, arrived=arrived)
            since = graded.submitted_at.astimezone(UTC).isoformat() if graded.submitted_at is not None else ""
            report = dataclasses.replace(graded.report, student=graded.student, attempt=attempt, submitted_at=since)
            finished = dataclasses.replace(graded, report=report)
            file = self._keep(graded.source)
            self._connection.execute(
                "INSERT INTO graded (student, exercise, submission, checks, attempt, arrival, submitted_at, graded_at,"
                " filename, points, report, file) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    graded.student, graded.exercise, graded.submission, graded.checks, attempt, arrival,
                    _text(graded.submitted_at), _text(graded.graded_at), graded.filename, report.points,
                    zlib.compress(report.to_json(indent=None).encode(), 3), file,
                ),
            )  # fmt: skip
        return finished

    def find(self, student: str, exercise: str, submission: str, checks: str) -> Graded | None:
        """Return the newest row of a submission under these checks, if there is one."""
        condition = "student = ? AND exercise = ? AND submission = ? AND checks = ? ORDER BY id DESC LIMIT 1"
        found = self._all(f"{_ROWS} WHERE {condition}", (student, exercise, submission, checks))
        return _graded(found[0]) if found else None

    def finished(self, student: str, exercise: str, submission: str, checks: str | None = None) -> Entry | None:
        """Return the newest row of a submission, under these checks or under any, without report and file."""
        condition = "student = ? AND exercise = ? AND submission = ? AND checks = coalesce(?, checks)"
        return self._entry(f"{condition} ORDER BY id DESC LIMIT 1", (student, exercise, submission, checks))

    def latest(self, student: str, exercise: str) -> tuple[str, datetime | None] | None:
        """Return the hash and the submission time of what the student has handed in last, if anything."""
        entry = self._entry("student = ? AND exercise = ? ORDER BY arrival DESC, id DESC LIMIT 1", (student, exercise))
        return (entry.submission, entry.submitted_at) if entry is not None else None

    def twin(self, exercise: str, submission: str, checks: str, *, after: int) -> Entry | None:
        """Return a row of anybody who has handed in the same bytes, of those after a number."""
        condition = "submission = ? AND exercise = ? AND checks = ? AND id > ? LIMIT 1"
        return self._entry(condition, (submission, exercise, checks, after))

    def last_number(self) -> int:
        """Return the number of the newest row, 0 if there is none."""
        return int(self._all("SELECT coalesce(max(id), 0) FROM graded")[0][0])

    def row(self, number: int) -> Graded:
        """Return the row of this number."""
        return _graded(self._all(f"{_ROWS} WHERE id = ?", (number,))[0])

    def report(self, number: int) -> bytes:
        """Return the JSON of a row's report: whoever needs little of it reads that little."""
        return zlib.decompress(self._all("SELECT report FROM graded WHERE id = ?", (number,))[0][0])

    def rows(self, exercise: str | None = None, student: str | None = None) -> Iterator[Graded]:
        """Yield the rows in the order of grading; few of them are in memory at once."""
        seen = 0
        while True:
            values = {"exercise": exercise, "student": student, "seen": seen}
            page = self._all(f"{_ROWS} WHERE id > :seen AND {_CHOSEN} ORDER BY id LIMIT {PAGE}", values)
            yield from map(_graded, page)
            if len(page) < PAGE:
                return
            seen = page[-1][0]

    def counting(
        self, exercise: str | None = None, counts: Counts = "best", student: str | None = None
    ) -> Iterator[Graded]:
        """Yield the row that counts for each student and exercise, by exercise and then by student.

        Of each submission only the newest row is looked at, whatever the checks of that time. Among a student's
        submissions the one with most points counts (of equals the later attempt), or the one handed in last: by the
        submission times if all of them have one, else by the order in which they came.
        """
        for entry in self.counting_entries(exercise, counts, student):
            yield self.row(entry.number)

    def counting_entries(
        self, exercise: str | None = None, counts: Counts = "best", student: str | None = None
    ) -> Iterator[Entry]:
        """Yield what ``counting`` yields, without reports and files."""
        ranked = (
            f"SELECT *, row_number() OVER (PARTITION BY student, exercise ORDER BY {_ORDER[counts]}) AS rank"
            f" FROM ({_NEWEST})"
        )
        values = {"exercise": exercise, "student": student}
        found = self._all(f"SELECT id FROM ({ranked}) WHERE rank = 1 ORDER BY exercise, student", values)
        for (number,) in found:
            yield from map(_entry, self._all(f"{_ENTRIES} WHERE id = ?", (number,)))

    def attempts(self, student: str, exercise: str) -> Iterator[Graded]:
        """Yield the newest row of each of a student's submissions at an exercise, the first attempt first."""
        for entry in self.newest(exercise, student):
            yield self.row(entry.number)

    def newest(self, exercise: str, student: str | None = None) -> Iterator[Entry]:
        """Yield the newest row of each submission at an exercise: by student and attempt, without report and file."""
        values = {"exercise": exercise, "student": student}
        for (number,) in self._all(f"SELECT id FROM ({_NEWEST}) ORDER BY student, attempt", values):
            yield from map(_entry, self._all(f"{_ENTRIES} WHERE id = ?", (number,)))

    # Writing

    def _place(self, graded: Graded, *, arrived: bool) -> tuple[int, int]:
        """Return the attempt number and the place among the student's hand-ins."""
        key = (graded.student, graded.exercise)
        ((attempts, arrivals),) = self._all(
            "SELECT max(attempt), max(arrival) FROM graded WHERE student = ? AND exercise = ?", key
        )
        ((attempt, arrival),) = self._all(
            "SELECT max(attempt), max(arrival) FROM graded WHERE student = ? AND exercise = ? AND submission = ?",
            (*key, graded.submission),
        )
        known = attempt is not None
        return (attempt if known else (attempts or 0) + 1), (arrival if known and not arrived else (arrivals or 0) + 1)

    def _keep(self, source: bytes) -> str:
        """Keep the submitted bytes, once however often they are handed in."""
        sha256 = hashlib.sha256(source).hexdigest()
        if not self._all("SELECT 1 FROM files WHERE sha256 = ?", (sha256,)):
            self._connection.execute("INSERT INTO files VALUES (?, ?)", (sha256, zlib.compress(source, 3)))
        return sha256

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    # Reading

    def _all(self, query: str, values: Any = ()) -> list[Any]:
        with self._saying():
            return self._connection.execute(query, values).fetchall()

    def _entry(self, condition: str, values: Any) -> Entry | None:
        found = self._all(f"{_ENTRIES} WHERE {condition}", values)
        return _entry(found[0]) if found else None

    def _prepare(self) -> None:
        version = self._version()
        self._write_ahead()
        self._connection.execute("PRAGMA synchronous = FULL")  # in WAL a commit reaches the disk only with this
        if version == 0:
            with self._transaction():  # so that of two that begin at once only one does
                if self._version() == 0:
                    for statement in _statements(_TABLES):
                        self._connection.execute(statement)
                    self._connection.execute(f"PRAGMA application_id = {APPLICATION}")
                    self._connection.execute(f"PRAGMA user_version = {VERSION}")
        elif version != VERSION:
            raise UserError(
                f"{self.path} has version {version}, this program reads version {VERSION}.",
                hint="Update it: pip install --upgrade torch-grader",
            )

    def _write_ahead(self) -> None:
        """Let readers and the writer not wait for each other."""
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL").fetchall()
            except sqlite3.OperationalError as error:  # SQLite itself does not wait here if another does the same
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
            else:
                return

    def _version(self) -> int:
        query = (
            "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master)"
            " FROM pragma_application_id, pragma_user_version"  # in one statement: another may begin it meanwhile
        )
        ((application, version, tables),) = self._connection.execute(query).fetchall()
        if application != APPLICATION and tables:
            raise UserError(f"{self.path} is a database, but no journal.", hint="Move it away; nobody here wrote it.")
        return int(version)

    @contextlib.contextmanager
    def _saying(self) -> Iterator[None]:
        """Say in one sentence when the file cannot be used."""
        try:
            yield
        except UnicodeEncodeError as error:
            raise UserError("A name that is no valid text cannot be recorded.", hint="Rename the file.") from error
        except sqlite3.OperationalError as error:
            raise UserError(f"{self.path} cannot be used: {error}.", hint=_hint(error)) from error
        except sqlite3.DatabaseError as error:
            raise GraderError(
                f"{self.path} is damaged: {error}.", hint="Bring it back from a backup; keep the damaged file, too."
            ) from error


def _hint(error: sqlite3.OperationalError) -> str:
    if "locked" in str(error):
        return "Another program is writing to it; try again when it has finished."
    return "It must be in a folder that you may write to, with some space left."


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script (``executescript`` would end the transaction)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _graded(row: tuple[Any, ...]) -> Graded:
    _, student, exercise, submission, checks, submitted_at, graded_at, filename, report, data = row
    return Graded(
        student=student,
        exercise=exercise,
        submission=submission,
        checks=checks,
        submitted_at=_time(submitted_at),
        graded_at=datetime.fromisoformat(graded_at),
        filename=filename,
        report=Report.from_json(zlib.decompress(report)),
        source=zlib.decompress(data),
    )


def _entry(row: tuple[Any, ...]) -> Entry:
    number, student, exercise, submission, submitted_at, graded_at, points, checks = row
    moments = _time(submitted_at), datetime.fromisoformat(graded_at)
    return Entry(number, student, exercise, submission, *moments, points, checks)


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment is not None else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None
