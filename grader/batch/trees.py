"""Folders and files that were handed in, on the disk or in an archive, looked at without following any link."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from grader.errors import SubmissionError, UserError
from grader.submission.reading import NOTEBOOK_LIMIT, PYTHON_LIMIT, shown

ARCHIVE_LIMIT = 32 << 20  # bytes of an archive that one student handed in
LIMITS = {".py": PYTHON_LIMIT, ".ipynb": NOTEBOOK_LIMIT, ".zip": ARCHIVE_LIMIT, ".txt": 4096}
LEFT_OUT = frozenset({"__MACOSX", "__pycache__", ".ipynb_checkpoints", "feedback"})


@dataclass(frozen=True, slots=True)
class File:
    """A file that can be read, or a thing that is none."""

    path: tuple[str, ...]  # from the root of the tree
    load: Callable[[], bytes]  # raises SubmissionError, too, if it is no file, too large or damaged
    is_link: bool = False
    note: str = ""  # why it was chosen, where that is not plain

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path[-1]

    @property
    def suffix(self) -> str:
        """What the name ends in, in small letters: ".py"."""
        return os.path.splitext(self.name)[1].lower()


class Tree(Protocol):
    """Folders and files by their paths."""

    @property
    def label(self) -> str:
        """What messages call it."""

    def folders(self, *path: str) -> list[str]:
        """Return the names of the folders in a folder, sorted; none if it is not there."""

    def files(self, *path: str) -> list[File]:
        """Return the files in a folder, sorted, among them links and whatever else stands there in a file's place."""

    def refused(self) -> Iterator[tuple[str, str]]:
        """Yield the names that cannot be used at all, each with the sentence that says why."""


def is_left_out(name: str) -> bool:
    """Say whether a file or folder is nobody's work: hidden, or made by a program."""
    return name.startswith(".") or name in LEFT_OUT


def too_large(name: str, limit: int) -> SubmissionError:
    """Return the error about a file that is larger than may be handed in."""
    size = f"{limit // 1024} KiB" if limit < 1 << 20 else f"{limit >> 20} MiB"
    return SubmissionError(f"{shown(name)} is larger than {size}.", hint="Ask for the code without data and outputs.")


class Folder:
    """A folder on the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.label = shown(str(root))
        if not root.is_dir():
            raise UserError(f"There is no folder {self.label}.", hint="Name the folder or archive with --submissions.")

    def folders(self, *path: str) -> list[str]:
        """Return the names of the folders in a folder; links are none."""
        return sorted(name for name, mode in self._entries(path) if stat.S_ISDIR(mode) and not is_left_out(name))

    def files(self, *path: str) -> list[File]:
        """Return everything in a folder that is no folder."""
        entries = sorted(each for each in self._entries(path) if not stat.S_ISDIR(each[1]) and not is_left_out(each[0]))
        found = (((*path, name), stat.S_ISLNK(mode)) for name, mode in entries)
        return [File(place, _Load(self, place), is_link) for place, is_link in found]

    def refused(self) -> Iterator[tuple[str, str]]:
        """Nothing: what the disk holds has a name that can be used."""
        yield from ()

    def _entries(self, path: tuple[str, ...]) -> Iterator[tuple[str, int]]:
        folder = self.root.joinpath(*path)
        try:
            if path and not stat.S_ISDIR(folder.lstat().st_mode):
                return
            with os.scandir(folder) as entries:
                for entry in entries:
                    yield entry.name, entry.stat(follow_symlinks=False).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise UserError(
                f"{shown(str(folder))} cannot be read: {error.strerror}.", hint="Give yourself the right (chmod u+rx)."
            ) from error

    def load(self, path: tuple[str, ...]) -> bytes:
        """Return a file as it is at one moment; never wait for a pipe, never follow a link.

        Raises:
            SubmissionError: it is no file, too large or cannot be read.

        """
        name = path[-1]
        limit = LIMITS.get(os.path.splitext(name)[1].lower(), PYTHON_LIMIT)
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        try:
            with open(os.open(self.root.joinpath(*path), flags), "rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise SubmissionError(f"{shown(name)} is no file.", hint="Put the file itself in its place.")
                data = file.read(limit + 1)
        except OSError as error:
            if error.errno == errno.ELOOP:
                sentence = f"{shown(name)} is a link, and links are not followed."
                raise SubmissionError(sentence, hint="Put the file itself in its place.") from error
            sentence = f"{shown(name)} cannot be read: {error.strerror}."
            raise SubmissionError(sentence, hint="Look at the file, then run the same command again.") from error
        if len(data) > limit:
            raise too_large(name, limit)
        return data


@dataclass(frozen=True, slots=True)
class _Load:
    """Reads a file of a folder. There may be a hundred thousand of them, so they are small."""

    folder: Folder
    path: tuple[str, ...]

    def __call__(self) -> bytes:
        return self.folder.load(self.path)
