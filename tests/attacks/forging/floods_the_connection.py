"""Pours bytes into the connection as fast as it can: 60 MB of nothing, then many small frames.

Expected: error
Says: interfered with the grader's connection
"""

from accomplice import forge, late, send


def target(x):
    for _ in range(60):
        if late():
            break
        send(bytes(1 << 20))
    return x


def slope(f, x, h):
    send(forge({"value": 1.0}) * 100_000)
    return 1.0
