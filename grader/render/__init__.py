"""A report for eyes and machines: ``terminal`` and ``table`` for the terminal, ``html`` for a page, ``junit`` for CI.

``outline`` decides what is said, ``text`` makes strangers' text fit to show, ``page`` sets lines, ``view`` and
``source`` feed the template. The page and the XML are imported at their first use: a check in the terminal loads
neither Jinja nor Pygments.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.render.table import Row, exercise_table
from grader.render.terminal import to_terminal
from grader.results import Report

if TYPE_CHECKING:
    from grader.submission.notebook import Cell

__all__ = ["Row", "exercise_table", "to_html", "to_junit", "to_terminal"]


def to_html(report: Report, *, source: str = "", cells: Sequence[Cell] = (), handout: Path | None = None) -> str:
    """Return the report as one self-contained page; see ``grader.render.html.to_html``."""
    from grader.render import html

    return html.to_html(report, source=source, cells=cells, handout=handout)


def to_junit(report: Report) -> str:
    """Return the report as JUnit XML; see ``grader.render.junit.to_junit``."""
    from grader.render import junit

    return junit.to_junit(report)
