"""What a class costs: `grade batch` on classes of several sizes, beside a cold pytest process for each submission."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sys
import threading
from pathlib import Path

from benchmarks import processes
from benchmarks.figures import Group, Sample, rows
from benchmarks.workplace import EXERCISE, REPOSITORY, Settings, Workplace
from grader.course import Exercise, find_course

SIZES = (10, 100, 1000)
QUICK = (4, 12)
LARGEST = "GRADER_BENCHMARK_CLASS"  # a number in this variable is one more size: 10000 takes a quarter of an hour
# Of 200 submissions; the rest is right.
WRONG, CRASHING, LOOPING = 68, 8, 1
COLD = 5  # submissions that are graded by a process each
LOOPS = "\n\ndef fit(*args, **kwargs):\n    while True:\n        pass\n"
CRASHES = ("\n\nraise RuntimeError('never run')\n", "\n\ndef mse_grad(w, x, y):\n    import os\n    os._exit(3)\n")


def measure(place: Workplace, settings: Settings) -> Group:
    """Grade classes, the smallest first; each is new to the course that it is graded in."""
    course = find_course(place.whole_course())
    exercise = course.find(settings.exercises[0] if settings.exercises else EXERCISE)
    sizes = QUICK if settings.quick else SIZES
    if (larger := os.environ.get(LARGEST, "")).isdecimal():
        sizes = (*sizes, int(larger))
    samples: dict[str, list[Sample]] = {"cold": [_cold(exercise, place, settings)]}
    notes = []
    for size in sizes:
        settings.progress(f"a class of {size}")
        sample, memory = _class(exercise, size, place)
        name = f"class of {size}"
        samples[name] = [sample]
        rate, peak = 1 / sample.wall, memory / (1 << 20)
        notes.append(f"{name}: {rate:.1f} submissions per second of wall time, peak memory {peak:.0f} MiB (PSS).")
    labels = {name: f"{exercise.short} {name}" for name in samples}
    return Group("batch", "A class", (_note(exercise), *notes), rows(samples, "cold", labels))


def _note(exercise: Exercise) -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    right = 200 - WRONG - CRASHING - LOOPING
    return (
        f"Seconds per submission, from the command's start to its end, divided by their number; `grade batch` with a "
        f"process for each of {cores} cores, reports as JSON and HTML and the journal included, without a gradebook. "
        f"The class is made from the bank of {exercise.name}: of 200 submissions {right} are right, {WRONG} wrong, "
        f"{CRASHING} crash and {LOOPING} never ends; no two have the same bytes. `cold` is a new process with torch "
        "and pytest for each of a few right submissions, without isolation, one after the other."
    )


def make_class(exercise: Exercise, size: int, folder: Path) -> None:
    """Write a class's submissions in nbgrader's layout."""
    assert exercise.solution_path is not None
    right = exercise.solution_path.read_text(encoding="utf-8")
    wrong = [path.read_text(encoding="utf-8") for path in exercise.misconceptions]
    mixed = random.Random(size)
    for number in range(size):
        kind = (number * 77) % 200  # spread evenly, and every kind comes in small classes, too
        source = right
        if kind < LOOPING:
            source += LOOPS
        elif kind < LOOPING + CRASHING:
            source += CRASHES[kind % 2]
        elif kind < LOOPING + CRASHING + WRONG:
            source += "\n\n" + mixed.choice(wrong)
        path = folder / f"student{number:06}" / exercise.name / exercise.file
        path.parent.mkdir(parents=True)
        path.write_text(f"{source}\n# {number}\n", encoding="utf-8")


def _class(exercise: Exercise, size: int, place: Workplace) -> tuple[Sample, int]:
    root = place.root / f"class{size}"
    for kind in ("exercises", "solutions"):
        shutil.copytree(exercise.folder.parents[1] / kind / exercise.name, root / kind / exercise.name)
    (root / "course.toml").write_text('format = 1\ntitle = "Class"\n', encoding="utf-8")
    make_class(exercise, size, root / "submitted")
    command = [sys.executable, "-c", _WITHOUT_GRADEBOOK, "batch", "-q", "-C", str(root)]
    with Memory() as memory:
        found = processes.run(command, REPOSITORY, place.environment(), longest=120.0 + 5.0 * size)
    shutil.rmtree(root)
    return Sample(found.wall / size, found.cpu / size), memory.peak


_WITHOUT_GRADEBOOK = "from grader import cli, gradebook; gradebook.available = lambda: False; cli.main()"


def _cold(exercise: Exercise, place: Workplace, settings: Settings) -> Sample:
    assert exercise.solution_path is not None
    walls, cpus = [], []
    for number in range(2 if settings.quick else COLD):
        settings.progress(f"a process for each, {number + 1}")
        path = place.root / "cold" / str(number) / exercise.file
        path.parent.mkdir(parents=True)
        path.write_text(exercise.solution_path.read_text(encoding="utf-8") + f"\n# {number}\n", encoding="utf-8")
        command = [sys.executable, "-m", "benchmarks.measured.grading", "alone"]
        command += [str(exercise.folder.parents[1]), exercise.name, str(path)]
        sample = processes.run(command, REPOSITORY, place.environment())
        walls.append(sample.wall)
        cpus.append(sample.cpu)
    return Sample(sorted(walls)[len(walls) // 2], sorted(cpus)[len(cpus) // 2])


class Memory:
    """Looks at the memory of all processes that this one has started, again and again; a context manager."""

    def __init__(self, every: float = 0.25) -> None:
        self.every = every
        self.peak = 0  # bytes; what processes share is counted once where the system tells
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(self.every):
            self.peak = max(self.peak, sum(map(_memory_of, _below(os.getpid()))))


def _below(pid: int) -> list[int]:
    found = []
    with contextlib.suppress(OSError):
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, path.read_text().split()):
                found += [child, *_below(child)]
    return found


def _memory_of(pid: int) -> int:
    """Return a process's share of memory in bytes; its whole memory if its share cannot be read, 0 if it is gone."""
    for file, key in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        with contextlib.suppress(OSError, ValueError, IndexError):
            for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
                if line.startswith(key):
                    return int(line.split()[1]) * 1024
    return 0
