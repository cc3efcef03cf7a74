"""The changes to one expression."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
ORDER_MATTERS = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE),
    ast.NotEq: (ast.Eq, ast.Lt, ast.Gt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
DROPPED = {  # methods that a student may leave out
    "double", "float", "half", "long", "int", "bool", "to", "type", "type_as", "clone", "detach", "contiguous", "item",
    "abs", "sqrt", "square", "sum", "mean", "copy", "deepcopy",
}  # fmt: skip
DROPPED_ATTRIBUTES = {"T", "mT"}
EXCHANGED = {
    "mean": "sum", "sum": "mean", "max": "min", "min": "max", "amax": "amin", "amin": "amax", "argmax": "argmin",
    "argmin": "argmax", "ones": "zeros", "zeros": "ones", "ones_like": "zeros_like", "zeros_like": "ones_like",
}  # fmt: skip
IN_PLACE = {"add", "sub", "mul", "div", "pow", "sqrt", "clamp", "neg", "abs", "exp", "addcmul", "addcdiv", "lerp"}
REDUCTIONS = {"sum", "mean", "amax", "amin", "max", "min", "var", "std", "norm", "argmax", "argmin", "prod"}
AXES = (0, 1, -1)


COUNTS = {"len", "numel", "dim", "size", "ndimension"}  # functions whose value is never negative


def changed_expressions(node: ast.expr, parent: ast.AST) -> Iterator[ast.expr]:
    """Yield every changed form of an expression (of itself: what is inside it has its turn on its own)."""
    change = _CHANGES.get(type(node))
    for new in change(node) if change is not None else ():
        if not _is_the_same(node, new, parent):
            yield new


def _is_the_same(old: ast.expr, new: ast.expr, parent: ast.AST) -> bool:
    """Return whether a change is none, plainly: (a - b)² is (b - a)², and no length is below 0."""
    if isinstance(old, ast.BinOp) and isinstance(new, ast.BinOp) and isinstance(parent, ast.BinOp):
        even = (
            isinstance(parent.op, ast.Pow) and isinstance(parent.right, ast.Constant) and parent.right.value in (2, 4)
        )
        return even and old is parent.left and isinstance(old.op, ast.Sub) and isinstance(new.op, ast.Sub)
    if isinstance(old, ast.Compare) and isinstance(new, ast.Compare) and _is_count(old.left):
        became = (type(old.ops[0]), type(new.ops[0]))
        return _number(old.comparators[0]) == 0 and became in ((ast.Eq, ast.LtE), (ast.NotEq, ast.Gt))
    return False


def _is_count(node: ast.expr) -> bool:
    """Return whether the value is plainly a length: ``len(y)``, ``x.numel()``, ``x.shape[0]``."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
    function = node.func if isinstance(node, ast.Call) else None
    return getattr(function, "id", getattr(function, "attr", "")) in COUNTS


def exchanged_operators(operator: ast.operator) -> Iterator[ast.operator]:
    """Yield the operators that may stand by mistake for this one."""
    return (other() for other in OPERATORS.get(type(operator), ()))


def _constant(node: ast.Constant) -> Iterator[ast.expr]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        yield from _numbers(node.value)


def _numbers(value: int | float) -> Iterator[ast.expr]:
    changed = (value + 1, value - 1, 0 * value, -value, 2 * value) if isinstance(value, int) else ()
    for new in changed or (0.0, -value, 2 * value, value + 1):
        if new != value:
            yield ast.Constant(new) if new >= 0 else ast.UnaryOp(ast.USub(), ast.Constant(-new))


def _unary(node: ast.UnaryOp) -> Iterator[ast.expr]:
    number = _number(node)
    if number is not None:
        yield from _numbers(number)
    elif isinstance(node.op, ast.Not | ast.USub):
        yield node.operand


