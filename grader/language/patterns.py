"""Finds the pattern that a sentence was made from, and makes the sentence of the other language from its parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

DEEPEST = 4  # parts within parts
LONGEST = 4000  # characters: what is longer is no sentence of ours
BEGINNING = 8  # characters by which a sentence is known to stand in a file that was not read yet
MOST_PIECES = 4  # sentences that are one message
# What may stand in a hole, by the first letter of its name; without one of these, anything.
_KINDS = {
    "c": r"`[^`]+`(?: or `[^`]+`)*|[Yy]our code|[\w.]+",  # who was called
    "f": r"\w+(?:\(.*\))?",  # a function, or a call of it
    "i": r"[\d, ]+",
    "k": r"'[^']*'|[\d.]+",  # a key
    "l": r"[^.]+?",
    "n": r"[-−]?[\d.,]+",
    "q": r"`[^`]+`(?:(?:, | and )`[^`]+`)*",  # names
    "s": r"(?:(?<=\bwhat) is |(?! is | are | has | differs |: ).)+?",  # what a comparison calls a value: no sentence
    "w": r"\S+",
}
_HOLE = re.compile(r"\{(\w+)\}")
_PIECES = re.compile(r"(?<=[.!?:]) +(?=\S)")
_LATIN, _CHINESE = re.compile(r"[A-Za-z0-9`)\]]"), re.compile(r"[\u4e00-\u9fff]")
_ENDS = "。！？：，；）"


Load = Callable[[], Iterable[tuple[str, str]]]


@dataclass(frozen=True)
class Pattern:
    """A sentence with holes, and its translation.

    Attributes:
        text: the sentence.
        translation: the same in the other language.
        literals: what stands between the holes, the longest first: where one of them lacks, the pattern does not fit.

    """

    text: str
    translation: str
    literals: tuple[str, ...]

    @property
    def size(self) -> int:
        """How much stands between the holes: the more of it, the more telling."""
        return sum(map(len, self.literals))

    def match(self, text: str) -> re.Match[str] | None:
        """Return what stands in the holes of a text; None if it does not fit.

        Most patterns are never looked at, so an expression is compiled when its literals have been found.
        """
        if all(literal in text for literal in self.literals):
            return self._expression.fullmatch(text)
        return None

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        expression = ""
        for index, part in enumerate(_HOLE.split(self.text)):
            if index % 2:
                kind = _KINDS.get(part[0], ".+?") if len(part) > 1 or part in "ls" else ".+?"
                expression += f"(?P<h{part}>{kind})"
            else:
                expression += re.escape(part).replace(r"\(s\)", "s?")
        return re.compile(expression, re.DOTALL)


def pattern(english: str, translation: str) -> Pattern:
    """Return a sentence with holes ready to be sought."""
    literals = [literal for part in _HOLE.split(english)[::2] for literal in part.split("(s)") if literal]
    return Pattern(english, translation, tuple(sorted(literals, key=len, reverse=True)))


def _joined(pieces: Iterable[str]) -> str:
    """Put pieces together, with a space where a Latin letter or a number meets a Chinese character."""
    text = ""
    for piece in pieces:
        before, after = text[-1:], piece[:1]
        meet = (_LATIN.match(before) and _CHINESE.match(after)) or (_CHINESE.match(before) and _LATIN.match(after))
        text += f" {piece}" if meet else piece
    return text


def beginning(text: str) -> str:
    """Return how a sentence begins, up to what a file may have to write in another way."""
    return text[:BEGINNING].partition('"')[0].partition("\\")[0]


class Catalogue:
    """Sentences and their translations.

    Args:
        messages: English to the other language.

    """

    def __init__(self, messages: Mapping[str, str]) -> None:
        self._whole: dict[str, str] = {}
        self._learnt: dict[str, str] = {}
        self._later: dict[str, list[Load]] = {}  # by how sentences begin
        self._patterns: list[Pattern] = []
        self._lookup = lru_cache(maxsize=4096)(self._sought)
        self.add(messages.items())

    def add(self, messages: Iterable[tuple[str, str]]) -> None:
        """Add sentences, with holes or without."""
        for english, translation in messages:
            if "{" not in english and "(s)" not in english:
                self._whole[english] = translation
            elif "!" not in english and "%(" not in english:  # those are click's own, which it fills in itself
                self._patterns.append(pattern(english, translation))
        self._patterns.sort(key=lambda each: -each.size)  # the most telling one first
        self._lookup.cache_clear()

    def learn(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Add sentences of a course, word for word: in them a brace is a brace. None takes the place of one of ours."""
        self._learnt |= {english: translation for english, translation in pairs if translation}
        self._lookup.cache_clear()

    def learn_later(self, beginnings: Iterable[str], load: Load) -> None:
        """Know where sentences of a course are; they are learnt when one is sought that begins like any of them."""
        for each in set(beginnings):
            self._later.setdefault(each, []).append(load)
        self._lookup.cache_clear()

    def told(self, text: str) -> str:
        """Return the translation of a text; what is not known stays as it is."""
        if not text or len(text) > LONGEST or not any(char.isalpha() for char in text):
            return text
        return self._lookup(text, 0)

    def _sought(self, text: str, depth: int) -> str:
        body = text.strip()
        if not body:
            return text
        before, _, after = text.partition(body)
        found = self._sentence(body, depth)
        if found is None:
            found = "\n".join(self._paragraphs(body, depth))
        return f"{before}{found}{after}"

    def _paragraphs(self, text: str, depth: int) -> Iterator[str]:
        """Tell line by line, and of a line sentence by sentence, what is known."""
        for line in text.split("\n"):
            body = line.strip()
            whole = self._sentence(body, depth)
            found = self._pieces(body, depth) if whole is None else whole
            yield line.replace(body, found) if body else line

    def _pieces(self, line: str, depth: int) -> str:
        """Tell a line of several sentences, if all of them are ours: half a translation is worse than none."""
        pieces = _PIECES.split(line)
        told: list[str] = []
        start = 0
        while start < len(pieces):  # the longest run of sentences that is one message goes first
            ends = range(min(len(pieces), start + MOST_PIECES), start, -1)
            runs = ((end, self._sentence(" ".join(pieces[start:end]), depth)) for end in ends)
            end, found = next((run for run in runs if run[1] is not None), (0, None))
            if found is None:
                return line
            told.append(found)
            start = end
        return "".join(f"{piece}{'' if piece[-1:] in _ENDS else ' '}" for piece in told[:-1]) + told[-1]

    def _sentence(self, text: str, depth: int) -> str | None:
        if text in self._whole:
            return self._whole[text]
        for load in self._later.pop(beginning(text), ()):
            self.learn(load())
        if text in self._learnt:
            return self._learnt[text]
        for each in self._patterns:
            if (found := each.match(text)) is not None:
                return self._filled(each, found, depth)
        return None

    def _filled(self, each: Pattern, found: re.Match[str], depth: int) -> str:
        parts = {}
        for group, part in found.groupdict().items():
            hole = group[1:]
            if depth < DEEPEST and hole == "l":
                parts[hole] = "、".join(self._part(each, depth + 1) for each in part.split(", "))
            elif depth < DEEPEST and len(hole) == 1 and hole.isalpha():
                parts[hole] = self._part(part, depth + 1)
            else:
                parts[hole] = part
        pieces = _HOLE.split(each.translation)
        pieces[1::2] = [parts[hole] for hole in pieces[1::2]]
        return _joined(pieces)

    def _part(self, text: str, depth: int) -> str:
        """Tell a part of a sentence; it may be a sentence that has lost its full stop."""
        found = self._sentence(text, depth)
        if found is None and (whole := self._sentence(f"{text}.", depth)) is not None:
            found = whole.removesuffix("。")
        return self._sought(text, depth) if found is None else found
