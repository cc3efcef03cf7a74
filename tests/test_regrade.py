"""A regrade: who gains, who loses, why, what is written and what is held back; a stand-in plays those who grade."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader import batch as grading
from grader import gradebook
from grader.batch import Order as BatchOrder
from grader.batch import gradable
from grader.batch.work import Answer, Outcome, Task
from grader.cli import program
from grader.errors import GraderError, SandboxError, UserError
from grader.journal import Journal
from grader.regrade import Order, regrade
from grader.results import CheckResult, Environment, Report, Verdict
from grader.runner.digest import checks_digest
from tests.test_batch.conftest import EXERCISE, Class, Recorder

Given = dict[bytes, dict[str, float]]


@pytest.fixture(autouse=True)
def no_gradebook(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nbgrader be missing: importing it takes seconds."""
    if "by_hand" not in request.node.name:
        monkeypatch.setattr(gradebook, "available", lambda: False)


@pytest.fixture
def students(tmp_path: Path) -> Class:
    """Give a course without submissions."""
    return Class(tmp_path / "course")


class Graders:
    """A pool that gives the points it is told, each check of 50; a context manager."""

    def __init__(self, students: Class, given: Given, verdict: Verdict | None = None) -> None:
        self.course = students.course
        self.given = given
        self.verdict = verdict
        self.tasks: list[Task] = []
        self.answer: Answer | None = None

    def __enter__(self) -> Graders:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def answers(self, tasks: Iterator[Task]) -> Iterator[Answer]:
        """Answer what comes."""
        for task in tasks:
            self.tasks.append(task)
            yield replace(self.answer, task=task) if self.answer else Answer(task, Outcome.GRADED, self._report(task))

    def _report(self, task: Task) -> Report:
        checks = tuple(
            CheckResult(
                name, f"{name} is right.", False,
                self.verdict or (Verdict.PASSED if points == 50 else Verdict.FAILED), points, 50.0, 0.01,
            )
            for name, points in self.given[task.data].items()
        )  # fmt: skip
        environment = Environment(
            checks=checks_digest(self.course.find(task.exercise), hidden=True),
            submission="sha256:" + hashlib.sha256(task.data).hexdigest(),
        )
        return Report(task.exercise, "Twice a tensor", task.filename, checks, environment)


def batch(students: Class, given: Given, **order):
    """Grade what is handed in, with these points; return the summary and the tasks."""
    pool = Graders(students, given)
    asked = BatchOrder(students.submitted, **order)
    summary = grading.batch(students.course, gradable(students.course, []), asked, Recorder(), lambda setting: pool)
    return summary, pool.tasks


def mend(students: Class) -> None:
    """Change the hidden checks."""
    path = students.root / "solutions" / EXERCISE / "checks.py"
    path.write_text(path.read_text() + "\n# mended\n")


def again(students: Class, given: Given, pool: Graders | None = None, show=lambda effect: None, **order):
    """Grade again, with these points; return the effect."""
    pool = pool or Graders(students, given)
    course = students.course
    return regrade(course, gradable(course, []), Order(**order), Recorder(), show, lambda setting: pool)


def rows(students: Class):
    """Return all rows of the journal as student, points and checks."""
    with Journal.of(students.course, create=False) as journal:
        return [(row.student, row.report.points) for row in journal.rows()]


def counting(students: Class) -> dict[str, float]:
    """Return the points that count."""
    course = students.course
    with Journal.of(course, create=False) as journal:
        return {each.student: each.points for each in journal.counting_entries(EXERCISE, course.policy.counts)}


def a_class(students: Class) -> None:
    """Have three students graded, and then mend a check."""
    for name in ("alice", "bob", "carol"):
        students.hand_in(name, name.encode())
    batch(students, {b"alice": {"a": 0, "b": 50}, b"bob": {"a": 50, "b": 50}, b"carol": {"a": 50, "b": 0}})
    mend(students)


