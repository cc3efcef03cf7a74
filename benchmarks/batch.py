"""What a class costs: `grade batch` on classes of several sizes, beside a cold pytest process for each submission."""

from __future__ import annotations

import os
import random
import re
import shutil
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from benchmarks import pages, processes
from benchmarks.figures import Group, Sample, rows
from benchmarks.workplace import EXERCISE, REPOSITORY, Settings, Workplace
from grader.course import Exercise, find_course

SIZES = (10, 100, 1000)
QUICK = (4, 12)
LONG = 10_000  # takes several minutes
# Of 200 submissions; the rest is right. Where some loop, one of each 100 does.
WRONG, CRASHING = 68, 8
COLD = 5  # submissions that are graded by a process each
LOOPING = 100  # submissions of the class in which one never ends
LOOP = "\n\ndef {name}(*args, **kwargs):\n    while True:\n        pass\n"
CRASHES = ("\n\nraise RuntimeError('never run')\n", "\n\ndef mse_grad(w, x, y):\n    import os\n    os._exit(3)\n")


@dataclass(frozen=True)
class Taken:
    """What a whole class took."""

    size: int
    wall: float  # seconds
    cpu: float  # seconds
    memory: int  # bytes, at most

    def sample(self, smaller: Taken | None) -> Sample:
        """Return it for each submission; ``one more`` is what each took beyond a smaller class."""
        parts = {}
        if smaller is not None:
            parts = {"one more": (self.cpu - smaller.cpu) / (self.size - smaller.size)}
        return Sample(self.wall / self.size, self.cpu / self.size, parts, self.memory)


def measure(place: Workplace, settings: Settings) -> Group:
    """Grade classes, the smallest first; each is new to the course that it is graded in."""
    course = find_course(place.whole_course())
    exercise = course.find(settings.exercises[0] if settings.exercises else EXERCISE)
    sizes = QUICK if settings.quick else SIZES
    if settings.long:
        sizes = (*sizes, LONG)
    samples: dict[str, list[Sample]] = {"cold": [_cold(exercise, place, settings)]}
    rates, before = [], None
    for size in sizes:
        settings.progress(f"a class of {size}")
        taken = grade_class(exercise, size, place)
        samples[f"class of {size:,}"] = [taken.sample(before)]
        rates.append(f"{1 / (taken.wall / size):.1f} with a class of {size:,}")
        before = taken
    if not settings.quick:
        settings.progress(f"a class of {LOOPING}, one of them without end")
        samples[f"class of {LOOPING}, one loops"] = [grade_class(exercise, LOOPING, place, looping=True).sample(None)]
    labels = {name: f"{exercise.short} {name}" for name in samples}
    notes = (_note(exercise), f"Submissions per second of wall time, from start to end: {', '.join(rates)}.")
    return Group("batch", "A class", notes, rows(samples, "cold", labels))


def _note(exercise: Exercise) -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"Seconds per submission, from the command's start to its end, divided by their number; `grade batch` with a "
        f"process for each of {cores} cores, reports as JSON and HTML and the journal included, without a gradebook. "
        "`one more` is the processor time of each submission beyond the next smaller class: what is left without the "
        f"start. The class is made from the bank of {exercise.name}: of 200 submissions {200 - WRONG - CRASHING} are "
        f"right, {WRONG} wrong and {CRASHING} crash; no two have the same bytes. Where one never ends, it costs its "
        "limit. `cold` is a new process with torch and pytest for each of a few right submissions, without isolation, "
        "one after the other. Memory counts what processes share once (PSS), all processes together."
    )


def make_class(exercise: Exercise, size: int, folder: Path, *, looping: bool = False) -> None:
    """Write a class's submissions in nbgrader's layout; one of each hundred never ends if that is asked for."""
    mixed = random.Random(size)
    for number in range(size):
        source = source_of(exercise, number, kind_of(number, looping=looping), mixed)
        path = folder / f"student{number:06}" / exercise.name / exercise.file
        path.parent.mkdir(parents=True)
        path.write_text(f"{source}\n# {number}\n", encoding="utf-8")


def kind_of(number: int, *, looping: bool = False) -> str:
    """Return what a student of a class hands in: "right", "wrong", "crashing" or "looping"."""
    if looping and number % LOOPING == 1:
        return "looping"
    place = (number * 77) % 200  # spread evenly, and every kind comes in small classes, too
    return "crashing" if place < CRASHING else "wrong" if place < CRASHING + WRONG else "right"


def source_of(exercise: Exercise, number: int, kind: str, mixed: random.Random) -> str:
    """Return a submission of a kind: every second that loops does so in its last function, the others in all."""
    assert exercise.solution_path is not None
    source = exercise.solution_path.read_text(encoding="utf-8")
    if kind == "looping":
        names = re.findall(r"^def ([a-z]\w*)", source, re.MULTILINE)
        return source + "".join(LOOP.format(name=name) for name in names[-1 if number // LOOPING % 2 == 0 else 0 :])
    if kind == "crashing":
        return source + CRASHES[number % 2]
    return source + ("\n\n" + mixed.choice(exercise.misconceptions).read_text("utf-8") if kind == "wrong" else "")


def make_course(exercise: Exercise, size: int, root: Path, *, looping: bool = False) -> Path:
    """Write a course with this exercise alone and a class that has handed in; return its folder."""
    for kind in ("exercises", "solutions"):
        shutil.copytree(exercise.folder.parents[1] / kind / exercise.name, root / kind / exercise.name)
    (root / "course.toml").write_text('format = 1\ntitle = "Class"\n', encoding="utf-8")
    make_class(exercise, size, root / "submitted", looping=looping)
    return root


def command(root: Path, jobs: int | None = None) -> list[str]:
    """Return the command line that grades a class."""
    several = ["-j", str(jobs)] if jobs is not None else []
    return [sys.executable, "-c", _WITHOUT_GRADEBOOK, "batch", "-q", "-C", str(root), *several]


def grade_class(exercise: Exercise, size: int, place: Workplace, *, looping: bool = False) -> Taken:
    """Make a class, grade it with ``grade batch`` and throw it away."""
    root = make_course(exercise, size, place.root / f"class{size}", looping=looping)
    with Memory() as memory:
        found = processes.run(command(root), REPOSITORY, place.environment(), longest=120.0 + 5.0 * size)
    shutil.rmtree(root)
    return Taken(size, found.wall, found.cpu, memory.peak)


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
    """Looks at the memory of all processes that this one has started, again and again; a context manager.

    Each look stops each of them for some milliseconds, so there are not too many.
    """

    def __init__(self, every: float = 1.0) -> None:
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
            self.peak = max(self.peak, sum(map(pages.share, pages.below(os.getpid()))))
