"""Sends out-of-band bytes and odd flags over the connection: a rarely used corner of the kernel, and of whoever reads.

Expected: error or failed or timeout
"""

import ctypes

from accomplice import LIBC, REFUSALS, tell, wire_of_the_worker

FLAGS = {"urgent bytes": 0x1, "no copy": 0x4000000, "a fast opening": 0x20000000, "a splice": 0x8000000}


def target(x):
    wire, room = wire_of_the_worker(), ctypes.create_string_buffer(8)
    for what, flag in FLAGS.items():
        for call in (LIBC.send, LIBC.recv):
            if call(wire, room, 1, flag | 0x40) != -1 or ctypes.get_errno() not in REFUSALS:
                tell(what, f"{call.__name__}: errno {ctypes.get_errno()}")
    return x
