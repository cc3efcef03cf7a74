"""What a worker does to itself before it runs the student's code: one layer after the other, seccomp last."""

import contextlib
import os
import sys
from collections.abc import Collection

from grader.errors import SandboxError
from grader.limits import Limits
from grader.sandbox import kernel, landlock, namespaces, new_root, rlimits, rooms, seccomp
from grader.sandbox.rooms import Room

_KEPT_VARIABLES = ("LANG", "LC_ALL", "LC_CTYPE", "OMP_NUM_THREADS", "CUDA_VISIBLE_DEVICES")


def shut_in(room: Room, limits: Limits, keep_fds: Collection[int], scratch: str) -> tuple[str, ...]:
    """Shut this process in for good, right after `room.fork()`.

    Args:
        room: what `prepare` returned in the process that forked this one.
        limits: memory, CPU time and files of the student's code.
        keep_fds: descriptors that stay open; of 0, 1 and 2 those that are not kept lead to /dev/null.
        scratch: what `room.new_scratch()` returned for this worker. It becomes the current folder, HOME and TMPDIR.

    Returns:
        The names of the layers in force.

    Raises:
        SandboxError: if a layer that is required cannot be had. The process must then end.

    """
    try:
        kernel.require_linux()
        _leave_session()
        sizes, threads = rlimits.sizes(room.separation.proc), rlimits.threads(room.separation.proc)
        _offer_to_be_killed_first(room.separation.proc)
        _furnish(room, limits, scratch)
        _give_up_privileges(room)
        kernel.forbid_dumps()
        kernel.forbid_new_privileges()
        _die_with(room.maker)
        if room.abi:
            _enforce_landlock(room, scratch)
        _close_descriptors(keep_fds)
        rlimits.enforce(limits, sizes, threads)
        kernel.load_filter(seccomp.with_pid(room.program, os.getpid()))
    except (OSError, ValueError) as error:
        raise SandboxError(f"The student's code cannot be shut in: {error}.") from error
    return _layers(room)


def limit_only(limits: Limits, keep_fds: Collection[int]) -> tuple[str, ...]:
    """Bound what this process uses and give it a session of its own, but shut in nothing (`--no-sandbox`).

    Returns:
        The names of the layers in force.

    """
    _leave_session()
    proc = namespaces.open_folder("/proc") if sys.platform.startswith("linux") else -1
    if proc >= 0:
        _offer_to_be_killed_first(proc)
        kernel.die_with_parent()
    sizes = rlimits.sizes(proc) if proc >= 0 else None
    _close_descriptors(keep_fds)  # before descriptors are bounded: a caller may hold more than that
    rlimits.enforce(limits, sizes, None)
    return ("rlimits",)


def protect_trusted() -> None:
    """Let no other process of the same user trace this one or read its memory, its environment and its open files."""
    if sys.platform.startswith("linux"):
        kernel.forbid_dumps()


def _leave_session() -> None:
    """Have no terminal, and none of the signals that are typed there."""
    if os.getsid(0) != os.getpid():
        os.setsid()


def _layers(room: Room) -> tuple[str, ...]:
    layers = [f"landlock {room.abi}", "seccomp"] if room.abi else ["seccomp without files"]
    layers.append("rlimits")
    if room.separation.names:
        layers.append(" ".join(("namespaces", *room.separation.names)))
    return tuple(layers)


def _offer_to_be_killed_first(proc: int) -> None:
    """When the whole machine runs out of memory the worker shall go, not the grader."""
    with contextlib.suppress(OSError):
        descriptor = os.open("self/oom_score_adj", os.O_WRONLY | os.O_CLOEXEC, dir_fd=proc)
        try:
            os.write(descriptor, b"1000")
        finally:
            os.close(descriptor)


def _furnish(room: Room, limits: Limits, scratch: str) -> None:
    """Make the scratch folder the place where everything is written, and forget the environment."""
    if room.private_root:
        owner = (namespaces.NOBODY, namespaces.NOBODY) if room.drops_user else (os.geteuid(), os.getegid())
        kernel.unshare(kernel.NEW_NAMESPACE["mount"])
        new_root.mount_scratch(limits.file_mb, *owner)
    os.chdir(scratch)
    os.umask(0o077)
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    os.environ.clear()
    os.environ.update(kept, HOME=scratch, TMPDIR=scratch, USER="student")
    if "tempfile" in sys.modules:
        sys.modules["tempfile"].tempdir = scratch  # type: ignore[attr-defined]


def _give_up_privileges(room: Room) -> None:
    """Be an ordinary user without a single capability."""
    if room.drops_user:
        rooms.become_nobody()
    if room.separation.names:
        with contextlib.suppress(OSError):  # it is only for threads to be counted for this worker alone
            kernel.unshare(kernel.NEW_NAMESPACE["user"])
    kernel.drop_capabilities()
    if kernel.capabilities():
        raise SandboxError("The worker could not give up its privileges.")


def _die_with(maker: int) -> None:
    """Do not outlive the process that forked this one; from a PID namespace of one's own it is seen as 0."""
    kernel.die_with_parent()
    if os.getppid() not in (0, maker):
        raise SandboxError("The process that started this worker is gone.")


def _enforce_landlock(room: Room, scratch: str) -> None:
    descriptor = os.open(scratch, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    landlock.restrict(room.abi, [*room.grants, (descriptor, landlock.WRITE)])


def _close_descriptors(keep_fds: Collection[int]) -> None:
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    for standard in {0, 1, 2}.difference(keep_fds):
        os.dup2(null, standard)
    namespaces.close_all_but({0, 1, 2, *keep_fds})
