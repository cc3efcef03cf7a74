"""What a name in a piece of Python can refer to: scopes, and the bindings that reach each use of a name.

Names are followed along the text. A binding hides the earlier ones where it certainly came first; one in a branch, a
loop or a ``try`` only adds to them. A function sees its module as it is at the end.
"""

from __future__ import annotations

import ast
import bisect
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

MOST = 50  # bindings of one name that are followed


@dataclass(eq=False, slots=True)
class Block:
    """Statements that run together: a branch, the body of a loop, a whole function."""

    parent: Block | None = None
    loop: bool = False

    def within(self, other: Block) -> bool:
        """Say whether this block is the other one or inside it."""
        return any(block is other for block in self.outwards())

    def outwards(self) -> Iterator[Block]:
        """Yield this block and those around it."""
        block: Block | None = self
        while block is not None:
            yield block
            block = block.parent


@dataclass(eq=False, slots=True)
class Unit:
    """A statement at the level of the module, with all that is inside it."""

    line: int
    under: Unit | None = None  # the `if`, `for` or `try` around it
    asleep: bool = False  # under `if __name__ == "__main__":`, which is not run when graded
    names: set[str] = field(default_factory=set)  # what it binds
    changes: set[str] = field(default_factory=set)  # whose value it changes, as `Linear.forward = f` changes `Linear`


class Origin(NamedTuple):
    """Where the value of a binding comes from."""

    kind: Literal["unknown", "function", "import", "value", "default", "class", "instance"]
    node: ast.expr | None = None  # of a value: the expression
    levels: int = 0  # of a value: how many times to take an element of it
    dotted: str = ""  # of an import
    owner: OwnClass | None = None  # of a class, or of an instance of it


UNKNOWN_ORIGIN = Origin("unknown")


@dataclass(eq=False, slots=True)
class Binding:
    """A place where a name is given to something."""

    name: str
    order: float
    block: Block
    unit: Unit
    origin: Origin
    line: int
    scope: Scope


class Place(NamedTuple):
    """A point in the text of a scope."""

    scope: Scope
    order: float
    block: Block


@dataclass(eq=False, slots=True)
class Scope:
    """A namespace: of the module, a class, a function or a comprehension."""

    kind: Literal["module", "class", "function", "comprehension"]
    place: Place | None = None  # where it stands in the scope around it
    owner: OwnClass | None = None  # of a class
    block: Block = field(default_factory=Block)
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    # Made from inside functions, which declare a name global or nonlocal; those functions know where it is bound.
    anytime: dict[str, list[Binding]] = field(default_factory=dict)
    elsewhere: dict[str, Scope] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Say whether the name is bound here."""
        return name in self.bindings or name in self.anytime

    def reaching(self, name: str, order: float = math.inf, block: Block | None = None) -> list[Binding]:
        """Return the bindings that a name can have at a point; without a point, at the end of the scope."""
        block = block or self.block
        every = self.bindings.get(name, [])
        found = self.anytime.get(name, [])[:MOST]
        start = bisect.bisect_left(every, order, key=lambda binding: binding.order)
        certain = None
        for index in range(start - 1, max(-1, start - 1 - MOST), -1):
            found.append(every[index])
            if block.within(every[index].block):
                certain = every[index]
                break
        # In a loop, what comes later in the text came earlier in time, unless the name was bound anew in this round.
        again = [loop for loop in block.outwards() if loop.loop and not (certain and certain.block.within(loop))]
        if again:
            later = every[start : start + MOST]
            found += [binding for binding in later if binding.block.within(again[-1])]
        return found


@dataclass(eq=False, slots=True)
class OwnClass:
    """A class that the student wrote."""

    name: str
    bases: list[ast.expr]
    scope: Scope
    stores: dict[str, list[Origin]] = field(default_factory=dict)  # by `self.x = ...`


def lookup(name: str, place: Place | None) -> list[Binding]:
    """Return the bindings that a name refers to at a place; none for a built-in or unknown name."""
    scope, only, direct, at_end = None, None, True, False
    while place is not None:
        scope, order, block = place
        only = only or scope.elsewhere.get(name)
        visible = scope is only if only else direct or scope.kind != "class"
        if visible and scope.has(name) and name not in scope.elsewhere:
            ended = at_end and scope.kind == "module"
            found = scope.reaching(name) if ended else scope.reaching(name, order, block)
            if at_end and not ended:
                found += [each for each in scope.bindings.get(name, [])[-MOST:] if each.order > order]
            if found or scope.kind == "function":
                return found
        direct = False
        at_end = at_end or scope.kind == "function"
        place = scope.place
    return []
