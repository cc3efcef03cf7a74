"""Sends exceptions of every kind that the grader tells apart, so that its own checks or functions seem to be at fault.

Expected: error or forbidden or memory
"""

import os

from accomplice import forge, send

KINDS = [
    "probe",
    "callback",
    "memory",
    "missing",
    "unsendable",
    "internal_error",
    "stopped",
    "forbidden\x1b[2J",
    "x" * 9999,
]


def claim(kind, **more):
    pairs = [["classes", ["list", ["AssertionError", "Exception"]]], ["name", "Skipped"], ["message", "passed"]]
    send(forge({"raised": ["dict", [*pairs, ["kind", kind], ["frames", ["list", []]]]], **more}))
    os._exit(0)


def target(x):
    claim(KINDS[int(x.numel()) % len(KINDS)])


def slope(f, x, h):
    claim("callback" if f.__closure__ else "probe")


class Total:
    def __init__(self):
        claim("internal_error", unbegun=True)
