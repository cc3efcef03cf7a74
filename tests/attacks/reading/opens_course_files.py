"""Opens, lists and imports the solution and the hidden checks, at every place from which they may be reached.

Expected: failed
"""

import glob
import importlib.util
import os
import re
import runpy

from accomplice import COURSE, attempt

FILES = ("solutions/exercise01_target/target.py", "solutions/exercise01_target/checks.py")
PLACES = (COURSE, "/tmp", "/", ".", "..", "../..", "/proc/1/cwd", "/proc/self/cwd", f"/proc/{os.getppid()}/cwd", "~")
INTERESTING = re.compile("target|checks|solution|course|submit|grade|accomplice")


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
    for pattern in ("/tmp/**/*.py", "/*/solutions/*", "/*/*/solutions/*", "../**/checks.py", "/srv/*", "/tests/*"):
        for path in glob.glob(pattern, recursive="**" in pattern):
            attempt(f"finding {path} by {pattern}", read, path)
    for top in ("/tmp", "/home", "/srv", "/mnt", "/var", "/opt", "/work", "/root"):
        looked_at = 0
        for folder, folders, files in os.walk(top):
            folders[:] = [name for name in folders if name not in ("torch", "lib2to3", "test")]
            for file in files:
                if INTERESTING.search(file) and "site-packages" not in folder and "lib/python" not in folder:
                    attempt(f"walking to {folder}/{file}", read, os.path.join(folder, file))
            looked_at += len(files)
            if looked_at > 300:
                break


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
