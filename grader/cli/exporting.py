"""The command export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options, terminal
from grader.cli.exercises import open_course
from grader.cli.options import Settings
from grader.cli.terminal import say, shorten, show
from grader.errors import UserError
from grader.language import told

if TYPE_CHECKING:
    from grader.course import Course, Exercise
    from grader.export import Grades
    from grader.export.matching import Filled

FORMS = ("csv", "canvas", "moodle", "gradescope", "json")


@click.command(
    epilog="""\b
Examples:
  grade export csv -o grades.csv
  grade export canvas --fill downloaded.csv -o upload.csv
  grade export canvas exercise03 --fill downloaded.csv -o upload.csv \\
      --column 'exercise03=Homework 3 (1234)'
  grade export moodle exercise03 --fill worksheet.csv -o upload.csv
  grade export gradescope exercise03 -o results/
  grade export json exercise03 --reports

\b
csv         a line for each grade
canvas      Canvas's gradebook, for its import
moodle      Moodle's import of grades; with --fill an assignment's grading
            worksheet
gradescope  STUDENT/EXERCISE/results.json in the folder given with -o
json        everything, for programs
"""
)
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMS))
@click.argument("names", metavar="[EXERCISE]...", nargs=-1)
@click.option(
    "--fill",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file downloaded from Canvas or Moodle, to be filled in; it stays as it is.",
)
@click.option("--column", "columns", metavar="EXERCISE=NAME", multiple=True, help="Which column of FILE it is.")
@click.option("--scale", is_flag=True, help="Convert points where the platform gives another number of points.")
@click.option("--reports", is_flag=True, help="With json: the whole reports as well.")
@click.option("-o", "--output", metavar="PATH", type=click.Path(path_type=Path), help="Where to (default: stdout).")
@options.everywhere
@click.pass_obj
def export(
    settings: Settings,
    form: str,
    names: tuple[str, ...],
    fill: Path | None,
    columns: tuple[str, ...],
    output: Path | None,
    *,
    scale: bool,
    reports: bool,
) -> int:
    """Write grades for another program: spreadsheets, Canvas, Moodle, Gradescope.

    What counts is what `grade gradebook` shows: penalties and points given by hand are in it.
    """
    from grader.export import collect

    _refuse_what_does_not_fit(form, fill, columns, output, scale=scale, reports=reports)
    course = open_course(settings, remember=False)
    exercises = list(dict.fromkeys(course.find(name) for name in names)) or list(course.exercises)
    grades = collect(course, exercises, reports=reports or form == "gradescope")
    if not names:
        handed_in = {grade.exercise for grade in grades.grades}
        exercises = [exercise for exercise in exercises if exercise.name in handed_in]
    if not grades.grades:
        raise UserError("There are no grades to export.", hint="`grade batch` grades a class.")
    notes = list(grades.notes)
    if form == "gradescope":
        assert output is not None
        _write_results(grades, output)
    elif fill is not None:
        filled = _filled(form, course, exercises, grades, fill, columns, scale=scale)
        notes += filled.notes
        _deliver(settings, filled.data, output, f"{filled.cells} grades")
    else:
        _deliver(settings, _made(form, course, exercises, grades), output, f"{len(grades.grades)} grades")
    for note in notes if not settings.quiet else ():
        say(note)
    return 0


def _refuse_what_does_not_fit(
    form: str, fill: Path | None, columns: tuple[str, ...], output: Path | None, *, scale: bool, reports: bool
) -> None:
    if fill is not None and form not in ("canvas", "moodle"):
        raise click.UsageError("--fill goes with canvas and moodle.")
    if columns and (fill is None or form != "canvas"):
        raise click.UsageError("--column goes with canvas --fill.")
    if scale and fill is None:
        raise click.UsageError("--scale goes with --fill.")
    if reports and form != "json":
        raise click.UsageError("--reports goes with json.")
    if form == "gradescope" and output is None:
        raise click.UsageError("gradescope writes many files: name their folder with -o.")
    if fill is not None and output is not None and output.exists() and output.samefile(fill):
        raise click.UsageError(f"{output} is the downloaded file itself: give the result another name.")


def _made(form: str, course: Course, exercises: list[Exercise], grades: Grades) -> bytes:
    from grader.export import canvas, moodle, table

    if form == "csv":
        return table.to_csv(grades)
    if form == "json":
        return table.to_json(course, grades)
    return canvas.to_canvas(grades, exercises) if form == "canvas" else moodle.to_moodle(grades, exercises)


def _filled(
    form: str, course: Course, exercises: list[Exercise], grades: Grades, path: Path, columns: tuple[str, ...],
    *, scale: bool,
) -> Filled:  # fmt: skip
    from grader.export import canvas, moodle
    from grader.export.cells import read_sheet

    sheet = read_sheet(path)
    if form == "canvas":
        return canvas.fill_canvas(sheet, grades, exercises, _columns(course, columns), scale=scale)
    if len(exercises) != 1:
        raise UserError(
            "A grading worksheet belongs to one assignment.",
            hint=f"Name the exercise: grade export moodle {exercises[0].short} --fill {path}",
        )
    return moodle.fill_moodle(sheet, grades, exercises[0], scale=scale)


def _columns(course: Course, texts: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for text in texts:
        name, sign, column = text.partition("=")
        if not sign or not column.strip():
            raise click.UsageError(f"--column {text}: write EXERCISE=NAME.")
        found[course.find(name).name] = column.strip()
    return found


def _deliver(settings: Settings, data: bytes, output: Path | None, what: str) -> None:
    if output is None:
        terminal.show_bytes(data)
        return
    if not output.parent.is_dir():
        raise UserError(f"There is no folder {output.parent}.", hint="Make it first, or choose another with -o.")
    terminal.write_file(output, data)
    if not settings.quiet:
        say(f"{what} written to {output}.")


def _write_results(grades: Grades, folder: Path) -> None:
    from grader.batch.found import folder_of
    from grader.export.gradescope import to_json

    count = 0
    for grade in grades.grades:
        if grade.report is None:
            continue
        path = folder / folder_of(grade.person.student) / grade.exercise / "results.json"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"{path.parent} cannot be made: {error.strerror}.") from error
        terminal.write_file(path, to_json(grade.report, points=grade.points))
        count += 1
    show(told(f"{count} results written to {shorten(folder)}.\n"))


COMMANDS = (export,)
