"""Sends descriptions of exceptions that are none, so that the grader trips over them.

Expected: error
Says: interfered with the grader's connection
"""

import os

from accomplice import forge, send

MALFORMED = [5, "passed", ["list", []], ["dict", []], ["dict", [["kind", 1]]], ["dict", [["name", ["list", []]]]]]


def target(x):
    send(forge({"raised": MALFORMED[len(x) % 2]}))
    os._exit(0)


def slope(f, x, h):
    send(forge({"raised": MALFORMED[2 + int(2 * h) % 4]}))
    os._exit(0)


class Total:
    def add(self, x):
        frames = ["list", [["tuple", ["x", 1]], ["tuple", []], 7]]
        texts = [[name, ""] for name in ("kind", "name", "message")]
        send(forge({"raised": ["dict", [*texts, ["classes", ["list", []]], ["frames", frames]]]}))
        os._exit(0)
