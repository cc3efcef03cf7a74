"""Knocks at the calls of the kernel through which others have escaped: io_uring, bpf, userfaultfd, keys and more.

Expected: failed
"""

import os
import sys

from accomplice import attempt, libc_call, system_call

EVERYWHERE = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "pidfd_open": 434, "pidfd_getfd": 438,
    "landlock_create_ruleset": 444, "memfd_secret": 447, "process_mrelease": 448, "cachestat": 451, "lsm_set_self_attr": 460,
}  # fmt: skip
X86_64 = {
    "bpf": 321, "userfaultfd": 323, "add_key": 248, "request_key": 249, "keyctl": 250, "perf_event_open": 298,
    "seccomp": 317, "fanotify_init": 300, "inotify_init1": 294, "name_to_handle_at": 303,
    "open_by_handle_at": 304, "modify_ldt": 154, "ioperm": 173, "iopl": 172, "swapon": 167, "acct": 163, "quotactl": 179,
    "syslog": 103, "uselib": 134, "personality": 135, "ustat": 136, "vmsplice": 278, "splice": 275, "tee": 276,
    "move_pages": 279, "migrate_pages": 256, "mbind": 237, "lookup_dcookie": 212, "remap_file_pages": 216,
    "timer_create": 222, "timerfd_create": 283, "signalfd4": 289, "memfd_create": 319, "finit_module": 313,
    "init_module": 175, "delete_module": 176, "settimeofday": 164, "clock_settime": 227, "adjtimex": 159,
    "sethostname": 170, "mq_open": 240, "shmget": 29, "semget": 64, "msgget": 68, "getcpu_unknown": 10_000,
}  # fmt: skip


def target(x):
    for name, number in EVERYWHERE.items():
        system_call(name, number, 0, 0, 0, 0, 0)
    if os.uname().machine == "x86_64":
        for name, number in X86_64.items():
            system_call(name, number, 0, 0, 0, 0, 0)
    for name, option in (("dumpable", 4), ("keep capabilities", 8), ("subreaper", 36), ("tracer", 0x59616D61)):
        libc_call(f"prctl {name}", "prctl", option, 1, 0, 0, 0)
    for name, option in (("not dying with the parent", 1), ("ambient capabilities", 47), ("name", 35)):
        libc_call(f"prctl {name}", "prctl", option, 0, 0, 0, 0)
    attempt("a file in memory", os.memfd_create, "x")
    attempt("an unlimited watch", lambda: sys.modules["os"].open("/proc/sys/kernel/core_pattern", os.O_WRONLY))
    return x
