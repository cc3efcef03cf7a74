"""Makes much out of little: compressed bytes, repeated text, powers, patterns of formats, digits.

Expected: memory or error or timeout
"""

import zlib

SMALL = zlib.compress(zlib.compress(bytes(64 << 20), 9), 9)


def target(x):
    data = zlib.decompress(zlib.decompress(SMALL))
    return b"".join(data for _ in range(200))


def slope(f, x, h):
    return f"{1:999999999d}" + f"{1:>999999999}" * 3


class Total:
    def add(self, x):
        return str((1 << (1 << 26)) ** 3)
