"""Asks the kernel for memory past Python: shared, huge, growing, in files that exist only in memory.

Expected: failed
"""

import ctypes
import mmap
import os
from multiprocessing import shared_memory

from accomplice import LIBC, attempt, libc_call, tell

SHARED_ANONYMOUS = mmap.MAP_SHARED | mmap.MAP_ANONYMOUS


def keep(kept, action):
    try:
        kept.append(action())
    except (OSError, MemoryError, ValueError):
        return False
    return True


def target(x):
    attempt("shared memory", mmap.mmap, -1, 3 << 30)
    attempt("a little shared memory", mmap.mmap, -1, 4096, flags=SHARED_ANONYMOUS)
    attempt("named shared memory", shared_memory.SharedMemory, create=True, size=4096)
    attempt("a file in memory", os.memfd_create, "ballast")
    attempt("huge pages", mmap.mmap, -1, 2 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x40000)
    for name, arguments in (("shmget", (0, 4096, 0o1600)), ("semget", (0, 1, 0o1600)), ("msgget", (0, 0o1600))):
        libc_call(name, name, *arguments)
    libc_call("locking memory", "mlockall", 3)
    kept = []
    while len(kept) < 200 and keep(kept, lambda: mmap.mmap(-1, 16 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)):
        ctypes.memset(ctypes.addressof(ctypes.c_char.from_buffer(kept[-1])), 1, 4096)
    if len(kept) << 4 > 700:
        tell("private memory", f"{len(kept) << 4} MB")
    LIBC.malloc.restype = ctypes.c_void_p
    if LIBC.malloc(ctypes.c_size_t(3 << 30)):
        tell("malloc", "3 GB")
    return x
