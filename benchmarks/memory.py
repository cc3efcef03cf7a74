"""Where the bytes are: what each process of a grading has for itself, and what one more at a time costs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from typing import Any

from benchmarks import batch, processes
from benchmarks.figures import BenchmarkError, Group, Table
from benchmarks.grading import write_submission
from benchmarks.processes import Session
from benchmarks.workplace import REPOSITORY, Settings, Workplace
from grader.course import Exercise, find_course

EXERCISES = ("exercise03", "exercise14")
WORKERS = 8  # of one warm process, at most
JOBS = (1, 2, 4)
CLASS = 12  # submissions for each job
MIB = 1 << 20
COLUMNS = {"share": "share", "own": "own", "dirty": "written", "resident": "seen", "huge": "in huge pages"}
NOTES = (
    "MiB. `seen` is all that a process has in memory (RSS); `share` counts what n of them have in common as 1/n (PSS) "
    "and is what adds up; `own` is what nobody else has (USS), and `written` is the part of it that was written to.",
    "`checker` is the trusted process, `warm` the one that workers are forked from, `guard` the process above it in "
    f"its namespace, `worker` one of {WORKERS} that live at once, each as the last of its checks left it.",
)


def measure(place: Workplace, settings: Settings) -> Group:
    """Look at the processes of gradings, then at `grade batch` with several jobs."""
    course = find_course(place.whole_course())
    named = settings.exercises or (EXERCISES[:1] if settings.quick else EXERCISES)
    count = 3 if settings.quick else WORKERS
    tables: list[Table] = []
    for name in named:
        exercise = course.find(name)
        settings.progress(f"memory, {exercise.short}")
        tables += _of_grading(exercise, place, count)
    exercise = course.find(named[0])
    tables.append(_of_jobs(exercise, place, settings))
    return Group("memory", "Memory", NOTES, tables=tuple(tables))


def _of_grading(exercise: Exercise, place: Workplace, count: int) -> list[Table]:
    path = write_submission(place, exercise, 0)
    command = [sys.executable, "-m", "benchmarks.measured.memory"]
    command += [str(exercise.folder.parents[1]), exercise.name, str(path), str(count)]
    with Session(command, REPOSITORY, place.environment()) as session:
        answer = session.answer()
    if "worker" not in answer["processes"]:
        raise BenchmarkError("This system does not tell how much memory a worker has.")
    return [_processes(exercise, answer["processes"], count), _workers(exercise, answer["totals"])]


def _processes(exercise: Exercise, found: Mapping[str, Any], count: int) -> Table:
    lines = {}
    for role, memory in found.items():
        lines[role] = _line(memory["all"])
        lines |= {f"  {role}: {kind}": _line(part) for kind, part in memory["kinds"].items()}
    title = f"{exercise.short}, {count} workers of one warm process"
    return Table(title, tuple(COLUMNS.values()), lines)


def _line(memory: Mapping[str, float]) -> tuple[float, ...]:
    return tuple(memory[name] / MIB for name in COLUMNS)


def _workers(exercise: Exercise, totals: list[dict[str, Any]]) -> Table:
    lines, before = {}, 0.0
    for total in totals:
        own = total["own"]
        share = total["share"] / MIB
        lines[f"{total['workers']} at once"] = (share, share - before if before else 0.0, own[-1] / MIB)
        before = share
    return Table(f"{exercise.short}, one more worker", ("all processes", "one more", "its own"), lines)


def _of_jobs(exercise: Exercise, place: Workplace, settings: Settings) -> Table:
    """Return the memory of ``grade batch`` with 1, 2 and 4 processes that grade."""
    lines, before = {}, (0, 0.0)
    for jobs in JOBS[:2] if settings.quick else JOBS:
        settings.progress(f"memory, a batch with {jobs} at a time")
        root = batch.make_course(exercise, CLASS * jobs, place.root / f"jobs{jobs}")
        with batch.Memory(0.05) as memory:
            processes.run(batch.command(root, jobs), REPOSITORY, place.environment())
        shutil.rmtree(root)
        peak = memory.peak / MIB
        more = (peak - before[1]) / (jobs - before[0]) if before[0] else 0.0
        lines[f"-j {jobs}"] = (peak, more)
        before = (jobs, peak)
    return Table(
        f"`grade batch`, {exercise.short}: each job is a checker and a warm process of its own",
        ("all processes, at most", "one more job"), lines,
    )  # fmt: skip
