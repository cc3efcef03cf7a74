"""Which language a course is shown in, and its authors' words in that language.

Beside an exercise, and beside its solution, a file such as zh.toml may hold translations of what the authors wrote:
titles of checks, hints, questions, diagnoses. Each line is an English sentence, as it is shown, and the other one.
The table ``[pictures]`` beside the solution holds titles, labels and sentences of pictures; there ``{0}`` stands for
what stays as it is, ``{n0}`` for a number, ``{a}`` for a part that is translated as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from grader import language
from grader.course.table import read_toml
from grader.errors import CourseError

if TYPE_CHECKING:
    from grader.course import Course, Exercise

PICTURES = "pictures"  # the table of their words


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
            language.learn_drawn(words_of_pictures(exercise, language.current()))


def translations(exercise: Exercise, code: str) -> Iterator[tuple[str, str]]:
    """Yield the English sentences of an exercise and what they are in another language.

    Raises:
        CourseError: a file cannot be read, or holds something else.

    """
    if exercise.title_zh and code == "zh":
        yield exercise.title, exercise.title_zh
    for where, table in _tables(exercise, code):
        yield from _sentences({english: other for english, other in table.items() if english != PICTURES}, where)


def words_of_pictures(exercise: Exercise, code: str) -> Iterator[tuple[str, str]]:
    """Yield the English words and sentences in an exercise's pictures and what they are in another language.

    Raises:
        CourseError: a file cannot be read, or holds something else.

    """
    for where, table in _tables(exercise, code):
        words = table.get(PICTURES, {})
        if not isinstance(words, dict):
            raise CourseError(f"{where}: expected a table.", hint=f"Its line is [{PICTURES}].")
        yield from _sentences(words, f"{where}, [{PICTURES}]")


def _tables(exercise: Exercise, code: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for folder in (exercise.folder, exercise.solution_folder):
        path = folder / f"{code}.toml" if folder is not None else None
        if path is not None and path.is_file():
            where = f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
            yield where, read_toml(path, where)


def _sentences(table: dict[str, Any], where: str) -> Iterator[tuple[str, str]]:
    for english, other in table.items():
        if not isinstance(other, str):
            raise CourseError(
                f"{where}: expected a text for {english[:40]!r}.", hint='A line is "English" = "Translation".'
            )
        yield english, other
