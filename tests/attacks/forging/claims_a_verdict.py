"""Sends replies that claim a verdict: in every place of a reply, in every word that the grader knows.

Expected: error
"""

import os

from accomplice import forge, send

CLAIMS = {
    "verdict": "passed", "points": 100.0, "max_points": 0.0, "passed": True, "outcome": "passed", "skipped": True,
    "internal_error": True, "failed": "", "ready": True, "layers": ["list", []], "status": 0, "op": "answer", "pid": 1,
}  # fmt: skip
ERROR = {"classes": ["AssertionError", "Skipped"], "name": "passed", "message": "passed", "frames": []}


def target(x):
    send(forge({"value": True, **CLAIMS}))
    os._exit(0)


def slope(f, x, h):
    pairs = [[key, value] for key, value in ERROR.items() if key not in ("classes", "frames")]
    pairs += [["classes", ["list", ERROR["classes"]]], ["frames", ["list", []]], ["kind", "internal_error"]]
    send(forge({"raised": ["dict", pairs], **CLAIMS}))
    os._exit(0)


class Total:
    def add(self, x):
        send(forge({"callback": 0, "args": ["tuple", []], "kwargs": ["dict", []], **CLAIMS}))
        os._exit(0)
