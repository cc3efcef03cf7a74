"""Reads the memory of the processes that started it: /proc/*/mem, process_vm_readv, ptrace, their descriptors.

Expected: failed
"""

import ctypes
import os

from accomplice import attempt, libc_call, system_call

ATTACH, SEIZE, TRACE_ME = 16, 0x4206, 0
KCMP, PIDFD_OPEN, PIDFD_GETFD, PROCESS_MADVISE = 312, 434, 438, 440


def read(path):
    with open(path, "rb", buffering=0) as file:
        return file.read(100)


def target(x):
    room = ctypes.create_string_buffer(64)
    vector = (ctypes.c_size_t * 2)(ctypes.addressof(room), 64)
    for process in sorted({1, 2, 3, 4, os.getppid(), os.getpid() - 1} - {0}):
        for file in ("mem", "maps", "auxv", "stack", "syscall", "fdinfo/0", "fd/0", "fd/3", "root/etc/passwd"):
            attempt(f"{file} of process {process}", read, f"/proc/{process}/{file}")
        attempt(f"descriptors of process {process}", os.listdir, f"/proc/{process}/fd")
        libc_call(f"reading memory of {process}", "process_vm_readv", process, vector, 1, vector, 1, 0)
        libc_call(f"writing memory of {process}", "process_vm_writev", process, vector, 1, vector, 1, 0)
        libc_call(f"seizing {process}", "ptrace", SEIZE, process, 0, 0)
        libc_call(f"attaching to {process}", "ptrace", ATTACH, process, 0, 0)
        system_call(f"opening {process}", PIDFD_OPEN, process, 0)
        system_call(f"comparing with {process}", KCMP, os.getpid(), process, 0, 0, 0)
    libc_call("being traced", "ptrace", TRACE_ME, 0, 0, 0)
    system_call("fetching a descriptor", PIDFD_GETFD, 0, 3, 0)
    system_call("advising about memory", PROCESS_MADVISE, 0, vector, 1, 4, 0)
    return x