def _number(node: ast.expr) -> int | float | None:
    """Return the number that is written, with its sign."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return node.value
    return None


def _binary(node: ast.BinOp) -> Iterator[ast.expr]:
    for operator in exchanged_operators(node.op):
        yield ast.BinOp(node.left, operator, node.right)
    if isinstance(node.op, ORDER_MATTERS):
        yield ast.BinOp(node.right, node.op, node.left)


def _compare(node: ast.Compare) -> Iterator[ast.expr]:
    for index, operator in enumerate(node.ops):
        for other in COMPARISONS.get(type(operator), ()):
            yield ast.Compare(node.left, [*node.ops[:index], other(), *node.ops[index + 1 :]], node.comparators)


def _bool(node: ast.BoolOp) -> Iterator[ast.expr]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for index in range(len(node.values)):
        others = node.values[:index] + node.values[index + 1 :]
        yield others[0] if len(others) == 1 else ast.BoolOp(node.op, others)


def _conditional(node: ast.IfExp) -> Iterator[ast.expr]:
    yield node.body
    yield node.orelse


def _attribute(node: ast.Attribute) -> Iterator[ast.expr]:
    if node.attr in DROPPED_ATTRIBUTES and isinstance(node.ctx, ast.Load):
        yield node.value


def _tuple(node: ast.Tuple) -> Iterator[ast.expr]:
    if isinstance(node.ctx, ast.Load):
        for swapped in _swapped(node.elts):
            yield ast.Tuple(swapped, ast.Load())


def _swapped(items: list[ast.expr]) -> Iterator[list[ast.expr]]:
    for index in range(len(items) - 1):
        if not any(isinstance(item, ast.Starred) for item in items[index : index + 2]):
            yield [*items[:index], items[index + 1], items[index], *items[index + 2 :]]


def _call(node: ast.Call) -> Iterator[ast.expr]:
    for swapped in _swapped(node.args):
        yield ast.Call(node.func, swapped, node.keywords)
    yield from _keywords(node)
    if isinstance(node.func, ast.Name) and node.func.id == "range" and len(node.args) == 1:
        for operator in (ast.Sub(), ast.Add()):
            yield ast.Call(node.func, [ast.BinOp(node.args[0], operator, ast.Constant(1))], [])
    if isinstance(node.func, ast.Name) and node.func.id in EXCHANGED:
        yield ast.Call(ast.Name(EXCHANGED[node.func.id], ast.Load()), node.args, node.keywords)
    if isinstance(node.func, ast.Attribute):
        yield from _method(node, node.func)


def _keywords(node: ast.Call) -> Iterator[ast.expr]:
    for index, keyword in enumerate(node.keywords):
        others = node.keywords[:index] + node.keywords[index + 1 :]
        if keyword.arg is not None:
            yield ast.Call(node.func, node.args, others)
        if keyword.arg in ("dim", "axis") and _number(keyword.value) is not None:
            for axis in AXES:
                if axis != _number(keyword.value):
                    value = ast.Constant(axis) if axis >= 0 else ast.UnaryOp(ast.USub(), ast.Constant(-axis))
                    changed = ast.keyword(keyword.arg, value)
                    yield ast.Call(node.func, node.args, [*node.keywords[:index], changed, *node.keywords[index + 1 :]])


def _method(node: ast.Call, method: ast.Attribute) -> Iterator[ast.expr]:
    def named(name: str) -> ast.Call:
        return ast.Call(ast.Attribute(method.value, name, ast.Load()), node.args, node.keywords)

    if method.attr in DROPPED:
        yield node.args[0] if _is_module(method.value) and node.args else method.value
    if method.attr in EXCHANGED:
        yield named(EXCHANGED[method.attr])
    if method.attr.endswith("_") and not method.attr.endswith("__"):
        yield named(method.attr[:-1])
    elif method.attr in IN_PLACE and not _is_module(method.value):
        yield named(f"{method.attr}_")
    keywords = {keyword.arg for keyword in node.keywords}
    if method.attr in REDUCTIONS and keywords & {"dim", "axis"} and "keepdim" not in keywords:
        keepdim = ast.keyword("keepdim", ast.Constant(True))
        yield ast.Call(method, node.args, [*node.keywords, keepdim])


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("torch", "math", "F", "copy")


_CHANGES: dict[type[ast.expr], Callable[[Any], Iterator[ast.expr]]] = {
    ast.Constant: _constant,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Compare: _compare,
    ast.BoolOp: _bool,
    ast.IfExp: _conditional,
    ast.Attribute: _attribute,
    ast.Tuple: _tuple,
    ast.Call: _call,
}
