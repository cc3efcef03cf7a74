"""Replaces the code that answers the grader's questions: it can only send values, and it does not know the right ones.

Expected: failed
"""

import gc
import sys

from accomplice import session_of_the_worker


def passed(*args, **kwargs):
    return {"verdict": "passed", "points": 100.0, "passed": True}


def target(x):
    session = session_of_the_worker()
    for name in list(session.handlers):
        if name not in ("load", "begin"):
            session.handlers[name] = passed
    for name in ("call", "run", "get", "set", "items", "named"):
        setattr(session, name, passed)
        setattr(type(session), name, passed)
    for module in list(sys.modules.values()):
        for name in ("describe", "kind_of", "kind_of_error", "text_of", "close", "judge"):
            if getattr(module, "__name__", "").startswith("grader") and hasattr(module, name):
                setattr(module, name, passed)
    for thing in gc.get_objects():
        if type(thing).__name__ in ("Report", "CheckResult", "Judgement", "Outcome"):
            object.__setattr__(thing, "verdict", "passed")
    return passed()
