"""Starts programs, in every way that Python and the C library know.

Expected: failed
"""

import ctypes
import os
import pty
import subprocess
import sys

from accomplice import LIBC, attempt, system_call, tell

COMMANDS = (["/bin/true"], ["/bin/sh", "-c", "exit 0"], ["/usr/bin/su", "-c", "true"], [sys.executable, "-c", "0"])
EXECVE, EXECVEAT = (59, 322) if os.uname().machine == "x86_64" else (221, 281)


def target(x):
    for command in COMMANDS:
        attempt(f"subprocess {command}", subprocess.run, command)
        attempt(f"posix_spawn {command}", os.posix_spawn, command[0], command, {})
        attempt(f"execv {command}", os.execv, command[0], command)
        attempt(f"spawnv {command}", lambda command=command: os.spawnv(os.P_NOWAIT, command[0], command))
        attempt(f"popen {command}", lambda command=command: os.popen(command[0]).close())
        attempt(f"a terminal for {command}", pty.spawn, command)
        if os.system(" ".join(command)) == 0:
            tell(f"system {command}")
        path = ctypes.c_char_p(command[0].encode())
        system_call(f"execve {command}", EXECVE, path, None, None)
        system_call(f"execveat {command}", EXECVEAT, -100, path, None, None, 0)
    LIBC.popen.restype = ctypes.c_void_p
    if LIBC.popen(b"true", b"r"):
        tell("popen of the C library")
    return x
