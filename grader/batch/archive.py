"""Reads zip archives of strangers: into memory, one file at a time, nothing by the name that it has in there."""

from __future__ import annotations

import io
import os
import re
import sqlite3
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from grader.batch.contents import Contents
from grader.batch.trees import ARCHIVE_LIMIT, LIMITS, too_large
from grader.errors import SubmissionError, UserError
from grader.submission.reading import PYTHON_LIMIT, shown

CATALOGUE_LIMIT = 64 << 20  # bytes of the table of contents of a whole class
NESTED_CATALOGUE_LIMIT = 256 << 10  # and of what one student handed in: about two thousand files
HIGHEST_RATIO = 200  # a file that unpacks to more than that times its size is made to do harm; code reaches 20
SMALL = 1 << 20  # bytes up to which the ratio does not matter
_END = b"PK\x05\x06"
_LARGE_FORM = b"PK\x06\x07"
_AGAIN = "Download it again, or ask for it again."
DEEPEST = 40  # folders in folders; each is noted with all that are above it
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_LOCAL = struct.Struct("<HH")  # how long the name and what follows it are, at 26 of 30 bytes before a file's data


def open_class(path: Path) -> Contents:
    """Return what the archive of a whole class lists.

    Single files in it that cannot be used are left out with a reason.

    Raises:
        UserError: it is no zip archive, or larger than any class.

    """
    label = shown(path.name)
    try:
        with open(path, "rb") as file:
            _refuse_catalogue(file, label, CATALOGUE_LIMIT)
        return _contents(path, label)
    except SubmissionError as error:
        raise UserError(error.message, hint=error.hint) from error
    except OSError as error:
        raise UserError(f"{label} cannot be read: {error.strerror}.", hint="Look at the path again.") from error


def open_nested(data: bytes, name: str) -> Contents:
    """Return what an archive lists that one student handed in.

    Raises:
        SubmissionError: it is no zip archive, or there is anything in it that an honest one has not.

    """
    file = io.BytesIO(data)
    _refuse_catalogue(file, shown(name), NESTED_CATALOGUE_LIMIT)
    contents = _contents(file, shown(name))
    for _, reason in contents.refused():
        raise SubmissionError(f"{contents.label}: {reason}", hint="Ask for the file itself, unpacked.")
    return contents


def _contents(file: Path | IO[bytes], label: str) -> Contents:
    try:
        contents = Contents(label)
        size = file.stat().st_size if isinstance(file, Path) else file.seek(0, os.SEEK_END)
        archive = _Streamed(file, lambda info: _take(contents, info, size))
        contents.finish(lambda info, name, following: _unpacked(archive, info, name, following))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise SubmissionError(f"{label} is a damaged zip archive ({error}).", hint=_AGAIN) from error
    except sqlite3.Error as error:
        raise UserError(
            f"What {label} lists cannot be written down: {error}.", hint="Make room in the folder for temporary files."
        ) from error
    return contents


class _Handed(list[zipfile.ZipInfo]):
    """Gives away what is appended and stays empty."""

    def __init__(self, take: Callable[[zipfile.ZipInfo], None]) -> None:
        super().__init__()
        self.append = take  # type: ignore[method-assign]


class _Forgetful(dict[str, zipfile.ZipInfo]):
    """Keeps nothing."""

    def __setitem__(self, key: str, value: zipfile.ZipInfo) -> None:
        pass


class _Streamed(zipfile.ZipFile):
    """An archive that gives each entry of its table of contents away instead of keeping them all.

    The table is read, and refused, by ``zipfile`` as ever.
    """

    def __init__(self, file: Path | IO[bytes], take: Callable[[zipfile.ZipInfo], None]) -> None:
        self._handed, self._by_name = _Handed(take), _Forgetful()
        super().__init__(file)

    @property
    def filelist(self) -> list[zipfile.ZipInfo]:
        """Nothing, and whatever is appended to it is given away."""
        return self._handed

    @filelist.setter
    def filelist(self, value: Any) -> None:
        """Nothing else takes its place."""

    @property
    def NameToInfo(self) -> dict[str, zipfile.ZipInfo]:
        """Nothing, whatever is put into it."""
        return self._by_name

    @NameToInfo.setter
    def NameToInfo(self, value: Any) -> None:
        """Nothing else takes its place."""


