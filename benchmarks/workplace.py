"""Where the measured processes work: copies in a scratch folder, so that no run sees or leaves anything elsewhere."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.trimming import keep_one_case
from grader.course import Course, find_course
from grader.course.bundled import start_course

REPOSITORY = Path(__file__).resolve().parents[1]
EXERCISE = "exercise03"  # the one that single commands are measured with


@dataclass(frozen=True)
class Settings:
    """How much is measured."""

    quick: bool
    rounds: int | None  # None: as many as each group finds right
    exercises: tuple[str, ...]  # of the group ``grading``; none named: those that it chooses
    progress: Callable[[str], None]
    long: bool = False  # also what takes many minutes
    few: bool = False  # one case of each check

    def count(self, full: int, quick: int) -> int:
        """Return how many rounds there shall be."""
        return self.rounds or (quick if self.quick else full)


class Workplace:
    """A scratch folder with a student's copy and an author's copy of the course; a context manager that removes it.

    Args:
        few: whether each check of the author's copy has one case alone.

    """

    def __init__(self, *, few: bool = False) -> None:
        self.few = few
        self._folder = tempfile.TemporaryDirectory(prefix="grader-benchmarks-", ignore_cleanup_errors=True)
        self.root = Path(self._folder.name).resolve()
        self.temporary = self.root / "tmp"
        self.temporary.mkdir()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def student_course(self) -> Path:
        """Return a course as ``grade init`` makes it, with a right file in EXERCISE."""
        folder = self.root / "student"
        if not folder.exists():
            start_course(folder)
            self._fill_in(find_course(folder))
        return folder

    def whole_course(self) -> Path:
        """Return a copy of the repository's course, solutions included, with a right file in EXERCISE."""
        folder = self.root / "whole"
        if not folder.exists():
            unwanted = shutil.ignore_patterns("__pycache__", ".*")
            for name in ("exercises", "solutions"):
                shutil.copytree(REPOSITORY / name, folder / name, ignore=unwanted)
            shutil.copyfile(REPOSITORY / "pyproject.toml", folder / "pyproject.toml")
            if self.few:
                keep_one_case(folder)
            self._fill_in(find_course(folder))
        return folder

    def _fill_in(self, course: Course) -> None:
        own = course.find(EXERCISE)
        solution = find_course(REPOSITORY).find(EXERCISE).solution_path
        assert solution is not None
        shutil.copyfile(solution, own.stub_path)

    def environment(self) -> dict[str, str]:
        """Return the environment of the measured processes: this repository's grader, temporary files in here."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "COV"))}
        return kept | {"PYTHONPATH": str(REPOSITORY), "TMPDIR": str(self.temporary), "NO_COLOR": "1", "COLUMNS": "80"}


def grade(*arguments: str) -> list[str]:
    """Return the command line of ``grade`` with these arguments."""
    script = Path(sys.executable).with_name("grade")
    if script.is_file():
        return [str(script), *arguments]
    return [sys.executable, "-c", "from grader.cli import main; main()", *arguments]
