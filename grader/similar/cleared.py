"""A function without the statements that do nothing, and with the names known that only pass a value on."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MOST_ROUNDS = 10  # of clearing: each may leave more values unused
_BODIES = ("body", "orelse", "finalbody")
_SILENT = frozenset({"print", "breakpoint"})
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Body:
    """The statements of one function that count."""

    statements: list[ast.stmt]
    own: frozenset[str]  # names that are bound in it, parameters included
    once: dict[str, ast.expr]  # names that are bound once and used once, and what they stand for


def cleared(function: _Function | ast.Module) -> Body:
    """Return what is left of a function without annotations, texts, prints and values that nobody uses.

    The statements are changed in place.
    """
    statements = _plain(function.body)
    for _ in range(_MOST_ROUNDS):
        uses = _uses(statements)
        unused = {name for name, _ in _assignments(statements) if not uses[name]}
        if not unused:
            break
        statements = _without(statements, unused)
    if isinstance(function, ast.Module):
        return Body(statements, frozenset(_bound(statements)), {})
    bound = Counter([*_parameters(function), *_bound(statements)])
    uses = Counter(_used(statements))
    once = {
        name: value
        for name, value in _assignments(statements)
        if bound[name] == uses[name] == 1 and not isinstance(value, ast.Yield | ast.YieldFrom | ast.Await)
    }
    return Body(_without(statements, set(once)), frozenset(bound), once)


def _plain(body: Iterable[ast.stmt]) -> list[ast.stmt]:
    found: list[ast.stmt] = []
    for statement in body:
        for plain in _rewritten(statement):
            for inner in _inner_bodies(plain):
                inner[:] = _plain(inner)
            found.append(plain)
    return found


def _rewritten(node: ast.stmt) -> list[ast.stmt]:
    """Return the statement in its plainest form; nothing if it does nothing."""
    if isinstance(node, ast.AnnAssign):
        return [_assign(node.target, node.value, node)] if node.value is not None else []
    if isinstance(node, ast.AugAssign):
        load = _as_load(node.target)
        return [_assign(node.target, ast.copy_location(ast.BinOp(load, node.op, node.value), node), node)]
    if isinstance(node, ast.Expr) and _says_nothing(node.value):
        return []
    if isinstance(node, ast.Pass | ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal | ast.Delete):
        return []
    if isinstance(node, ast.If | ast.While) and isinstance(node.test, ast.Constant):
        if not node.test.value:
            return _plain(node.orelse)
        return _plain(node.body) if isinstance(node, ast.If) else [node]
    return [node]


def _assign(target: ast.expr, value: ast.expr, at: ast.stmt) -> ast.stmt:
    return ast.copy_location(ast.Assign([target], value), at)


def _as_load(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.copy_location(ast.Name(target.id, ast.Load()), target)
    return target


def _says_nothing(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id in _SILENT
    return isinstance(value, ast.Constant | ast.Name)


def _inner_bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """Yield the lists of statements right below a statement, those of its handlers and cases included."""
    for name in _BODIES:
        body = getattr(node, name, None)
        if isinstance(body, list):
            yield body
    for part in [*getattr(node, "handlers", []), *getattr(node, "cases", [])]:
        yield part.body


def _without(body: list[ast.stmt], names: set[str]) -> list[ast.stmt]:
    """Return the statements without the assignments to these names."""
    found = []
    for node in body:
        if isinstance(node, ast.Assign) and _single(node) in names:
            continue
        for inner in _inner_bodies(node):
            inner[:] = _without(inner, names)
        found.append(node)
    return found


def _single(node: ast.Assign) -> str:
    target = node.targets[0]
    return target.id if len(node.targets) == 1 and isinstance(target, ast.Name) else ""


def _assignments(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for node in _walk(body):
        if isinstance(node, ast.Assign) and (name := _single(node)):
            yield name, node.value


def _uses(body: list[ast.stmt]) -> Counter[str]:
    """Count where names are used; what a name does for its own next value is no use."""
    uses = Counter(_used(body))
    for name, value in _assignments(body):
        uses[name] -= sum(used == name for used in _used([value]))
    return uses


def _used(body: Iterable[ast.AST]) -> Iterator[str]:
    for part in body:
        for node in ast.walk(part):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                yield node.id


def _parameters(function: _Function) -> list[str]:
    return [node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)]


def _bound(body: list[ast.stmt]) -> Iterator[str]:
    for node in _walk(body):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name


def _walk(body: list[ast.stmt]) -> Iterator[ast.AST]:
    for statement in body:
        yield from ast.walk(statement)
