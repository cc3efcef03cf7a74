"""The commands about one exercise: hint, reset; and how the others find theirs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options
from grader.cli.options import Settings
from grader.cli.terminal import say, shorten, show
from grader.language import told

if TYPE_CHECKING:
    from grader.course import Course, Exercise


def open_course(settings: Settings, *, remember: bool = True) -> Course:
    """Find the course, and unless nothing may be written, remember its stubs that are still untouched."""
    from grader.course import find_course
    from grader.course.translations import speak

    course = find_course(settings.start)
    speak(course, settings.lang)
    if settings.quiet:
        _hush()
    if remember:
        from grader.attempts import remember_stubs

        remember_stubs(course)
    return course


def _hush() -> None:
    """Keep what is no error out of stderr until this command ends: the process may run others."""
    import logging

    logger, context = logging.getLogger("grader"), click.get_current_context()
    context.call_on_close(partial(logger.setLevel, logger.level))
    logger.setLevel(logging.ERROR)


def working_file(exercise: Exercise) -> Path:
    """Return the exercise's file; the notebook beside it if the file is missing or still the untouched stub."""
    notebook = exercise.stub_path.with_suffix(".ipynb")
    return notebook if notebook.is_file() and not is_begun(exercise.stub_path) else exercise.stub_path


def is_begun(path: Path) -> bool:
    """Say whether the file is there and no longer the untouched stub."""
    from grader.attempts import is_untouched

    if path.suffix == ".ipynb":
        return path.is_file()
    try:
        return path.is_file() and not is_untouched(path.read_bytes())
    except OSError:
        return True


def hint_sentence(exercise: Exercise, found: tuple[int, str] | None) -> str:
    """Return how a hint with its number is shown; or, if none was found, why."""
    count = len(exercise.hints)
    if found is not None:
        return f"Hint {found[0]} of {count}: {found[1]}"
    if not count:
        return f"{exercise.name} has no hints."
    return f"There are no more hints. `grade hint {exercise.short} --all` shows all {count} again."


@click.command(
    epilog="""\b
Examples:
  grade hint exercise03          one more each time
  grade hint exercise03 --all    all of them at once
"""
)
@options.exercise
@click.option("--all", "everything", is_flag=True, help="Show all hints at once.")
@options.everywhere
@click.pass_obj
def hint(settings: Settings, name: str, *, everything: bool) -> int:
    """Show the next hint."""
    from grader.attempts import next_hint

    course = open_course(settings)
    exercise = course.find(name)
    if everything:
        show("".join(f"{told(hint_sentence(exercise, each))}\n" for each in enumerate(exercise.hints, 1)))
    found = None if everything else next_hint(course, exercise)
    if found is not None:
        show(f"{told(hint_sentence(exercise, found))}\n")
    elif not everything or not exercise.hints:
        say(hint_sentence(exercise, None))
    return 0


@click.command(
    epilog="""\b
Examples:
  grade reset exercise03
  grade reset exercise03 -n     only say what would be done
"""
)
@options.exercise
@options.dry_run
@options.everywhere
@click.pass_obj
def reset(settings: Settings, name: str, *, dry_run: bool) -> int:
    """Put the untouched stub back; your file is kept beside it as .bak."""
    from grader.attempts import put_back

    course = open_course(settings, remember=not dry_run)
    exercise = course.find(name)
    was_there = exercise.stub_path.exists()
    kept = put_back(course, exercise, dry_run=dry_run)
    would = "Would put" if dry_run else "Put"
    if kept is not None:
        show(told(f"{would} the stub {exercise.file} back; your file is kept as {shorten(kept)}.") + "\n")
    elif was_there:
        show(told(f"{exercise.file} is the untouched stub already.") + "\n")
    else:
        show(told(f"{would} the stub {exercise.file} back.") + "\n")
    return 0


COMMANDS = (hint, reset)
