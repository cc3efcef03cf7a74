"""What a Dask cluster costs beside the grading itself: classes of several sizes, answered at once by real workers."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator

from benchmarks import processes
from benchmarks.figures import BenchmarkError, Group, Sample, rows
from benchmarks.workplace import EXERCISE, REPOSITORY, Settings, Workplace
from grader.course import Exercise, find_course

SIZES = (1_000, 10_000, 100_000)
QUICK = (200, 1_000)
RECORDED = 1_000  # the largest class of which rows and reports are written, too: that is the speed of the disk
WORKERS = 2
LARGEST = "GRADER_BENCHMARK_CLUSTER"  # a number in this variable is the largest size that is measured


def measure(place: Workplace, settings: Settings) -> Group:
    """Have classes answered by a cluster, the smallest first."""
    course = find_course(place.whole_course())
    exercise = course.find(settings.exercises[0] if settings.exercises else EXERCISE)
    sizes = QUICK if settings.quick else SIZES
    if (largest := os.environ.get(LARGEST, "")).isdecimal():
        sizes = tuple(size for size in sizes if size <= int(largest))
    samples: dict[str, list[Sample]] = {}
    notes = []
    with _cluster(place) as address:
        for size in sizes:
            settings.progress(f"a class of {size} on a cluster")
            taken = _class(exercise, size, place, address)
            name = f"class of {size}"
            parts = {part: taken[part] / size for part in ("plan", "batch") if part in taken}
            samples[name] = [Sample(taken["answers"] / size, taken["answers_cpu"] / size, parts)]
            notes.append(f"{name}: {_memory(taken)}.")
    first = next(iter(samples))
    labels = {name: f"cluster, {name}" for name in samples}
    return Group("cluster", "A class on a cluster", (_NOTE, *notes), rows(samples, first, labels))


_NOTE = (
    f"Seconds per submission at this side, until {WORKERS} workers on this machine have answered without grading: what "
    "a cluster adds. `plan` is to look at the class in an archive, `batch` is the whole command with journal and "
    "reports, down to the disk; both per submission."
)


def _memory(taken: dict[str, float]) -> str:
    parts = [
        f"{taken[f'{part}_memory']:.0f} MiB after {part}" for part in ("answers", "plan", "batch") if part in taken
    ]
    return "most memory of this side " + ", ".join(parts)


def _class(exercise: Exercise, size: int, place: Workplace, address: str) -> dict[str, float]:
    root = place.root / f"cluster{size}"
    for kind in ("exercises", "solutions"):
        shutil.copytree(exercise.folder.parents[1] / kind / exercise.name, root / kind / exercise.name)
    (root / "course.toml").write_text('format = 1\ntitle = "Class"\n', encoding="utf-8")
    archive = place.root / f"cluster{size}.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for number in range(size):
            source = f'"""The answer of student {number}."""\n'
            file.writestr(f"student{number:06}/{exercise.name}/{exercise.file}", source)
    command = [sys.executable, "-m", "benchmarks.measured.clustering", str(root), str(archive), address, str(size)]
    command += ["whole"] if size <= RECORDED else []
    with processes.Session(command, REPOSITORY, place.environment()) as session:
        taken = session.answer()
    shutil.rmtree(root)
    archive.unlink()
    return taken


@contextlib.contextmanager
def _cluster(place: Workplace) -> Iterator[str]:
    """Start a scheduler and workers on this machine; give the scheduler's address."""
    folder = place.root / "dask"
    folder.mkdir()
    file = folder / "scheduler.json"
    started: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> None:
        command = [sys.executable, "-m", "dask", *words, "--host", "127.0.0.1", "--no-dashboard"]
        with (folder / "log").open("ab") as log:
            started.append(processes.start(command, REPOSITORY, place.environment(), log))

    try:
        start("scheduler", "--port", "0", "--scheduler-file", str(file))
        try:
            text = processes.await_text(file, 120, started[0])
        except BenchmarkError as error:
            raise BenchmarkError("No scheduler of Dask starts here; is `distributed` installed?") from error
        address = str(json.loads(text)["address"])
        for _ in range(WORKERS):
            start("worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
        yield address
    finally:
        for process in reversed(started):
            processes.end(process)
