"""What an archive lists, kept in a temporary database: a hundred thousand names take no memory worth mentioning."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from grader.batch.trees import File, is_left_out

_TABLES = """
CREATE TABLE entries (
    number INTEGER PRIMARY KEY, path TEXT, folder TEXT, name TEXT, usable INTEGER, original TEXT, at INTEGER,
    flags INTEGER, method INTEGER, crc INTEGER, packed INTEGER, size INTEGER
);
CREATE INDEX of_path ON entries (path);
CREATE TABLE folders (folder TEXT, name TEXT, PRIMARY KEY (folder, name)) WITHOUT ROWID;
CREATE TABLE wrong (number INTEGER PRIMARY KEY, name TEXT, reason TEXT);
CREATE TABLE starts (at INTEGER PRIMARY KEY);
"""


class Unpacker(Protocol):
    """Reads a file out of an archive."""

    def __call__(self, info: zipfile.ZipInfo, name: str, following: int | None) -> bytes:
        """Return the bytes; ``following`` is where in the archive the next file begins, None if there is none."""


@dataclass(frozen=True, slots=True)
class _Load:
    contents: Contents
    number: int

    def __call__(self) -> bytes:
        return self.contents.load(self.number)


class Contents:
    """Files by folder, as an archive lists them; nothing is unpacked.

    Args:
        label: what messages call the archive.

    """

    def __init__(self, label: str) -> None:
        self.label = label
        self.unpack: Unpacker | None = None
        # A database without a name is private, stays in memory while it is small, and is gone when it is closed.
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)
        self._rows.execute("BEGIN")

    def add(self, info: zipfile.ZipInfo, parts: tuple[str, ...]) -> None:
        """Add a file that can be used, by its path."""
        path, folder = "/".join(parts), None if any(map(is_left_out, parts)) else "/".join(parts[:-1])
        self._rows.execute(
            "INSERT INTO entries (path, folder, name, usable, original, at, flags, method, crc, packed, size) "
            "VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)",
            (
                path, folder, parts[-1], info.orig_filename if info.orig_filename != path else None,
                info.header_offset, info.flag_bits, info.compress_type, info.CRC, info.compress_size, info.file_size,
            ),
        )  # fmt: skip

    def refuse(self, name: str, parts: tuple[str, ...], reason: str) -> None:
        """Add a name that cannot be used."""
        self._rows.execute("INSERT INTO wrong (name, reason) VALUES (?, ?)", (name, reason))
        self._rows.execute("INSERT INTO entries (path, usable) VALUES (?, 0)", ("/".join(parts),))

    def begins(self, at: int) -> None:
        """Note where in the archive a file or folder begins."""
        self._rows.execute("INSERT OR IGNORE INTO starts VALUES (?)", (at,))

    def has(self, parts: Sequence[str]) -> bool:
        """Say whether there is a file of this path, usable or not."""
        return self._one("SELECT 1 FROM entries WHERE path = ?", "/".join(parts)) is not None

    def withdraw(self, parts: Sequence[str]) -> None:
        """Take the file of this path for one that cannot be used."""
        self._rows.execute("UPDATE entries SET usable = 0 WHERE path = ?", ("/".join(parts),))

    def finish(self, unpack: Unpacker) -> None:
        """Everything was added; files are read by ``unpack``."""
        self.unpack = unpack
        self._rows.execute("CREATE INDEX of_folder ON entries (folder, name)")
        named = self._rows.execute("SELECT DISTINCT folder FROM entries WHERE usable AND folder > ''")
        for (folder,) in named:
            parts = folder.split("/")
            above = (("/".join(parts[:depth]), part) for depth, part in enumerate(parts))
            self._rows.executemany("INSERT OR IGNORE INTO folders VALUES (?, ?)", above)

    # A tree

    def folders(self, *path: str) -> list[str]:
        """Return the names of the folders in a folder."""
        found = self._rows.execute("SELECT name FROM folders WHERE folder = ? ORDER BY name", ("/".join(path),))
        return [name for (name,) in found]

    def files(self, *path: str) -> list[File]:
        """Return the files in a folder."""
        return list(self._files("folder = ?", "/".join(path)))

    def everything(self) -> list[File]:
        """Return all files, in all folders."""
        return sorted(self._files("folder IS NOT NULL"), key=lambda file: file.path)

    def refused(self) -> Iterator[tuple[str, str]]:
        """Yield the names that cannot be used, with the reason."""
        yield from self._rows.execute("SELECT name, reason FROM wrong ORDER BY number")

    def load(self, number: int) -> bytes:
        """Return the bytes of a file."""
        original, path, at, flags, method, crc, packed, size, name = self._one(
            "SELECT original, path, at, flags, method, crc, packed, size, name FROM entries WHERE number = ?", number
        )
        info = zipfile.ZipInfo(original or path)
        info.header_offset, info.flag_bits, info.compress_type = at, flags, method
        info.CRC, info.compress_size, info.file_size = crc, packed, size
        (following,) = self._one("SELECT min(at) FROM starts WHERE at > ?", at)
        assert self.unpack is not None
        return self.unpack(info, name, following)

    def _files(self, which: str, *values: str) -> Iterator[File]:
        query = f"SELECT number, path FROM entries WHERE usable AND {which} ORDER BY name"
        for number, path in self._rows.execute(query, values):
            yield File(tuple(path.split("/")), _Load(self, number))

    def _one(self, query: str, *values: Any) -> Any:
        return self._rows.execute(query, values).fetchone()
