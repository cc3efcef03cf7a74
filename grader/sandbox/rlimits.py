"""Resource limits: what the kernel lets a process use, under every kind of sandbox and without one."""

import contextlib
import math
import os

from grader.errors import SandboxError
from grader.limits import Limits

try:
    import resource
except ImportError:  # on Windows, where this package must still load
    resource = None  # type: ignore[assignment]

_MIB = 1 << 20
_RESERVED_MB = (
    512  # addresses beyond the memory that may be used: stacks and arenas of threads are reserved, not filled
)
_THREADS = 256


def sizes(proc: int) -> tuple[int, int]:
    """Return how many bytes of addresses and how many of data this process has already.

    Args:
        proc: a descriptor of /proc.

    """
    if proc < 0:
        raise SandboxError("Memory cannot be bounded here: there is no /proc.")
    words, page = _read("self/statm", proc), os.sysconf("SC_PAGE_SIZE")
    return int(words[0]) * page, int(words[5]) * page


def threads(proc: int) -> int:
    """Return how many threads this process's user may have, all its processes counted: a few more than there are."""
    return int(_read("loadavg", proc)[3].partition("/")[2]) + _THREADS


def enforce(limits: Limits, present: tuple[int, int] | None, threads: int | None) -> None:
    """Put the limits in force; where a smaller one is in force already it stays.

    Args:
        limits: what may be used.
        present: what `sizes` returned; None leaves memory unbounded.
        threads: what `threads` returned; None leaves their number unbounded.

    """
    for name, bound in _bounds(limits, present, threads).items():
        _enforce_one(f"RLIMIT_{name}", bound)


def known() -> tuple[str, ...]:
    """Return what can be bounded on this system, of all that `enforce` bounds."""
    everything = _bounds(Limits(), present=(0, 0), threads=0)
    return tuple(name for name in everything if hasattr(resource, f"RLIMIT_{name}"))


def _bounds(limits: Limits, present: tuple[int, int] | None, threads: int | None) -> dict[str, int]:
    bounds = {
        "CORE": 0,
        "CPU": math.ceil(limits.submission_cpu_seconds) + 1,
        "FSIZE": limits.file_mb * _MIB,
        "NOFILE": limits.open_files,
        "MEMLOCK": 0,
        "MSGQUEUE": 0,
        "RTPRIO": 0,
    }
    if present is not None:
        bounds["AS"] = present[0] + (limits.memory_mb + _RESERVED_MB) * _MIB
        bounds["DATA"] = present[1] + limits.memory_mb * _MIB
    if threads is not None:
        bounds["NPROC"] = threads
    return bounds


def forbid_core_file() -> None:
    """Leave no image of this process behind if it crashes."""
    with contextlib.suppress(OSError, ValueError):
        _enforce_one("RLIMIT_CORE", 0)


def highest_descriptor() -> int:
    """Return a number that no open descriptor exceeds."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return 1 << 20 if hard == resource.RLIM_INFINITY else hard


def _enforce_one(name: str, bound: int) -> None:
    which = getattr(resource, name, None)
    if which is None:  # not known to this system
        return
    hard = resource.getrlimit(which)[1]
    bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
    resource.setrlimit(which, (bound, bound))


def _read(name: str, proc: int) -> list[str]:
    """Return the words of a file in /proc."""
    descriptor = os.open(name, os.O_RDONLY | os.O_CLOEXEC, dir_fd=proc)
    try:
        return os.read(descriptor, 4096).decode("ascii").split()
    finally:
        os.close(descriptor)