MENDED: Given = {b"alice": {"a": 50, "b": 50}, b"bob": {"a": 50, "b": 20}, b"carol": {"a": 50, "b": 0}}


def test_shown_before_anything_is_written(students):
    """Who gains, who loses and through which checks is known while the journal is as it was."""
    a_class(students)
    before, seen = rows(students), []

    effect = again(students, MENDED, show=lambda effect: seen.append((effect, rows(students))))

    assert seen == [(effect, before)]
    found = {change.student: change for change in effect.changes}
    assert [(name, each.before, each.after, each.held) for name, each in found.items()] == [
        ("alice", 50, 100, False), ("bob", 100, 70, True),
    ]  # fmt: skip
    (turn,) = found["alice"].turns
    assert (turn.check, turn.before, turn.after, turn.points_before, turn.points_after) == (
        "a",
        "failed",
        "passed",
        0,
        50,
    )
    assert [(turn.check, turn.points_after) for turn in found["bob"].turns] == [("b", 20)]
    assert effect.unchanged == {EXERCISE: 1}
    assert not found["bob"].reshaped
    by_check = effect.checks[EXERCISE]
    assert (by_check["a"].more, by_check["a"].fewer) == (1, 0)
    assert (by_check["b"].more, by_check["b"].fewer) == (0, 1)


def test_no_mark_is_lowered(students):
    """What would lower a mark is not recorded; all else is, as new rows after the old ones, and reports follow."""
    a_class(students)
    before, old_report = rows(students), students.report("bob").read_bytes()
    students.submitted.rename(students.root / "elsewhere")  # the files are in the journal

    effect = again(students, MENDED)

    assert rows(students) == [*before, ("alice", 100), ("carol", 50)]
    assert (effect.written, effect.held, effect.held_rows) == (2, {("bob", EXERCISE)}, 1)
    assert counting(students) == {"alice": 100, "bob": 100, "carol": 50}
    assert Report.from_json(students.report("alice").read_bytes()).points == 100
    assert Report.from_json(students.report("alice").read_bytes()).attempt == 1
    assert students.report("bob").read_bytes() == old_report


def test_held_back_stays_held_back(students):
    """A later batch does not lower it either, and says that checks have changed; a later regrade tells of it again."""
    a_class(students)
    again(students, MENDED)
    students.hand_in("dora", b"dora")

    summary, tasks = batch(students, MENDED | {b"dora": {"a": 50, "b": 50}})

    assert [task.data for task in tasks] == [b"dora"]
    tally = summary.tallies[EXERCISE]
    assert (tally.graded, tally.unchanged, tally.older) == (1, 2, 1)
    assert counting(students)["bob"] == 100
    pool = Graders(students, MENDED)
    effect = again(students, MENDED, pool)
    assert [task.data for task in pool.tasks] == [b"bob"]
    assert [(change.student, change.held) for change in effect.changes] == [("bob", True)]
    assert effect.written == 0


def test_known_file_comes_again(students):
    """A file that was graded with other checks and is handed in once more keeps its result, with the new time."""
    a_class(students)
    students.hand_in("bob", b"bob", time="2026-03-01 12:00:00 UTC")

    _, tasks = batch(students, MENDED)

    assert tasks == []
    assert rows(students)[3:] == [("bob", 100)]
    assert Report.from_json(students.report("bob").read_bytes()).submitted_at == "2026-03-01T12:00:00+00:00"
    assert [change.held for change in again(students, MENDED).changes if change.student == "bob"] == [True]


def test_allow_lower(students):
    """Lower marks are taken when that is asked for; then everything is up to date."""
    a_class(students)

    effect = again(students, MENDED, allow_lower=True)

    assert (effect.written, effect.held) == (3, set())
    assert counting(students) == {"alice": 100, "bob": 70, "carol": 50}
    assert Report.from_json(students.report("bob").read_bytes()).points == 70
    pool = Graders(students, MENDED)
    assert again(students, MENDED, pool).summary.tallies[EXERCISE].unchanged == 3
    assert pool.tasks == []


