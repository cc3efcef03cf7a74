"""Which statements of a notebook its functions need, and how the others are made harmless."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator

from grader.submission.nodes import Function, every_argument, imported_name, is_main_guard, root_name

FUTURE = frozenset({"annotations"})  # the one import from __future__ that still changes anything
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_ALWAYS_THERE = sys.stdlib_module_names | {"torch"}
_QUIET = (*_DEFINITIONS, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Import, ast.ImportFrom, ast.Pass)


def needed_statements(trees: list[ast.Module], required: frozenset[str]) -> set[ast.stmt]:
    """Return the imports, the definitions, and the assignments that they or the exercise need.

    Args:
        trees: one per cell.
        required: names that the exercise asks for.

    """
    statements = [statement for tree in trees for statement in tree.body]
    kept = {statement for statement in statements if _is_kept(statement)}
    defined = {statement.name for statement in kept if isinstance(statement, _DEFINITIONS)}
    wanted = {name for statement in kept for name in _globals_read(statement)} | required
    binding: dict[str, list[ast.stmt]] = {}
    for statement in statements:
        if statement not in kept and _only_gives_names(statement):
            for name in _names_bound(statement):
                binding.setdefault(name, []).append(statement)
    todo = [*wanted, *(defined - wanted)]
    while todo:
        for statement in binding.pop(todo.pop(), ()):
            if statement not in kept:
                kept.add(statement)
                todo += _Free(statement).names
    return kept


def needless_imports(needed: set[ast.stmt], required: frozenset[str]) -> dict[ast.Import | ast.ImportFrom, list[str]]:
    """Return the imports of which something is needed neither for what is asked nor for defining the rest.

    A library for pictures or tables that is not installed where grading is done must not cost all points. What comes
    with Python, and torch, may always be imported.

    Args:
        needed: the statements that are kept.
        required: names that the exercise asks for.

    Returns:
        For each such import the names that it gives and that are not needed.

    """
    binding: dict[str, list[ast.stmt]] = {}
    for statement in needed:
        for name in _names_bound(statement):
            binding.setdefault(name, []).append(statement)
    todo = [*required, *(name for statement in needed for name in _read_at_once(statement))]
    reached: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo += [each for statement in binding.get(name, ()) for each in _Free(statement).names]
    found = {
        statement: [name for name in _foreign(statement) if name not in reached]
        for statement in needed
        if isinstance(statement, ast.Import | ast.ImportFrom)
    }
    return {statement: names for statement, names in found.items() if names}


def _read_at_once(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that are looked up when the statement itself is run, and not only when its function is called."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        arguments = statement.args
        at_once: list[ast.expr | None] = [*statement.decorator_list, *arguments.defaults, *arguments.kw_defaults]
        at_once += [argument.annotation for argument in every_argument(arguments)]
        for node in [*at_once, statement.returns]:
            if node is not None:
                yield from _Free(node).names
    elif isinstance(statement, ast.ClassDef):
        for expression in [*statement.decorator_list, *statement.bases, *(each.value for each in statement.keywords)]:
            yield from _Free(expression).names
        for inner in statement.body:
            yield from _read_at_once(inner)
    else:
        yield from _Free(statement).names


def _foreign(statement: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Yield the names that an import gives to what is neither Python's own nor torch's."""
    for alias in statement.names:
        module = statement.module or "" if isinstance(statement, ast.ImportFrom) else alias.name
        if module.partition(".")[0] not in _ALWAYS_THERE and alias.name != "*":
            yield imported_name(alias)


def without_names(lines: list[str], statement: ast.Import | ast.ImportFrom, names: list[str]) -> list[str] | None:
    """Return the lines of a cell in which an import gives these names no more; None if it is not a line of its own."""
    kept = [each for each in statement.names if imported_name(each) not in names]
    line = statement.lineno - 1
    if not kept or statement.end_lineno != statement.lineno or ";" in lines[line]:
        return None
    source = f"from {statement.module} import " if isinstance(statement, ast.ImportFrom) else "import "
    return [*lines[:line], source + ", ".join(map(ast.unparse, kept)), *lines[line + 1 :]]


def waiting(tree: ast.Module) -> list[ast.stmt]:
    """Return the statements in which Jupyter waits outside a function, which Python's files cannot do."""
    return [statement for statement in tree.body if _waits(statement)]


