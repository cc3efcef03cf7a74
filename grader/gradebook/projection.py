"""Brings the gradebook to where the journal is."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from grader.course import Course
from grader.errors import GraderError, UserError
from grader.gradebook.book import Book, set_aside
from grader.gradebook.cells import Layout, drop_earlier, is_placed, layout_of, place, placed_since
from grader.gradebook.notebooks import write_exercise, write_submission
from grader.gradebook.rows import Writer
from grader.journal import Entry, Graded, Journal
from grader.runner.digest import checks_digest

TOGETHER = 50  # submissions in one transaction: tenths of a second, so that a form grader beside us need not wait
TROUBLES = 5  # so many are told of one by one
Progress = Callable[[int], None]
Key = tuple[str, str]  # student, exercise


@dataclass
class Projected:
    """What was done to the gradebook."""

    path: Path
    submissions: int = 0  # looked at
    changed: int = 0
    incomplete: dict[str, int] = field(default_factory=dict)  # of each exercise: graded before a check was added
    by_hand: dict[str, tuple[str, ...]] = field(default_factory=dict)  # checks that are gone but have entries
    troubles: list[str] = field(default_factory=list)  # notebooks that could not be written, and why
    set_aside: Path | None = None  # a copy of what was there before

    def notes(self) -> list[str]:
        """Return what whoever grades should know, a sentence each."""
        notes = []
        for exercise, count in self.incomplete.items():
            were = "submission was" if count == 1 else "submissions were"
            notes.append(f"{exercise}: {count} {were} graded before a check was added; `grade regrade` grades again.")
        for exercise, checks in self.by_hand.items():
            notes.append(f"{exercise}: points given by hand at {', '.join(checks)} count, though the check is gone.")
        left = len(self.troubles) - TROUBLES
        return notes + self.troubles[:TROUBLES] + ([f"… and {left} more like these."] if left > 0 else [])


def path_of(course: Course) -> Path:
    """Return where the course's gradebook is."""
    return course.root / course.policy.gradebook


def project(
    course: Course, journal: Journal, keys: Collection[Key] | None = None, progress: Progress | None = None
) -> Projected:
    """Bring the gradebook up to date with the journal.

    What is as it should be is not written again, so this is cheap where little has changed. Every transaction holds
    whole submissions: whoever reads the gradebook meanwhile sees no half of one.

    Args:
        course: whose gradebook it is.
        journal: what has been graded.
        keys: only these, by student and exercise; an exercise whose checks have changed is done whole.
        progress: is told how many submissions are done.

    Raises:
        UserError: nbgrader is not installed, or the gradebook cannot be used as it is.
        GraderError: it is damaged.

    """
    course.policy.check_names([*(each.name for each in course.exercises), *(each.name for each in course.broken)])
    done = Projected(path_of(course))
    with Book(done.path) as book:
        layouts = _layouts(course, journal, _entries(course, journal, keys))
        for layout in layouts.values():
            chosen = None if keys is None else [student for student, exercise in keys if exercise == layout.exercise]
            with book.saying():
                since = placed_since(book, layout.exercise)
                if chosen is not None and since is not None and is_placed(book, layout):
                    layout = replace(layout, since=max(since, layout.since))
                elif chosen is not None:
                    chosen = None
                    everybody = journal.counting_entries(layout.exercise, course.policy.counts)
                    layout = _layouts(course, journal, everybody)[layout.exercise]
            _project_exercise(book, course, journal, layout, chosen, done, progress)
    return done


def _entries(course: Course, journal: Journal, keys: Collection[Key] | None) -> Iterator[Entry]:
    if keys is None:
        yield from journal.counting_entries(counts=course.policy.counts)
        return
    for student, exercise in sorted(set(keys)):
        yield from journal.counting_entries(exercise, course.policy.counts, student)


