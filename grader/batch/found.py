"""What is found in the submissions' folder: one student's file for one exercise, or why there is none to grade."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from grader.submission.reading import shown

LONGEST_NAME = 120  # bytes of a folder's name that are a student's name as it is
_LONGEST_SHOWN = 48


@dataclass(frozen=True, slots=True)
class Found:
    """One student's file for one exercise. Its bytes are read when they are needed, and then once."""

    student: str
    exercise: str  # the name of its folder
    filename: str
    submitted_at: datetime | None  # UTC
    load: Callable[[], bytes]  # raises SubmissionError
    note: str = ""  # what the report says about why it is this file


@dataclass(frozen=True)
class Problem:
    """Why something could not be graded; texts are safe to print."""

    student: str  # "" if it concerns nobody in particular
    exercise: str
    what: str  # one sentence
    hint: str = ""
    ours: bool = False  # a fault of the grader or of this machine, not of what was handed in
    graded: bool = False  # it was graded all the same

    def __str__(self) -> str:
        where = ": ".join(filter(None, (short(self.student), self.exercise)))
        return f"{where}: {self.what}" if where else self.what


def short(name: str) -> str:
    """Return a student's name as a line can show it: nothing in it is obeyed, and it is not too long."""
    text = shown(name)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def refusal_of_name(name: str) -> str | None:
    """Return why nobody can have this name, None if somebody can."""
    if not name.strip() or name in (".", ".."):
        return f'"{shown(name)}" is no name of a student.'
    if len(name) > 1000:
        return f'"{shown(name[:40])}…" is too long for a name.'
    try:
        name.encode()
    except UnicodeEncodeError:
        return f'The name "{shown(name)}" is no valid text.'
    return None


def folder_of(student: str) -> str:
    """Return the name of a student's folder: the student's own where that is a plain name, else one made from it.

    Two students never get the same: whatever was changed is told apart by a part of its hash.
    """
    plain = re.sub(r"[^\w .,@+()'=~-]", "_", student)[:80].strip(" .") or "_"
    if plain == student and not re.search(r"~[0-9a-f]{12}$", student) and len(student.encode()) <= LONGEST_NAME:
        return student
    while len(plain.encode()) > LONGEST_NAME:
        plain = plain[:-1]
    return f"{plain}~{hashlib.sha256(student.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
