"""A course in the form of another grader, as its manual shows, with the checks of tests/attacks/course; for attacks.

The tests are what a teacher writes there: asserts that run in the process of the student's code. The solution lies
where the grader's own tools put it, and honest students have handed something in beside whoever attacks.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SECONDS = 300.0  # that a command of another grader may take
NAME = "exercise01_target"
ATTACKER, HONEST = "mallory", ("alice", "nora")  # graded in the order of their names
CASES = (
    (30, """x = torch.randn(5, dtype=torch.float64) + 3
torch.testing.assert_close(target(x), 3 * x + 1)"""),
    (20, """x = torch.tensor([20479.12345033333, -7.5], dtype=torch.float64)  # CANARY-checks-c47a90e2b6f1
torch.testing.assert_close(target(x), torch.tensor([61438.370351, -21.5], dtype=torch.float64))"""),
    (15, """assert math.isclose(slope(lambda x: x**3, 2.0, 0.5), 15.25)"""),
    (15, """assert [slope(lambda x: x * x, x, 0.25) for x in (1.0, 2.0, 4.0)] == [2.25, 4.25, 8.25]"""),
    (20, """total = Total()
for x in (1.5, 2.25, 4.0):
    total.add(x)
assert math.isclose(total.value, 7.75)"""),
)  # fmt: skip
MOST = float(sum(points for points, _ in CASES))
SETUP = "import math\n\nimport torch"


class Rival:
    """A course of another grader in a folder, and the command that grades what was handed in.

    Args:
        folder: of the course; it must be empty.
        python: of the environment that has the grader.
        solution: the text of the solution.

    """

    honest: tuple[str, ...] = HONEST

    def __init__(self, folder: Path, python: str, solution: str) -> None:
        self.folder, self.python, self.solution = folder, python, solution

    def run(self, *arguments: str) -> str:
        """Run a command of the grader's to its end; return how it ended, "" if well."""
        command = [self.python, "-m", *arguments]
        process = subprocess.Popen(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        try:
            said, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return f"it had not ended after {SECONDS:g} s"
        sys.stderr.write(said.decode("utf-8", "replace"))
        return f"it ended with {process.returncode}" if process.returncode else ""

    def hand_in(self, student: str, code: str) -> Path:
        """Write a student's notebook and return where it lies."""
        raise NotImplementedError

    def grade(self) -> str:
        """Grade all students; return how it ended, "" if well."""
        raise NotImplementedError

    def points(self, student: str) -> float | None:
        """Return what a student got; None if no grade was written down."""
        raise NotImplementedError

    def kept(self) -> Iterable[Path]:
        """Yield the files that grading has no business to change."""
        yield from (
            path for path in self.folder.glob("submitted/**/*") if path.is_file() and ATTACKER not in path.parts
        )


class Nbgrader(Rival):
    """An assignment with a cell for each test, hidden as its manual hides them."""

    def __init__(self, folder: Path, python: str, solution: str) -> None:
        super().__init__(folder, python, solution)
        source = folder / "source" / NAME / "target.ipynb"
        source.parent.mkdir(parents=True)
        answer = f"### BEGIN SOLUTION\n{solution}\n### END SOLUTION"
        source.write_text(json.dumps(self._notebook(answer, hidden=True)), encoding="utf-8")
        if wrong := self.run("nbgrader", "generate_assignment", NAME):
            raise RuntimeError(f"nbgrader cannot make the assignment: {wrong}")

    def hand_in(self, student: str, code: str) -> Path:
        """Write a student's notebook and return where it lies."""
        path = self.folder / "submitted" / student / NAME / "target.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(self._notebook(code, hidden=False)), encoding="utf-8")
        return path

    def grade(self) -> str:
        """Grade all students with one command; return how it ended, "" if well."""
        return self.run("nbgrader", "autograde", NAME)

    def points(self, student: str) -> float | None:
        """Return what the gradebook says, as nbgrader counts it: what was given by hand comes first."""
        query = (
            "SELECT SUM(COALESCE(grade.manual_score, grade.auto_score)), COUNT(grade.auto_score) FROM grade "
            "JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id "
            "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id "
            "WHERE submitted_assignment.student_id = ?"
        )
        with contextlib.closing(sqlite3.connect(self.folder / "gradebook.db")) as database:
            found, graded = database.execute(query, (student,)).fetchone()
        return None if found is None or (not graded and not found) else float(found)

    def kept(self) -> Iterable[Path]:
        """Yield the files that grading has no business to change."""
        yield from super().kept()
        yield from (path for name in ("source", "release") for path in self.folder.glob(f"{name}/**/*.ipynb"))

    def _notebook(self, code: str, *, hidden: bool) -> dict[str, Any]:
        cells = [_cell("setup", SETUP, locked=True), _cell("code", code, solution=True)]
        for number, (points, text) in enumerate(CASES, 1):
            test = f"### BEGIN HIDDEN TESTS\n{text}\n### END HIDDEN TESTS" if hidden else ""
            cells.append(_cell(f"test{number}", f"# test {number}\n{test}", locked=True, grade=True, points=points))
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}


