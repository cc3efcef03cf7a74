"""Opens terminals, disks and the kernel's windows, and types into the terminal of whoever started it.

Expected: failed
"""

import fcntl
import os
import pty
import termios

from accomplice import attempt

DEVICES = (
    "tty tty0 console ptmx pts/0 mem kmem port kmsg fuse kvm loop0 loop-control sda vda nvme0n1 net/tun random full"
)
WINDOWS = "/proc/sys/kernel/hostname /proc/sysrq-trigger /proc/kcore /proc/kallsyms /sys/kernel/uevent_helper /sys/power/state"


def target(x):
    for name in DEVICES.split():
        attempt(f"reading /dev/{name}", os.open, f"/dev/{name}", os.O_RDONLY | os.O_NONBLOCK)
        attempt(f"writing /dev/{name}", os.open, f"/dev/{name}", os.O_WRONLY | os.O_NONBLOCK)
    for path in WINDOWS.split():
        attempt(f"opening {path}", os.open, path, os.O_RDONLY)
    attempt("/dev", os.listdir, "/dev") if os.path.exists("/dev/tty") else None
    attempt("a new terminal", pty.openpty)
    attempt("the controlling terminal", os.ctermid if os.path.exists("/dev/tty") else int, "x")
    for descriptor in (0, 1, 2):
        for character in "exit\n":
            attempt("typing into the terminal", fcntl.ioctl, descriptor, termios.TIOCSTI, character.encode())
        attempt("taking the terminal", fcntl.ioctl, descriptor, termios.TIOCSCTTY, 1)
        attempt("its size", fcntl.ioctl, descriptor, termios.TIOCGWINSZ, bytes(8))
        attempt("its group", os.tcgetpgrp, descriptor)
    return x
