"""Runs `grade batch` or `grade submit` in a forked process with a fault in it, and looks at what is left.

Only those who grade are played by a stand-in (points are written in the files); course, journal, reports, gradebook and
the command itself are the real ones.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader import attempts, gradebook
from grader.cli import batching, program
from grader.course import Course, find_course
from grader.errors import UserError
from grader.gradebook import library
from grader.journal import FILE, Journal
from grader.results import Environment, Report
from tests.faults.steps import Steps
from tests.test_batch.conftest import EXERCISE, Class
from tests.test_batch.stand_in import StandIn

STUDENTS = ("alice", "bob", "carol")
CODES = {
    "kill": {-signal.SIGKILL},
    "full": {0, 2, 3},
    "interrupt": {0, 130},
    "interrupt twice": {0, 130, -signal.SIGINT},
}
BUSY = 20.0


@dataclass
class Trial:
    """What one faulty run has left, and what is wrong with it."""

    step: int
    fault: str
    reached: bool = False  # False: the process has not got as far as this step
    code: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"step {self.step}, {self.fault}: {'; '.join(self.faults)}"


def load_gradebook() -> None:
    """Import nbgrader, if it is there: once, here, and not in every process that is forked."""
    if library.available():
        library.api()


def make_class(root: Path, students: Iterable[str] = STUDENTS) -> Class:
    """Return a course in which every student has handed something in."""
    made = Class(root)
    for number, name in enumerate(students):
        made.hand_in(name, b"# %d\n" % (40 + number % 60))
    return made


def run_forked(work: Callable[[Callable[[str], None]], int]) -> tuple[int, list[str]]:
    """Run in a forked process what is given a function that reports; return how it ended and what was reported."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 97
        try:
            os.close(read_end)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            raw = os.write
            code = work(lambda line: raw(write_end, f"{line}\n".encode()) and None)
        except KeyboardInterrupt:
            code = 130
        except BaseException as error:
            os.write(write_end, f"exception {type(error).__name__}: {str(error)[:300]!r}\n".encode())
        finally:
            os._exit(code)
    os.close(write_end)
    with open(read_end, encoding="utf-8") as stream:
        lines = stream.read().splitlines()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), lines


def highest(told: list[str], word: str, otherwise: int = 0) -> int:
    """Return the highest number that was reported with a word, as in "done 3"."""
    return max((int(line.split()[1]) for line in told if line.startswith(f"{word} ")), default=otherwise)


def grade_class(
    root: Path, tell: Callable[[str], None], steps: Steps | None = None, said_in: Path | None = None
) -> int:
    """Run `grade batch` on the class, as whoever types it would, and tell of every submission that it says is done."""
    course = find_course(root)

    class Watch(batching.Watch):
        def grading(self, done: int, total: int, seconds: float) -> None:
            tell(f"done {done}")

    class Pool(StandIn):
        def answers(self, tasks: Iterable[Any]) -> Any:
            for answer in super().answers(tasks):
                tell("graded")
                yield answer

    batching.Watch = Watch  # type: ignore[misc]
    batching.pool_for = lambda cluster, jobs: lambda setting: Pool(course)  # type: ignore[assignment,return-value]
    with (said_in or root / "said").open("w", encoding="utf-8") as said:
        sys.stderr = sys.stdout = said
        if steps is not None:
            steps.install()
        try:
            program.main(["batch", "-C", str(root)])
        except SystemExit as ended:
            said.flush()
            return int(ended.code or 0)
    return 98


def try_batch(students: Class, step: int, fault: str) -> Trial:
    """Let a fault happen at a step of `grade batch`; look at what is left, then run it again and look again."""
    trial = Trial(step, fault)
    steps = Steps(step, fault)

    def work(tell: Callable[[str], None]) -> int:
        code = grade_class(students.root, tell, steps)
        tell(f"steps {steps.count}")
        return code

    trial.code, told = run_forked(work)
    trial.reached = highest(told, "steps", otherwise=step) >= step
    done = highest(told, "done")
    said = (students.root / "said").read_text(encoding="utf-8") if (students.root / "said").exists() else ""
    trial.faults += _wrong_ending(trial, told, said)
    trial.faults += whole(students, at_least=done)
    for path in _unfinished(students.root):
        os.utime(path, (0, 0))  # an hour later nobody can be writing it any more
    code, told = run_forked(lambda tell: grade_class(students.root, tell))
    if code != 0:
        trial.faults.append(f"the next run ended with {code}: {(students.root / 'said').read_text()[-3000:]}")
    if told.count("graded") > len(STUDENTS) - done:
        trial.faults.append(f"{done} were done, and the next run graded {told.count('graded')} of {len(STUDENTS)}")
    trial.faults += finished(students)
    code, told = run_forked(lambda tell: grade_class(students.root, tell))
    if code != 0 or "graded" in told:
        trial.faults.append(f"a third run graded {told.count('graded')} and ended with {code}")
    return trial


