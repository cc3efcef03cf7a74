"""Grades the one submission that Gradescope hands over, whatever it is and whatever happens."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.attempts import is_untouched
from grader.batch.layouts import CODE, choose
from grader.batch.trees import File, Folder
from grader.course import Course, Exercise
from grader.errors import GraderError, SubmissionError
from grader.export import gradescope
from grader.results import Report, Verdict
from grader.submission import Submission, read, read_bytes

Grade = Callable[[Exercise, Submission], Report]
DEEPEST = 8  # folders in folders: a student may hand in a whole repository
TRIES = 2  # what fails through our fault may well be over the second time


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    results: dict[str, Any]  # of Gradescope
    said: tuple[str, ...]  # lines for the instructor, on whose page alone they are shown
    graded: bool


def autograde(course: Course, folder: Path, metadata: Path | None, grade: Grade) -> Outcome:
    """Grade what is in a folder and return results for Gradescope; nothing is raised but what ends the program.

    Args:
        course: an instructor's copy with one exercise.
        folder: what the student has handed in.
        metadata: Gradescope's submission_metadata.json; it may be missing or empty.
        grade: grades one submission.

    """
    about = _metadata(metadata) if metadata is not None else {}
    try:
        exercise = _only(course)
    except GraderError as error:
        return _unable(about, error)
    try:
        file, data = find(folder, exercise)
        submission = read_bytes(data, Path(file.name), exercise)
    except SubmissionError as error:
        return Outcome(
            gradescope.refused(error.message, error.hint or "", exercise.points),
            (f"Not graded: {error}",),
            graded=False,
        )
    except Exception as error:
        return _unable(about, error)
    return _graded(exercise, file, submission, about, grade)


def try_out(course: Course, grade: Grade) -> Outcome:
    """Grade the solution itself: what an instructor wants to know before anybody hands in."""
    try:
        exercise = _only(course)
        assert exercise.solution_path is not None
        report = grade(exercise, read(exercise.solution_path, exercise))
    except Exception as error:
        return _unable({}, error)
    said = (f"The solution gets {report.points:g} of {report.max_points:g} points here.", *report.notices)
    return Outcome(gradescope.to_results(report), said, graded=report.verdict is Verdict.PASSED)


def _graded(exercise: Exercise, file: File, submission: Submission, about: dict[str, Any], grade: Grade) -> Outcome:
    failure: Exception | None = None
    for _ in range(TRIES):
        try:
            report = grade(exercise, submission)
        except Exception as error:
            failure = error
            continue
        if report.verdict is not Verdict.INTERNAL_ERROR:
            said = [f"{'/'.join(file.path)}: {report.points:g} of {report.max_points:g} points.", *report.notices]
            return Outcome(gradescope.to_results(report), (*said, *_doubts(report, about)), graded=True)
        failure = GraderError(next(each.message for each in report.checks if each.verdict is Verdict.INTERNAL_ERROR))
    assert failure is not None
    return _unable(about, failure)


def _unable(about: dict[str, Any], error: Exception) -> Outcome:
    if isinstance(error, GraderError):
        lines = [error.message, *([error.hint] if error.hint else [])]
    else:
        lines = [f"This is a fault of torch-grader: {type(error).__name__}: {error}"[:500]]
    said = ("This submission could not be graded, through no fault of the student's:", *lines)
    again = 'When it is mended: "Rerun Autograder" on the page of the submission.'
    return Outcome(gradescope.unable(earlier=_earlier(about)), (*said, again), graded=False)


def _only(course: Course) -> Exercise:
    if course.broken:
        raise course.broken[0].error
    if len(course.exercises) != 1:
        raise GraderError(f"There are {len(course.exercises)} exercises here, and only one can be graded.")
    exercise = course.exercises[0]
    if exercise.hidden_checks is None or exercise.solution_path is None:
        raise GraderError(f"{exercise.name} has no solution or no hidden checks here.")
    return exercise


# ---- what was handed in


def find(folder: Path, exercise: Exercise) -> tuple[File, bytes]:
    """Return the file to grade among everything that was handed in, in folders, too, and its bytes.

    Raises:
        SubmissionError: there is none, or it cannot be told which; the hint is for the student.

    """
    names = f"{exercise.file} (or {Path(exercise.file).with_suffix('.ipynb').name})"
    files = list(_files(Folder(folder))) if folder.is_dir() else []
    if not files:
        raise SubmissionError("There is no file in this submission.", hint=f"Hand in {names}.")
    try:
        file = _chosen(files, exercise)
        return file, file.load()
    except SubmissionError as error:  # its hint is meant for instructors
        raise SubmissionError(error.message, hint=f"Hand in one file with the name {names}.") from error


def _chosen(files: list[File], exercise: Exercise) -> File:
    """Return the file by its place and name, else by its name alone, else the only one."""
    of_a_copy = [file for file in files if file.path[:-1][-2:] == ("exercises", exercise.name)]
    at_the_top = [file for file in files if len(file.path) == 1]
    stem = Path(exercise.file).stem.casefold()
    for some in (of_a_copy, at_the_top):
        named = [file for file in some if Path(file.name).stem.casefold() == stem and file.suffix in CODE]
        begun = [file for file in named if file.suffix != ".py" or not is_untouched(file.load())]
        if named:
            return choose(begun or named, exercise)  # beside a notebook often lies the stub
    return choose(files, exercise, nested=any(len(file.path) > 1 for file in files))


def _files(tree: Folder, *path: str) -> Iterator[File]:
    yield from tree.files(*path)
    if len(path) < DEEPEST:
        for name in tree.folders(*path):
            yield from _files(tree, *path, name)


# ---- what Gradescope says of it


def _metadata(path: Path) -> dict[str, Any]:
    """Return submission_metadata.json; nothing where it is missing, empty or no JSON."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _number(value: object) -> float | None:
    """Return a number, which Gradescope writes as a text now and then."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _earlier(about: dict[str, Any]) -> float | None:
    """Return the score of the last submission before this one that was graded."""
    before = about.get("previous_submissions")
    found = [each for each in before if isinstance(each, dict)] if isinstance(before, list) else []
    found.sort(key=lambda each: str(each.get("submission_time")))
    graded = [each for each in found if not each.get("autograder_error")]
    scores = [score for each in graded if (score := _number(each.get("score"))) is not None]
    return scores[-1] if scores else None


def _doubts(report: Report, about: dict[str, Any]) -> list[str]:
    """Return what the instructor should look at, if this assignment counts other points than the exercise."""
    assignment = about.get("assignment")
    total = _number(assignment.get("total_points")) if isinstance(assignment, dict) else None
    if total is None or math.isclose(total, report.max_points):
        return []
    return [
        f"The assignment has {total:g} points and the exercise {report.max_points:g}: set the autograder's points to "
        f"{report.max_points:g} in the assignment's settings, unless others are given by hand."
    ]
