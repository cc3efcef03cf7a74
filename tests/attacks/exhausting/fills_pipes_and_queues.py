"""Opens whatever has a buffer in the kernel and fills it: pipes, events, epolls, its own output.

Expected: failed or error or timeout
"""

import os
import select


def target(x):
    kept = []
    try:
        for _ in range(10_000):
            read_end, write_end = os.pipe()
            kept += [read_end, write_end]
            os.set_blocking(write_end, False)
            while True:
                os.write(write_end, bytes(1 << 16))
    except OSError:
        pass
    try:
        for _ in range(10_000):
            kept.append(select.epoll())
    except OSError:
        pass
    return x


def slope(f, x, h):
    os.set_blocking(1, False)
    try:
        while True:
            os.write(1, b"x" * 65536)
    except OSError:
        return 1.0
