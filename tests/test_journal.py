"""The journal: rows that stay, attempt numbers, and which row counts."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from grader.course import Course
from grader.errors import GraderError, UserError
from grader.journal import Graded, Journal
from grader.results import CheckResult, Environment, Report, Verdict

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
EXERCISE = "exercise03_mse_gradient"


def graded(
    student: str = "alice",
    source: bytes = b"x = 1\n",
    points: float = 5.0,
    *,
    exercise: str = EXERCISE,
    checks: str = "sha256:c1",
    verdict: Verdict = Verdict.FAILED,
    submitted_at: datetime | None = None,
) -> Graded:
    """Return a row with one check."""
    check = CheckResult("sums", "It sums.", False, verdict, points, 10.0, 0.01)
    sha256 = hashlib.sha256(source).hexdigest()
    report = Report(exercise, "Title", "file.py", (check,), Environment(checks=checks, submission=f"sha256:{sha256}"))
    return Graded(student, exercise, sha256, checks, submitted_at, NOON, "file.py", report, source)


@pytest.fixture
def journal(tmp_path):
    """Give an empty journal."""
    with Journal(tmp_path / "journal.sqlite") as journal:
        yield journal


def test_row_comes_back_whole(journal):
    """What was recorded is found again as it was, with student, attempt and time in its report."""
    zone = timezone(timedelta(hours=8))
    row = graded("Zoë 诗", b"# \xff\n", submitted_at=datetime(2026, 3, 1, 8, 0, 0, 5, tzinfo=zone))

    recorded = journal.record(row)

    assert recorded.report.student == "Zoë 诗"
    assert recorded.report.attempt == 1
    assert recorded.report.submitted_at == "2026-03-01T00:00:00.000005+00:00"
    assert journal.find("Zoë 诗", EXERCISE, row.submission, "sha256:c1") == recorded
    assert list(journal.rows()) == [recorded]
    assert recorded.report.points == 5.0


def test_find_needs_the_same_submission_and_checks(journal):
    """A row is found only for the student, exercise, bytes and checks that it was graded with."""
    row = journal.record(graded())
    key = ("alice", EXERCISE, row.submission, row.checks)

    assert journal.find(*key) == row
    for place in range(4):
        assert journal.find(*(*key[:place], "other", *key[place + 1 :])) is None


def test_attempts_count_different_submissions(journal):
    """Attempt numbers count a student's different files at one exercise; a regrade keeps the number."""
    numbers = [
        journal.record(row).report.attempt
        for row in (
            graded(source=b"a"), graded(source=b"b"), graded(source=b"a", checks="sha256:c2"), graded(source=b"c"),
            graded("bob", b"c"), graded(source=b"c", exercise="exercise04"),
        )
    ]  # fmt: skip

    assert numbers == [1, 2, 1, 3, 1, 1]
    kept = list(journal.attempts("alice", EXERCISE))
    assert [(row.source, row.report.attempt, row.checks) for row in kept] == [
        (b"a", 1, "sha256:c2"), (b"b", 2, "sha256:c1"), (b"c", 3, "sha256:c1"),
    ]  # fmt: skip


def test_best_counts_under_the_newest_checks(journal):
    """The best row is chosen by what each submission got when it was last graded; of equals the later attempt."""
    journal.record(graded(source=b"a", points=9))
    journal.record(graded(source=b"b", points=6))
    journal.record(graded(source=b"c", points=6))
    journal.record(graded(source=b"a", points=2, checks="sha256:c2"))
    journal.record(graded("bob", b"a", 1))

    counting = list(journal.counting())

    assert [(row.student, row.report.points, row.report.attempt) for row in counting] == [
        ("alice", 6, 3),
        ("bob", 1, 1),
    ]


def test_last_counts_by_time(journal):
    """With times the submission with the latest time counts, in whatever order they were graded."""
    journal.record(graded(source=b"new", points=1, submitted_at=NOON))
    journal.record(graded(source=b"old", points=9, submitted_at=NOON - timedelta(days=1)))

    assert [row.source for row in journal.counting(counts="last")] == [b"new"]
    assert [row.source for row in journal.counting(counts="best")] == [b"old"]


def test_last_counts_by_arrival_without_times(journal):
    """If one submission has no time, the one that came last counts, and a regrade of an older one changes nothing."""
    journal.record(graded(source=b"a", submitted_at=NOON))
    journal.record(graded(source=b"b"))
    journal.record(graded(source=b"a", checks="sha256:c2", submitted_at=NOON))
    assert [row.source for row in journal.counting(counts="last")] == [b"b"]

    journal.record(graded(source=b"a", checks="sha256:c2"), arrived=True)

    assert [(row.source, row.report.attempt) for row in journal.counting(counts="last")] == [(b"a", 1)]
    assert journal.latest("alice", EXERCISE) == (hashlib.sha256(b"a").hexdigest(), None)
    assert journal.latest("bob", EXERCISE) is None


def test_entries_are_rows_without_weight(journal):
    """What is asked for cheaply says the same as the rows themselves."""
    first = journal.record(graded(source=b"a", points=3, submitted_at=NOON))
    twin = journal.record(graded("bob", b"a", 3))
    key = (EXERCISE, first.submission, first.checks)

    entry = journal.finished("alice", *key)
    assert (entry.submission, entry.submitted_at, entry.graded_at, entry.points) == (first.submission, NOON, NOON, 3)
    assert journal.row(entry.number) == first
    assert journal.finished("alice", EXERCISE, first.submission, "sha256:other") is None
    assert [journal.row(each.number) for each in journal.counting_entries()] == list(journal.counting())
    assert journal.row(journal.twin(*key, after=entry.number).number) == twin
    assert journal.twin(*key, after=journal.last_number()) is None


