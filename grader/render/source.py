"""The student's file for the page: coloured by Pygments, with the lines marked that the report speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]
from pygments.token import Comment, Keyword, Name, Number, Operator, String  # type: ignore[import-untyped]

from grader.render.text import source_lines, visible

if TYPE_CHECKING:
    from grader.submission.notebook import Cell

COLORED = 20_000  # characters; longer files are shown in one colour, Pygments would take a second
LONGEST_LINE = 300
CONTEXT = 4  # lines around a mark that are shown of a file too long to be shown whole

Pieces = tuple[tuple[str, str], ...]  # of a line: class and text

# Token types and the one-letter class that the style sheet knows; the first that contains a token's type counts.
CLASSES: tuple[tuple[Any, str], ...] = (
    (Comment, "c"),
    (String.Doc, "c"),
    (String, "s"),
    (Number, "n"),
    (Operator.Word, "k"),
    (Keyword, "k"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Decorator, "d"),
    (Name.Builtin, "b"),
    (Name.Exception, "b"),
)


@dataclass(frozen=True)
class Note:
    """What the report says about a line; without text the line is only marked."""

    text: str = ""
    target: str = ""  # the anchor of the place that says more
    explains: bool = False  # it belongs to a diagnosis, not to a failure


@dataclass(frozen=True)
class Line:
    """One line of the file as the page shows it."""

    anchor: int  # its number in the source, for links
    number: int  # the number that is shown: in a notebook it counts within the cell
    cell: int | None  # set on the first line of a notebook's cell
    pieces: Pieces
    notes: tuple[Note, ...]
    mark: str  # "", "failed" or "explained"
    skipped: int  # lines left out before this one


def listing(source: str, notes: Mapping[int, list[Note]], cells: Sequence[Cell], most: int) -> list[Line]:
    """Return the lines to show: all of them, or those around the notes if there are more than ``most``.

    Of a notebook's source only the lines of its cells are shown.
    """
    text = visible("\n".join(source_lines(source))).rstrip()
    lines = _colored(text) if text.strip() else ()
    places = {line: cell for cell in cells for line in range(cell.first, cell.last + 1)}
    there = [anchor for anchor in range(1, len(lines) + 1) if anchor in places or not cells]
    chosen = _chosen(there, sorted(notes), most)
    result: list[Line] = []
    skipped, cell_before = 0, None
    for anchor in there:
        if anchor not in chosen:
            skipped += 1
            continue
        cell = places.get(anchor)
        number = anchor - cell.first + 1 if cell else anchor
        said = tuple(note for note in dict.fromkeys(notes.get(anchor, ())) if note.text)
        heading = cell.number if cell and cell != cell_before else None
        result.append(Line(anchor, number, heading, lines[anchor - 1], said, _mark(notes.get(anchor, ())), skipped))
        skipped, cell_before = 0, cell
    return result


def _mark(notes: Sequence[Note]) -> str:
    if not notes:
        return ""
    return "explained" if all(note.explains for note in notes) else "failed"


def _chosen(there: list[int], noted: list[int], most: int) -> set[int]:
    if len(there) <= most:
        return set(there)
    around = [line for note in noted for line in range(note - CONTEXT, note + CONTEXT + 1)]
    return set(list(dict.fromkeys(around))[:most] or there[:most])


@lru_cache(maxsize=2)  # a page that turns out too large is made again, with less on it
def _colored(text: str) -> tuple[Pieces, ...]:
    if len(text) > COLORED:
        return tuple((("", _cut(line)),) for line in text.split("\n"))
    lines: list[Pieces] = []
    pieces: list[tuple[str, str]] = []
    for token, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text):
        first, *others = value.split("\n")
        _append(pieces, _class(token), first)
        for other in others:
            lines.append(_fitted(pieces))
            pieces = []
            _append(pieces, _class(token), other)
    return (*lines, _fitted(pieces))


def _append(pieces: list[tuple[str, str]], name: str, text: str) -> None:
    if pieces and (pieces[-1][0] == name or not text.strip()):
        pieces[-1] = (pieces[-1][0], pieces[-1][1] + text)
    elif text:
        pieces.append((name, text))


@cache
def _class(token: Any) -> str:
    return next((name for kind, name in CLASSES if token in kind), "")


def _fitted(pieces: list[tuple[str, str]]) -> Pieces:
    room, kept = LONGEST_LINE, []
    for name, text in pieces:
        if room > 0:
            kept.append((name, text if len(text) <= room else _cut(text, room)))
        room -= len(text)
    return tuple(kept)


def _cut(text: str, room: int = LONGEST_LINE) -> str:
    return text if len(text) <= room else text[:room] + "…"
