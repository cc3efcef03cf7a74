"""Opens, lists and imports the solution and the hidden checks, at every place from which they may be reached.

Expected: failed
"""

import glob
import importlib.util
import os
import runpy

from accomplice import COURSE, attempt, search

FILES = ("solutions/exercise01_target/target.py", "solutions/exercise01_target/checks.py")
PLACES = (COURSE, "/tmp", "/", ".", "..", "../..", "/proc/1/cwd", "/proc/self/cwd", f"/proc/{os.getppid()}/cwd", "~")


def read(path):
    with open(path) as file:
        return file.read()


def by_path():
    for place in PLACES:
        for file in FILES:
            path = os.path.join(os.path.expanduser(place), file)
            attempt(f"reading {path}", read, path)
            attempt(f"running {path}", runpy.run_path, path)
    for link in ("root", "cwd", "exe", "fd/3", "map_files"):
        attempt(f"reading below /proc/1/{link}", read, f"/proc/1/{link}{COURSE}/{FILES[0]}")


def by_looking_around():
    for pattern in ("/tmp/**/*.py", "/**/solutions/*", "../**/checks.py", "/home/*/*", "/root/*", "/srv/*"):
        for path in glob.glob(pattern, recursive=pattern.startswith(("/tmp", ".."))):
            attempt(f"finding {path} by {pattern}", read, path)
    for top in ("/tmp", "/home", "/root", "/srv", "/mnt", "/var", "/opt"):
        for folder, _, files in os.walk(top):
            for file in files:
                search(f"walking to {folder}/{file}", read, os.path.join(folder, file))


def by_importing():
    for name in ("solutions", "checks", "target", "exercise01_target", "grader.runner", "grader.checks", "pytest"):
        attempt(f"importing {name}", __import__, name)
    for file in FILES:
        spec = importlib.util.spec_from_file_location("stolen", f"{COURSE}/{file}")
        attempt(f"importing {file}", lambda spec=spec: spec.loader.get_source("stolen"))


def target(x):
    by_path()
    by_looking_around()
    by_importing()
    return x
