"""What nbgrader calls an assignment: the exercise, its one notebook, a cell for the code and one for every check."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from grader.errors import UserError
from grader.gradebook.book import COURSE, Book
from grader.journal import Graded

SUBMISSION = "submission"  # the cell that holds the student's code, and the comment on it
EARLIER = "earlier-checks"  # the cell for points that none of the checks of now can give; no check is called like this
_MARK = "# The student's code, graded by torch-grader"
_NAMESPACE = uuid.UUID("f2a3b7de-5d0f-4b62-9a60-2f8a7f3e6c11")  # made once, for `row_id`
_KERNEL = '{"display_name": "Python 3", "language": "python", "name": "python3"}'


@dataclass(frozen=True)
class Cell:
    """The cell of one check."""

    grade_id: str
    check: str
    title: str
    max_points: float

    @property
    def heading(self) -> str:
        """The check's sentence, as a comment in Python."""
        return "\n".join(f"# {line}".rstrip() for line in self.title.splitlines())

    @property
    def source(self) -> str:
        """What nbgrader would run as the check: that nothing goes wrong there must not give points."""
        return f'{self.heading}\nraise NotImplementedError("torch-grader runs this check: `grade batch`")'


@dataclass(frozen=True)
class Layout:
    """The cells of an exercise, as its newest report has its checks."""

    exercise: str
    title: str
    notebook: str
    cells: tuple[Cell, ...]
    since: datetime  # when the report was made

    @property
    def mark(self) -> str:
        """The source of the submission's cell in the database; says whose notebook it is, and how new."""
        return f"{_MARK}.\n# Checks as of {self.since.astimezone(UTC).isoformat()}"


@dataclass(frozen=True)
class Place:
    """Where the rows of an exercise are in the database."""

    assignment: str
    notebook: str
    submission: str
    cells: dict[str, tuple[str, float]]  # of each check: its row and its points
    kept: dict[str, str]  # of each check that is gone, but that somebody gave points for: its row

    @property
    def earlier(self) -> str:
        """The number of the row for points from earlier checks, whether or not it is there."""
        return row_id("check", self.notebook, EARLIER)


def row_id(*parts: str) -> str:
    """Return the number of a row that follows from what it is about, so that a gradebook made anew has the same."""
    return uuid.uuid5(_NAMESPACE, "\0".join(parts)).hex


