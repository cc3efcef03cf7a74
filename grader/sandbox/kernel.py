"""The few calls to the Linux kernel that Python's os module does not offer. Of the sandbox only it knows ctypes."""

import ctypes
import functools
import os
import sys
from typing import Any

from grader.errors import SandboxError

NEW_NAMESPACE = {
    "user": 0x10000000,
    "pid": 0x20000000,
    "mount": 0x00020000,
    "net": 0x40000000,
    "ipc": 0x08000000,
    "uts": 0x04000000,
}

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 1 << 12, 1 << 14, 1 << 18
_MNT_DETACH = 2

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_GET_SECCOMP, _PR_SET_SECCOMP = 1, 4, 21, 22
_PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 38, 47, 4
_SECCOMP_MODE_FILTER = 2
_CAPABILITY_VERSION_3 = 0x20080522
_SYS_CLOSE_RANGE = 436  # the same number on every architecture, as all that came after Linux 5.0
_SYS_LANDLOCK_CREATE_RULESET, _SYS_LANDLOCK_ADD_RULE, _SYS_LANDLOCK_RESTRICT_SELF = 444, 445, 446
_LANDLOCK_CREATE_RULESET_VERSION = 1
_LANDLOCK_RULE_PATH_BENEATH = 1
_LANDLOCK_LOG_SAME_EXEC_OFF = 1


_Header, _Capabilities = ctypes.c_uint32 * 2, ctypes.c_uint32 * 6


class _FilterProgram(ctypes.Structure):
    """What the kernel calls struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


class _RulesetRights(ctypes.Structure):
    """What the kernel calls struct landlock_ruleset_attr."""

    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    """What the kernel calls struct landlock_path_beneath_attr."""

    _pack_ = 1
    _layout_ = "ms"  # named because Python 3.14 asks for it; with these two fields every layout is the same
    _fields_ = (("rights", ctypes.c_uint64), ("parent", ctypes.c_int32))


@functools.cache
def _libc() -> Any:
    """Return the C library of this process."""
    return ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: Any) -> int:
    """Call a function of the C library; OSError when it says -1."""
    result = getattr(_libc(), name)(*arguments)
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return int(result)


def _long(value: int) -> ctypes.c_long:
    """Return an argument of a function that takes any number of them, as wide as the kernel reads it."""
    return ctypes.c_long(value)


def _prctl(option: int, *values: Any) -> int:
    wide = [_long(value) if isinstance(value, int) else value for value in (*values, 0, 0, 0, 0)[:4]]
    return _call("prctl", option, *wide)


def _syscall(number: int, *values: Any) -> int:
    return _call("syscall", _long(number), *[_long(value) if isinstance(value, int) else value for value in values])


def unshare(flags: int) -> None:
    """Leave the namespaces named by the flags for new ones."""
    _call("unshare", flags)


def enter_namespace(descriptor: int, kind: str) -> None:
    """Enter a namespace that is held open; of "pid" only the children's."""
    _call("setns", descriptor, NEW_NAMESPACE[kind])


def mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    """Mount a file system or change how one is mounted."""
    texts = [os.fsencode(text) if text is not None else None for text in (source, target, kind)]
    data = os.fsencode(options) if options is not None else None
    _call("mount", *texts, ctypes.c_ulong(flags), data)


def unmount(target: str) -> None:
    """Take a mount away, even one in use."""
    _call("umount2", os.fsencode(target), _MNT_DETACH)


def pivot_root_here() -> None:
    """Make the current folder, which is a mount, the root of this mount namespace and let the old one go."""
    _call("pivot_root", b".", b".")
    unmount(".")
    os.chdir("/")


def die_with_parent() -> None:
    """Have the kernel kill this process when the thread that forked it ends."""
    _prctl(_PR_SET_PDEATHSIG, 9)


def forbid_dumps() -> None:
    """Let no process of the same user trace this one or open its memory."""
    _prctl(_PR_SET_DUMPABLE, 0)


def forbid_new_privileges() -> None:
    """No program started from here gains anything by setuid bits: the condition of seccomp and Landlock."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def drop_capabilities() -> None:
    """Give up every capability for good; none can come back without a new program, and none can be started."""
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    _call("capset", _Header(_CAPABILITY_VERSION_3, 0), _Capabilities())


def capabilities() -> int:
    """Return the bits of the capabilities that are in effect."""
    data = _Capabilities()
    _call("capget", _Header(_CAPABILITY_VERSION_3, 0), data)
    return int(data[0]) | int(data[3]) << 32


def close_range(first: int, last: int) -> None:
    """Close every descriptor from the first to the last, both included."""
    _syscall(_SYS_CLOSE_RANGE, first, last, 0)


def has_seccomp() -> bool:
    """Tell whether this kernel can filter system calls."""
    try:
        _prctl(_PR_GET_SECCOMP)
    except OSError:
        return False
    return True


def load_filter(program: bytes) -> None:
    """Put a seccomp filter in force for this process."""
    memory = ctypes.create_string_buffer(program, len(program))
    described = _FilterProgram(len(program) // 8, ctypes.addressof(memory))
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(described))


def landlock_abi() -> int:
    """Return the version of Landlock that the kernel offers; 0 for none."""
    try:
        return _syscall(_SYS_LANDLOCK_CREATE_RULESET, None, 0, _LANDLOCK_CREATE_RULESET_VERSION)
    except OSError:
        return 0


def landlock_ruleset(files: int, network: int, scoped: int) -> int:
    """Return the descriptor of a ruleset that forbids these rights wherever no rule grants them.

    Kernels that know fewer kinds of rights take the longer structure as long as the rest of it is zero.
    """
    rights = _RulesetRights(files, network, scoped)
    return _syscall(_SYS_LANDLOCK_CREATE_RULESET, ctypes.byref(rights), ctypes.sizeof(rights), 0)


def landlock_allow(ruleset: int, descriptor: int, rights: int) -> None:
    """Grant rights on what a descriptor refers to and everything beneath it."""
    rule = _PathBeneath(rights, descriptor)
    _syscall(_SYS_LANDLOCK_ADD_RULE, ruleset, _LANDLOCK_RULE_PATH_BENEATH, ctypes.byref(rule), 0)


def landlock_enforce(ruleset: int, *, silently: bool) -> None:
    """Put a ruleset in force for this process, if asked without a line in the system's log for each refusal."""
    _syscall(_SYS_LANDLOCK_RESTRICT_SELF, ruleset, _LANDLOCK_LOG_SAME_EXEC_OFF if silently else 0)


def raw(name: str, *arguments: Any) -> None:
    """Call a function of the C library as a probe of the self-test; OSError when it is refused."""
    _call(name, *[_long(value) if isinstance(value, int) else value for value in arguments])


def require_linux() -> None:
    """Raise SandboxError where none of this can work."""
    if not sys.platform.startswith("linux"):
        raise SandboxError(
            "Student code can only be shut in on Linux.",
            hint="Grade on Linux (WSL 2 or a virtual machine will do), or pass --no-sandbox to run it as yourself.",
        )
