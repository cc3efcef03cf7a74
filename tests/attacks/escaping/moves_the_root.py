"""Tries the newer calls for mounts and handles, and what chroot and descriptors of folders once allowed.

Expected: failed
"""

import os

from accomplice import attempt, libc_call, system_call

NEWER = {
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "mount_setattr": 442, "quotactl_fd": 443, "statmount": 457, "listmount": 458, "map_shadow_stack": 453,
    "process_madvise": 440, "set_mempolicy_home_node": 450, "landlock_restrict_self": 446,
}  # fmt: skip


def target(x):
    for name, number in NEWER.items():
        system_call(name, number, -1, 0, 0, 0, 0)
    libc_call("chroot", "chroot", b".")
    libc_call("pivot_root", "syscall", 155, b".", b".") if os.uname().machine == "x86_64" else None
    libc_call("setns", "setns", 0, 0)
    libc_call("unshare files", "unshare", 0x400)
    attempt("leaving by a descriptor", lambda: os.fchdir(os.open("/proc/1/root", os.O_PATH)))
    attempt("mounting", lambda: os.open("/dev/fuse", os.O_RDWR))
    return x
