"""Uses the descriptors that it was born with: reads from them, looks where they lead, and writes to strangers.

Expected: failed
"""

import fcntl
import os
import select
import stat

from accomplice import attempt, search, tell, wire_of_the_worker


def target(x):
    wire = wire_of_the_worker()
    allowed = {0, 1, 2, wire}
    for descriptor in range(4096):
        try:
            mode = os.fstat(descriptor).st_mode
        except OSError:
            continue
        if descriptor not in allowed:
            tell(f"descriptor {descriptor}", f"{mode:o}")
        attempt(f"the path of descriptor {descriptor}", os.readlink, f"/proc/self/fd/{descriptor}")
        if descriptor == wire:
            continue
        if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
            tell(f"descriptor {descriptor} is a file", f"{mode:o}")
        if descriptor and fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE != os.O_WRONLY:
            tell(f"descriptor {descriptor} can be read", "")
        if select.select([descriptor], [], [], 0)[0]:
            search(f"reading descriptor {descriptor}", os.read, descriptor, 65536)
        attempt(f"reopening descriptor {descriptor}", open, f"/dev/fd/{descriptor}")
        attempt(f"entering descriptor {descriptor}", os.fchdir, descriptor)
    attempt("stealing what others send", os.listdir, "/proc/self/fd")
    return x
