"""What a class of right, wrong, crashing and endless submissions costs with `grade batch`, and with others."""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from collections import Counter
from collections.abc import Mapping

from benchmarks import batch, processes
from benchmarks.figures import BenchmarkError, Group, Sample, rows
from benchmarks.grading import command_for
from benchmarks.peers import Assignment
from benchmarks.workplace import EXERCISE, REPOSITORY, Settings, Workplace
from grader.course import Exercise, find_course

SIZES = (10, 100, 1000)
QUICK = (12,)
LONG = 10_000
SAMPLE = {"right": 6, "wrong": 6, "crashing": 4, "looping": 2}  # submissions that each of the others grades
QUICK_SAMPLE = {"right": 1, "wrong": 1, "crashing": 1, "looping": 1}
LONGEST = 3600.0  # seconds for one command of another grader


def measure(place: Workplace, settings: Settings) -> Group:
    """Grade classes with ``grade batch``, and a sample of each kind with a process each and with nbgrader."""
    exercise = find_course(place.whole_course()).find(settings.exercises[0] if settings.exercises else EXERCISE)
    sizes = QUICK if settings.quick else (*SIZES, LONG) if settings.long else SIZES
    sample = QUICK_SAMPLE if settings.quick else SAMPLE
    largest = f"class of {sizes[-1]:,}"
    notes, samples, before = [_note(exercise, sample)], dict[str, list[Sample]](), None
    for size in sizes:
        settings.progress(f"a mixed class of {size}")
        taken = batch.grade_class(exercise, size, place, looping=True)
        samples[f"class of {size:,}"] = [taken.sample(before)]
        before = taken
    shares = shares_of(sizes[-1])
    others = {"process each": _process_each(exercise, place, settings, sample)}
    if importlib.util.find_spec("nbgrader") is not None:
        others["nbgrader"] = _nbgrader(exercise, place, settings, sample)
    else:
        notes.append("nbgrader is left out: it is not installed (`pip install -e .[course]` installs it).")
    for name, found in others.items():
        samples[name] = [together(found, shares)]
        notes.append(f"{name}, seconds per submission: {_by_kind(found)}.")
    notes.append(f"Of {sizes[-1]:,}: {', '.join(f'{sizes[-1] * share:.0f} {kind}' for kind, share in shares.items())}.")
    samples = {largest: samples.pop(largest)} | samples
    return Group("mixed", "A mixed class", tuple(notes), rows(samples, largest, {name: name for name in samples}))


def shares_of(size: int) -> dict[str, float]:
    """Return how much of a class each kind of submission is."""
    counts = Counter(batch.kind_of(number, looping=True) for number in range(size))
    return {kind: count / size for kind, count in counts.items()}


def together(found: Mapping[str, Sample], shares: Mapping[str, float]) -> Sample:
    """Return what a submission of a class takes on average, from what one of each kind takes."""
    wall = sum(found[kind].wall * share for kind, share in shares.items())
    return Sample(wall, sum(found[kind].cpu * share for kind, share in shares.items()))


def _by_kind(found: Mapping[str, Sample]) -> str:
    return ", ".join(f"{kind} {sample.wall:.2f} (processor {sample.cpu:.2f})" for kind, sample in found.items())


def _note(exercise: Exercise, sample: Mapping[str, int]) -> str:
    counts = ", ".join(f"{count} {kind}" for kind, count in sample.items())
    seconds = exercise.limits.cpu_seconds
    return (
        f"Seconds per submission of {exercise.name}, all checks. Of each hundred submissions one never ends, every "
        "second of these in one function, the others in all; no two have the same bytes. `class of …` is `grade batch` "
        "from start to end, with a process for each core, reports and journal, without a gradebook; `one more` is what "
        "each took beyond the next smaller class, and memory is that of all its processes together (PSS). "
        f"The others grade a sample ({counts}), and what each kind takes is weighted by its share of the largest "
        f"class. `process each` is a new process with torch and pytest for each, one after the other, nothing shut in; "
        f"a check is interrupted after {seconds:g} seconds of processor time. `nbgrader` is `nbgrader autograde` with "
        "all submissions of a kind in one command, one cell for each check; as it comes, it gives a cell 30 seconds."
    )


def _sources(exercise: Exercise, kind: str, count: int) -> list[str]:
    draw = random.Random(count)
    numbers = range(1, 1 + count * batch.LOOPING, batch.LOOPING) if kind == "looping" else range(count)
    return [batch.source_of(exercise, number, kind, draw) + f"\n# {kind} {number}\n" for number in numbers]


def _process_each(
    exercise: Exercise, place: Workplace, settings: Settings, sample: Mapping[str, int]
) -> dict[str, Sample]:
    found = {}
    for kind, count in sample.items():
        taken = []
        for number, source in enumerate(_sources(exercise, kind, count)):
            settings.progress(f"a process for each, {kind} {number + 1} of {count}")
            path = place.root / "mixed" / kind / str(number) / exercise.file
            path.parent.mkdir(parents=True)
            path.write_text(source, encoding="utf-8")
            command = command_for("limited", exercise, path)
            expected = None if kind == "crashing" else 0  # such a process ends as the code wants it to
            taken.append(processes.run(command, REPOSITORY, place.environment(), expected, LONGEST))
        found[kind] = Sample(sum(one.wall for one in taken) / count, sum(one.cpu for one in taken) / count)
    return found


def _nbgrader(exercise: Exercise, place: Workplace, settings: Settings, sample: Mapping[str, int]) -> dict[str, Sample]:
    assignment, found = Assignment(exercise, place), {}
    for kind, count in sample.items():
        settings.progress(f"nbgrader, {kind}")
        for number, source in enumerate(_sources(exercise, kind, count)):
            path = assignment.root / "submitted" / f"{kind}{number}" / assignment.name / "work.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(assignment.notebook(source)), encoding="utf-8")
        command = [sys.executable, "-m", "nbgrader", "autograde", assignment.name, "--student", f"{kind}*"]
        expected = (
            None if kind in ("crashing", "looping") else 0
        )  # a kernel that ends is an error, and the rest goes on
        taken = processes.run(command, assignment.root, assignment.environment, expected, LONGEST)
        if expected == 0:
            _require_graded(assignment, kind, count)
        found[kind] = Sample(taken.wall / count, taken.cpu / count)
    return found


def _require_graded(assignment: Assignment, kind: str, count: int) -> None:
    graded, _ = assignment.result(f"{kind}%")
    if graded != count * assignment.checks:
        raise BenchmarkError(f"nbgrader graded {graded} of {count * assignment.checks} checks ({kind}).")
