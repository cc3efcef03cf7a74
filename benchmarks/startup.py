"""What a command costs that is typed once: a new process each time. And what it costs where something is kept warm."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import processes
from benchmarks.figures import BenchmarkError, Goal, Group, Sample, rows
from benchmarks.processes import Session
from benchmarks.workplace import EXERCISE, REPOSITORY, Settings, Workplace, grade
from grader.background import place as meeting_place

UNIT = "import torch"
WARM_UP = 2  # saves that are not counted
START_SECONDS = 120.0
GOALS = {
    "grade --help": Goal(seconds=0.1),
    "grade check": Goal(ratio=1.3),
    "grade submit": Goal(ratio=2.5),
    "background": Goal(ratio=0.1),
    "watch": Goal(ratio=0.1),
}
LABELS = {
    "pass": "python -c pass",
    "import click": 'python -c "import click"',
    "grade --help": "grade --help",
    UNIT: 'python -c "import torch"',
    "grade check": f"grade check {EXERCISE}, cold",
    "grade submit": f"grade submit {EXERCISE} -n, cold",
    "background": f"grade check {EXERCISE}, background process",
    "watch": f"a save under grade watch {EXERCISE}",
}
NOTES = (
    "A new process each time, its files in the disk cache. The ratios are to `import torch` in the same round. `check` "
    "runs the public checks on a right file, in a student's copy; `submit` runs all checks, in a copy with solutions.",
    "`background process`: a new `grade` asks the process that an earlier one has left; its processor time is that of "
    "the asking side. `a save`: from the renamed file to the printed report, with the processor time of all processes.",
)
_KEEPER = """
import signal, sys
from grader.background import starting
process = starting._start((), isolated=False)
signal.signal(signal.SIGTERM, lambda *_: process.terminate())
sys.exit(process.wait())
"""


def measure(place: Workplace, settings: Settings) -> Group:
    """Run every command in turn, several rounds."""
    student, whole = place.student_course(), place.whole_course()
    cold = place.environment() | {"GRADE_BACKGROUND": "0"}
    warm = place.environment() | {"GRADE_BACKGROUND": "1", "XDG_RUNTIME_DIR": str(place.root / "run")}
    commands = {
        "pass": ([sys.executable, "-c", "pass"], REPOSITORY, cold),
        "import click": ([sys.executable, "-c", "import click"], REPOSITORY, cold),
        "grade --help": (grade("--help"), REPOSITORY, cold),
        UNIT: ([sys.executable, "-c", "import torch"], REPOSITORY, cold),
        "grade check": (grade("check", EXERCISE), student, cold),
        "grade submit": (grade("submit", EXERCISE, "-n"), whole, cold),
        "background": (grade("check", EXERCISE), student, warm),
    }
    samples: dict[str, list[Sample]] = {name: [] for name in [*commands, "watch"]}
    count = settings.count(full=9, quick=2)
    with contextlib.ExitStack() as stack:
        settings.progress("start-up, getting warm")
        stack.enter_context(_background(warm, student))
        saving = stack.enter_context(Session(_saving(place), REPOSITORY, cold))
        saving.answer()
        for _ in range(WARM_UP):
            saving.ask("save")
        for number in range(count + 1):  # the first round only fills caches
            settings.progress(f"start-up, round {number} of {count}")
            for name in rotated(list(samples), number):
                sample = Sample(**saving.ask("save")) if name == "watch" else processes.run(*commands[name])
                if number:
                    samples[name].append(sample)
    return Group("startup", "Start-up", NOTES, rows(samples, UNIT, LABELS, GOALS))


def _saving(place: Workplace) -> list[str]:
    """Return the command that saves, in a copy of the course of its own."""
    course = place.root / "watched"
    shutil.copytree(place.student_course(), course, dirs_exist_ok=True)
    return [sys.executable, "-m", "benchmarks.measured.saving", str(course), EXERCISE]


@contextlib.contextmanager
def _background(environment: dict[str, str], course: Path) -> Iterator[None]:
    """Keep a background process, and make sure that it is used."""
    Path(environment["XDG_RUNTIME_DIR"]).mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryFile() as log:
        keeper = processes.start([sys.executable, "-c", _KEEPER], REPOSITORY, environment, log)
        try:
            _wait_until_used(environment, course)
            yield
        finally:
            keeper.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                keeper.wait(timeout=processes.GRACE)
            processes.end(keeper)


def _wait_until_used(environment: dict[str, str], course: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    socket = Path(environment["XDG_RUNTIME_DIR"]) / meeting_place.FOLDER / meeting_place.SOCKET
    while not socket.exists():
        if time.monotonic() > deadline:
            raise BenchmarkError("The background process did not start.")
        time.sleep(0.05)
    command = grade("check", EXERCISE, "-v")
    found = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    if "Background process: used" not in found.stderr:
        raise BenchmarkError(f"The background process is not used. {found.stderr.strip()[-300:]}")


def rotated(names: list[str], number: int) -> list[str]:
    """Return the names beginning with another one in each round, so that none always follows the same one's load."""
    start = number % len(names)
    return names[start:] + names[:start]
