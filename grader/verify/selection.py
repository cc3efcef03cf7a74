"""Expressions that choose variants by their names, as in ``-k 'misconceptions/ and not (sign or factor)'``."""

from __future__ import annotations

import re
from collections.abc import Callable

from grader.errors import UserError

Fits = Callable[[str], bool]


def selection(text: str) -> Fits:
    """Return whether a name fits an expression: parts of names joined by ``and``, ``or``, ``not`` and brackets.

    Raises:
        UserError: it is no expression.

    """
    reader = _Reader(re.findall(r"[()]|[^\s()]+", text))
    try:
        fits = reader.any_of()
    except ValueError:
        fits = None
    if fits is None or reader.words:
        raise UserError(
            f"{text!r} is no expression.", hint="Join parts of names: -k 'misconceptions/ and not (sign or factor)'."
        )
    return fits


class _Reader:
    """Reads an expression word by word; what is no expression is a ValueError."""

    def __init__(self, words: list[str]) -> None:
        self.words = words

    def any_of(self) -> Fits:
        """Read what is joined by ``or``."""
        found = [self._all_of()]
        while self._takes("or"):
            found.append(self._all_of())
        return lambda name: any(fits(name) for fits in found)

    def _all_of(self) -> Fits:
        found = [self._one()]
        while self._takes("and"):
            found.append(self._one())
        return lambda name: all(fits(name) for fits in found)

    def _one(self) -> Fits:
        if self._takes("not"):
            inner = self._one()
            return lambda name: not inner(name)
        if self._takes("("):
            inner = self.any_of()
            if not self._takes(")"):
                raise ValueError
            return inner
        if not self.words or self.words[0] in (")", "and", "or"):
            raise ValueError
        word = self.words.pop(0).casefold()
        return lambda name: word in name.casefold()

    def _takes(self, word: str) -> bool:
        """Take the next word if it is this one."""
        if self.words[:1] != [word]:
            return False
        self.words.pop(0)
        return True
