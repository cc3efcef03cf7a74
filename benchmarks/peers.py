"""What one submission costs with other graders: a cold pytest process each, and nbgrader's autograde."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

from benchmarks import processes
from benchmarks.figures import BenchmarkError, Group, Row, Sample, rows
from benchmarks.grading import command_for, write_submission
from benchmarks.processes import Session
from benchmarks.workplace import EXERCISE, REPOSITORY, Settings, Workplace
from grader.course import Exercise, find_course

CLASS = 4  # submissions that nbgrader grades with one command
NOTES = (
    "A right file, all checks, public and hidden. `sandbox` is one more submission in a warm session of this grader. "
    "`cold` is a process for each submission with torch and pytest, nothing shut in. `nbgrader` is what `nbgrader "
    f"autograde` takes for a class of {CLASS}, divided by {CLASS}: the same code and the same checks as a plain "
    "assignment of nbgrader's, one cell for each check, all in the kernel, nothing copied and nothing shut in.",
    "All take turns in one run; ratios are taken within each round: so many times what `sandbox` takes.",
)


def measure(place: Workplace, settings: Settings) -> Group:
    """Measure the exercises named, or the one that single commands are measured with."""
    if importlib.util.find_spec("nbgrader") is None:
        raise BenchmarkError("nbgrader is not installed: `pip install -e .[course]` installs it.")
    course = find_course(place.whole_course())
    named = settings.exercises or (EXERCISE,)
    found = tuple(row for name in named for row in _measure(course.find(name), place, settings))
    return Group("peers", "Other graders", NOTES, found)


def _measure(exercise: Exercise, place: Workplace, settings: Settings) -> tuple[Row, ...]:
    count = settings.count(full=5, quick=2)
    sandbox, cold, nbgrader = (f"{exercise.short} {kind}" for kind in ("sandbox", "cold", "nbgrader"))
    samples: dict[str, list[Sample]] = {sandbox: [], cold: [], nbgrader: []}
    environment = place.environment()
    assignment = Assignment(exercise, place)
    with contextlib.ExitStack() as stack:
        settings.progress(f"{exercise.short}, getting warm")
        session = stack.enter_context(Session(command_for("sandbox", exercise), REPOSITORY, environment))
        for number in range(2):
            session.ask(str(write_submission(place, exercise, number)))
        for number in range(2, 2 + count):
            settings.progress(f"{exercise.short}, round {number - 1} of {count}")
            path = write_submission(place, exercise, number)
            samples[sandbox].append(Sample(**session.ask(str(path))))
            samples[cold].append(processes.run(command_for("alone", exercise, path), REPOSITORY, environment))
            samples[nbgrader].append(assignment.autograde(number))
    return rows(samples, sandbox, {name: name for name in samples})


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
        from benchmarks.measured import notebook

        paths = {f"checks{number}": str(path) for number, path in enumerate(self.files)}
        lines = [
            "from benchmarks.measured import notebook",
            f"solution = vars(notebook.load({str(self.solution)!r}, 's'))",
        ]
        lines += [f"{name} = notebook.load({path!r}, {name!r})" for name, path in paths.items()]
        cells = [_cell("code", code, solution=True), _cell("setup", "\n".join(lines), locked=True)]
        for name, path in paths.items():
            for check in notebook.check_names(notebook.load(path, name)):
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
        graded, points = self._result(f"s{number}-%")
        if (graded, points) != (CLASS * self.checks, CLASS * self.checks):
            raise BenchmarkError(f"nbgrader gave {points:g} points for {graded} of {CLASS * self.checks} checks.")
        return Sample(found.wall / CLASS, found.cpu / CLASS)

    def _result(self, students: str) -> tuple[int, float]:
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
