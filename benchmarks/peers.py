"""What one submission costs with other graders: a cold pytest process each, nbgrader's autograde, Otter-Grader."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import sqlite3
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks import otter, processes
from benchmarks.figures import BenchmarkError, Group, Row, Sample, rows
from benchmarks.grading import WARM_UP, check_names, command_for, write_submission
from benchmarks.processes import Session
from benchmarks.startup import rotated
from benchmarks.workplace import REPOSITORY, Settings, Workplace
from grader.course import Exercise, find_course

EXERCISES = ("exercise03", "exercise10", "exercise14", "exercise15")
CLASS = 4  # submissions that nbgrader grades with one command
NOTES = (
    "A right file, all checks, public and hidden. `sandbox` is one more submission in a warm session of this grader. "
    "`one process` is the floor: the same checks in one warm process, nothing shut in. `cold` is a process for each "
    "submission with torch and pytest, nothing shut in. `nbgrader` is what `nbgrader autograde` takes for a class of "
    f"{CLASS}, divided by {CLASS}: the same code and the same checks as a plain assignment of nbgrader's, one cell "
    "for each check. `otter` is `otter run` of Otter-Grader for one submission, without a container: the same checks, "
    "a test case for each. With both, all is in one kernel and nothing is shut in.",
    "All take turns in one run; ratios are taken within each round: so many times what `sandbox` takes.",
)
Competitor = Callable[[int, Path], Sample]  # number and file of a submission


def measure(place: Workplace, settings: Settings) -> Group:
    """Measure the exercises named, or those of the README's table; without a competitor that cannot be had."""
    course = find_course(place.whole_course())
    named = settings.exercises or (EXERCISES[:1] if settings.quick else EXERCISES)
    python, left_out = None, []
    if importlib.util.find_spec("nbgrader") is None:
        left_out.append("nbgrader is left out: it is not installed (`pip install -e .[course]` installs it).")
    try:
        settings.progress("Otter-Grader, an environment of its own")
        python = otter.environment()
    except BenchmarkError as error:
        left_out.append(f"otter is left out: {error}")
    found = tuple(row for name in named for row in _measure(course.find(name), place, settings, python, left_out))
    return Group("peers", "Other graders", (*NOTES, _versions(python), *left_out), found)


def _versions(python: Path | None) -> str:
    with contextlib.suppress(metadata.PackageNotFoundError):
        here = f"nbgrader {metadata.version('nbgrader')}"
        return f"{here}, otter-grader {otter.VERSION}." if python is not None else f"{here}."
    return f"otter-grader {otter.VERSION}." if python is not None else "No other grader is here."


def _measure(
    exercise: Exercise, place: Workplace, settings: Settings, python: Path | None, left_out: list[str]
) -> tuple[Row, ...]:
    """Let the competitors take turns; another grader that fails is left out, and the others go on."""
    count = settings.count(full=5, quick=2)
    unit = f"{exercise.short} sandbox"
    with contextlib.ExitStack() as stack:
        settings.progress(f"{exercise.short}, getting warm")
        competitors = _competitors(exercise, place, stack, python)
        samples: dict[str, list[Sample]] = {name: [] for name in competitors}
        for number in range(-WARM_UP, count):
            settings.progress(f"{exercise.short}, round {max(number + 1, 0)} of {count}")
            path = write_submission(place, exercise, number + WARM_UP)
            for name in rotated(list(samples), number):
                if number < 0 and not name.endswith(("sandbox", "one process")):
                    continue
                try:
                    sample = competitors[name](number, path)
                except BenchmarkError as error:
                    if not name.endswith(("nbgrader", "otter")):
                        raise
                    left_out.append(f"{name} is left out: {error}")
                    del samples[name]
                    continue
                if number >= 0:
                    samples[name].append(sample)
    samples = {unit: samples.pop(unit)} | samples
    return rows(samples, unit, {name: name for name in samples})


