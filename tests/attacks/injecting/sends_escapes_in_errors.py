"""Raises exceptions whose names and messages steer a terminal: colours, titles, links, the clipboard, moving text.

Expected: error
"""

ESCAPES = (
    "\x1b[2J\x1b[H", "\x1b]0;owned\x07", "\x1b]52;c;b3duZWQ=\x07", "\x1b]8;;http://127.0.0.1/\x07here\x1b]8;;\x07",
    "\x1b[8mhidden\x1b[0m", "\x9b2J", "\x90q\x9c", "\r100 / 100", "\b\b\b\b", "\x00", "\x7f", "\u202e001 fo 001",
    "\u2066\u2069", "\u200b\ufeff", "\ue000", "\ufff9", "\U000e0041", "\v\f\x85\u2028\u2029", "a" + "\u0301" * 500,
)  # fmt: skip


def target(x):
    raise type("Er\x1b[31mror\n\r", (ValueError,), {})("\n".join(ESCAPES))


def slope(f, x, h):
    raise type("\u202eevil", (SystemError,), {})("".join(ESCAPES))


class Total:
    def __init__(self):
        raise KeyError(*ESCAPES)
