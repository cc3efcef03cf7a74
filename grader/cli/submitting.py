"""The commands that run a student's file: check, submit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import handing_in, kept_warm, options, terminal
from grader.cli.exercises import is_begun, open_course, working_file
from grader.cli.options import Settings
from grader.cli.reporting import exit_code, present
from grader.cli.terminal import say, shorten, show
from grader.errors import CourseError, GraderError

if TYPE_CHECKING:
    from grader.attempts import Attempt
    from grader.course import Course, Exercise
    from grader.results import Report
    from grader.submission import Submission


@click.command(
    epilog="""\b
Examples:
  grade check                            the exercise that you are working on
  grade check exercise03                 its file in exercises/
  grade check exercise03 trial.ipynb     another file
  grade check exercise03 -k descent      only some checks
  grade check --watch                    again whenever you save
"""
)
@click.argument("name", metavar="[EXERCISE]", required=False)
@options.file
@options.select
@options.format_option
@options.output
@options.no_sandbox
@click.option("-w", "--watch", "watches", is_flag=True, help="Check again whenever the file is saved: `grade watch`.")
@options.everywhere
@click.pass_obj
def check(
    settings: Settings,
    name: str | None,
    path: Path | None,
    select: str | None,
    form: str | None,
    output: Path | None,
    *,
    no_sandbox: bool,
    watches: bool,
) -> int:
    """Run the public checks on your file; nothing is recorded."""
    if watches:
        if path or form or output:
            raise click.UsageError("--watch takes an exercise, -k and --no-sandbox, and no other file or form.")
        from grader.cli import watching

        return watching.run(settings, name, select, no_sandbox=no_sandbox)
    course = open_course(settings)
    exercise, reason = (course.find(name), "") if name else current(course, settings)
    kept_warm.settle(course, exercise)
    if reason and not settings.quiet:
        say(f"Checking {exercise.name}, {reason}.")
    submission = _read(settings, exercise, path)
    report = _grade(settings, exercise, submission, hidden=False, select=select, no_sandbox=no_sandbox)
    present(settings, report, exercise, submission, form, output)
    kept_warm.afterwards(settings, course, exercise)
    return exit_code(report)


@click.command(
    epilog="""\b
Examples:
  grade submit exercise03
  grade submit exercise03 trial.ipynb
  grade submit exercise03 -n     see the points, keep nothing
  grade submit exercise03 --as alice
"""
)
@options.exercise
@options.file
@click.option("--as", "student", metavar="NAME", help="Hand in under this name (default: your login name).")
@options.dry_run
@options.format_option
@options.output
@options.no_sandbox
@options.everywhere
@click.pass_obj
def submit(
    settings: Settings,
    name: str,
    path: Path | None,
    student: str | None,
    form: str | None,
    output: Path | None,
    *,
    dry_run: bool,
    no_sandbox: bool,
) -> int:
    """Run all checks on your file, keep the attempt and, from a student's copy, hand it in."""
    from grader import attempts, render

    course = open_course(settings, remember=not dry_run)
    exercise = course.find(name)
    kept_warm.settle(course, exercise)
    hidden = exercise.hidden_checks is not None and exercise.solution_path is not None
    desk = handing_in.Desk(settings, course, exercise, student) if not (hidden or dry_run) else None
    submission = _read(settings, exercise, path)
    if hidden and student:
        say("This is an instructor's copy: nothing is handed in from it, so --as changes nothing.")
    if not hidden and not settings.quiet:
        say("This copy has only the public checks: the points are given by your instructor.")
    secret = attempts.secret(course, create=not dry_run)
    report = _grade(settings, exercise, submission, hidden=hidden, no_sandbox=no_sandbox, secret=secret)
    code = exit_code(report)
    if dry_run or code == GraderError.exit_code:
        present(settings, report, exercise, submission, form, output)
        if not dry_run:
            say("This attempt does not count: grading it failed, which is our fault.")
            if desk is not None:  # nobody misses the due date through our fault
                desk.hand_in(submission, None, say)
        elif not settings.quiet:
            say("Nothing was kept.")
        return code
    attempt = attempts.keep(
        course,
        exercise,
        submission.data,
        submission.filename,
        report,
        lambda finished: render.to_html(
            finished, source=submission.source, cells=submission.cells, handout=exercise.handout
        ),
    )
    present(settings, attempt.report, exercise, submission, form, output)
    to_stdout = output is None and options.form_of(form, output) == "text"
    tell = (lambda text: show(text + "\n")) if to_stdout else say
    if not settings.quiet:
        tell(_about_attempt(course, exercise, attempt))
    if desk is not None:
        desk.hand_in(submission, attempt, tell)
    return code


def _about_attempt(course: Course, exercise: Exercise, attempt: Attempt) -> str:
    from grader import attempts

    best = attempts.best(course, exercise)
    line = f"Attempt {attempt.number} is kept."
    if best is not None and attempt.report.max_points:
        points = f"{best.report.points:g} of {best.report.max_points:g} points"
        line += f" Best so far: {points}{'' if best.number == attempt.number else f' (attempt {best.number})'}."
    return f"{line}\nReport: {shorten(attempt.html)}"


def current(course: Course, settings: Settings) -> tuple[Exercise, str]:
    """Return the exercise that the student is working on, and how that is known if it needs to be said."""
    here = settings.start.resolve()
    for exercise in course.exercises:
        if here.is_relative_to(exercise.folder.resolve()):
            return exercise, ""
    for broken in course.broken:
        if here.is_relative_to((course.root / "exercises" / broken.name).resolve()):
            raise broken.error
    if not course.exercises:
        raise CourseError("This course has no exercise that can be checked.", hint="`grade list` says why.")
    begun = [exercise for exercise in course.exercises if is_begun(working_file(exercise))]
    if begun:
        latest = max(begun, key=lambda exercise: working_file(exercise).stat().st_mtime_ns)
        return latest, "whose file was changed last"
    return course.exercises[0], "the first one, since none is begun"


def _read(settings: Settings, exercise: Exercise, path: Path | None) -> Submission:
    from grader.submission import read

    if path is None:
        path = working_file(exercise)
        if not path.exists():
            raise CourseError(
                f"{shorten(path)} is missing.", hint=f"`grade reset {exercise.short}` brings the stub back."
            )
        if path.suffix == ".ipynb" and not settings.quiet:
            say(f"Taking the notebook {shorten(path)}.")
    return read(path, exercise)


def _grade(
    settings: Settings,
    exercise: Exercise,
    submission: Submission,
    *,
    hidden: bool,
    no_sandbox: bool,
    select: str | None = None,
    secret: bytes = b"",
) -> Report:
    if no_sandbox:
        say("No sandbox (--no-sandbox): the code can read and change whatever you can.")
    with terminal.Progress(wanted=not settings.quiet) as progress:
        if kept_warm.lent is not None and not hidden and not no_sandbox:
            from grader.background import lending

            return lending.grade(kept_warm.lent, exercise, submission, select=select, secret=secret, progress=progress)
        from grader.runner import grade

        return grade(
            exercise,
            submission,
            hidden=hidden,
            sandbox=not no_sandbox,
            share_import=not hidden and exercise.solution_folder is None,
            select=select,
            secret=secret,
            progress=progress,
        )


COMMANDS = (check, submit)
