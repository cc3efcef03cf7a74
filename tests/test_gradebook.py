"""The gradebook: what nbgrader reads from it, that it follows the journal, and that what people enter stays."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nbgrader", reason="the extra `course` is not installed")

from classroom import DUE, EXERCISE, LATE, check, graded, journal_of, make_course, report

from grader import gradebook
from grader.course import Course
from grader.errors import CourseError, GraderError, UserError
from grader.gradebook import book as books
from grader.gradebook import library, projection
from grader.gradebook.cells import grade_id
from grader.journal import Graded
from grader.results import Misconception, Problem

NOTEBOOK = "double"
TESTS = Path(__file__).parent

NBGRADERS_OWN = pytest.mark.filterwarnings("ignore:Object of type <Submitted.*> not in session")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course with a due date and ten per cent off for each day."""
    return make_course(tmp_path, LATE)


@contextlib.contextmanager
def opened(course: Course) -> Iterator[Any]:
    """Open the gradebook as nbgrader does."""
    found = library.api().Gradebook(f"sqlite:///{course.root / 'gradebook.db'}")
    try:
        yield found
    finally:
        found.close()


def project(course: Course, *rows: Graded, keys: list[tuple[str, str]] | None = None) -> gradebook.Projected:
    """Add rows to the journal and bring the gradebook up to date."""
    with journal_of(course, *rows) as journal:
        return gradebook.project(course, journal, keys)


def enter(course: Course, student: str, name: str, **values: Any) -> None:
    """Enter something by hand, as the form grader does."""
    with opened(course) as book:
        grade = book.find_grade(name, NOTEBOOK, EXERCISE, student)
        for column, value in values.items():
            setattr(grade, column, value)
        grade.needs_manual_grade = False
        book.db.commit()


def grade(course: Course, student: str, name: str, exercise: str = EXERCISE) -> tuple[float, float | None, bool]:
    """Return nbgrader's score, our score and whether a person should look."""
    with opened(course) as book:
        found = book.find_grade(name, NOTEBOOK, exercise, student)
        return found.score, found.auto_score, found.needs_manual_grade


def submission(course: Course, student: str) -> dict[str, Any]:
    """Return what nbgrader knows of a submission."""
    with opened(course) as book:
        found = book.find_submission(EXERCISE, student)
        comment = book.find_comment("submission", NOTEBOOK, EXERCISE, student)
        return found.to_dict() | {"penalty": found.late_submission_penalty, "comment": comment.comment}


def dump(course: Course, file: str = "gradebook.db") -> list[str]:
    """Return every row of the gradebook."""
    with contextlib.closing(sqlite3.connect(course.root / file)) as connection:
        return sorted(connection.iterdump())


def mark(course: Course, student: str) -> gradebook.Mark:
    """Return the student's mark."""
    return next(each for each in gradebook.marks(course)[1] if each.student == student)


# ---- what nbgrader reads


def test_grades(course: Course) -> None:
    """Every hidden check is a grade cell with its points; public checks are none."""
    done = project(course, graded("alice", {"course_data": 5.0, "empty": 2.5}))

    assert (done.submissions, done.changed, done.troubles) == (1, 1, [])
    assert grade(course, "alice", "course_data") == (5.0, 5.0, False)
    assert grade(course, "alice", "empty") == (2.5, 2.5, False)
    with opened(course) as book:
        assert sorted(cell.name for cell in book.find_notebook(NOTEBOOK, EXERCISE).grade_cells) == [
            "course_data", "empty",
        ]  # fmt: skip
        (row,) = book.submission_dicts(EXERCISE)
        assert (row["score"], row["max_score"], row["needs_manual_grade"]) == (7.5, 10.0, False)
        assert book.student_dicts()[0]["score"] == 7.5
        assert book.notebook_submission_dicts(NOTEBOOK, EXERCISE)[0]["failed_tests"]


