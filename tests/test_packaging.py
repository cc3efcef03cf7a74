"""The wheel and the sdist: all that a student needs, nothing that no student gets; installed, they work."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from grader.attempts import is_untouched

REPOSITORY = Path(__file__).resolve().parents[1]
SHIPPED = (
    "grader",
    "exercises",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "constraints.txt",
    ".gitignore",
)
HIDDEN_FOLDERS = {"solutions", "misconceptions", "accepted", "mutants", "tests", "benchmarks", ".grade", "graded"}
HIDDEN = sorted((REPOSITORY / "solutions").rglob("*.py"))
EXERCISES = sorted(path.parent for path in (REPOSITORY / "exercises").glob("*/exercise.toml"))
SKELETON = "grader/verify/skeleton/"  # what `grade new` begins an exercise with; it is of no exercise that there is
SHORTEST = 40  # characters of a passage: anything shorter may well stand elsewhere, too
SHORTEST_ELSEWHERE = 80  # in the files of another exercise, where the common turns of a training loop are no secret
FOLDER = "späte Übung 03"  # a path as people have it: with a space and letters beyond ASCII
Members = Mapping[str, bytes]


# ---- building and reading


def environment() -> dict[str, str]:
    """Return the environment without anything that would bring the repository's own grader in."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "COV"))}


def run(*command: str | Path, cwd: Path, expected: int = 0) -> str:
    """Run a command; return what it says, on either stream."""
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == expected, done.stdout[-3000:]
    return done.stdout


def build(tree: Path, out: Path, *what: str) -> Path:
    """Build distributions of a source tree and return the folder that they are in."""
    run(sys.executable, "-m", "build", "--no-isolation", *what, "--outdir", out, tree, cwd=out.parent)
    return out


def wheel_in(folder: Path) -> dict[str, bytes]:
    """Return the files of the only wheel in a folder."""
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def sdist_in(folder: Path) -> dict[str, bytes]:
    """Return the files of the only sdist in a folder, without the folder that they all are in."""
    (path,) = folder.glob("*.tar.gz")
    found = {}
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            stream = archive.extractfile(member)
            if stream is not None:
                found[member.name.partition("/")[2]] = stream.read()
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """Build the sdist, and the wheel from what is in the sdist, as an index would get them."""
    return build(REPOSITORY, tmp_path_factory.mktemp("built") / "dist")


@pytest.fixture(params=["wheel", "sdist"])
def members(request, built) -> Members:
    """Return the files of the wheel, then of the sdist."""
    return wheel_in(built) if request.param == "wheel" else sdist_in(built)


# ---- what would be a leak


@cache
def passages(path: Path) -> frozenset[bytes]:
    """Return what tells a hidden file from all others: its sentences, and each line of code with the two before it.

    The docstrings of a solution are those of its stub; a probe that public checks use as well is no secret.
    """
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    is_checks = path.name == "checks.py"
    is_solution = path.parent.parent == REPOSITORY / "solutions" and not is_checks
    docstrings, interface = lines_of(tree, docstring), lines_of(tree, signature)
    probes = lines_of(tree, probe) if is_checks else set()
    public = public_checks() if is_checks else b""
    found, before = set(), ["", ""]
    for number, line in enumerate(map(str.strip, source.splitlines()), 1):
        if not line:
            continue
        passage = (line if number in docstrings else "\n".join([*before, line])).encode()
        before = [before[1], line]
        known = number in interface or (is_solution and number in docstrings)
        if len(passage) >= SHORTEST and not known and not (number in probes and passage in public):
            found.add(passage)
    return frozenset(found)


@cache
def public_checks() -> bytes:
    """Return the public checks of all exercises: probes are alike where exercises are."""
    return b"\0".join(stripped((folder / "checks.py").read_bytes()) for folder in EXERCISES)


def lines_of(tree: ast.Module, part: Callable[[ast.AST], tuple[int, int]]) -> set[int]:
    """Return the numbers of the lines that a part of each node takes up, from the first to the last."""
    return {number for node in ast.walk(tree) for first, last in [part(node)] for number in range(first, last + 1)}


def docstring(node: ast.AST) -> tuple[int, int]:
    """Return where the docstring of a module, class or function stands."""
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) or ast.get_docstring(node) is None:
        return 1, 0
    return node.body[0].lineno, node.body[0].end_lineno or 0


def signature(node: ast.AST) -> tuple[int, int]:
    """Return where an import stands, or the beginning of a class or function: a stub has these too."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return node.lineno, node.end_lineno or 0
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return min([node.lineno, *(each.lineno for each in node.decorator_list)]), node.body[0].lineno - 1
    return 1, 0


def probe(node: ast.AST) -> tuple[int, int]:
    """Return where a function or class stands that is no check."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("test_"):
        return node.lineno, node.end_lineno or 0
    return 1, 0


def stripped(data: bytes) -> bytes:
    """Return a text without indentation and empty lines, so that a passage is found wherever it was pasted."""
    return b"\n".join(line.strip() for line in data.splitlines() if line.strip())


