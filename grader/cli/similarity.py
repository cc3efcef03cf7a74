"""The command similar."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options, terminal
from grader.cli.exercises import open_course
from grader.cli.options import Settings
from grader.cli.terminal import say, show
from grader.language import told

if TYPE_CHECKING:
    from grader.render.pairs import Alike, Heading
    from grader.similar import Comparison, Pair

SUBMITTED = "submitted"
SHOWN = 20  # problems that are printed one by one


@click.command(
    epilog="""\b
Examples:
  grade similar exercise03
  grade similar exercise03 -o alike.html       both sides of each pair
  grade similar exercise03 --submissions canvas.zip --most 5
  grade similar exercise03 --jplag jplag/      folders for JPlag 6

It reads the same layouts as `grade batch`, runs nothing, and keeps nothing.
Names, comments, layout, annotations, dead statements and the order of
functions make no difference. What it shows is evidence, never a verdict.
"""
)
@options.exercise
@click.option(
    "--submissions",
    metavar="DIR",
    type=click.Path(exists=True, path_type=Path),
    help="Where they are: a folder or a zip archive (default: submitted/ in the course).",
)
@click.option("--pattern", metavar="REGEX", help="Their layout: nbgrader, canvas, moodle or a regular expression.")
@click.option("--most", type=click.IntRange(1, 1000), default=20, metavar="N", help="How many pairs (default: 20).")
@click.option(
    "--least",
    type=click.IntRange(0, 100),
    metavar="PERCENT",
    help="Leave out pairs that are less alike than that.",
)
@click.option(
    "--jplag", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help="Write folders for JPlag instead."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "html")),
    help="Form of the result (default: by the name given with -o, else text).",
)
@options.output
@options.everywhere
@click.pass_obj
def similar(
    settings: Settings,
    name: str,
    submissions: Path | None,
    pattern: str | None,
    most: int,
    least: int | None,
    jplag: Path | None,
    form: str | None,
    output: Path | None,
) -> int:
    """Show pairs of submissions that are alike in what few others have."""
    from grader.similar import LEAST, compare, read_works
    from grader.similar.jplag import command_line, write_folders

    course = open_course(settings)
    exercise = course.find(name)
    works, problems = read_works(course, exercise, submissions or course.root / SUBMITTED, pattern)
    _say_problems([str(problem) for problem in problems], quiet=settings.quiet)
    if jplag is not None:
        words = write_folders(jplag, exercise, works)
        count = f"{len(works)} submission{'' if len(works) == 1 else 's'}"
        show(told(f"Wrote {count} to {jplag}. Next:") + f"\n  {command_line(words)}\n")
        return 0
    share = LEAST if least is None else least / 100
    comparison = compare(exercise, works, problems, most=most, least=share)
    _present(settings, comparison, round(share * 100), options.form_of(form, output), output)
    return 0


def _say_problems(problems: list[str], *, quiet: bool) -> None:
    for problem in problems[: 0 if quiet else SHOWN]:
        say(problem)
    if len(problems) > SHOWN and not quiet:
        say(f"and {len(problems) - SHOWN} more that could not be compared.")


def _present(settings: Settings, comparison: Comparison, least: int, form: str, output: Path | None) -> None:
    from grader.render import pairs as page
    from grader.similar import alike

    heading, shown = alike(comparison, least)
    if form == "text" and output is None:
        text = page.pairs_table(
            heading,
            shown,
            width=terminal.width(),
            color=terminal.uses_color(sys.stdout),
            unicode=terminal.can_show(terminal.SIGNS, sys.stdout),
        )
        show(text)
        if shown and not settings.quiet:
            say("`-o alike.html` puts both sides of each pair beside each other.")
        return
    data = _rendered(comparison, heading, shown, form).encode("utf-8", "replace")
    if output is None:
        terminal.show_bytes(data)
        return
    terminal.write_file(output, data)
    if not settings.quiet:
        say(f"Written to {output}.")


def _rendered(comparison: Comparison, heading: Heading, shown: list[Alike], form: str) -> str:
    from grader.render import pairs as page

    if form == "html":
        return page.to_pairs_html(heading, shown)
    if form == "text":
        return page.pairs_table(heading, shown)
    data = {
        "exercise": comparison.exercise.name,
        "submissions": len(comparison.works),
        "known": comparison.known,
        "pairs": [_as_data(pair) for pair in comparison.pairs],
        "problems": [str(problem) for problem in comparison.problems],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _as_data(pair: Pair) -> dict[str, object]:
    return {
        "students": [pair.left.student, pair.right.student],
        "files": [pair.left.filename, pair.right.filename],
        "score": round(pair.score, 4),
        "bits": round(pair.bits, 1),
        "passages": [
            {
                "lines": [list(item.left), list(item.right)],
                "functions": list(item.functions),
                "bits": round(item.bits, 1),
                "submissions": item.sharers,
            }
            for item in pair.passages
        ],
    }


COMMANDS = (similar,)
