"""Grades a class on a disk that is too small for it, then on a larger one: `python -m tests.faults.small_disk`.

The disk is a file system in memory, in a mount namespace that this process makes for itself.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import tempfile
import warnings
from pathlib import Path

from tests.faults.trials import finished, grade_class, make_class, run_forked, whole

NO_NAMESPACES = 77
STUDENTS = tuple(f"s{number:03}" for number in range(80))
SMALL, LARGE = "size=1600k", "size=64m"
_NEWUSER, _NEWNS, _REMOUNT, _PRIVATE = 0x10000000, 0x20000, 32, 1 << 14 | 1 << 18


def _libc(name: str, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


def _separate() -> None:
    user, group = os.geteuid(), os.getegid()
    _libc("unshare", _NEWUSER | _NEWNS)
    for file, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
        Path(f"/proc/self/{file}").write_text(text)
    _libc("mount", None, b"/", None, ctypes.c_ulong(_PRIVATE), None)


def main() -> int:
    """Print what happened and what is wrong with it, as JSON."""
    warnings.simplefilter("ignore")
    import grader.gradebook.library

    if grader.gradebook.library.available():
        grader.gradebook.library.api()
    with (
        tempfile.TemporaryDirectory(prefix="said-") as elsewhere,
        tempfile.TemporaryDirectory(prefix="small-") as folder,
    ):
        said_in = Path(elsewhere) / "said"
        try:
            _separate()
            _libc("mount", b"tmpfs", folder.encode(), b"tmpfs", ctypes.c_ulong(0), SMALL.encode())
        except OSError:
            return NO_NAMESPACES
        students = make_class(Path(folder) / "course", STUDENTS)
        first, told = run_forked(lambda tell: grade_class(students.root, tell, said_in=said_in))
        done = max((int(line.split()[1]) for line in told if line.startswith("done ")), default=0)
        said = said_in.read_text(encoding="utf-8")
        wrong = whole(students, at_least=done)
        _libc("mount", None, folder.encode(), None, ctypes.c_ulong(_REMOUNT), LARGE.encode())
        second, told = run_forked(lambda tell: grade_class(students.root, tell, said_in=said_in))
        wrong += finished(students, STUDENTS)
        again = told.count("graded")
        os.chdir("/")
        _libc("umount2", folder.encode(), 2)
    print(json.dumps({"first": first, "done": done, "said": said, "second": second, "again": again, "wrong": wrong}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
