"""Prints up to eighty megabytes, through Python and past it.

Expected: error or timeout
Says: printed more than 8 MB
"""

import os
import sys

from accomplice import late


def target(x):
    for number in range(80):
        if late():
            break
        sys.stderr.write("flood " * (1 << 17))
        os.write(1 + number % 2, b"x" * (1 << 20))
    return x


class Total:
    def add(self, x):
        for _ in range(80):
            print("\x1b[2J\0\n" * (1 << 18))
