"""Gives signs to a partner in another worker: locks on files that both can read, names, keys, counters of the machine.

Expected: failed
"""

import fcntl
import os
import sys

import torch
from accomplice import attempt, search

SHARED = (os.__file__, torch.__file__, sys.executable, "/dev/null", ".")
COUNTERS = (
    "/proc/loadavg",
    "/proc/meminfo",
    "/proc/locks",
    "/proc/uptime",
    "/proc/net/unix",
    "/proc/sysvipc/shm",
    "/proc/stat",
)


def target(x):
    for path in SHARED:
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except OSError:
            continue
        attempt(f"a lock on {path}", fcntl.flock, descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        attempt(f"a record lock on {path}", fcntl.lockf, descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        attempt(f"a lease on {path}", fcntl.fcntl, descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        attempt(f"news of {path}", fcntl.fcntl, descriptor, fcntl.F_NOTIFY, 1)
        os.close(descriptor)
    for path in COUNTERS:
        attempt(f"the counter {path}", open, path)
    attempt("a message to all", os.open, "/dev/kmsg", os.O_WRONLY)
    search("names of the machine", os.uname)
    return x
