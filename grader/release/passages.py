"""What may not be in a students' copy: the telling lines of solutions, and passages of every file in solutions/."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.course import Course, Exercise
from grader.errors import CourseError

TELLING = 20  # characters above which a line of a solution is worth hiding, as for ``grade verify``
SHORTEST = 40  # characters of a passage: anything shorter may well stand elsewhere, too
LINES = 3  # of code in a passage
ELSEWHERE = 80  # characters of a passage of one exercise that the files of another may not hold
_TEXTS = (".md", ".toml", ".txt", ".rst")
_MARK = re.compile(r"^(?:(?:#+|>+|\.\.\.|[*-])\s+)+")  # a comment, a quotation, a prompt, an item of a list

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Line:
    """One line that is not empty, without what is around it."""

    number: int
    text: str


@dataclass(frozen=True)
class Passage:
    """Something that no student gets, and where it stands."""

    text: str  # lines as ``normal`` returns them, with line ends between them
    path: str  # from the course's folder
    line: int  # of its end
    exercise: str = ""

    def is_secret_in(self, exercise: str) -> bool:
        """Say whether an exercise's files give something away by holding this: a loop is everybody's."""
        return self.exercise == exercise or len(self.text) >= ELSEWHERE


def normal(line: str) -> str:
    """Return a line with single spaces and without the signs that pasting it somewhere puts before it."""
    return _MARK.sub("", " ".join(line.replace('"""', " ").split()))


def lines_of(text: str) -> list[Line]:
    """Return the lines that are not empty."""
    found = (Line(number, normal(line)) for number, line in enumerate(text.splitlines(), 1))
    return [line for line in found if line.text]


def windows(lines: list[Line]) -> Iterator[tuple[int, str]]:
    """Yield each line together with those before it, and its number."""
    for end in range(1, len(lines) + 1):
        part = lines[max(0, end - LINES) : end]
        yield part[-1].number, "\n".join(line.text for line in part)


def telling_lines(exercise: Exercise, root: Path) -> dict[str, Passage]:
    """Return the lines with which the solution, or another right one, says how it is done; by their text."""
    found: dict[str, Passage] = {}
    for path in (exercise.solution_path, *exercise.accepted):
        tree, text = parsed(path)
        rows = text.splitlines()
        for function in (node for node in ast.walk(tree) if isinstance(node, _Function)):
            for number in _simple_lines(function):
                line = normal(rows[number - 1].partition("  #")[0])
                if len(line) > TELLING and path is not None:
                    found.setdefault(line, Passage(line, path.relative_to(root).as_posix(), number))
    return found


def parsed(path: Path | None) -> tuple[ast.Module, str]:
    """Return a Python file's tree and text; an empty tree where it is no Python, so that each of its lines counts.

    Raises:
        CourseError: it cannot be read, so nothing can be said of what is in it.

    """
    text = read_text(path) if path is not None else ""
    try:
        return ast.parse(text), text
    except (ValueError, SyntaxError, RecursionError):
        return ast.Module([], []), text


def read_text(path: Path) -> str:
    """Return the text of a file of the course.

    Raises:
        CourseError: it cannot be read.

    """
    try:
        return path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise CourseError(
            f"{path} cannot be read: {error.strerror}.", hint="Nothing is given out before everything was compared."
        ) from error


def _simple_lines(function: _Function) -> Iterator[int]:
    plain = ast.Raise | ast.Import | ast.ImportFrom | ast.Pass
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    for statement in (node for top in body for node in ast.walk(top)):
        is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if isinstance(statement, ast.stmt) and not hasattr(statement, "body") and not isinstance(statement, plain):
            yield from () if is_text else range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)


def passages(course: Course) -> dict[str, list[Passage]]:
    """Return the passages of everything in solutions/, of all exercises, by their text."""
    found: dict[str, list[Passage]] = {}
    public = {exercise.name: _public(exercise.folder) for exercise in course.exercises}
    helped = frozenset(text for each in public.values() for text in each.helped)
    for path in sorted((course.root / "solutions").rglob("*")):
        name = path.relative_to(course.root)
        if not path.is_file() or any(part.startswith(".") for part in name.parts):
            continue
        if path.suffix == ".py":
            texts = _of_python(path, public.get(name.parts[1], _Public()).said, helped)
        elif path.suffix in _TEXTS:
            texts = ((line.number, line.text) for line in lines_of(read_text(path)))
        else:
            continue
        for number, text in texts:
            if len(text) >= SHORTEST:
                found.setdefault(text, []).append(Passage(text, name.as_posix(), number, name.parts[1]))
    return found


@dataclass(frozen=True)
class _Public:
    """What an exercise gives away on purpose."""

    said: frozenset[str] = frozenset()  # lines of docstrings, and of statements outside functions, in stub and checks
    helped: frozenset[str] = frozenset()  # passages of the public checks' functions that are no checks


def _public(folder: Path) -> _Public:
    said: set[str] = set()
    helped: set[str] = set()
    for path in sorted(folder.glob("*.py")):
        tree, text = parsed(path)
        given = _rows(tree, _docstring) | _outside(tree)
        said |= {line.text for line in lines_of(text) if line.number in given}
        if path.name == "checks.py":
            helping = _rows(tree, _helper)
            helped |= {window for number, window in windows(lines_of(text)) if number in helping}
    return _Public(frozenset(said), frozenset(helped))


def _of_python(path: Path, said: frozenset[str], helped: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield each line of a docstring and each line of code with the two before it, but for what is given away."""
    tree, text = parsed(path)
    docstrings, interface, outside = _rows(tree, _docstring), _rows(tree, _interface), _outside(tree)
    helping = _rows(tree, _helper) if path.name == "checks.py" else set()
    lines = lines_of(text)
    for line, (number, window) in zip(lines, windows(lines), strict=True):
        if number in interface or (number in docstrings | outside and line.text in said):
            continue
        if number in docstrings:
            yield number, line.text
        elif not (number in helping and window in helped):
            yield number, window


def _rows(tree: ast.Module, part: Callable[[ast.AST], tuple[int, int]]) -> set[int]:
    """Return the numbers of the lines that a part of each node takes up, from the first to the last."""
    return {number for node in ast.walk(tree) for first, last in [part(node)] for number in range(first, last + 1)}


def _docstring(node: ast.AST) -> tuple[int, int]:
    if not isinstance(node, ast.Module | _Definition) or ast.get_docstring(node, clean=False) is None:
        return 1, 0
    return node.body[0].lineno, node.body[0].end_lineno or 0


def _interface(node: ast.AST) -> tuple[int, int]:
    """Return where an import stands, or the beginning of a class or function: a stub has these, too."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return node.lineno, node.end_lineno or 0
    if isinstance(node, _Definition):
        return min([node.lineno, *(each.lineno for each in node.decorator_list)]), node.body[0].lineno - 1
    return 1, 0


def _outside(tree: ast.Module) -> set[int]:
    """Return the lines of the simple statements that stand in no function: constants, settings of a class."""
    bodies = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.ClassDef))]
    simple = [node for body in bodies for node in body if not hasattr(node, "body")]
    return {number for node in simple for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)}


def _helper(node: ast.AST) -> tuple[int, int]:
    """Return where a function or class stands that is no check."""
    if isinstance(node, _Definition) and not node.name.startswith("test_"):
        return node.lineno, node.end_lineno or 0
    return 1, 0
