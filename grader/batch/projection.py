"""The reports that students get, made from the journal: graded/STUDENT/EXERCISE/report.json and report.html."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from grader import render
from grader.attempts.folder import NAME, grade_folder, replace, umask, unfinished, write_synced, writing
from grader.batch.found import folder_of
from grader.course import Course
from grader.errors import UserError
from grader.gradebook.counting import NO_EXTENSION, Counted, counted
from grader.journal import Entry, Graded, Journal
from grader.submission import read_bytes
from grader.submission.reading import decode

FOLDER = "graded"
FILES = ("report.json", "report.html")
STATE = "projected.json"
UNFINISHED = ".new-"
Extensions = dict[tuple[str, str], timedelta]


class Reports:
    """Writes for each student and exercise the report of the submission that counts.

    A report's date is the moment at which its row was recorded, to the microsecond: that tells without reading it
    whether it is the report of that row.

    Args:
        course: says which submission counts, and what lateness costs.
        journal: where they are.
        extensions: how much later students may hand in.

    """

    def __init__(self, course: Course, journal: Journal, extensions: Extensions) -> None:
        self.course = course
        self.journal = journal
        self.extensions = extensions
        self._exercises = {exercise.name: exercise for exercise in course.exercises}
        self._before = journal.last_number()  # what is recorded later has its report on these terms from the start

    def update(self, student: str, exercise: str) -> None:
        """Write a student's report."""
        for entry in self.journal.counting_entries(exercise, self.course.policy.counts, student):
            self._write(entry)

    def bring_up_to_date(self, exercise: str, *, anew: bool) -> int:
        """Write the reports of an exercise that are missing or of another row; return how many.

        Args:
            exercise: the exercise.
            anew: the terms have changed, so that those of all rows have to be written that were there before.

        """
        written = 0
        for entry in self.journal.counting_entries(exercise, self.course.policy.counts):
            if (anew and entry.number <= self._before) or not self._is_current(entry):
                self._write(entry)
                written += 1
        return written

    def terms(self) -> str:
        """Return a digest of what decides about a report beside the journal."""
        extensions = sorted((*key, str(extension)) for key, extension in self.extensions.items())
        return hashlib.sha256(repr((self.course.policy, extensions)).encode()).hexdigest()

    def _folder(self, student: str, exercise: str) -> Path:
        return self.course.root / FOLDER / folder_of(student) / exercise

    def _is_current(self, entry: Entry) -> bool:
        moment = entry.graded_at
        if self._is_late(entry):  # which of several attempts counts is seen only after the penalty
            moment = self._counted(entry).graded.graded_at
        folder = self._folder(entry.student, entry.exercise)
        try:
            return all((folder / name).stat().st_mtime_ns == _nanoseconds(moment) for name in FILES)
        except OSError:
            return False

    def _counted(self, entry: Entry) -> Counted:
        extension = self.extensions.get((entry.student, entry.exercise), NO_EXTENSION)
        return counted(self.course, self.journal, self.journal.row(entry.number), extension)

    def _is_late(self, entry: Entry) -> bool:
        due = self.course.policy.due_for(entry.exercise)
        extension = self.extensions.get((entry.student, entry.exercise), NO_EXTENSION)
        return due is not None and entry.submitted_at is not None and entry.submitted_at > due + extension

    def _write(self, entry: Entry) -> None:
        chosen = self._counted(entry)
        report = dataclasses.replace(chosen.graded.report, late=chosen.penalty.text)
        contents = (report.to_json() + "\n", self._page(dataclasses.replace(chosen.graded, report=report)))
        folder = self._folder(entry.student, entry.exercise)
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for left in folder.glob(f"{UNFINISHED}*"):  # by a batch that was cut off: there is no other one now
                left.unlink(missing_ok=True)
            for name, text in zip(FILES, contents, strict=True):
                _write_dated(folder / name, text.encode("utf-8", "replace"), chosen.graded.graded_at)

    def _page(self, row: Graded) -> str:
        exercise = self._exercises.get(row.exercise)
        handout = exercise.handout if exercise is not None else None
        try:
            if row.filename.lower().endswith(".py"):
                return render.to_html(row.report, source=decode(row.source, "file.py"), handout=handout)
            if exercise is not None:
                submission = read_bytes(row.source, Path(exercise.file).with_suffix(".ipynb"), exercise)
                return render.to_html(row.report, source=submission.source, cells=submission.cells, handout=handout)
        except UserError:  # what was readable when it was graded may not be for a later version of this program
            pass
        return render.to_html(row.report, handout=handout)


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1000


def _write_dated(path: Path, data: bytes, moment: datetime) -> None:
    """Write a whole file or nothing, with this date."""
    descriptor, name = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
    try:
        os.fchmod(descriptor, 0o666 & ~umask())
        write_synced(descriptor, data)
        os.utime(name, ns=(_nanoseconds(moment), _nanoseconds(moment)))
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class State:
    """Whether the projections have come to an end, and on what terms: kept in the course's .grade folder."""

    def __init__(self, course: Course) -> None:
        self.course = course
        try:
            data = json.loads((course.root / NAME / STATE).read_bytes())
            self.finished, self.terms = bool(data["finished"]), str(data["terms"])
        except (OSError, ValueError, KeyError, TypeError):
            self.finished, self.terms = False, ""

    def set(self, *, finished: bool, terms: str) -> None:
        """Keep where the projections are."""
        self.finished, self.terms = finished, terms
        path = grade_folder(self.course) / STATE
        with writing(path):
            for left in path.parent.glob(f"{unfinished(path)}*"):  # by a batch that was cut off
                left.unlink(missing_ok=True)
            replace(path, json.dumps({"finished": finished, "terms": terms}).encode() + b"\n")
