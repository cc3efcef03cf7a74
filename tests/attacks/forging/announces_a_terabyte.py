"""Announces frames that are larger than memory, tensors larger than their frame, and numbers below zero.

Expected: error
Says: interfered with the grader's connection
"""

from accomplice import forge, send

SIZES = [
    ["tensor", "float64", [1 << 40], None, False, 1 << 43],
    ["tensor", "float64", [1 << 62, 0], None, False, 0],
    ["tensor", "float32", [-1, -2], None, False, 8],
    ["tensor", "float32", [1 << 31, 1 << 31, 4], [0, 0, 0], False, 8],
    ["tensor", "bool", [8], None, True, 8],
    ["bytes", -8],
    ["bytes", 1 << 50],
    ["int", "9" * 100_000],
    ["object", -1, "x"],
    ["set", [["list", []]]],
    ["generator", 8],
    ["dtype", "__class__"],
    ["device", "cuda:99999999999999999999"],
    ["__class__", []],
]


def target(x):
    send(b"\xff" * 8 if x.dtype.itemsize == 4 else b"\x00\x00\x00\x04\x1f\xff\xff\xff" + b"\x90" * 10)


def slope(f, x, h):
    send(forge({"value": ["list", [SIZES[int(x)]]]}, b"\x02" * 8))


class Total:
    def add(self, x):
        send(forge({"value": ["list", SIZES]}, b"\x02" * 8))
