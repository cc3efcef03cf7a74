"""What single nodes of a syntax tree say."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator
from typing import Literal

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

_PLAIN_ANNOTATION = (
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.Constant,
    ast.Tuple,
    ast.List,
    ast.BinOp,
    ast.operator,
    ast.expr_context,
)
_HOLDS_STATEMENTS = (ast.stmt, ast.ExceptHandler, ast.match_case)


def is_main_guard(statement: ast.If) -> bool:
    """Say whether this is ``if __name__ == "__main__":``."""
    test = statement.test
    if not isinstance(test, ast.Compare) or [type(operator) for operator in test.ops] != [ast.Eq]:
        return False
    sides = (test.left, test.comparators[0])
    names = [side.id for side in sides if isinstance(side, ast.Name)]
    texts = [side.value for side in sides if isinstance(side, ast.Constant)]
    return names == ["__name__"] and texts == ["__main__"]


def root_name(node: ast.expr) -> str | None:
    """Return the name at the left end of ``a.b[c].d``."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def imported_name(alias: ast.alias) -> str:
    """Return the name that ``import a.b``, ``import a as b`` or ``from m import a`` gives."""
    return (alias.asname or alias.name).partition(".")[0]


def operands(node: ast.BinOp) -> list[ast.expr]:
    """Return what a chain such as ``a + b + c`` joins, from left to right; a long sum is a deep tree."""
    found = [node.right]
    left = node.left
    while isinstance(left, ast.BinOp):
        found.append(left.right)
        left = left.left
    return [left, *reversed(found)]


def paired(target: ast.Tuple | ast.List, value: ast.expr | None) -> list[ast.expr] | None:
    """Return the elements of the value that the target's elements get, if that can be read off."""
    if not isinstance(value, ast.Tuple | ast.List) or len(value.elts) != len(target.elts):
        return None
    starred = any(isinstance(element, ast.Starred) for element in [*target.elts, *value.elts])
    return None if starred else value.elts


def every_argument(arguments: ast.arguments) -> list[ast.arg]:
    """Return all parameters, ``*args`` and ``**kwargs`` included."""
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return [argument for argument in every if argument is not None]


def defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield the name of every ordinary parameter with its default value, if it has one."""
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = len(positional) - len(arguments.defaults)
    values = [*([None] * missing), *arguments.defaults, *arguments.kw_defaults]
    for argument, value in zip([*positional, *arguments.kwonlyargs], values, strict=True):
        yield argument.arg, value


def itself_in(method: Function) -> tuple[str, Literal["class", "instance"]] | None:
    """Return the name under which a method knows its object, and whether that is a class or an instance."""
    first = [*method.args.posonlyargs, *method.args.args][:1]
    if not first or isinstance(method, ast.Lambda):
        return None
    decorators = {name.id for name in method.decorator_list if isinstance(name, ast.Name)}
    if "staticmethod" in decorators:
        return None
    return first[0].arg, "class" if "classmethod" in decorators or method.name == "__new__" else "instance"


def names_a_type(annotation: ast.expr) -> bool:
    """Say whether an annotation does no more than name a type."""
    return all(isinstance(part, _PLAIN_ANNOTATION) for part in ast.walk(annotation))


def statements_of(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield a module's statements, those inside others too, as ``ast.walk`` does; expressions are not looked into."""
    todo = deque[ast.AST]([tree])
    while todo:
        node = todo.popleft()
        yield node
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                todo += [child for child in value if isinstance(child, _HOLDS_STATEMENTS)]
