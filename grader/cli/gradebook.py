"""The command gradebook: brings nbgrader's database up to date and shows the class; gives students more time."""

from __future__ import annotations

import sys
from datetime import timedelta
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
    from grader.gradebook import Projected


@click.group(
    invoke_without_command=True,
    short_help="Bring the gradebook up to date and show the class.",
    epilog="""\b
Examples:
  grade gradebook                                 bring it up to date, show the class
  grade gradebook extend alice exercise03 --days 2
  grade gradebook --rebuild                       make it anew from what was graded
""",
)
@click.option("--rebuild", is_flag=True, help="Keep a copy of the gradebook and make its grades anew.")
@options.everywhere
@click.pass_context
def gradebook(context: click.Context, *, rebuild: bool) -> int:
    """Bring the gradebook up to date with what was graded, and show the class.

    The gradebook is nbgrader's own database, gradebook.db in the course's folder. Points and comments that you enter
    in nbgrader, extensions, names of students and other assignments stay as they are. `grade batch` calls this too.
    """
    if context.invoked_subcommand is not None:
        if rebuild:
            raise click.UsageError("--rebuild stands alone: first rebuild, then go on.")
        return 0
    from grader import gradebook as book
    from grader.gradebook.table import class_table
    from grader.journal import Journal

    settings: Settings = context.obj
    course = open_course(settings)
    with Journal.of(course, create=False) as journal:
        done = book.rebuild(course, journal) if rebuild else book.project(course, journal)
    students, marks = book.marks(course)
    names = [each.name for each in course.exercises]
    wide = sys.stdout is None or not sys.stdout.isatty()
    show(class_table(names, students, marks, width=None if wide else terminal.width()))
    if not settings.quiet:
        _say_done(done, len(students))
    for note in done.notes() if not settings.quiet else done.troubles[:1]:
        say(note)
    return UserError.exit_code if done.troubles else 0


def _say_done(done: Projected, students: int) -> None:
    changed = f"{done.changed} changed" if done.changed else "nothing has changed"
    say(f"{shorten(done.path)}: {_count(students, 'student')}, {_count(done.submissions, 'submission')}, {changed}.")
    if done.set_aside is not None:
        say(f"What was there before is kept as {shorten(done.set_aside)}.")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


@gradebook.command(
    epilog="""\b
Examples:
  grade gradebook extend alice exercise03 --days 2
  grade gradebook extend alice exercise03 --days 0    ends the extension
"""
)
@click.argument("student")
@options.exercise
@click.option("--days", type=click.FloatRange(min=0), required=True, metavar="N", help="How many days later; 0: none.")
@click.option("-f", "--force", is_flag=True, help="The student need not be in the gradebook yet.")
@options.everywhere
@click.pass_obj
def extend(settings: Settings, student: str, name: str, days: float, *, force: bool) -> int:
    """Let a student hand in later; the penalty follows.

    The days count from the due date and replace an earlier extension. nbgrader shows it, too.
    """
    from grader import gradebook as book
    from grader.late import written
    from grader.render.text import one_line

    course = open_course(settings)
    exercise = course.find(name)
    until = book.extend(course, student, exercise, timedelta(days=days), new=force)
    _project_one(course, student, exercise)
    show(told(f"{one_line(student)} may hand in {exercise.name} until {written(until)}.\n"))
    return 0


def _project_one(course: Course, student: str, exercise: Exercise) -> None:
    """Let the penalty follow, if there is anything to pay for."""
    from grader import gradebook as book
    from grader.journal import Journal

    try:
        journal = Journal.of(course, create=False)
    except UserError:  # nothing has been graded yet
        return
    with journal:
        book.project(course, journal, [(student, exercise.name)])


COMMANDS = (gradebook,)
