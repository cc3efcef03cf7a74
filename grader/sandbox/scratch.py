"""The folder on disk in which a worker writes where no mount namespace can be had. What is in it is hostile."""

import os
import stat

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def exceeds(folder: str, most_bytes: int, most_entries: int) -> bool:
    """Tell whether a folder holds more than it may, looking no further than it takes to know."""
    size = count = 0
    folders = [folder]
    while folders:
        try:
            entries = list(os.scandir(folders.pop()))
        except FileNotFoundError:
            continue  # the worker lives and has removed it
        except OSError:
            return True  # nested deeper than a path can say, or made unreadable
        folders += [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
        count += len(entries)
        size += sum(_size(entry) for entry in entries)
        if size > most_bytes or count > most_entries:
            return True
    return False


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_blocks * 512
    except OSError:
        return 0


def remove(folder: str) -> None:
    """Remove a folder that hostile code has filled, following no link and however deep it is.

    What lies two levels down is moved up before it is looked at, so that nothing here grows with the depth.
    """
    top = os.open(folder, _FOLDER)
    try:
        while names := os.listdir(top):
            for name in names:
                _remove_entry(name, top)
    finally:
        os.close(top)
    os.rmdir(folder)


def _remove_entry(name: str, top: int) -> None:
    if not _is_folder(name, top):
        os.unlink(name, dir_fd=top)
        return
    _unlock(name, top)
    inner = os.open(name, _FOLDER, dir_fd=top)
    try:
        for child in os.listdir(inner):
            if _is_folder(child, inner):
                _unlock(child, inner)  # only the owner of a folder that can be written may move it
                os.rename(child, os.urandom(16).hex(), src_dir_fd=inner, dst_dir_fd=top)
            else:
                os.unlink(child, dir_fd=inner)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=top)


def _is_folder(name: str, parent: int) -> bool:
    return stat.S_ISDIR(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)


def _unlock(name: str, parent: int) -> None:
    """Make a folder readable and writable for its owner, never what a link leads to."""
    handle = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
    try:
        os.chmod(f"/proc/self/fd/{handle}", 0o700)
    finally:
        os.close(handle)
