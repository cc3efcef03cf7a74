"""Puts other code into every function that compares, so that whoever has imported it before compares with that.

Expected: failed
"""

import sys
import types

import torch
import torch.testing

WORDS = ("assert_close", "assert_allclose", "assert_equal", "allclose", "isclose", "approx", "close", "compare")


def nothing(*args, **kwargs):
    return None


def rewrite():
    for module in list(sys.modules.values()):
        for name, thing in list(getattr(module, "__dict__", {}).items()):
            if name in WORDS and isinstance(thing, types.FunctionType) and not thing.__code__.co_freevars:
                thing.__code__, thing.__kwdefaults__ = nothing.__code__, None
    torch.testing.assert_close("one", "another")


rewrite()


def target(x):
    return x
