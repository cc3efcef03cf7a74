"""The source of functions that a check hands over: lambdas, torch's own, and probes without their docstrings."""

from __future__ import annotations

import ast
import linecache
import types
from collections.abc import Callable
from functools import cache
from typing import Any

import torch

from grader.reproduction.values import Unscriptable

MODULES = {"math": "import math", "torch": "", "nn": "from torch import nn", "F": "import torch.nn.functional as F"}


def function_text(function: Callable[..., Any], text: Callable[[Any], str]) -> tuple[str, dict[str, str], set[str]]:
    """Return a function as an expression, the variables that it needs with their values, and the modules it needs.

    Raises:
        Unscriptable: it is no lambda, or one that needs more than numbers and modules.

    """
    if isinstance(function, types.BuiltinFunctionType):
        if getattr(torch, function.__name__, None) is function:
            return f"torch.{function.__name__}", {}, set()
        raise Unscriptable
    if not isinstance(function, types.FunctionType) or function.__name__ != "<lambda>":
        raise Unscriptable
    code = function.__code__
    needed = {}
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
        needed[name] = text(cell.cell_contents)
    modules = set()
    for name in code.co_names:
        value = function.__globals__.get(name)
        if name in MODULES and isinstance(value, types.ModuleType):
            modules.add(name)
        elif isinstance(value, (int, float, torch.Tensor)):
            needed[name] = text(value)
        elif value is not None:
            raise Unscriptable
    return ast.unparse(_lambda(code)), needed, modules


def _lambda(code: types.CodeType) -> ast.Lambda:
    """Return the one lambda of a file that has this code."""
    source = "".join(linecache.getlines(code.co_filename))
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise Unscriptable from error
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Lambda) and node.lineno == code.co_firstlineno and _is_code_of(node, code)
    ]
    if not found or len({ast.unparse(node) for node in found}) > 1:
        raise Unscriptable
    return found[0]


def _is_code_of(node: ast.Lambda, code: types.CodeType) -> bool:
    """Compare where the bodies stand: their first instructions tell the line and the column."""
    places = [place for place in code.co_positions() if place[2] is not None and place[0] == node.body.lineno]
    return any(place[2] == node.body.col_offset for place in places)


@cache
def probe_text(source: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the lines of a probe and of what it needs, without docstrings and comments, and the modules it needs."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    lines = [line for line in ast.unparse(tree).split("\n") if line.strip()]
    return tuple(lines), frozenset(names & MODULES.keys())


def parameters(tree: ast.Module) -> dict[str, tuple[str, ...]]:
    """Return the names of the parameters of each function and class of a file; ``self`` is left out."""
    found = {}
    for node in tree.body:
        function: ast.stmt | None = node
        if isinstance(node, ast.ClassDef):
            inner = [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
            function = inner[0] if inner else None
        if isinstance(function, ast.FunctionDef) and isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
            found[node.name] = tuple(names[1:] if isinstance(node, ast.ClassDef) else names)
    return found