def _wrong_ending(trial: Trial, told: list[str], said: str) -> list[str]:
    found = [line for line in told if line.startswith("exception ")]
    if trial.reached and trial.code not in CODES[trial.fault] and not found:
        found.append(f"it ended with {trial.code}: {said[-300:]}")
    if "Traceback" in said or "fault of torch-grader" in said:
        found.append(f"it said {said[-3000:]}")
    if trial.reached and trial.fault == "full" and trial.code in (2, 3) and not said.strip():
        found.append("it said nothing")
    return found


def whole(students: Class, at_least: int) -> list[str]:
    """Return what is wrong with what a cut-off run has left: only whole things, and all that it said was done."""
    found, path = [], students.root / ".grade" / FILE
    rows = _rows(students.course) if path.is_file() and path.stat().st_size else []
    names = [row.student for row in rows]
    if len(names) < at_least:
        found.append(f"{at_least} were done, but there are {len(names)} rows")
    if len(set(names)) != len(names):
        found.append(f"there are several rows of one student: {names}")
    known = {row.student: row.report for row in rows}
    for report in (students.root / "graded").glob("*/*/report.json"):
        if Report.from_json(report.read_bytes()) != known.get(report.parent.parent.name):
            found.append(f"{report.parent.parent.name} has a report that no row has")
    book = students.root / "gradebook.db"
    if book.is_file() and book.stat().st_size:
        with contextlib.closing(sqlite3.connect(book, timeout=BUSY)) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                found.append("the gradebook is damaged")
    return found


def finished(students: Class, names: Iterable[str] = STUDENTS) -> list[str]:
    """Return what is wrong with a class of which all is graded: journal, reports and gradebook say the same."""
    found, rows = [], _rows(students.course)
    if sorted(row.student for row in rows) != sorted(names):
        found.append(f"the rows are those of {sorted(row.student for row in rows)}")
    for row in rows:
        path = students.report(row.student)
        if not path.is_file() or Report.from_json(path.read_bytes()) != row.report:
            found.append(f"{row.student} has another report than the journal")
        if not path.with_suffix(".html").is_file():
            found.append(f"{row.student} has no page")
    if gradebook.available() and not (students.root / "gradebook.db").is_file():
        found.append("there is no gradebook")
    elif gradebook.available():
        scores = points_in_gradebook(students.root)
        if scores != {row.student: row.report.points for row in rows}:
            found.append(f"the gradebook has {scores}")
    left = [str(path.relative_to(students.root)) for path in _unfinished(students.root)]
    return found + ([f"left behind: {left}"] if left else [])


def _unfinished(root: Path) -> list[Path]:
    """Return what somebody has begun to write."""
    return [path for path in root.rglob(".*") if path.name.startswith((".new-", ".gradebook-"))]


def points_in_gradebook(root: Path) -> dict[str, float]:
    """Return what nbgrader's tables say, read without nbgrader."""
    query = (
        "SELECT s.student_id, sum(coalesce(g.manual_score, g.auto_score)) FROM grade g"
        " JOIN submitted_notebook n ON g.notebook_id = n.id JOIN submitted_assignment s ON n.assignment_id = s.id"
        " GROUP BY s.student_id"
    )
    with contextlib.closing(sqlite3.connect(root / "gradebook.db", timeout=BUSY)) as connection:
        return dict(connection.execute(query).fetchall())


def _rows(course: Course) -> list[Any]:
    with Journal.of(course, create=False) as journal:
        return list(journal.rows())


# ---- one submission of a student


def try_keeping(root: Path, step: int, fault: str) -> Trial:
    """Let a fault happen while an attempt is kept; look at what is left, then keep another one."""
    trial, steps = Trial(step, fault), Steps(step, fault)
    course = find_course(root)

    def work(tell: Callable[[str], None]) -> int:
        steps.install()
        try:
            number = _keep(course, b"# 1\n")
        except KeyboardInterrupt:
            return 130
        except UserError as error:
            tell(f"refused {error}")
            return 2
        tell(f"kept {number}")
        tell(f"steps {steps.count}")
        return 0

    trial.code, told = run_forked(work)
    trial.reached = highest(told, "steps", otherwise=step) >= step
    if trial.reached and trial.code not in CODES[fault]:
        trial.faults.append(f"it ended with {trial.code}: {told}")
    kept = any(line.startswith("kept ") for line in told)
    found = attempts.all(course, course.exercises[0])
    if len(found) not in ((1,) if kept else (0, 1)):
        trial.faults.append(f"there are {len(found)} attempts, and it said {told}")
    _keep(course, b"# 2\n")
    after = attempts.all(course, course.exercises[0])
    if [each.number for each in after] != list(range(1, len(found) + 2)):
        trial.faults.append(f"then there are {[each.number for each in after]}")
    for each in after:
        if sorted(path.name for path in each.folder.iterdir()) != ["double.py", "report.html", "report.json"]:
            trial.faults.append(f"attempt {each.number} is not whole")
    return trial


def _keep(course: Course, data: bytes) -> int:
    report = Report(EXERCISE, "Twice a tensor", "double.py", (), Environment())
    return attempts.keep(
        course, course.exercises[0], data, "double.py", report, lambda report: "<!doctype html>"
    ).number
