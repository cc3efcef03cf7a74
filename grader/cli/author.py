"""The authors' commands."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli import options
from grader.cli.options import Settings
from grader.cli.terminal import say, show
from grader.language import told


@click.command(
    epilog="""\b
Examples:
  grade init deep-learning     a new folder with all exercises
  grade init --force           in this folder, beside what is there
"""
)
@click.argument("directory", required=False, default=".", type=click.Path(path_type=Path))
@options.force
@options.dry_run
@options.without_course
@click.pass_obj
def init(settings: Settings, directory: Path, *, force: bool, dry_run: bool) -> int:
    """Start a course with the exercises that are included."""
    from grader.course.bundled import start_course

    names = start_course(directory, force=force, dry_run=dry_run)
    exercises = f"{len(names)} exercise{'' if len(names) == 1 else 's'}"
    if dry_run:
        show(told(f"Would start a course with {exercises} in {directory.resolve()}.\n"))
        return 0
    show(told(f"Started a course with {exercises} in {directory.resolve()}.\n"))
    if names and not settings.quiet:
        first = names[0].partition("_")[0]
        say(f"Go there: `grade list` shows them, `grade check {first}` checks the first one.")
    return 0


COMMANDS = (init,)
