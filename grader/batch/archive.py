"""Reads zip archives of strangers: into memory, one file at a time, nothing by the name that it has in there."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from grader.batch.trees import ARCHIVE_LIMIT, LIMITS, Listing, too_large
from grader.errors import SubmissionError, UserError
from grader.submission.reading import PYTHON_LIMIT, shown

CATALOGUE_LIMIT = 64 << 20  # bytes of the table of contents of a whole class
NESTED_CATALOGUE_LIMIT = 256 << 10  # and of what one student handed in: about two thousand files
HIGHEST_RATIO = 200  # a file that unpacks to more than that times its size is made to do harm; code reaches 20
SMALL = 1 << 20  # bytes up to which the ratio does not matter
_END = b"PK\x05\x06"
_LARGE_FORM = b"PK\x06\x07"
_AGAIN = "Download it again, or ask for it again."
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_Loader = Callable[[], bytes]


def open_class(path: Path) -> Listing:
    """Return what the archive of a whole class lists.

    Single files in it that cannot be used are left out with a reason.

    Raises:
        UserError: it is no zip archive, or larger than any class.

    """
    label = shown(path.name)
    try:
        with open(path, "rb") as file:
            _refuse_catalogue(file, label, CATALOGUE_LIMIT)
        return _listing(path, label)
    except SubmissionError as error:
        raise UserError(error.message, hint=error.hint) from error
    except OSError as error:
        raise UserError(f"{label} cannot be read: {error.strerror}.", hint="Look at the path again.") from error


def open_nested(data: bytes, name: str) -> Listing:
    """Return what an archive lists that one student handed in.

    Raises:
        SubmissionError: it is no zip archive, or there is anything in it that an honest one has not.

    """
    file = io.BytesIO(data)
    _refuse_catalogue(file, shown(name), NESTED_CATALOGUE_LIMIT)
    listing = _listing(file, shown(name))
    if listing.wrong:
        raise SubmissionError(f"{listing.label}: {listing.wrong[0][1]}", hint="Ask for the file itself, unpacked.")
    return listing


def _listing(file: Path | IO[bytes], label: str) -> Listing:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise SubmissionError(f"{label} is a damaged zip archive ({error}).", hint=_AGAIN) from error
    usable: dict[tuple[str, ...], _Loader] = {}
    wrong, seen = [], set()
    for info in archive.infolist():
        if info.filename.endswith("/"):  # info.is_dir() fails on an entry without a name
            continue
        parts = tuple(part for part in info.filename.replace("\\", "/").split("/") if part != ".")
        reason = _refusal(info, parts)
        if reason is None and parts in seen:
            usable.pop(parts, None)
            reason = f"{shown(info.filename)} is in the archive twice."
        seen.add(parts)
        if reason is not None:
            wrong.append((info.filename, reason))
        else:
            usable[parts] = _loader(archive, info, parts[-1])
    listing = Listing.of(label, usable)
    listing.wrong = wrong
    return listing


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


def _refusal(info: zipfile.ZipInfo, parts: tuple[str, ...]) -> str | None:
    """Return why an entry is not used, None if it may be."""
    name = shown(info.filename) or "An entry without a name"
    if len(name) > 300:
        name = name[:299] + "…"
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.filename.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", info.filename):
        return f"{name} has an absolute path."
    if ".." in parts or "" in parts or not parts:
        return f"{name} leads out of the archive."
    if kind not in (0, stat.S_IFREG):
        return f"{name} is a link or another thing that is no file."
    if info.flag_bits & 0x1:
        return f"{name} is encrypted."
    if info.compress_type not in _METHODS:
        return f"{name} is compressed in a way that is not read here."
    if info.file_size > SMALL and info.file_size > HIGHEST_RATIO * max(info.compress_size, 1):
        return f"{name} unpacks to {info.file_size >> 20} MiB out of almost nothing."
    return None


def _loader(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> _Loader:
    suffix = Path(name).suffix.lower()
    limit = min(LIMITS.get(suffix, PYTHON_LIMIT), ARCHIVE_LIMIT)

    def load() -> bytes:
        if info.file_size > limit:
            raise too_large(name, limit)
        try:
            with archive.open(info) as file:
                data = file.read(limit + 1)  # whatever size is stated
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
            raise SubmissionError(
                f"{shown(name)} cannot be unpacked: {error or type(error).__name__}.", hint=_AGAIN
            ) from error
        if len(data) > limit:
            raise too_large(name, limit)
        return data

    return load