def checksum(source: str, grade_id: str, points: float | None) -> str:
    """Return the checksum that nbgrader would give a cell: one with points is a check, one without the submission."""
    check = points is not None
    parts = [source, "code", str(check), str(not check), str(check), grade_id]
    if points is not None:
        parts.append(str(float(points)))
    return hashlib.md5("".join(parts).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def layout_of(graded: Graded, notebook: str | None) -> Layout | None:
    """Return the cells that the checks of a report need, None if it has no hidden checks.

    The notebook is called like the exercise's file; for an exercise that is no longer in the course, like its topic.
    """
    cells = tuple(
        Cell(grade_id(check.name), check.name, check.title, check.max_points)
        for check in graded.report.checks
        if not check.public
    )
    if not cells:
        return None
    notebook = notebook or graded.exercise.partition("_")[2] or graded.exercise
    return Layout(graded.exercise, graded.report.title, notebook, cells, graded.graded_at)


def grade_id(check: str) -> str:
    """Return the name of a check as nbgrader allows it: ASCII letters, digits, - and _."""
    plain = re.sub(r"[^A-Za-z0-9_-]", "_", check)
    if plain == check and check not in (SUBMISSION, EARLIER):
        return check
    return f"{plain}-{hashlib.sha256(check.encode()).hexdigest()[:8]}"


def placed_since(book: Book, exercise: str) -> datetime | None:
    """Return how new the report is whose checks the gradebook has for an exercise."""
    for source in _marks(book.db, book.api, exercise):
        try:
            return datetime.fromisoformat(source.rpartition(" ")[2])
        except ValueError:
            return None
    return None


def is_placed(book: Book, layout: Layout) -> bool:
    """Say whether the gradebook has just these cells for the exercise."""
    api = book.api
    cells = book.db.query(api.GradeCell.name, api.GradeCell.max_score).join(api.Notebook).join(api.Assignment)
    cells = cells.filter(api.Assignment.name == layout.exercise, api.Notebook.name == layout.notebook)
    cells = dict(cells.filter(api.GradeCell.name != EARLIER).all())
    sources = book.db.query(api.SourceCell.name, api.SourceCell.source).join(api.Notebook).join(api.Assignment)
    sources = dict(sources.filter(api.Assignment.name == layout.exercise, api.SourceCell.locked).all())
    wanted = {cell.grade_id: (cell.max_points, cell.source) for cell in layout.cells}
    return {name: (most, sources.get(name)) for name, most in cells.items()} == wanted


def _marks(db: Any, api: Any, exercise: str) -> list[str]:
    cell = api.SourceCell
    found = db.query(cell.source).join(api.Notebook).join(api.Assignment)
    found = found.filter(api.Assignment.name == exercise, cell.name == SUBMISSION)
    return [source for (source,) in found.all() if (source or "").startswith(_MARK)]


def place(book: Book, layout: Layout, due: datetime | None) -> Place:
    """Bring the rows of an exercise up to date; inside of ``book.writing``.

    Raises:
        UserError: nbgrader has an assignment of this name that was not made here.

    """
    db, api = book.db, book.api
    assignment = _assignment(db, api, layout)
    if due is not None:
        assignment.duedate = due.astimezone(UTC).replace(tzinfo=None)
    notebook = _notebook(db, api, assignment.id, layout)
    here = layout.exercise, notebook.id
    submission = _one(db, api.SolutionCell, name=SUBMISSION, notebook_id=notebook.id)
    if submission is None:
        submission = api.SolutionCell(id=row_id("solution", *here), name=SUBMISSION, notebook_id=notebook.id)
        db.add(submission)
    _put_source(db, api, notebook.id, SUBMISSION, layout.mark, None)
    cells = {}
    for cell in layout.cells:
        cells[cell.check] = (_put_check(db, api, notebook.id, cell), cell.max_points)
        _put_source(db, api, notebook.id, cell.grade_id, cell.source, cell.max_points)
    kept = _drop_checks(db, api, notebook.id, {cell.grade_id for cell in layout.cells})
    db.flush()
    return Place(assignment.id, notebook.id, submission.id, cells, kept)


def _assignment(db: Any, api: Any, layout: Layout) -> Any:
    found = _one(db, api.Assignment, name=layout.exercise)
    if found is None:
        found = new_assignment(db, api, layout.exercise)
    elif found.notebooks and not _marks(db, api, layout.exercise):
        raise UserError(
            f"The gradebook has an assignment {layout.exercise} that grade has not made.",
            hint='It stays as it is. Name another file in course.toml: gradebook = "grades.db"',
        )
    return found


def new_assignment(db: Any, api: Any, exercise: str) -> Any:
    """Add what nbgrader calls an assignment, without anything in it."""
    made = api.Assignment(exercise, course_id=COURSE)
    made.id = row_id("assignment", exercise)  # its constructor would take no notice
    db.add(made)
    db.flush()
    return made


def _notebook(db: Any, api: Any, assignment: str, layout: Layout) -> Any:
    found = db.query(api.Notebook).filter_by(assignment_id=assignment).join(api.SourceCell)
    found = found.filter(api.SourceCell.name == SUBMISSION, api.SourceCell.source.startswith(_MARK)).one_or_none()
    if found is None:
        found = api.Notebook(id=row_id("notebook", layout.exercise), name=layout.notebook)
        found.assignment_id, found.kernelspec = assignment, _KERNEL
        db.add(found)
        db.flush()
    elif found.name != layout.notebook:
        found.name = layout.notebook
    return found


def _one(db: Any, table: Any, **values: Any) -> Any:
    return db.query(table).filter_by(**values).one_or_none()


def _put_check(db: Any, api: Any, notebook: str, cell: Cell) -> str:
    found = _one(db, api.GradeCell, name=cell.grade_id, notebook_id=notebook)
    if found is None:
        number = row_id("check", notebook, cell.grade_id)
        found = api.GradeCell(id=number, name=cell.grade_id, notebook_id=notebook, cell_type="code")
        found.max_score = cell.max_points
        db.add(found)
    elif found.max_score != cell.max_points:
        found.max_score = cell.max_points
    return str(found.id)


def _put_source(db: Any, api: Any, notebook: str, name: str, source: str, points: float | None) -> None:
    found = _one(db, api.SourceCell, name=name, notebook_id=notebook)
    if found is None:
        found = api.SourceCell(id=row_id("source", notebook, name), name=name, notebook_id=notebook)
        db.add(found)
    values = {
        "cell_type": "code",
        "locked": points is not None,
        "source": source,
        "checksum": checksum(source, name, points),
    }
    for column, value in values.items():
        if getattr(found, column) != value:
            setattr(found, column, value)


def earlier_cell() -> Cell:
    """Return the cell for points that a student has from checks that are no more; none can be reached in it."""
    return Cell(EARLIER, "", "Points from earlier checks: they are not taken away.", 0.0)


def place_earlier(db: Any, api: Any, where: Place) -> None:
    """See to it that the cell for points from earlier checks is there; inside of ``book.writing``."""
    cell = earlier_cell()
    _put_check(db, api, where.notebook, cell)
    _put_source(db, api, where.notebook, cell.grade_id, cell.source, cell.max_points)
    db.flush()


def drop_earlier(book: Book, where: Place) -> None:
    """Take that cell out if nobody has anything in it."""
    api = book.api
    if book.db.get(api.GradeCell, where.earlier) is None:
        return
    with book.writing() as db:
        cell = db.get(api.GradeCell, where.earlier)
        if cell is None or db.query(api.Grade).filter_by(cell_id=where.earlier).first() is not None:
            return
        db.query(api.SourceCell).filter_by(name=EARLIER, notebook_id=where.notebook).delete(synchronize_session=False)
        db.delete(cell)


def _drop_checks(db: Any, api: Any, notebook: str, wanted: set[str]) -> dict[str, str]:
    """Take out the cells of checks that are no more; return those that hold what somebody entered by hand.

    They stay with no points to reach, so that nobody's entry is lost.
    """
    kept: dict[str, str] = {}
    grade = api.Grade
    for cell in db.query(api.GradeCell).filter_by(notebook_id=notebook).all():
        if cell.name in wanted or cell.name == EARLIER:
            continue
        rows = db.query(grade).filter(grade.cell_id == cell.id)
        by_hand = (grade.manual_score != None) | (grade.extra_credit != None)  # noqa: E711 (SQL)
        kept |= {cell.name: str(cell.id)} if rows.filter(by_hand).first() is not None else {}
        rows.filter(~by_hand).delete(synchronize_session=False)
        if cell.name in kept:
            cell.max_score = 0.0
            continue
        db.query(api.SourceCell).filter_by(name=cell.name, notebook_id=notebook).delete(synchronize_session=False)
        db.delete(cell)
    return kept