def _waits(statement: ast.stmt) -> bool:
    todo: list[ast.AST] = [statement]
    while todo:  # a long sum is a deep tree
        node = todo.pop()
        if isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith):
            return True
        if isinstance(node, ast.comprehension) and node.is_async:
            return True
        if not isinstance(node, Function):
            todo += ast.iter_child_nodes(node)
    return False


def _is_kept(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return statement.module != "__future__"  # these must be the first statement of all, wherever they stood
    return isinstance(statement, (ast.Import, *_DEFINITIONS))


def _only_gives_names(statement: ast.stmt) -> bool:
    """Say whether running the statement does no more than give names to values."""
    todo = [statement]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and not is_main_guard(node):
            todo += [*node.body, *node.orelse]
        elif isinstance(node, ast.Try):
            todo += [*node.body, *node.orelse, *node.finalbody]
            todo += [inner for handler in node.handlers for inner in handler.body]
        elif not isinstance(node, _QUIET):
            return False
    return True


def _globals_read(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a definition looks up in its module, possibly more."""
    if isinstance(statement, _DEFINITIONS):
        yield from _Free(statement).names


class _Free:
    """Names that a statement or expression reads and that no function around the place binds."""

    def __init__(self, statement: ast.AST) -> None:
        self.names: set[str] = set()
        self._look([statement], frozenset())

    def _look(self, nodes: Iterable[ast.AST], bound: frozenset[str]) -> None:
        todo = list(nodes)
        while todo:
            node = todo.pop()
            if isinstance(node, ast.Global):
                self.names.update(node.names)
            elif isinstance(node, ast.Name):
                if node.id not in bound and isinstance(node.ctx, ast.Load):
                    self.names.add(node.id)
            elif isinstance(node, Function):
                body = node.body if isinstance(node.body, list) else [node.body]
                self._look(body, bound | _locals(node))
                todo += [child for child in ast.iter_child_nodes(node) if child not in body]
            else:
                todo += ast.iter_child_nodes(node)


def _locals(function: Function) -> set[str]:
    """Return the names that belong to a function itself."""
    names = {argument.arg for argument in every_argument(function.args)}
    outer: set[str] = set()
    todo: list[ast.AST] = list(function.body) if isinstance(function.body, list) else [function.body]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Global | ast.Nonlocal):
            outer.update(node.names)
        elif isinstance(node, _DEFINITIONS):
            names.add(node.name)
            continue
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add(imported_name(node))
        if not isinstance(node, ast.Lambda):
            todo += ast.iter_child_nodes(node)
    return names - outer


def _names_bound(statement: ast.stmt) -> Iterator[str]:
    """Yield what a statement gives a name to, or changes (``Linear.forward = f`` changes ``Linear``)."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, _DEFINITIONS):
            yield node.name
        elif isinstance(node, ast.alias):
            yield imported_name(node)
        elif isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            root = root_name(node)
            if root:
                yield root


def without_statements(lines: list[str], body: list[ast.stmt], left_out: list[ast.stmt]) -> list[str]:
    """Return the lines of a cell with some of its statements made comments; their number stays the same."""
    gone = set(left_out)
    busy = {line for node in body if node not in gone for line in range(_first_line(node), _last_line(node) + 1)}
    text = list(lines)
    for statement in reversed(left_out):
        first, last = statement.lineno, _last_line(statement)
        if first in busy or last in busy:  # `import torch; print(1)`
            _replace(text, statement)
        else:
            for number in range(first, last + 1):
                line = text[number - 1]
                text[number - 1] = line if line.startswith("# ") or not line.strip() else f"# {line}"
    return "\n".join(text).split("\n")


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, _DEFINITIONS) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _last_line(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _replace(text: list[str], statement: ast.stmt) -> None:
    """Put an empty tuple in the place of a statement that shares a line with another; its line ends stay in it."""
    first, last = statement.lineno - 1, _last_line(statement) - 1
    before = text[first].encode()[: statement.col_offset].decode()
    after = text[last].encode()[statement.end_col_offset :].decode()
    if first == last:
        text[first] = f"{before}(){after}"
        return
    text[first] = f"{before}("
    text[first + 1 : last] = [""] * (last - first - 1)
    text[last] = f"){after}"
