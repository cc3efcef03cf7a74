"""Real processes that grade: every kind of submission, and processes that die or hang."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from grader import batch as grading
from grader import gradebook
from grader.batch import Order, gradable
from grader.batch.pool import LocalPool, Setting
from grader.batch.work import Outcome, Task
from grader.errors import GraderError
from grader.journal import Journal
from grader.results import Report
from tests.test_batch.conftest import EXERCISE, MINIATURE, RIGHT, Recorder, with_a_picture

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="student code is shut in on Linux only")

# A check that ends or stops the process that it runs in, when a submission asks for it: no submission could do that by
# itself, but a check may have a fault, and the system may run out of memory.
POISON = '''

def test_poison(submission):
    """Nothing is the matter."""
    import os, pathlib, time
    wish = submission.run(wished)
    if wish == "die":
        os._exit(7)
    if wish == "hang":
        time.sleep(600)
    if wish == "die once" and not pathlib.Path(MARK).exists():
        pathlib.Path(MARK).touch()
        os.kill(os.getpid(), 9)
'''
PROBE = """

def wished(module):
    return getattr(module, "wish", str)()
"""


def with_poison(students) -> None:
    """Give the course a check that does to its process what a submission wishes."""
    path = students.root / "solutions" / EXERCISE / "checks.py"
    mark = students.root / "mark"
    poison = POISON.replace("MARK", repr(str(mark)))
    path.write_text(path.read_text() + PROBE + poison)


def wishing(wish: str) -> bytes:
    """Return a right submission with a wish."""
    return RIGHT + f"\n\ndef wish():\n    return {wish!r}\n".encode()


def pool(students, size: int = 1, **settings) -> LocalPool:
    """Return a pool for the course."""
    return LocalPool(Setting(students.root, b"secret", True), size, **settings)


def tasks(*sources: bytes, exercise: str = EXERCISE) -> list[Task]:
    """Return a task for each source."""
    return [Task(number, exercise, "double.py", source) for number, source in enumerate(sources)]


def answers(students, given, size: int = 1, **settings):
    """Return the answers by the numbers of their tasks."""
    with pool(students, size, **settings) as grading_pool:
        found = list(grading_pool.answers(given))
    assert len({answer.task.number for answer in found}) == len(found)
    return {answer.task.number: answer for answer in found}


def test_every_kind_of_submission(students, monkeypatch):
    """A class with right, wrong, looping, crashing and greedy files is graded as a whole, and the exit code is 0."""
    monkeypatch.setattr(gradebook, "available", lambda: False)
    expected = {}
    for path in sorted((MINIATURE / "submissions").glob("*/*.*")):
        if path.suffix in (".py", ".ipynb"):
            student = f"{path.parent.name} {path.stem}"
            students.hand_in(student, path.read_bytes(), name=f"double{path.suffix}")
            expected[student] = path.parent.name
    course, watch = students.course, Recorder()

    summary = grading.batch(course, gradable(course, []), Order(students.submitted, processes=2), watch)

    with Journal.of(course) as journal:
        found = {row.student: str(row.report.verdict) for row in journal.rows()}
    assert found == expected
    assert (summary.exit_code, watch.problems) == (0, [])
    assert watch.steps[-1] == (len(expected), len(expected))


def test_pictures_if_they_are_asked_for(students, monkeypatch):
    """A batch draws pictures if it is told to: they are in the report and on the page; points are what they were."""
    monkeypatch.setattr(gradebook, "available", lambda: False)
    with_a_picture(students)
    students.hand_in("alice", RIGHT)
    course = students.course
    reports = []
    for pictures in (False, True):
        order = Order(students.submitted, force=True, pictures=pictures)
        grading.batch(course, gradable(course, []), order, Recorder())
        page = students.report("alice").with_suffix(".html").read_text()
        assert ("What double makes of numbers" in page) == ("<svg" in page) == pictures
        reports.append(Report.from_json(students.report("alice").read_text()))

    assert [list(report.figures) for report in reports] == [[], ["twice"]]
    assert [report.points for report in reports] == [100, 100]


def test_unreadable_files_and_others(students):
    """A file that is no text is an answer of its own kind, and the process goes on with the next one."""
    found = answers(students, tasks(b"\xff\xfe\x00", RIGHT, b"", RIGHT + b"#"))

    assert [found[number].outcome for number in range(4)] == [
        Outcome.UNREADABLE, Outcome.GRADED, Outcome.UNREADABLE, Outcome.GRADED,
    ]  # fmt: skip
    assert found[1].report.points == 100
    assert "empty" in found[2].message


def test_broken_checks_are_told(students):
    """Checks that cannot be loaded are the exercise's fault, of whatever submission they are asked about."""
    (students.root / "solutions" / EXERCISE / "checks.py").write_text("import nowhere_to_be_found\n")

    found = answers(students, tasks(RIGHT))

    assert found[0].outcome == Outcome.BROKEN
    assert "nowhere_to_be_found" in found[0].message


