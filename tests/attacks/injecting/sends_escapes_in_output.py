"""Prints what steers a terminal, past every encoding: bytes that are no text, half characters, endless lines.

Expected: failed
"""

import os


def target(x):
    print("\x1b[2J\x1b]0;owned\x07\x1b[1;32m  ✓ passed  100 / 100\x1b[0m\r\b\b\b\x9b1A")
    print("\ud800 \udcff \x00 \u202e001 / 001 \u2028 \ufeff")
    os.write(1, b"\xff\xfe\x80 \xc3( \xed\xa0\x80 \xf8\x88\x80\x80\x80 \x1b[5n\x1b[c\x05")
    print("x" * 100_000)
    print("\n" * 10_000 + "\t" * 1000)
    return x