def test_dry_run_writes_nothing(students):
    """A dry run finds the same and leaves every file of the course as it is."""
    a_class(students)
    files = {path: path.stat().st_mtime_ns for path in students.root.rglob("*") if path.is_file()}

    effect = again(students, MENDED, dry_run=True)

    assert len(effect.changes) == 2
    assert {path: path.stat().st_mtime_ns for path in students.root.rglob("*") if path.is_file()} == files


def several(students: Class, *points: float) -> Given:
    """Have one student hand in several files with these points; return what they have."""
    given = {b"%d" % number: {"a": each} for number, each in enumerate(points)}
    for source in given:
        students.hand_in("alice", source)
        batch(students, given)
    mend(students)
    return given


def test_best_of_several_attempts(students):
    """It is the mark that is never lowered: a worse attempt that no longer counts may sink below a better one."""
    several(students, 40, 30)

    effect = again(students, {b"0": {"a": 10}, b"1": {"a": 50}})

    assert [(each.before, each.after, each.held) for each in effect.changes] == [(40, 50, False)]
    assert sorted(points for _, points in rows(students)[2:]) == [10, 50]


def test_attempts_that_gain_are_recorded_beside_one_held_back(students):
    """Of a student whose mark would sink, only what loses is held back."""
    several(students, 50, 10)

    effect = again(students, {b"0": {"a": 20}, b"1": {"a": 30}})

    assert [(each.before, each.after, each.held, each.held_rows) for each in effect.changes] == [(50, 30, True, 1)]
    assert rows(students)[2:] == [("alice", 30)]
    assert counting(students) == {"alice": 50}


def test_last_attempt_counts(students):
    """Where the last attempt counts, an earlier one may sink, and the last one may not."""
    settings = students.root / "course.toml"
    settings.write_text('counts = "last"\n' + settings.read_text())
    several(students, 50, 30)

    effect = again(students, {b"0": {"a": 0}, b"1": {"a": 20}})

    assert [(each.before, each.after, each.held) for each in effect.changes] == [(30, 20, True)]
    effect = again(students, {b"0": {"a": 0}, b"1": {"a": 40}})
    assert [(each.before, each.after, each.held) for each in effect.changes] == [(30, 40, False)]
    assert counting(students) == {"alice": 40}


def test_never_lower_at_any_moment(students, monkeypatch):
    """A regrade that is cut off between two rows has not lowered a mark: what gains is written first."""
    several(students, 40, 30, 20)
    lowest, record = [], Journal.record

    def recorded(journal, graded, **more):
        done = record(journal, graded, **more)
        lowest.append(min(each.points for each in journal.counting_entries(EXERCISE, "best")))
        return done

    monkeypatch.setattr(Journal, "record", recorded)
    again(students, {b"0": {"a": 5}, b"1": {"a": 10}, b"2": {"a": 45}})

    assert lowest == [45, 45, 45]


def test_lateness_is_paid_for(students):
    """Marks are compared after the penalty, so what counts is what the student sees."""
    settings = students.root / "course.toml"
    late = '\n[late]\npolicy = "per-day"\npercent_per_day = 50\n[due]\nexercise01 = 2026-03-01T00:00:00Z\n'
    settings.write_text(settings.read_text() + late)
    students.hand_in("alice", b"alice", time="2026-03-01 12:00:00 UTC")
    batch(students, {b"alice": {"a": 20}})
    mend(students)

    effect = again(students, {b"alice": {"a": 50}})

    assert [(each.before, each.after) for each in effect.changes] == [(10, 25)]


