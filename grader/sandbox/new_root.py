"""A root folder in which nothing exists but what the student's code may read, and its scratch folder."""

import contextlib
import os
from collections.abc import Iterable, Mapping

from grader.sandbox import kernel

SCRATCH = "/scratch"
DEVICES = ("/dev/null", "/dev/urandom", "/dev/zero")
_HERE = ("/tmp", "/mnt", "/run", "/var", "/usr")  # where the new root may be built, unseen by anyone else
_KEPT_FLAGS = {8: kernel.MS_NOEXEC, 1024: 1024, 2048: 2048, 4096: 1 << 21}  # as statvfs says them, as mount takes them


def build(paths: Iterable[str], links: Mapping[str, str]) -> None:
    """Make a root of the given real paths, at the same places and read-only, and move into it for good.

    To be called in a mount namespace of one's own. Folders on the way are new, so that a private home on the way to the
    interpreter does not lock out a worker that is nobody. /proc and /sys are not there.
    """
    sources = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in paths}
    place = next(folder for folder in _HERE if os.path.isdir(folder))
    mask = os.umask(0o022)
    kernel.mount("tmpfs", place, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755,size=4m")
    try:
        for path, source in sources.items():
            _bind(source, place + path, device=path in DEVICES)
        os.makedirs(place + SCRATCH)
        _place_links(place, links)
        flags = kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV
        kernel.mount(None, place, None, flags)
        os.chdir(place)
        kernel.pivot_root_here()
    except OSError:
        os.chdir("/")
        kernel.unmount(place)
        raise
    finally:
        os.umask(mask)
        for descriptor in sources.values():
            os.close(descriptor)


def mount_scratch(megabytes: int, owner: int, group: int) -> None:
    """Mount an empty memory file system of limited size, to be called in the worker's own mount namespace."""
    flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    options = f"mode=0700,size={megabytes}m,nr_inodes={inodes(megabytes)},uid={owner},gid={group}"
    kernel.mount("tmpfs", SCRATCH, "tmpfs", flags, options)


def inodes(megabytes: int) -> int:
    """Return how many files and folders a scratch folder of this size may hold."""
    return 1024 + 16 * megabytes


def _bind(source: int, target: str, *, device: bool) -> None:
    """Show an open file or folder at a second place, read-only."""
    way = f"/proc/self/fd/{source}"
    if os.path.isdir(way):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    try:
        kernel.mount(way, target, None, kernel.MS_BIND)
    except OSError:  # other mounts lie in it, and in a user namespace those must come along
        kernel.mount(way, target, None, kernel.MS_BIND | kernel.MS_REC)
    there = os.statvfs(target).f_flag
    flags = sum(flag for bit, flag in _KEPT_FLAGS.items() if there & bit)
    flags |= kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID
    kernel.mount(None, target, None, flags if device else flags | kernel.MS_NODEV)


def _place_links(place: str, links: Mapping[str, str]) -> None:
    for link, target in links.items():
        with contextlib.suppress(OSError):  # it lies in a folder that is shown whole, so it is there already
            os.makedirs(os.path.dirname(place + link), exist_ok=True)
            os.symlink(target, place + link)
