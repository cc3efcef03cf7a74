"""Finds students of ours in a platform's file, and never guesses: a name that fits two students fits none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.course import Exercise
from grader.errors import UserError
from grader.export.grades import Person

_SAME = 0.005  # points: platforms show hundredths


@dataclass(frozen=True)
class Filled:
    """A platform's file with our grades in it."""

    data: bytes
    cells: int  # grades that were written
    notes: tuple[str, ...]  # who could not be found, what was left alone


class Roster:
    """Students by everything that a platform may call them.

    Args:
        people: the students.

    """

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_name: dict[str, set[str]] = {}
        for person in people:
            for name in person.names:
                self._by_name.setdefault(_plain(name), set()).add(person.student)

    def find(self, cells: Sequence[str]) -> str | None:
        """Return the folder name of the one student that a row speaks of, None if it is not certain.

        Args:
            cells: what the row calls the student, the most certain first.

        """
        for cell in cells:
            found = self._by_name.get(_plain(cell), set()) if cell.strip() else set()
            if len(found) == 1:
                return next(iter(found))
        return None


def factor(exercise: Exercise, most: str, platform: str, *, scale: bool) -> float:
    """Return what points are multiplied by so that full points are those of a platform.

    Args:
        exercise: whose points they are.
        most: full points as the platform's file has them; whatever is no number above 0 changes nothing.
        platform: its name, for messages.
        scale: convert points where the platform gives another number of points.

    Raises:
        UserError: the numbers differ, and nothing is to be converted.

    """
    try:
        theirs = float(most.replace(",", "."))
    except ValueError:  # nothing there, "(read only)", or a scale of words
        return 1.0
    if not theirs > 0 or abs(theirs - exercise.points) < _SAME:
        return 1.0
    if not scale:
        raise UserError(
            f"{exercise.name} has {exercise.points:g} points here and {theirs:g} in {platform}.",
            hint=f"--scale converts them; or change the points in {platform}.",
        )
    return theirs / exercise.points


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def listed(names: Iterable[str], most: int = 8) -> str:
    """Return names in a sentence, the first few of many."""
    names = list(names)
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(" ".join(name.split())[:60] for name in names[:most]) + rest
