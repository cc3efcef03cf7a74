"""Two changes of one source in one: what each makes of the solution, done to one copy of it.

They are merged as a version control system does it, but by the syntax tree: one that touches ``2 * x`` and one that
touches ``.mean()`` of the same line are two changes. Where it is in doubt what both together are, there is nothing.
"""

from __future__ import annotations

import ast
import contextlib
import copy
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

OPERANDS = {ast.BinOp: ("left", "right"), ast.IfExp: ("body", "orelse"), ast.If: ("body", "orelse")}


class Conflict(Exception):
    """Two changes touch the same place."""


Definitions = dict[str, ast.stmt]  # the statements of a module by what they bind; an import stands for itself


def definitions(tree: ast.Module) -> Definitions:
    """Return what a module defines, without docstrings: a misconception's file leaves most of them out."""
    found: Definitions = {}
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            found[statement.name] = _without_docstrings(statement)
        elif isinstance(statement, ast.Assign):
            found[" ".join(map(ast.unparse, statement.targets))] = statement
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            found[ast.dump(statement)] = statement
    return found


def composed(solution: Definitions, changes: Sequence[Definitions]) -> str | None:
    """Return the source of what holds all changes, to stand after the solution's; None where they cannot be one.

    Args:
        solution: what all of them change.
        changes: what each defines anew.

    """
    merged: Definitions = {}
    try:
        for change in changes:
            for name, statement in change.items():
                if name in merged:
                    statement = _merged(solution.get(name), merged[name], statement)
                merged[name] = statement
    except Conflict:
        return None
    return ast.unparse(ast.Module(list(merged.values()), []))


def _without_docstrings(statement: ast.stmt) -> ast.stmt:
    """Return a copy without any docstring: a misconception's file leaves most of them out."""
    bare = copy.deepcopy(statement)
    for node in ast.walk(bare):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return bare


def _merged(base: Any, one: Any, other: Any) -> Any:
    """Return what both changes make of a part of a syntax tree; the arguments are left as they are.

    Raises:
        Conflict: they do not go together.

    """
    if _equal(one, base) or _equal(one, other):
        return other
    if _equal(other, base):
        return one
    if isinstance(base, list) and isinstance(one, list) and isinstance(other, list):
        return _merged_list(base, one, other)
    if not (isinstance(base, ast.AST) and isinstance(one, ast.AST) and isinstance(other, ast.AST)):
        raise Conflict
    if type(base) is type(one) is type(other) and not _is_exchanged(base, one) and not _is_exchanged(base, other):
        with contextlib.suppress(Conflict):
            whole = type(base)(
                **{name: _merged(value, *_both(one, other, name)) for name, value in ast.iter_fields(base)}
            )
            return ast.copy_location(whole, base)
    return _around(base, one, other)


def _both(one: ast.AST, other: ast.AST, name: str) -> tuple[Any, Any]:
    return getattr(one, name, None), getattr(other, name, None)


def _is_exchanged(base: ast.AST, changed: ast.AST) -> bool:
    """Return whether a change puts one operand in the other's place: who else changes one would meet the wrong one."""
    left, right = OPERANDS.get(type(base), ("", ""))
    if not left:
        return False
    was, now = [getattr(base, name) for name in (left, right)], [getattr(changed, name) for name in (left, right)]
    return not _equal(was, now) and (_equal(now[0], was[1]) or _equal(now[1], was[0]))


def _around(base: ast.AST, one: ast.AST, other: ast.AST) -> ast.AST:
    """Merge an expression that one change puts into a larger one, or takes out of one, with a change inside it."""
    if not isinstance(base, ast.expr):
        raise Conflict
    found = [merged for pair in ((one, other), (other, one)) for merged in _one_around_the_other(base, *pair)]
    if len(found) != 1:
        raise Conflict
    return found[0]


def _one_around_the_other(base: ast.AST, around: ast.AST, inside: ast.AST) -> Iterator[ast.AST]:
    wrapped = _places(around, base)
    if len(wrapped) == 1:
        yield _replaced(around, wrapped[0], inside)
    unwrapped = _places(base, around)
    if len(unwrapped) == 1:
        with contextlib.suppress(Conflict):  # the change inside has touched what was around
            if _equal(_replaced(inside, unwrapped[0], around), base):
                yield _at(inside, unwrapped[0])


Path = tuple[tuple[str, int | None], ...]  # fields, with the place in a list


def _places(tree: ast.AST, part: ast.AST) -> list[Path]:
    """Return where a part occurs below the root of a tree."""
    return [path for path, node in _nodes(tree) if path and _equal(node, part)]


def _nodes(tree: ast.AST, path: Path = ()) -> Iterator[tuple[Path, ast.AST]]:
    yield path, tree
    for name, value in ast.iter_fields(tree):
        for index, item in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(item, ast.AST):
                yield from _nodes(item, (*path, (name, index)))


