"""Lets objects speak on the connection when they die: finalizers, weak references, and callbacks of the collector.

Expected: error
"""

import gc
import weakref

from accomplice import forge, send


class Mortal:
    def __init__(self):
        self.ring = self

    def __del__(self):
        send(forge({"value": 1.0}))


class Thing:
    pass


def target(x):
    Mortal()
    gc.collect()
    return x


def slope(f, x, h):
    gc.callbacks.append(lambda phase, info: send(forge({"value": ["list", [3.0]]})))
    gc.set_threshold(1)
    return [Thing() for _ in range(1000)] and 1.0


class Total:
    def __init__(self):
        self.value = 0.0

    def add(self, x):
        thing = Thing()
        self.reference = weakref.ref(thing, lambda gone: send(forge({"value": None}) * 2))
        del thing
