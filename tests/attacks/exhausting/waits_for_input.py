"""Asks somebody for input, on standard input and on a terminal: nobody is there, and nobody needs to wait.

Expected: error
Says: EOFError
"""

import getpass
import os
import sys

from accomplice import tell


def target(x):
    for read in (sys.stdin.read, lambda: os.read(0, 100), sys.__stdin__.readline if sys.__stdin__ else str):
        try:
            if found := read():
                tell("input", found)
        except OSError:
            continue
    return float(input("What is the answer? "))


def slope(f, x, h):
    return float(getpass.getpass("And the password? "))
