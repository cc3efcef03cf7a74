"""How many of its hints each exercise has given."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from grader.attempts.folder import NAME, grade_folder, replace, writing
from grader.course import Course, Exercise


def next_hint(course: Course, exercise: Exercise) -> tuple[int, str] | None:
    """Return the number and the text of the next hint and remember that it was given; None after the last."""
    path = course.root / NAME / "hints.json"
    given = _given(path)
    number = given.get(exercise.name, 0) + 1
    if number > len(exercise.hints):
        return None
    grade_folder(course)
    with writing(path):
        replace(path, json.dumps(given | {exercise.name: number}, indent=2).encode() + b"\n")
    return number, exercise.hints[number - 1]


def _given(path: Path) -> dict[str, int]:
    try:
        found = json.loads(path.read_bytes())
        return {name: count for name, count in found.items() if type(count) is int and count > 0}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, RecursionError):
        logging.getLogger(__name__).warning("%s cannot be read: the hints begin again.", path)
        return {}
