"""Which system calls the student's code may make. Only this module knows pyseccomp.

The list was found by watching: training needs seven calls, lazy imports, temporary files, tracebacks and threads about
thirty. Everything else fails with EPERM, so that the student reads a PermissionError instead of seeing a dead process.
The program is built once in the warm process; to load it in a worker is one call.
"""

import errno
import os
import struct
import tempfile
from types import ModuleType
from typing import Any

from grader.errors import SandboxError
from grader.sandbox import kernel

_MESSAGE_FLAGS = 0x40 | 0x4000  # MSG_DONTWAIT, MSG_NOSIGNAL
_WORD = 0xFFFFFFFF
_ALWAYS = """
    brk munmap mremap mprotect madvise futex getrandom membarrier
    exit exit_group restart_syscall set_robust_list set_tid_address rseq sched_yield sched_getaffinity
    sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min getcpu
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack pause
    alarm getitimer setitimer
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage sysinfo uname
    getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgid getpgrp getsid umask
    getrlimit
    read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek close close_range
    fstat dup dup2 dup3 pipe poll ppoll select pselect6
    epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd2
"""
_FILES = """
    open openat stat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat getdents64
    getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2
    ftruncate fallocate fadvise64 fsync fdatasync msync sendfile copy_file_range
"""

_THREAD = 0x00010000 | 0x00000100 | 0x00000800  # CLONE_THREAD, CLONE_VM, CLONE_SIGHAND
_MAP_TYPE, _MAP_PRIVATE, _MAP_ANONYMOUS, _MAP_HUGETLB = 0x0F, 0x02, 0x20, 0x40000
_NOT_PLAIN = 0xFFFFFFFF & ~0o2004000  # of what a pipe can be, all but close-on-exec and non-blocking
_FCNTL_COMMANDS = (0, 1, 2, 3, 4, 1030)  # duplicate, close-on-exec, status flags: no locks, leases, signals, pipe sizes
_IOCTLS = (0x5401, 0x5450, 0x5451, 0x5421, 0x541B)  # is it a terminal, (no) close-on-exec, (no) blocking, bytes waiting
_PRCTLS = (15, 16)  # the name of a thread
_AMX_PERMISSIONS = (0x1021, 0x1022, 0x1023)  # arch_prctl: oneDNN asks for the processor's matrix unit

# New calls behind which the C library falls back on an older one, if and only if it hears ENOSYS.
_UNKNOWN = {"clone3": 435, "openat2": 437, "epoll_pwait2": 441, "futex_waitv": 449, "fchmodat2": 452, "mseal": 462}

_PID = 0x7A5A17E1  # stands for the worker's own pid in the program, see `with_pid`
_INSTRUCTION = struct.Struct("=HBBI")


def build(*, files: bool = True, arch: int | None = None) -> bytes:
    """Return the filter as a program for the kernel.

    Args:
        files: without it nothing can be opened at all, for kernels that lack Landlock.
        arch: another architecture than this machine's, for tests.

    """
    try:
        library = _library()
        program = library.SyscallFilter(library.ERRNO(errno.EPERM))
        program.set_attr(library.Attr.ACT_BADARCH, library.KILL_PROCESS)
        if arch is not None:
            program.remove_arch(library.Arch.NATIVE)
            program.add_arch(arch)
        _add_rules(library, program, files, native=arch is None)
        return _export(program)
    except OSError as error:
        raise SandboxError(f"The filter for system calls cannot be built: {error}.") from error


def with_pid(program: bytes, pid: int) -> bytes:
    """Return the program for the worker of this pid: the only process to whose threads it may send signals."""
    found = 0
    instructions = []
    for code, jump_true, jump_false, constant in _INSTRUCTION.iter_unpack(program):
        found += constant == _PID
        instructions.append(_INSTRUCTION.pack(code, jump_true, jump_false, pid if constant == _PID else constant))
    if found != 1:
        raise SandboxError("The filter for system calls does not have the expected form.")
    return b"".join(instructions)


def _library() -> ModuleType:
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError) as error:
        raise SandboxError(
            f"The filter for system calls cannot be built: {error}.",
            hint="Install pyseccomp and libseccomp (the package libseccomp2 on Debian and Ubuntu).",
        ) from error
    if not kernel.has_seccomp():
        raise SandboxError("This kernel cannot filter system calls (seccomp), so student code cannot be shut in.")
    return pyseccomp  # type: ignore[no-any-return]


def _add_rules(library: Any, program: Any, files: bool, *, native: bool) -> None:
    """Add what is allowed; names that this architecture or this libseccomp does not have are left out."""

    def rule(action: int, name: str, *conditions: Any) -> None:
        number = library.resolve_syscall(library.Arch.NATIVE, name)
        if number < 0 and native:
            number = _UNKNOWN.get(name, -1)
        if number >= 0:
            program.add_rule(action, number, *conditions)

    def allow(name: str, *conditions: Any) -> None:
        rule(library.ALLOW, name, *conditions)

    argument, equal, masked = library.Arg, library.EQ, library.MASKED_EQ
    for name in f"{_ALWAYS} {_FILES if files else ''}".split():
        allow(name)
    for name in _UNKNOWN:
        rule(library.ERRNO(errno.ENOSYS), name)
    allow("clone", argument(0, masked, _THREAD, _THREAD))
    allow("mmap", argument(3, masked, _MAP_TYPE | _MAP_HUGETLB, _MAP_PRIVATE))
    if files:
        allow("mmap", argument(3, masked, _MAP_ANONYMOUS | _MAP_HUGETLB, 0))
    allow("pipe2", argument(1, masked, _NOT_PLAIN, 0))
    allow("tgkill", argument(0, equal, _PID))
    allow("prlimit64", argument(0, equal, 0), argument(2, equal, 0))
    # To and from nobody but the other end of a socket that is connected, and without the odd corners (urgent bytes).
    allow("sendto", argument(3, masked, ~_MESSAGE_FLAGS & _WORD, 0), argument(4, equal, 0))
    allow("recvfrom", argument(3, masked, ~_MESSAGE_FLAGS & _WORD, 0), argument(4, equal, 0))
    for name, position, values in (
        ("fcntl", 1, _FCNTL_COMMANDS),
        ("ioctl", 1, _IOCTLS),
        ("prctl", 0, _PRCTLS),
        ("arch_prctl", 0, _AMX_PERMISSIONS),
    ):
        for value in values:
            allow(name, argument(position, equal, value))


def _export(program: Any) -> bytes:
    """Return the program's instructions, by way of a file in memory where there are such files."""
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("filter"), "w+b") as file:
            return _read_export(program, file)
    with tempfile.TemporaryFile() as file:
        return _read_export(program, file)


def _read_export(program: Any, file: Any) -> bytes:
    program.export_bpf(file)
    file.seek(0)
    return bytes(file.read())
