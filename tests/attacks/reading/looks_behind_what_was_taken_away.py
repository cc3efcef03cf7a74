"""Digs in the worker's own modules and objects for what the checks and earlier submissions left there.

Expected: failed
"""

import gc
import sys

from accomplice import search, tell

WORDS = ("grader.worker", "grader.wire", "grader.sandbox", "grader.errors", "grader.limits")


def everything():
    for name, module in list(sys.modules.items()):
        if name.startswith("grader"):
            yield name, vars(module)
    for thing in gc.get_objects():
        if isinstance(thing, dict) and len(thing) < 1000:
            yield "an object", thing


def target(x):
    for name, names in everything():
        search(f"looking into {name}", lambda names=names: repr(list(names.items()))[:100_000])
    unknown = [name for name in sys.modules if name.startswith("grader.") and not name.startswith(WORDS)]
    if unknown:
        tell("modules of the trusted side", unknown)
    return x
