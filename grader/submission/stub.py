"""Compares a student's module with the stub of the exercise: what is missing, unfinished, renamed or there twice."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from grader.course import Exercise
from grader.course.bundled import bundled_exercises
from grader.errors import CourseError
from grader.results import Problem
from grader.submission.nodes import statements_of
from grader.submission.scopes import Scope
from grader.submission.syntax import parse

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Stub:
    """The public functions and classes that an exercise asks for."""

    definitions: dict[str, _Definition]
    given: frozenset[str] = frozenset()  # full names of abstract methods, which the solution does not write either

    @property
    def names(self) -> frozenset[str]:
        """Their names."""
        return frozenset(self.definitions)


@dataclass(frozen=True)
class Comparison:
    """How a module differs from the stub."""

    problems: tuple[Problem, ...]
    untouched: bool  # nothing is filled in yet


def read_stub(exercise: Exercise, submitted: Path) -> Stub:
    """Return what the exercise asks for.

    The exercise's file may be the very one that the student works in. Where it is not untouched, the reference
    solution, the stub that was remembered or the bundled exercise says what is asked for.

    Args:
        exercise: the exercise.
        submitted: the student's file.

    Raises:
        CourseError: none of these files is there, or the one that is there is no Python.

    """
    found = _definitions_in(exercise.stub_path)
    solution = _definitions_in(exercise.solution_path)
    if found is None or not all(is_unwritten(function) for _, function in _functions(found)):
        found = solution or _definitions_in(exercise.remembered_stub) or _bundled_definitions(exercise) or found
    if found is None and _is_same_file(submitted, exercise.stub_path):
        found = {}  # the student's own syntax error, which is reported as such
    if found is None:
        sentence = f"The stub of {exercise.name} ({exercise.file}) is missing or is no Python."
        raise CourseError(sentence, hint=f"`grade reset {exercise.short}` brings it back.")
    return Stub(found, frozenset(name for name, function in _functions(solution or {}) if is_unwritten(function)))


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _bundled_definitions(exercise: Exercise) -> dict[str, _Definition] | None:
    """Return what the bundled exercise asks for, if it is still this one."""
    folder = bundled_exercises()
    if folder is None:
        return None
    try:
        same = (folder / exercise.name / "checks.py").read_bytes() == exercise.public_checks.read_bytes()
    except OSError:
        return None
    return _definitions_in(folder / exercise.name / exercise.file) if same else None


def _definitions_in(path: Path | None) -> dict[str, _Definition] | None:
    if path is None:
        return None
    try:
        status = path.stat()
        return _parsed(path, status.st_mtime_ns, status.st_size)
    except (OSError, UnicodeDecodeError):
        return None


@lru_cache(maxsize=64)
def _parsed(path: Path, changed: int, size: int) -> dict[str, _Definition] | None:
    tree = parse(path.read_text(encoding="utf-8-sig")) if size < 1 << 20 else None
    return _public_definitions(tree) if isinstance(tree, ast.Module) else None


def _public_definitions(tree: ast.Module) -> dict[str, _Definition]:
    return {node.name: node for node in tree.body if isinstance(node, _Definition) and not node.name.startswith("_")}


def _functions(definitions: dict[str, _Definition]) -> Iterator[tuple[str, _Function]]:
    """Yield the functions and the methods, each with its full name."""
    for name, definition in definitions.items():
        if isinstance(definition, ast.ClassDef):
            for method, function in _methods(definition).items():
                yield f"{name}.{method}", function
        else:
            yield name, definition


def _methods(node: ast.ClassDef) -> dict[str, _Function]:
    """Return the public methods of a class, ``__init__`` and its like included."""
    methods = {item.name: item for item in node.body if isinstance(item, _Function)}
    return {name: item for name, item in methods.items() if not name.startswith("_") or name.endswith("__")}


def is_unwritten(function: _Function) -> bool:
    """Say whether the body is nothing but ``raise NotImplementedError``, ``pass`` or ``...``."""
    body = _without_docstring(function)
    return all(
        _is_placeholder(statement) or isinstance(statement, ast.Pass) or _is_ellipsis(statement) for statement in body
    )


def _without_docstring(function: _Function) -> list[ast.stmt]:
    return function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body


def _is_ellipsis(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and statement.value.value is ...
    )


def _is_placeholder(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Raise):
        return False
    raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def compare(
    tree: ast.Module, module: Scope, stub: Stub, where: Callable[[int], str], *, complete: bool = True
) -> Comparison:
    """Return what is missing, unfinished or changed in a student's module.

    Args:
        tree: the student's module.
        module: its scope.
        stub: what the exercise asks for.
        where: says in words where a line of the source is: "line 3".
        complete: False if a part of the student's file could not be read.

    """
    return _Comparer(tree, module, stub, where).result(complete)


class _Comparer:
    def __init__(self, tree: ast.Module, module: Scope, stub: Stub, where: Callable[[int], str]) -> None:
        self._tree, self._module, self._stub, self._where = tree, module, stub, where
        self._definitions = {node.name: node for node in statements_of(tree) if isinstance(node, _Definition)}
        self._definitions |= _public_definitions(tree)
        self._problems: list[Problem] = []

    def result(self, complete: bool) -> Comparison:
        """Compare everything."""
        for name, wanted in self._stub.definitions.items():
            if not self._module.has(name):
                self._missing(name, list(self._module.bindings), self._line_of)
            elif name in self._definitions:
                self._definition(wanted, self._definitions[name])
        self._find_twice(self._tree.body, "")
        if complete and self._is_untouched():
            return Comparison((Problem("unfinished", "Nothing is filled in yet."),), True)
        order = ["missing", "unfinished", "notice"]
        return Comparison(tuple(sorted(self._problems, key=lambda problem: order.index(problem.kind))), False)

    def _is_untouched(self) -> bool:
        """Say whether every function is missing or unfinished, and nothing else is defined."""
        faults = {problem.function for problem in self._problems if problem.kind in ("missing", "unfinished")}
        wanted = [name for name, _ in _functions(self._stub.definitions) if name not in self._stub.given]
        own = [node for node in self._tree.body if isinstance(node, _Definition) and node.name not in self._stub.names]
        return bool(wanted) and not own and all({name, name.partition(".")[0]} & faults for name in wanted)

    def _line_of(self, name: str) -> int:
        return self._module.bindings[name][-1].line

    def _missing(self, name: str, others: list[str], line_of: Callable[[str], int], owner: str = "") -> None:
        wanted = self._stub.names if not owner else frozenset(_methods_of(self._stub, owner))
        candidates = {other.casefold(): other for other in others if other not in wanted}
        close = difflib.get_close_matches(name.casefold(), candidates, n=1, cutoff=0.7)
        full, place = (f"{owner}.{name}", f"the class `{owner}`") if owner else (name, "your file")
        sentence, line = f"`{name}` is not in {place}", None
        if close:
            other = candidates[close[0]]
            line = line_of(other)
            sentence += f"; there is `{other}` ({self._where(line)}): did you mean that?"
        else:
            sentence += "."
        self._problems.append(Problem("missing", sentence, line, function=full))

    def _definition(self, wanted: _Definition, found: _Definition) -> None:
        if isinstance(wanted, ast.ClassDef) and isinstance(found, ast.ClassDef):
            self._class(wanted, found)
        elif isinstance(wanted, ast.ClassDef) or isinstance(found, ast.ClassDef):
            kinds = ("class", "function") if isinstance(wanted, ast.ClassDef) else ("function", "class")
            text = (
                f"`{found.name}` should be a {kinds[0]}; in your file it is a {kinds[1]} ({self._where(found.lineno)})."
            )
            self._problems.append(Problem("notice", text, found.lineno, function=found.name))
        else:
            self._function(wanted, found, found.name)

    def _class(self, wanted: ast.ClassDef, found: ast.ClassDef) -> None:
        members = {name: line for base in self._lineage(found) for name, line in _members(base)}
        methods = {name: method for base in self._lineage(found) for name, method in _methods(base).items()}
        for name, method in _methods(wanted).items():
            if name in methods:
                self._function(method, methods[name], f"{found.name}.{name}")
            elif name not in members and not (name == "__init__" and found.decorator_list):
                self._missing(name, list(members), members.__getitem__, found.name)
        self._find_twice(found.body, f"{found.name}.")

    def _lineage(self, found: ast.ClassDef) -> list[ast.ClassDef]:
        """Return the class's own base classes in this file, the most distant first, and the class itself."""
        classes, todo = [found], [found]
        while todo and len(classes) < 50:
            for base in todo.pop().bases:
                parent = self._definitions.get(base.id) if isinstance(base, ast.Name) else None
                if isinstance(parent, ast.ClassDef) and parent not in classes:
                    classes.append(parent)
                    todo.append(parent)
        return classes[::-1]

    def _function(self, wanted: _Function, found: _Function, name: str) -> None:
        if is_unwritten(found):
            if name not in self._stub.given:
                text = f"`{name}` is not written yet ({self._where(found.lineno)})."
                self._problems.append(Problem("unfinished", text, found.lineno, function=name))
            return
        body = _without_docstring(found)
        placeholder = next((statement for statement in body if _is_placeholder(statement)), None)
        if placeholder is not None:
            self._left_placeholder(placeholder, placeholder is body[0], name)
        change = _changed_signature(wanted.args, found.args, is_method="." in name)
        if change:
            signatures = f"`{_signature(found, name)}` in your file and `{_signature(wanted, name)}` in the exercise"
            text = f"`{name}` is {signatures}: {change}."
            self._problems.append(Problem("notice", text, found.lineno, function=name))

    def _left_placeholder(self, statement: ast.stmt, is_first: bool, name: str) -> None:
        line = self._where(statement.lineno)
        if is_first:
            text = f"`{name}` still begins with `raise NotImplementedError` ({line}), so nothing below it is run."
            self._problems.append(Problem("unfinished", text, statement.lineno, function=name))
        else:
            text = f"`{name}` still has the stub's `raise NotImplementedError` ({line})."
            self._problems.append(Problem("notice", text, statement.lineno, function=name))

    def _find_twice(self, body: list[ast.stmt], prefix: str) -> None:
        lines: dict[str, list[int]] = {}
        for node in body:
            if isinstance(node, _Definition) and not node.decorator_list:  # @x.setter and @overload repeat a name
                lines.setdefault(node.name, []).append(node.lineno)
        for name, found in lines.items():
            if len(found) > 1:
                places = ", ".join(map(self._where, found[:-1])) + f" and {self._where(found[-1])}"
                text = f"`{prefix}{name}` is defined more than once ({places}); the last one counts."
                self._problems.append(Problem("notice", text, found[-1], function=f"{prefix}{name}"))


