"""Which names of a source use which others: what a changed function may change elsewhere."""

from __future__ import annotations

import ast
import functools


def reach(tree: ast.Module, whole: str) -> frozenset[str] | None:
    """Return the names whose behaviour a misconception may change: what its file binds, and what uses that."""
    bound: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.Assign) and all(isinstance(target, ast.Name) for target in node.targets):
            bound |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            return None
    defined = {node.name for node in ast.parse(whole).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    used = uses(whole, frozenset(defined | bound))
    return frozenset(bound | {name for name, others in used.items() if others & bound})


@functools.lru_cache(maxsize=8)  # a submission's is asked for by the diagnosis and by every script
def uses(source: str, names: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return which of the names each of them uses in a source, directly or through other functions of it."""
    mentioned: dict[str, set[str]] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            inner = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
            mentioned.setdefault(node.name, set()).update(inner - {node.name})
    reached: dict[str, frozenset[str]] = {}
    for name in names & mentioned.keys():
        seen: set[str] = set()
        todo = list(mentioned[name])
        while todo:
            other = todo.pop()
            if other not in seen:
                seen.add(other)
                todo += mentioned.get(other, ())
        reached[name] = frozenset(seen & names)
    return reached
