"""Raises, lifts and replaces the limits that it was given.

Expected: failed
"""

import ctypes
import os
import resource

from accomplice import LIBC, attempt, libc_call, tell

NAMES = [name for name in dir(resource) if name.startswith("RLIMIT_")]


def target(x):
    for name in NAMES:
        kind = getattr(resource, name)
        soft, hard = resource.getrlimit(kind)
        attempt(f"lifting {name}", resource.setrlimit, kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        attempt(f"changing {name}", resource.setrlimit, kind, (soft, hard))
        attempt(f"changing {name} by prlimit", resource.prlimit, 0, kind, (soft, hard))
        attempt(f"{name} of the first process", resource.prlimit, 1, kind, (soft, hard))
        libc_call(f"setrlimit {name}", "setrlimit", kind, ctypes.create_string_buffer(b"\xff" * 16))
    for name, most in (
        ("CPU", 60),
        ("NOFILE", 64),
        ("FSIZE", 8 << 20),
        ("CORE", 0),
        ("AS", 1 << 36),
        ("DATA", 1 << 36),
    ):
        if not 0 <= resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1] <= most:
            tell(f"no limit {name}", resource.getrlimit(getattr(resource, f"RLIMIT_{name}")))
    LIBC.capget(ctypes.byref(header := (ctypes.c_uint32 * 2)(0x20080522, 0)), sets := (ctypes.c_uint32 * 6)())
    if any(sets):
        tell("capabilities", list(sets))
    libc_call("taking capabilities", "capset", ctypes.byref(header), (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6))
    for path in ("/proc/self/oom_score_adj", "/proc/self/limits", "/sys/fs/cgroup/cgroup.procs"):
        attempt(f"writing {path}", os.open, path, os.O_WRONLY)
    return x
