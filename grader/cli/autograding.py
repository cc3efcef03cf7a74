"""What Gradescope's container runs: `python -m grader.cli.autograding`; it is no command of `grade`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.terminal import show, write_file
from grader.errors import GraderError

if TYPE_CHECKING:
    from grader.course import Exercise
    from grader.results import Report
    from grader.submission import Submission


@click.command("autograding")
@click.option("--course", "root", type=click.Path(path_type=Path), required=True, help="The course with its exercise.")
@click.option("--submission", type=click.Path(path_type=Path), help="What was handed in (default: the solution).")
@click.option("--metadata", type=click.Path(path_type=Path), help="Gradescope's submission_metadata.json.")
@click.option("--results", type=click.Path(path_type=Path), help="The results.json to write.")
def autograding(root: Path, submission: Path | None, metadata: Path | None, results: Path | None) -> None:
    """Grade one submission for Gradescope; without one, say whether the solution gets its points here."""
    from grader import attempts
    from grader.course import find_course
    from grader.export.autograder import autograde, try_out
    from grader.export.gradescope import written
    from grader.runner import grade

    course = find_course(root)
    secret = attempts.secret(course, create=False)

    def graded(exercise: Exercise, submission: Submission) -> Report:
        return grade(exercise, submission, hidden=True, secret=secret)

    if submission is None:
        outcome = try_out(course, graded)
    else:
        outcome = autograde(course, submission, metadata, graded)
    if results is not None:
        write_file(results, written(outcome.results))
    show("".join(f"{line}\n" for line in outcome.said))
    sys.exit(0 if outcome.graded or results is not None else GraderError.exit_code)


if __name__ == "__main__":
    autograding()
