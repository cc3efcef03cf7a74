"""One exercise, and what its exercise.toml says about it."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.course.table import Table, read_toml
from grader.errors import CourseError
from grader.limits import Limits

MODES = ("", "inference")
WARM = ("optimizer", "nn")


@dataclass(frozen=True)
class Rules:
    """What the student's code may not use, and why."""

    reason: str = ""
    names: tuple[str, ...] = ()  # patterns of dotted names in the source
    removed: tuple[str, ...] = ()  # exact names that are taken away before the student's code loads
    operations: tuple[str, ...] = ()  # patterns of dispatcher operators that are traced while it runs

    @property
    def taken_away(self) -> tuple[str, ...]:
        """What is removed; torch.ops with it where no name in it is allowed: it leads to all that is removed."""
        closed = any(pattern in ("torch.ops", "torch.ops*", "torch.ops.*") for pattern in self.names)
        return (*self.removed, "torch.ops") if closed and "torch.ops" not in self.removed else self.removed


@dataclass(frozen=True)
class Question:
    """One question of an exercise's quiz."""

    question: str
    choices: tuple[str, ...]
    answer: int  # index of the right choice
    explanation: str


@dataclass(frozen=True)
class Exercise:
    """One task of the course."""

    name: str  # of its folder
    folder: Path
    solution_folder: Path | None  # None in a student's copy
    file: str  # the name of the file that the student fills in
    title: str
    title_zh: str
    minutes: int
    points: float
    prerequisites: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    rules: Rules = Rules()
    mode: str = ""  # "inference": calls run under torch.inference_mode()
    warm: tuple[str, ...] = ()  # what the warm process warms beside plain torch
    quiz: tuple[Question, ...] = ()
    quiz_points: float = 0.0  # what a quiz with right answers only earns beside the points; 0: it does not count

    @property
    def short(self) -> str:
        """The beginning of the name up to the first underscore: ``exercise03``."""
        return self.name.partition("_")[0]

    @property
    def stub_path(self) -> Path:
        """The file that the student fills in."""
        return self.folder / self.file

    @property
    def remembered_stub(self) -> Path:
        """Where the untouched stub is kept once it was seen (by ``attempts``); nobody works in that file."""
        return self.folder.parents[1] / ".grade" / "stubs" / self.name / self.file

    @property
    def handout(self) -> Path:
        """The text of the task."""
        return self.folder / "README.md"

    @property
    def public_checks(self) -> Path:
        """The checks that the student may read."""
        return self.folder / "checks.py"

    @property
    def hidden_checks(self) -> Path | None:
        """The checks that give the points, if they are here."""
        return self._in_solutions("checks.py")

    @property
    def solution_path(self) -> Path | None:
        """The reference solution, if it is here."""
        return self._in_solutions(self.file)

    @property
    def misconceptions(self) -> tuple[Path, ...]:
        """The typical mistakes, by name."""
        return self._bank("misconceptions")

    @property
    def accepted(self) -> tuple[Path, ...]:
        """Unusual solutions that are right, by name."""
        return self._bank("accepted")

    def _in_solutions(self, file: str) -> Path | None:
        path = self.solution_folder / file if self.solution_folder else None
        return path if path and path.is_file() else None

    def _bank(self, folder: str) -> tuple[Path, ...]:
        return tuple(sorted((self.solution_folder / folder).glob("[!_.]*.py"))) if self.solution_folder else ()


def read_exercise(root: Path, folder: Path) -> Exercise:
    """Return the exercise in a folder of the course.

    Raises:
        CourseError: a file is missing or malformed. (The stub may be missing: ``grade reset`` brings it back.)

    """
    relative = folder.relative_to(root).as_posix()
    for file in ("exercise.toml", "checks.py"):
        if not (folder / file).is_file():
            raise CourseError(f"{relative} has no {file}.", hint="Get the exercise's folder again, or remove it.")
    where = f"{relative}/exercise.toml"
    table = Table(read_toml(folder / "exercise.toml", where), where)
    table.format()
    title, limits, rules = table.table("title", required=True), table.table("limits"), table.table("rules")
    solution_folder = root / "solutions" / folder.name
    exercise = Exercise(
        name=folder.name,
        folder=folder,
        solution_folder=solution_folder if solution_folder.is_dir() else None,
        file=_file_name(table),
        title=title.text("en"),
        title_zh=title.text("zh", default=""),
        minutes=table.whole("minutes"),
        points=table.number("points"),
        prerequisites=table.texts("prerequisites"),
        hints=table.texts("hints"),
        limits=_limits(limits),
        rules=Rules(
            reason=rules.text("reason", default=""),
            **{key: rules.texts(key) for key in ("names", "removed", "operations")},
        ),
        mode=table.one_of("mode", [table.text("mode", default="")], MODES)[0],
        warm=table.one_of("warm", table.texts("warm"), WARM),
        quiz=tuple(_question(item) for item in table.tables("quiz")),
        quiz_points=table.number("quiz_points", 0.0),
    )
    for each in (table, title, limits, rules):
        each.done()
    if exercise.quiz_points and not exercise.quiz:
        raise table.error("quiz_points", "a [[quiz]] with questions that earn them, or no such key")
    return exercise


def _file_name(table: Table) -> str:
    file = table.text("file")
    if not re.fullmatch(r"[A-Za-z_]\w*\.py", file) or file == "checks.py":
        raise table.error("file", 'the name of a Python file beside it, such as "mse_gradient.py"')
    return file


def _limits(table: Table) -> Limits:
    values: dict[str, Any] = {}
    for name, default in dataclasses.asdict(Limits()).items():
        values[name] = table.whole(name, default) if isinstance(default, int) else table.number(name, default)
    return Limits(**values)


def _question(table: Table) -> Question:
    question = Question(
        question=table.text("question"),
        choices=table.texts("choices"),
        answer=table.whole("answer", lowest=0),
        explanation=table.text("explanation", default=""),
    )
    table.done()
    if len(question.choices) < 2:
        raise table.error("choices", "a list of two or more texts")
    if question.answer >= len(question.choices):
        raise table.error("answer", f"the index of a choice, 0 to {len(question.choices) - 1}")
    return question
