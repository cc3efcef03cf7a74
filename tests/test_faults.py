"""Whatever dies, is interrupted or finds the disk full, and wherever: what was reported as done is kept, once.

`python -m tests.faults batch` tries every step, `python -m benchmarks.kills` kills at random moments.
"""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from classroom import graded

from benchmarks import kills
from grader.client import spawn
from grader.client.process import Warm
from grader.client.remote import Remote
from grader.errors import UserError
from grader.gradebook.book import Book
from grader.journal import Journal
from grader.limits import Limits
from grader.results import Stopped, Verdict
from grader.runner import grade
from grader.submission import read
from tests.faults import small_disk, trials
from tests.faults.steps import FAULTS
from tests.test_batch.conftest import RIGHT

REPOSITORY = Path(__file__).parents[1]
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox is Linux's")


def run(*arguments):
    """Run one of the commands of tests.faults; return what it prints."""
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=600, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_batch(fault):
    """At steps all over `grade batch`: nothing is lost or doubled, all agree, and the next run goes on."""
    first = 1 + 11 * FAULTS.index(fault)
    done = run("tests.faults", "batch", "--fault", fault, "--every", "53", "--first", str(first))

    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.split(": ")[1].split()[0]) >= 4


def test_submit():
    """At every step in which an attempt is kept: it is kept whole or not at all, and the next one gets its number."""
    done = run("tests.faults", "submit")

    assert done.returncode == 0, done.stdout + done.stderr
    assert [int(line.split(": ")[1].split()[0]) >= 20 for line in done.stdout.splitlines()] == [True] * len(FAULTS)


def test_full_disk_below_nbgrader_is_told_in_a_sentence(tmp_path, monkeypatch, caplog):
    """Of a full disk nbgrader makes an error of its own and prints a traceback; we say one sentence, and it nothing."""
    pytest.importorskip("nbgrader", reason="the extra `course` is not installed")
    from sqlalchemy.exc import OperationalError

    def full():
        raise OperationalError("COMMIT", {}, sqlite3.OperationalError("database or disk is full"))

    with Book(tmp_path / "gradebook.db") as book:
        monkeypatch.setattr(book.db, "commit", full)
        with pytest.raises(UserError) as caught, book.saying():
            book._gradebook.check_course("another course")

    assert caught.value.message == f"{tmp_path}/gradebook.db cannot be used: database or disk is full."
    assert "some space left" in caught.value.hint
    assert caplog.text == ""


def test_what_is_wrong_is_seen(tmp_path):
    """A report that is gone or another's, a row too many and points that differ are faults."""
    students = trials.make_class(tmp_path / "course")
    code, told = trials.run_forked(lambda tell: trials.grade_class(students.root, tell))
    assert (code, told.count("graded")) == (0, 3)
    assert trials.finished(students) == trials.whole(students, at_least=3) == []

    assert "4 were done" in trials.whole(students, at_least=4)[0]
    shutil.copyfile(students.report("alice"), students.report("bob"))
    assert "bob has a report that no row has" in trials.whole(students, at_least=3)
    students.report("carol").unlink()
    assert "carol has another report than the journal" in trials.finished(students)
    students.root.joinpath(".new-x").touch()
    assert "left behind: ['.new-x']" in trials.finished(students)


@LINUX
def test_full_disk():
    """On a disk that fills up what is graded is kept, the message says so; with more room the next run goes on."""
    done = run("tests.faults.small_disk")
    if done.returncode == small_disk.NO_NAMESPACES:
        pytest.skip("this machine gives this user no private namespaces, so there is no small disk")
    found = json.loads(done.stdout)

    assert found["wrong"] == []
    assert (found["first"], found["second"]) == (2, 0)
    assert "No space left on device" in found["said"] or "disk is full" in found["said"]
    assert "free some space" in found["said"] or "some space left" in found["said"]
    assert "Traceback" not in found["said"]
    assert 0 < found["done"] < len(small_disk.STUDENTS)
    assert found["again"] <= len(small_disk.STUDENTS) - found["done"]


def test_cut_off_journal(tmp_path):
    """Of a journal whose end is cut off, as by a power failure, every row that reached the disk before is there."""
    path, log = tmp_path / "journal.sqlite", tmp_path / "journal.sqlite-wal"
    sizes = []
    with Journal(path) as journal:
        for number in range(6):
            journal.record(graded(f"s{number}", {"a": number % 6}))
            sizes.append(log.stat().st_size)
        data, tail = path.read_bytes(), log.read_bytes()

    for cut in range(0, len(tail) + 1, 512):
        folder = tmp_path / str(cut)
        folder.mkdir()
        (folder / path.name).write_bytes(data)
        (folder / log.name).write_bytes(tail[:cut])
        safe = sum(size <= cut for size in sizes)
        with contextlib.closing(sqlite3.connect(folder / path.name)) as connection:
            assert connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
        if safe:
            with Journal(folder / path.name, create=False) as journal:
                names = [row.student for row in journal.rows()]
            assert names == [f"s{number}" for number in range(len(names))]
            assert len(names) >= safe
    assert sizes == sorted(set(sizes))


@LINUX
def test_worker_killed_from_outside():
    """A worker that somebody else has killed is noticed as such, so that its check is run again."""
    warm = Warm(spawn.start((), sandbox=True))
    try:
        remote = Remote(warm, Limits())
        remote.start()
        remote.begin_check()
        pidfd = remote.spawned.pidfd
        killer = threading.Thread(
            target=lambda: (time.sleep(0.3), signal.pidfd_send_signal(pidfd, signal.SIGKILL)), daemon=True
        )
        source = "import time\ndef wait():\n    time.sleep(30)\n"
        first = {"op": "begin", "seed": 1, "source": source, "filename": "w.py", "mode": "", "removed": []}
        message = {"op": "call", "object": None, "name": "wait", "observe": False, "args": [], "kwargs": {}}
        killer.start()
        with pytest.raises(Stopped) as stopped:
            remote.request(message | {"first": first | {"operations": [], "reason": ""}}, "wait")
        killer.join()
    finally:
        warm.close()

    assert stopped.value.verdict == Verdict.MEMORY
    assert remote.starved


@pytest.mark.slow
@LINUX
def test_worker_killed_while_it_loads(tmp_path):
    """Somebody else kills the worker while it loads a right file: it is loaded once more, and no point is lost."""
    students = trials.make_class(tmp_path / "course", ())
    path = students.hand_in("alice", RIGHT + b"\nimport time\ntime.sleep(0.7)\n")
    exercise = students.course.exercises[0]
    killed = threading.Event()

    def kill():
        while not killed.is_set():
            found = [
                (depth, pid) for pid, depth, command in kills.below(os.getpid()) if "grader.worker.warm" in command
            ]
            workers = [pid for depth, pid in found if depth > min(found)[0] + 1]
            if workers:
                time.sleep(0.3)
                with contextlib.suppress(ProcessLookupError):  # it was that of the self-test
                    os.kill(workers[0], signal.SIGKILL)
                    killed.set()
            time.sleep(0.02)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    report = grade(exercise, read(path, exercise), hidden=True, sandbox=True, secret=b"secret")
    hit = killed.is_set()
    killed.set()
    killer.join()

    assert hit
    assert (report.verdict, report.points) == (Verdict.PASSED, 100.0)


@pytest.mark.slow
@LINUX
def test_random_kills():
    """The command, those who grade and their workers are killed at random moments, and all comes to a good end."""
    tally = kills.measure(3, 5, ("command", "grading", "worker"))

    assert tally.wrong == []
    assert sum(tally.killed.values()) == 3
