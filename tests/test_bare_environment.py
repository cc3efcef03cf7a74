"""A student's copy in an environment with the light install and nothing else: it works, and nothing hidden is there.

The environment is new. By default what it holds is linked from this one, the distributions that the package's metadata
asks for without any extra, and pip is told to look nowhere else; with BARE_ENVIRONMENT=index pip fetches them all, but
for PyTorch, which is too large to be fetched for a test and is linked in either case.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from test_packaging import HIDDEN, leaks

from grader import release as releasing
from grader.course import find_course
from grader.release.wheel import pins, wheel

REPOSITORY = Path(__file__).resolve().parents[1]
NAME = "exercise03_mse_gradient"
HEAVY = (
    "nbgrader",
    "sqlalchemy",
    "alembic",
    "jupytext",
    "nbformat",
    "nbconvert",
    "distributed",
    "dask",
    "numpy",
    "yaml",
)
FETCHED = os.environ.get("BARE_ENVIRONMENT") == "index"
pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, expected: int = 0) -> str:
    """Run a command with nothing of this environment in its own; return what it says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "COV"))}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=kept, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == expected, done.stdout[-3000:]
    return done.stdout


def link(names: Iterable[str], packages: Path) -> None:
    """Link installed distributions, and what pip knows of them, into another environment."""
    for name in names:
        distribution = importlib.metadata.distribution(name)
        tops = {file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")}
        for top in tops:
            place = packages / top
            if not place.exists():
                place.symlink_to(Path(str(distribution.locate_file(top))).resolve())


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> Path:
    """Make the environment and install the program's wheel in it with pip, dependencies included; return its folder."""
    home = tmp_path_factory.mktemp("bare")
    run(sys.executable, "-m", "venv", home / "venv", cwd=home)
    (packages,) = (home / "venv").glob("lib/python*/site-packages")
    light = pins()
    link(["torch"] if FETCHED else light, packages)
    name, data = wheel()
    (home / name).write_bytes(data)
    (home / "constraints.txt").write_text("".join(f"{key}=={value}\n" for key, value in light.items()))
    pip = [home / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", "--root-user-action=ignore"]
    source = [] if FETCHED else ["--no-index"]
    run(*pip, *source, "--constraint", home / "constraints.txt", home / name, cwd=home)
    run(home / "venv" / "bin" / "python", "-m", "pip", "check", cwd=home)
    return home / "venv"


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """Release the course that comes with the program; the stubs are tried elsewhere."""
    folder = tmp_path_factory.mktemp("released") / "students"
    course = find_course(REPOSITORY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(releasing, "try_out", lambda *_: [])
        done = releasing.release(course, course.exercises, folder, "folder")
    assert done.findings == ()
    return folder


def test_nothing_heavy_is_there(environment):
    """Of what grading a class needs nothing can be imported, and the light install is all that pip knows."""
    code = f"import importlib.util; print(*(n for n in {HEAVY!r} if importlib.util.find_spec(n)))"
    listed = run(environment / "bin" / "python", "-m", "pip", "list", "--format=freeze", cwd=environment)
    known = {line.partition("==")[0].lower().replace("_", "-") for line in listed.splitlines() if "==" in line}

    assert run(environment / "bin" / "python", "-I", "-c", code, cwd=environment).strip() == ""
    assert known - {"pip", "setuptools"} == {"torch-grader", *pins()} - {"setuptools"}


def test_check_works(environment, copy):
    """`grade check` finds the stub wanting and a right file right, `grade list` and `grade submit` work as well."""
    grade, stub = environment / "bin" / "grade", copy / "exercises" / NAME / "mse_gradient.py"
    untouched = stub.read_bytes()

    assert "exercise16" in run(grade, "list", cwd=copy)
    assert "fill in" in run(grade, "check", "exercise03", cwd=copy, expected=1)
    shutil.copyfile(REPOSITORY / "solutions" / NAME / "mse_gradient.py", stub)
    try:
        assert "4 of 4 checks passed" in run(grade, "check", "exercise03", cwd=copy)
        assert "only the public checks" in run(grade, "submit", "exercise03", "--dry-run", cwd=copy)
    finally:
        stub.write_bytes(untouched)


def test_what_needs_more_says_so(environment, copy):
    """A command of instructors that needs more than the light install says what to install, without a traceback."""
    said = run(environment / "bin" / "grade", "gradebook", cwd=copy, expected=2)

    assert "Traceback" not in said


def test_nothing_hidden_is_there(environment, copy):
    """Byte by byte: no passage of a solution, a hidden check or a misconception is in the copy or in the program."""
    (program,) = environment.glob("lib/python*/site-packages/grader")
    files = {
        f"{root.name}/{path.relative_to(root).as_posix()}": path.read_bytes()
        for root in (program, copy)
        for path in root.rglob("*")
        if path.is_file() and "skeleton" not in path.parts  # what `grade new` begins an exercise with
    }

    assert len(HIDDEN) > 100
    assert any(name.endswith("mse_gradient.py") for name in files)
    assert len(files) > 200
    assert leaks({name.removeprefix("students/"): data for name, data in files.items()}) == []
