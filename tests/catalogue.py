"""Compiles the catalogues of translations with Babel: ``python -m tests.catalogue`` writes what the package has.

The compiled files are kept in the repository, so neither an installation nor a fresh clone needs Babel; a test says
when they are older than what they are made from.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from grader.language import DOMAIN, FOLDER, LANGUAGES

EVER = datetime(2026, 1, 1, tzinfo=UTC)


def sources() -> list[Path]:
    """Return the catalogues that people write."""
    return [FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po" for language in LANGUAGES if language != "en"]


def read(path: Path) -> Catalog:
    """Return a catalogue; an error in the file is an error here."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def compiled(path: Path) -> bytes:
    """Return what gettext reads."""
    stream, found = io.BytesIO(), read(path)
    found.creation_date = found.revision_date = EVER  # else two compilations would differ by their dates
    write_mo(stream, found)
    return stream.getvalue()


if __name__ == "__main__":
    for source in sources():
        source.with_suffix(".mo").write_bytes(compiled(source))
        print(f"{source.with_suffix('.mo').relative_to(FOLDER.parents[1])}: {len(list(read(source)))} messages")
