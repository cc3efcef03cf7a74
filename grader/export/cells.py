"""Comma-separated files: quoted, UTF-8, with no cell that a spreadsheet would calculate."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UserError

_CALCULATED = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
LARGEST = 64 << 20  # bytes of a file to be filled in
BOM = "\ufeff"


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe is put before what looks like one.

    The rule is the one that OWASP gives for "CSV injection"; a lone "-" is left as it is.
    """
    calculated = text.startswith(_CALCULATED) or text.lstrip().startswith(_CALCULATED)
    return "'" + text if text.startswith("'") or (calculated and text != "-") else text


def original(cell: str) -> str:
    """Return the text that ``harmless`` was given."""
    return cell[1:] if cell.startswith("'") else cell


def points(value: float) -> str:
    """Return points with two decimals and a dot, which every platform reads."""
    return f"{value:.2f}"


def written(rows: Iterable[Sequence[str]], *, delimiter: str = ",", bom: bool = True) -> bytes:
    """Return rows as a file; the mark at the beginning tells Excel that it is UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return ((BOM if bom else "") + text.getvalue()).encode("utf-8", "replace")


@dataclass
class Sheet:
    """A file that a platform has made and that takes grades."""

    name: str
    rows: list[list[str]]
    delimiter: str
    bom: bool

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return self.rows[0]

    def bytes(self) -> bytes:
        """Return the file as it is now."""
        return written(self.rows, delimiter=self.delimiter, bom=self.bom)

    def column(self, *names: str) -> int | None:
        """Return the number of the first column that has one of these names, None if none has."""
        wanted = {name.casefold() for name in names}
        return next((place for place, name in enumerate(self.header) if name.strip().casefold() in wanted), None)


def read_sheet(path: Path) -> Sheet:
    """Read a file that a platform has made; every row gets as many cells as the first.

    Raises:
        UserError: it cannot be read, or is no such file.

    """
    try:
        if path.stat().st_size > LARGEST:
            raise UserError(f"{path} has more than {LARGEST >> 20} MiB.", hint="Is it the file from the platform?")
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(
            f"{path} is not UTF-8 text.", hint="Give the file as it was downloaded, not as saved."
        ) from error
    bom = text.startswith(BOM)
    text = text.removeprefix(BOM)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row]
    except csv.Error as error:
        raise UserError(f"{path} is no table: {error}.", hint="Give the file as it was downloaded.") from error
    if not rows or len(rows[0]) < 2:
        raise UserError(f"{path} has no columns.", hint="Give the file as it was downloaded.")
    width = len(rows[0])
    if any(len(row) > width for row in rows):
        raise UserError(f"{path} has rows that are longer than its first.", hint="Give the file as it was downloaded.")
    return Sheet(path.name, [row + [""] * (width - len(row)) for row in rows], delimiter, bom)
