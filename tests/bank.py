"""The bank of an exercise: stub, solution, misconceptions, mutants and accepted variants, graded in one session."""

from __future__ import annotations

from pathlib import Path

from grader.client.process import Shared
from grader.results import Report
from grader.runner.grading import Grader
from grader.submission import Submission, read


def variants(exercise) -> dict[str, str]:
    """Return name -> source of everything that is graded to test the checks of an exercise."""
    solution = exercise.solution_path.read_text(encoding="utf-8")
    sources = {"stub": exercise.stub_path.read_text(encoding="utf-8"), "solution": solution}
    for kind in ("misconceptions", "mutants", "accepted"):
        for path in sorted((exercise.solution_folder / kind).glob("*.py")):
            sources[f"{kind}/{path.stem}"] = solution + "\n\n" + path.read_text(encoding="utf-8")
    return sources


def submission_of(source: str, exercise, folder: Path) -> Submission:
    """Return a submission with this source."""
    path = folder / exercise.file
    path.write_text(source, encoding="utf-8")
    return read(path, exercise)


def grade_variants(
    exercise, folder: Path, names: list[str] | None = None, secret: bytes = b"bank"
) -> dict[str, Report]:
    """Grade the named variants (all by default), forked from this process: they are our own code."""
    sources = variants(exercise)
    names = list(sources) if names is None else names
    reports: list[Report] = []
    with Grader(exercise, secret=secret, hidden=True) as grading:
        grading.source, grading.sandboxed = Shared(exercise.warm, sandbox=False), False
        grading.grade_each(
            (submission_of(sources[name], exercise, folder) for name in names), lambda _, report: reports.append(report)
        )
    return dict(zip(names, reports, strict=True))
