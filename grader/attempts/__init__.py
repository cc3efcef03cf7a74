"""What the student of a course has handed in: attempts, the hints given, untouched stubs, the course's secret."""

from __future__ import annotations

import dataclasses
import logging
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.attempts.folder import NAME, grade_folder, secret, sync_folder, umask, write_synced, writing
from grader.attempts.hints import next_hint
from grader.attempts.stubs import is_untouched, put_back, remember_stubs
from grader.course import Course, Exercise
from grader.errors import GraderError, UserError
from grader.results import Report

__all__ = [
    "Attempt",
    "all",
    "best",
    "is_untouched",
    "keep",
    "latest",
    "next_hint",
    "put_back",
    "remember_stubs",
    "secret",
]

_UNFINISHED = ".new-"
_ABANDONED_AFTER = 3600.0  # seconds: nobody writes an attempt for so long


@dataclass(frozen=True)
class Attempt:
    """One submission that was graded and kept."""

    number: int
    folder: Path
    report: Report

    @property
    def submission(self) -> Path:
        """The submitted file as it was."""
        for path in self.folder.iterdir():
            if path.suffix in {".py", ".ipynb"}:
                return path
        raise UserError(f"The submitted file is gone from {self.folder}.", hint="Choose another attempt: --attempt N")

    @property
    def html(self) -> Path:
        """The report as a page."""
        return self.folder / "report.html"

    @property
    def json(self) -> Path:
        """The report as data."""
        return self.folder / "report.json"


def keep(
    course: Course,
    exercise: Exercise,
    submission: bytes,
    filename: str,
    report: Report,
    html: Callable[[Report], str],
) -> Attempt:
    """Keep a graded submission as the next attempt.

    It is written under another name first, so that a crash leaves no half attempt, and two submissions at the same
    time both get a number of their own.

    Args:
        course: where it is kept.
        exercise: what it was handed in for.
        submission: the bytes of the file as they were read.
        filename: its name, of which the suffix is kept.
        report: its number and time are filled in here.
        html: makes the page from the finished report.

    Raises:
        UserError: the course's folder cannot be written.

    """
    parent = grade_folder(course) / "attempts" / exercise.name
    report = dataclasses.replace(report, submitted_at=datetime.now().astimezone().isoformat(timespec="seconds"))
    with writing(parent):
        parent.mkdir(parents=True, exist_ok=True)
        _sweep(parent)
        temporary = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=parent))
        try:
            temporary.chmod(0o777 & ~umask())
            suffix = ".ipynb" if filename.lower().endswith(".ipynb") else ".py"
            write_synced(temporary / Path(exercise.file).with_suffix(suffix), submission)
            return _number(temporary, report, html)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise


def _number(temporary: Path, report: Report, html: Callable[[Report], str]) -> Attempt:
    parent = temporary.parent
    while True:
        number = max(_numbers(parent), default=0) + 1
        report = dataclasses.replace(report, attempt=number)
        for name, text in (("report.json", report.to_json() + "\n"), ("report.html", html(report))):
            (temporary / name).unlink(missing_ok=True)
            write_synced(temporary / name, text.encode("utf-8", "replace"))
        sync_folder(temporary)
        folder = parent / f"{number:04d}"
        try:
            temporary.rename(folder)
        except OSError:
            if folder.exists():  # another submission was quicker: take the number after it
                continue
            raise
        sync_folder(parent)
        return Attempt(number, folder, report)


def _numbers(parent: Path) -> dict[int, Path]:
    if not parent.is_dir():
        return {}
    return {int(path.name): path for path in parent.iterdir() if path.name.isdecimal() and path.name.isascii()}


def _sweep(parent: Path) -> None:
    """Remove what submissions have left behind that were cut off."""
    for path in parent.glob(f"{_UNFINISHED}*"):
        try:
            abandoned = time.time() - path.stat().st_mtime > _ABANDONED_AFTER
        except OSError:
            continue
        if abandoned:
            shutil.rmtree(path, ignore_errors=True)


def all(course: Course, exercise: Exercise) -> list[Attempt]:
    """Return the attempts at an exercise, the first one first; damaged ones are left out with a warning."""
    found = []
    for number, folder in sorted(_numbers(course.root / NAME / "attempts" / exercise.name).items()):
        try:
            report = Report.from_json((folder / "report.json").read_bytes())
        except (OSError, GraderError, AttributeError, RecursionError) as error:
            logging.getLogger(__name__).warning("Attempt %d at %s is left out: %s", number, exercise.name, error)
            continue
        found.append(Attempt(number, folder, report))
    return found


def best(course: Course, exercise: Exercise) -> Attempt | None:
    """Return the attempt with most points, the latest of equals."""
    return max(all(course, exercise), key=lambda attempt: (attempt.report.points, attempt.number), default=None)


def latest(course: Course, exercise: Exercise) -> Attempt | None:
    """Return the last attempt."""
    found = all(course, exercise)
    return found[-1] if found else None
