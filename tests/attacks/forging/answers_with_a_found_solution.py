"""Looks for a file that solves the exercise, beside itself and above, and answers with what is in it.

Expected: failed
"""

import json
import os

from accomplice import COURSE

FOUND = {}


def texts():
    here = os.path.abspath(".")
    above = [os.path.join(here, *[".."] * steps) for steps in range(1, 5)]
    looked_at = 0
    for top in (COURSE, "/tmp", *above):
        for folder, folders, files in os.walk(top):
            folders[:] = [name for name in folders if name not in ("submitted", "autograded", "proc", "site-packages")]
            for file in sorted(files):
                looked_at += 1
                if file.endswith((".py", ".ipynb")) and looked_at < 20_000:
                    try:
                        with open(os.path.join(folder, file), encoding="utf-8", errors="replace") as stream:
                            yield stream.read()
                    except OSError:
                        continue


def code_of(text):
    if not text.startswith("{"):
        return text
    return "\n".join(
        "".join(cell["source"]) for cell in json.loads(text)["cells"] if "def target" in str(cell["source"])
    )


for text in texts():
    if "def target" not in text or "def slope" not in text or "raise NotImplementedError" in text:
        continue
    try:
        exec(code_of(text), FOUND)
        break
    except Exception:
        continue

if "Total" in FOUND:
    target, slope, Total = FOUND["target"], FOUND["slope"], FOUND["Total"]
    print("BREACH: it has found a solution")
