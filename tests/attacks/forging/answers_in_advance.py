"""Writes the answer to a later question to the connection before that question is asked.

Expected: error
Says: interfered with the grader's connection
"""

import os

from accomplice import forge, send


def target(x):
    send(forge({"value": ["list", [1.0]]}))
    send(forge({"value": ["list", [1.0]]}))
    return x
