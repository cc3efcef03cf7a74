"""The section "The formula" of a handout, for a page: paragraphs, formulas, tables, lists and code.

Handouts are Markdown, and this reads as much of it as such a section needs. Whatever else stands there is shown as it
is written. Links become their text: a page of ours leads nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from grader.render.formula import apart, to_mathml
from grader.render.text import visible

HEADING = "The formula"
LARGEST = 1 << 18  # bytes of a handout
LONGEST = 12_000  # characters of the section
MOST_MARKUP = 80_000  # characters of MathML on a page; formulas beyond it are shown as they are written

# Each has a kind. Pieces: text, code, math, latex (with text), strong, emphasis (with pieces). Blocks: paragraph,
# heading, display (with pieces), code (with text), list, numbered (with entries), table (with head and rows).
Piece = dict[str, Any]
Block = dict[str, Any]

_SECTION = re.compile(rf"^##[ ]+{HEADING}[ ]*\n(.*?)(?=^\#{{1,2}}[ ]|\Z)", re.MULTILINE | re.DOTALL)
_DIVIDED = re.compile(r"^```[^\n]*\n(?P<code>.*?)^```[ ]*$|\$\$(?P<display>.+?)\$\$", re.MULTILINE | re.DOTALL)
_ITEM = re.compile(r"(?:[-*+]|\d{1,3}[.)])[ ]+(?=\S)")
_FIRST_ITEM = re.compile(r"(?:[-*+]|1[.)])[ ]+(?=\S)")  # what may follow a line of text at once
_RULE = re.compile(r"\|?[ ]*:?-+:?[ ]*(\|[ ]*:?-+:?[ ]*)*\|?")  # below the first row of a table
_CELL = re.compile(r"(?<!\\)\|")
_INLINE = re.compile(
    r"(?P<ticks>`+)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|\$(?P<math>(?![\s$])[^$]*?(?<![\s\\]))\$(?!\d)"
    r"|\*\*(?P<strong>(?=\S).+?(?<=\S))\*\*"
    r"|(?<![\w*])\*(?P<emphasis>[^\s*](?:[^*]*[^\s*])?)\*(?![\w*])"
    r"|!?\[(?P<link>[^\]]*)\]\([^)\s]*\)"
)


def formula(handout: Path) -> tuple[Block, ...]:
    """Return what the handout says under its heading "The formula"; nothing if it has none, or is not at hand."""
    try:
        if not handout.is_file() or handout.stat().st_size > LARGEST:
            return ()
        return blocks_of(handout.read_text(encoding="utf-8-sig", errors="replace"))
    except OSError:
        return ()


@lru_cache(maxsize=64)
def blocks_of(text: str) -> tuple[Block, ...]:
    """Return the blocks of that section of a handout's text; a class's reports ask for the same ones."""
    section = _SECTION.search(visible(text) + "\n")
    if section is None or len(section[1]) > LONGEST:
        return ()
    return tuple(_Reader().blocks(section[1]))


def language(blocks: tuple[Block, ...]) -> str:
    """Return the language of a section, as pages name it: Chinese if there is anything of it, else English."""
    return "zh-Hans" if re.search(r"[\u4e00-\u9fff]", str(blocks)) else "en"


class _Reader:
    """Reads one section, and keeps an eye on how much markup it becomes."""

    def __init__(self) -> None:
        self._room = MOST_MARKUP

    def blocks(self, section: str) -> Iterator[Block]:
        start = 0
        for match in _DIVIDED.finditer(section):
            yield from self._prose(section[start : match.start()])
            start = match.end()
            if match["code"] is not None:
                yield {"kind": "code", "text": match["code"].rstrip("\n")}
            else:
                yield self._display(match["display"].strip())
        yield from self._prose(section[start:])

    def _display(self, latex: str) -> Block:
        parts = [self._math(part, block=True) for part in apart(latex)]
        if any(part["kind"] == "latex" for part in parts):
            return {"kind": "code", "text": latex}
        return {"kind": "display", "pieces": parts}

    def _math(self, latex: str, *, block: bool) -> Piece:
        markup = to_mathml(latex, block=block)
        if markup is None or len(markup) > self._room:
            return {"kind": "latex", "text": latex}
        self._room -= len(markup)
        return {"kind": "math", "text": markup}

    def _prose(self, text: str) -> Iterator[Block]:
        for lines in _groups(text.split("\n")):
            if len(lines) > 1 and lines[0].startswith("|") and _RULE.fullmatch(lines[1]):
                yield {"kind": "table", "head": self._row(lines[0]), "rows": [self._row(line) for line in lines[2:]]}
            elif _ITEM.match(lines[0]):
                kind = "numbered" if lines[0][0].isdigit() else "list"
                yield {"kind": kind, "entries": [self.pieces(item) for item in _items(lines)]}
            elif lines[0].startswith("###"):
                yield {"kind": "heading", "pieces": self.pieces(lines[0].lstrip("# "))}
            else:
                yield {"kind": "paragraph", "pieces": self.pieces(" ".join(lines))}

    def _row(self, line: str) -> list[list[Piece]]:
        return [self.pieces(cell.strip()) for cell in _CELL.split(line.strip("|"))]

    def pieces(self, text: str) -> list[Piece]:
        """Return what one paragraph consists of."""
        pieces: list[Piece] = []
        start = 0
        for match in _INLINE.finditer(text):
            _add(pieces, text[start : match.start()])
            start = match.end()
            kind, inner = str(match.lastgroup), match[str(match.lastgroup)]
            if kind == "math":
                pieces.append(self._math(inner.strip(), block=False))
            elif kind == "code":
                pieces.append({"kind": "code", "text": inner.strip()})
            elif kind in ("strong", "emphasis"):
                pieces.append({"kind": kind, "pieces": self.pieces(inner)})
            else:
                _add(pieces, inner)
        _add(pieces, text[start:])
        return pieces


def _add(pieces: list[Piece], text: str) -> None:
    if text and pieces and pieces[-1]["kind"] == "text":
        pieces[-1]["text"] += text
    elif text:
        pieces.append({"kind": "text", "text": text})


def _groups(lines: list[str]) -> Iterator[list[str]]:
    """Yield the lines of each paragraph, table, list and heading, without the spaces around them."""
    group: list[str] = []
    for line in [*map(str.strip, lines), ""]:
        goes_on = group and _ITEM.match(group[0])
        begins = not line or line.startswith("###") or (not goes_on and _FIRST_ITEM.match(line))
        if group and (begins or group[0].startswith("###")):
            yield group
            group = []
        if line:
            group.append(line)


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if _ITEM.match(line):
            items.append(_ITEM.sub("", line, count=1))
        else:
            items[-1] += f" {line}"
    return items
