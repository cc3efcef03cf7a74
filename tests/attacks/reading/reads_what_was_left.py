"""Looks for what the submission before it has left: notes in folders, modules to import, variables, memory.

Expected: failed
"""

import glob
import os
import sys

from accomplice import attempt, search, tell

PLACES = (
    "",
    os.getcwd(),
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/run",
    "/run/lock",
    os.path.expanduser("~"),
    "/scratch",
    "/",
)


def read(path):
    with open(path) as file:
        return file.read()


def target(x):
    if x.dtype.itemsize == 4 and os.listdir("."):  # the first check: nothing of its own is there yet
        tell("something in the scratch folder", os.listdir("."))
    for place in {*PLACES, os.environ.get("TMPDIR", "")}:
        for path in glob.glob(os.path.join(place, "*")) + glob.glob(os.path.join(place, ".*")):
            search(f"reading {path}", read, path)
    for name in ("note", "target", "sitecustomize", "conftest", "submission"):
        sys.modules.pop(name, None)
        search(f"importing {name}", lambda name=name: vars(__import__(name)))
    for name in ("torch", "json"):
        search(f"a false {name}", lambda name=name: vars(__import__(name)).get("NOTE"))
    search("a variable", lambda: dict(os.environ))
    attempt("another student's file", read, "/tmp/submitted/right/target.py")
    attempt("a torch extension", os.listdir, os.path.expanduser("~/.cache"))
    return x
