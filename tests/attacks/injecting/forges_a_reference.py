"""Answers with references to objects whose kinds are pages of markup and escapes, and with numbers of no object.

Expected: failed or error
"""

import os

from accomplice import forge, send

KIND = "<img src=x onerror=alert(1)>\x1b[31m\u202e' or 1=1 --\n" + "k" * 400


def target(x):
    send(forge({"value": ["object", 1 << 40, KIND], "operations": ["list", []]}))
    os._exit(0)


def slope(f, x, h):
    send(forge({"value": ["list", [["object", number, KIND] for number in range(1000)]], "operations": ["list", []]}))
    os._exit(0)


class Total:
    def __init__(self):
        send(forge({"value": ["object", 0, KIND], "operations": ["list", []]}))
