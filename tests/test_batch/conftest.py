"""A miniature course of which a class hands something in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.batch import Problem
from grader.course import Course, find_course

MINIATURE = Path(__file__).parents[1] / "course"
RIGHT = (MINIATURE / "submissions" / "passed" / "right.py").read_bytes()
EXERCISE = "exercise01_double"


class Recorder:
    """Remembers what a batch tells."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.steps: list[tuple[int, int]] = []
        self.done: list[str] = []

    def planning(self, looked_at: int) -> None:
        """Take in nothing."""

    def grading(self, done: int, total: int, seconds: float) -> None:
        """Remember how far it was."""
        self.steps.append((done, total))

    def problem(self, problem: Problem) -> None:
        """Remember a problem."""
        self.problems.append(problem)

    def doing(self, what: str) -> None:
        """Remember what else was done."""
        self.done.append(what)


class Class:
    """A course's folder and what its students hand in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(MINIATURE / "exercises", root / "exercises")
        shutil.copytree(MINIATURE / "solutions", root / "solutions")
        shutil.copyfile(MINIATURE / "course.toml", root / "course.toml")
        self.submitted = root / "submitted"

    @property
    def course(self) -> Course:
        """The course as it is now."""
        return find_course(self.root)

    def hand_in(self, student: str, source: bytes = RIGHT, *, name: str = "double.py", time: str | None = None) -> Path:
        """Put a student's file where it belongs."""
        path = self.submitted / student / EXERCISE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source)
        if time is not None:
            (path.parent / "timestamp.txt").write_text(time)
        return path

    def report(self, student: str) -> Path:
        """Return where a student's report is."""
        return self.root / "graded" / student / EXERCISE / "report.json"


PICTURES = '''"""A picture."""

import torch

from grader.figures import Panel, line, picture


def doubled(code):
    """Return what becomes of some numbers."""
    return code.double(torch.arange(3.0))


@picture("What double makes of numbers", doubled)
def twice(yours, expected):
    """A straight line."""
    return Panel((line("expected", [0, 1, 2], expected), line("yours", [0, 1, 2], yours)))
'''


def with_a_picture(students: Class) -> None:
    """Give the course's exercise a picture."""
    (students.root / "solutions" / EXERCISE / "pictures.py").write_text(PICTURES)


@pytest.fixture
def students(tmp_path: Path) -> Class:
    """Give a course without submissions."""
    return Class(tmp_path / "course")
