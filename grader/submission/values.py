"""The kinds of things that an expression may stand for, and sets of them; all sets are bounded."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from grader.submission.scopes import MOST, OwnClass

LONGEST = 200  # characters of a text or a dotted name
_DEEPEST = 4  # lists in lists
_SELF_IMPORTED = {"F": "torch.nn.functional", "nn": "torch.nn"} | {
    name: name for name in ("torch", "sys", "importlib", "builtins", "operator")
}  # torch's modules import each other: torch.nn.functional.torch is torch


@dataclass(frozen=True, slots=True)
class Library:
    """A module, or something in it, that is not the student's."""

    dotted: str


@dataclass(frozen=True, slots=True)
class Members:
    """The table of everything in a library's module: ``vars(torch)``."""

    dotted: str


@dataclass(frozen=True, slots=True)
class Text:
    """A constant text."""

    text: str


@dataclass(frozen=True, slots=True)
class Own:
    """A class of the student's, or an instance of it."""

    owner: OwnClass
    instance: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """A list, tuple, set or dictionary, with what is in it."""

    items: frozenset[Any]
    depth: int  # how many of them are inside each other


@dataclass(frozen=True, slots=True)
class Getter:
    """A call of ``operator.attrgetter`` or ``methodcaller``."""

    names: frozenset[str]
    certain: bool


class Thing(enum.Enum):
    """What is not followed further."""

    UNKNOWN = enum.auto()  # anything at all
    FOREIGN = enum.auto()  # made by a library or by arithmetic, so no object of the student's classes
    OWN = enum.auto()  # a function of the student's
    GLOBALS = enum.auto()  # the result of globals()


Value = Library | Members | Text | Own | Holder | Getter | Thing
Values = frozenset[Value]
UNKNOWN: Values = frozenset({Thing.UNKNOWN})
FOREIGN: Values = frozenset({Thing.FOREIGN})


def library(dotted: str, name: str) -> Values:
    """Return something in a library, under the name that it has where it comes from."""
    inner, _, last = name.rpartition(".")
    dotted = ".".join(part for part in (dotted, inner) if part)
    if dotted.split(".")[0] == "torch" and last in _SELF_IMPORTED:
        return frozenset({Library(_SELF_IMPORTED[last])})
    if (dotted, last) == ("torch._ops", "ops"):  # where torch.ops comes from
        return frozenset({Library("torch.ops")})
    return frozenset({Library((f"{dotted}.{last}" if dotted else last)[:LONGEST])})


def union(parts: Iterable[Values]) -> Values:
    """Return all values of all parts."""
    return frozenset(itertools.chain.from_iterable(parts))


def holder(items: Values) -> Values:
    """Return a list or the like with these elements; unknown if it is one of a deep nest."""
    depth = 1 + max((item.depth for item in items if isinstance(item, Holder)), default=0)
    return frozenset({Holder(items, depth)}) if depth <= _DEEPEST else UNKNOWN


def elements(values: Values) -> Values:
    """Return what an element of such a value may be."""
    held = union(value.items for value in values if isinstance(value, Holder))
    others = {value for value in values if not isinstance(value, Holder)}
    if others:
        held |= FOREIGN if all(isinstance(value, Library) or value is Thing.FOREIGN for value in others) else UNKNOWN
    return held


def texts_of(texts: Iterable[str]) -> Values:
    """Return the texts as values; nothing that can be told if they are long or many."""
    found: set[Value] = set()
    for text in texts:
        if len(text) > LONGEST or len(found) >= MOST:
            return FOREIGN
        found.add(Text(text))
    return frozenset(found)


def product(parts: list[frozenset[str]]) -> Iterable[tuple[str, ...]]:
    """Return every choice of one text from each part."""
    size = 1
    for part in parts:
        size *= len(part)
        if size > MOST:
            return [("x" * (LONGEST + 1),)]  # too many to tell: no text
    return itertools.product(*parts)