def test_process_that_dies(students):
    """A process that ends over a submission costs that one alone, and only after a second try of its own."""
    with_poison(students)

    found = answers(students, tasks(RIGHT, wishing("die"), RIGHT + b"#", RIGHT + b"##"), size=2)

    assert [found[number].outcome for number in range(4)] == [
        Outcome.GRADED, Outcome.FAILED, Outcome.GRADED, Outcome.GRADED,
    ]  # fmt: skip
    assert "ended by itself" in found[1].message
    assert found[1].hint


def test_second_try(students):
    """A submission whose process was lost is graded by another one, as if nothing had been."""
    with_poison(students)

    found = answers(students, tasks(wishing("die once"), RIGHT))

    assert [found[number].report.points for number in range(2)] == [100, 100]


def test_process_that_hangs(students):
    """A process that gives no sign of life is ended, and its submission is told of."""
    with_poison(students)

    found = answers(students, tasks(wishing("hang"), RIGHT), patience=25.0)

    assert found[0].outcome == Outcome.FAILED
    assert "no sign of life" in found[0].message
    assert found[1].report.points == 100


def test_killed_from_outside(students):
    """Processes that are killed in the middle, one after the other, cost nothing: everything is graded once."""
    given = tasks(*(RIGHT + b"# %d\n" % number for number in range(30)))
    stop = threading.Event()
    with pool(students, 2) as grading_pool:

        def kill() -> None:
            for _ in range(3):
                if stop.wait(2.0):
                    return
                for process in grading_pool.processes[:1]:
                    if process.task is not None:
                        os.kill(process.process.pid, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        found = list(grading_pool.answers(given))
        stop.set()
        killer.join()

    assert sorted(answer.task.number for answer in found) == list(range(30))
    assert {answer.outcome for answer in found} <= {Outcome.GRADED, Outcome.FAILED}
    assert all(answer.report.points == 100 for answer in found if answer.outcome == Outcome.GRADED)


def test_nothing_can_be_graded(students, monkeypatch):
    """If every process ends at once, whatever it is given, that is said instead of tried for ever."""
    monkeypatch.setattr("grader.batch.pool._START", "import sys; sys.exit('no such thing')")
    monkeypatch.setattr("grader.batch.pool.MOST_LOST", 3)

    with pytest.raises(GraderError, match="no such thing"):
        answers(students, tasks(*(RIGHT for _ in range(20))), size=2)


def test_processes_are_replaced(students):
    """After its share of submissions a process makes room for another one, and nothing is lost over it."""
    given = tasks(*(RIGHT + b"# %d\n" % number for number in range(5)))
    with pool(students, 1, recycled_after=2) as grading_pool:
        seen, found = set(), []
        for answer in grading_pool.answers(given):
            seen |= {process.process.pid for process in grading_pool.processes}
            found.append(answer.report.points)

    assert found == [100] * 5
    assert len(seen) == 3


def test_several_exercises(students):
    """A process goes on with another exercise, and with one that comes again."""
    other = "exercise02_double"
    for place in ("exercises", "solutions"):
        (students.root / place / other).mkdir()
        for path in (students.root / place / EXERCISE).glob("*.*"):
            (students.root / place / other / path.name).write_bytes(path.read_bytes())
    given = [Task(number, name, "double.py", RIGHT) for number, name in enumerate((EXERCISE, other, other, EXERCISE))]

    found = answers(students, given)

    assert [(found[number].report.exercise, found[number].report.points) for number in range(4)] == [
        (EXERCISE, 100), (other, 100), (other, 100), (EXERCISE, 100),
    ]  # fmt: skip


def test_nothing_is_left_behind(students):
    """With the pool its processes end, and when the controller is gone they end by themselves."""
    given = tasks(RIGHT, RIGHT + b"#")
    with pool(students, 1) as grading_pool:
        for _ in grading_pool.answers(given):
            inside = grading_pool.processes[0]
            pid = inside.process.pid
            inside.connection.close()  # as the system does when this process is killed
            deadline = time.monotonic() + 20
            while inside.process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
            assert inside.process.poll() is not None
            break
        grading_pool.processes.clear()
        inside.errors.close()
    assert not Path(f"/proc/{pid}").exists()
