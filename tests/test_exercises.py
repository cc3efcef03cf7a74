"""The bundled exercises hold together: what `grade verify` claims of them is so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.course import find_course
from grader.verify import Plan, verify
from grader.verify.findings import weakest_first

COURSE = find_course(Path(__file__).parent)
NAMES = [exercise.name for exercise in COURSE.exercises]
ORDER = [f"exercise{number:02}" for number in range(1, len(NAMES) + 1)]
each_exercise = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def verified():
    """Verify the whole course once, a process on each core; exercise -> what was found out."""
    plan = Plan(processes=len(os.sched_getaffinity(0)))
    return {each.exercise: each for each in verify(COURSE, COURSE.exercises, plan)}


@each_exercise
def test_exercise_holds(verified, name):
    """Solution, stub and bank come out as they should; not even a warning is left."""
    findings = [f"{each.claim}  {each.about}: {each.what} {each.detail}" for each in weakest_first([verified[name]])]

    assert findings == []


@each_exercise
def test_bank_is_no_empty_gesture(verified, name):
    """The solution was graded twenty times, and more variants were tried than an author writes in passing."""
    counts = verified[name].counts

    assert counts["solution"] == 20
    assert counts["variants"] > 40
    assert counts["generated"] > 40


def test_exercises_are_numbered_in_order():
    """The course is a sequence without a gap, so its order can be told from the names."""
    assert [name.partition("_")[0] for name in NAMES] == ORDER


@each_exercise
def test_prerequisites_come_before(name):
    """What an exercise asks for first exists and comes earlier in the course."""
    exercise = COURSE.find(name)

    assert all(NAMES.index(COURSE.find(each).name) < NAMES.index(name) for each in exercise.prerequisites)


@each_exercise
def test_exercise_is_in_the_form_of_the_course(name):
    """A handout has the course's headings in their order; there are hints, a quiz, both titles and a hundred points."""
    exercise = COURSE.find(name)
    handout = (exercise.folder / "README.md").read_text(encoding="utf-8")

    assert [line[3:] for line in handout.splitlines() if line.startswith("## ")] == [
        "What you write", "The formula", "Shapes and types", "One worked number", "Not allowed, and why",
        "Check it yourself", "Read more",
    ]  # fmt: skip
    assert exercise.points == 100
    assert exercise.title
    assert exercise.title_zh
    assert len(exercise.hints) >= 3
    assert len(exercise.quiz) >= 3
