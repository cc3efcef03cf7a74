"""What a process was started in: programs, versions, settings. Two with the same give the same results."""

from __future__ import annotations

import os
import stat
import sys

TYPE_CHECKING = False  # importing typing would take a good part of the time that this side has
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What acts when Python or a library starts. The rest of the environment travels with every request.
_ACTS_AT_START = (
    "ATEN_", "CUDA_", "DNNL_", "GLIBC_", "GOMP_", "HIP_", "KMP_", "LANG", "LC_", "LD_", "MALLOC_", "MKL_", "NVIDIA_",
    "OMP_", "ONEDNN_", "OPENBLAS_", "PYTHON", "PYTORCH_", "TORCH", "TMPDIR", "HOME",
)  # fmt: skip
_LIBRARIES = ("torch/version.py", "torch/__init__.py", "pytest/__init__.py", "msgspec/__init__.py", "click/__init__.py")
_NAMESPACES = ("mnt", "pid", "net", "user", "ipc", "uts")
PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


def describe(environment: Mapping[str, str] = os.environ) -> str:
    """Return all that decides which code is loaded and what it may do, as one text to compare.

    Files count by time and size: a changed grader, another PyTorch, or any package installed or removed since shows.
    """
    return "\n".join(
        [
            f"python {sys.version} {os.path.realpath(sys.executable)} {sys.prefix}",
            f"user {os.geteuid()} {os.getegid()} {sorted(os.getgroups())} {sys.getfilesystemencoding()}",
            *(f"path {path} {_folder(path)}" for path in import_path()),
            *_settings(environment),
            *_limits(),
            *_namespaces(),
            *_own_files(PACKAGE),
        ]
    )


def import_path() -> list[str]:
    """Return where this process finds modules, without the folder of the script that it runs."""
    return sys.path[0 if sys.flags.safe_path else 1 :]


def is_ordinary() -> bool:
    """Say whether Python runs as it would if it was started once more with the same environment."""
    return not (sys.flags.optimize or sys.flags.dev_mode or sys.flags.debug or sys.flags.isolated or sys.warnoptions)


def _settings(environment: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(environment):
        if name.startswith(_ACTS_AT_START):
            yield f"variable {name}={environment[name]}"


def _folder(path: str) -> str:
    """Return when packages were last installed in a folder, and which PyTorch and pytest are in it."""
    changed = _mark(path) if path.endswith("-packages") else ""
    return " ".join([changed, *(_mark(os.path.join(path, name)) for name in _LIBRARIES)])


def _own_files(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in ("__pycache__", "_course"):
                yield from _own_files(entry.path)
        elif entry.name.endswith((".py", ".j2", ".css", ".js")):
            yield f"{entry.path} {_mark(entry.path)}"


def _mark(path: str) -> str:
    try:
        found = os.stat(path)
    except OSError:
        return "-"
    return f"{found.st_mtime_ns}" if stat.S_ISDIR(found.st_mode) else f"{found.st_mtime_ns},{found.st_size}"


def _limits() -> Iterator[str]:
    import resource

    for name in ("AS", "CORE", "CPU", "DATA", "FSIZE", "MEMLOCK", "NOFILE", "NPROC", "RSS", "STACK"):
        yield f"limit {name} {resource.getrlimit(getattr(resource, f'RLIMIT_{name}'))}"


def _namespaces() -> Iterator[str]:
    for name in _NAMESPACES:
        try:
            yield f"namespace {name} {os.stat(f'/proc/self/ns/{name}').st_ino}"
        except OSError:
            yield f"namespace {name} -"
