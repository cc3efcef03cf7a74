"""Leaves links, pipes, devices and strange names in its folder, for whoever opens or removes what is there.

Expected: failed
"""

import os

from accomplice import COURSE, attempt

HIDDEN = f"{COURSE}/solutions/exercise01_target/checks.py"
NAMES = (
    "-rf",
    "~",
    "\n",
    "\x1b[2J",
    "a\\b",
    "..\t",
    "{{7*7}}",
    "\udcff\udcfe",
    "n" * 255,
    ".hidden",
    "report.json",
    "con",
)


def target(x):
    attempt("a symbolic link", os.symlink, HIDDEN, "checks.py")
    attempt("a link to a folder", os.symlink, "/", "root")
    attempt("a hard link", os.link, os.__file__, "library.py")
    attempt("a pipe", os.mkfifo, "report.html")
    attempt("a device", os.mknod, "disk", 0o060666, os.makedev(8, 0))
    attempt("a second name for itself", os.link, "/proc/self/exe", "exe")
    for name in NAMES:
        try:
            os.makedirs(name, exist_ok=True)
            os.chdir(name)
        except OSError:
            continue
    attempt("a folder without rights", os.chmod, ".", 0)
    return x
