"""Marks from checks that are no more: gradebook, journal, reports, exports and nbgrader itself agree on them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

pytest.importorskip("nbgrader", reason="the extra `course` is not installed")

from classroom import EXERCISE, LATE, check, graded, journal_of, make_course, report
from test_gradebook import NOTEBOOK, dump, enter, mark, opened, project
from test_gradebook_nbgrader import environment, nbgrader
from test_regrade import again, batch, counting, mend

from grader import gradebook
from grader.course import Course
from grader.export import collect
from grader.gradebook.cells import EARLIER, grade_id
from tests.test_batch.conftest import Class

__all__ = ["environment"]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course with a due date and ten per cent off for each day."""
    return make_course(tmp_path, LATE)


def scores(course: Course, student: str) -> dict[str, float]:
    """Return what nbgrader counts at each cell."""
    with opened(course) as book:
        (notebook,) = book.find_submission(EXERCISE, student).notebooks
        return {each.name: each.score for each in notebook.grades}


def cells(course: Course) -> dict[str, float]:
    """Return the grade cells of the exercise and what can be reached in them."""
    with opened(course) as book:
        return {cell.name: cell.max_score for cell in book.find_notebook(NOTEBOOK, EXERCISE).grade_cells}


def notebook(course: Course, student: str) -> str:
    """Return the notebook that the form grader shows."""
    return (course.root / "autograded" / student / EXERCISE / f"{NOTEBOOK}.ipynb").read_text(encoding="utf-8")


# ---- a whole class, graded and graded again, with nbgrader


@pytest.fixture
def students(tmp_path: Path) -> Class:
    """Give a class of three after a check was removed, another renamed, and a regrade that lowers nobody."""
    students = Class(tmp_path / "course")
    for name in ("alice", "bob", "carol"):
        students.hand_in(name, name.encode())
    batch(students, {b"alice": {"a": 50, "b": 50}, b"bob": {"a": 50, "b": 30}, b"carol": {"a": 0, "b": 0}})
    mend(students)
    effect = again(students, {b"alice": {"a": 50, "c": 0}, b"bob": {"a": 50, "c": 50}, b"carol": {"a": 0, "c": 10}})
    assert effect.held == {("alice", EXERCISE)}
    return students


@pytest.mark.slow
def test_everybody_agrees(students: Class, environment: dict[str, str]) -> None:
    """`nbgrader export`, its feedback, our gradebook, journal, reports and exports have the same marks."""
    course = students.course
    nbgrader(course, environment, "export", "--to", "out.csv")
    nbgrader(course, environment, "generate_feedback", EXERCISE)

    expected = {"alice": 100.0, "bob": 100.0, "carol": 10.0}
    with (course.root / "out.csv").open() as file:
        exported = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}
    assert exported == {student: (points, 100.0) for student, points in expected.items()}
    assert counting(students) == expected
    assert {name: json.loads(students.report(name).read_bytes())["points"] for name in expected} == expected
    assert {each.student: each.points for each in gradebook.marks(course)[1]} == expected
    grades = collect(course, course.exercises).of(EXERCISE)
    assert {name: each.points for name, each in grades.items()} == expected
    page = (course.root / "feedback" / "alice" / EXERCISE / "double.html").read_text(encoding="utf-8")
    assert "(Score: 100.0 / 100.0)" in page
    assert "b: 50 of 50 points" in page
    assert EARLIER not in notebook(course, "bob")


@pytest.mark.slow
def test_lowered_after_all(students: Class) -> None:
    """With --allow-lower the mark sinks everywhere, and the cell is gone."""
    assert EARLIER in cells(students.course)

    again(students, {b"alice": {"a": 50, "c": 0}}, allow_lower=True)

    assert EARLIER not in cells(students.course)
    assert (mark(students.course, "alice").points, counting(students)["alice"]) == (50.0, 50.0)
    assert EARLIER not in notebook(students.course, "alice")


@pytest.mark.slow
def test_held_mark_handed_in_again(students: Class) -> None:
    """Who hands the same file in again keeps the mark, and the cells of the others stay those of the checks of now."""
    before = cells(students.course)
    students.hand_in("alice", b"alice", time="2026-12-01 10:00:00 UTC")

    batch(students, {})

    assert cells(students.course) == before
    assert mark(students.course, "alice").points == 100.0
    assert not mark(students.course, "bob").needs_a_look


# ---- the cell


def test_removed_check(course: Course) -> None:
    """What a removed check gave stands in a cell of its own, which adds nothing to what can be reached."""
    old = graded("alice", {"a": 4.0, "old": 5.0})
    new = graded("bob", {"a": 3.0}, version="v2", at=1)

    project(course, old, new)

    assert scores(course, "alice") == {"a": 4.0, EARLIER: 5.0}
    assert scores(course, "bob") == {"a": 3.0}
    assert cells(course) == {"a": 5.0, EARLIER: 0.0}
    assert not mark(course, "alice").needs_a_look
    assert not mark(course, "alice").by_hand
    assert "old: 5 of 5 points" in notebook(course, "alice")
    before = dump(course)
    assert project(course).changed == 0
    with journal_of(course) as journal:
        gradebook.rebuild(course, journal)
    assert dump(course) == before


def test_check_gives_less_than_before(course: Course) -> None:
    """Points above what a check gives now stay, too."""
    project(course, graded("alice", {"a": 5.0}), graded("bob", report((check("a", 2.0, 2.0),)), at=1))

    assert scores(course, "alice") == {"a": 2.0, EARLIER: 3.0}
    assert mark(course, "alice").points == 5.0


def test_lateness(course: Course) -> None:
    """The penalty is the share of the whole mark, as in the report."""
    project(course, graded("alice", {"a": 5.0, "old": 5.0}, days=1.0), graded("bob", {"a": 5.0}, at=1))

    assert (mark(course, "alice").points, mark(course, "alice").penalty) == (9.0, 1.0)


def test_points_by_hand_at_a_removed_check(course: Course) -> None:
    """Points given by hand at the removed check are not counted twice."""
    names = ("alice", "bob")
    project(course, *(graded(name, {"a": 1.0, "old": 5.0}, source=name.encode()) for name in names))
    enter(course, "alice", "old", manual_score=2.0)

    project(course, graded("carol", {"a": 1.0}, version="v2", at=1))

    assert scores(course, "alice") == {"a": 1.0, "old": 2.0}
    assert scores(course, "bob") == {"a": 1.0, EARLIER: 5.0}
    assert (mark(course, "alice").points, mark(course, "bob").points) == (3.0, 6.0)


def test_points_by_hand_in_the_cell(course: Course) -> None:
    """What somebody enters in that cell stays, also when grading has nothing more for it."""
    project(course, graded("alice", {"a": 1.0, "old": 5.0}, source=b"1"), graded("bob", {"a": 1.0}, at=1))
    enter(course, "alice", EARLIER, manual_score=3.0)

    project(course, graded("alice", {"a": 2.0}, source=b"1", version="v2", at=2))

    assert scores(course, "alice") == {"a": 2.0, EARLIER: 3.0}
    assert mark(course, "alice").by_hand
    assert mark(course, "alice").needs_a_look
    assert EARLIER in notebook(course, "alice")


def test_no_check_is_called_like_the_cell() -> None:
    """A check of that name has another cell."""
    assert grade_id(EARLIER) != EARLIER
