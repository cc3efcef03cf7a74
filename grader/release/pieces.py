"""A stub in pieces, one for each cell of its notebook, and which functions each public check is about."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.attempts import is_untouched

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Piece:
    """Some lines of a stub that belong together."""

    name: str  # of the function or class that is to be written; "" for what is given
    source: str
    regions: tuple[tuple[int, int], ...] = ()  # the first and last lines (from 1) of what is to be replaced


def pieces_of(stub: str) -> tuple[str, list[Piece]]:
    """Return a stub's docstring, and its code as pieces: each function or class to write, and what is given between.

    Args:
        stub: the text of an untouched stub.

    """
    tree, lines = ast.parse(stub), stub.split("\n")
    body = tree.body[1:] if ast.get_docstring(tree, clean=False) is not None else tree.body
    done = (tree.body[0].end_lineno or 0) if len(body) < len(tree.body) else 0
    found: list[Piece] = []
    for node in body:
        last = node.end_lineno or node.lineno
        lead = next(number for number in range(done + 1, last + 1) if lines[number - 1].strip())
        piece = _piece(node, lines, lead)
        if not piece.name and found and not found[-1].name:
            gap = "\n" * (lead - done)  # the blank lines between the two
            piece = Piece("", found.pop().source + gap + piece.source)
        found.append(piece)
        done = last
    rest = "\n".join(lines[done:]).strip("\n")
    if rest.strip():
        found.append(Piece("", rest))
    return ast.get_docstring(tree) or "", found


def _piece(node: ast.stmt, lines: Sequence[str], lead: int) -> Piece:
    """Return the piece from a line on, which is that of the node or of the comment before it."""
    source = "\n".join(lines[lead - 1 : node.end_lineno])
    regions = tuple((first - lead + 1, last - lead + 1) for first, last in _regions(node))
    if not isinstance(node, _Definition) or node.name.startswith("_") or not regions:
        return Piece("", source)
    return Piece(node.name, source, regions)


def _regions(node: ast.stmt) -> Iterator[tuple[int, int]]:
    """Yield the lines of the bodies of unwritten functions, without their docstrings."""
    for each in node.body if isinstance(node, ast.ClassDef) else [node]:
        if isinstance(each, _Function) and is_untouched(ast.unparse(each)):
            yield each.body[-1].lineno, each.body[-1].end_lineno or each.body[-1].lineno


def marked(piece: Piece, begin: str, end: str) -> str:
    """Return a piece with a line before and after each of its regions, indented as they are."""
    lines = piece.source.split("\n")
    for first, last in reversed(piece.regions):
        indent = lines[first - 1][: len(lines[first - 1]) - len(lines[first - 1].lstrip())]
        lines[first - 1 : last] = [indent + begin, *lines[first - 1 : last], indent + end]
    return "\n".join(lines)


def last_mentioned(checks: str, names: Sequence[str]) -> dict[str, str]:
    """Return for each check function the last of these names that it mentions, itself or in what it uses; "" if none.

    Args:
        checks: the text of a check file.
        names: functions and classes of the stub, in their order.

    """
    tree = ast.parse(checks)
    given: dict[str, list[ast.stmt]] = {}
    for node in tree.body:
        for name in _bound(node):
            given.setdefault(name, []).append(node)
    found = {}
    for node in tree.body:
        if isinstance(node, _Function) and node.name.startswith("test_"):
            mentioned = _mentioned(node, given)
            found[node.name.removeprefix("test_")] = next((name for name in reversed(names) if name in mentioned), "")
    return found


def _bound(node: ast.stmt) -> list[str]:
    if isinstance(node, _Definition):
        return [node.name]
    return [each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]


def _mentioned(check: ast.stmt, given: dict[str, list[ast.stmt]]) -> set[str]:
    """Return the attributes, texts and names in a check, and in what it uses of its file."""
    words: set[str] = set()
    todo, seen = [check], {id(check)}
    while todo:
        for node in ast.walk(todo.pop()):
            if isinstance(node, ast.Attribute):
                words.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            elif isinstance(node, ast.Name):
                words.add(node.id)
                new = [each for each in given.get(node.id, ()) if id(each) not in seen]
                seen |= {id(each) for each in new}
                todo += new
    return words
