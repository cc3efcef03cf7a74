"""Canvas: the gradebook as a file that its importer takes, made anew or filled into a downloaded one.

The rules are those of Canvas's own importer (instructure/canvas-lms, lib/gradebook_importer.rb): the first cell holds
"Student", the second "ID", the last column about the student "Section"; a column "Title (1234)" is the assignment with
this number; the row "Points Possible" is optional.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from grader.course import Exercise
from grader.errors import UserError
from grader.export.cells import Sheet, harmless, points, written
from grader.export.grades import Grade, Grades
from grader.export.matching import Filled, Roster, factor, listed

STUDENT_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POSSIBLE = "Points Possible"
_NUMBERED = re.compile(r"\s*\(\d+\)\s*$")
_ABOUT_STUDENTS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")  # the most certain first


def to_canvas(grades: Grades, exercises: Sequence[Exercise]) -> bytes:
    """Return a file for Canvas's import: students by the names that are known, a column for each exercise.

    Canvas finds a student by the first of these that is not empty: ID, SIS login, name; so the folder's name should be
    the login. An exercise that Canvas does not know by its title becomes a new assignment there.
    """
    header = [*STUDENT_COLUMNS, *(exercise.title for exercise in exercises)]
    possible = [f"    {POSSIBLE}", "", "", "", "", *(points(exercise.points) for exercise in exercises)]
    by_exercise = [grades.of(exercise.name) for exercise in exercises]
    rows = []
    for person in grades.people:
        own = [each.get(person.student) for each in by_exercise]
        about = (person.sortable_name, person.lms_user_id, "", person.student, "")
        rows.append([*map(harmless, about), *(points(grade.points) if grade else "" for grade in own)])
    return written([header, possible, *rows])


def fill_canvas(
    sheet: Sheet, grades: Grades, exercises: Sequence[Exercise], columns: Mapping[str, str], *, scale: bool
) -> Filled:
    """Write grades into a gradebook that was downloaded from Canvas; all other cells stay as they are.

    Args:
        sheet: the downloaded file.
        grades: what is written.
        exercises: which exercises are looked for.
        columns: names of columns by exercise, where they are not called like the exercise.
        scale: convert points where Canvas gives another number of points.

    Raises:
        UserError: it is no gradebook of Canvas, no column belongs to an exercise, or the points do not agree.

    """
    section = _section(sheet)
    places = {exercise: _column(sheet, exercise, section, columns) for exercise in exercises}
    found = {exercise: place for exercise, place in places.items() if place is not None}
    if not found:
        raise UserError(
            f"No column of {sheet.name} is called like one of the exercises.",
            hint=f"Say which: --column '{exercises[0].short}=…'. There are: {listed(sheet.header[section + 1 :])}.",
        )
    possible = next((row for row in sheet.rows[1:] if POSSIBLE in row[0]), None)
    most = {exercise: possible[place] if possible is not None else "" for exercise, place in found.items()}
    factors = {exercise: factor(exercise, most[exercise], "Canvas", scale=scale) for exercise in found}
    own = {exercise: grades.of(exercise.name) for exercise in found}
    roster = Roster(grades.people)
    about = [place for name in _ABOUT_STUDENTS if (place := sheet.column(name)) is not None and place <= section]
    count, unknown, seen = 0, [], set()
    for row in sheet.rows[1:]:
        if row is possible:
            continue
        student = roster.find([*(row[place] for place in about), row[0]])
        if student is None:
            unknown.append(row[0])
            continue
        seen.add(student)
        for exercise, place in found.items():
            grade = own[exercise].get(student)
            if grade is not None:
                row[place] = points(grade.points * factors[exercise])
                count += 1
    return Filled(sheet.bytes(), count, _notes(sheet, unknown, seen, grades.grades, list(places), found))


def _section(sheet: Sheet) -> int:
    """Return the place of the last column about the student."""
    place = sheet.column("Section")
    if "Student" not in sheet.header[0] or "ID" not in sheet.header[1] or place is None:
        raise UserError(
            f"{sheet.name} is no gradebook of Canvas: its columns begin with {listed(sheet.header[:3])}.",
            hint="In Canvas: Grades, Export, Export Entire Gradebook. Give that file as it is.",
        )
    return place


def _column(sheet: Sheet, exercise: Exercise, section: int, columns: Mapping[str, str]) -> int | None:
    """Return the place of an exercise's column; an exact name goes before one without its number."""
    named = columns.get(exercise.name)
    names = [named] if named is not None else [exercise.title, exercise.name, exercise.short, exercise.title_zh]
    wanted = {name.casefold() for name in names if name}
    cells = list(enumerate(sheet.header))[section + 1 :]
    exact = [place for place, cell in cells if cell.strip().casefold() in wanted]
    found = exact or [place for place, cell in cells if _NUMBERED.sub("", cell).strip().casefold() in wanted]
    if len(found) > 1:
        raise UserError(
            f"{sheet.name} has {len(found)} columns for {exercise.name}: {listed(sheet.header[at] for at in found)}.",
            hint=f"Say which: --column '{exercise.short}={sheet.header[found[0]]}'",
        )
    if named is not None and not found:
        raise UserError(
            f'{sheet.name} has no column "{named}".', hint=f"There are: {listed(sheet.header[section + 1 :])}."
        )
    return found[0] if found else None


def _notes(
    sheet: Sheet, unknown: list[str], seen: set[str], graded: Sequence[Grade], wanted: list[Exercise],
    found: Mapping[Exercise, int],
) -> tuple[str, ...]:  # fmt: skip
    missing = sorted({grade.person.student for grade in graded} - seen)
    absent = [exercise.name for exercise in wanted if exercise not in found]
    notes = []
    if absent:
        notes.append(f"No column for {listed(absent)}.")
    if unknown:
        notes.append(f"{len(unknown)} in {sheet.name} not found here, left as they are: {listed(unknown)}.")
    if missing:
        notes.append(f"{len(missing)} graded here but not in {sheet.name}: {listed(missing)}.")
    return tuple(notes)
