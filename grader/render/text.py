"""Text of strangers, made fit to show: control characters as escapes, bounded length, wrapped by terminal cells.

Everything that a student's code may have a hand in (output, exception messages, names, the file itself) goes through
``shown``, ``one_line`` or ``visible`` before it reaches a page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

TAB = 4
MARKS_IN_A_ROW = 4  # more accents than that on one letter are there to paint over the neighbouring lines

# What our own sentences use, for terminals that cannot show it. Everything else beyond ASCII becomes an escape.
_PLAIN = str.maketrans(
    {
        "×": "x",
        "−": "-",
        "–": "-",
        "—": "-",
        "…": "...",
        "·": "-",
        "½": "1/2",
        "→": "->",
        "≤": "<=",
        "≥": ">=",
        "≈": "~",
    }
    | {"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "}
)
_ODD = re.compile(r"[^\n -~]")
_OPENING = "（「『【《〈［｛“‘"
_CLOSING = "，。、；：？！）」』】》〉］｝”’…·ー々%"


def visible(text: str, *, unicode: bool = True) -> str:
    r"""Return the text with every control, format, unassigned or surrogate character spelled out, such as ``\x1b``.

    Line feeds stay and tabs become spaces. The result can be printed, encoded and put into XML.
    """
    text = text.replace("\r\n", "\n").expandtabs(TAB)
    if not unicode:
        text = text.translate(_PLAIN)
    if not _ODD.search(text):
        return text
    if text.isascii() or not unicode:
        return _ODD.sub(lambda match: _spelled(match[0]), text)
    return "".join(_spelled_as_needed(text))


@lru_cache(maxsize=4096)
def _spelled(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def _spelled_as_needed(text: str) -> Iterator[str]:
    marks = 0
    for char in text:
        marks = marks + 1 if _is_mark(char) else 0
        yield char if _is_harmless(char) and marks <= MARKS_IN_A_ROW else _spelled(char)


@lru_cache(maxsize=4096)
def _is_harmless(char: str) -> bool:
    return char == "\n" or char.isprintable() or unicodedata.category(char) == "Zs"


@lru_cache(maxsize=4096)
def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in {"Mn", "Me"}


def shown(text: str, *, characters: int = 4000, lines: int = 24, unicode: bool = True) -> str:
    """Return the text visible and bounded; what is left out of its middle is said there."""
    whole = len(text)
    if whole > 2 * characters:
        text = text[:characters] + text[-characters:]
    text = visible(text, unicode=unicode).strip("\n").rstrip()
    if len(text) > characters:
        head, tail = _split(characters)
        text = f"{text[:head]}\n{_left_out(max(whole, len(text)) - characters, 'character', unicode)}\n{text[-tail:]}"
    return "\n".join(_shortened(text.split("\n"), lines, unicode))


def _split(limit: int) -> tuple[int, int]:
    tail = max(1, limit // 3)
    return max(1, limit - tail), tail


def _left_out(count: int, noun: str, unicode: bool) -> str:
    dots = "…" if unicode else "..."
    return f"{dots} {plural(count, noun)} left out {dots}"


def _shortened(lines: list[str], limit: int, unicode: bool) -> list[str]:
    if len(lines) <= limit:
        return lines
    head, tail = _split(limit - 1)
    return [*lines[:head], _left_out(len(lines) - head - tail, "line", unicode), *lines[-tail:]]


def one_line(text: str, *, characters: int = 300, unicode: bool = True) -> str:
    """Return the text visible, bounded and on one line."""
    text = " ".join(visible(text[: 2 * characters], unicode=unicode).split())
    if len(text) <= characters:
        return text
    return text[: max(0, characters - 3)] + ("…" if unicode else "...")


def source_lines(source: str) -> list[str]:
    """Split a Python file where Python does (``str.splitlines`` would also split at form feeds and U+2028)."""
    return re.split(r"\r\n|\r|\n", source.removeprefix("\ufeff"))


def spans(line: str) -> list[tuple[bool, str]]:
    """Split a line at its `code` in backticks; True marks the code."""
    return [(index % 2 == 1, part) for index, part in enumerate(re.split(r"`([^`\n]+)`", line)) if part]


def plural(count: int, noun: str) -> str:
    """Return such as "1 check" or "12,000 characters"."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def listed(names: list[str], limit: int = 6) -> str:
    """Return such as "a, b and c"; beyond the limit "a, b and 9 more"."""
    if len(names) > limit:
        names = [*names[: limit - 1], f"{len(names) - limit + 1} more"]
    comma = "; " if any("," in name for name in names) else ", "
    return " and ".join([comma.join(names[:-1]), names[-1]] if len(names) > 1 else names)


def number(value: float) -> str:
    """Return points as people write them: 10, 7.5, 3.33."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@lru_cache(maxsize=4096)
def _cell_width(char: str) -> int:
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 0 if _is_mark(char) and char != "\ufe0f" else 1


def cells(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    return len(text) if text.isascii() else sum(map(_cell_width, text))


def wrap(text: str, width: int) -> list[str]:
    """Break one line at spaces, and between Chinese characters, into lines of at most ``width`` columns.

    Its indentation is kept on every line. Only a word that is longer than a line is cut.
    """
    body = text.lstrip(" ")
    indent = min(len(text) - len(body), width // 2)
    lines, line, used = [], "", 0
    for gap, piece in _pieces(body, width - indent):
        size = cells(piece)
        if line and used + len(gap) + size > width - indent:
            lines.append(line)
            line, used = piece, size
        else:
            gap = gap if line else ""
            line, used = line + gap + piece, used + len(gap) + size
    return [" " * indent + line if line else "" for line in [*lines, line]]


def _pieces(text: str, room: int) -> Iterator[tuple[str, str]]:
    """Yield what must not be broken, each with the spaces before it."""
    for gap, word in re.findall(r"( *)([^ ]+)", text):
        for part in [word] if word.isascii() else _breakable(word):
            for piece in _cut(part, room):
                yield gap, piece
                gap = ""


def _breakable(word: str) -> Iterator[str]:
    """Split a word where Chinese may be broken: not before closing nor after opening punctuation."""
    start = 0
    for index in range(1, len(word)):
        if _may_break(word[index - 1], word[index]):
            yield word[start:index]
            start = index
    yield word[start:]


def _may_break(before: str, after: str) -> bool:
    wide = 2 in (_cell_width(before), _cell_width(after))
    return wide and before not in _OPENING and after not in _CLOSING and not _is_mark(after)


def _cut(word: str, room: int) -> Iterator[str]:
    while len(word) > 1 and cells(word) > room:
        end = fitting(word, room)
        yield word[:end]
        word = word[end:]
    yield word


def fitting(text: str, room: int) -> int:
    """Return how many characters fit into ``room`` columns, at least one."""
    used = 0
    for index, char in enumerate(text):
        used += _cell_width(char)
        if used > room:
            return max(index, 1)
    return len(text)
