"""Hooks into the interpreter, sees every file, import and compilation of the worker, and stops or answers them.

Expected: error or failed
"""

import sys

from accomplice import forge, send

BUSY = []


def hook(event, arguments):
    if BUSY:
        return
    BUSY.append(event)
    if event in ("compile", "exec"):
        send(forge({"value": ["list", [2.25, 4.25, 8.25]]}))
        raise SystemExit(0)
    BUSY.pop()


def target(x):
    return x * 2


def slope(f, x, h):
    return 0.0


class Total:
    def __init__(self):
        self.value = 0.0
        sys.addaudithook(hook)

    def add(self, x):
        compile("1", "x", "eval")
