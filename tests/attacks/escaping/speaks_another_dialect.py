"""Makes system calls as a 32-bit program would, and with the numbers of x32: a filter that looks only at numbers is blind.

Expected: error
Says: (SIGSYS)
"""

import ctypes
import mmap
import os

from accomplice import LIBC, tell

GETPID_32 = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"  # mov eax, 20; int 0x80; ret


def target(x):
    if os.uname().machine != "x86_64":
        os.close(1 << 20)  # there is no other dialect here
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    code = mmap.mmap(-1, 4096, flags, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(GETPID_32)
    found = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
    tell("a 32-bit call", found)


def slope(f, x, h):
    found = LIBC.syscall(ctypes.c_long(0x40000000 | 39))
    tell("an x32 call", found)
