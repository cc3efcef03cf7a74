"""What the workflow for GitHub Classroom runs: `python -m grader.cli.classroom`; it is no command of `grade`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.terminal import say, show
from grader.errors import GraderError, UserError

if TYPE_CHECKING:
    from grader.course import Exercise


@click.command("classroom")
@click.argument("name", metavar="EXERCISE")
@click.option("-C", "--course", "start", default=".", type=click.Path(path_type=Path), help="The course's folder.")
def classroom(name: str, start: Path) -> None:
    """Run the public checks of an exercise; print the output `result` of the step, and the report to stderr.

    The exit code is 0 whatever the checks find: the reporter at the end of the workflow says so.
    """
    from grader.course import find_course
    from grader.export.classroom import encoded

    try:
        results = _checked(find_course(start).find(name))
    except UserError as error:  # the exercise is not there: the workflow and the course do not belong together
        say(f"Error: {error.message}\n{error.hint or ''}".rstrip())
        sys.exit(error.exit_code)
    show(f"result={encoded(results)}\n")


def _checked(exercise: Exercise) -> dict[str, Any]:
    from grader import checks, render
    from grader.cli.exercises import working_file
    from grader.errors import SubmissionError
    from grader.export.classroom import to_results, unchecked
    from grader.runner import grade
    from grader.submission import read

    try:
        submission = read(working_file(exercise), exercise)
        report = grade(exercise, submission, hidden=False, share_import=exercise.solution_folder is None)
    except GraderError as error:
        declared = checks.declared(exercise.folder.parent.parent, exercise.public_checks, None)
        count = len({check.name for check in declared})  # without their parts
        message = f"{error.message}\n{error.hint or ''}".rstrip()
        say(message)
        return unchecked(exercise.name, message, count, ours=not isinstance(error, SubmissionError))
    say(render.to_terminal(report, source=submission.source).rstrip("\n"))
    return to_results(report)


if __name__ == "__main__":
    classroom()
