"""Otter-Grader as a competitor: an environment of its own, made once, and an exercise's checks in its form."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

from benchmarks import processes
from benchmarks.figures import BenchmarkError, Sample
from benchmarks.grading import check_names
from benchmarks.workplace import Workplace
from grader.course import Exercise

VERSION = "7.0.0"
WANTED = (f"otter-grader=={VERSION}", "ipykernel")
INSTALL_SECONDS = 600
_FILE = """
from otter.test_files import test_case
from benchmarks.measured import notebook

OK_FORMAT = False
name = {name!r}
points = {count}
solution = vars(notebook.load({solution!r}, "solution"))
checks = notebook.load({path!r}, {name!r})
"""
_CASE = """

@test_case(name={check!r}, hidden={hidden})
def case_{number}(env):
    notebook.check(checks, {check!r}, env, solution)
"""


def environment() -> Path:
    """Return the Python of an environment that has Otter-Grader, made in the user's cache folder if it is not there.

    PyTorch and pytest are not fetched again: they are those of the environment that runs this.

    Raises:
        BenchmarkError: it cannot be installed here.

    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    folder = cache / "torch-grader" / "benchmarks" / f"otter-{VERSION}-python{version}"
    python, complete = folder / "bin" / "python", folder / "complete"
    if not complete.exists():
        shutil.rmtree(folder, ignore_errors=True)
        try:
            venv.create(folder, with_pip=True, symlinks=True)
            _install(python)
        except (OSError, subprocess.SubprocessError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise BenchmarkError("otter-grader cannot be installed here: pip did not find it or fetch it.") from error
        complete.touch()
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    (packages / "shared.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


def _install(python: Path) -> None:
    command = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *WANTED]
    subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True,
        timeout=INSTALL_SECONDS,
    )  # fmt: skip


class Autograder:
    """An exercise's checks as an autograder of Otter's: a file of tests for each file of checks, a case for each."""

    def __init__(self, exercise: Exercise, place: Workplace, python: Path) -> None:
        assert exercise.solution_path is not None
        self.python = python
        self.folder = place.root / "otter" / exercise.short
        self.folder.mkdir(parents=True)
        here = {name: str(self.folder / name) for name in ("HOME", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR")}
        here |= {"JUPYTER_CONFIG_DIR": str(self.folder / "config"), "PYTHONWARNINGS": "ignore"}
        self.environment = place.environment() | here
        self.archive = self.folder / "autograder.zip"
        self.checks = 0
        with zipfile.ZipFile(self.archive, "w") as archive:
            archive.writestr("otter_config.json", "{}")
            for path in (exercise.public_checks, exercise.hidden_checks):
                if path is not None:
                    name = "public" if path == exercise.public_checks else "hidden"
                    archive.writestr(f"tests/{name}.py", self._tests(name, path, exercise.solution_path))

    def _tests(self, name: str, path: Path, solution: Path) -> str:
        found = check_names(path)
        self.checks += len(found)
        cases = (
            _CASE.format(check=check, hidden=name == "hidden", number=number) for number, check in enumerate(found)
        )
        return _FILE.format(name=name, count=len(found), solution=str(solution), path=str(path)) + "".join(cases)

    def grade(self, submission: Path) -> Sample:
        """Grade a right submission with ``otter run``.

        Raises:
            BenchmarkError: it did not get all points.

        """
        output = self.folder / "out"
        output.mkdir(exist_ok=True)
        command = [str(self.python), "-m", "otter", "run", "--no-logo"]
        command += ["-a", str(self.archive), "-o", str(output), str(submission)]
        found = processes.run(command, self.folder, self.environment)
        results = json.loads((output / "results.json").read_text(encoding="utf-8"))
        points = sum(test.get("score", 0.0) for test in results["tests"])
        if points != self.checks:
            raise BenchmarkError(f"otter gave {points:g} points for {self.checks} checks.")
        return found
