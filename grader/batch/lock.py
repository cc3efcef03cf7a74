"""One batch at a time: a lock that the system takes back when its holder ends, however it ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator

from grader.attempts.folder import grade_folder, writing
from grader.course import Course
from grader.errors import UserError
from grader.gradebook.leftovers import sweep

FILE = "batch.lock"


@contextlib.contextmanager
def locked(course: Course) -> Iterator[None]:
    """Hold the course's lock.

    Raises:
        UserError: another program holds it.

    """
    path = grade_folder(course) / FILE
    with writing(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    with open(descriptor, "r+", encoding="ascii", errors="replace") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = file.read(20).strip()
            who = f" (process {holder})" if holder.isdecimal() else ""
            raise UserError(
                f"Another `grade batch` works on this course{who}.",
                hint="Wait until it has finished, or stop it with Ctrl-C; what it has graded is kept.",
            ) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        sweep(path.parent, ".new-*")
        yield
