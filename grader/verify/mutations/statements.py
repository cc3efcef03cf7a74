"""The changes to one statement."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any

from grader.verify.mutations.expressions import exchanged_operators

Change = tuple[str, list[ast.stmt]]  # what it reads then, and the statements that take its place
DROPPED = "(dropped)"


def changed_statements(node: ast.stmt) -> Iterator[Change]:
    """Yield every changed form of a statement (of itself: what is inside it has its turn on its own)."""
    change = _CHANGES.get(type(node))
    if change is not None:
        yield from change(node)


def _dropped(node: ast.stmt) -> Iterator[Change]:
    yield DROPPED, []


def _assign(node: ast.Assign) -> Iterator[Change]:
    yield DROPPED, []
    target, value = node.targets[0], node.value
    if len(node.targets) != 1 or not isinstance(target, ast.Name) or not isinstance(value, ast.BinOp):
        return
    if isinstance(value.left, ast.Name) and value.left.id == target.id:
        yield from _instead(ast.AugAssign(target, value.op, value.right))


def _annotated(node: ast.AnnAssign) -> Iterator[Change]:
    if node.value is not None:
        yield DROPPED, []


def _augmented(node: ast.AugAssign) -> Iterator[Change]:
    yield DROPPED, []
    for operator in exchanged_operators(node.op):
        yield from _instead(ast.AugAssign(node.target, operator, node.value))
    if isinstance(node.target, ast.Name):
        read = ast.Name(node.target.id, ast.Load())
        yield from _instead(ast.Assign([node.target], ast.BinOp(read, node.op, node.value), lineno=node.lineno))


def _expression(node: ast.Expr) -> Iterator[Change]:
    if not isinstance(node.value, ast.Constant):
        yield DROPPED, []


def _if(node: ast.If) -> Iterator[Change]:
    for value in (True, False):
        yield f"(condition always {str(value).lower()})", [ast.If(ast.Constant(value), node.body, node.orelse)]


def _with(node: ast.With) -> Iterator[Change]:
    if all(item.optional_vars is None for item in node.items):
        yield "(only what is inside)", node.body


def _function(node: ast.FunctionDef) -> Iterator[Change]:
    for index, decorator in enumerate(node.decorator_list):
        others = node.decorator_list[:index] + node.decorator_list[index + 1 :]
        changed = copy.copy(node)
        changed.decorator_list = others
        yield f"(without @{ast.unparse(decorator)})", [changed]


def _instead(node: ast.stmt) -> Iterator[Change]:
    yield ast.unparse(node), [node]


_CHANGES: dict[type[ast.stmt], Callable[[Any], Iterator[Change]]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Expr: _expression,
    ast.If: _if,
    ast.With: _with,
    ast.FunctionDef: _function,
    **dict.fromkeys(
        (ast.Return, ast.Raise, ast.Assert, ast.For, ast.While, ast.Break, ast.Continue, ast.Delete), _dropped
    ),
}
