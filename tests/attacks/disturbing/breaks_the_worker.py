"""Takes away what the worker's own code needs: its modules, its builtins, its standard output, its classes.

Expected: error
"""

import builtins
import os
import sys


class Loud:
    encoding = "utf-8"

    def write(self, text):
        raise SystemExit("loud")

    flush = close = write


def target(x):
    sys.stdout = sys.stderr = Loud()
    return x


def slope(f, x, h):
    for name in ("isinstance", "len", "list", "type", "sorted", "str", "BaseException", "exec"):
        vars(builtins).pop(name, None)
    return 1.0


class Total:
    def __init__(self):
        self.value = 0.0

    def add(self, x):
        contents, close = [vars(module) for module in list(sys.modules.values())], os.closerange
        for content in contents:
            content.clear()
        close(0, 3)
