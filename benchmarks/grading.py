"""What one more submission costs in a warm session, beside the same checks without isolation and a cold start."""

from __future__ import annotations

import ast
import contextlib
import sys
from pathlib import Path

from benchmarks import processes
from benchmarks.figures import Group, Row, Sample, rows
from benchmarks.processes import Session
from benchmarks.startup import rotated
from benchmarks.workplace import REPOSITORY, Settings, Workplace
from grader.course import Exercise, find_course

EXERCISES = ("exercise03", "exercise08", "exercise10", "exercise14", "exercise15")
WARM_UP = 2  # submissions of a session that are not counted
NOTES = (
    "From the path of a right file to its report, all checks. `one process` is the floor: the same checks on the same "
    "code in one warm process, values copied as over the wire, no isolation. `sandbox` is the grader as it is. `cold` "
    "is the floor as a new process for each submission: it imports torch and pytest, runs the checks once and ends.",
    "Processor time of the sandbox's sides: checks (trusted process), code (worker), fork (the warm process).",
)


def measure(place: Workplace, settings: Settings) -> Group:
    """Measure exercise after exercise; the competitors take turns within each."""
    course = find_course(place.whole_course())
    named = settings.exercises or (EXERCISES[:1] if settings.quick else EXERCISES)
    found = tuple(row for name in named for row in _measure(course.find(name), place, settings))
    return Group("grading", "One more submission", NOTES, found)


def _measure(exercise: Exercise, place: Workplace, settings: Settings) -> tuple[Row, ...]:
    count = settings.count(full=9, quick=3)
    cold = min(count, 2 if settings.quick else 5)
    floor, sandbox, alone = (f"{exercise.short} {kind}" for kind in ("one process", "sandbox", "cold"))
    samples: dict[str, list[Sample]] = {floor: [], sandbox: [], alone: []}
    environment = place.environment()
    with contextlib.ExitStack() as stack:
        settings.progress(f"{exercise.short}, getting warm")
        sessions = {
            name: stack.enter_context(Session(command_for(kind, exercise), REPOSITORY, environment))
            for name, kind in ((floor, "floor"), (sandbox, "sandbox"))
        }
        for number in range(-WARM_UP, count):
            settings.progress(f"{exercise.short}, submission {max(number + 1, 0)} of {count}")
            path = write_submission(place, exercise, number + WARM_UP)
            for name in rotated(list(samples), number):
                if name in sessions:
                    sample = Sample(**sessions[name].ask(str(path)))
                elif 0 <= number < cold:
                    sample = processes.run(command_for("alone", exercise, path), REPOSITORY, environment)
                else:
                    continue
                if number >= 0:
                    samples[name].append(sample)
    return rows(samples, floor, {name: name for name in samples})


def write_submission(place: Workplace, exercise: Exercise, number: int) -> Path:
    """Write a right file that differs from all others, so that its checks draw inputs of their own."""
    assert exercise.solution_path is not None
    path = place.root / "submitted" / str(number) / exercise.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(exercise.solution_path.read_text(encoding="utf-8") + f"\n# {number}\n", encoding="utf-8")
    return path


def check_names(path: Path) -> list[str]:
    """Return the check functions of a check file, in their order, without loading it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


def command_for(kind: str, exercise: Exercise, *paths: Path) -> list[str]:
    """Return the command that measures in one of the ways of ``benchmarks.measured.grading``."""
    module = [sys.executable, "-m", "benchmarks.measured.grading"]
    return [*module, kind, str(exercise.folder.parents[1]), exercise.name, *map(str, paths)]
