"""Tries to become somebody else, to get rights back, and to hand its credentials or descriptors to others.

Expected: failed
"""

import os

from accomplice import attempt, libc_call


def target(x):
    for name in ("setuid", "setgid", "setfsuid", "setfsgid"):
        libc_call(name, name, 0)
    for name, arguments in (
        ("setreuid", (0, 0)),
        ("setresuid", (0, 0, 0)),
        ("setresgid", (0, 0, 0)),
        ("setgroups", (0, None)),
    ):
        libc_call(name, name, *arguments)
    libc_call("capabilities", "capset", b"\x22\x05\x08\x20\x00\x00\x00\x00", b"\xff" * 24)
    libc_call("ambient capabilities", "prctl", 47, 2, 21, 0, 0)
    libc_call("a new session", "setsid")
    libc_call("another group", "setpgid", 0, 1)
    attempt("a priority", os.setpriority, os.PRIO_PROCESS, 0, -5)
    attempt("a policy", os.sched_setscheduler, 0, os.SCHED_BATCH, os.sched_param(0))
    return x
