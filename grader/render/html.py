"""A report as one self-contained page: no script, nothing from elsewhere, all text a variable of the template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.render.handout import formula, language
from grader.render.templating import template
from grader.render.view import Room, view
from grader.results import Report

if TYPE_CHECKING:
    from grader.submission.notebook import Cell

LARGEST = 290_000  # bytes of a page


def to_html(report: Report, *, source: str = "", cells: Sequence[Cell] = (), handout: Path | None = None) -> str:
    """Return the report as a page of less than 300 KB.

    Args:
        report: what to show.
        source: the student's Python text; it is shown with the lines marked that the report speaks of.
        cells: for a notebook, which lines of ``source`` belong to which cell.
        handout: of the exercise; its section "The formula" is shown, if the file is there and has one.

    """
    blocks = formula(handout) if handout is not None else ()
    written = {"formula": blocks, "formula_language": language(blocks)}
    room = Room()
    page = template("report.html.j2").render(view(report, source, cells, room) | written).lstrip()
    while len(page.encode()) > LARGEST and room.characters > 1:
        room = room.halved()
        page = template("report.html.j2").render(view(report, source, cells, room) | written).lstrip()
    return page
