"""Puts something else in the place of the connection: a pipe, the null device, its own output.

Expected: error or timeout
"""

import os

from accomplice import wire_of_the_worker


def target(x):
    read_end, write_end = os.pipe()
    os.write(write_end, b"\x00" * 64)
    os.dup2(write_end if x.dtype.itemsize == 4 else read_end, wire_of_the_worker())
    return x


def slope(f, x, h):
    os.dup2(1, wire_of_the_worker())
    return 1.0


class Total:
    def add(self, x):
        os.dup2(os.open("/dev/null", os.O_RDWR), wire_of_the_worker())
