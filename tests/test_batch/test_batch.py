"""A batch: what is to do, what is recorded, what is written; a stand-in plays those who grade."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader import batch as grading
from grader import gradebook
from grader.batch import Order, gradable
from grader.batch.lock import locked
from grader.batch.work import Answer, Outcome
from grader.errors import CourseError, SandboxError, UserError
from grader.journal import Journal
from grader.results import Report, Verdict
from tests.test_batch.conftest import EXERCISE, RIGHT, Recorder
from tests.test_batch.stand_in import StandIn, report_of


@pytest.fixture(autouse=True)
def no_gradebook(monkeypatch):
    """Let nbgrader be missing: importing it takes seconds, and the gradebook has tests of its own."""
    monkeypatch.setattr(gradebook, "available", lambda: False)


def run(students, *, pool=None, watch=None, names=(), **order):
    """Run a batch with a stand-in; return its summary and the tasks that were given out."""
    course = students.course
    pool = pool or StandIn(course)
    order = Order(order.pop("submissions", students.submitted), **order)
    summary = grading.batch(course, gradable(course, names), order, watch or Recorder(), lambda setting: pool)
    return summary, pool.tasks


def rows(students):
    """Return all rows of the journal."""
    with Journal.of(students.course, create=False) as journal:
        return list(journal.rows())


def tally(summary):
    """Return the numbers of the only exercise."""
    return summary.tallies[EXERCISE]


def test_class_is_graded_once(students):
    """Everything that was handed in is graded, recorded and reported; a second run has nothing to do."""
    students.hand_in("alice", b"# 100\n", time="2026-03-01 10:00:00 UTC")
    students.hand_in("bob", b"# 40\n")
    students.hand_in("carol", b"# 70\n")

    summary, tasks = run(students)

    assert (tally(summary).graded, tally(summary).median, summary.exit_code) == (3, 70.0, 0)
    assert summary.reports == 3
    assert [(row.student, row.report.points, row.source) for row in rows(students)] == [
        ("alice", 100, b"# 100\n"), ("bob", 40, b"# 40\n"), ("carol", 70, b"# 70\n"),
    ]  # fmt: skip
    for row in rows(students):
        assert Report.from_json(students.report(row.student).read_bytes()) == row.report
        assert "<html" in students.report(row.student).with_suffix(".html").read_text()
    assert rows(students)[0].report.submitted_at == "2026-03-01T10:00:00+00:00"

    summary, tasks = run(students)

    assert tasks == []
    assert (tally(summary).graded, tally(summary).unchanged, summary.reports) == (0, 3, 0)
    assert len(rows(students)) == 3


def test_nobody_who_grades_learns_a_name(students):
    """A task says nothing about the student, not even by the name of the file."""
    students.hand_in("alice_ng", b"# 1\n", name="alice_ng_homework.ipynb")

    _, (task,) = run(students)

    assert (task.filename, task.data, task.exercise) == ("double.ipynb", b"# 1\n", EXERCISE)
    assert "alice" not in repr(task)
    assert rows(students)[0].report.file == "alice_ng_homework.ipynb"


def test_new_submission_and_new_checks(students):
    """A changed file is graded as a new row; changed checks grade nothing by themselves, and are told of."""
    path = students.hand_in("alice", b"# 40\n")
    run(students)
    path.write_bytes(b"# 60\n")
    assert tally(run(students)[0]).graded == 1
    checks = students.root / "solutions" / EXERCISE / "checks.py"
    checks.write_text(checks.read_text() + "\n# another\n")

    summary, tasks = run(students)

    assert (tasks, tally(summary).unchanged, tally(summary).older) == ([], 0, 1)
    assert [(row.report.points, row.report.attempt) for row in rows(students)] == [(40, 1), (60, 2)]
    summary, tasks = run(students, force=True)
    found = rows(students)
    assert [(row.report.points, row.report.attempt) for row in found] == [(40, 1), (60, 2), (60, 2)]
    assert found[1].checks != found[2].checks


def test_other_texts_are_no_reason(students):
    """A better hint, another question or a new misconception change no checks; a limit does."""
    students.hand_in("alice", b"# 40\n")
    run(students)
    settings = students.root / "exercises" / EXERCISE / "exercise.toml"
    settings.write_text(settings.read_text().replace("Multiplying a tensor", "Multiplying any tensor"))
    (students.root / "solutions" / EXERCISE / "misconceptions" / "new.py").write_text('"""New."""\n')
    assert tally(run(students)[0]).unchanged == 1

    settings.write_text(settings.read_text().replace("cpu_seconds = 2", "cpu_seconds = 3"))

    assert tally(run(students)[0]).older == 1


def test_force(students):
    """With force everything is graded again, and the old rows are kept."""
    students.hand_in("alice", b"# 40\n")
    run(students)

    summary, tasks = run(students, force=True)

    assert (len(tasks), tally(summary).graded, len(rows(students))) == (1, 1, 2)


def test_dry_run_writes_nothing(students):
    """A dry run says what is to do; the course's folder stays as it is."""
    students.hand_in("alice", b"# 40\n")
    before = sorted(students.root.rglob("*"))

    summary, tasks = run(students, dry_run=True)

    assert (tally(summary).to_do, tasks) == (1, [])
    assert sorted(students.root.rglob("*")) == before


