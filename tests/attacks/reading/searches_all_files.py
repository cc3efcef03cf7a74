"""Searches every file that it can find and open, up to some thousands, for what others have written down.

Expected: failed
"""

import os

from accomplice import COURSE, search

SKIPPED = ("site-packages", "lib2to3", "test", "include", "share", "proc", "sys", "dev", ".git", "node_modules")
MOST_FILES, MOST_BYTES = 4000, 1 << 20


def read(path):
    if os.path.getsize(path) > MOST_BYTES:
        return b""
    with open(path, "rb") as file:
        return file.read()


def target(x):
    here, looked_at = os.path.abspath("."), 0
    for top in (COURSE, here, f"{here}/../../..", "/tmp", "/home", "/srv", "/work"):
        for folder, folders, files in os.walk(top):
            folders[:] = [name for name in folders if name not in SKIPPED]
            for file in files:
                looked_at += 1
                if looked_at < MOST_FILES:
                    path = os.path.join(folder, file)
                    search(f"searching {path}", read, path)
    return x