def leaks(members: Members) -> list[str]:
    """Return which passages of which hidden files are in which files of an archive."""
    texts = {name: stripped(data) for name, data in members.items()}
    whole = b"\0".join(texts.values())
    leaked = [passage for passage in frozenset().union(*map(passages, HIDDEN)) if passage in whole]
    return [
        f"{name} has of {path.relative_to(REPOSITORY)}: {passage.decode()!r}"
        for passage in leaked
        for path in HIDDEN
        if passage in passages(path)
        for name, text in texts.items()
        if passage in text and (len(passage) >= SHORTEST_ELSEWHERE or not is_elsewhere(name, path))
    ]


def is_elsewhere(name: str, path: Path) -> bool:
    """Return whether a member belongs to another exercise than a hidden file does."""
    own = path.relative_to(REPOSITORY / "solutions").parts[0]
    return "exercises/exercise" in name and own not in name


def but_skeleton(members: Members) -> Members:
    """Return the members without those that `grade new` copies."""
    return {name: data for name, data in members.items() if not name.startswith(SKELETON)}


# ---- nothing that no student gets


def test_no_hidden_folder(members):
    """No file lies in a folder of solutions, misconceptions, other variants, tests or attempts."""
    assert [name for name in but_skeleton(members) if HIDDEN_FOLDERS & set(Path(name).parts)] == []


def test_no_hidden_passage(members):
    """No sentence and no piece of code of a solution, a hidden check or a variant is anywhere in it."""
    assert leaks(members) == []


def test_no_name_of_a_variant(members):
    """No misconception and no other variant is named in it, as far as its name is no name of something else."""
    names = {path.stem for path in HIDDEN if path.stem.count("_") > 1}

    assert len(names) > 50
    texts = {name: data for name, data in but_skeleton(members).items() if not name.endswith("/RECORD")}
    assert [f"{text}: {name}" for name in names for text in texts if name.encode() in texts[text]] == []


@pytest.mark.parametrize("indented", [False, True])
def test_the_search_would_find_each_hidden_file(indented):
    """Each hidden file has passages of its own, and they are found in a copy of it, an indented one too."""
    unknown = []
    for path in HIDDEN:
        data = path.read_bytes()
        copy = data.replace(b"\n", b"\n    ") if indented else data
        own = [passage for passage in passages(path) if passage in stripped(copy)]
        unknown += [] if own else [path]

    assert len(HIDDEN) > 100
    assert unknown == []


def test_a_hidden_file_in_the_wrong_place_is_a_leak():
    """A solution that was saved in the place of its stub is reported as a leak."""
    exercise = EXERCISES[0].name
    own = [path for path in HIDDEN if path.parent.name == exercise and path.suffix == ".py"]
    (solution,) = (path for path in own if path.name not in {"checks.py", "pictures.py"})

    assert leaks({f"exercises/{exercise}/{solution.name}": solution.read_bytes()}) != []


def test_stubs_are_untouched(members):
    """Every exercise comes with a stub in which nothing is filled in."""
    stubs = {name: data for name, data in members.items() if is_exercise_file(name) and name.endswith(".py")}
    stubs = {name: data for name, data in stubs.items() if not name.endswith("/checks.py")}

    assert len(stubs) == len(EXERCISES)
    assert [name for name, data in stubs.items() if not is_untouched(data)] == []


def is_exercise_file(name: str) -> bool:
    """Say whether a member belongs to an exercise of the course."""
    return name.startswith(("exercises/", "grader/_course/exercises/"))


def test_what_lies_about_stays_out(tmp_path):
    """What working in the repository leaves beside the exercises is shipped by no way of building."""
    tree = tmp_path / "tree"
    for name in SHIPPED:
        source = REPOSITORY / name
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        tree.mkdir(exist_ok=True)
        copy(source, tree / name)
    exercise = tree / "exercises" / EXERCISES[0].name
    litter = (
        "mse_gradient.py.bak", "mse_gradient.ipynb", ".ipynb_checkpoints/mse_gradient.ipynb", "mse_gradient.py~",
        "__pycache__/checks.cpython-311.pyc", ".grade/secret", "../../.grade/secret", "../../solutions/x/checks.py",
        "../../tests/test_x.py", ".DS_Store",
    )  # fmt: skip
    for name in litter:
        path = exercise / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("SCRAP")

    out = build(tree, tmp_path / "dist", "--sdist", "--wheel")  # the wheel from the tree, as `pip install .` does

    assert [name for name, data in wheel_in(out).items() if b"SCRAP" in data] == []
    assert [name for name, data in sdist_in(out).items() if b"SCRAP" in data] == []


# ---- all that a student needs


