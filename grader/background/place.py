"""The private folder with the socket of the background process: whose it is, and who is at the other end."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import stat
import struct

FOLDER = "torch-grader"
SOCKET, LOCK = "check.sock", "check.lock"
CONNECT_SECONDS = 0.5


class Unusable(Exception):
    """There is no such folder, or not one that only this user can have made."""


def open_folder(*, create: bool) -> int:
    """Return a descriptor of this user's private folder.

    Raises:
        Unusable: there is none, or others may write there.
        OSError: it cannot be made.

    """
    above = os.environ.get("XDG_RUNTIME_DIR") or os.path.join(os.path.expanduser("~"), ".cache")
    path = os.path.join(above, FOLDER)
    if create:
        os.makedirs(above, mode=0o700, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.mkdir(path, 0o700)
    try:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Unusable("none is running") from None
    found = os.fstat(folder)
    if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        os.close(folder)
        raise Unusable(f"{path} is not yours alone")
    return folder


def connect(folder: int) -> socket.socket:
    """Return a connection to the background process of this user.

    Raises:
        Unusable: the process at the other end is another user's.
        OSError: none listens there.

    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(CONNECT_SECONDS)
        connection.connect(f"/proc/self/fd/{folder}/{SOCKET}")  # a path of any length, and no other folder meanwhile
        if not is_same_user(connection):
            raise Unusable("the process that listens is another user's")
    except BaseException:
        connection.close()
        raise
    return connection


def is_same_user(connection: socket.socket) -> bool:
    """Say whether the process at the other end belongs to this user."""
    size = struct.calcsize("3i")
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    return bool(struct.unpack("3i", credentials)[1] == os.geteuid())


def lock(folder: int) -> int:
    """Return a descriptor that is held by one process at a time and let go when it ends.

    Raises:
        OSError: another process holds it.

    """
    descriptor = os.open(LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=folder)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def unlock(descriptor: int) -> None:
    """Let go of the lock, whichever forks still hold it."""
    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def listen(folder: int) -> socket.socket:
    """Return a socket that listens in the folder, for whoever holds the lock: what a dead process left is removed."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(SOCKET, dir_fd=folder)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        listener.bind(f"/proc/self/fd/{folder}/{SOCKET}")
    finally:
        os.umask(mask)
    listener.listen(16)
    return listener


def mark(folder: int) -> tuple[int, int] | None:
    """Return what tells the socket in the folder from any other; None if there is none."""
    try:
        found = os.stat(SOCKET, dir_fd=folder, follow_symlinks=False)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def remove(folder: int) -> None:
    """Take the socket away."""
    with contextlib.suppress(OSError):
        os.unlink(SOCKET, dir_fd=folder)