def _at(tree: Any, path: Path) -> Any:
    """Return what stands at a path.

    Raises:
        Conflict: the tree has no such place.

    """
    for name, index in path:
        tree = getattr(tree, name, None)
        if index is not None:
            tree = tree[index] if isinstance(tree, list) and index < len(tree) else None
        if tree is None:
            raise Conflict
    return tree


def _replaced(tree: ast.AST, path: Path, part: ast.AST) -> ast.AST:
    """Return a copy of a tree with another part at a path.

    Raises:
        Conflict: the tree has no such place.

    """
    whole = copy.deepcopy(tree)
    _at(whole, path)
    holder, (name, index) = _at(whole, path[:-1]), path[-1]
    if index is None:
        setattr(holder, name, part)
    else:
        getattr(holder, name)[index] = part
    return whole


def _merged_list(base: list[Any], one: list[Any], other: list[Any]) -> list[Any]:
    """Merge changes of a list, say of statements: those of one item within it, others only where they stand apart."""
    ours, theirs = _hunks(base, one), _hunks(base, other)
    result: list[Any] = []
    place = 0
    while place <= len(base):
        mine, yours = ours.get(place), theirs.get(place)
        if mine is None and yours is None:
            result += base[place : place + 1]
            place += 1
            continue
        if mine is not None and yours is not None:
            size, items = _merged_hunk(base, place, mine, yours)
        else:
            size, items = mine or yours or (0, [])
            if any(inner in (theirs if mine is not None else ours) for inner in range(place + 1, place + size)):
                raise Conflict
        result += items
        if size == 0:  # nothing of the base was replaced here: what stands there follows
            result += base[place : place + 1]
            size = 1
        place += size
    return result


Hunk = tuple[int, list[Any]]  # how many items of the base are replaced, and by what


def _merged_hunk(base: list[Any], place: int, mine: Hunk, yours: Hunk) -> Hunk:
    if mine[0] == yours[0] and _equal(mine[1], yours[1]):
        return mine
    if mine[0] == yours[0] == 1 and len(mine[1]) == len(yours[1]) == 1:
        return 1, [_merged(base[place], mine[1][0], yours[1][0])]
    for added, replaced in ((mine, yours), (yours, mine)):
        if added[0] == 0 and replaced[0] == 1:
            return 1, [*added[1], *replaced[1]]
    raise Conflict


def _hunks(base: list[Any], changed: list[Any]) -> dict[int, Hunk]:
    """Return what was replaced in a list, by where; items that answer to each other replace one by one."""
    before, after = [_text(item) for item in base], [_text(item) for item in changed]
    found: dict[int, Hunk] = {}
    for kind, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        while end > start and last > first and end - start != last - first and _alike(base[end - 1], changed[last - 1]):
            end, last = end - 1, last - 1
            found[end] = (1, [changed[last]])
        while end > start and last > first and end - start != last - first and _alike(base[start], changed[first]):
            found[start] = (1, [changed[first]])
            start, first = start + 1, first + 1
        if end - start == last - first:
            found |= {start + index: (1, [changed[first + index]]) for index in range(end - start)}
        elif start in found:  # something new stands before a changed item
            found[start] = (1, [*changed[first:last], *found[start][1]])
        else:
            found[start] = (end - start, changed[first:last])
    return found


def _alike(one: Any, other: Any) -> bool:
    """Return whether two statements do the same kind of thing, to the same name where they have one."""
    if type(one) is not type(other) or not isinstance(one, ast.stmt):
        return False
    if isinstance(one, ast.Assign):
        return _equal(one.targets, other.targets)
    if isinstance(one, ast.AugAssign | ast.AnnAssign):
        return _equal(one.target, other.target)
    return isinstance(one, ast.Expr | ast.Return | ast.For | ast.With | ast.FunctionDef)


def _text(item: Any) -> str:
    """Return a text that two parts share if they are the same; a statement, which nobody changes, remembers its own."""
    if not isinstance(item, ast.stmt):
        return ast.dump(item) if isinstance(item, ast.AST) else repr(item)
    if (text := vars(item).get("text")) is None:
        text = vars(item)["text"] = ast.dump(item)
    return str(text)


def _equal(one: Any, other: Any) -> bool:
    """Return whether two parts of syntax trees are the same, wherever they stand."""
    if one is other:
        return True
    if isinstance(one, ast.stmt) and isinstance(other, ast.stmt):
        return _text(one) == _text(other)
    if isinstance(one, ast.AST):
        return type(one) is type(other) and all(
            _equal(getattr(one, name, None), getattr(other, name, None)) for name in one._fields
        )
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(_equal, one, other))
    return type(one) is type(other) and bool(one == other)