def _competitors(
    exercise: Exercise, place: Workplace, stack: contextlib.ExitStack, python: Path | None
) -> dict[str, Competitor]:
    """Start the warm ones, prepare the others."""

    def warm(kind: str) -> Competitor:
        session = stack.enter_context(Session(command_for(kind, exercise), REPOSITORY, environment))
        return lambda _, path: Sample(**session.ask(str(path)))

    def cold(_: int, path: Path) -> Sample:
        return processes.run(command_for("alone", exercise, path), REPOSITORY, environment)

    environment = place.environment()
    found = {"sandbox": warm("sandbox"), "one process": warm("floor"), "cold": cold}
    if importlib.util.find_spec("nbgrader") is not None:
        assignment = Assignment(exercise, place)
        found["nbgrader"] = lambda number, _: assignment.autograde(number)
    if python is not None:
        autograder = otter.Autograder(exercise, place, python)
        found["otter"] = lambda _, path: autograder.grade(path)
    return {f"{exercise.short} {kind}": competitor for kind, competitor in found.items()}


class Assignment:
    """An nbgrader course with one assignment that holds an exercise's checks."""

    def __init__(self, exercise: Exercise, place: Workplace) -> None:
        assert exercise.solution_path is not None
        self.name = exercise.short
        self.root = place.root / "nbgrader" / self.name
        self.solution = exercise.solution_path
        self.files = [path for path in (exercise.public_checks, exercise.hidden_checks) if path is not None]
        here = {key: str(self.root / key) for key in ("HOME", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR")}
        here |= {"JUPYTER_CONFIG_DIR": str(self.root / "config"), "PYTHONWARNINGS": "ignore"}
        search = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        self.environment = place.environment() | here | {"PATH": search}  # nbgrader looks for alembic there
        self.checks = 0
        source = self.root / "source" / self.name / "work.ipynb"
        source.parent.mkdir(parents=True)
        source.write_text(json.dumps(self.notebook("raise NotImplementedError")), encoding="utf-8")
        self._nbgrader("generate_assignment", self.name)

    def notebook(self, code: str) -> dict[str, Any]:
        """Return the assignment with this code in it."""
        paths = {f"checks{number}": str(path) for number, path in enumerate(self.files)}
        lines = [
            "from benchmarks.measured import notebook",
            f"solution = vars(notebook.load({str(self.solution)!r}, 's'))",
        ]
        lines += [f"{name} = notebook.load({path!r}, {name!r})" for name, path in paths.items()]
        cells = [_cell("code", code, solution=True), _cell("setup", "\n".join(lines), locked=True)]
        for name, path in paths.items():
            for check in check_names(Path(path)):
                call = f"notebook.check({name}, {check!r}, globals(), solution)"
                cells.append(_cell(f"{name}-{check}", call, locked=True, grade=True, points=1))
        self.checks = len(cells) - 2
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}

    def autograde(self, number: int) -> Sample:
        """Grade a class of right submissions; return what each took.

        Raises:
            BenchmarkError: a right file did not get all points.

        """
        for student in range(CLASS):
            code = self.solution.read_text(encoding="utf-8") + f"\n# {number} {student}\n"
            path = self.root / "submitted" / f"s{number}-{student}" / self.name / "work.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(self.notebook(code)), encoding="utf-8")
        found = self._nbgrader("autograde", self.name, "--student", f"s{number}-*")
        graded, points = self.result(f"s{number}-%")
        if (graded, points) != (CLASS * self.checks, CLASS * self.checks):
            raise BenchmarkError(f"nbgrader gave {points:g} points for {graded} of {CLASS * self.checks} checks.")
        return Sample(found.wall / CLASS, found.cpu / CLASS)

    def result(self, students: str) -> tuple[int, float]:
        """Return how many checks of students were graded (``%`` stands for anything in a name), and their points."""
        query = (
            "SELECT COUNT(*), COALESCE(SUM(grade.auto_score), 0) FROM grade "
            "JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id "
            "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id "
            "WHERE submitted_assignment.student_id LIKE ?"
        )
        with contextlib.closing(sqlite3.connect(self.root / "gradebook.db")) as database:
            graded, points = database.execute(query, (students,)).fetchone()
        return int(graded), float(points)

    def _nbgrader(self, *arguments: str) -> Sample:
        return processes.run([sys.executable, "-m", "nbgrader", *arguments], self.root, self.environment)


def _cell(name: str, source: str, *, points: int | None = None, **what: bool) -> dict[str, Any]:
    details: dict[str, Any] = {"schema_version": 3, "grade_id": name, "cell_type": "code", "task": False}
    details |= {"grade": False, "locked": False, "solution": False} | what
    if points is not None:
        details["points"] = points
    return {
        "cell_type": "code", "id": name.replace("_", "-")[:60], "metadata": {"nbgrader": details},
        "execution_count": None, "outputs": [], "source": source,
    }  # fmt: skip