def test_time_penalty_and_due_date(course: Course) -> None:
    """The time of submission, the due date and the penalty in points are there, in UTC."""
    project(course, graded("alice", {"a": 5.0, "b": 4.0}, days=1.5))

    found = submission(course, "alice")

    assert found["timestamp"] == (DUE + timedelta(days=1.5)).replace(tzinfo=None).isoformat()
    assert found["penalty"] == 1.8
    with opened(course) as book:
        assert book.find_assignment(EXERCISE).duedate == DUE.replace(tzinfo=None)
    assert mark(course, "alice") == gradebook.Mark(
        "alice", EXERCISE, 7.2, 10.0, 1.8, by_hand=False, needs_a_look=False, submitted_at=DUE + timedelta(days=1.5)
    )


def test_comment_names_the_mistake(course: Course) -> None:
    """The comment is what a teacher says to this mistake, and what lateness costs."""
    mistake = Misconception("halved", "double", "You return half of it.\nMultiply by 2.", ("a",))
    project(course, graded("alice", report({"a": 0.0, "b": 5.0}, misconceptions=(mistake,)), days=1.0))

    comment = submission(course, "alice")["comment"]

    assert comment.startswith("You return half of it. Multiply by 2.\n\nHanded in 1 day after the due date")


def test_comment_without_a_mistake(course: Course) -> None:
    """Where no mistake was recognised the comment says how the results differ, and else how it went."""
    failed = report((check("a", 0.0, difference="the result is 0.5 times the expected one"),))
    broken = report({"a": 0.0}, problems=(Problem("syntax", "Line 1 is no Python."), Problem("flag", "getattr!")))
    plain = graded("joe", {"a": 0.0, "b": 1.0, "c": 5.0})
    project(course, graded("ann", failed), graded("bob", {"a": 5.0}), graded("eve", broken), plain)

    assert submission(course, "ann")["comment"] == "a: The result is 0.5 times the expected one."
    assert submission(course, "bob")["comment"] == "All checks passed."
    assert submission(course, "eve")["comment"] == "Line 1 is no Python."
    assert submission(course, "joe")["comment"] == (
        "6 of 15 points. a is right. `double` returned something else. And 1 more check did not pass."
    )


def test_no_submission_time(course: Course) -> None:
    """A submission without a time has none in nbgrader, and no penalty."""
    project(course, graded("alice", {"a": 5.0}, days=None))

    assert submission(course, "alice")["timestamp"] is None
    assert submission(course, "alice")["penalty"] == 0.0


def test_points_stay_in_bounds(course: Course) -> None:
    """No check gives more than its points or less than none."""
    project(course, graded("alice", report((check("a", 99.0), check("b", -3.0)))))

    assert grade(course, "alice", "a")[0] == 5.0
    assert grade(course, "alice", "b")[0] == 0.0


