"""Reads the source of probes: what is sent along with one, and which of the student's functions it is about."""

from __future__ import annotations

import ast
import functools
import inspect
import sys
import textwrap
import types
from collections.abc import Callable
from typing import Any

from grader.compare import probing


@functools.cache
def probe_source(probe: Callable[..., Any]) -> str:
    """Return the source of a probe, after the functions and classes that it mentions: of its file, or for probes."""
    parts: dict[str, str] = {}
    _collect(probe.__name__, sys.modules[probe.__module__], parts, set())
    return "\n\n".join(parts.values())


def _collect(name: str, module: types.ModuleType, parts: dict[str, str], seen: set[str]) -> None:
    value = vars(module).get(name)
    if name in seen or not isinstance(value, types.FunctionType | type):
        return
    if value.__module__ not in (module.__name__, probing.__name__):
        return
    seen.add(name)
    source = textwrap.dedent(inspect.getsource(value))
    nodes = list(ast.walk(ast.parse(source)))
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in nodes:
        if isinstance(node, ast.Name) and node.id not in own:  # a variable of the same name is not meant
            _collect(node.id, sys.modules[value.__module__], parts, seen)
    parts[name] = source  # after what it needs: a base class must exist before the class


@functools.cache
def mentioned(probe: Callable[..., Any], names: frozenset[str]) -> tuple[str, ...]:
    """Return which of the names a probe takes from the code, in order of appearance; the probe's own if none."""
    tree = ast.parse(probe_source(probe))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.args.args]
    modules = {function.args.args[0].arg for function in functions}  # a probe's first parameter is the module
    attributes = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in names
        and isinstance(node.value, ast.Name)
        and node.value.id in modules
    ]
    attributes.sort(key=lambda node: (node.lineno, node.col_offset))
    return tuple(dict.fromkeys(node.attr for node in attributes)) or (probe.__name__,)
