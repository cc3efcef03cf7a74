"""One look at a submitted file: its bytes, taken once, and the text in them."""

from __future__ import annotations

import difflib
import os
import re
import stat
import unicodedata
from pathlib import Path

from grader.errors import SubmissionError

PYTHON_LIMIT = 256 * 1024
NOTEBOOK_LIMIT = 8 * 1024 * 1024
_LIMITS = {".py": PYTHON_LIMIT, ".ipynb": NOTEBOOK_LIMIT}

_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK_OR_COMMENT = re.compile(rb"[ \t\f]*(?:#.*)?$")
_UTF8_NAMES = re.compile(r"utf-?8(-.*)?|(us-)?ascii")
_LATIN_NAMES = {
    "latin-1": "latin-1",
    "latin1": "latin-1",
    "l1": "latin-1",
    "iso-8859-1": "latin-1",
    "iso8859-1": "latin-1",
    "iso-latin-1": "latin-1",
    "iso-8859-15": "iso8859-15",
    "latin-9": "iso8859-15",
    "cp1252": "cp1252",
    "windows-1252": "cp1252",
}
_OTHER_FORMATS = {
    b"PK\x03\x04": "a ZIP archive or a file saved by torch.save or by an office program",
    b"%PDF": "a PDF document",
    b"\x7fELF": "a compiled program",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an office document",
}
_SAVE_AS_UTF8 = "Open it in your editor and save it with the encoding UTF-8."


def shown(text: str) -> str:
    """Return the text with every character that a terminal would obey instead of print written as an escape."""
    return "".join(character if _is_plain(character) else _escaped(character) for character in text)