def test_same_file_is_graded_once(students):
    """The same bytes of several students meet the same inputs, so they are graded once, for everybody."""
    for name in ("alice", "bob"):
        students.hand_in(name, b"same")
    batch(students, {b"same": {"a": 0}})
    mend(students)
    pool = Graders(students, {b"same": {"a": 50}})

    effect = again(students, {}, pool)

    assert len(pool.tasks) == 1
    assert (effect.written, counting(students)) == (2, {"alice": 50, "bob": 50})
    assert "alice" not in repr(pool.tasks)


def test_added_and_removed_checks(students):
    """A check that is new or gone is said to be so."""
    students.hand_in("alice", b"alice")
    batch(students, {b"alice": {"a": 30, "b": 10}})
    mend(students)

    effect = again(students, {b"alice": {"a": 30, "c": 50}})

    by_check = effect.checks[EXERCISE]
    assert (by_check["c"].new, by_check["c"].more, by_check["b"].gone, by_check["b"].fewer) == (True, 1, True, 1)
    assert [(turn.check, turn.before, turn.after) for turn in effect.changes[0].turns] == [
        ("c", None, "passed"), ("b", "failed", None),
    ]  # fmt: skip
    assert effect.changes[0].reshaped


def test_internal_error_is_never_recorded(students):
    """An internal error is a problem of ours for each author; the old row goes on counting, and the exit code is 3."""
    a_class(students)

    effect = again(students, {}, Graders(students, MENDED, Verdict.INTERNAL_ERROR))

    assert (effect.exit_code, effect.written, len(rows(students))) == (3, 0, 3)
    assert sorted(problem.student for problem in effect.summary.problems) == ["alice", "bob", "carol"]
    assert "goes on counting" in effect.summary.problems[0].hint


@pytest.mark.parametrize(
    ("outcome", "code", "problems"), [(Outcome.FAILED, 3, 3), (Outcome.UNREADABLE, 2, 3), (Outcome.BROKEN, 3, 1)]
)
def test_what_cannot_be_graded(students, outcome, code, problems):
    """What cannot be graded is told and changes nothing: for everybody, or once for a broken exercise."""
    a_class(students)
    pool = Graders(students, MENDED)
    pool.answer = Answer(Task(0, "", "", b""), outcome, message="It broke.")

    effect = again(students, {}, pool)

    assert (effect.exit_code, len(effect.summary.problems), effect.changes, len(rows(students))) == (
        code,
        problems,
        [],
        3,
    )
    assert effect.summary.tallies[EXERCISE].problems == 3


def test_helpless_machine(students):
    """A machine that cannot shut code in grades nothing and changes nothing."""
    a_class(students)
    pool = Graders(students, MENDED)
    pool.answer = Answer(Task(0, "", "", b""), Outcome.HELPLESS, message="No sandbox here.")

    with pytest.raises(SandboxError, match="No sandbox here"):
        again(students, {}, pool)
    assert len(rows(students)) == 3


def test_nothing_was_ever_graded(students):
    """Without a journal there is nothing to grade again, and none is begun."""
    with pytest.raises(UserError, match="Nothing has been graded"):
        again(students, {})
    assert not (students.root / ".grade").exists()


def test_cut_off_in_the_middle(students, monkeypatch):
    """Cut off between two students, the next run writes the rest and brings reports to where the journal is."""
    a_class(students)
    record, count = Journal.record, iter(range(9))

    def failing(journal, graded, **more):
        if next(count) == 1:
            raise GraderError("cut off")
        return record(journal, graded, **more)

    monkeypatch.setattr(Journal, "record", failing)
    with pytest.raises(GraderError, match="cut off"):
        again(students, MENDED)
    monkeypatch.undo()
    monkeypatch.setattr(gradebook, "available", lambda: False)
    assert rows(students)[3:] == [("alice", 100)]

    effect = again(students, MENDED)

    assert effect.written == 1
    assert rows(students)[3:] == [("alice", 100), ("carol", 50)]
    assert Report.from_json(students.report("alice").read_bytes()).points == 100


