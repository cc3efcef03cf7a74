"""Looks at the probes of a check file: they run beside the student's code, so they return values and claim nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.verify.findings import Verified

CLAIMING = {
    "equal",
    "allclose",
    "isclose",
    "isinstance",
    "issubclass",
    "all",
    "any",
    "hasattr",
    "callable",
    "is_grad_enabled",
}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def lint(tree: ast.Module, result: Verified) -> None:
    """Note the probes that assert, compare, or return what does not come from the student's code."""
    for probe in _probes(tree):
        for node in ast.walk(probe):
            if isinstance(node, ast.Assert):
                result.add("probe", probe.name, f"This probe asserts something (line {node.lineno}).")
        for node in _returns(probe):
            claim = _claim(node, probe)
            if claim:
                result.add("probe", probe.name, f"This probe {claim} (line {node.lineno}).", ast.unparse(node))


def _probes(tree: ast.Module) -> list[_Function]:
    """Return the functions that are handed to ``run``, or whose first parameter is called ``module``."""
    run = {
        node.args[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "run"
        and node.args
        and isinstance(node.args[0], ast.Name)
    }
    functions = [node for node in tree.body if isinstance(node, _Function) and node.args.args]
    return [node for node in functions if node.name in run or node.args.args[0].arg == "module"]


def _returns(probe: _Function) -> Iterator[ast.expr]:
    """Yield what the probe itself returns; a function inside it may return what it likes."""
    todo: list[ast.AST] = list(probe.body)
    while todo:
        node = todo.pop(0)
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value
        if not isinstance(node, _Function | ast.ClassDef | ast.Lambda):
            todo += ast.iter_child_nodes(node)


def _claim(value: ast.expr, probe: _Function) -> str:
    """Return what is wrong with a returned value; "" if nothing is."""
    claims = {
        target.id
        for node in ast.walk(probe)
        if isinstance(node, ast.Assign) and _compares(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    if _compares(value) or any(isinstance(part, ast.Name) and part.id in claims for part in _parts(value)):
        return "returns a comparison"
    if isinstance(value, ast.Constant) and value.value is not None:
        return "returns a constant"
    return ""


def _compares(value: ast.expr) -> bool:
    return any(isinstance(part, ast.Compare) or _is_claiming_call(part) for part in _parts(value))


def _is_claiming_call(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in CLAIMING and not (isinstance(node.func, ast.Attribute) and name in ("all", "any"))


def _parts(value: ast.expr) -> Iterator[ast.expr]:
    """Yield the expressions that the value is made of: elements of containers, branches, both sides of and and or."""
    yield value
    inner: list[ast.expr] = []
    if isinstance(value, ast.List | ast.Tuple | ast.Set):
        inner = value.elts
    elif isinstance(value, ast.Dict | ast.BoolOp):
        inner = value.values
    elif isinstance(value, ast.IfExp):
        inner = [value.body, value.orelse]
    elif isinstance(value, ast.UnaryOp | ast.Starred):
        inner = [value.operand if isinstance(value, ast.UnaryOp) else value.value]
    elif isinstance(value, ast.ListComp | ast.GeneratorExp | ast.SetComp):
        inner = [value.elt]
    for each in inner:
        yield from _parts(each)