def _is_plain(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CZ" or character == " "


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def snapshot(path: Path) -> bytes:
    """Return the file's bytes as they are at one moment.

    Raises:
        SubmissionError: it is not there, no ordinary file, not readable, too large, or of another kind.

    """
    name = shown(path.name)
    try:
        _refuse_unless_file(os.stat(path).st_mode, name)
        limit = _limit(path, name)
        # Between stat and open the file may be exchanged for a pipe, on which a plain open would wait for ever.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags)
        with open(descriptor, "rb", buffering=0) as file:
            status = os.fstat(descriptor)
            _refuse_unless_file(status.st_mode, name)
            data = b"" if status.st_size > limit else _read_up_to(file.fileno(), limit + 1)
    except (OSError, ValueError) as error:
        raise _cannot_read(path, name, error) from error
    if status.st_size > limit or len(data) > limit:
        size = f"{limit // 1024} KiB" if limit < 1 << 20 else f"{limit >> 20} MiB"
        raise SubmissionError(
            f"{name} is larger than {size}.", hint="Hand in only your code, without data and outputs."
        )
    return data


def _limit(path: Path, name: str) -> int:
    limit = _LIMITS.get(path.suffix.lower())
    if limit is None:
        raise SubmissionError(f"{name} is neither a .py nor an .ipynb file.", hint="Hand in your .py file or notebook.")
    return limit


def _refuse_unless_file(mode: int, name: str) -> None:
    if stat.S_ISREG(mode):
        return
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
    kind = kinds.get(stat.S_IFMT(mode), "a device")
    raise SubmissionError(f"{name} is {kind}, not a file.", hint="Name the .py or .ipynb file itself.")


def _read_up_to(descriptor: int, size: int) -> bytes:
    chunks = []
    while size > 0 and (chunk := os.read(descriptor, min(size, 1 << 20))):
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def _cannot_read(path: Path, name: str, error: OSError | ValueError) -> SubmissionError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        if not path.parent.is_dir():
            return SubmissionError(f"There is no folder {shown(str(path.parent))}.", hint="Look at the path again.")
        return SubmissionError(f"There is no file {name} in {shown(str(path.parent))}.", hint=_nearest(path))
    if isinstance(error, PermissionError):
        return SubmissionError(
            f"{name} may not be read by you.", hint="Give yourself the right to read it (chmod u+r)."
        )
    reason = shown(getattr(error, "strerror", None) or str(error))
    return SubmissionError(f"{name} cannot be read: {reason}.", hint="Copy it to another place and try again.")


def _nearest(path: Path) -> str:
    try:
        with os.scandir(path.parent) as entries:
            names = [entry.name for _, entry in zip(range(2000), entries, strict=False)]
    except OSError:
        names = []
    names = [name for name in names if Path(name).suffix.lower() in _LIMITS]
    folded = {name.casefold(): name for name in sorted(names)}
    close = difflib.get_close_matches(path.name.casefold(), folded, n=1)
    if close:
        return f"Did you mean {shown(folded[close[0]])}?"
    return "Look at the name again." if names else "There is no .py or .ipynb file in that folder."


def decode(data: bytes, name: str) -> str:
    """Return the text of a Python file or a notebook, each line ended by a single newline character.

    Args:
        data: the file's bytes.
        name: what the file is called in messages.

    Raises:
        SubmissionError: it is empty, not text, or not in UTF-8.

    """
    _refuse_other_formats(data, name)
    data = data.removeprefix(b"\xef\xbb\xbf")
    encoding = _declared_encoding(data, name) if name.lower().endswith(".py") else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_utf8(data, name, error.start) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise SubmissionError(f"{name} has a NUL character in line {line}: it is not a text file.", hint=_SAVE_AS_UTF8)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise SubmissionError(f"{name} is empty.", hint="Save it in your editor, then try again.")
    return text


def _refuse_other_formats(data: bytes, name: str) -> None:
    for start, kind in _OTHER_FORMATS.items():
        if data.startswith(start):
            raise SubmissionError(f"{name} is {kind}, not a text file.", hint="Hand in your .py file or notebook.")
    beginning = data[:400]
    zeros = beginning.count(0)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (zeros and _every_second_is_zero(beginning)):
        raise SubmissionError(f"{name} is encoded in UTF-16 or UTF-32, not in UTF-8.", hint=_SAVE_AS_UTF8)
    if zeros > 2:
        raise SubmissionError(f"{name} is a binary file, not a text file.", hint="Hand in your .py file or notebook.")


def _every_second_is_zero(data: bytes) -> bool:
    even, odd = data[::2].count(0), data[1::2].count(0)
    return max(even, odd) * 2 > len(data) // 2 and min(even, odd) * 4 < max(even, odd)


def _declared_encoding(data: bytes, name: str) -> str:
    """Return the encoding to decode with; refuse one that could make the text read as something else."""
    for line in re.split(rb"\r\n|\r|\n", data[:4096])[:2]:
        found = _COOKIE.match(line)
        if found:
            declared = found[1].decode("ascii", "replace").lower().replace("_", "-")
            if _UTF8_NAMES.fullmatch(declared):
                return "utf-8"
            encoding = _LATIN_NAMES.get(re.sub(r"-(unix|dos|mac)$", "", declared))
            if encoding:
                return encoding
            sentence = f"{name} declares the encoding {shown(declared[:40])}; only UTF-8 is read here."
            raise SubmissionError(sentence, hint="Save it as UTF-8 and remove the line with `coding`.")
        if not _BLANK_OR_COMMENT.match(line):
            break
    return "utf-8"


def _not_utf8(data: bytes, name: str, position: int) -> SubmissionError:
    controls = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in data[:4096])
    if controls > 8:
        return SubmissionError(f"{name} is a binary file, not a text file.", hint="Hand in your .py file or notebook.")
    line = data.count(b"\n", 0, position) + 1
    guess = "GBK" if _reads_as_chinese(data) else "Latin-1 or another old encoding"
    return SubmissionError(
        f"{name} is not UTF-8: the byte 0x{data[position]:02X} in line {line} looks like {guess}.", hint=_SAVE_AS_UTF8
    )


def _reads_as_chinese(data: bytes) -> bool:
    try:
        foreign = [character for character in data.decode("gbk") if ord(character) > 127]
    except UnicodeDecodeError:
        return False
    # In GB 2312 a character is two bytes above 0xA0; an accented Latin-1 letter usually stands alone before ASCII.
    pairs = re.findall(rb"(?:[\xa1-\xf7][\xa1-\xfe])+", data)
    return len(b"".join(pairs)) == 2 * len(foreign)
