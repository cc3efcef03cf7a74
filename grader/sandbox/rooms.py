"""What is prepared once, in the warm process, so that shutting in a worker takes two milliseconds."""

import contextlib
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from grader.errors import SandboxError
from grader.limits import Limits
from grader.sandbox import kernel, landlock, namespaces, new_root, scratch, seccomp, trees
from grader.sandbox.namespaces import NOBODY, Separation


@dataclass(frozen=True)
class Room:
    """What a worker needs in order to shut itself in; made by `prepare`."""

    separation: Separation
    abi: int  # of Landlock; 0 where there is none: then no file can be opened at all
    program: bytes  # the filter for system calls
    grants: tuple[tuple[int, int], ...]  # descriptors of what may be read, and the rights on them
    drops_user: bool  # root becomes nobody
    maker: int  # the pid of the process that made it

    @property
    def private_root(self) -> bool:
        """Whether nothing can be seen in here but what may be read."""
        return "mount" in self.separation.names

    def close(self) -> None:
        """Give back what stands open in the process that made it; no worker can be shut in with it any more."""
        for descriptor in (*(descriptor for descriptor, _ in self.grants), self.separation.proc):
            if descriptor >= 0:
                os.close(descriptor)

    def new_scratch(self) -> str:
        """Return a folder for one worker, the only one in which it can write.

        With a mount namespace it is only a mount point: what the worker writes lives in a file system of its own.
        """
        if self.private_root:
            return new_root.SCRATCH
        folder = tempfile.mkdtemp(prefix="torch-grader-")
        if self.drops_user:
            os.chown(folder, NOBODY, NOBODY)
        return folder

    def scratch_exceeds(self, folder: str, limits: Limits) -> bool:
        """Tell whether a worker has written too much; without a mount namespace only asking now and then bounds it."""
        return not self.private_root and scratch.exceeds(folder, limits.file_mb << 20, new_root.inodes(limits.file_mb))

    def remove_scratch(self, folder: str) -> None:
        """Remove a worker's folder once the worker is dead."""
        if not self.private_root:
            scratch.remove(folder)

    def fork(self) -> int:
        """os.fork; where it can be had, the child is alone in a PID namespace of its own."""
        home = self.separation.pid_namespace
        if "pid" not in self.separation.names or home < 0:
            return os.fork()
        kernel.unshare(kernel.NEW_NAMESPACE["pid"])
        pid = -1
        try:
            pid = os.fork()
        finally:
            if pid != 0:
                kernel.enter_namespace(home, "pid")
        return pid


def prepare(*, separation: Separation | None = None, read: Sequence[str] = ()) -> Room:
    """Prepare all that the workers have in common, after the warm-up and in the process that will fork them.

    With a mount namespace this process moves into a new root folder and sees no other file from then on, nor /proc.

    Args:
        separation: what `separate` returned; None in a process that keeps the view of the system that it has.
        read: more files and folders that the student's code may read.

    Raises:
        SandboxError: if the student's code could not be shut in.

    """
    kernel.require_linux()
    separation = separation or Separation(proc=namespaces.open_folder("/proc"))
    abi = kernel.landlock_abi()
    program = seccomp.build(files=abi > 0)
    try:
        found = trees.find(read)
        if "mount" in separation.names:
            separation = _move_into_new_root(separation, found)
        readable = ["/"] if "mount" in separation.names else found.paths
        grants = _open_all(readable) if abi else ()
        drops_user = os.geteuid() == 0 and _nobody_can_read(found.paths)
    except OSError as error:
        raise SandboxError(f"The sandbox cannot be prepared: {error}.") from error
    return Room(separation, abi, program, grants, drops_user, os.getpid())


def _move_into_new_root(separation: Separation, found: trees.Trees) -> Separation:
    try:
        new_root.build([*found.paths, "/dev/null"], found.links)
    except OSError:
        return replace(separation, names=tuple(name for name in separation.names if name != "mount"))
    return separation


def _open_all(paths: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Open what may be read, so that a worker that is nobody can still name it."""
    opened = []
    for path, rights in [*[(path, landlock.READ) for path in paths], ("/dev/null", landlock.DEVICE)]:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        opened.append((descriptor, landlock.rights_for(descriptor, rights)))
    return tuple(opened)


def become_nobody() -> None:
    """Turn root into the user that owns nothing."""
    with contextlib.suppress(OSError):  # refused in some user namespaces
        os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def _nobody_can_read(paths: Iterable[str]) -> bool:
    """Would the interpreter and the libraries stay readable? To be tried in a child, since there is no way back."""
    pid = os.fork()
    if pid == 0:
        try:
            become_nobody()
            os._exit(0 if all(_is_readable(path) for path in paths) else 1)
        except BaseException:
            os._exit(1)
    return os.waitpid(pid, 0)[1] == 0


def _is_readable(path: str) -> bool:
    if not os.path.isdir(path):
        return os.access(path, os.R_OK)
    entries = [os.path.join(path, name) for name in os.listdir(path)]
    return os.access(path, os.X_OK) and all(os.access(entry, os.R_OK) for entry in entries if os.path.exists(entry))
