"""The command doctor: what this machine can do, and whether a class may be graded on it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from grader.cli import options, terminal
from grader.cli.options import Settings
from grader.language import told

if TYPE_CHECKING:
    from grader.doctor import Diagnosis

SIGNS = {"good": ("✓", "green"), "lacking": ("○", "yellow"), "bad": ("✗", "red")}
HEADS = {"machine": "Machine", "sandbox": "Sandbox", "course": "Course"}
NAME_COLUMNS = 14


@click.command(
    epilog="""\b
Examples:
  grade doctor
  grade doctor --format json
  grade doctor -q && grade batch

Exit codes: 0 a class can be graded here, 1 it cannot.
"""
)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="Form of the result.")
@options.everywhere
@click.pass_obj
def doctor(settings: Settings, form: str) -> int:
    """Say what this machine can do, and whether other people's work may be graded on it."""
    with terminal.Progress(wanted=not settings.quiet and form == "text"):
        from grader.doctor import diagnose

        diagnosis = diagnose(settings.start)
    if form == "json":
        import json

        text = json.dumps(_data(diagnosis), ensure_ascii=False, indent=2)
        terminal.show_bytes(text.encode("utf-8", "replace") + b"\n")
    elif settings.quiet:
        terminal.show(told(diagnosis.sentence) + "\n")
    else:
        terminal.show(_screen(diagnosis, verbose=settings.verbose))
    return 0 if diagnosis.safe else 1


def _data(diagnosis: Diagnosis) -> dict[str, object]:
    from dataclasses import asdict

    return {"safe": diagnosis.safe, "findings": [asdict(finding) for finding in diagnosis.findings]}


def _screen(diagnosis: Diagnosis, *, verbose: bool) -> str:
    """Return the findings, group by group, and first what they come down to."""
    from grader.render.page import Page
    from grader.render.text import cells

    unicode = terminal.can_show(terminal.SIGNS, sys.stdout)
    page = Page(width=terminal.width(), color=terminal.uses_color(sys.stdout), unicode=unicode)
    page.put(diagnosis.sentence, style="bold" if diagnosis.safe else "red bold")
    group = ""
    for finding in diagnosis.findings:
        if finding.group != group:
            group = finding.group
            page.put(HEADS[group], style="bold")
        sign, style = SIGNS[finding.state]
        name = page.line(told(finding.name), NAME_COLUMNS - 1)
        lead = f"{sign} {name}{' ' * (NAME_COLUMNS - cells(name))}"
        page.put(page.line(finding.text, 400), lead=lead, lead_style=style, rest=" " * cells(lead))
        if finding.hint and (finding.state != "good" or verbose):
            page.put(page.line(finding.hint, 400), lead=" " * cells(lead), style="dim")
    return page.text()


COMMANDS = (doctor,)