def test_best_or_last_is_shown(students):
    """The report in the student's folder is that of the attempt that counts, as the course says."""
    path = students.hand_in("alice", b"# 80\n")
    run(students)
    path.write_bytes(b"# 50\n")
    run(students)
    assert json.loads(students.report("alice").read_bytes())["points"] == 80

    (students.root / "course.toml").write_text('format = 1\ntitle = "Course"\ncounts = "last"\n')
    summary, tasks = run(students)

    assert (tasks, summary.reports) == ([], 1)
    assert json.loads(students.report("alice").read_bytes())["points"] == 50


def test_file_that_comes_again(students):
    """Whoever returns to an earlier file has handed that one in last; it is not graded again."""
    path = students.hand_in("alice", b"# 80\n")
    run(students)
    path.write_bytes(b"# 50\n")
    run(students)
    path.write_bytes(b"# 80\n")

    _, tasks = run(students)

    assert tasks == []
    with Journal.of(students.course) as journal:
        assert [row.report.points for row in journal.counting(counts="last")] == [80]
        assert [row.report.attempt for row in journal.rows()] == [1, 2, 1]
    assert run(students)[0].tallies[EXERCISE].unchanged == 1
    assert len(rows(students)) == 3


def test_other_time_is_recorded_without_grading(students):
    """A corrected submission time is a new row with the old points."""
    students.hand_in("alice", b"# 80\n", time="2026-03-01 10:00:00 UTC")
    run(students)
    students.hand_in("alice", b"# 80\n", time="2026-03-02 10:00:00 UTC")

    _, tasks = run(students)

    assert tasks == []
    assert [row.submitted_at.day for row in rows(students)] == [1, 2]
    assert json.loads(students.report("alice").read_bytes())["submitted_at"].startswith("2026-03-02")


def test_missing_reports_are_made_again(students):
    """A report that was lost or touched is made from the journal; nothing is graded for it."""
    for student in ("alice", "bob", "carol"):
        students.hand_in(student, b"# 80\n" + student.encode())
    run(students)
    before = students.report("alice").read_bytes()
    students.report("alice").unlink()
    students.report("bob").with_suffix(".html").write_text("changed")

    summary, tasks = run(students)

    assert (tasks, summary.reports) == ([], 2)
    assert students.report("alice").read_bytes() == before
    assert "<html" in students.report("bob").with_suffix(".html").read_text()


