"""Calls functions of the grader that it was never given, with arguments that nobody can take.

Expected: error
Says: interfered with the grader's connection
"""

from accomplice import forge, send


def target(x):
    send(forge({"callback": 0, "args": ["tuple", []], "kwargs": ["dict", []]}))
    return x


def slope(f, x, h):
    number = 10**6 if h == 0.5 else ["list", []]
    send(forge({"callback": number, "args": ["tuple", [1.0]], "kwargs": ["dict", []]}))
    return 1.0


class Total:
    def add(self, x):
        send(forge({"callback": -1, "args": 7, "kwargs": ["list", []]}))