def test_command(students, monkeypatch, capsys):
    """The command shows a line for each student and check, says what was written, and has a form for programs."""
    a_class(students)
    monkeypatch.setattr("grader.regrade.LocalPool", lambda setting, size: Graders(students, MENDED))

    def call(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            program.main(["regrade", "-C", str(students.root), *words])
        return int(ended.value.code or 0), capsys.readouterr().out

    code, said = call("-n")
    assert code == 0
    assert "3 of 3 graded again. Students: 1 gain, 1 lose, 1 keep their points." in said
    assert "alice  50 → 100   a: failed → passed (+50)" in said
    assert "bob  100 → 70   b: passed → failed (-30)" in said
    assert "Nothing was written" in said
    code, said = call("--format", "json", "-n")
    data = json.loads(said)
    assert (data["rows_written"], data["rows_held_back"], data["exercises"][0]["students_gain"]) == (0, 1, 1)
    assert data["changes"][1]["turns"][0]["after"] == "failed"
    code, said = call("exercise01")
    assert "2 graded again and kept." in said
    assert "1 mark held back: --allow-lower lowers them." in said
    code, said = call()
    assert "Nothing was to be written." in said
    code, said = call("--allow-lower")
    assert "1 graded again and kept." in said
    assert "all 3 were graded with the checks of now" in call()[1]


def test_interrupted(students, monkeypatch, capsys):
    """Ctrl-C ends it with 130 and says whether anything was written; what was is whole."""
    a_class(students)
    monkeypatch.setattr("grader.cli.regrading.signal.signal", lambda *_: None)

    class Stopping(Graders):
        def answers(self, tasks: Iterator[Task]) -> Iterator[Answer]:
            yield from (answer for answer, _ in zip(super().answers(tasks), range(1), strict=False))
            raise KeyboardInterrupt

    def stop() -> str:
        with pytest.raises(SystemExit) as ended:
            program.main(["regrade", "-C", str(students.root)])
        assert ended.value.code == 130
        return capsys.readouterr().err

    monkeypatch.setattr("grader.regrade.LocalPool", lambda setting, size: Stopping(students, MENDED))
    assert "Nothing was written." in stop()
    assert len(rows(students)) == 3
    monkeypatch.setattr("grader.regrade.LocalPool", lambda setting, size: Graders(students, MENDED))
    record, count = Journal.record, iter(range(9))

    def stopping(journal, graded, **more):
        if next(count) == 1:
            raise KeyboardInterrupt
        return record(journal, graded, **more)

    monkeypatch.setattr(Journal, "record", stopping)
    assert "What is written is right." in stop()
    assert rows(students)[3:] == [("alice", 100)]


def test_batch_says_that_checks_have_changed(students, capsys):
    """`grade batch` leaves what was graded with other checks alone and says in one line what shows their effect."""
    a_class(students)

    with pytest.raises(SystemExit) as ended:
        program.main(["batch", "-C", str(students.root)])

    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert "3 graded with other checks" in said
    assert f"Checks have changed: `grade regrade {EXERCISE} -n` shows what that does." in said
    assert len(rows(students)) == 3


@pytest.mark.slow
def test_points_by_hand_stay(students):
    """The gradebook follows, and points that somebody gave by hand are not touched."""
    pytest.importorskip("nbgrader")
    students.hand_in("alice", b"alice")
    batch(students, {b"alice": {"a": 0, "b": 10}})
    with sqlite3.connect(students.root / "gradebook.db") as connection:
        by_hand = "UPDATE grade SET manual_score = 33 WHERE auto_score = 10"
        assert connection.execute(by_hand).rowcount == 1
    connection.close()
    mend(students)

    effect = again(students, {b"alice": {"a": 50, "b": 50}})

    connection = sqlite3.connect(students.root / "gradebook.db")
    found = connection.execute("SELECT auto_score, manual_score FROM grade ORDER BY manual_score IS NULL").fetchall()
    connection.close()
    assert ("entries written" in effect.summary.gradebook, found) == (True, [(50, 33), (50, None)])
