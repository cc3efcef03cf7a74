"""Python, torch, processors, memory, and where all this runs."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from grader import __version__
from grader.background import place as location
from grader.background.asking import SWITCH, is_off
from grader.doctor.findings import Finding
from grader.limits import Limits

OLDEST_PYTHON = (3, 11)
OLDEST_TORCH = (2, 6)
OLDEST_SQLITE = (3, 24)  # it can write ahead and update on conflict
WORKER_MB = 1024  # what two processes with torch need beside the memory that the code may use
LITTLE_DISK = 500 << 20
_UNLIMITED = 1 << 60


def look() -> list[Finding]:
    """Return what there is."""
    return [_grader(), _python(), _torch(), _sqlite(), _system(), _cores(), _memory(), _disk(), _background()]


def _grader() -> Finding:
    return Finding("machine", "torch-grader", "good", __version__)


def _python() -> Finding:
    version = platform.python_version()
    if sys.version_info < OLDEST_PYTHON:
        return Finding("machine", "Python", "bad", version, "Install Python 3.11 or newer.")
    return Finding("machine", "Python", "good", version)


def version_of(distribution: str) -> str:
    """Return the version of an installed package, "" if it is not there."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers that a version begins with."""
    found = []
    for part in version.split("+")[0].split(".")[:3]:
        if not part.isdecimal():
            break
        found.append(int(part))
    return tuple(found)


def _torch() -> Finding:
    version = version_of("torch")
    if not version:
        return Finding("machine", "PyTorch", "bad", "not installed", "pip install torch")
    if numbers(version) < OLDEST_TORCH:
        return Finding("machine", "PyTorch", "bad", version, 'pip install --upgrade "torch>=2.6"')
    return Finding("machine", "PyTorch", "good", version)


def _system() -> Finding:
    user = "root" if hasattr(os, "geteuid") and os.geteuid() == 0 else "an ordinary user"
    where = container()
    text = f"{platform.system()} {platform.release()}, {user}"
    return Finding("machine", "system", "good", f"{text}, {where}" if where else text)


def container(root: Path = Path("/")) -> str:
    """Return what kind of container this is, "" if there is no sign of one."""
    for file, name in ((".dockerenv", "a Docker container"), ("run/.containerenv", "a Podman container")):
        if (root / file).exists():
            return name
    try:
        release = (root / "proc/sys/kernel/osrelease").read_text(encoding="utf-8")
        first = (root / "proc/1/environ").read_bytes().split(b"\0")
    except OSError:
        return ""
    kinds = [item.partition(b"=")[2].decode("utf-8", "replace") for item in first if item.startswith(b"container=")]
    if kinds:
        return f"a container ({kinds[0][:30]})"
    return "WSL" if "microsoft" in release.lower() else ""


def _cores() -> Finding:
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Finding("machine", "cores", "good", f"{count}; `grade batch` uses as many processes")


def _memory() -> Finding:
    total, free = memory()
    if not total:
        return Finding("machine", "memory", "good", "cannot be read here")
    each = (Limits().memory_mb + WORKER_MB) << 20
    text = f"{total / (1 << 30):.1f} GiB, {free / (1 << 30):.1f} free"
    if free < each:
        hint = f"One submission may need {each >> 20} MiB: end other programs, or lower memory_mb in exercise.toml."
        return Finding("machine", "memory", "lacking", text, hint)
    return Finding("machine", "memory", "good", f"{text}: enough for {free // each} at once")


def memory(root: Path = Path("/")) -> tuple[int, int]:
    """Return how many bytes of memory there are and how many are free; what a container grants counts, too."""
    try:
        lines = (root / "proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0, 0
    sizes = {line.partition(":")[0]: int(line.split()[1]) << 10 for line in lines if len(line.split()) > 1}
    total, free = sizes.get("MemTotal", 0), sizes.get("MemAvailable", sizes.get("MemFree", 0))
    for limit, used in (
        ("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory.current"),
        ("sys/fs/cgroup/memory/memory.limit_in_bytes", "sys/fs/cgroup/memory/memory.usage_in_bytes"),
    ):
        bound, taken = _number(root / limit), _number(root / used)
        if 0 < bound < min(total, _UNLIMITED):
            total, free = bound, min(free, max(0, bound - taken))
    return total, free


def _number(path: Path) -> int:
    try:
        text = path.read_text(encoding="ascii").strip()
    except OSError:
        return 0
    return int(text) if text.isdecimal() else 0


def _disk() -> Finding:
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    text = f"{free / (1 << 30):.1f} GiB free in {folder}"
    if free < LITTLE_DISK:
        return Finding("machine", "disk", "lacking", text, "Make room, or set TMPDIR to another folder.")
    return Finding("machine", "disk", "good", text)


def _sqlite() -> Finding:
    if numbers(sqlite3.sqlite_version) < OLDEST_SQLITE:
        text = f"{sqlite3.sqlite_version}, too old for the journal"
        return Finding("machine", "SQLite", "bad", text, "Install a newer Python: it brings its own.")
    return Finding("machine", "SQLite", "good", sqlite3.sqlite_version)


def _background() -> Finding:
    """Say whether a process keeps PyTorch in memory for the next check; nobody's work is ever graded in it."""
    if is_off():
        return Finding("machine", "background", "good", f"switched off ({SWITCH})")
    try:
        folder = location.open_folder(create=False)
    except location.Unusable as error:
        return Finding("machine", "background", "good", str(error))
    except OSError as error:
        return Finding("machine", "background", "good", f"none ({error.strerror or error})")
    try:
        held = location.lock(folder)
        location.unlock(held)
        os.close(held)
    except OSError:
        return Finding("machine", "background", "good", "a process keeps PyTorch in memory for `grade check`")
    finally:
        os.close(folder)
    return Finding("machine", "background", "good", "none is running")
