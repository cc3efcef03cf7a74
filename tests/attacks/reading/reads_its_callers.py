"""Reads whoever calls it: the source, the constants and the variables of every function above, and the notebook's input.

Expected: failed
"""

import inspect
import linecache
import sys

from accomplice import search


def read(path):
    with open(path) as file:
        return file.read()


def target(x):
    frame = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        search(f"variables of {code.co_name}", lambda frame=frame: [frame.f_locals, frame.f_globals.get("__doc__")])
        search(f"constants of {code.co_name}", lambda code=code: code.co_consts)
        search(f"lines of {code.co_name}", lambda code=code: "".join(linecache.getlines(code.co_filename)))
        search(f"source of {code.co_name}", inspect.getsource, code)
        search(f"file of {code.co_name}", read, code.co_filename)
        search("input of a notebook", lambda frame=frame: frame.f_globals.get("In"))
        frame = frame.f_back
    return x
