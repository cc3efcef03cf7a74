"""Small wrong changes to a solution, made in its syntax tree: each is a mistake that the checks should notice."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace

from grader.verify.mutations.expressions import changed_expressions
from grader.verify.mutations.statements import changed_statements

SHOWN = 60  # characters of either side of a change
AROUND = 16  # characters beside the difference that are kept of a longer one

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_SHOWN_WHOLE = (ast.expr, ast.keyword, ast.Slice, ast.Return, ast.Assign, ast.AugAssign)
_UNTOUCHED = {"annotation", "returns", "type_params", "ctx", "op", "ops"}  # fields without anything to change


@dataclass(frozen=True)
class Mutant:
    """A solution with one change."""

    key: str  # stays the same while other functions, docstrings and comments change
    function: str  # the public name that the change is in: a function or a class
    source: str


def mutants(source: str, filename: str) -> list[Mutant]:
    """Return the solution's mutants, each source once, in the order of the lines that they change."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    found: dict[str, Mutant] = {}
    for mutant in _all(tree, filename):
        if mutant.source in seen:
            continue
        seen.add(mutant.source)
        number = 2
        key = mutant.key
        while key in found:
            key, number = f"{mutant.key} (no. {number})", number + 1
        found[key] = replace(mutant, key=key)
    return list(found.values())


@dataclass(frozen=True)
class _Place:
    """Where a change is: for its key."""

    filename: str
    owner: str  # dotted name of the function or class
    line: int  # its last line that does not count: that of the docstring, or else of the ``def``
    in_function: bool = False  # what is nested in a function counts as part of it

    def inside(self, node: _Definition) -> _Place:
        """Return the place inside a definition."""
        docstring = node.body[0] if ast.get_docstring(node, clean=False) is not None else None
        line = (docstring.end_lineno if docstring is not None else None) or node.lineno
        name = f"{self.owner}.{node.name}" if self.owner else node.name
        return _Place(self.filename, name, line, in_function=not isinstance(node, ast.ClassDef))

    def key(self, line: int, old: str, new: str) -> str:
        """Return the key of a change."""
        return f"{self.filename}:{self.owner or 'module'}:{max(0, line - self.line)}: {_described(old, new)}"


def _all(tree: ast.Module, filename: str) -> Iterator[Mutant]:
    module = copy.deepcopy(tree)
    for change in _changes(module, _Place(filename, "", 0)):
        yield Mutant(change, change.split(":")[1].split(".")[0], ast.unparse(module))


def _changes(parent: ast.AST, place: _Place) -> Iterator[str]:
    """Change everything below a node, one thing at a time; yield the change's key while it is in force."""
    for name, value in ast.iter_fields(parent):
        if name in _UNTOUCHED:
            continue
        if isinstance(value, list):
            yield from _changes_in_list(parent, name, value, place)
        elif isinstance(value, ast.expr):
            old = _shown(parent, value)
            for new in list(changed_expressions(value, parent)):
                setattr(parent, name, new)
                yield place.key(value.lineno, old, _shown(parent, new))
            setattr(parent, name, value)
            yield from _below(value, place)
        elif isinstance(value, ast.AST):
            yield from _below(value, place)


def _changes_in_list(parent: ast.AST, field: str, items: list[ast.AST], place: _Place) -> Iterator[str]:
    for index, item in enumerate(list(items)):
        if isinstance(item, ast.expr):
            lead = _parameter(parent, field, index)
            old = lead + _shown(parent, item)
            for new in list(changed_expressions(item, parent)):
                items[index] = new
                yield place.key(item.lineno, old, lead + _shown(parent, new))
            items[index] = item
        elif isinstance(item, ast.stmt) and not (index == 0 and _is_docstring(parent)):
            kept = list(items)
            for what, statements in changed_statements(item):
                items[index : index + 1] = statements or [ast.Pass()]
                yield place.key(item.lineno, _first_line(item), what)
                items[:] = kept
        if item is not None:  # the default of a keyword-only parameter that has none
            yield from _below(item, place)


def _shown(parent: ast.AST, node: ast.expr) -> str:
    """Return an expression as the key shows it: a mere number with what it is part of."""
    number = isinstance(node, ast.Constant | ast.UnaryOp)
    return ast.unparse(parent if number and isinstance(parent, _SHOWN_WHOLE) else node)


def _parameter(parent: ast.AST, field: str, index: int) -> str:
    """Return "name=" for the default of a parameter, else nothing."""
    if not isinstance(parent, ast.arguments):
        return ""
    if field == "kw_defaults":
        return f"{parent.kwonlyargs[index].arg}="
    positional = [*parent.posonlyargs, *parent.args]
    return f"{positional[len(positional) - len(parent.defaults) + index].arg}="


def _below(node: ast.AST, place: _Place) -> Iterator[str]:
    """Go on below a node, unless nothing there is worth a change."""
    if isinstance(node, ast.Raise | ast.Import | ast.ImportFrom | ast.JoinedStr):
        return
    if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant):
        return  # a negative number, changed as a whole
    if isinstance(node, _Definition) and not place.in_function:
        place = place.inside(node)
    yield from _changes(node, place)


def _is_docstring(parent: ast.AST) -> bool:
    return isinstance(parent, _Definition | ast.Module) and ast.get_docstring(parent, clean=False) is not None


def _first_line(statement: ast.stmt) -> str:
    first, *others = ast.unparse(statement).split("\n")
    return f"{first} …" if others else first


def _described(old: str, new: str) -> str:
    """Return "old -> new", shortened around what differs."""
    if len(old) <= SHOWN and len(new) <= SHOWN:
        return f"{old} -> {new}"
    if not new or new.startswith("("):  # no code, but what was done with the old one
        return f"{old[: SHOWN - 1]}… -> {new}"
    shorter = min(len(old), len(new))
    start = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    end = next((i for i in range(shorter - start) if old[-1 - i] != new[-1 - i]), shorter - start)
    return f"{_window(old, start, end)} -> {_window(new, start, end)}"


def _window(text: str, start: int, end: int) -> str:
    first, last = max(0, start - AROUND), min(len(text), len(text) - end + AROUND)
    middle = text[first:last]
    if len(middle) > 2 * SHOWN:
        middle = f"{middle[:SHOWN]}…{middle[-SHOWN:]}"
    return f"{'…' if first else ''}{middle}{'…' if last < len(text) else ''}"
