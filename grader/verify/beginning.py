"""Begins an exercise: copies a small one that is complete, under a new name."""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path

from grader.course import Course
from grader.errors import UserError

SKELETON = Path(__file__).parent / "skeleton"
SUFFIX = ".txt"  # of the skeleton's files: they are text until they are an exercise's
LONGEST = 40  # characters of a name
TAKEN = {"checks", "torch", "grader", "pytest"}  # names that a file of the exercise could not have


def begin(course: Course, name: str, *, dry_run: bool = False) -> list[Path]:
    """Write the folders of a new exercise, numbered after the last one; return the files, the handout first.

    Args:
        course: the course that it belongs to.
        name: what it is about: a Python name in small letters.
        dry_run: write nothing.

    Raises:
        UserError: the name cannot be used, is there already, or nothing can be written here.

    """
    _check(name)
    numbered = _numbered(course.root)
    for _, other in numbered:
        if other.partition("_")[2] == name:
            raise UserError(f"There is {other} already.", hint="Choose another name; nothing is ever overwritten.")
    number = max((number for number, _ in numbered), default=0) + 1
    full_name = f"exercise{number:02d}_{name}"
    words = {"@FULL_NAME@": full_name, "@SHORT@": f"exercise{number:02d}", "@NAME@": name}
    words["@TITLE@"] = name.replace("_", " ").capitalize()
    texts = {path: _filled(source, words) for path, source in _targets(course.root, full_name, name).items()}
    try:
        for path, text in texts.items() if not dry_run else ():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        raise UserError(
            f"{error.filename or full_name} cannot be written: {error.strerror or error}.",
            hint="Look at the rights of the course's folder.",
        ) from error
    return sorted(texts, key=lambda path: path.name != "README.md")


def _check(name: str) -> None:
    numbered = re.fullmatch(r"exercise\d*_?(\w*)", name)
    if numbered:
        rest = numbered[1] or "mean_of_squares"
        raise UserError(f'"{name}" has a number already.', hint=f"The number comes by itself: grade new {rest}")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or len(name) > LONGEST:
        suggestion = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_0123456789")[:LONGEST] or "mean_of_squares"
        raise UserError(
            f'"{name}" cannot be the name of an exercise.',
            hint=f"It becomes the name of a Python file: small letters, digits and _, such as {suggestion}.",
        )
    if keyword.iskeyword(name) or name in TAKEN or name in sys.stdlib_module_names:
        raise UserError(
            f'"{name}" means something else in Python.', hint=f"Choose another name, such as {name}_by_hand."
        )


def _numbered(root: Path) -> list[tuple[int, str]]:
    """Return the numbers and names of the exercise folders, on either side."""
    found = []
    for side in ("exercises", "solutions"):
        for path in sorted((root / side).glob("exercise*")):
            number = re.match(r"exercise(\d+)", path.name)
            if number:
                found.append((int(number[1]), path.name))
    return found


def _targets(root: Path, full_name: str, name: str) -> dict[Path, Path]:
    """Return which file of the skeleton goes where."""
    targets = {}
    for source in sorted(SKELETON.rglob(f"*{SUFFIX}")):
        side, *parts = source.relative_to(SKELETON).with_suffix("").parts
        parts[-1] = f"{name}.py" if parts[-1] == "NAME.py" else parts[-1]
        targets[root.joinpath(side, full_name, *parts)] = source
    return targets


def _filled(source: Path, words: dict[str, str]) -> str:
    text = source.read_text(encoding="utf-8")
    for word, meaning in words.items():
        text = text.replace(word, meaning)
    return text