def test_lateness_stands_in_the_report(students):
    """A late submission's report says what that costs, and follows when the course changes its mind."""
    students.hand_in("alice", b"# 80\n", time="2026-03-02 10:00:00 UTC")
    run(students)
    assert json.loads(students.report("alice").read_bytes())["late"] is None
    settings = 'format = 1\ntitle = "Course"\n[due]\nexercise01 = 2026-03-01T23:59:00Z\n[late]\npolicy = "zero"\n'
    (students.root / "course.toml").write_text(settings)

    summary, tasks = run(students)

    assert (tasks, summary.reports) == ([], 1)
    assert "100 %" in json.loads(students.report("alice").read_bytes())["late"]
    assert run(students)[0].reports == 0


def test_same_file_is_graded_once(students):
    """Students who hand in the same bytes get the same report, each under the own name, from one grading."""
    for student in ("alice", "bob", "carol"):
        students.hand_in(student, b"# 80\n")

    summary, tasks = run(students)

    assert (len(tasks), tally(summary).graded) == (1, 3)
    assert [(row.student, row.report.student, row.report.points) for row in rows(students)] == [
        (name, name, 80) for name in ("alice", "bob", "carol")
    ]
    assert len(run(students, force=True)[1]) == 1


def test_internal_error_is_no_result(students):
    """What we could not grade is told of, recorded nowhere, and tried again by the next run."""
    students.hand_in("alice", b"# 0\n")
    students.hand_in("bob", b"# 80\n")
    course = students.course

    def broken(task):
        bad = task.data == b"# 0\n"
        return Answer(task, Outcome.GRADED, report_of(task, course, Verdict.INTERNAL_ERROR)) if bad else None

    watch = Recorder()
    summary, _ = run(students, pool=StandIn(course, broken), watch=watch)

    assert (summary.exit_code, tally(summary).problems) == (3, 1)
    assert [(problem.student, problem.ours) for problem in watch.problems] == [("alice", True)]
    assert [row.student for row in rows(students)] == ["bob"]
    assert not students.report("alice").exists()
    summary, tasks = run(students)
    assert (len(tasks), summary.exit_code) == (1, 0)


@pytest.mark.parametrize(("outcome", "code", "ours"), [(Outcome.UNREADABLE, 2, False), (Outcome.FAILED, 3, True)])
def test_one_that_cannot_be_graded(students, outcome, code, ours):
    """A submission that cannot be graded is one line and an exit code; all others are graded."""
    for student in ("alice", "bob"):
        students.hand_in(student, b"# 80\n" + student.encode())

    def answer(task):
        return Answer(task, outcome, message="It is odd.", hint="Ask.") if b"alice" in task.data else None

    summary, _ = run(students, pool=StandIn(students.course, answer))

    assert summary.exit_code == code
    assert [(each.student, each.what, each.hint, each.ours) for each in summary.problems] == [
        ("alice", "It is odd.", "Ask.", ours)
    ]
    assert [row.student for row in rows(students)] == ["bob"]


def test_broken_exercise_is_one_problem(students):
    """Where an exercise's checks cannot run, one line says so, and its submissions are not tried one by one."""
    for number in range(20):
        students.hand_in(f"s{number}", b"# %d\n" % number)
    pool = StandIn(students.course, lambda task: Answer(task, Outcome.BROKEN, message="The checks cannot be loaded."))

    summary, tasks = run(students, pool=pool)

    assert (len(tasks), len(summary.problems), tally(summary).problems, summary.exit_code) == (1, 1, 20, 3)
    assert "grade verify" in summary.problems[0].hint


def test_no_sandbox_no_grading(students):
    """Where code cannot be shut in, nothing is graded and the reason is said."""
    students.hand_in("alice", b"# 80\n")
    pool = StandIn(students.course, lambda task: Answer(task, Outcome.HELPLESS, message="No Landlock.", hint="Linux."))

    with pytest.raises(SandboxError, match="Landlock"):
        run(students, pool=pool)

    assert rows(students) == []


