"""Where a student's copy of the course takes what is handed in, and under which name."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from grader.course.table import Table

Kind = Literal["file", "inbox", "exchange"]
FORMS = '"file", "inbox:/path/to/folder" or "exchange:/srv/nbgrader/exchange/COURSE"'
LONGEST = 100  # bytes of a student's name: it becomes the name of a folder, with something behind it
_NOBODY = ("feedback",)  # a folder that nbgrader makes and nobody hands in


@dataclass(frozen=True)
class HandIn:
    """What the setting ``submit`` says."""

    kind: Kind = "file"
    path: str = ""  # of the inbox or of the course in nbgrader's exchange, as written
    student: str = ""  # who hands in from this copy; "": whoever is logged in

    @property
    def written(self) -> str:
        """The setting as it stands in course.toml."""
        return f"{self.kind}:{self.path}" if self.path else self.kind

    def folder(self, root: Path) -> Path:
        """Return the folder that the setting names; a relative one counts from the course's folder."""
        return Path(os.path.normpath(root / Path(self.path).expanduser()))


def read_hand_in(table: Table) -> HandIn:
    """Return what the course's settings ``submit`` and ``student`` say.

    Raises:
        CourseError: one of them is not of its form.

    """
    written, student = table.text("submit", default="file"), table.text("student", default="")
    kind, colon, path = written.partition(":")
    if kind not in ("file", "inbox", "exchange") or bool(colon and path.strip()) == (kind == "file") or "\0" in path:
        raise table.error("submit", FORMS)
    if student and (reason := refusal_of_student(student)):
        raise table.error("student", f"a name that can be part of a file's name; {reason}")
    return HandIn(cast(Kind, kind), path.strip(), student)


def refusal_of_student(name: str) -> str | None:
    """Return why work cannot be handed in under this name, None if it can: it becomes part of names of files."""
    if not re.fullmatch(r"\w(?:[\w .,@+()'=~-]*[\w@+()'=~-])?", name) or name.casefold() in _NOBODY:
        return "it begins with a letter or a digit and holds letters, digits, spaces and . , @ + - _ ( ) ' = ~ alone"
    if len(name.encode()) > LONGEST:
        return f"it is longer than {LONGEST} bytes"
    return None if name == unicodedata.normalize("NFC", name) else "its accents are written apart from their letters"
