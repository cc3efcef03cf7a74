"""Leaves notes for the next submission wherever it can write; reading/reads_what_was_left comes right after it.

Expected: failed
"""

import os
import tempfile

NOTE = "CANARY-predecessor-" + "6f1e0b"  # the rest stands apart, so that this text itself is no note
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


def target(x):
    note = NOTE + "92a7d4"
    for place in {*PLACES, os.environ.get("TMPDIR", ""), tempfile.gettempdir()}:
        for name in ("note.txt", "target.py", "sitecustomize.py", "torch.py", "conftest.py", "json.py"):
            try:
                with open(os.path.join(place, name), "w") as file:
                    file.write(f"NOTE = {note!r}\n")
            except OSError:
                continue
    os.environ["NOTE"] = note
    tempfile.NamedTemporaryFile("w", delete=False).write(note)
    return x
