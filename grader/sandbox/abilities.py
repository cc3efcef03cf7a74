"""What this machine offers for shutting code in, each thing asked for or tried by itself; for `grade doctor`."""

import errno
import os
import sys
from dataclasses import dataclass

from grader.errors import SandboxError
from grader.sandbox import kernel, landlock, rlimits, seccomp

_FEATURES = {1: "files", 2: "renaming", 3: "truncating", 4: "TCP", 5: "devices", 6: "signals"}
_WHY_NO_USERS = (
    ("/proc/sys/kernel/unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone=1 allows it"),
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
        "AppArmor forbids it: sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    ),
    ("/proc/sys/user/max_user_namespaces", "0", "sysctl user.max_user_namespaces=10000 allows it"),
)  # fmt: skip


@dataclass(frozen=True)
class Abilities:
    """What the kernel grants this process.

    Attributes:
        linux: whether this is Linux at all; if not, all else is empty.
        landlock: the version of Landlock, 0 for none.
        landlock_features: what this version watches.
        landlock_hint: how to get it, or a newer one; "" if there is nothing to gain.
        seccomp_lack: why system calls cannot be filtered; "" if they can.
        namespaces: each kind, with the reason why this process cannot have it; "" if it can.
        namespace_hint: how to get those that are missing; "" if none is.
        limits: the resource limits that this system knows and a worker is given.

    """

    linux: bool
    landlock: int = 0
    landlock_features: tuple[str, ...] = ()
    landlock_hint: str = ""
    seccomp_lack: str = ""
    namespaces: tuple[tuple[str, str], ...] = ()
    namespace_hint: str = ""
    limits: tuple[str, ...] = ()


def abilities() -> Abilities:
    """Ask and try; this process itself stays as it is.

    To be called in a process with one thread: it forks.
    """
    if not sys.platform.startswith("linux"):
        return Abilities(linux=False)
    abi = kernel.landlock_abi()
    found = tuple((name, _refusal(name)) for name in kernel.NEW_NAMESPACE)
    return Abilities(
        linux=True,
        landlock=abi,
        landlock_features=tuple(feature for since, feature in _FEATURES.items() if since <= abi),
        landlock_hint=_landlock_hint(abi),
        seccomp_lack=_seccomp_lack(abi),
        namespaces=found,
        namespace_hint=_namespace_hint() if any(reason for _, reason in found) else "",
        limits=rlimits.known(),
    )


def _landlock_hint(abi: int) -> str:
    if abi >= landlock.NEWEST_THAT_ADDS:
        return ""
    if abi:
        return "a newer kernel has more of it (TCP 6.7, signals 6.12); seccomp forbids these anyway"
    try:
        with open("/sys/kernel/security/lsm", encoding="ascii") as file:
            active = file.read().strip()
    except OSError:
        active = ""
    release = os.uname().release
    if active and "landlock" not in active:
        return f"boot with lsm=landlock,{active}"
    return f"it needs Linux 5.13 or newer with Landlock switched on; this is {release}"


def _seccomp_lack(abi: int) -> str:
    try:
        seccomp.build(files=abi > 0)
    except SandboxError as error:
        return error.message
    return "" if kernel.has_seccomp() else "The kernel has no filter for system calls."


def _refusal(name: str) -> str:
    """Try for one namespace in a child; return why it cannot be had."""
    users = name != "user" and os.geteuid() != 0
    flags = kernel.NEW_NAMESPACE[name] | (kernel.NEW_NAMESPACE["user"] if users else 0)
    pid = os.fork()
    if pid == 0:
        try:
            kernel.unshare(flags)
        except OSError as error:
            os._exit(min(error.errno or 255, 255))
        except BaseException:
            os._exit(255)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code == 0:
        return ""
    return "not in this kernel" if code == errno.EINVAL else os.strerror(code) if code > 0 else "it ended by a signal"


def _namespace_hint() -> str:
    for path, value, hint in _WHY_NO_USERS:
        try:
            with open(path, encoding="ascii") as file:
                if file.read().strip() == value:
                    return hint
        except OSError:
            continue
    return "a container often forbids them: run outside of it, or start it with --security-opt seccomp=unconfined"
