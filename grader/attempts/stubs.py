"""Untouched stubs: recognised, remembered, and put back."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import itertools
import subprocess
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from grader.attempts.folder import grade_folder, replace, sync_folder, write_synced, writing
from grader.course import Course, Exercise
from grader.course.bundled import bundled_exercises
from grader.errors import UserError

_LARGEST = 1 << 20  # no stub is longer


def is_untouched(source: str | bytes) -> bool:
    """Say whether every public function and method is still nothing but ``raise NotImplementedError``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    functions = [function for node in body for function in _public_functions(node)]
    return bool(functions) and all(_is_unwritten(function) for function in functions)


_Function = ast.FunctionDef | ast.AsyncFunctionDef


def _public_functions(node: ast.stmt) -> list[_Function]:
    if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
        return [item for item in node.body if isinstance(item, _Function) and not _is_private(item.name)]
    return [node] if isinstance(node, _Function) and not _is_private(node.name) else []


def _is_private(name: str) -> bool:
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def _is_unwritten(function: _Function) -> bool:
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    if len(body) != 1 or not isinstance(body[0], ast.Raise):
        return False
    raised = body[0].exc.func if isinstance(body[0].exc, ast.Call) else body[0].exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def remember_stubs(course: Course) -> None:
    """Keep a copy of every stub that is still untouched; where that cannot be written, go on without."""
    with contextlib.suppress(UserError, OSError):
        for exercise in course.exercises:
            _remember(course, exercise)


def _remember(course: Course, exercise: Exercise) -> None:
    """Keep the first untouched stub of this version of the exercise, not one that already misses a function."""
    copy = exercise.remembered_stub
    version = copy.with_name("version")
    current = _version(exercise)
    if copy.is_file() and version.is_file() and version.read_bytes() == current:
        return
    data = _untouched_file(exercise.stub_path)
    if data is not None:
        grade_folder(course)
        copy.parent.mkdir(parents=True, exist_ok=True)
        replace(copy, data)
        replace(version, current)


def _version(exercise: Exercise) -> bytes:
    parts = (exercise.folder / "exercise.toml", exercise.public_checks)
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest().encode() + b"\n"


def put_back(course: Course, exercise: Exercise, *, dry_run: bool = False) -> Path | None:
    """Make the exercise's file the untouched stub again.

    Returns:
        Where the old file is kept; None if there was none, or none worth keeping.

    Raises:
        UserError: no untouched stub is to be found, or it cannot be written.

    """
    stub, path = _untouched_stub(course, exercise), exercise.stub_path
    if path.exists() and not path.is_file():
        raise UserError(f"{path} is no ordinary file.", hint="Move it away.")
    with writing(path):
        old = path.read_bytes() if path.exists() else None
        kept = None if old is None or old == stub else _backup_path(path)
        if dry_run or old == stub:
            return kept
        if kept is not None and old is not None:
            kept = _keep_backup(path, old)
        replace(path, stub)
        sync_folder(path.parent)
    return kept


def _backup_path(path: Path) -> Path:
    candidates = (path.with_name(f"{path.name}.{number}.bak") for number in itertools.count(1))
    return next(candidate for candidate in candidates if not candidate.exists())


def _keep_backup(path: Path, data: bytes) -> Path:
    while True:
        backup = _backup_path(path)
        try:
            write_synced(backup, data)
        except FileExistsError:  # another process was quicker
            continue
        return backup


def _untouched_stub(course: Course, exercise: Exercise) -> bytes:
    found = _untouched_file(exercise.remembered_stub) or _committed(course, exercise) or _bundled(exercise)
    found = found or _untouched_file(exercise.stub_path)
    if found is None:
        raise UserError(
            f"The untouched stub of {exercise.name} is nowhere to be found.",
            hint=f"Get {exercise.file} again from where the course came from.",
        )
    return found


def untouched_stubs(course: Course, exercise: Exercise) -> Iterator[tuple[str, bytes]]:
    """Yield the states of the exercise's file in which nothing is filled in, each with the words for where it is from.

    The file as it stands there comes first, with no words: an author who writes a stub has not committed it yet. A
    student's file that misses a function would pass for a stub, too; ``put_back`` therefore asks the others first.
    """
    kept = exercise.remembered_stub
    is_of_now = kept.is_file() and _remembered_version(kept) == _version(exercise)
    sources: tuple[tuple[str, Callable[[], bytes | None]], ...] = (
        ("", lambda: _untouched_file(exercise.stub_path)),
        ("of the last commit", lambda: _committed(course, exercise)),
        ("that was seen last", lambda: _untouched_file(kept) if is_of_now else None),
        ("that comes with this program", lambda: _bundled(exercise)),
    )
    for source, find in sources:
        data = find()
        if data is not None:
            yield source, data


def _remembered_version(copy: Path) -> bytes:
    version = copy.with_name("version")
    return version.read_bytes() if version.is_file() else b""


def _untouched_file(path: Path) -> bytes | None:
    try:
        data = path.read_bytes() if path.is_file() and path.stat().st_size <= _LARGEST else b""
    except OSError:
        return None
    return data if data and is_untouched(data) else None


def _committed(course: Course, exercise: Exercise) -> bytes | None:
    """Return what git has of the stub, if that is untouched."""
    name = f"HEAD:./{exercise.stub_path.relative_to(course.root).as_posix()}"
    command = ["git", "-C", str(course.root), "cat-file", "blob", name]
    try:
        found = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return found.stdout if found.returncode == 0 and is_untouched(found.stdout) else None


def _bundled(exercise: Exercise) -> bytes | None:
    folder = bundled_exercises()
    return _untouched_file(folder / exercise.name / exercise.file) if folder else None
