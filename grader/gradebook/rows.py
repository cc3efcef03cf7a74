"""The rows of submissions in the gradebook: what is there is compared with what should be, and the rest is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from grader.course import Course
from grader.gradebook.book import Book
from grader.gradebook.cells import Place, grade_id, place_earlier, row_id
from grader.gradebook.counting import NO_EXTENSION, Counted, counted
from grader.gradebook.feedback import comment
from grader.journal import Graded, Journal
from grader.late import penalty

_CLOSE = 1e-9  # points that differ by less are the same


@dataclass
class Written:
    """One submission that the gradebook has now."""

    counted: Counted
    changed: bool
    incomplete: bool  # graded before a check was added: that check has no result yet
    earlier: float | None  # points from checks that are no more, or that gave more than now; None: there is no cell


@dataclass
class _Known:
    """What the gradebook has of one student at one exercise."""

    submission: Any = None
    notebook: Any = None
    grades: dict[str, Any] = field(default_factory=dict)  # by the row of the cell
    comments: dict[str, Any] = field(default_factory=dict)

    @property
    def extension(self) -> timedelta:
        """How much later the student may hand in."""
        found = self.submission.extension if self.submission is not None else None
        return found if found is not None else NO_EXTENSION


class Writer:
    """Writes submissions of one exercise into the open transaction of a gradebook.

    Args:
        book: where to; inside of ``book.writing``.
        course: whose policy decides.
        journal: where a student's other attempts are.
        place: where the exercise's rows are.

    """

    def __init__(self, book: Book, course: Course, journal: Journal, place: Place) -> None:
        self.book = book
        self.course = course
        self.journal = journal
        self.place = place
        self.tables = {name: getattr(book.api, name).__table__ for name in _MODELS}
        self.inserts: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.updates: list[tuple[str, str, dict[str, Any]]] = []
        self.removals: list[str] = []  # rows of grades

    def write(self, rows: Sequence[Graded]) -> list[Written]:
        """Write the submissions that count for some students, given those that count before penalties."""
        students = [row.student for row in rows]
        known = self._load(students)
        new = set(students) - self._students(students)
        written = [self._submission(row, known[row.student], new=row.student in new) for row in rows]
        self._flush()
        return written

    # Looking

    def _rows(self, name: str, columns: str, **chosen: Any) -> list[Any]:
        from sqlalchemy import select

        if [] in chosen.values():
            return []
        table = self.tables[name]
        query = select(*(table.c[column] for column in columns.split()))
        for column, value in chosen.items():
            query = query.where(table.c[column].in_(value) if isinstance(value, list) else table.c[column] == value)
        return list(self.book.db.execute(query))

    def _students(self, students: list[str]) -> set[str]:
        return {row.id for row in self._rows("Student", "id", id=students)}

    def _load(self, students: list[str]) -> dict[str, _Known]:
        known: dict[str, _Known] = {student: _Known() for student in students}
        submissions, notebooks = {}, {}
        assignment, notebook = self.place.assignment, self.place.notebook
        for row in self._rows(
            "SubmittedAssignment", "id student_id timestamp extension", assignment_id=assignment, student_id=students
        ):
            known[row.student_id].submission = row
            submissions[row.id] = row.student_id
        for row in self._rows(
            "SubmittedNotebook",
            "id assignment_id late_submission_penalty",
            notebook_id=notebook,
            assignment_id=list(submissions),
        ):
            known[submissions[row.assignment_id]].notebook = row
            notebooks[row.id] = submissions[row.assignment_id]
        columns = "id notebook_id cell_id auto_score manual_score extra_credit needs_manual_grade"
        for row in self._rows("Grade", columns, notebook_id=list(notebooks)):
            known[notebooks[row.notebook_id]].grades[row.cell_id] = row
        for row in self._rows("Comment", "id notebook_id cell_id auto_comment", notebook_id=list(notebooks)):
            known[notebooks[row.notebook_id]].comments[row.cell_id] = row
        return known

    # Comparing

    def _submission(self, row: Graded, known: _Known, *, new: bool) -> Written:
        found = counted(self.course, self.journal, row, known.extension)
        before = self._noted()
        if new:
            self.inserts["Student"].append({"id": row.student})
        submission = self._put(
            "SubmittedAssignment",
            known.submission,
            {"assignment_id": self.place.assignment, "student_id": row.student},
            {"timestamp": _naive(found.submitted_at)},
        )
        where = {"notebook_id": self.place.notebook, "assignment_id": submission}
        notebook = known.notebook.id if known.notebook is not None else _new_id("SubmittedNotebook", where)
        points, incomplete = self._grades(found, known, notebook)
        earlier = self._earlier(found, known, notebook)
        points += _shown(known.grades.get(self.place.earlier), earlier) if earlier is not None else 0.0
        off = self._penalty(found, known.extension, points)
        self._put("SubmittedNotebook", known.notebook, where, {"late_submission_penalty": off.points}, flagged=False)
        self._put(
            "Comment",
            known.comments.get(self.place.submission),
            {"notebook_id": notebook, "cell_id": self.place.submission},
            {"auto_comment": comment(found, off.text)},
        )
        return Written(found, self._noted() > before, incomplete, earlier)

    def _noted(self) -> int:
        return len(self.updates) + len(self.removals) + sum(map(len, self.inserts.values()))

    def _grades(self, found: Counted, known: _Known, notebook: str) -> tuple[float, bool]:
        """Compare the grades; return the points that nbgrader will show, and whether a check has no result yet."""
        points = _points(found)
        total, incomplete = 0.0, False
        cells: list[tuple[str, float | None]] = []
        for check, (cell, most) in self.place.cells.items():
            score = min(points[check], most) if check in points else None
            incomplete |= score is None
            cells.append((cell, score))
        for cell in self.place.kept.values():  # only where somebody gave points
            if (grade := known.grades.get(cell)) is not None:
                cells.append((cell, 0.0 if grade.manual_score is None else grade.auto_score))
        for cell, score in cells:
            grade = known.grades.get(cell)
            values = {"auto_score": score, "needs_manual_grade": _needs_a_look(grade, score)}
            self._put("Grade", grade, {"notebook_id": notebook, "cell_id": cell}, values)
            total += _shown(grade, score)
        return total, incomplete

    def _earlier(self, found: Counted, known: _Known, notebook: str) -> float | None:
        """Compare the grade for what no check of now can give; return its points, None if there is to be none.

        Whoever was graded with other checks keeps his or her points, and nbgrader adds up cells: without this one the
        sum would be less than the student's report says.
        """
        cells, kept = self.place.cells, self.place.kept
        by_hand = {
            name for name, cell in kept.items() if (grade := known.grades.get(cell)) and grade.manual_score is not None
        }
        points = {name: each for name, each in _points(found).items() if grade_id(name) not in by_hand}
        score = sum(each - (min(each, cells[name][1]) if name in cells else 0.0) for name, each in points.items())
        grade = known.grades.get(self.place.earlier)
        entered = grade is not None and (grade.manual_score is not None or grade.extra_credit is not None)
        if score > _CLOSE or entered:
            values = {"auto_score": score, "needs_manual_grade": _needs_a_look(grade, score)}
            self._put("Grade", grade, {"notebook_id": notebook, "cell_id": self.place.earlier}, values)
            return score
        if grade is not None:
            self.removals.append(str(grade.id))
        return None

    def _penalty(self, found: Counted, extension: timedelta, points: float) -> Any:
        """Return the penalty on the points that nbgrader will show, with what people have entered."""
        if abs(points - found.graded.report.points) < _CLOSE:
            return found.penalty
        due = self.course.policy.due_for(found.graded.exercise)
        return penalty(points, found.graded.submitted_at, due, extension, self.course.policy.late)

    def _put(self, name: str, row: Any, where: dict[str, str], values: dict[str, Any], **first: Any) -> str:
        """Note what has to be inserted or changed; return the number of the row."""
        if row is None:
            number = _new_id(name, where)
            self.inserts[name].append({"id": number} | where | values | first)
            return number
        changes = {column: value for column, value in values.items() if not _same(getattr(row, column), value)}
        if changes:
            self.updates.append((name, row.id, changes))
        return str(row.id)

    def _flush(self) -> None:
        from sqlalchemy import delete, insert, update

        if any(row["cell_id"] == self.place.earlier for row in self.inserts["Grade"]):
            place_earlier(self.book.db, self.book.api, self.place)
        if self.removals:
            grades = self.tables["Grade"]
            self.book.db.execute(delete(grades).where(grades.c.id.in_(self.removals)))
        for name in _MODELS:
            if self.inserts[name]:
                self.book.db.execute(insert(self.tables[name]), self.inserts[name])
        for name, number, values in self.updates:
            table = self.tables[name]
            self.book.db.execute(update(table).where(table.c.id == number).values(**values))
        self.inserts.clear()
        self.updates.clear()
        self.removals.clear()


_MODELS = ("Student", "SubmittedAssignment", "SubmittedNotebook", "Grade", "Comment")  # each refers to those before it


def _new_id(name: str, where: dict[str, str]) -> str:
    return row_id(name, *where.values())


def _points(found: Counted) -> dict[str, float]:
    """Return what each hidden check has given, within its own bounds."""
    checks = (check for check in found.graded.report.checks if not check.public)
    return {check.name: min(max(check.points, 0.0), check.max_points) for check in checks}


def _needs_a_look(grade: Any, score: float | None) -> bool:
    """Say whether a person should look: the check has no result, or another one than when somebody gave points."""
    if grade is None or grade.manual_score is None:
        return score is None
    return bool(grade.needs_manual_grade) or not _same(grade.auto_score, score)


def _shown(grade: Any, score: float | None) -> float:
    """Return the points as nbgrader counts them: given by hand before ours, and extra credit on top."""
    if grade is None:
        return score or 0.0
    own = grade.manual_score if grade.manual_score is not None else score
    return 0.0 if own is None else own + (grade.extra_credit or 0.0)


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return abs(left - right) < _CLOSE
    return bool(left == right)


def _naive(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment is not None else None
