"""The wheel of this very program, as it is running: what comes with a release is the version that proved it."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import re
from collections.abc import Iterator
from pathlib import Path

import grader
from grader.errors import GraderError
from grader.release.writing import archive

DISTRIBUTION = "torch-grader"
_LEFT_OUT = {"__pycache__", "_course"}  # the exercises that come with the program: what is released brings its own
_WHEEL = "Wheel-Version: 1.0\nGenerator: torch-grader\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel() -> tuple[str, bytes]:
    """Return the wheel's file name and its bytes, the same ones for the same program.

    Nothing in it is packed, so that a search for what no student gets finds everything.

    Raises:
        GraderError: the program is not installed, so nobody knows what it needs.

    """
    try:
        about = importlib.metadata.distribution(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError as error:
        raise GraderError(
            f"{DISTRIBUTION} is not installed here.", hint="Install it with pip, then try again."
        ) from error
    stem = f"{re.sub(r'[-_.]+', '_', DISTRIBUTION)}-{about.version}"
    files = dict(_package()) | {
        f"{stem}.dist-info/{name}": text.encode()
        for name in ("METADATA", "entry_points.txt", "licenses/LICENSE")
        if (text := about.read_text(name)) is not None
    }
    files[f"{stem}.dist-info/WHEEL"] = _WHEEL.encode()
    record = f"{stem}.dist-info/RECORD"
    rows = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in sorted(files.items())]
    files[record] = "\n".join([*rows, f"{record},,", ""]).encode()
    return f"{stem}-py3-none-any.whl", archive(files)


def _package() -> Iterator[tuple[str, bytes]]:
    folder = Path(grader.__file__).parent
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part in _LEFT_OUT or part.startswith(".") for part in parts)
        if path.is_file() and not hidden and path.suffix not in (".pyc", ".bak", ".ipynb"):
            yield "/".join((folder.name, *parts)), path.read_bytes()


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


# ---- what it needs, in the versions that are known to work


def pins() -> dict[str, str]:
    """Return the version of everything that a grading installation has: from constraints.txt, else as it is here."""
    written = _constraints(Path(grader.__file__).parent.parent / "constraints.txt")
    found: dict[str, str] = {}
    todo = [DISTRIBUTION]
    while todo:
        for name in _required(todo.pop()):
            if name not in found:
                try:
                    here = importlib.metadata.version(name)
                except importlib.metadata.PackageNotFoundError:
                    continue  # for another system or another Python
                found[name] = written.get(name, here.partition("+")[0])
                todo.append(name)
    return dict(sorted(found.items()))


def installation(index: str | None) -> dict[str, bytes]:
    """Return the files with which pip installs this program elsewhere: its wheel, the pins, and where torch is found.

    Args:
        index: the URL of PyTorch's CPU builds; None: pip's own settings decide, and it may be the build with CUDA.

    Raises:
        GraderError: the program is not installed here.

    """
    name, program = wheel()
    files = {name: program, "constraints.txt": "".join(f"{key}=={value}\n" for key, value in pins().items()).encode()}
    if index is not None:
        files["pip.conf"] = f"[install]\nextra-index-url = {index}\n".encode()
    return files


def _constraints(path: Path) -> dict[str, str]:
    """Return what constraints.txt beside the package says; an installed package has none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    pairs = [line.partition("#")[0].strip().partition("==") for line in lines]
    return {_normal(name): version for name, sign, version in pairs if sign}


def _required(name: str) -> Iterator[str]:
    for requirement in importlib.metadata.requires(name) or ():
        wanted, _, marker = requirement.partition(";")
        if "extra" not in marker:
            yield _normal(re.match(r"[\w.-]+", wanted.strip())[0])  # type: ignore[index]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
