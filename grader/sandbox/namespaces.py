"""A private view of the system: other processes, mounts, network and users do not exist in here."""

import os
import signal
import sys
from collections.abc import Collection
from dataclasses import dataclass
from typing import NoReturn

from grader.errors import SandboxError
from grader.sandbox import kernel, rlimits

_ORDER = ("user", "pid", "mount", "net", "ipc", "uts")
_WITHOUT = ((), ("net",), ("pid",), ("pid", "net"), ("mount",))  # what is given up, one attempt after the other
NOBODY = 65534


@dataclass(frozen=True)
class Separation:
    """Which namespaces this process has for itself."""

    names: tuple[str, ...] = ()
    proc: int = -1  # /proc, held open: what is needed of it once it cannot be seen any more
    pid_namespace: int = -1  # of this process, for the way back after a worker was started in its own


def separate(without: Collection[str] = ()) -> Separation:
    """Give the process that goes on from here namespaces of its own, as many as can be had.

    To be called first of all in a process with one thread, which from then on dies with whoever started it. Where a PID
    namespace can be had, what returns is a child, the first process of that namespace; its parent only waits for it,
    ends as it ended and takes it along when it dies.

    Args:
        without: namespaces that shall not be tried, for tests.

    Raises:
        SandboxError: if what was possible a moment ago no longer is.

    """
    if not sys.platform.startswith("linux"):
        return Separation()
    guardian = os.getppid()
    names = next((names for names in _attempts(without) if _succeeds(names)), ())
    try:
        if names:
            _leave(names)
        kernel.die_with_parent()
    except OSError as error:
        raise SandboxError(f"The warm process cannot be separated from the others: {error}.") from error
    if os.getppid() != guardian:
        os._exit(1)  # whoever started this was gone before the kernel knew
    if "pid" in names:
        _continue_in_child()
    return Separation(
        names, open_folder("/proc"), os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC) if "pid" in names else -1
    )


def open_folder(path: str) -> int:
    """Return a descriptor of a folder, -1 where there is none."""
    try:
        return os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return -1


def _attempts(without: Collection[str]) -> list[tuple[str, ...]]:
    """Return the sets of namespaces worth trying, the best first; without a user namespace only root can have any."""
    attempts: list[tuple[str, ...]] = []
    for users in (False, True) if os.geteuid() == 0 else (True,):
        for given_up in _WITHOUT:
            names = tuple(name for name in _ORDER if name not in {*given_up, *without} and (users or name != "user"))
            if names and names not in attempts and users == ("user" in names):
                attempts.append(names)
    return attempts


def _leave(names: Collection[str]) -> None:
    """Enter new namespaces, as the same user, and see to it that mounts do not show outside."""
    user, group = os.geteuid(), os.getegid()
    flags = 0
    for name in names:
        flags |= kernel.NEW_NAMESPACE[name]
    kernel.unshare(flags)
    if "user" in names:
        for file, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{file}", "w", encoding="ascii") as stream:
                stream.write(text)
    if "mount" in names:
        kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)


def _succeeds(names: Collection[str]) -> bool:
    """Try it in a child first: half a success cannot be undone."""
    pid = os.fork()
    if pid == 0:
        try:
            _leave(names)
            if "mount" in names:
                kernel.mount("tmpfs", "/", "tmpfs", 0)
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(pid, 0)[1] == 0


def _continue_in_child() -> None:
    """Go on in a child; whichever of the two dies takes the other along."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid:
        os.close(read_end)
        _wait_for(pid, write_end)
    os.close(write_end)
    kernel.die_with_parent()
    os.set_blocking(read_end, False)
    try:
        os.read(read_end, 1)
        os._exit(1)  # end of file: the parent was gone before the kernel knew
    except BlockingIOError:
        os.close(read_end)


def _wait_for(pid: int, keep: int) -> NoReturn:
    """Hold nothing, wait for the child and end as it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    rlimits.forbid_core_file()
    close_all_but({keep})
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        if -code != signal.SIGKILL:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code if code >= 0 else 128 - code)


def close_all_but(keep: Collection[int]) -> None:
    """Close every descriptor that is not to be kept."""
    start = 0
    for descriptor in [*sorted({*keep}), -1]:
        end = descriptor - 1 if descriptor >= 0 else 0x7FFFFFFF
        if start <= end:
            _close_range(start, end)
        start = descriptor + 1


def _close_range(first: int, last: int) -> None:
    try:
        kernel.close_range(first, last)
    except OSError:  # before Linux 5.9
        os.closerange(first, min(last, rlimits.highest_descriptor()) + 1)
