"""Raises what a test runner takes for success: Skipped, XFailed, Exit, SystemExit, KeyboardInterrupt, GeneratorExit.

Expected: error
"""


class Skipped(BaseException):
    msg, allow_module_level, _use_item_location = "skipped", True, True
    __module__ = "builtins"


class Exit(Exception):
    returncode = 0


class Kind(type):
    def mro(cls):
        return [cls, KeyboardInterrupt, BaseException, object]


class Agreeable(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


Passed = Kind("passed", (KeyboardInterrupt,), {"__module__": Agreeable("_pytest.outcomes")})


def target(x):
    if x.dtype.itemsize == 4:
        raise Skipped("not today")
    raise KeyboardInterrupt if len(x) == 5 else SystemExit(0)


def slope(f, x, h):
    if isinstance(f(x), float) and x == 2.0 and h == 0.5:
        raise GeneratorExit
    raise StopIteration("6 passed")


class Total:
    def __init__(self):
        self.calls = 0

    def add(self, x):
        self.calls += 1
        if self.calls == 3:
            raise Passed("all of it")
        try:
            raise Exit("0")
        except Exit:
            return None
