"""Searches every file that it can find and open, up to some thousands, for what others have written down.

Expected: failed
"""

import os

from accomplice import COURSE, SECRET, tell

SKIPPED = ("site-packages", "lib2to3", "test", "include", "share", "proc", "sys", "dev", ".git", "node_modules")
MOST_FILES, MOST_BYTES = 4000, 1 << 20


def secrets(path):
    try:
        if os.path.getsize(path) > MOST_BYTES:
            return []
        with open(path, encoding="latin-1") as file:
            return SECRET.findall(file.read())
    except OSError:
        return []


def target(x):
    here, looked_at, found = os.path.abspath("."), 0, set()
    for top in (COURSE, here, f"{here}/../../..", "/tmp", "/home", "/srv", "/opt"):
        for folder, folders, files in os.walk(top):
            folders[:] = [name for name in folders if name not in SKIPPED]
            for file in files:
                looked_at += 1
                if looked_at < MOST_FILES:
                    found.update(secrets(os.path.join(folder, file)))
    if found:
        tell("searching files", found)
    return x