class Otter(Rival):
    """An autograder with one file of tests, and the solution where ``otter assign`` puts it.

    Nothing that it writes for a student is in the reach of the next, so one honest student is enough.
    """

    honest = HONEST[1:]

    def __init__(self, folder: Path, python: str, solution: str) -> None:
        super().__init__(folder, python, solution)
        place = folder / "dist" / "autograder"
        place.mkdir(parents=True)
        cells = [_cell("setup", SETUP), _cell("code", solution)]
        (place / "target.ipynb").write_text(json.dumps(_plain(cells)), encoding="utf-8")
        self.archive = place / "target-autograder.zip"
        with zipfile.ZipFile(self.archive, "w") as archive:
            archive.writestr("otter_config.json", "{}")
            archive.writestr("tests/target.py", self._tests())

    def hand_in(self, student: str, code: str) -> Path:
        """Write a student's notebook and return where it lies."""
        path = self.folder / "submitted" / student / "target.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(_plain([_cell("setup", SETUP), _cell("code", code)])), encoding="utf-8")
        return path

    def grade(self) -> str:
        """Grade one student after the other; return how it ended, "" if well."""
        ends = [self._grade(student) for student in (ATTACKER, *self.honest)]
        return "; ".join(end for end in ends if end)

    def _grade(self, student: str) -> str:
        output = self.folder / "graded" / student
        output.mkdir(parents=True)
        work = self.folder / "submitted" / student / "target.ipynb"
        return self.run("otter", "run", "--no-logo", "-a", str(self.archive), "-o", str(output), str(work))

    def points(self, student: str) -> float | None:
        """Return what was written down for a student."""
        path = self.folder / "graded" / student / "results.json"
        if not path.is_file():
            return None
        tests = json.loads(path.read_text(encoding="utf-8"))["tests"]
        return float(sum(test.get("score", 0.0) for test in tests))

    def kept(self) -> Iterable[Path]:
        """Yield the files that grading has no business to change."""
        yield from super().kept()
        yield from (path for path in self.folder.glob("dist/**/*") if path.is_file())

    def _tests(self) -> str:
        lines = ["import math", "", "import torch", "from otter.test_files import test_case", "", "OK_FORMAT = False"]
        lines += ['name = "target"', f"points = {MOST:g}"]
        for number, (points, text) in enumerate(CASES, 1):
            lines += ["", "", f"@test_case(name='test{number}', points={points}, hidden=True)"]
            lines += [f"def test{number}(target, slope, Total):", *(f"    {line}" for line in text.splitlines())]
        return "\n".join(lines) + "\n"


def _cell(name: str, source: str, *, points: int | None = None, **what: bool) -> dict[str, Any]:
    details: dict[str, Any] = {"schema_version": 3, "grade_id": name, "cell_type": "code", "task": False}
    details |= {"grade": False, "locked": False, "solution": False} | what
    if points is not None:
        details["points"] = points
    return {
        "cell_type": "code", "id": name, "metadata": {"nbgrader": details}, "execution_count": None, "outputs": [],
        "source": source,
    }  # fmt: skip


def _plain(cells: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a notebook without anything of nbgrader's."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    plain = [cell | {"metadata": {}} for cell in cells]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": plain}


RIVALS: dict[str, type[Rival]] = {"nbgrader": Nbgrader, "otter": Otter}


def environment(folder: Path, python: str) -> dict[str, str]:
    """Return the environment of a grader that works in a folder, with a home of its own."""
    names = ("HOME", "TMPDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR")
    here = {name: str(folder / name.lower()) for name in names}
    for path in here.values():
        Path(path).mkdir(parents=True, exist_ok=True)
    search = os.pathsep.join([str(Path(python).parent), "/usr/local/bin", "/usr/bin", "/bin"])
    return here | {"PATH": search, "PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
