"""A class that a cluster grades, with a stand-in for the grading: what planning, giving out and writing down cost.

Run as ``python -m benchmarks.measured.clustering COURSE ARCHIVE ADDRESS SIZE [whole]``; one line of JSON comes out.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from grader import batch as grading
from grader import gradebook
from grader.batch.chunks import pack_answers, unpack
from grader.batch.cluster import ClusterPool
from grader.batch.pool import Setting
from grader.batch.work import Answer, Outcome, Task
from grader.course import Course, find_course
from grader.results import CheckResult, Environment, Report, Verdict

SOURCE = '"""The answer of student {number}."""\n\n\ndef double(x):\n    return x + x\n'
CHECKS = 8  # in a report, so that it has the size of a real one


def answer_at_once(data: bytes) -> bytes:
    """Answer a chunk as if all were right: what a worker does in place of grading."""
    setting, _, chunk = unpack(data)
    results = tuple(
        CheckResult(f"check_{number}", f"Sentence {number} about the result.", False, Verdict.PASSED, 1.0, 1.0, 0.01)
        for number in range(CHECKS)
    )  # fmt: skip
    reports = {
        task.number: Report(
            task.exercise, "Title", task.filename, results, Environment(checks=setting["checks"][task.exercise])
        )
        for task in chunk
    }
    return pack_answers(Answer(task, Outcome.GRADED, reports[task.number]) for task in chunk)


class Silent:
    """Is told how it goes, and says nothing."""

    def planning(self, looked_at: int) -> None:
        """Say nothing."""

    def grading(self, done: int, total: int, seconds: float) -> None:
        """Say nothing."""

    def problem(self, problem: grading.Problem) -> None:
        """Say what should not happen."""
        print(problem, file=sys.stderr)

    def doing(self, what: str) -> None:
        """Say nothing."""


class Stopwatch:
    """Takes the time and the memory of this process, part by part."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = {}
        self._last = time.perf_counter(), time.process_time()

    def part(self, name: str) -> None:
        """Note what the part that ends now has cost: seconds, and the most memory so far in MiB."""
        wall, cpu = time.perf_counter(), time.process_time()
        self.taken |= {name: wall - self._last[0], f"{name}_cpu": cpu - self._last[1]}
        self.taken[f"{name}_memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self._last = time.perf_counter(), time.process_time()


def tasks(course: Course, size: int) -> Iterator[Task]:
    """Yield small submissions, no two alike."""
    exercise = course.exercises[0]
    for number in range(size):
        yield Task(number, exercise.name, exercise.file, SOURCE.format(number=number).encode())


def main() -> None:
    """Plan a class, have it answered, and, if that is asked for, have it recorded, too."""
    root, archive, address, size, *whole = sys.argv[1:]
    gradebook.available = lambda: False  # type: ignore[attr-defined]
    course = find_course(Path(root))
    exercises, watch = grading.gradable(course, []), Stopwatch()
    setting = Setting(course.root, os.urandom(32), True)
    with ClusterPool(address, setting, answer_at_once) as pool:
        next(pool.answers(tasks(course, 1)))  # until the workers are there
        watch.part("connect")
        answered = {answer.task.number for answer in pool.answers(tasks(course, int(size)))}
        watch.part("answers")
    planned = grading.batch(course, exercises, grading.Order(Path(archive), dry_run=True), Silent())
    watch.part("plan")
    if whole:
        done = grading.batch(
            course, exercises, grading.Order(Path(archive)), Silent(),
            lambda setting: ClusterPool(address, setting, answer_at_once),
        )  # fmt: skip
        watch.part("batch")
        assert done.graded == int(size), done
    assert (len(answered), sum(tally.to_do for tally in planned.tallies.values())) == (int(size), int(size))
    print(json.dumps(watch.taken), flush=True)


if __name__ == "__main__":
    main()