def test_names_of_checks() -> None:
    """Names that nbgrader does not allow are spelled with what it allows, and stay apart from each other."""
    names = ["course_data", "größe", "grosse", "gr__e", "submission", "a b", "检查", "检验"]
    ids = [grade_id(name) for name in names]

    assert ids[0] == "course_data"
    assert len(set(ids)) == len(names)
    assert all(set(each) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-") for each in ids)
    assert "submission" not in ids


def test_several_exercises(tmp_path: Path) -> None:
    """Each exercise is an assignment of its own, also one that has left the course."""
    course = make_course(tmp_path, exercises=(EXERCISE, "exercise02_double"))
    rows = [graded("alice", {"a": 5.0}, exercise=name) for name in (EXERCISE, "exercise02_double", "gone_double")]
    project(course, *rows)

    assert [grade(course, "alice", "a", row.exercise)[0] for row in rows] == [5.0, 5.0, 5.0]
    assert [each.exercise for each in gradebook.marks(course)[1]] == [EXERCISE, "exercise02_double"]


# ---- which attempt


def test_best_attempt_after_the_penalty(course: Course) -> None:
    """Whoever hands in once more, too late, loses nothing by it."""
    first, second = graded("alice", {"a": 4.0}, source=b"1"), graded("alice", {"a": 4.2}, source=b"2", days=3.0)
    project(course, first, second)

    assert grade(course, "alice", "a")[0] == 4.0
    assert submission(course, "alice")["penalty"] == 0.0
    assert "Attempt 1 counts" in submission(course, "alice")["comment"]


def test_best_attempt_may_be_late(course: Course) -> None:
    """A late attempt counts where it is better even after the penalty."""
    project(course, graded("alice", {"a": 1.0}, source=b"1"), graded("alice", {"a": 5.0}, source=b"2", days=3.0))

    assert mark(course, "alice").points == 3.5


def test_last_attempt(tmp_path: Path) -> None:
    """Where the last attempt counts, it counts though it is worse."""
    course = make_course(tmp_path, 'counts = "last"\n' + LATE)
    project(course, graded("alice", {"a": 5.0}, source=b"1"), graded("alice", {"a": 2.0}, source=b"2", days=1.0))

    assert mark(course, "alice").points == 1.8


def test_time_of_the_last_hand_in(course: Course) -> None:
    """Nbgrader gets the time of what lies in submitted/, else its form grader would offer to grade that itself."""
    late = graded("alice", {"a": 0.0}, source=b"2", days=-0.5)
    project(course, graded("alice", {"a": 5.0}, source=b"1"), late)

    assert late.submitted_at is not None
    assert submission(course, "alice")["timestamp"] == late.submitted_at.replace(tzinfo=None).isoformat()
    assert submission(course, "alice")["score"] == 5.0


# ---- following the journal


def test_again_changes_nothing(course: Course) -> None:
    """What is up to date is not written again."""
    project(course, graded("alice", {"a": 5.0}), graded("bob", {"a": 1.0}, days=2.0))
    before = dump(course), (course.root / "gradebook.db").read_bytes()

    done = project(course)

    assert (done.submissions, done.changed) == (2, 0)
    assert (dump(course), (course.root / "gradebook.db").read_bytes()) == before


def test_made_anew_it_is_the_same(course: Course) -> None:
    """From the same journal comes the same gradebook, row for row, whatever way led there."""
    project(course, graded("alice", {"a": 5.0, "b": 1.0}))
    project(course, graded("bob", {"a": 1.0, "b": 0.0}, days=2.0), keys=[("bob", EXERCISE)])
    project(course, graded("alice", {"a": 5.0, "b": 5.0}, source=b"2", at=1), keys=[("alice", EXERCISE)])
    before = dump(course)
    (course.root / "gradebook.db").unlink()

    project(course)

    assert dump(course) == before


def test_keys(course: Course) -> None:
    """Only what was asked for is looked at."""
    project(course, graded("alice", {"a": 1.0}), graded("bob", {"a": 1.0}))

    done = project(
        course, graded("alice", {"a": 2.0}, source=b"2"), graded("bob", {"a": 2.0}, source=b"3"),
        keys=[("bob", EXERCISE)],
    )  # fmt: skip

    assert done.submissions == 1
    assert (grade(course, "alice", "a")[0], grade(course, "bob", "a")[0]) == (1.0, 2.0)


def test_keys_of_older_checks(course: Course) -> None:
    """Looking at a student who was graded before a check was added takes that check from nobody."""
    project(course, graded("alice", {"a": 1.0}, source=b"1"))
    project(course, graded("bob", {"a": 5.0, "new": 5.0}, at=1))

    done = project(course, keys=[("alice", EXERCISE)])

    assert done.submissions == 2
    assert grade(course, "bob", "new")[0] == 5.0
    project(course, graded("bob", {"a": 5.0, "new": 5.0}, source=b"2", at=2))
    before = dump(course)
    assert project(course, keys=[("bob", EXERCISE)]).submissions == 1
    assert dump(course) == before


def test_keys_without_rows(course: Course) -> None:
    """A student who has handed in nothing is no reason to stop."""
    project(course, graded("alice", {"a": 1.0}))

    assert project(course, keys=[("nobody", EXERCISE)]).submissions == 0


@pytest.mark.slow
def test_killed_at_any_moment(course: Course, tmp_path: Path) -> None:
    """Killed in the middle, the gradebook can be opened, and the next run makes it what it should be."""
    rows = [graded(f"s{number:03}", {"a": number % 6, "b": 1.0}, days=number % 3 - 1) for number in range(120)]
    with journal_of(course, *rows):
        pass
    code = (
        "import sys\nfrom pathlib import Path\nfrom grader import gradebook\nfrom grader.course import find_course\n"
        "from grader.gradebook import projection\nfrom grader.journal import Journal\nprojection.TOGETHER = 5\n"
        "course = find_course(Path(sys.argv[1]))\nprint('ready', flush=True)\n"
        "with Journal.of(course) as journal:\n"
        "    gradebook.project(course, journal, progress=lambda done: print(done, flush=True))\n"
    )
    for stop in ("ready", "5", "32", "61", "99"):
        process = subprocess.Popen([sys.executable, "-c", code, course.root], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == stop:
                time.sleep(0.003 * len(stop))
                process.send_signal(signal.SIGKILL)
        process.stdout.close()
        assert process.wait() == -signal.SIGKILL
    project(course)
    interrupted = dump(course)
    (course.root / "gradebook.db").unlink()

    project(course)

    assert interrupted == dump(course)
    assert list(course.root.glob(".gradebook-*/*")) == [] or not (course.root / "gradebook.db-journal").exists()


# ---- what people enter


def test_points_by_hand_win(course: Course) -> None:
    """Points that somebody has given stay, and somebody is asked to look when the check finds something else."""
    project(course, graded("alice", {"a": 1.0}, source=b"1"))
    enter(course, "alice", "a", manual_score=4.0)

    project(course)
    assert grade(course, "alice", "a") == (4.0, 1.0, False)
    project(course, graded("alice", {"a": 2.0}, source=b"2"))
    assert grade(course, "alice", "a") == (4.0, 2.0, True)
    project(course)
    assert grade(course, "alice", "a") == (4.0, 2.0, True)
    assert (mark(course, "alice").by_hand, mark(course, "alice").needs_a_look) == (True, True)

    enter(course, "alice", "a")  # somebody has looked
    project(course)
    assert grade(course, "alice", "a") == (4.0, 2.0, False)


def test_penalty_is_on_what_counts(course: Course) -> None:
    """The penalty is a share of the points that nbgrader shows, with those given by hand and extra credit."""
    project(course, graded("alice", {"a": 1.0, "b": 5.0}, days=0.5))
    enter(course, "alice", "a", manual_score=4.0, extra_credit=1.0)

    project(course)

    assert submission(course, "alice")["penalty"] == 1.0
    assert mark(course, "alice").points == 9.0


def test_comment_by_hand_wins(course: Course) -> None:
    """A comment that somebody wrote stays."""
    project(course, graded("alice", {"a": 1.0}))
    with opened(course) as book:
        book.find_comment("submission", NOTEBOOK, EXERCISE, "alice").manual_comment = "See me."
        book.db.commit()

    project(course, graded("alice", {"a": 5.0}, source=b"2"))

    assert submission(course, "alice")["comment"] == "See me."


def test_names_and_flags_stay(course: Course) -> None:
    """Names, addresses and flags are the instructor's."""
    project(course, graded("alice", {"a": 1.0}))
    with opened(course) as book:
        book.update_or_create_student("alice", first_name="Alice", last_name="Ng", email="a@example.org")
        book.find_submission_notebook(NOTEBOOK, EXERCISE, "alice").flagged = True
        book.db.commit()

    project(course, graded("alice", {"a": 5.0}, source=b"2"))

    with opened(course) as book:
        assert book.find_student("alice").last_name == "Ng"
        assert book.find_submission_notebook(NOTEBOOK, EXERCISE, "alice").flagged


def test_entered_while_we_write(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Points that somebody gives in the middle of our work are not lost, and nobody waits for long."""
    monkeypatch.setattr(projection, "TOGETHER", 3)
    rows = [graded(f"s{number:02}", {"a": 1.0}, source=b"%d" % number) for number in range(30)]
    project(course, *rows)
    again = [graded(f"s{number:02}", {"a": 2.0}, source=b"x%d" % number, at=1) for number in range(30)]
    entered: list[str] = []

    def somebody() -> None:
        for number in range(30):
            enter(course, f"s{number:02}", "a", manual_score=3.0)
            entered.append(f"s{number:02}")

    thread = threading.Thread(target=somebody)
    thread.start()
    project(course, *again)
    thread.join()
    project(course)

    assert len(entered) == 30
    assert {grade(course, student, "a")[:2] for student in entered} == {(3.0, 2.0)}


# ---- extensions


def test_extension(course: Course) -> None:
    """An extension moves the student's due date, in nbgrader, too, and ends with none."""
    project(course, graded("alice", {"a": 5.0}, days=1.5), graded("bob", {"a": 5.0}, days=1.5))
    exercise = course.find(EXERCISE)

    until = gradebook.extend(course, "alice", exercise, timedelta(days=2))
    project(course)

    assert until == DUE + timedelta(days=2)
    assert (mark(course, "alice").points, mark(course, "bob").points) == (5.0, 4.0)
    assert gradebook.extensions(course) == {("alice", EXERCISE): timedelta(days=2)}
    with opened(course) as book:
        assert book.find_submission(EXERCISE, "alice").total_seconds_late == 0
    gradebook.extend(course, "alice", exercise, timedelta(0))
    project(course)
    assert mark(course, "alice").points == 4.0
    assert gradebook.extensions(course) == {}


def test_nbgraders_own_extension_counts(course: Course) -> None:
    """What nbgrader's own grant_extension wrote is honoured."""
    project(course, graded("alice", {"a": 5.0}, days=1.5))
    with opened(course) as book:
        book.grant_extension(EXERCISE, "alice", days=1)

    project(course)

    assert mark(course, "alice").points == 4.5


def test_extension_before_the_first_submission(course: Course) -> None:
    """A student may get more time before anybody has handed in anything; names are not made up by slips."""
    exercise = course.find(EXERCISE)
    with pytest.raises(UserError, match='Nobody called "alice"'):
        gradebook.extend(course, "alice", exercise, timedelta(days=2))

    gradebook.extend(course, "alice", exercise, timedelta(days=2), new=True)
    with pytest.raises(UserError, match='Nobody called "alise"') as raised:
        gradebook.extend(course, "alise", exercise, timedelta(days=2))
    assert gradebook.marks(course) == (("alice",), [])
    project(course, graded("alice", {"a": 5.0}, days=1.5))

    assert "alice" in str(raised.value.hint)
    assert mark(course, "alice").points == 5.0


def test_no_due_date_no_extension(tmp_path: Path) -> None:
    """Without a due date there is nothing to extend (nbgrader's form grader would fail at it)."""
    course = make_course(tmp_path)

    with pytest.raises(UserError, match="no due date") as raised:
        gradebook.extend(course, "alice", course.find(EXERCISE), timedelta(days=1), new=True)
    assert "[due]" in str(raised.value.hint)


def test_wrong_name_in_due(tmp_path: Path) -> None:
    """A due date for an exercise that does not exist stops the gradebook: nobody would pay for lateness."""
    course = make_course(tmp_path, LATE.replace("exercise01", "exercise10"))

    with pytest.raises(CourseError, match='no exercise "exercise10"'):
        project(course, graded("alice", {"a": 1.0}))


# ---- checks change


def test_added_check(course: Course) -> None:
    """A check that was added later exists for everybody; who has no result for it yet is to be looked at."""
    project(course, graded("alice", {"a": 5.0}), graded("bob", {"a": 5.0}))
    done = project(course, graded("bob", {"a": 5.0, "new": 3.0}, source=b"2", at=1), keys=[("bob", EXERCISE)])

    assert grade(course, "bob", "new") == (3.0, 3.0, False)
    assert grade(course, "alice", "new") == (0.0, None, True)
    assert done.incomplete == {EXERCISE: 1}
    assert mark(course, "alice").needs_a_look
    project(course, graded("alice", {"a": 5.0, "new": 5.0}, source=b"3", at=2))
    assert grade(course, "alice", "new") == (5.0, 5.0, False)


def test_removed_and_renamed_check(course: Course) -> None:
    """A check that is gone takes its grades along; a renamed one is a new one."""
    project(course, graded("alice", {"a": 5.0, "old": 5.0}, source=b"1"))

    project(course, graded("alice", {"a": 5.0, "new": 2.0}, source=b"1", version="v2", at=1))

    with opened(course) as book:
        cells = {cell.name: cell.max_score for cell in book.find_notebook(NOTEBOOK, EXERCISE).grade_cells}
    assert cells == {"a": 5.0, "new": 5.0}
    assert (mark(course, "alice").points, mark(course, "alice").max_points) == (7.0, 10.0)


def test_removed_check_with_points_by_hand(course: Course) -> None:
    """Points given by hand at a check that is gone still count, and are told of; those of others go."""
    names = ("alice", "bob")
    project(course, *(graded(name, {"a": 1.0, "old": 5.0}, source=name.encode()) for name in names))
    enter(course, "alice", "old", manual_score=2.0)

    done = project(course, *(graded(name, {"a": 1.5}, source=name.encode(), version="v2", at=1) for name in names))

    assert done.by_hand == {EXERCISE: ("old",)}
    assert (mark(course, "alice").points, mark(course, "bob").points) == (3.5, 1.5)
    assert mark(course, "alice").max_points == 5.0
    assert project(course).changed == 0


def test_points_of_a_check_change(course: Course) -> None:
    """When a check gives other points, the most that can be reached follows, and no grade exceeds it."""
    project(course, graded("alice", {"a": 5.0}), graded("bob", {"a": 5.0}))

    project(course, graded("bob", report((check("a", 2.0, 2.0),)), source=b"# bob {'a': 5.0}\n", at=1))

    assert mark(course, "bob").max_points == 2.0
    assert grade(course, "alice", "a")[0] == 2.0


def test_file_of_the_exercise_renamed(course: Course) -> None:
    """An exercise has one notebook, whatever its file is called."""
    project(course, graded("alice", {"a": 5.0}))
    toml = course.root / "exercises" / EXERCISE / "exercise.toml"
    toml.write_text(toml.read_text().replace("double.py", "twice.py"))
    course = make_course_again(course)

    project(course)

    with opened(course) as book:
        assert [notebook.name for notebook in book.find_assignment(EXERCISE).notebooks] == ["twice"]
    assert [path.name for path in (course.root / "autograded").rglob("*.ipynb")] == ["twice.ipynb"]


def make_course_again(course: Course) -> Course:
    """Read the course again."""
    from grader.course import find_course

    return find_course(course.root)


# ---- other people's gradebooks


@NBGRADERS_OWN
def test_other_assignments_are_left_alone(course: Course) -> None:
    """A gradebook that nbgrader has used already keeps every row of its other assignments."""
    fill_with_nbgrader(course, "ps1")
    before = dump(course)

    project(course, graded("hacker", {"a": 5.0}), graded("bitdiddle", {"a": 1.0}))
    with journal_of(course) as journal:
        gradebook.rebuild(course, journal)

    after = dump(course)
    assert [row for row in before if row not in after] == []
    assert mark(course, "bitdiddle").points == 1.0


def fill_with_nbgrader(course: Course, assignment: str) -> None:
    """Make a gradebook with an assignment as nbgrader does it."""
    with opened(course) as book:
        book.add_assignment(assignment, duedate="2026-10-01 12:00 UTC")
        book.add_notebook("p1", assignment)
        book.add_grade_cell("test_a", "p1", assignment, max_score=3, cell_type="code")
        book.add_solution_cell("a", "p1", assignment)
        book.add_student("bitdiddle", last_name="Bitdiddle")
        book.add_submission(assignment, "bitdiddle", timestamp="2026-10-01 11:00 UTC")
        book.find_grade("test_a", "p1", assignment, "bitdiddle").manual_score = 2.0
        book.db.commit()


@NBGRADERS_OWN
def test_assignment_of_the_same_name(course: Course) -> None:
    """An assignment of this name that nbgrader has made is never written into."""
    fill_with_nbgrader(course, EXERCISE)
    before = dump(course)

    with pytest.raises(UserError, match="that grade has not made") as raised:
        project(course, graded("bitdiddle", {"a": 5.0}))

    assert dump(course) == before
    assert "course.toml" in str(raised.value.hint)


def test_empty_assignment_is_adopted(course: Course) -> None:
    """An assignment without notebooks, such as one made for its due date, is filled."""
    with opened(course) as book:
        book.add_assignment(EXERCISE)

    project(course, graded("alice", {"a": 5.0}))

    assert mark(course, "alice").points == 5.0


# ---- the file


def test_made_without_alembic_on_path(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new gradebook has its version though no program `alembic` can be found."""
    monkeypatch.setenv("PATH", os.devnull)

    project(course, graded("alice", {"a": 5.0}))

    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(library.newest_version(),)]


def test_half_made_gradebook_is_mended(course: Course) -> None:
    """A gradebook that nbgrader left without its version, for want of `alembic`, gets it."""
    project(course, graded("alice", {"a": 5.0}))
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as connection, connection:
        connection.execute("DROP TABLE alembic_version")

    project(course)

    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchall() == [(1,)]


@pytest.mark.parametrize("change", ["UPDATE alembic_version SET version_num = '0123'", "DROP TABLE alembic_version"])
def test_gradebook_of_another_version(course: Course, change: str) -> None:
    """A gradebook of another version of nbgrader is refused, with the command that mends it."""
    project(course, graded("alice", {"a": 5.0}))
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as connection, connection:
        connection.execute("ALTER TABLE grade DROP COLUMN extra_credit")
        connection.execute(change)
    before = (course.root / "gradebook.db").read_bytes()

    with pytest.raises(UserError) as raised:
        project(course)

    assert "nbgrader db upgrade" in str(raised.value.hint)
    assert (course.root / "gradebook.db").read_bytes() == before


def test_another_database(course: Course) -> None:
    """A database that is no gradebook gets no tables of nbgrader."""
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as connection:
        connection.execute("CREATE TABLE addresses (name TEXT)")

    with pytest.raises(UserError, match="no gradebook"):
        project(course, graded("alice", {"a": 5.0}))

    assert "assignment" not in "".join(dump(course))


def test_empty_file(course: Course) -> None:
    """An empty file is a gradebook that nobody has begun."""
    (course.root / "gradebook.db").touch()

    project(course, graded("alice", {"a": 5.0}))

    assert mark(course, "alice").points == 5.0


@pytest.mark.parametrize("damage", ["text", "pages"])
def test_damaged(course: Course, damage: str) -> None:
    """A damaged file is said to be damaged, in one sentence; --rebuild keeps it and makes a new one."""
    project(course, *(graded(f"s{number}", {"a": 5.0}) for number in range(30)))
    path = course.root / "gradebook.db"
    whole = path.read_bytes()
    path.write_bytes(b"no database" * 1000 if damage == "text" else whole[:8192] + os.urandom(len(whole) - 8192))
    bytes_then = path.read_bytes()

    with pytest.raises(GraderError, match="is damaged") as raised:
        project(course)
    assert not isinstance(raised.value, UserError)
    assert "--rebuild" in str(raised.value.hint)
    assert path.read_bytes() == bytes_then
    with journal_of(course) as journal:
        done = gradebook.rebuild(course, journal)

    assert done.set_aside is not None
    assert done.set_aside.read_bytes() == bytes_then
    assert len(gradebook.marks(course)[1]) == 30


def test_rebuild_keeps_what_people_entered(course: Course) -> None:
    """Made anew, a sound gradebook has the same rows, with points and comments given by hand, and a copy beside it."""
    project(course, graded("alice", {"a": 1.0, "b": 5.0}), graded("bob", {"a": 5.0, "b": 5.0}, days=1.0))
    enter(course, "alice", "a", manual_score=4.0)
    gradebook.extend(course, "bob", course.find(EXERCISE), timedelta(days=2))
    project(course)
    before = dump(course)
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as connection, connection:
        connection.execute("UPDATE grade SET auto_score = 77 WHERE manual_score IS NULL")
        connection.execute("DELETE FROM comment")

    with journal_of(course) as journal:
        done = gradebook.rebuild(course, journal)

    assert dump(course) == before
    assert done.set_aside == course.root / "gradebook.db.1.old"
    assert "77" in "".join(dump(course, "gradebook.db.1.old"))


def test_locked(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever keeps the file locked is waited for, and then it is said so."""
    project(course, graded("alice", {"a": 5.0}))
    monkeypatch.setattr(books, "BUSY_SECONDS", 0.2)
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(UserError, match="locked") as raised:
            project(course)

    assert "try again" in str(raised.value.hint)


def test_waits_for_a_lock(course: Course) -> None:
    """A lock that goes away after a while costs nothing but that while."""
    project(course, graded("alice", {"a": 1.0}))
    held = threading.Event()

    def hold() -> None:
        with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as connection:
            connection.execute("BEGIN IMMEDIATE")
            held.set()
            time.sleep(0.7)
            connection.rollback()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    project(course, graded("alice", {"a": 5.0}, source=b"2"))
    thread.join()

    assert grade(course, "alice", "a")[0] == 5.0


def test_another_place(tmp_path: Path) -> None:
    """The course says where its gradebook is."""
    course = make_course(tmp_path, 'gradebook = "grades/2026 %20?#.db"\n')

    project(course, graded("alice", {"a": 5.0}))

    assert (tmp_path / "grades" / "2026 %20?#.db").is_file()
    assert mark(course, "alice").points == 5.0


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Where the file cannot be made, the message names it."""
    course = make_course(tmp_path, 'gradebook = "course.toml/gradebook.db"\n')

    with pytest.raises(UserError, match=r"gradebook\.db cannot be used"):
        project(course, graded("alice", {"a": 5.0}))


def test_odd_names_of_students(course: Course) -> None:
    """Names of students are text to the database; one that is no folder's name gets its points all the same."""
    names = ["=1+1", "o'hara; DROP TABLE grade", "王小明", "..", "a/../../b"]

    done = project(course, *(graded(name, {"a": 5.0}) for name in names))

    assert sorted(each.student for each in gradebook.marks(course)[1]) == sorted(names)
    assert len(done.troubles) == 2
    assert not (course.root / "b").exists()
    assert sorted(path.name for path in (course.root / "autograded").iterdir()) == sorted(names[:3])


# ---- nbgrader itself


def test_not_installed(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without nbgrader the message says how to get it, and nothing else fails for want of it."""
    monkeypatch.setattr(library, "available", lambda: False)
    monkeypatch.setattr(library, "api", library.api.__wrapped__)
    monkeypatch.setattr(books, "api", library.api)

    with pytest.raises(UserError, match="not installed") as raised:
        project(course, graded("alice", {"a": 5.0}))
    assert "torch-grader[course]" in str(raised.value.hint)


def test_imports() -> None:
    """Our own import loads nothing of nbgrader, and a gradebook nothing of Jupyter's server."""
    code = (
        "import sys\nfrom grader import gradebook\nheavy = ['nbgrader', 'sqlalchemy', 'torch', 'jinja2']\n"
        "assert gradebook.available()\nassert not [name for name in heavy if name in sys.modules]\n"
        "from grader.gradebook.library import api\nassert api().Gradebook\n"
        "heavy = ['jupyter_server', 'rfc3987_syntax', 'nbconvert', 'torch']\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
