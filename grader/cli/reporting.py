"""The command report, and how every report is printed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options, terminal
from grader.cli.exercises import open_course
from grader.cli.options import Settings
from grader.cli.terminal import say, shorten, show
from grader.errors import UserError

if TYPE_CHECKING:
    from grader.attempts import Attempt
    from grader.course import Course, Exercise
    from grader.results import Report
    from grader.submission import Submission


@click.command(
    epilog="""\b
Examples:
  grade report exercise03
  grade report exercise03 --open
  grade report exercise03 --attempt 1 -o first.html
"""
)
@options.exercise
@click.option("--attempt", "number", type=click.IntRange(min=1), metavar="N", help="Which attempt (default: the last).")
@click.option("--open", "opens", is_flag=True, help="Open the page in a browser.")
@options.format_option
@options.output
@options.everywhere
@click.pass_obj
def report(
    settings: Settings, name: str, number: int | None, form: str | None, output: Path | None, *, opens: bool
) -> int:
    """Show the report of an attempt once more."""
    course = open_course(settings)
    exercise = course.find(name)
    attempt = _attempt(course, exercise, number)
    if opens:
        _open(attempt.html)
    else:
        from grader.submission import read

        present(settings, attempt.report, exercise, read(attempt.submission, exercise), form, output)
    return 0


def _attempt(course: Course, exercise: Exercise, number: int | None) -> Attempt:
    from grader import attempts

    kept = {attempt.number: attempt for attempt in attempts.all(course, exercise)}
    if not kept:
        raise UserError(
            f"There is no attempt at {exercise.name} yet.", hint=f"`grade submit {exercise.short}` makes the first."
        )
    if number is None:
        return kept[max(kept)]
    if number not in kept:
        raise UserError(
            f"There is no attempt {number} at {exercise.name}.", hint=f"There are: {', '.join(map(str, kept))}."
        )
    return kept[number]


def _open(page: Path) -> None:
    if not page.is_file():
        raise UserError(f"{shorten(page)} is missing.", hint="`grade report` without --open still shows the report.")
    show(f"{shorten(page)}\n")
    if click.launch(str(page)) != 0:
        raise UserError("No browser could be started here.", hint=f"Open {page} yourself.")


def present(
    settings: Settings,
    found: Report,
    exercise: Exercise,
    submission: Submission,
    form: str | None,
    output: Path | None,
) -> None:
    """Print the report, or write it to the file that was named with -o."""
    form = options.form_of(form, output)
    if form == "text" and output is None:
        show(_text(settings, found, submission))
        return
    data = _rendered(settings, found, exercise, submission, form).encode("utf-8", "replace")
    if output is None:
        terminal.show_bytes(data)
        return
    terminal.write_file(output, data)
    if not settings.quiet:
        say(f"Written to {output}.")


def _rendered(settings: Settings, found: Report, exercise: Exercise, submission: Submission, form: str) -> str:
    from grader import render

    if form == "json":
        return found.to_json() + "\n"
    if form == "junit":
        return render.to_junit(found)
    if form == "html":
        return render.to_html(found, source=submission.source, cells=submission.cells, handout=exercise.handout)
    return render.to_terminal(found, source=submission.source, verbose=settings.verbose)


def _text(settings: Settings, found: Report, submission: Submission) -> str:
    from grader import render
    from grader.render.outline import result

    if settings.quiet:
        return f"{found.exercise}: {result(found)}\n"
    return render.to_terminal(
        found,
        source=submission.source,
        width=terminal.width(),
        color=terminal.uses_color(sys.stdout),
        verbose=settings.verbose,
        unicode=terminal.can_show(terminal.SIGNS, sys.stdout),
    )


def exit_code(report: Report) -> int:
    """Return 0 if every check passed, 3 if we could not run some, else 1."""
    from grader.results import Verdict

    return {Verdict.PASSED: 0, Verdict.INTERNAL_ERROR: 3}.get(report.verdict, 1)


COMMANDS = (report,)