def _methods_of(stub: Stub, owner: str) -> list[str]:
    definition = stub.definitions.get(owner)
    return list(_methods(definition)) if isinstance(definition, ast.ClassDef) else []


def _members(node: ast.ClassDef) -> Iterator[tuple[str, int]]:
    """Yield what a class gives a name to, methods under an ``if`` and names assigned to included."""
    for item in node.body:
        for part in [item] if isinstance(item, _Definition) else ast.walk(item):
            if isinstance(part, _Definition):
                yield part.name, part.lineno
            elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                yield part.id, part.lineno


def _parameters(arguments: ast.arguments, is_method: bool) -> list[str]:
    names = [argument.arg for argument in [*arguments.posonlyargs, *arguments.args]]
    return names[1:] if is_method else names


def _changed_signature(wanted: ast.arguments, found: ast.arguments, is_method: bool) -> str:
    """Say in a few words how a signature differs so that calls of the exercise may fail; "" if it does not."""
    expected, actual = _parameters(wanted, is_method), _parameters(found, is_method)
    keywords = [argument.arg for argument in wanted.kwonlyargs]
    own_keywords = [argument.arg for argument in found.kwonlyargs]
    every, own = [*expected, *keywords], [*actual, *own_keywords]
    missing = [] if found.kwarg else [name for name in every if name not in own]
    if found.vararg:
        missing = [name for name in missing if name in keywords]
    extra = [name for name in own if name not in every and name in _without_default(found)]
    if missing and extra and len(missing) == len(extra):
        return f"{_quoted(missing)} became {_quoted(extra)}"
    if missing:
        return f"{_quoted(missing)} is missing" if len(missing) == 1 else f"{_quoted(missing)} are missing"
    if extra:
        return f"{_quoted(extra)} must be given too"
    shared = len(actual) if found.kwarg else len(expected)  # **kwargs take what is not named
    if actual[:shared] != expected[:shared] and not found.vararg:
        return "the order of the parameters differs"
    lost = [name for name in every if name in _without_default(found) and name not in _without_default(wanted)]
    return f"{_quoted(lost)} lost the default value" if lost else ""


def _without_default(arguments: ast.arguments) -> set[str]:
    positional = [*arguments.posonlyargs, *arguments.args]
    names = {argument.arg for argument in positional[: len(positional) - len(arguments.defaults)]}
    pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return names | {argument.arg for argument, default in pairs if default is None}


def _quoted(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:8])


def _signature(function: _Function, name: str) -> str:
    """Return the signature without annotations and defaults."""
    arguments = function.args
    names = [argument.arg for argument in [*arguments.posonlyargs, *arguments.args]]
    if arguments.vararg or arguments.kwonlyargs:
        names.append(f"*{arguments.vararg.arg if arguments.vararg else ''}")
    names += [argument.arg for argument in arguments.kwonlyargs]
    if arguments.kwarg:
        names.append(f"**{arguments.kwarg.arg}")
    shown = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
    return f"{name.rpartition('.')[2]}({shown})"
