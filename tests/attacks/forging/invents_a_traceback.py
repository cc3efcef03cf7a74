"""Sends exceptions whose tracebacks lead to lines that do not exist, in functions with names that nobody could have.

Expected: error
"""

import os

from accomplice import forge, send

LINES = [0, -5, 2, 10**9, ["int", "1" + "0" * 3990], ["int", "-" + "9" * 3990]]
NAME = "\x1b[2J<script>alert(1)</script>\n{{7*7}}" * 10


def describe(kind, classes, message):
    frames = ["list", [["tuple", [line, NAME]] for line in LINES]]
    fields = {"kind": kind, "classes": ["list", classes], "name": NAME, "message": message, "frames": frames}
    return {"raised": ["dict", [[key, value] for key, value in fields.items()]]}


def answer(*arguments):
    send(forge(describe(*arguments)))
    os._exit(0)


def target(x):
    if x.dtype.itemsize == 4:
        answer("", ["SyntaxError", "Exception"], "\n".join("evil" * 10 for _ in range(500)))
    answer("missing" if len(x) == 2 else "probe", ["UnicodeDecodeError", "StopIteration"], "x\r" * 100_000)


def slope(f, x, h):
    answer("passed" if h == 0.5 else "callback", ["ExceptionGroup", "BaseExceptionGroup", "SystemExit"] * 1000, "")


class Total:
    def add(self, x):
        answer("unsendable", ["__import__", "exec", "", "bool", "EncodingWarning"], "\n" * 5000)
