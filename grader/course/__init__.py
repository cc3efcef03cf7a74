"""Finds the course and its exercises; reads what course.toml and exercise.toml say."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from grader.course.exercise import Exercise, Question, Rules, read_exercise
from grader.course.handing_in import HandIn, read_hand_in
from grader.course.policy import Late, Policy, read_policy
from grader.course.table import FORMAT, Table, read_toml
from grader.errors import CourseError
from grader.language import LANGUAGES

__all__ = ["Broken", "Course", "Exercise", "HandIn", "Late", "Policy", "Question", "Rules", "find_course"]


@dataclass(frozen=True)
class Broken:
    """A folder in exercises/ that cannot be used as it is, and why."""

    name: str
    error: CourseError


@dataclass(frozen=True)
class Course:
    """A folder with exercises."""

    root: Path
    title: str
    exercises: tuple[Exercise, ...]  # by name
    broken: tuple[Broken, ...] = ()
    policy: Policy = field(default_factory=Policy)
    hand_in: HandIn = field(default_factory=HandIn)
    background: str = "auto"  # whether `grade check` may keep a process for the next time: "auto" or "off"
    language: str = ""  # that is shown where neither --lang nor GRADE_LANG asks for one: "en", "zh" or ""

    @cached_property
    def _by_name(self) -> dict[str, Exercise | Broken]:
        found: list[Exercise | Broken] = [*self.exercises, *self.broken]
        return {item.name: item for item in found}

    def find(self, name: str) -> Exercise:
        """Return the exercise of this name, folder, or unambiguous part of a name.

        Raises:
            CourseError: there is none, there are several, or the exercise is broken.

        """
        found = self._by_name[self._full_name(name)]
        if isinstance(found, Broken):
            raise found.error
        return found

    def _full_name(self, typed: str) -> str:
        names = {name.casefold(): name for name in sorted(self._by_name)}
        parts = [part for part in re.split(r"[/\\]+", typed.strip().casefold()) if part not in ("", ".")]
        for part in reversed(parts):  # a path to the folder or to a file in it
            if part in names:
                return names[part]
        wanted = parts[-1] if parts else ""
        for matches in (
            [name for key, name in names.items() if wanted and key.startswith(wanted)],
            [name for key, name in names.items() if wanted and wanted in key],
        ):
            if len(matches) == 1:
                return matches[0]
            if matches:
                raise CourseError(f'"{typed}" fits {len(matches)} exercises.', hint=_did_you_mean(matches))
        raise CourseError(f'There is no exercise "{typed}" in this course.', hint=self._suggestion(wanted))

    def _suggestion(self, wanted: str) -> str:
        if not self._by_name:
            return f"The folder {self.root / 'exercises'} has no exercises."
        close: dict[str, str] = {}  # a beginning, the end or the whole name may have been meant
        for name in sorted(self._by_name):
            start, _, end = name.casefold().partition("_")
            close |= dict.fromkeys((start, end, name.casefold()), name)
        found = [close[key] for key in difflib.get_close_matches(wanted, [key for key in close if key])]
        return _did_you_mean(list(dict.fromkeys(found))) if found else "`grade list` shows the exercises."


def _did_you_mean(names: Sequence[str]) -> str:
    *first, last = names
    return f"Did you mean {', '.join(first) + ' or ' if first else ''}{last}?"


def find_course(start: Path) -> Course:
    """Return the course that the folder belongs to: its own or that of the nearest folder above.

    Raises:
        CourseError: there is none, or its settings cannot be read.

    """
    if not start.exists():
        raise CourseError(f"There is no folder {start}.", hint="Give the course's folder with -C.")
    start = start.resolve()
    for folder in (start, *start.parents):
        course = _read_settings(folder)
        if course is not None:
            return _with_exercises(course)
    raise CourseError(
        f"There is no course in {start} or above it.",
        hint="Go to the course's folder or name it with -C; `grade init` starts a new one.",
    )


def _read_settings(folder: Path) -> Course | None:
    """Return the course in this folder, its exercises not yet read; None if it is no course."""
    if not (folder / "exercises").is_dir():
        return None
    for file in ("course.toml", "pyproject.toml"):
        path = folder / file
        if not path.is_file():
            continue
        settings: Any = read_toml(path, file)
        where = file
        if file == "pyproject.toml":
            tool = settings.get("tool")
            settings, where = tool.get("grade") if isinstance(tool, dict) else None, f"{file} [tool.grade]"
            if settings is None:
                continue
        table = Table(settings, where)
        table.format(default=FORMAT)
        course = Course(
            folder,
            table.text("title", default=folder.name),
            exercises=(),
            policy=read_policy(table),
            hand_in=read_hand_in(table),
            background=table.choice("background", ("auto", "off"), default="auto"),
            language=table.choice("language", ("", *LANGUAGES), default=""),
        )
        table.done()
        return course
    return None


def _with_exercises(course: Course) -> Course:
    exercises, broken = [], []
    for folder in sorted((course.root / "exercises").iterdir()):
        if folder.name.startswith((".", "_")) or not folder.is_dir():
            continue
        try:
            exercises.append(read_exercise(course.root, folder))
        except CourseError as error:
            broken.append(Broken(folder.name, error))
    return replace(course, exercises=tuple(exercises), broken=tuple(broken))
