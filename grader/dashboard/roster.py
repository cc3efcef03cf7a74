"""Who is in the class: those in the gradebook have perhaps handed in nothing yet."""

from __future__ import annotations

import contextlib
import sqlite3

from grader.course import Course
from grader.gradebook.projection import path_of


def in_the_gradebook(course: Course) -> list[str]:
    """Return the students of the course's gradebook, none if there is no gradebook or it cannot be read.

    nbgrader is not imported for that, and the file is only read: a dashboard is worth having without it.
    """
    path = path_of(course)
    if not path.is_file():
        return []
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection,
    ):
        return [str(student) for (student,) in connection.execute("SELECT id FROM student ORDER BY id")]
    return []
