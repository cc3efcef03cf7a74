"""Whether the sandbox holds: tried at every start of a warm process, in a worker, instead of believing versions."""

import contextlib
import errno
import mmap
import os
import select
import signal
import threading
import time
from collections.abc import Callable

from grader.errors import SandboxError
from grader.limits import Limits
from grader.sandbox import kernel
from grader.sandbox.rooms import Room
from grader.sandbox.shut import shut_in

_OUTSIDE = os.path.realpath(__file__)  # exists, and no worker may read it
_REFUSALS = (errno.EPERM, errno.EACCES, errno.EROFS, errno.ENOSYS, errno.ENOMEM)
_SECONDS = 10.0
_IO_URING_SETUP, _PIDFD_OPEN = 425, 434  # the same numbers on every architecture
_HIDDEN_ONLY_WITH_A_ROOT = {"stat"}  # Landlock and seccomp leave names, sizes and times of files visible


def self_test(room: Room, limits: Limits | None = None) -> tuple[str, ...]:
    """Shut a worker in and let it try what it must not be able to do.

    Returns:
        The names of what got through and is known to: ("stat",) without a mount namespace, else nothing.

    Raises:
        SandboxError: if anything else gets through, or if what student code needs does not work.

    """
    scratch = room.new_scratch()
    read_end, write_end = os.pipe()
    pid = room.fork()
    if pid == 0:
        _try_everything(room, limits or Limits(), write_end, scratch)
    os.close(write_end)
    try:
        answer = _read_all(read_end)
    finally:
        os.close(read_end)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        room.remove_scratch(scratch)
    return _judge(room, answer)


def _judge(room: Room, answer: str) -> tuple[str, ...]:
    hint = "Please report this with the output of `uname -a`; --no-sandbox grades without any isolation."
    outcome, _, names = answer.partition(":")
    if outcome != "done":
        raise SandboxError(names or "The self-test of the sandbox did not finish.", hint=hint)
    found = tuple(names.split())
    known = set() if room.private_root else _HIDDEN_ONLY_WITH_A_ROOT
    if wrong := [name for name in found if name not in known]:
        raise SandboxError(f"The sandbox does not hold on this machine: {', '.join(wrong)}.", hint=hint)
    return found


def _read_all(descriptor: int) -> str:
    """Return what the worker writes until it ends or its time is up."""
    deadline, text = time.monotonic() + _SECONDS, b""
    while select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))[0]:
        piece = os.read(descriptor, 4096)
        if not piece:
            break
        text += piece
    return text.decode("utf-8", "replace")


def _try_everything(room: Room, limits: Limits, answer: int, scratch: str) -> None:
    """Run in the worker: write what got through and end."""
    try:
        shut_in(room, limits, {answer}, scratch)
        found = [name for name, probe in _probes(room, answer, scratch).items() if _gets_through(probe)]
        found += [f"no-{name}" for name, need in _needs(room, scratch).items() if not _works(need)]
        os.write(answer, f"done:{' '.join(found)}".encode())
    except SandboxError as error:
        os.write(answer, f"failed:{error.message}".encode())
    except BaseException as error:
        os.write(answer, f"failed:The self-test of the sandbox failed: {error!r}.".encode())
    finally:
        os._exit(0)


def _gets_through(probe: Callable[[], object]) -> bool:
    try:
        probe()
    except FileNotFoundError as error:
        return error.filename is None  # of a path it means hidden, of a bare system call that it was made
    except (OSError, ValueError) as error:
        return isinstance(error, OSError) and error.errno not in _REFUSALS
    return True


def _works(need: Callable[[], bool]) -> bool:
    try:
        return need()
    except (OSError, RuntimeError):
        return False


def _probes(room: Room, answer: int, scratch: str) -> dict[str, Callable[[], object]]:
    """Return what must not be possible, each harmless if it is."""
    return {
        "open": lambda: os.open(_OUTSIDE, os.O_RDONLY),
        "list": lambda: os.listdir(os.path.dirname(_OUTSIDE)),
        "stat": lambda: os.stat(_OUTSIDE),
        "write": lambda: os.open(_OUTSIDE, os.O_WRONLY),
        "create": lambda: _create(scratch + ".canary"),
        "device": lambda: os.open("/dev/zero", os.O_WRONLY),
        "chmod": lambda: os.chmod(scratch, 0o700),
        "memory-of-others": lambda: os.open(f"/proc/{room.maker}/mem", os.O_RDONLY),
        "environment": lambda: os.open("/proc/self/environ", os.O_RDONLY),
        "socket": lambda: kernel.raw("socket", 1, 1, 0),
        "network": lambda: kernel.raw("socket", 2, 2, 0),
        "fork": _fork,
        "exec": lambda: kernel.raw("execve", b"/nowhere", None, None),
        "kill": lambda: os.kill(room.maker, 0),
        "ptrace": lambda: kernel.raw("ptrace", 0, 0, None, None),
        "pidfd": lambda: kernel.raw("syscall", _PIDFD_OPEN, room.maker, 0),
        "io_uring": lambda: kernel.raw("syscall", _IO_URING_SETUP, 1, None),
        "namespaces": lambda: kernel.raw("unshare", kernel.NEW_NAMESPACE["user"]),
        "mount": lambda: kernel.raw("mount", None, b"/", None, kernel.MS_REC | kernel.MS_PRIVATE, None),
        "memory-file": lambda: os.memfd_create("canary"),
        "shared-memory": lambda: mmap.mmap(-1, mmap.PAGESIZE),
        "limits": _raise_a_limit,
        "addresses": lambda: mmap.mmap(-1, 1 << 42, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ),
        "affinity": lambda: os.sched_setaffinity(0, os.sched_getaffinity(0)),
        "descriptors": lambda: _find_a_descriptor(answer),
    }


def _needs(room: Room, scratch: str) -> dict[str, Callable[[], bool]]:
    """Return what must be possible."""
    needs = {"thread": _thread}
    return needs | {"scratch": lambda: _scratch(scratch), "library": _library} if room.abi else needs


def _create(path: str) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    os.unlink(path)


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _raise_a_limit() -> None:
    import resource

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    kernel.raw("setrlimit", resource.RLIMIT_NOFILE, _two_longs(hard))


def _two_longs(value: int) -> bytes:
    return value.to_bytes(8, "little") * 2


def _find_a_descriptor(answer: int) -> None:
    for descriptor in range(3, 1024):
        if descriptor != answer:
            with contextlib.suppress(OSError):
                os.fstat(descriptor)
                return
    raise PermissionError(errno.EPERM, "there is none")


def _thread() -> bool:
    done: list[bool] = []
    thread = threading.Thread(target=lambda: done.append(True))
    thread.start()
    thread.join()
    return bool(done)


def _scratch(scratch: str) -> bool:
    with open(os.path.join(scratch, "canary"), "w+b") as file:
        file.write(b"canary")
        file.seek(0)
        return file.read() == b"canary"


def _library() -> bool:
    with open(os.__file__, "rb") as file:
        return bool(file.read(1))
