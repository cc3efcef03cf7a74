"""Grades a class on a disk that is too small for it, then on a larger one: `python -m tests.faults.small_disk`.

The disk is a file system in memory, in a mount namespace that this process makes for itself.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import warnings
from pathlib import Path

from grader.sandbox import kernel
from tests.faults.trials import finished, grade_class, highest, load_gradebook, make_class, run_forked, whole

NO_NAMESPACES = 77
STUDENTS = tuple(f"s{number:03}" for number in range(80))
SMALL, LARGE = "size=1600k", "size=64m"


def _separate() -> None:
    user, group = os.geteuid(), os.getegid()
    kernel.unshare(kernel.NEW_NAMESPACE["user"] | kernel.NEW_NAMESPACE["mount"])
    for file, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
        Path(f"/proc/self/{file}").write_text(text)
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)


def main() -> int:
    """Print what happened and what is wrong with it, as JSON."""
    warnings.simplefilter("ignore")
    load_gradebook()
    with (
        tempfile.TemporaryDirectory(prefix="said-") as elsewhere,
        tempfile.TemporaryDirectory(prefix="small-") as folder,
    ):
        said_in = Path(elsewhere) / "said"
        try:
            _separate()
            kernel.mount("tmpfs", folder, "tmpfs", 0, SMALL)
        except OSError:
            return NO_NAMESPACES
        students = make_class(Path(folder) / "course", STUDENTS)
        first, told = run_forked(lambda tell: grade_class(students.root, tell, said_in=said_in))
        done = highest(told, "done")
        said = said_in.read_text(encoding="utf-8")
        wrong = whole(students, at_least=done)
        kernel.mount(None, folder, None, kernel.MS_REMOUNT, LARGE)
        second, told = run_forked(lambda tell: grade_class(students.root, tell, said_in=said_in))
        wrong += finished(students, STUDENTS)
        again = told.count("graded")
        os.chdir("/")
        kernel.unmount(folder)
    print(json.dumps({"first": first, "done": done, "said": said, "second": second, "again": again, "wrong": wrong}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
