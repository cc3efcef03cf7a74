"""Calls the function that it was given over and over: the grader always has something to answer.

Expected: timeout
"""

from accomplice import late


def slope(f, x, h):
    while not late():
        f(x)
    return 1.0
