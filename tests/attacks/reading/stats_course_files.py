"""Asks only whether the solution exists and how large it is: stat, access, readlink, O_PATH, statx, statvfs.

Expected: failed
"""

import os

from accomplice import COURSE, attempt

HIDDEN = f"{COURSE}/solutions/exercise01_target/checks.py"


def target(x):
    for path in (COURSE, f"{COURSE}/solutions", HIDDEN, "/tmp/submitted", "/tmp/submitted/right/target.py"):
        attempt(f"stat {path}", os.stat, path)
        attempt(f"lstat {path}", os.lstat, path)
        attempt(f"readlink {path}", os.readlink, path + "/..")
        attempt(f"listing {path}", os.listdir, path)
        attempt(f"scanning {path}", os.scandir, path)
        attempt(f"statvfs {path}", os.statvfs, path)
        attempt(f"opening the way to {path}", os.open, path, os.O_PATH)
        attempt(f"entering {path}", os.chdir, path)
        attempt(f"attributes of {path}", os.listxattr, path)
        if os.access(path, os.F_OK) or os.path.exists(path) or os.path.lexists(path):
            attempt(f"there is {path}", str, path)
    for number in range(1, 40):
        attempt(f"process {number}", os.stat, f"/proc/{number}")
        attempt(f"group of process {number}", os.getpgid, number + 1)
    return x