def _take(contents: Contents, info: zipfile.ZipInfo, size: int) -> None:
    """Note an entry of an archive that has so many bytes."""
    if 0 <= info.header_offset < size:
        contents.begins(info.header_offset)
    if info.filename.endswith("/"):  # info.is_dir() fails on an entry without a name
        return
    parts = tuple(part for part in info.filename.replace("\\", "/").split("/") if part != ".")
    reason = _refusal(info, parts, size)
    if reason is None and contents.has(parts):
        contents.withdraw(parts)
        reason = f"{_name(info)} is in the archive twice."
    if reason is not None:
        contents.refuse(info.filename, parts, reason)
    else:
        contents.add(info, parts)


def _name(info: zipfile.ZipInfo) -> str:
    name = shown(info.filename) or "An entry without a name"
    return name if len(name) <= 300 else name[:299] + "…"


def _refuse_catalogue(file: IO[bytes], label: str, limit: int) -> None:
    """Refuse an archive whose table of contents is larger than the limit: it would be read into memory as a whole."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or at + 16 > len(tail):
        raise SubmissionError(f"{label} is no zip archive, or only a part of one.", hint=_AGAIN)
    stated: int = struct.unpack_from("<L", tail, at + 12)[0]
    large_form = tail[:at].rfind(_LARGE_FORM, max(0, at - 20)) >= 0  # then the true size is stated elsewhere
    if min(size if large_form else stated, size) > limit:
        raise SubmissionError(f"{label} lists too many files.", hint="Hand over fewer files in one archive.")
    file.seek(0)


def _refusal(info: zipfile.ZipInfo, parts: tuple[str, ...], size: int) -> str | None:
    """Return why an entry is not used, None if it may be."""
    name = _name(info)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.filename.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", info.filename):
        return f"{name} has an absolute path."
    if ".." in parts or "" in parts or not parts:
        return f"{name} leads out of the archive."
    if len(parts) > DEEPEST:
        return f"{name} is deeper in folders than any file of a class."
    if not (0 <= info.header_offset < size and info.compress_size <= size):
        return f"{name} is not where the archive says that it is."
    if kind not in (0, stat.S_IFREG):
        return f"{name} is a link or another thing that is no file."
    if info.flag_bits & 0x1:
        return f"{name} is encrypted."
    if info.compress_type not in _METHODS:
        return f"{name} is compressed in a way that is not read here."
    if info.file_size > SMALL and info.file_size > HIGHEST_RATIO * max(info.compress_size, 1):
        return f"{name} unpacks to {info.file_size >> 20} MiB out of almost nothing."
    return None


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, following: int | None) -> bytes:
    """Return the bytes of a file, no more than may be handed in, whatever size is stated."""
    suffix = Path(name).suffix.lower()
    limit = min(LIMITS.get(suffix, PYTHON_LIMIT), ARCHIVE_LIMIT)
    if info.file_size > limit:
        raise too_large(name, limit)
    try:
        if _end(archive, info) > (following if following is not None else archive.start_dir):
            raise zipfile.BadZipFile("it overlaps with another part of the archive")
        with archive.open(info) as file:
            data = file.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, struct.error) as error:
        raise SubmissionError(
            f"{shown(name)} cannot be unpacked: {error or type(error).__name__}.", hint=_AGAIN
        ) from error
    if len(data) > limit:
        raise too_large(name, limit)
    return data


def _end(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> int:
    """Return where in the archive a file's data end: the header before them says how long it is itself."""
    assert archive.fp is not None
    archive.fp.seek(info.header_offset + 26)
    name, more = _LOCAL.unpack(archive.fp.read(_LOCAL.size))
    end: int = info.header_offset + 30 + name + more + info.compress_size
    return end
