"""Asks for namespaces, mounts and another root, to be somebody else in a world of its own.

Expected: failed
"""

import ctypes
import os

from accomplice import attempt, libc_call, system_call

FLAGS = {
    "user": 0x10000000, "pid": 0x20000000, "mount": 0x20000, "net": 0x40000000, "ipc": 0x8000000, "uts": 0x4000000,
    "cgroup": 0x2000000, "time": 0x80, "files": 0x400, "all": 0x7E020000,
}  # fmt: skip
NEW_CALLS = {"open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "mount_setattr": 442}


def target(x):
    for name, flag in FLAGS.items():
        libc_call(f"unshare {name}", "unshare", flag)
    if os.uname().machine == "x86_64":
        for name in ("user", "all"):
            system_call(f"clone {name}", 56, FLAGS[name] | 17, 0, 0, 0, 0)
            system_call(f"clone3 {name}", 435, ctypes.create_string_buffer(64), 64)
    libc_call("setns", "setns", 0, 0)
    for kind, source in ((b"tmpfs", b"tmpfs"), (b"proc", b"proc"), (None, b"/"), (b"sysfs", b"sysfs")):
        libc_call(f"mount {kind}", "mount", source, b"/tmp", kind, 0 if kind else 4096, None)
    libc_call("remount", "mount", None, b"/", None, 32, None)
    libc_call("umount", "umount2", b"/", 2)
    for name, number in NEW_CALLS.items():
        system_call(name, number, 0, 0, 0, 0, 0)
    if os.uname().machine == "x86_64":
        system_call("pivot_root", 155, b".", b".")
    attempt("chroot", os.chroot, ".")
    attempt("root", os.setuid, 0)
    attempt("another user", os.setresuid, 1, 1, 1)
    attempt("other groups", os.setgroups, [0])
    attempt("another name", lambda: os.open("/proc/self/uid_map", os.O_WRONLY))
    attempt("another machine", lambda: __import__("socket").sethostname("mine"))
    return x