def test_file_that_changes_meanwhile(students):
    """What is recorded is what was graded: the file is read once, whatever it was when it was looked for."""
    path = students.hand_in("bob", b"# 80\n")
    students.hand_in("alice", b"# 10\n")

    def exchange(task):
        if task.data == b"# 10\n":
            path.write_bytes(b"# 30\n")

    run(students, pool=StandIn(students.course, exchange))

    bob = rows(students)[1]
    assert (bob.source, bob.report.points) == (b"# 30\n", 30)
    assert bob.report.environment.submission == f"sha256:{bob.submission}"


def test_file_that_vanishes(students):
    """A file that is gone when its turn comes is told of; the others are graded."""
    path = students.hand_in("bob", b"# 80\n")
    students.hand_in("alice", b"# 10\n")
    students.hand_in("carol", b"# 20\n")
    pool = StandIn(students.course, lambda task: path.unlink(missing_ok=True))

    summary, _ = run(students, pool=pool)

    assert (summary.exit_code, [problem.student for problem in summary.problems]) == (2, ["bob"])
    assert [row.student for row in rows(students)] == ["alice", "carol"]


class Backwards(StandIn):
    """Takes all tasks, then answers the last one first."""

    def answers(self, tasks):
        """Answer in the wrong order."""
        for task in reversed(list(tasks)):
            yield Answer(task, Outcome.GRADED, report_of(task, self.course))


def test_attempts_are_numbered_in_their_order(students):
    """A student's several attempts in one download are recorded in the order of their times, however they are done."""
    folder = students.root / "in"
    folder.mkdir()
    for day, points in ((1, 30), (2, 20), (3, 10)):
        for student in ("alice", "bob"):
            (folder / f"{student}_2026-03-0{day}.py").write_bytes(b"# %d\n" % points)

    run(
        students, pool=Backwards(students.course), submissions=folder,
        pattern=r"(?P<student>[a-z]+)_(?P<timestamp>[\d-]+)\.py",
    )  # fmt: skip

    by_student = {name: [row for row in rows(students) if row.student == name] for name in ("alice", "bob")}
    for found in by_student.values():
        assert [(row.report.points, row.report.attempt) for row in found] == [(30, 1), (20, 2), (10, 3)]
        assert [row.submitted_at for row in found] == [datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2, 3)]


def test_odd_names_stay_inside(students):
    """Whatever a student is called, the report lands in a folder of its own below graded/."""
    folder = students.root / "in"
    folder.mkdir()
    for number, name in enumerate(("a\nb", "-rf", ".hidden", "x" * 200, "诗", "=cmd()", "a b")):
        (folder / f"{name}_{number}.py").write_bytes(b"# %d\n" % number)

    summary, _ = run(students, submissions=folder, pattern=r"(?s)(?P<student>.*)_\d+\.py")

    assert summary.exit_code in (0, 2)
    graded = sorted((students.root / "graded").iterdir())
    assert len(graded) == len({row.student for row in rows(students)}) == 6  # a hidden file is nobody's
    assert all((path / EXERCISE / "report.html").is_file() for path in graded)


def test_interrupt_keeps_what_is_finished(students):
    """Ctrl-C in the middle leaves everything that was finished, and the next run does the rest."""
    for number in range(6):
        students.hand_in(f"s{number}", b"# %d\n" % number)

    def stop(task):
        if task.data == b"# 3\n":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(students, pool=StandIn(students.course, stop))

    assert len(rows(students)) == 3
    assert len(run(students)[1]) == 3
    assert len(rows(students)) == 6


def test_one_batch_at_a_time(students):
    """While a batch is at work a second one is refused and says whom it waits for; a lock that is left is none."""
    students.hand_in("alice", b"# 80\n")
    with locked(students.course), pytest.raises(UserError, match="Another"):
        run(students)
    assert (students.root / ".grade" / "batch.lock").is_file()

    assert run(students)[0].exit_code == 0


