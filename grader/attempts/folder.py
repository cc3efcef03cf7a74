"""The folder .grade in a course: what this program remembers there, and how it is written without losing anything."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

from grader.course import Course
from grader.errors import UserError

NAME = ".grade"


def grade_folder(course: Course) -> Path:
    """Return the course's .grade folder, made if need be and hidden from git."""
    folder = course.root / NAME
    with writing(folder):
        folder.mkdir(exist_ok=True)
        if not (folder / ".gitignore").exists():
            replace(folder / ".gitignore", b"*\n")
    return folder


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say in one sentence when something cannot be written."""
    try:
        yield
    except OSError as error:
        if error.errno is None:  # not the system's, only a relative by class
            raise
        raise UserError(
            f"{error.filename or path} cannot be written: {error.strerror or error}.",
            hint="The course must be in a folder that you may write to: copy it there, or free some space.",
        ) from error


def replace(path: Path, data: bytes) -> None:
    """Write a whole file or nothing: whoever reads it sees the old bytes or the new ones."""
    descriptor, name = tempfile.mkstemp(prefix=unfinished(path), dir=path.parent)
    temporary = Path(name)
    try:
        write_synced(descriptor, data)
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        else:
            temporary.chmod(0o666 & ~umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def unfinished(path: Path) -> str:
    """Return how the names begin that ``replace`` gives to what is not finished; a process that is killed leaves it."""
    return f".new-{path.name}-"


def write_synced(file: int | Path, data: bytes) -> None:
    """Write the bytes to a new file or to an open one, down to the disk."""
    with open(file, "wb" if isinstance(file, int) else "xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Bring the folder's list of names down to the disk, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def secret(course: Course, *, create: bool = True) -> bytes:
    """Return the course's secret, from which the inputs of all checks follow; made once.

    Args:
        course: the course.
        create: keep a new secret if there is none; else a passing one is returned and nothing is written.

    """
    path = course.root / NAME / "secret"
    if not path.exists():
        if not create:
            return secrets.token_bytes(32)
        grade_folder(course)
        with writing(path):
            _create_secret(path)
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read: {error}.", hint=_SECRET_HINT) from error
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise UserError(f"{path} is damaged.", hint=_SECRET_HINT)
    return bytes.fromhex(text)


_SECRET_HINT = "Bring it back from a backup, or remove it: later submissions then get other inputs."


def _create_secret(path: Path) -> None:
    descriptor, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)  # mkstemp: readable by its owner alone
    temporary = Path(name)
    try:
        write_synced(descriptor, secrets.token_hex(32).encode() + b"\n")
        try:
            os.link(temporary, path)  # unlike a rename it never takes the place of one that another process made
        except FileExistsError:
            return
        except OSError:  # a file system without hard links
            temporary.rename(path)
    finally:
        temporary.unlink(missing_ok=True)


def umask() -> int:
    """Return the process's mask for the permissions of new files."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