def files_below(folder: Path) -> dict[str, bytes]:
    """Return the files in a folder of the repository, without what Python and editors leave there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in (".pyc", ".bak") and "__pycache__" not in path.parts
    }


def test_wheel_has_the_whole_package(built):
    """The wheel holds every file of grader/, templates included, byte by byte, and nothing at the top but that."""
    wheel = wheel_in(built)

    package = {f"grader/{name}": data for name, data in files_below(REPOSITORY / "grader").items()}
    assert {name for name, data in package.items() if wheel.get(name) != data} == set()
    assert any(name.endswith(".j2") for name in package)
    assert {name.partition("/")[0].partition("-")[0] for name in wheel} == {"grader", "torch_grader"}


def test_wheel_has_the_exercises(built):
    """The wheel holds for each exercise its handout, its settings, its stub and its public checks, and no more."""
    wheel = wheel_in(built)
    exercises = {
        f"grader/_course/exercises/{folder.name}/{name}": data
        for folder in EXERCISES
        for name, data in files_below(folder).items()
        if name.endswith((".py", ".md", ".toml"))
    }

    assert len(EXERCISES) >= 5
    assert {name: data for name, data in wheel.items() if is_exercise_file(name)} == exercises


def test_wheel_of_the_sdist_is_that_of_the_repository(built, tmp_path):
    """The sdist lacks nothing: the wheel that is built from it is the one that is built from the repository."""
    out = build(REPOSITORY, tmp_path / "dist", "--wheel")

    assert wheel_in(out) == wheel_in(built)


def test_name_and_command(built):
    """The distribution is called torch-grader and brings the command grade."""
    (metadata,) = (data.decode() for name, data in wheel_in(built).items() if name.endswith("/METADATA"))
    (entries,) = (data.decode() for name, data in wheel_in(built).items() if name.endswith("/entry_points.txt"))

    assert "\nName: torch-grader\n" in metadata
    assert entries.split() == ["[console_scripts]", "grade", "=", "grader.entry:main"]


# ---- installed


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory) -> Path:
    """Install the wheel in an environment of its own; of this one it sees the libraries, but not the repository."""
    home = tmp_path_factory.mktemp("installed") / FOLDER
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=home.parent)
    (packages,) = home.glob("lib/python*/site-packages")
    libraries = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    (packages / "libraries.pth").write_text("\n".join(libraries) + "\n", encoding="utf-8")
    (wheel,) = built.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", home / "bin" / "python", "--disable-pip-version-check", "--quiet"]
    run(*pip, "install", "--no-deps", "--no-index", "--root-user-action=ignore", wheel, cwd=home.parent)
    return home / "bin"


@pytest.fixture
def course(installed, tmp_path) -> Path:
    """Return a course that was started with `grade init` in an empty folder."""
    folder = tmp_path / FOLDER
    folder.mkdir()
    assert f"{len(EXERCISES)} exercises" in run(installed / "grade", "init", cwd=folder)
    return folder


def solve(course: Path) -> None:
    """Fill in the right solution of exercise 03."""
    name = "exercise03_mse_gradient"
    shutil.copyfile(
        REPOSITORY / "solutions" / name / "mse_gradient.py", course / "exercises" / name / "mse_gradient.py"
    )


@pytest.mark.slow
def test_the_installed_package_is_used(installed, tmp_path):
    """What is imported is what was installed, not the repository."""
    where = run(installed / "python", "-c", "import grader; print(grader.__file__)", cwd=tmp_path)

    assert Path(where.strip()).is_relative_to(installed.parent)
    assert (
        str(REPOSITORY)
        not in run(installed / "python", "-c", "import sys; print(*sys.path, sep='\\n')", cwd=tmp_path).splitlines()
    )


@pytest.mark.slow
def test_installed_list(installed, course):
    """`grade list` shows every exercise of a new course."""
    shown = run(installed / "grade", "list", cwd=course)

    assert [folder.name for folder in EXERCISES if folder.name.partition("_")[0] not in shown] == []


@pytest.mark.slow
def test_installed_check_of_a_stub(installed, course):
    """`grade check` of the untouched stub ends with 1 and says what to do."""
    said = run(installed / "grade", "check", "exercise03", cwd=course, expected=1)

    assert "mse_gradient.py" in said


@pytest.mark.slow
def test_installed_check_of_a_right_file(installed, course):
    """`grade check` of a right solution ends with 0."""
    solve(course)

    assert "4 of 4 checks passed" in run(installed / "grade", "check", "exercise03", cwd=course)


@pytest.mark.slow
def test_installed_submit_and_report(installed, course):
    """`grade submit` runs the public checks and says that there are no others; `grade report` shows its report."""
    solve(course)

    said = run(installed / "grade", "submit", "exercise03", cwd=course)
    assert "only the public checks" in said
    assert "Attempt 1 is kept." in said

    assert "mse_grad" in run(installed / "grade", "report", "exercise03", cwd=course)


@pytest.mark.slow
def test_installed_with_solutions_beside(installed, course):
    """Where an instructor puts the solutions beside the exercises, `grade submit` runs the hidden checks for points."""
    shutil.copytree(REPOSITORY / "solutions", course / "solutions")
    solve(course)

    said = run(installed / "grade", "submit", "exercise03", "--dry-run", cwd=course)

    assert "100 of 100 points" in said
    assert "only the public checks" not in said
