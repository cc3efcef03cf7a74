"""What the student's code may read: the interpreter, its standard library, the packages that are loaded, and no more.

Never all of site-packages: the grader may live there, and whatever else an instructor has installed.
"""

import os
import site
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import ModuleType

_FILES = ("/etc/ld.so.cache", "/dev/urandom", "/dev/zero")
_SITES = ("site-packages", "dist-packages")
_SYSTEM_LIBRARIES = ("/lib", "/usr/lib", "/usr/local/lib")  # and /lib64, /usr/lib64 ...
# What torch imports only when it is needed: its own neighbours and the packages that it requires.
_LATE_IMPORTS = (
    "functorch",
    "torchgen",
    "numpy",
    "numpy.libs",
    "sympy",
    "mpmath",
    "networkx",
    "jinja2",
    "markupsafe",
    "fsspec",
    "triton",  # with builds for accelerators
)


@dataclass(frozen=True)
class Trees:
    """Files and folders that may be read."""

    paths: tuple[str, ...]  # real paths, none inside another
    links: dict[str, str]  # symbolic links on the way to them, with the real path behind each


def find(extra: Sequence[str] = ()) -> Trees:
    """Find what the code that runs after the warm-up may need to read.

    Args:
        extra: more paths that shall be readable.

    """
    closed = _closed_folders()
    wanted = [path for folder in _standard_library() for path in carve(folder, closed)]
    wanted += _packages(closed) + _libraries(closed) + [*_FILES, *extra]
    wanted = [path for path in wanted if os.path.exists(path)]
    ways = {os.path.dirname(path) for path in wanted} | {os.path.abspath(entry) for entry in sys.path if entry}
    links: dict[str, str] = {}
    for path in [*ways, *[path for path in wanted if os.path.islink(path)], "/lib", "/lib64"]:
        _note_links(path, links)
    return Trees(_outermost(os.path.realpath(path) for path in wanted), links)


def carve(folder: str, closed: frozenset[str]) -> list[str]:
    """Return the folder, or, where closed folders lie in it, all that is in it but those."""
    if folder in closed:
        return []
    if not any(_inside(path, folder) for path in closed):
        return [folder]
    return [path for entry in _entries(folder) for path in carve(entry, closed)]


def _entries(folder: str) -> list[str]:
    try:
        return [entry.path for entry in os.scandir(folder)]
    except OSError:
        return []


def _inside(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")


def _outermost(paths: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for path in sorted(set(paths), key=lambda path: path.split("/")):  # a folder comes right before what is in it
        if not (kept and (path == kept[-1] or _inside(path, kept[-1]))):
            kept.append(path)
    return tuple(kept)


def _note_links(path: str, links: dict[str, str]) -> None:
    """Add every symbolic link on the way to a path."""
    place = "/"
    for part in path.split("/"):
        step = os.path.join(place, part)
        place = os.path.realpath(step) if os.path.islink(step) else step
        if place != step:
            links[step] = place


def _closed_folders() -> frozenset[str]:
    """Return the folders of which only single packages may be read: where packages are installed, and the grader."""
    grader = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    sites = [*_sites(), *_site_folders(), grader, os.path.dirname(grader)]
    sites += [os.path.join(folder, name) for folder in _standard_library() for name in _SITES]
    return frozenset(os.path.realpath(folder) for folder in sites if os.path.isdir(folder))


def _sites() -> list[str]:
    return [os.path.realpath(entry) for entry in sys.path if os.path.basename(entry.rstrip("/")) in _SITES]


def _site_folders() -> list[str]:
    prefixes = [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix]
    return [os.path.realpath(folder) for folder in site.getsitepackages(prefixes)]


def _standard_library() -> list[str]:
    names = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), os.path.dirname(os.__file__)}
    zipped = f"python{sys.version_info.major}{sys.version_info.minor}.zip"
    names |= {entry for entry in sys.path if os.path.basename(entry) in (zipped, "lib-dynload")}
    return list(_outermost(os.path.realpath(name) for name in names if name and os.path.exists(name)))


def _packages(closed: frozenset[str]) -> list[str]:
    """Return the folder or file of every loaded top-level module that is installed."""
    folders = {*_sites(), *[os.path.realpath(os.path.dirname(place)) for place in _places(sys.modules.get("torch"))]}
    names = [name for name in list(sys.modules) if "." not in name and name not in ("__main__", "grader")]
    paths = [path for name in names for path in _places(sys.modules.get(name))]
    paths += [os.path.join(folder, name) for folder in folders for name in _LATE_IMPORTS]
    return [path for path in paths if os.path.realpath(os.path.dirname(path)) in folders and _is_open(path, closed)]


def _is_open(path: str, closed: frozenset[str]) -> bool:
    """Tell whether this path is neither closed nor around anything that is closed."""
    real = os.path.realpath(path)
    return real not in closed and not any(_inside(folder, real) for folder in closed)


def _places(module: object) -> list[str]:
    """Return where a module came from, asking nothing that could run code of the module's."""
    spec = module.__dict__.get("__spec__") if isinstance(module, ModuleType) else None
    if spec is None:
        return []
    if spec.submodule_search_locations is not None:
        return [str(place).rstrip("/") for place in spec.submodule_search_locations]
    return [spec.origin] if spec.has_location and spec.origin else []


def _libraries(closed: frozenset[str]) -> list[str]:
    """Return the loaded shared libraries, and their folders: others may be loaded from there later."""
    files = {line.split(maxsplit=5)[5].rstrip("\n") for line in _memory_map() if ".so" in line}
    paths = sorted(files)
    for folder in {os.path.realpath(os.path.dirname(file)) for file in files}:
        if _holds_libraries_only(folder, closed):
            paths.append(folder)
        elif _is_system(folder):
            paths += [path for path in _entries(folder) if ".so" in os.path.basename(path) and os.path.isfile(path)]
    return paths


def _is_system(folder: str) -> bool:
    return folder.startswith(_SYSTEM_LIBRARIES) or _inside(folder, os.path.realpath(sys.base_prefix))


def _holds_libraries_only(folder: str, closed: frozenset[str]) -> bool:
    installed = any(_inside(folder, place) for place in _sites())
    pythons = any(os.path.basename(path).startswith("python") for path in _entries(folder))
    return (_is_system(folder) or installed) and not pythons and _is_open(folder, closed)


def _memory_map() -> list[str]:
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as file:
            return [line for line in file if len(line.split(maxsplit=5)) == 6]
    except OSError:
        return []
