"""Leaves the interpreter in a state in which little works: hooks, paths, warnings, builtins, encodings, switches.

Expected: failed or error
"""

import builtins
import codecs
import sys
import threading
import warnings

LENGTH = builtins.len


def target(x):
    sys.meta_path.clear()
    sys.path_hooks.clear()
    sys.path.clear()
    sys.modules.pop("msgspec", None)
    warnings.filterwarnings("error")
    threading.settrace(lambda *arguments: 1 / 0)
    codecs.register_error("replace", lambda error: ("passed", error.end))
    codecs.register_error("backslashreplace", lambda error: ("\x1b[2J", error.end))
    sys.set_int_max_str_digits(640)
    return x


def slope(f, x, h):
    builtins.len = lambda thing: 0
    builtins.isinstance = lambda thing, kind: True
    builtins.sorted = builtins.list = None
    return 1.0


class Total:
    def add(self, x):
        builtins.__import__ = None
        builtins.vars = builtins.type = builtins.map = lambda *arguments: 1 / 0