def test_rows_are_chosen(journal):
    """Rows, and the rows that count, can be asked for one exercise or one student."""
    for student in ("alice", "bob"):
        for exercise in (EXERCISE, "exercise04"):
            journal.record(graded(student, exercise=exercise))

    assert [(row.student, row.exercise) for row in journal.rows(exercise="exercise04")] == [
        ("alice", "exercise04"), ("bob", "exercise04"),
    ]  # fmt: skip
    assert [row.exercise for row in journal.rows(student="bob")] == [EXERCISE, "exercise04"]
    assert [row.student for row in journal.counting("exercise04")] == ["alice", "bob"]
    assert [row.exercise for row in journal.counting(student="bob")] == [EXERCISE, "exercise04"]


def test_rows_come_in_pages(journal):
    """However many rows there are, each comes once and in order, also while rows are added."""
    for number in range(150):
        journal.record(graded(f"s{number:03}"))

    seen = []
    for row in journal.rows():
        if not seen:
            journal.record(graded("late"))
        seen.append(row.student)

    assert seen == [*(f"s{number:03}" for number in range(150)), "late"]


def test_rows_stay(journal):
    """Nobody who opens the file can change or delete a row by mistake."""
    journal.record(graded())
    with sqlite3.connect(journal.path) as other:
        for statement in ("UPDATE graded SET points = 10", "DELETE FROM graded", "DELETE FROM files"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                other.execute(statement)
    other.close()

    assert len(list(journal.rows())) == 1


def test_internal_error_is_refused(journal):
    """What we could not grade is never recorded."""
    with pytest.raises(ValueError, match="internal error"):
        journal.record(graded(verdict=Verdict.INTERNAL_ERROR))

    assert list(journal.rows()) == []


def test_failed_record_leaves_nothing(journal):
    """A row that cannot be written leaves neither a half row nor an open transaction."""
    with pytest.raises(UserError, match="name"):
        journal.record(graded("a\udcff"))

    assert list(journal.rows()) == []
    assert journal.record(graded()).report.attempt == 1


def test_same_file_is_kept_once(journal):
    """The bytes of a file that many hand in are stored once."""
    source = os.urandom(50_000)
    for number in range(20):
        journal.record(graded(f"s{number}", source))
    with sqlite3.connect(journal.path) as other:
        assert other.execute("SELECT count(*) FROM files").fetchone() == (1,)
    other.close()

    assert {row.source for row in journal.rows()} == {source}


def test_reader_begins_no_journal(tmp_path):
    """Whoever only reads is told that nothing has been graded, and no file appears."""
    with pytest.raises(UserError, match="Nothing has been graded"):
        Journal.of(Course(tmp_path, "", ()), create=False)

    assert list(tmp_path.iterdir()) == []


def test_place_in_the_course(tmp_path):
    """The journal is in the course's .grade folder, which git ignores."""
    with Journal.of(Course(tmp_path, "", ())) as journal:
        assert journal.path == tmp_path / ".grade" / "journal.sqlite"
    assert (tmp_path / ".grade" / ".gitignore").read_text() == "*\n"
    with Journal.of(Course(tmp_path, "", ()), create=False) as journal:
        assert list(journal.rows()) == []


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [(b"no database at all, " * 40, GraderError, "damaged"), (None, UserError, "no journal")],
)
def test_foreign_files_are_refused(tmp_path, content, error, message):
    """A file that is no journal is refused in one sentence and left as it is."""
    path = tmp_path / "journal.sqlite"
    if content is None:
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE mine (x)")
        other.close()
    else:
        path.write_bytes(content)
    before = path.read_bytes()

    with pytest.raises(error, match=message):
        Journal(path)

    assert path.read_bytes() == before


def test_newer_version_is_refused(tmp_path):
    """A journal of a later program is refused with what to do."""
    path = tmp_path / "journal.sqlite"
    Journal(path).close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()

    with pytest.raises(UserError, match="version 99") as caught:
        Journal(path)

    assert "pip install" in caught.value.hint


def test_two_begin_at_once(tmp_path):
    """Programs that begin the journal at the same time get the same one."""
    errors = []

    def begin(number: int) -> None:
        try:
            with Journal(tmp_path / "journal.sqlite") as journal:
                journal.record(graded(f"s{number}"))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    with Journal(tmp_path / "journal.sqlite") as journal:
        assert {row.student for row in journal.rows()} == {f"s{number}" for number in range(6)}


WRITER = """
import sys
from pathlib import Path
from grader.journal import Journal
from tests.test_journal import graded
with Journal(Path(sys.argv[1])) as journal:
    for number in range(100000):
        journal.record(graded(f"s{number}"))
        print(number, flush=True)
"""


def test_killed_writer_loses_nothing(tmp_path):
    """Whatever was said to be recorded before a kill -9 is in the journal, whole, and nothing is half there."""
    path, said = tmp_path / "journal.sqlite", []
    for lines in (1, 2, 7, 30):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[1]
        )
        said.append([int(process.stdout.readline()) for _ in range(lines)][-1])
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split()
        said[-1] = int(rest[-1]) if rest and rest[-1].isdigit() else said[-1]
        process.stdout.close()
        process.wait()

    with Journal(path) as journal:
        rows = list(journal.rows())

    assert sum(row.student == "s0" for row in rows) == 4
    assert len(rows) in range(sum(said) + 4, sum(said) + 9)  # the last row of each may be recorded and not yet said
    assert {row.report.attempt for row in rows} == {1}
