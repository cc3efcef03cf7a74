"""The command dashboard."""

from __future__ import annotations

import dataclasses
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import options, terminal
from grader.cli.exercises import open_course
from grader.cli.options import Settings
from grader.cli.terminal import say, shorten, show
from grader.errors import UserError

if TYPE_CHECKING:
    from grader.render.dashboard import ClassView

PAGE = "dashboard.html"


@click.command(
    epilog=f"""\b
Examples:
  grade dashboard                        all exercises, into {PAGE}
  grade dashboard exercise03 exercise04
  grade dashboard -o monday.html --open

It is made from the journal, so first comes `grade batch`. The page holds your
students' names: keep it where the submissions are.
"""
)
@click.argument("names", metavar="[EXERCISE]...", nargs=-1)
@click.option("--open", "opens", is_flag=True, help="Open the page in a browser.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "html")),
    help="Form of the result (default: a page, and the gist in the terminal).",
)
@options.output
@options.everywhere
@click.pass_obj
def dashboard(settings: Settings, names: tuple[str, ...], form: str | None, output: Path | None, *, opens: bool) -> int:
    """Show a class at a glance: shared mistakes, who is stuck, points.

    Points are those before lateness is paid for. What counts of several attempts, the course decides.
    """
    from grader.dashboard import survey
    from grader.journal import Journal

    course = open_course(settings)
    chosen = list(dict.fromkeys(course.find(name) for name in names)) or list(course.exercises)
    with Journal.of(course, create=False) as journal:
        view = survey(course, chosen, journal, datetime.now(UTC).astimezone())
    if not view.submissions:
        raise UserError("Nothing has been graded for this yet.", hint="`grade batch` grades a class.")
    wanted = form or ("html" if output is None else options.form_of(None, output))
    page = output
    if output is None and (form is None or opens):
        page = course.root / PAGE
    if form is None and not settings.quiet:
        show(_text(view))
    if page is None:
        terminal.show_bytes(_rendered(view, wanted).encode("utf-8", "replace"))
        return 0
    terminal.write_file(page, _rendered(view, wanted).encode("utf-8", "replace"))
    if not settings.quiet:
        say(f"Written to {shorten(page)}.")
    if opens and click.launch(str(page)) != 0:
        raise UserError("No browser could be started here.", hint=f"Open {page} yourself.")
    return 0


def _rendered(view: ClassView, form: str) -> str:
    from grader.render import dashboard as page

    if form == "html":
        return page.to_dashboard_html(view)
    if form == "json":
        return json.dumps(dataclasses.asdict(view), ensure_ascii=False, indent=2, default=str) + "\n"
    return page.dashboard_text(view)


def _text(view: ClassView) -> str:
    from grader.render.dashboard import dashboard_text

    return dashboard_text(
        view,
        width=terminal.width(),
        color=terminal.uses_color(sys.stdout),
        unicode=terminal.can_show(terminal.SIGNS, sys.stdout),
    )


COMMANDS = (dashboard,)
