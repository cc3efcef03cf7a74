"""kill -9 at every step and at many moments: no result is lost, none is doubled, reports agree with the journal."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader import gradebook
from grader.journal import Journal
from grader.results import Report
from tests.test_batch.conftest import EXERCISE, RIGHT, Class
from tests.test_batch.test_batch import rows, run

REPOSITORY = Path(__file__).parents[2]
STAND_IN = [sys.executable, "-m", "tests.test_batch.stand_in"]


@pytest.fixture(autouse=True)
def no_gradebook(monkeypatch):
    """Let nbgrader be missing: the gradebook has tests of its own."""
    monkeypatch.setattr(gradebook, "available", lambda: False)


def check(students: Class, names: set[str]) -> None:
    """Make sure that every student has one row and the report of this row, and that nothing else is left."""
    found = rows(students)
    assert sorted(row.student for row in found) == sorted(names)
    for row in found:
        assert Report.from_json(students.report(row.student).read_bytes()) == row.report
        assert students.report(row.student).with_suffix(".html").read_text().startswith("<!")
    assert [path.name for path in (students.root / "graded").rglob(".*")] == []


def check_journal(students: Class) -> None:
    """Make sure that what a kill has left is whole: every row can be read and belongs to its file."""
    if (students.root / ".grade" / "journal.sqlite").is_file():
        found = rows(students)
        assert len({row.student for row in found}) == len(found)
        assert all(row.report.points == float(row.source.split()[1]) for row in found)


def test_killed_at_every_step(tmp_path):
    """Wherever it dies, before or after whatever it writes down, the next run brings everything to its end."""
    names, step = {"alice", "bob"}, 0
    while True:
        step += 1
        students = Class(tmp_path / str(step))
        for number, name in enumerate(sorted(names)):
            students.hand_in(name, b"# %d\n" % (40 + number))
        done = subprocess.run([*STAND_IN, str(students.root), str(step)], cwd=REPOSITORY, capture_output=True)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr.decode()
        check_journal(students)
        run(students)
        check(students, names)

    assert step > 30  # every row: written, kept, two reports of three steps each, before and after


def test_killed_at_many_moments(students):
    """A class that is graded by runs that are killed at random moments is in the end graded once."""
    names = {f"s{number:03}" for number in range(150)}
    for number, name in enumerate(sorted(names)):
        students.hand_in(name, b"# %d\n" % (number % 101))
    moments, kills = random.Random(6), 0
    while kills < 25:
        with subprocess.Popen([*STAND_IN, str(students.root)], cwd=REPOSITORY, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moments.random() * 0.4)
            process.kill()
        kills += 1
        check_journal(students)
        if len(rows(students) if (students.root / ".grade" / "journal.sqlite").is_file() else []) == len(names):
            break

    run(students)

    check(students, names)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="student code is shut in on Linux only")
def test_command_is_killed(students):
    """The command itself, killed three times with two processes at work, leaves none behind and loses nothing."""
    names = {f"s{number:02}" for number in range(16)}
    for name in names:
        students.hand_in(name, RIGHT + f"\n# {name}\n".encode())
    command = [
        sys.executable,
        "-c",
        "from grader.cli import main; main()",
        "batch",
        "-j",
        "2",
        "-C",
        str(students.root),
    ]
    moments = random.Random(7)
    for _ in range(3):
        started = len(rows(students)) if (students.root / ".grade" / "journal.sqlite").is_file() else 0
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < deadline:
            there = (students.root / ".grade" / "journal.sqlite").is_file()
            if there and len(rows(students)) > min(started + 2, len(names) - 1):
                break
            time.sleep(0.05)
        time.sleep(moments.random() * 0.5)
        below = _children(process.pid)
        process.kill()
        process.wait()
        deadline = time.monotonic() + 30
        while any(map(_lives, below)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert [pid for pid in below if _lives(pid)] == []

    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    with Journal.of(students.course, create=False) as journal:
        found = list(journal.rows())
    assert sorted(row.student for row in found) == sorted(names)
    for row in found:
        assert Report.from_json(students.report(row.student).read_bytes()) == row.report
        assert row.report.points == 100
    assert (students.root / "graded" / "s00" / EXERCISE / "report.html").is_file()


def _children(pid: int) -> list[int]:
    """Return the processes that one has started, and those that these have."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *_children(child)]
    return found


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return False


def test_interrupted_command(students):
    """Ctrl-C stops the command at once with exit code 130, says how to go on, and keeps what is finished."""
    for number in range(6):
        students.hand_in(f"s{number}", RIGHT + b"# %d\n" % number)
    command = [
        sys.executable,
        "-c",
        "from grader.cli import main; main()",
        "batch",
        "-j",
        "1",
        "-C",
        str(students.root),
    ]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if (students.root / ".grade" / "journal.sqlite").is_file() and rows(students):
            break
        time.sleep(0.05)
    for _ in range(2):
        os.kill(process.pid, signal.SIGINT)
        time.sleep(0.02)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Go on with the same command" in said
    assert "Traceback" not in said
    assert rows(students)
