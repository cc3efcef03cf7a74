"""The folders that JPlag 6 takes: one for each student, and one with the base code, beside each other.

JPlag reads every folder right below the one that it is given as a submission, the base code by its name. It reads
Python only as .py files, so notebooks are written as what they hold.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from grader.batch.found import folder_of
from grader.course import Exercise
from grader.errors import UserError
from grader.similar.pairs import Work

BASE = "base-code"


def write_folders(folder: Path, exercise: Exercise, works: Sequence[Work]) -> list[str]:
    """Write the submissions of an exercise for JPlag.

    Args:
        folder: a new or an empty folder.
        exercise: its stub is the base code.
        works: one submission for each student.

    Returns:
        The command that runs JPlag on it.

    Raises:
        UserError: the folder is not empty or cannot be written.

    """
    try:
        if folder.exists() and any(folder.iterdir()):
            raise UserError(
                f"{folder} is not empty.", hint="JPlag takes every folder in it for a submission: name a new one."
            )
        for name, source in [(BASE, _stub(exercise)), *((_name(work.student), work.source) for work in works)]:
            (folder / name).mkdir(parents=True)
            (folder / name / exercise.file).write_text(source, encoding="utf-8", errors="replace")
    except OSError as error:
        raise UserError(
            f"{folder} cannot be written: {error.strerror or error}.", hint="Name a folder that you may write to."
        ) from error
    return ["java", "-jar", "jplag.jar", "-l", "python3", "-bc", BASE, str(folder)]


def command_line(words: Sequence[str]) -> str:
    """Return the words as they are typed in a shell."""
    return shlex.join(words)


def _name(student: str) -> str:
    """Return the name of a student's folder; nobody's is that of the base code or hidden."""
    name = folder_of(student)
    return folder_of(f"{name}\0") if name.casefold() == BASE or name.startswith(".") else name


def _stub(exercise: Exercise) -> str:
    path = exercise.remembered_stub if exercise.remembered_stub.is_file() else exercise.stub_path
    return path.read_text(encoding="utf-8", errors="replace")
