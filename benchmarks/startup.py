"""What a command costs that is typed once: a new process each time."""

from __future__ import annotations

import sys

from benchmarks import processes
from benchmarks.figures import Goal, Group, Sample, rows
from benchmarks.workplace import EXERCISE, REPOSITORY, Settings, Workplace, grade

UNIT = "import torch"
GOALS = {"grade --help": Goal(seconds=0.1), "grade check": Goal(ratio=1.3), "grade submit": Goal(ratio=2.5)}
LABELS = {
    "pass": "python -c pass",
    "import click": 'python -c "import click"',
    "grade --help": "grade --help",
    UNIT: 'python -c "import torch"',
    "grade check": f"grade check {EXERCISE}",
    "grade submit": f"grade submit {EXERCISE} -n",
}
NOTES = (
    "A new process each time, its files in the disk cache. The ratios are to `import torch` in the same round. `check` "
    "runs the public checks on a right file, in a student's copy; `submit` runs all checks, in a copy with solutions.",
)


def measure(place: Workplace, settings: Settings) -> Group:
    """Run every command in turn, several rounds."""
    student, whole = place.student_course(), place.whole_course()
    commands = {
        "pass": ([sys.executable, "-c", "pass"], REPOSITORY),
        "import click": ([sys.executable, "-c", "import click"], REPOSITORY),
        "grade --help": (grade("--help"), REPOSITORY),
        UNIT: ([sys.executable, "-c", "import torch"], REPOSITORY),
        "grade check": (grade("check", EXERCISE), student),
        "grade submit": (grade("submit", EXERCISE, "-n"), whole),
    }
    environment = place.environment()
    samples: dict[str, list[Sample]] = {name: [] for name in commands}
    count = settings.count(full=9, quick=2)
    for number in range(count + 1):  # the first round only fills caches
        settings.progress(f"start-up, round {number} of {count}")
        for name in rotated(list(commands), number):
            command, folder = commands[name]
            sample = processes.run(command, folder, environment)
            if number:
                samples[name].append(sample)
    return Group("startup", "Start-up", NOTES, rows(samples, UNIT, LABELS, GOALS))


def rotated(names: list[str], number: int) -> list[str]:
    """Return the names beginning with another one in each round, so that none always follows the same one's load."""
    start = number % len(names)
    return names[start:] + names[:start]
