"""The shape of the package, read from its source: layers, who may import what, and what stands nowhere."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "grader"

# A module (a package counts as one) imports from the layers above its own line here, and from what stands before it
# on that line.
LAYERS = (
    ("errors", "limits", "language", "results", "compare", "wire", "figures"),
    ("course", "sandbox"),
    ("submission", "worker", "client"),
    ("checks", "diagnosis", "reproduction"),
    ("runner",),
    ("background",),
    ("late", "attempts", "render", "jupyter", "journal"),
    ("gradebook",),
    ("batch",),
    ("regrade",),
    ("similar", "dashboard", "export"),
    ("verify",),
    ("release",),
    ("doctor",),
    ("watch",),
    ("cli",),
    ("entry",),
)
ORDER = tuple(name for layer in LAYERS for name in layer)
SOLE = {
    "alembic": "gradebook",
    "click": "cli",
    "ctypes": "sandbox",
    "dask": "batch",
    "distributed": "batch",
    "jinja2": "render",
    "jupytext": "release",
    "markupsafe": "render",
    "math_core": "render",
    "msgspec": "wire",
    "nbgrader": "gradebook",
    "pygments": "render",
    "pyseccomp": "sandbox",
    "pytest": "checks",
    "sqlalchemy": "gradebook",
    "tomllib": "course",
}
TWO = {("ctypes", "wire")}  # a tensor's bytes, for a quarter of the time that torch takes
PRIVATE_SIDE = {"_ctypes": "ctypes", "_pytest": "pytest"}  # the same library by another name
HEAVY = ("torch", "numpy", "pytest", "nbgrader", "jupytext", "jinja2", "rich", "msgspec", "pygments", "math_core")
SAY_NOTHING = {"utils", "util", "helpers", "common", "base", "misc", "manager", "core", "engine", "service"}
MAKES_OBJECTS_OF_BYTES = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
LONGEST = 400  # lines

FILES = sorted(path for path in PACKAGE.rglob("*.py") if "_course" not in path.parts)
NAMES = [path.relative_to(PACKAGE).as_posix() for path in FILES]
each_file = pytest.mark.parametrize("path", FILES, ids=NAMES)


@cache
def tree(path: Path) -> ast.Module:
    """Return the module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def module_of(path: Path) -> str:
    """Return the name of the module or package right below ``grader``; empty for grader/__init__.py."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of everything that the file imports, anywhere in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where a module stands"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(path: Path) -> set[str]:
    """Return the modules of this package that the file imports."""
    found = set()
    for name in imports(path):
        package, _, rest = name.partition(".")
        if package == "grader" and rest and not rest.startswith("_"):
            found.add(rest.partition(".")[0])
    return found - {module_of(path)}


def libraries(path: Path) -> set[str]:
    """Return the top-level names of what the file imports from elsewhere."""
    found = {name.partition(".")[0] for name in imports(path)} - {"grader"}
    return {PRIVATE_SIDE.get(name, name) for name in found}


@each_file
def test_layers(path: Path) -> None:
    """A module imports only from the layers below its own."""
    name = module_of(path)
    if not name:
        assert ours(path) == set(), "grader/__init__.py imports nothing: the worker reads it"
        return
    assert name in ORDER, f"give {name} a layer here, in grader/__init__.py and in the design"
    below = set(ORDER[: ORDER.index(name)])

    assert ours(path) <= below


@each_file
def test_sole_users(path: Path) -> None:
    """A library is imported by one module alone, so that one place decides how it is used."""
    wrong = {
        library
        for library in libraries(path) & SOLE.keys()
        if SOLE[library] != module_of(path) and (library, module_of(path)) not in TWO
    }

    assert wrong == set()


@each_file
def test_what_the_worker_imports(path: Path) -> None:
    """The student's side imports of ours only what a student may read, else torch and Python's own library."""
    if module_of(path) != "worker":
        return

    assert ours(path) <= {"errors", "limits", "sandbox", "wire"}
    assert libraries(path) <= sys.stdlib_module_names | {"torch"}


@each_file
def test_length(path: Path) -> None:
    """No module is longer than 400 lines: one that outgrows that becomes a package of the same name."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@each_file
def test_names(path: Path) -> None:
    """No module has a name that says nothing."""
    parts = {part.removesuffix(".py").strip("_") for part in path.relative_to(PACKAGE).parts}

    assert parts & SAY_NOTHING == set()


@each_file
def test_docstring(path: Path) -> None:
    """Every module begins with a sentence that says what it is."""
    assert (ast.get_docstring(tree(path)) or "").partition("\n")[0] != ""


@each_file
def test_no_objects_out_of_bytes(path: Path) -> None:
    """Nothing is unpickled or evaluated; only the student's side runs code that it is given."""
    calls = [node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    names = {call.id for call in calls if isinstance(call, ast.Name)}
    loads = {call.attr for call in calls if isinstance(call, ast.Attribute) and _is_name(call.value, "torch")}
    allowed = {"exec"} if module_of(path) == "worker" else set()

    assert libraries(path) & MAKES_OBJECTS_OF_BYTES == set()
    assert (names & {"eval", "exec", "__import__"}) - allowed == set()
    assert "load" not in loads


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def test_reading_order() -> None:
    """The package's docstring names every module, in the order of the layers."""
    text = ast.get_docstring(tree(PACKAGE / "__init__.py")) or ""
    present = [name for name in ORDER if name in {module_of(path) for path in FILES}]

    assert [name for name in present if f"``{name}``" not in text] == []


def test_command_is_quick_to_import() -> None:
    """``import grader.cli`` loads nothing heavy, so that ``grade --help`` answers at once."""
    code = "import sys, grader.cli; print(*sorted(name for name in sys.modules if '.' not in name))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert set(HEAVY) & set(loaded) == set()
    assert "click" in loaded
