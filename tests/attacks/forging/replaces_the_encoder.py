"""Replaces the worker's encoder and the library below it, so that every answer says what pleases.

Expected: error or failed
"""

import sys

import msgspec

WIRE, SESSION = sys.modules["grader.wire"], sys.modules["grader.worker.session"]
ENCODE = WIRE.encode


def encode(message, *arguments, **named):
    message = dict(message, verdict="passed", points=100.0, passed=True, value=True)
    return ENCODE(message, *arguments, **named)


def target(x):
    SESSION.encode = WIRE.encode = encode
    return x


def slope(f, x, h):
    sys.modules["grader.wire.encoding"]._Encoder.value = lambda self, value, depth: ["list", [1.0, 3.0, 6.0]]
    return 1.0


class Total:
    def add(self, x):
        msgspec.msgpack.encode = lambda tree: b"\x81\xa5value\xc3"
