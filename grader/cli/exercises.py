"""The commands about exercises: list, hint, reset."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import options, terminal
from grader.cli.options import Settings
from grader.cli.terminal import say, shorten, show

if TYPE_CHECKING:
    from grader.course import Course, Exercise
    from grader.results import Report


def open_course(settings: Settings, *, remember: bool = True) -> Course:
    """Find the course, and unless nothing may be written, remember its stubs that are still untouched."""
    from grader.course import find_course

    course = find_course(settings.start)
    if settings.quiet:
        import logging

        logging.getLogger("grader").setLevel(logging.ERROR)
    if remember:
        from grader.attempts import remember_stubs

        remember_stubs(course)
    return course


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


@click.command(
    "list",
    epilog="""\b
Examples:
  grade list
  grade list --format json
""",
)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="Form of the list.")
@options.everywhere
@click.pass_obj
def list_exercises(settings: Settings, form: str) -> int:
    """Show the exercises of the course and your best points."""
    course = open_course(settings)
    rows = [_row(course, exercise) for exercise in course.exercises]
    if form == "json":
        import json

        broken = [{"name": item.name, "error": item.error.message} for item in course.broken]
        data = {"title": course.title, "exercises": rows, "broken": broken}
        terminal.show_bytes(json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n")
        return 0
    show(_table(course, rows))
    for row in rows:
        if row["state"] == "missing":
            say(f"{row['name']} has lost its file; `grade reset {row['name']}` brings the stub back.")
    for item in course.broken:
        say(f"{item.name} cannot be used: {item.error.message}" + (f" {item.error.hint}" if item.error.hint else ""))
    return 0


def _row(course: Course, exercise: Exercise) -> dict[str, Any]:
    from grader import attempts

    kept = attempts.all(course, exercise)
    best = max((attempt.report for attempt in kept), key=lambda report: report.points, default=None)
    return {
        "name": exercise.name,
        "title": exercise.title,
        "title_zh": exercise.title_zh,
        "minutes": exercise.minutes,
        "points": exercise.points,
        "attempts": len(kept),
        "best": best.points if best and best.max_points else None,
        "state": _state(exercise, best),
    }


def _state(exercise: Exercise, best: Report | None) -> str:
    """Say how far it is: "done", "begun", "new", or "missing" where its file is."""
    if best is not None and best.points >= best.max_points > 0:
        return "done"
    path = working_file(exercise)
    if not path.is_file():
        return "missing"
    return "begun" if best is not None or is_begun(path) else "new"


def _table(course: Course, rows: list[dict[str, Any]]) -> str:
    from grader.render import Row, exercise_table

    chinese = _locale().startswith("zh")
    table = exercise_table(
        [
            Row(
                name=exercise.short,
                title=exercise.title_zh if chinese and exercise.title_zh else exercise.title,
                minutes=exercise.minutes,
                best=row["best"],
                most=exercise.points,
                attempts=row["attempts"],
                state=row["state"] if row["state"] in ("done", "begun") else "",
            )
            for exercise, row in zip(course.exercises, rows, strict=True)
        ],
        width=terminal.width(),
        color=terminal.uses_color(sys.stdout),
        unicode=terminal.can_show(terminal.SIGNS, sys.stdout),
    )
    return f"{course.title}\n\n{table}"


def _locale() -> str:
    return next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")


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
    count = len(exercise.hints)
    if everything:
        show("".join(f"Hint {number} of {count}: {text}\n" for number, text in enumerate(exercise.hints, 1)))
    found = None if everything else next_hint(course, exercise)
    if found is not None:
        show(f"Hint {found[0]} of {count}: {found[1]}\n")
    elif not count:
        say(f"{exercise.name} has no hints.")
    elif not everything:
        say(f"There are no more hints. `grade hint {exercise.short} --all` shows all {count} again.")
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
        show(f"{would} the stub {exercise.file} back; your file is kept as {shorten(kept)}.\n")
    elif was_there:
        show(f"{exercise.file} is the untouched stub already.\n")
    else:
        show(f"{would} the stub {exercise.file} back.\n")
    return 0


COMMANDS = (list_exercises, hint, reset)