def test_tasks_are_made_one_at_a_time(students):
    """A file is read when somebody is free to grade it, not before: memory does not grow with the class."""
    for number in range(50):
        students.hand_in(f"s{number:02}", b"# %d\n" % number)
    seen = []

    class Slow(StandIn):
        def answers(self, tasks):
            for task in tasks:
                seen.append(task.number)
                assert len(rows(students) if (students.root / ".grade").exists() else []) == len(seen) - 1
                yield Answer(task, Outcome.GRADED, report_of(task, self.course))

    run(students, pool=Slow(students.course))

    assert len(seen) == 50


def test_student_copy_cannot_grade(students):
    """Without hidden checks nobody is graded: the points would all be 0."""
    (students.root / "solutions" / EXERCISE / "checks.py").unlink()

    for names in ((), ("exercise01",)):
        with pytest.raises(CourseError, match="hidden checks"):
            gradable(students.course, names)


def test_gradebook_is_told_what_changed(students, monkeypatch):
    """The gradebook is given what changed; after a run that was cut off it is given everything."""
    told = []

    def project(course, journal, keys, progress=None):
        told.append(keys)
        return gradebook.Projected(course.root / "gradebook.db", 1, 1)

    monkeypatch.setattr(gradebook, "available", lambda: True)
    monkeypatch.setattr(gradebook, "project", project)
    students.hand_in("alice", b"# 80\n")
    run(students)
    students.hand_in("bob", b"# 10\n")
    run(students)
    run(students)
    assert told == [None, {("bob", EXERCISE)}]

    students.hand_in("carol", b"# 20\n")
    monkeypatch.setattr(gradebook, "project", lambda *_: (_ for _ in ()).throw(UserError("It is locked.")))
    summary, _ = run(students)
    assert (summary.exit_code, "gradebook" in summary.problems[0].what) == (2, True)
    monkeypatch.setattr(gradebook, "project", project)
    run(students)

    assert told[-1] is None


def test_summary_as_json(students):
    """The summary as JSON has every number and every problem."""
    students.hand_in("alice", b"# 80\n")
    students.hand_in("bob", RIGHT, name="picture.png")

    data = json.loads(run(students)[0].to_json())

    (numbers,) = data["exercises"]
    assert {key: numbers[key] for key in ("found", "graded", "problems", "median", "students")} == {
        "found": 2, "graded": 1, "problems": 1, "median": 80.0, "students": 1,
    }  # fmt: skip
    assert data["problems"][0]["student"] == "bob"


def test_planning_needs_no_torch():
    """Neither planning nor recording loads torch or pytest: the controller runs no check."""
    code = "import sys, grader.batch; print('torch' in sys.modules, 'pytest' in sys.modules)"
    where = Path(__file__).parents[2]

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=where)

    assert done.stdout.split() == ["False", "False"]


def test_digest_is_that_of_the_reports(students):
    """What a submission is known by is what its report says."""
    students.hand_in("alice", b"# 80\n")
    run(students)

    (row,) = rows(students)

    assert row.checks == row.report.environment.checks
    assert replace(row, report=row.report) == row


def test_notebook_beside_an_untouched_stub(students):
    """The report says that the notebook was taken; one of the same bytes without a stub beside it does not."""
    stub = (students.root / "exercises" / EXERCISE / "double.py").read_bytes()
    for student in ("alice", "bob", "carol"):
        students.hand_in(student, b"# 40\n", name="double.ipynb")
    students.hand_in("alice", stub)
    students.hand_in("carol", stub)

    run(students)

    notices = {row.student: row.report.notices for row in rows(students)}
    told = ("double.py was handed in as it was given out, so the notebook beside it was graded.",)
    assert notices == {"alice": told, "bob": (), "carol": told}
    assert {row.filename for row in rows(students)} == {"double.ipynb"}
