"""Claims to have run operations that nobody asked about, with names that fill pages and steer a terminal.

Expected: failed or error or forbidden
"""

import os

from accomplice import forge, send

NAMES = [f"aten.\x1b[2J\n{number}" + "x" * 1000 for number in range(1000)]


def target(x):
    send(forge({"value": 1.0, "operations": ["list", NAMES]}))
    os._exit(0)
