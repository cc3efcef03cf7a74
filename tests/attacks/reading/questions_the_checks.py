"""Questions the function of a hidden check that it is given: its code, its closure, its errors, its numbers.

Expected: error
Says: with something it cannot take
"""

import gc
import sys
import traceback

from accomplice import search, tell


class Curious:
    """Is asked for by the check's arithmetic, and looks who asks."""

    def __getattr__(self, name):
        raise AttributeError(name)

    def __rpow__(self, other):
        tell("the check's own arithmetic", sys._getframe(1).f_locals)

    __pow__ = __rpow__


def slope(f, x, h):
    for name in ("__code__", "__closure__", "__globals__", "__defaults__", "__dict__", "__wrapped__", "__self__"):
        search(f"{name} of the function", getattr, f, name, None)
    for cell in f.__closure__ or ():
        search("a closure", lambda cell=cell: vars(cell.cell_contents))
    search("who refers to the function", gc.get_referrers, f)
    for question in ("CANARY", None, [1], {}, Curious(), f, 1e400, 10**500, type, "secret", b"", -1 + 0j):
        for keywords in ({}, {"secret": 1}, {"self": 1}):
            try:
                search(f"f({question!r:.50})", f, question, **keywords)
                f(question, **keywords)
            except Exception as error:
                search("an error", lambda error=error: "".join(traceback.format_exception(error)))
                search("its attributes", lambda error=error: [vars(error), error.args, error.__notes__])
    return f("x") + f(x)
