"""The exercises that come with this program, and how another course is begun with them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from grader.course.table import FORMAT
from grader.errors import UserError

TITLE = "Deep learning with PyTorch"
_NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "*.py[cod]", "*.bak", "*.ipynb")


def bundled_exercises() -> Path | None:
    """Return the folder of the bundled exercises, None if this installation has none."""
    package = Path(__file__).resolve().parents[1]
    installed, repository = package / "_course" / "exercises", package.parent
    if installed.is_dir():
        return installed
    if (repository / "pyproject.toml").is_file() and (repository / "exercises").is_dir():
        return repository / "exercises"
    return None


def start_course(folder: Path, *, force: bool = False, dry_run: bool = False) -> list[str]:
    """Copy the bundled exercises into a folder and write its course.toml; return the exercises' names.

    What is there already stays as it is.

    Args:
        folder: the new course's folder; made if need be.
        force: also when the folder is not empty.
        dry_run: only look whether it can be done.

    Raises:
        UserError: the folder is not empty or cannot be written.

    """
    source = bundled_exercises()
    if source is None:
        raise UserError("This installation has no bundled exercises.", hint="Install torch-grader again with pip.")
    try:
        if folder.exists() and not folder.is_dir():
            raise UserError(f"{folder} is a file.", hint="Name a new folder.")
        if folder.is_dir() and any(folder.iterdir()) and not force:
            raise UserError(
                f"The folder {folder} is not empty.",
                hint="Name an empty one, or use --force: files that are there stay as they are.",
            )
        names = sorted(path.parent.name for path in source.glob("[!_.]*/exercise.toml"))
        if not dry_run:
            _copy(source, folder, names)
    except OSError as error:
        raise UserError(
            f"The course cannot be started in {folder}: {error.strerror or error}.",
            hint="Name a folder that you may write to.",
        ) from error
    return names


def _copy(source: Path, folder: Path, names: list[str]) -> None:
    for name in names:
        for path in _files(source / name):
            target = folder / "exercises" / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                shutil.copyfile(path, target)
    if not (folder / "course.toml").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "course.toml").write_text(f'format = {FORMAT}\ntitle = "{TITLE}"\n', encoding="utf-8")


def _files(folder: Path) -> Iterator[Path]:
    names = sorted(path.name for path in folder.iterdir())
    left_out = _NOT_COPIED(str(folder), names)
    for name in names:
        if name in left_out:
            continue
        path = folder / name
        if path.is_dir():
            yield from _files(path)
        else:
            yield path
