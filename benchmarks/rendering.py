"""What it costs to show a report that is there, with pictures and without; and what its pictures cost."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator

from benchmarks.figures import Group, Row, Sample, rows
from benchmarks.startup import rotated
from benchmarks.workplace import EXERCISE, REPOSITORY, Settings, Workplace
from grader import render
from grader.client import spawn
from grader.course import Exercise, find_course
from grader.results import Report
from grader.runner.grading import Grader
from grader.submission import Submission, read

WRONG = REPOSITORY / "docs" / "demo" / "mse_gradient.py"
UNIT = "page"
LABELS = {
    UNIT: "report.html, no pictures",
    "pictures": "report.html, with pictures",
    "terminal": "text for a terminal",
    "read": "report.json read",
}
NOTES = (
    f"One process, a wrong submission of {EXERCISE} that fails several checks, its code highlighted. Loading Jinja and "
    "Pygments, and a first page, are not counted.",
    "`with its pictures`: one more right submission in a warm session, all checks, in turns with the same without "
    "them; wall time only.",
)


def measure(place: Workplace, settings: Settings) -> Group:
    """Render one report again and again, then grade one file with and without pictures."""
    course = find_course(place.whole_course())
    exercise = course.find(EXERCISE)
    submission = read(WRONG, exercise)
    settings.progress("rendering, grading once")
    report = _grade(exercise, submission, 2)[1]
    found = rows(_render(report, submission, settings), UNIT, LABELS)
    for name in settings.exercises or (EXERCISE,):
        found += _asking(course.find(name), settings)
    return Group("rendering", "A report", NOTES, found)


def _render(report: Report, submission: Submission, settings: Settings) -> dict[str, list[Sample]]:
    bare, text, source = dataclasses.replace(report, figures={}), report.to_json(), submission.source
    competitors: dict[str, Callable[[], object]] = {
        UNIT: lambda: render.to_html(bare, source=source),
        "pictures": lambda: render.to_html(report, source=source),
        "terminal": lambda: render.to_terminal(report, source=source),
        "read": lambda: Report.from_json(text),
    }
    samples: dict[str, list[Sample]] = {name: [] for name in competitors}
    count = settings.count(full=100, quick=20)
    for number in range(-2, count):
        settings.progress(f"rendering, round {max(number + 1, 0)} of {count}")
        for name in rotated(list(competitors), number):
            sample = _timed(competitors[name])
            if number >= 0:
                samples[name].append(sample)
    return samples


def _timed(action: Callable[[], object]) -> Sample:
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return Sample(time.perf_counter() - wall, time.process_time() - cpu)


def _asking(exercise: Exercise, settings: Settings) -> tuple[Row, ...]:
    """Return what one more submission costs without pictures and with them, in turns; wall time only."""
    count = 2 * settings.count(full=15, quick=5) + 4
    settings.progress(f"rendering, pictures of {exercise.short}")
    assert exercise.solution_path is not None
    submission = read(exercise.solution_path, exercise)
    names = f"{exercise.short}, one more submission", f"{exercise.short}, with its pictures"
    reports = _grade(exercise, submission, count)[4:]
    samples = {
        name: [Sample(report.seconds, report.seconds) for report in reports[which::2]]
        for which, name in enumerate(names)
    }
    return rows(samples, names[0], {name: name for name in names})


def _grade(exercise: Exercise, submission: Submission, count: int) -> list[Report]:
    """Grade one file several times in a warm session: without pictures and with them, in turns."""
    reports: list[Report] = []
    started = spawn.start(exercise.warm, sandbox=True)
    with Grader(exercise, secret=b"", hidden=True, pictures=True) as grader:
        grader.connect(started, sandbox=True)
        pictures = grader.pictures

        def turns() -> Iterator[Submission]:
            for number in range(count):
                grader.pictures = pictures if number % 2 else None
                yield submission

        grader.grade_each(turns(), lambda _, report: reports.append(report))
    return reports
