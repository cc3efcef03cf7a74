"""Looks for the environment of the grader: in os.environ, in the C library, in /proc and above its own stack.

Expected: failed
"""

import ctypes
import os
import subprocess

from accomplice import LIBC, attempt, search, tell

KNOWN = {"HOME", "LANG", "LC_ALL", "LC_CTYPE", "OMP_NUM_THREADS", "CUDA_VISIBLE_DEVICES", "TMPDIR", "USER"}


def read(path):
    with open(path, "rb") as file:
        return file.read()


def variables_of_the_c_library():
    environment = ctypes.POINTER(ctypes.c_char_p).in_dll(LIBC, "environ")
    found = []
    for index in range(200):
        if not environment or environment[index] is None:
            break
        found.append(environment[index].decode())
    return found


def strings_that_the_process_began_with():
    """The kernel puts arguments and environment above the stack of a new program; read on to the end of the page."""
    name = ctypes.c_void_p.in_dll(LIBC, "program_invocation_name").value
    read_end, write_end = os.pipe()
    found = b""
    while (size := LIBC.write(write_end, ctypes.c_void_p(name), ctypes.c_size_t(4096 - name % 4096))) > 0:
        found += os.read(read_end, size)
        name += size
    if b"python" not in found:
        raise RuntimeError("the attack is blind: the command is not where it should be")
    return found


def target(x):
    strings_that_the_process_began_with()  # raises if it is blind
    search("os.environ", lambda: dict(os.environ))
    search("the environment of the C library", variables_of_the_c_library)
    search("what lies above the stack", strings_that_the_process_began_with)
    names = {variable.partition("=")[0] for variable in variables_of_the_c_library()} | set(os.environ)
    if names - KNOWN:
        tell("unexpected variables", sorted(names - KNOWN))
    LIBC.getenv.restype = ctypes.c_char_p
    for name in (b"SECRET_TOKEN", b"GRADE_SECRET", b"PATH", b"SSH_AUTH_SOCK", b"PYTHONPATH", b"PWD"):
        if LIBC.getenv(name) is not None:
            tell("a variable of the grader", name)
    for process in ("self", "1", "2", "3", str(os.getppid()), "thread-self"):
        attempt(f"the environment of process {process}", read, f"/proc/{process}/environ")
        attempt(f"the command line of process {process}", read, f"/proc/{process}/cmdline")
        attempt(f"the status of process {process}", read, f"/proc/{process}/status")
    attempt("asking a program", subprocess.check_output, ["/usr/bin/env"])
    return x
