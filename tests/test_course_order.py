"""The order of the exercises: what comes before what, what is next, and what cannot be followed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import Course, find_course
from grader.course.order import order

SETTINGS = 'format = 1\nfile = "code.py"\nminutes = 5\npoints = 10\nprerequisites = {}\n[title]\nen = "Title"\n'
Make = Callable[..., Course]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that makes a course of exercises with these prerequisites."""

    def course(**prerequisites: list[str]) -> Course:
        (tmp_path / "exercises").mkdir()
        (tmp_path / "course.toml").write_text("format = 1\n", encoding="utf-8")
        for name, others in prerequisites.items():
            folder = tmp_path / "exercises" / name
            folder.mkdir()
            (folder / "exercise.toml").write_text(SETTINGS.format(others), encoding="utf-8")
            (folder / "checks.py").write_text("", encoding="utf-8")
        return find_course(tmp_path)

    return course


def test_prerequisites_by_any_name(make: Make) -> None:
    """A prerequisite is named as a student would name it, and named twice it counts once."""
    found = order(make(ex01_a=[], ex02_b=["ex01", "ex01_a"], ex03_c=["ex02_b", "ex01"]))

    assert found.before == {"ex01_a": (), "ex02_b": ("ex01_a",), "ex03_c": ("ex02_b", "ex01_a")}
    assert found.doubts == ()


def test_next_follows_prerequisites(make: Make) -> None:
    """What is next has all its prerequisites done, and is the first of those in the course's order."""
    course = make(ex01_a=["ex03"], ex02_b=["ex01"], ex03_c=[], ex04_d=[])
    found = order(course)
    names = [exercise.name for exercise in course.exercises]

    assert found.next(names, set()) == "ex03_c"
    assert found.next(names, {"ex03_c"}) == "ex01_a"
    assert found.next(names, {"ex03_c", "ex01_a"}) == "ex02_b"
    assert found.next(names, set(names)) is None
    assert found.waiting("ex02_b", {"ex03_c"}) == ("ex01_a",)


def test_what_is_begun_comes_first(make: Make) -> None:
    """What is begun is gone on with, unless something has to come before it."""
    course = make(ex01_a=[], ex02_b=[], ex03_c=["ex02"])
    found = order(course)
    names = [exercise.name for exercise in course.exercises]

    assert found.next(names, set(), {"ex02_b"}) == "ex02_b"
    assert found.next(names, set(), {"ex03_c"}) == "ex01_a"


def test_missing_prerequisites_keep_nobody_waiting(make: Make) -> None:
    """A prerequisite that is missing, ambiguous or broken is named in a sentence and left out."""
    course = make(ex01_a=["ex09"], ex02_b=["ex"], ex03_c=["ex04"], ex04_d=[])
    (course.root / "exercises" / "ex04_d" / "checks.py").unlink()
    (course.root / "solutions").mkdir()

    found = order(find_course(course.root))

    assert found.before == {"ex01_a": (), "ex02_b": (), "ex03_c": ()}
    assert [doubt.partition(":")[0] for doubt in found.doubts] == [
        "ex01_a comes after ex09, which fits no single exercise of this course",
        "ex02_b comes after ex, which fits no single exercise of this course",
        "ex03_c comes after ex04, which cannot be used",
    ]


def test_a_part_of_a_course(make: Make) -> None:
    """In a students' copy what was not given out is no mistake: it is told apart, once, and keeps nobody waiting."""
    found = order(make(ex03_c=["ex01", "ex02_b"], ex04_d=["ex01", "ex03"], ex05_e=["ex0"]))

    assert found.elsewhere == ("ex01", "ex02_b")
    assert found.before == {"ex03_c": (), "ex04_d": ("ex03_c",), "ex05_e": ()}
    assert [doubt.partition(",")[0] for doubt in found.doubts] == ["ex05_e comes after ex0"]


def test_circles(make: Make) -> None:
    """Exercises that would wait for each other do not, are named once, and others still wait for them."""
    course = make(ex01_a=["ex03"], ex02_b=["ex01"], ex03_c=["ex02"], ex04_d=["ex01"], ex05_e=["ex05"])
    found = order(course)
    names = [exercise.name for exercise in course.exercises]

    assert found.before == {"ex01_a": (), "ex02_b": (), "ex03_c": (), "ex04_d": ("ex01_a",), "ex05_e": ()}
    assert found.doubts == (
        "ex01_a and ex02_b and ex03_c are prerequisites of each other: none of them waits for another.",
        "ex05_e is its own prerequisite: it does not wait for itself.",
    )
    assert found.next(names, set()) == "ex01_a"


def test_the_bundled_course_can_be_done_in_order() -> None:
    """In the bundled course every prerequisite stands before the exercise that asks for it."""
    course = find_course(Path(__file__).parents[1])
    found = order(course)

    assert all(other < name for name, others in found.before.items() for other in others)
    assert not any("each other" in doubt for doubt in found.doubts)