def _layouts(course: Course, journal: Journal, entries: Iterable[Entry]) -> dict[str, Layout]:
    """Return the cells of every exercise as the newest of these reports has its checks.

    Reports made with the checks of now go first: a file that is handed in once more has a new row with old checks.
    """
    now = {each.name: checks_digest(each, hidden=True) for each in course.exercises}
    newest: dict[str, tuple[bool, datetime, Entry]] = {}
    for entry in entries:
        found = (entry.checks == now.get(entry.exercise), entry.graded_at, entry)
        if entry.exercise not in newest or newest[entry.exercise][:2] < found[:2]:
            newest[entry.exercise] = found
    files = {each.name: Path(each.file).stem for each in course.exercises}
    layouts = {name: layout_of(journal.row(entry.number), files.get(name)) for name, (*_, entry) in newest.items()}
    return {name: layout for name, layout in layouts.items() if layout is not None}


def _project_exercise(
    book: Book,
    course: Course,
    journal: Journal,
    layout: Layout,
    students: list[str] | None,
    done: Projected,
    progress: Progress | None,
) -> None:
    with book.writing():
        where = place(book, layout, course.policy.due_for(layout.exercise))
    with _noting(done):
        write_exercise(course, layout)
    if where.kept:
        done.by_hand[layout.exercise] = tuple(sorted(where.kept))
    counts = course.policy.counts
    rows: Iterable[Graded] = journal.counting(layout.exercise, counts)
    if students is not None:
        rows = (row for student in sorted(set(students)) for row in journal.counting(layout.exercise, counts, student))
    incomplete = 0
    for chunk in _chunks(rows):
        with book.writing():
            written = Writer(book, course, journal, where).write(chunk)
        for each in written:
            changed = each.changed
            with _noting(done):
                changed |= write_submission(course, layout, each.counted, each.earlier)
            done.submissions += 1
            done.changed += changed
            incomplete += each.incomplete
            if progress is not None:
                progress(done.submissions)
    with book.saying():
        drop_earlier(book, where)
    if incomplete:
        done.incomplete[layout.exercise] = incomplete


@contextlib.contextmanager
def _noting(done: Projected) -> Iterator[None]:
    """Go on without a notebook that cannot be written: the points are in the database all the same."""
    try:
        yield
    except UserError as error:
        done.troubles.append(f"{error.message} {error.hint or ''}".rstrip())


def _chunks(rows: Iterable[Graded]) -> Iterator[list[Graded]]:
    rows = iter(rows)
    while chunk := list(itertools.islice(rows, TOGETHER)):
        yield chunk


def rebuild(course: Course, journal: Journal, progress: Progress | None = None) -> Projected:
    """Make everything anew that comes from the journal; a copy of the gradebook is kept beside it.

    A gradebook that cannot be read is set aside, and what people have entered in it is lost. One that can be read
    keeps that, and everything about other assignments.
    """
    path = path_of(course)
    copy = set_aside(path) if path.is_file() else None
    try:
        if copy is not None:
            _forget(course, journal, path)
    except UserError:
        raise
    except GraderError:
        path.unlink()
    done = project(course, journal, progress=progress)
    done.set_aside = copy
    return done


def _forget(course: Course, journal: Journal, path: Path) -> None:
    """Take out of the gradebook what ``project`` puts in, where nobody has entered anything."""
    with Book(path) as book:
        grade, comment, notebook = book.api.Grade, book.api.Comment, book.api.SubmittedNotebook
        for exercise in _layouts(course, journal, _entries(course, journal, None)):
            if placed_since(book, exercise) is None:
                continue
            with book.writing() as db:
                ids = db.query(notebook.id).join(book.api.Notebook).join(book.api.Assignment)
                ids = [number for (number,) in ids.filter(book.api.Assignment.name == exercise)]
                for start in range(0, len(ids), 500):
                    some = ids[start : start + 500]
                    untouched = grade.notebook_id.in_(some), grade.manual_score == None, grade.extra_credit == None  # noqa: E711 (SQL)
                    db.query(grade).filter(*untouched).delete(synchronize_session=False)
                    empty = comment.notebook_id.in_(some), comment.manual_comment == None  # noqa: E711 (SQL)
                    db.query(comment).filter(*empty).delete(synchronize_session=False)
