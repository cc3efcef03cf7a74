"""What the student's code may do with files, by Landlock: the kernel's sandbox for ordinary users."""

import os
import stat
from collections.abc import Iterable

from grader.sandbox import kernel

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(6))
MAKE_DIR, MAKE_REG, REFER, TRUNCATE = 1 << 7, 1 << 8, 1 << 13, 1 << 14

READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE
DEVICE = READ_FILE | WRITE_FILE
_RIGHTS_OF_A_FILE = READ_FILE | WRITE_FILE | EXECUTE | TRUNCATE

_FILES_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}  # REFER, TRUNCATE, IOCTL_DEV
NEWEST_THAT_ADDS = 6  # what later versions bring changes nothing about what a worker may do
_ALL_TCP, _ALL_SCOPES = 0b11, 0b11  # bind and connect; abstract unix sockets and signals


def handled(abi: int) -> tuple[int, int, int]:
    """Return the rights on files, on the network and across the sandbox's border that a kernel can take away."""
    files = max(rights for since, rights in _FILES_BY_ABI.items() if since <= abi)
    return files, _ALL_TCP if abi >= 4 else 0, _ALL_SCOPES if abi >= 6 else 0


def restrict(abi: int, grants: Iterable[tuple[int, int]]) -> None:
    """Take every right from this process but the granted ones: pairs of a descriptor and its rights."""
    files, network, scoped = handled(abi)
    ruleset = kernel.landlock_ruleset(files, network, scoped)
    try:
        for descriptor, rights in grants:
            kernel.landlock_allow(ruleset, descriptor, rights & files)
        kernel.landlock_enforce(ruleset, silently=abi >= 7)
    finally:
        os.close(ruleset)


def rights_for(descriptor: int, wanted: int) -> int:
    """Return the part of the wanted rights that a rule on this file or folder may grant."""
    return wanted if stat.S_ISDIR(os.stat(descriptor).st_mode) else wanted & _RIGHTS_OF_A_FILE
