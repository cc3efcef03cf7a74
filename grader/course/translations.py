"""Which language a course is shown in, and its authors' words in that language.

Beside an exercise, and beside its solution, a file such as zh.toml may hold translations of what the authors wrote:
titles of checks, hints, questions, diagnoses. Each line is an English sentence, as it is shown, and the other one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from grader import language
from grader.course.table import read_toml
from grader.errors import CourseError

if TYPE_CHECKING:
    from grader.course import Course, Exercise


def speak(course: Course, wished: str) -> None:
    """Show the course's own language, unless another one is wished; know its words in it.

    Raises:
        CourseError: a file of translations cannot be read.

    """
    if not wished and course.language:
        language.use(course.language)
    if language.current() != "en":
        for exercise in course.exercises:
            language.learn(translations(exercise, language.current()))


def translations(exercise: Exercise, code: str) -> Iterator[tuple[str, str]]:
    """Yield the English sentences of an exercise and what they are in another language.

    Raises:
        CourseError: a file cannot be read, or holds something else.

    """
    if exercise.title_zh and code == "zh":
        yield exercise.title, exercise.title_zh
    for folder in (exercise.folder, exercise.solution_folder):
        path = folder / f"{code}.toml" if folder is not None else None
        if path is not None and path.is_file():
            yield from _sentences(path)


def _sentences(path: Path) -> Iterator[tuple[str, str]]:
    where = f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
    for english, other in read_toml(path, where).items():
        if not isinstance(other, str):
            raise CourseError(
                f"{where}: expected a text for {english[:40]!r}.", hint='A line is "English" = "Translation".'
            )
        yield english, other
