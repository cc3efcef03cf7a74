"""What can be said of an exercise without running anything: stub against solution, docstrings, settings, leaks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from grader.course import Exercise
from grader.verify.findings import Verified
from grader.verify.probes import lint
from grader.verify.variants import BANK, bank

TELLING = 20  # characters above which a line of the solution is worth hiding

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def examine(exercise: Exercise, result: Verified) -> bool:
    """Note what is wrong with the form of an exercise; return whether it can be graded at all."""
    trees = {path: _parsed(path, name, result) for name, path in _files(exercise).items()}
    _settings(exercise, result)
    stub, solution = trees.get(exercise.stub_path), trees.get(exercise.solution_path or Path())
    checks = [tree for path, tree in trees.items() if path.name == "checks.py" and tree is not None]
    if stub is not None and solution is not None:
        _agreement(_definitions(stub), _definitions(solution), result)
        _pieces(exercise, stub, solution, result)
    _check_functions(checks, result)
    for tree in checks:
        lint(tree, result)
    for path, module in trees.items():
        if path.parent.name in BANK and module is not None and not ast.get_docstring(module):
            result.add("docstring", f"{path.parent.name}/{path.stem}", "It has no docstring to say what it is.")
    return None not in trees.values() and len(checks) == 2 and solution is not None


def _files(exercise: Exercise) -> dict[str, Path]:
    """Return the Python files of an exercise, by the names under which they are spoken of."""
    files = {
        f"the stub {exercise.file}": exercise.stub_path,
        "the public checks.py": exercise.public_checks,
        f"the solution {exercise.file}": (exercise.solution_folder or Path("solutions")) / exercise.file,
        "the hidden checks.py": (exercise.solution_folder or Path("solutions")) / "checks.py",
    }
    for kind in BANK:
        files |= {f"{kind}/{path.name}": path for path in bank(exercise, kind)}
    return files


def _parsed(path: Path, name: str, result: Verified) -> ast.Module | None:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        result.add("loads", name, "It is missing.")
    except (OSError, UnicodeDecodeError) as error:
        result.add("loads", name, f"It cannot be read: {error}.")
    except (SyntaxError, ValueError) as error:
        line = f" in line {error.lineno}" if isinstance(error, SyntaxError) else ""
        result.add("loads", name, f"It is no Python{line}.")
    return None


# Stub and solution


def _definitions(tree: ast.Module) -> dict[str, _Definition]:
    """Return the public functions, classes and methods, by their dotted names."""
    found: dict[str, _Definition] = {}
    for node in tree.body:
        if isinstance(node, _Definition) and not node.name.startswith("_"):
            found[node.name] = node
            for inner in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(inner, _Function) and (not inner.name.startswith("_") or inner.name.endswith("__")):
                    found[f"{node.name}.{inner.name}"] = inner
    return found


def _agreement(stub: dict[str, _Definition], solution: dict[str, _Definition], result: Verified) -> None:
    for name in stub.keys() - solution.keys():
        result.add("agreement", name, "It is in the stub, but not in the solution.")
    for name in solution.keys() - stub.keys():
        result.add("agreement", name, "It is in the solution, but not in the stub; name a helper with a leading _.")
    for name in [name for name in stub if name in solution]:
        mine, theirs = _signature(stub[name]), _signature(solution[name])
        if mine != theirs:
            result.add("agreement", name, "The signatures differ.", f"stub: {mine}; solution: {theirs}")
        if ast.get_docstring(stub[name]) != ast.get_docstring(solution[name]):
            result.add("agreement", name, "The docstrings differ.", _difference(stub[name], solution[name]))
        elif not ast.get_docstring(stub[name]) and not name.endswith("__"):
            result.add("docstring", name, "The stub has no docstring here.")


def _signature(node: _Definition) -> str:
    if isinstance(node, ast.ClassDef):
        return f"class {node.name}({', '.join(ast.unparse(base) for base in node.bases)})"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns is not None else ""
    return f"def {node.name}({ast.unparse(node.args)}){returns}"


def _difference(stub: _Definition, solution: _Definition) -> str:
    mine = (ast.get_docstring(stub) or "(none)").splitlines()
    theirs = (ast.get_docstring(solution) or "(none)").splitlines()
    pairs = zip([*mine, *[""] * len(theirs)], [*theirs, *[""] * len(mine)], strict=False)
    first = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
    return f"stub: {first[0].strip()!r}; solution: {first[1].strip()!r}"


# Leaks


def _pieces(exercise: Exercise, stub: ast.Module, solution: ast.Module, result: Verified) -> None:
    """Note the lines of the solution that the student can read in the stub or the handout."""
    given = {_body(node) for node in _definitions(stub).values()}
    lines: dict[str, str] = {}
    text = (exercise.solution_path or Path()).read_text(encoding="utf-8").splitlines()
    for name, node in _definitions(solution).items():
        if not isinstance(node, ast.ClassDef) and _body(node) not in given:
            lines |= dict.fromkeys(_lines(node, text), name)
    for top in solution.body:
        if isinstance(top, _Function) and top.name.startswith("_"):
            lines |= dict.fromkeys(_lines(top, text), top.name)
    if not exercise.handout.is_file():
        result.add("loads", "README.md", "The handout is missing.")
    for place, path in (("stub", exercise.stub_path), ("handout", exercise.handout)):
        shown = _normal(path.read_text(encoding="utf-8")) if path.is_file() else ""
        for line, name in lines.items():
            if line in shown:
                result.add("piece", name, f"The {place} holds a line of its solution.", line)


def _body(node: _Definition) -> str:
    return "\n".join(ast.unparse(statement) for statement in _written(node))


def _written(node: _Definition) -> list[ast.stmt]:
    """Return the statements of a definition without its docstring."""
    return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body


def _lines(node: _Definition, text: list[str]) -> Iterator[str]:
    """Yield the telling lines of a function's simple statements, with single spaces."""
    plain = ast.Raise | ast.Import | ast.ImportFrom | ast.Pass
    for top in _written(node):
        for statement in ast.walk(top):
            if isinstance(statement, ast.stmt) and not hasattr(statement, "body") and not isinstance(statement, plain):
                for number in range(statement.lineno, (statement.end_lineno or statement.lineno) + 1):
                    line = _normal(text[number - 1].partition("  #")[0])
                    if len(line) > TELLING:
                        yield line


def _normal(text: str) -> str:
    return " ".join(text.split())


# Checks and settings


def _check_functions(trees: list[ast.Module], result: Verified) -> None:
    seen: set[str] = set()
    for tree in trees:
        for node in tree.body:
            if isinstance(node, _Function) and node.name.startswith("test_"):
                name = node.name.removeprefix("test_")
                if not ast.get_docstring(node):
                    result.add("docstring", name, "This check has no docstring.")
                if name in seen:
                    result.add("names", name, "Two checks have this name.")
                seen.add(name)


def _settings(exercise: Exercise, result: Verified) -> None:
    missing = {
        "hints": ("There is no hint.", exercise.hints),
        "title.zh": ("There is no Chinese title.", exercise.title_zh),
        "rules.reason": (
            "The rules have no reason.",
            exercise.rules.reason or not (exercise.rules.names or exercise.rules.removed or exercise.rules.operations),
        ),
    }
    for key, (sentence, there) in missing.items():
        if not there:
            result.add("settings", key, sentence)
    for number, question in enumerate(exercise.quiz, 1):
        if len(set(question.choices)) < len(question.choices):
            result.add("settings", f"quiz {number}", "Two choices are the same.")
        if not question.explanation:
            result.add("settings", f"quiz {number}", "The answer is not explained.")
