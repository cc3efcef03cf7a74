"""Answers the question that it was asked by itself, before the worker's own code answers it a second time.

Expected: error
Says: interfered with the grader's connection
"""

from accomplice import forge, send


def target(x):
    send(forge({"value": 1.0, "operations": []}))
    return x


def slope(f, x, h):
    send(forge({"value": 1.0}) + forge({"value": 2.0}) + forge({"value": 3.0}))
    return 1.0
