"""The folder on disk in which a worker writes where no mount namespace can be had. What is in it is hostile."""

import os

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def exceeds(folder: str, most_bytes: int, most_entries: int) -> bool:
    """Tell whether a folder holds more than it may, looking no further than it takes to know."""
    size = count = 0
    folders = [folder]
    while folders:
        try:
            with os.scandir(folders.pop()) as listing:
                entries = list(listing)
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
    """Remove a folder whose owner is dead, following no link. However deep it is, one descriptor is open at a time."""
    current = os.open(folder, _FOLDER)
    names: list[str] = []  # of the folders on the way down from the outermost to the current one
    left = [_remove_files(current)]  # in each of them, and in the outermost
    try:
        while True:
            if left[-1]:
                names.append(left[-1].pop())
                _unlock(names[-1], current)
                current = _move(names[-1], current)
                left.append(_remove_files(current))
            elif names:
                left.pop()
                current = _move("..", current)
                os.rmdir(names.pop(), dir_fd=current)
            else:
                break
    finally:
        os.close(current)
    os.rmdir(folder)


def _move(name: str, current: int) -> int:
    """Return a descriptor of a neighbouring folder in exchange for the current one."""
    there = os.open(name, _FOLDER, dir_fd=current)
    os.close(current)
    return there


def _remove_files(folder: int) -> list[str]:
    """Remove all that is in an open folder but its folders, and return their names."""
    folders = []
    with os.scandir(folder) as entries:
        for entry in list(entries):
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            else:
                os.unlink(entry.name, dir_fd=folder)
    return folders


def _unlock(name: str, parent: int) -> None:
    """Make a folder readable and writable for its owner, never what a link leads to."""
    handle = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
    try:
        os.chmod(f"/proc/self/fd/{handle}", 0o700)
    finally:
        os.close(handle)
