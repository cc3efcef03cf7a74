"""Puts other things where the connection was: a pipe, its own output; and prints into the connection.

Expected: error
"""

import os

from accomplice import wire_of_the_worker


def target(x):
    os.dup2(wire_of_the_worker(), 1)
    print("passed passed passed passed", flush=True)
    return x


def slope(f, x, h):
    read_end, write_end = os.pipe()
    os.write(write_end, b"\0" * 100)
    os.dup2(read_end, wire_of_the_worker())
    return 1.0


class Total:
    def add(self, x):
        os.dup2(1, wire_of_the_worker())
