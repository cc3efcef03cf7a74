"""The command list: the exercises of the course, how far each is, and what is next."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from grader import language
from grader.cli import options, terminal
from grader.cli.exercises import is_begun, open_course, working_file
from grader.cli.options import Settings
from grader.cli.terminal import say, show

if TYPE_CHECKING:
    from grader.course import Course, Exercise
    from grader.results import Report

FINISHED = ("done", "submitted")


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
    """Show the exercises, your best points and what is next."""
    course = open_course(settings)
    data = _data(course)
    if form == "json":
        import json

        terminal.show_bytes(json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n")
        return 0
    show(f"{course.title}\n\n{_table(course, data, notes=[] if settings.quiet else _next_steps(course, data))}")
    for row in data["exercises"]:
        if row["state"] == "missing":
            say(f"{row['name']} has lost its file; `grade reset {row['name']}` brings the stub back.")
    for item in course.broken:
        say(f"{item.name} cannot be used: {item.error.message}" + (f" {item.error.hint}" if item.error.hint else ""))
    for doubt in data["doubts"]:
        say(doubt)
    if data["elsewhere"] and not settings.quiet:
        from grader.render.text import listed

        say(f"Not in this copy, so nothing waits for it: {listed(data['elsewhere'])}.")
    return 0


def _data(course: Course) -> dict[str, Any]:
    """Return all that the list says, as ``--format json`` gives it."""
    from grader.course.order import order

    rows = [_row(course, exercise) for exercise in course.exercises]
    sequence = order(course)
    done = {row["name"] for row in rows if row["state"] in FINISHED}
    for row in rows:
        row["prerequisites"] = list(sequence.before[row["name"]])
        row["waits_for"] = list(sequence.waiting(row["name"], done))
    usable = [row["name"] for row in rows if row["state"] != "missing"]
    begun = {row["name"] for row in rows if row["state"] == "begun"}
    quizzes = [row["quiz"] for row in rows if row["quiz"]]
    return {
        "title": course.title,
        "exercises": rows,
        "next": sequence.next(usable, done, begun),
        "done": len(done),
        "minutes": sum(row["minutes"] for row in rows),
        "minutes_left": sum(row["minutes"] for row in rows if row["name"] not in done),
        "points": sum(row["best"] or 0.0 for row in rows) + sum(quiz["points"] for quiz in quizzes),
        "max_points": sum(row["points"] for row in rows) + sum(quiz["max_points"] for quiz in quizzes),
        "broken": [{"name": item.name, "error": item.error.message} for item in course.broken],
        "doubts": list(sequence.doubts),
        "elsewhere": list(sequence.elsewhere),
    }


def _row(course: Course, exercise: Exercise) -> dict[str, Any]:
    from grader import attempts
    from grader.attempts.quiz import standing

    kept = [attempt.report for attempt in attempts.all(course, exercise)]
    best = max(kept, key=lambda report: report.points, default=None)
    quiz = standing(course, exercise) if exercise.quiz else None
    return {
        "name": exercise.name,
        "title": exercise.title,
        "title_zh": exercise.title_zh,
        "minutes": exercise.minutes,
        "points": exercise.points,
        "attempts": len(kept),
        "best": best.points if best and best.max_points else None,
        "state": _state(exercise, best, kept),
        "quiz": quiz
        and {
            "questions": len(quiz.questions),
            "answered": quiz.answered,
            "right": quiz.right,
            "points": quiz.points,
            "max_points": quiz.max_points,
        },
    }


def _state(exercise: Exercise, best: Report | None, kept: list[Report]) -> str:
    """Say how far it is: "done", "submitted", "begun", "new", or "missing" where its file is.

    "submitted" is the most that a copy without the hidden checks can tell: handed in, and every public check passed.
    """
    from grader.results import Verdict

    if best is not None and best.points >= best.max_points > 0:
        return "done"
    if any(report.verdict is Verdict.PASSED for report in kept) and best is not None and not best.max_points:
        return "submitted"
    path = working_file(exercise)
    if not path.is_file():
        return "missing"
    return "begun" if best is not None or is_begun(path) else "new"


def _table(course: Course, data: dict[str, Any], notes: list[str]) -> str:
    from grader.render import Row, exercise_table

    chinese = _is_chinese()
    short = {exercise.name: exercise.short for exercise in course.exercises}
    return exercise_table(
        [
            Row(
                name=exercise.short,
                title=_title(exercise, chinese=chinese),
                minutes=exercise.minutes,
                best=row["best"],
                most=exercise.points,
                attempts=row["attempts"],
                state=row["state"],
                waits_for=tuple(short[name] for name in row["waits_for"]),
                quiz=(row["quiz"]["right"], row["quiz"]["questions"]) if row["quiz"] else None,
                quiz_points=(row["quiz"]["points"], row["quiz"]["max_points"]) if row["quiz"] else (0.0, 0.0),
                next=exercise.name == data["next"],
            )
            for exercise, row in zip(course.exercises, data["exercises"], strict=True)
        ],
        notes=notes,
        width=terminal.width(),
        color=terminal.uses_color(sys.stdout),
        unicode=terminal.can_show(terminal.SIGNS, sys.stdout),
    )


def _title(exercise: Exercise, *, chinese: bool) -> str:
    return exercise.title_zh if chinese and exercise.title_zh else exercise.title


def _is_chinese() -> bool:
    return language.current() == "zh"


def _next_steps(course: Course, data: dict[str, Any]) -> list[str]:
    """Return the lines on what to do now: the next exercise, and the first quiz with open questions."""
    rows, found = data["exercises"], []
    if data["next"]:
        exercise = course.find(data["next"])
        title = _title(exercise, chinese=_is_chinese())
        found.append(f"Next: {exercise.short}, {title}")
        found.append(f"Task: {terminal.shorten(exercise.handout)}")
    elif rows and data["done"] == len(rows):
        found.append("Next: nothing, all exercises are done.")
    asked = (row for row in rows if row["quiz"] and row["quiz"]["right"] < row["quiz"]["questions"])
    quiz = next((row for row in asked if row["state"] in FINISHED or row["quiz"]["answered"]), None)
    if quiz:
        left = quiz["quiz"]["questions"] - quiz["quiz"]["right"]
        name = course.find(quiz["name"]).short
        found.append(f"Quiz: {left} question{'' if left == 1 else 's'} open: `grade quiz {name}`")
    return found


COMMANDS = (list_exercises,)
