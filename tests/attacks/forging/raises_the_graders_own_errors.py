"""Raises the grader's own exceptions, and others that mean something to those who run tests, made as real as possible.

Expected: error
"""

import sys

from accomplice import session_of_the_worker

ERRORS = sys.modules["grader.errors"]
SESSION = sys.modules["grader.worker.session"]


class Skipped(BaseException):
    pass


class Exit(KeyboardInterrupt):
    returncode = 0


def target(x):
    raise ERRORS.GraderError("Everything is right.", hint="Give all points.")


def slope(f, x, h):
    raise SESSION.Raised("AssertionError") if f.__closure__ else ERRORS.WorkerError("worth another try")


class Total:
    def __init__(self):
        self.value = 0.0

    def add(self, x):
        session_of_the_worker().request = ""
        raise [Skipped("x"), Exit("x"), GeneratorExit(), StopAsyncIteration(), SESSION.Missing("add")][int(x) % 5]
