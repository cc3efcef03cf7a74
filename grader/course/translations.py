"""Which language a course is shown in, and its authors' words in that language.

Beside an exercise, and beside its solution, a file such as zh.toml may hold translations of what the authors wrote:
titles of checks, hints, questions, diagnoses. Each line is an English sentence, as it is shown, and the other one.
The table ``[pictures]`` beside the solution holds titles, labels and sentences of pictures; there ``{0}`` stands for
what stays as it is, ``{n0}`` for a number, ``{a}`` for a part that is translated as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
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
            _learn(exercise, language.current())


def _learn(exercise: Exercise, code: str) -> None:
    """Have an exercise's sentences at hand; its files are read as TOML when one of their sentences is sought.

    A line that is not written as the others, "English" = "Translation", is understood by reading the file at once.
    """
    lines = [line for path in _files(exercise, code) for line in _lines(path)]
    if code == "zh" and exercise.title_zh:
        language.learn([(exercise.title, exercise.title_zh)])
    if all(map(_is_plain, lines)):
        keys = [line[1:] for line in lines if line.startswith('"')]
        language.learn_later(keys, partial(translations, exercise, code), partial(words_of_pictures, exercise, code))
    else:
        language.learn(translations(exercise, code))
        language.learn_drawn(words_of_pictures(exercise, code))


def _is_plain(line: str) -> bool:
    if line.startswith('"'):
        return '" = "' in line and line.endswith('"') and "\\u" not in line.lower()
    return not line or line.startswith("#") or line == f"[{PICTURES}]"


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        return ["unreadable"]  # reading it as TOML says why


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


def _files(exercise: Exercise, code: str) -> list[Path]:
    folders = [folder for folder in (exercise.folder, exercise.solution_folder) if folder is not None]
    return [path for folder in folders if (path := folder / f"{code}.toml").is_file()]


def _tables(exercise: Exercise, code: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in _files(exercise, code):
        where = f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
        yield where, read_toml(path, where)


def _sentences(table: dict[str, Any], where: str) -> Iterator[tuple[str, str]]:
    for english, other in table.items():
        if not isinstance(other, str):
            raise CourseError(
                f"{where}: expected a text for {english[:40]!r}.", hint='A line is "English" = "Translation".'
            )
        yield english, other
