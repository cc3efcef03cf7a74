"""Claims that its file could not be loaded for a check, in answer to questions that came long after that.

Expected: error
"""

import os

from accomplice import forge, send


def unbegun():
    pairs = [["classes", ["list", ["SyntaxError"]]], ["name", "SyntaxError"], ["message", "fault of the grader"]]
    raised = ["dict", [*pairs, ["kind", ""], ["frames", ["list", []]]]]
    send(forge({"raised": raised, "unbegun": True, "operations": ["list", []]}))
    os._exit(0)


def target(x):
    unbegun()


def slope(f, x, h):
    f(x)
    unbegun()


class Total:
    def add(self, x):
        unbegun()
