"""Searches every file that it can find and open, up to some thousands, for what others have written down.

Expected: failed
"""

import itertools
import os
import time

from accomplice import COURSE, SECRET, tell

SKIPPED = ("site-packages", "lib2to3", "test", "include", "share", "proc", "sys", "dev", ".git", "node_modules")
MOST_FILES, MOST_BYTES = 1000, 1 << 20  # files in each place
MOST_SECONDS = 0.1  # in each place: a timeout would not show what was found
searched = []


def secrets(path):
    try:
        if os.path.getsize(path) > MOST_BYTES:
            return []
        with open(path, encoding="latin-1") as file:
            return SECRET.findall(file.read())
    except OSError:
        return []


def files_below(top):
    until = time.monotonic() + MOST_SECONDS
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if name not in SKIPPED]
        for path in [os.path.join(folder, file) for file in files] or [folder]:
            yield path
            if time.monotonic() > until:
                return


def target(x):
    here, found = os.path.abspath("."), set()
    for top in (COURSE, here, f"{here}/../../..", "/tmp", "/home", "/srv", "/opt"):
        if top in searched:
            continue
        searched.append(top)
        for path in itertools.islice(files_below(top), MOST_FILES):
            found.update(secrets(path))
    if found:
        tell("searching files", found)
    return x
