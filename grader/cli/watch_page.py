"""What ``grade watch`` shows: the last result, and below it where one is and what the keys do."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from typing import Any, TextIO

from grader.cli import terminal
from grader.language import told
from grader.render.text import cells, fitting, wrap

SIGNS = {"done": "✓", "submitted": "✓", "begun": "·", "new": "○"}
MISSING = "!"
KEYS = (("h", "hint"), ("n", "next"), ("s", "submit"), ("o", "open report"), ("r", "again"), ("q", "quit"))
CLEAR = "\x1b[H\x1b[2J"


def is_capable(stream: TextIO | None) -> bool:
    """Say whether the stream goes to a terminal that can move its cursor."""
    return stream is not None and stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"


@dataclass
class WatchPage:
    """The page; where the output is no terminal, or a simple one, results follow each other.

    Args:
        quiet: no key line, no progress through the course.

    """

    quiet: bool
    keys: bool = False  # whether keys are taken
    exercise: str = ""  # its short name
    state: str = ""  # what is going on
    result: str = ""
    said: str = ""
    hint: str = ""
    course: dict[str, Any] = field(default_factory=dict)  # as `grade list --format json` tells it

    def __post_init__(self) -> None:
        self.full = is_capable(sys.stdout)
        self._line = ""

    def show(self) -> None:
        """Show everything anew."""
        hint = "\n".join(wrap(self.hint, terminal.width())) if self.full else self.hint
        parts = [part.rstrip("\n") + "\n" for part in (self.result, self.said, hint) if part.strip()]
        if self.full:
            terminal.show(CLEAR + "\n".join([*parts, self._foot()]))
            self._line = ""
            self.tell(self.state)
        else:
            terminal.show("".join(parts))

    def heading(self, text: str) -> None:
        """Separate what follows from what came before, where nothing is cleared."""
        if not self.full:
            terminal.show(f"{self._dashes()} {text}\n")

    def add(self, text: str) -> None:
        """Show a text below what is there."""
        if self.full:
            self.show()
        elif text.strip():
            terminal.show(text.rstrip("\n") + "\n")

    def tell(self, state: str) -> None:
        """Say in the last line what is going on."""
        self.state = state
        if self.full and not self.quiet and state != self._line:
            self._line = state
            terminal.show(f"\r\x1b[K{state[: fitting(state, terminal.width() - 1)]}")

    def end(self) -> None:
        """Leave the cursor below the page."""
        if self.full:
            terminal.show("\n")

    def _foot(self) -> str:
        if self.quiet:
            return ""
        from grader.render.page import Page

        page = Page(
            width=terminal.width(),
            color=terminal.uses_color(sys.stdout),
            unicode=terminal.can_show(terminal.SIGNS, sys.stdout),
        )
        self._progress(page)
        if self.keys:
            page.put(" · ".join(f"{key}\u00a0{told(word).replace(' ', chr(0xA0))}" for key, word in KEYS), style="dim")
        return page.text()

    def _progress(self, page: Any) -> None:
        rows = self.course.get("exercises", [])
        if not rows:
            return
        count = told(f"{self.course.get('done', 0)} of {len(rows)} exercises done")
        signs = "".join(self._sign(row) for row in rows)
        lead = f"{self.exercise}  "
        wide = len(signs) + len(lead) + cells(count) + 2 <= page.width
        page.put(count, lead=f"{lead}{signs}  " if wide else lead, lead_style="bold")
        if not wide and len(signs) <= page.width:
            page.put(signs)

    def _sign(self, row: dict[str, Any]) -> str:
        if str(row.get("name", "")).partition("_")[0] == self.exercise:
            return ">"
        return SIGNS.get(str(row.get("state")), MISSING)

    def _dashes(self) -> str:
        return "──" if terminal.can_show("─", sys.stdout) else "--"
