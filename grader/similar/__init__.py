"""Pairs of submissions that are alike in what few others have: evidence for a person to look at, never a verdict.

What many students share, or what the exercise's stub, solution and known variants hold, weighs hardly anything: two
students who both write what everybody writes are not alike in this sense. A copy of the usual solution leaves no trace
here, and is not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.batch.found import Problem
from grader.batch.layouts import open_source
from grader.course import Course, Exercise
from grader.errors import SubmissionError
from grader.render.pairs import Alike, Heading, Stretch
from grader.similar.normal import Unit, units
from grader.similar.pairs import Pair, Passage, Work, common_runs, most_alike
from grader.submission.notebook import extract
from grader.submission.reading import decode
from grader.submission.stub import read_stub
from grader.submission.syntax import Flaw, parse

__all__ = ["Comparison", "Pair", "Passage", "Work", "alike", "compare", "read_work", "read_works"]

LEAST = 0.7  # score from which a pair is worth a look; `benchmarks/similar.py` shows what lies above and below
MOST = 50  # pairs
MOST_PASSAGES = 12  # of a pair that are shown
LITTLE = 3.0  # bits: what half a dozen of fifty have is not shown as a passage of its own
_BANK = ("misconceptions", "accepted", "mutants")


@dataclass(frozen=True)
class Comparison:
    """What came out of comparing a class."""

    exercise: Exercise
    works: tuple[Work, ...]
    pairs: tuple[Pair, ...]
    problems: tuple[Problem, ...]  # what could not be compared, and why
    known: int  # files of the exercise itself whose content weighs hardly anything


def read_works(
    course: Course, exercise: Exercise, submissions: Path, pattern: str | None = None
) -> tuple[list[Work], list[Problem]]:
    """Read each student's last file for an exercise, and make it comparable.

    Args:
        course: the exercise's course.
        exercise: what was handed in for.
        submissions: a folder or a zip archive in a layout that ``grade batch`` reads.
        pattern: the layout; None: find out.

    Raises:
        UserError: there is no such place, or its layout cannot be told.

    """
    public = read_stub(exercise, exercise.stub_path).names
    works: dict[str, tuple[float, Work]] = {}
    problems = []
    for item in open_source(submissions, course, [exercise], pattern).items():
        if isinstance(item, Problem):
            problems.append(item)
            continue
        when = item.submitted_at.timestamp() if item.submitted_at else 0.0
        if item.student in works and works[item.student][0] > when:
            continue
        try:
            work = read_work(item.student, item.filename, item.load(), public)
        except SubmissionError as error:
            problems.append(Problem(item.student, exercise.name, error.message, error.hint or ""))
        else:
            works[item.student] = (when, work)
    return [work for _, work in works.values()], problems


def read_work(student: str, filename: str, data: bytes, public: frozenset[str]) -> Work:
    """Return a submission, made comparable; nothing of it is run.

    Raises:
        SubmissionError: it is no Python that can be read.

    """
    source = decode(data, filename)
    if filename.lower().endswith(".ipynb"):
        source = extract(source, filename, public).source
    return Work.of(student, filename, source, _units(source, public))


def _units(source: str, public: Iterable[str]) -> list[Unit]:
    tree = parse(source)
    if isinstance(tree, Flaw):
        raise SubmissionError(f"It cannot be compared: {tree.sentence(f'line {tree.line}')}")
    try:
        return units(tree, public)
    except RecursionError as error:
        raise SubmissionError("It cannot be compared: its code is nested too deeply.") from error


def compare(
    exercise: Exercise,
    works: Sequence[Work],
    problems: Sequence[Problem] = (),
    *,
    most: int = MOST,
    least: float = LEAST,
) -> Comparison:
    """Compare the submissions of a class with each other.

    Args:
        exercise: its stub, solution and bank say what is common.
        works: one for each student.
        problems: what could not be read.
        most: how many pairs are wanted.
        least: the score, 0 to 1, below which a pair is left out.

    """
    known = _known(exercise)
    found = most_alike(works, common_runs(known), most=most, least=least)
    return Comparison(exercise, tuple(works), tuple(found), tuple(problems), len(known))


def alike(comparison: Comparison, least: int) -> tuple[Heading, list[Alike]]:
    """Return what a page or a table shows of a comparison; ``least`` is the percent from which pairs are shown."""
    heading = Heading(
        title=f"{comparison.exercise.title}: submissions that are alike",
        submissions=len(comparison.works),
        known=comparison.known,
        least=least,
        problems=tuple(str(problem) for problem in comparison.problems),
    )
    return heading, [_shown(pair) for pair in comparison.pairs]


def _shown(pair: Pair) -> Alike:
    telling = [passage for passage in pair.passages if passage.bits >= LITTLE]
    return Alike(
        names=(pair.left.student, pair.right.student),
        files=(pair.left.filename, pair.right.filename),
        sources=(pair.left.source, pair.right.source),
        percent=round(100 * pair.score),
        stretches=tuple(
            Stretch(number, item.left, item.right, item.functions, item.sharers)
            for number, item in enumerate(telling[:MOST_PASSAGES], 1)
        ),
    )


def _known(exercise: Exercise) -> list[list[Unit]]:
    """Return what the exercise's own files do; one that cannot be read gives nothing away.

    A file of the bank holds only what differs from the solution, whose imports it needs.
    """
    public = read_stub(exercise, exercise.stub_path).names
    stub, checks = (_text(path) for path in (exercise.stub_path, exercise.public_checks))
    solution = _text(exercise.solution_path)
    bank = (
        [path for kind in _BANK for path in sorted(exercise.solution_folder.glob(f"{kind}/[!_.]*.py"))]
        if exercise.solution_folder
        else []
    )
    found = []
    for source in (stub, checks, solution, *(f"{solution}\n\n{_text(path)}" for path in bank)):
        try:
            found.append(_units(source, public))
        except SubmissionError:
            continue
    return found


def _text(path: Path | None) -> str:
    try:
        return path.read_text(encoding="utf-8") if path is not None else ""
    except (OSError, ValueError):
        return ""
