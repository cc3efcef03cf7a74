"""Lines of text for a terminal: hanging indents, a right-hand column, a few colours, never a line too long."""

from __future__ import annotations

from grader.language import told
from grader.render.text import cells, fitting, one_line, shown, visible, wrap

NARROWEST, WIDEST = 24, 100
MOST = 8000  # characters of one line; callers bound their text more tightly, this is for the one who forgets
_CODES = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "cyan": 36}
_SIGNS = str.maketrans({"✓": "+", "✗": "x", "○": "o", "·": "-", "│": "|", "┃": "|", "━": "=", "─": "-"})


class Page:
    """Collects lines. Whatever is put on it is made visible first, so no escape sequence but our own gets through."""

    def __init__(self, *, width: int, color: bool, unicode: bool) -> None:
        self.width = min(max(width, NARROWEST), WIDEST)
        self.color = color
        self.unicode = unicode
        self._lines: list[str] = []

    def line(self, text: str, characters: int = 300) -> str:
        """Return the text visible, bounded and on one line."""
        return one_line(text, characters=characters, unicode=self.unicode)

    def shown(self, text: str, characters: int, lines: int) -> str:
        """Return the text visible and bounded."""
        return shown(text, characters=characters, lines=lines, unicode=self.unicode)

    def put(
        self,
        text: str,
        *,
        lead: str = "",
        rest: str | None = None,
        lead_style: str = "",
        style: str = "",
        right: str = "",
        right_style: str = "",
    ) -> None:
        """Add one paragraph, wrapped with a hanging indent; ``right`` stands at the right edge of its first line.

        ``lead`` begins the first line; the others begin with ``rest``, by default as many spaces.
        """
        self._put(told(text), told(lead), rest, lead_style, style, told(right), right_style)

    def _put(
        self,
        text: str,
        lead: str,
        rest: str | None,
        lead_style: str,
        style: str,
        right: str = "",
        right_style: str = "",
    ) -> None:
        if not text.strip():
            return
        lead, text, right = self._clean(lead), self._clean(text.replace("\n", " ")), self._clean(right)
        rest = " " * cells(lead) if rest is None else self._clean(rest)
        room = max(2, self.width - cells(lead) - (cells(right) + 2 if right else 0))
        first, *others = wrap(text, room)
        line = self._styled(lead, lead_style) + self._styled(first, style)
        if right:
            gap = " " * (self.width - cells(lead) - cells(first) - cells(right))
            line += gap + self._styled(right, right_style)
        self._lines.append(line.rstrip())
        self._lines += [(self._styled(rest, lead_style) + self._styled(other, style)).rstrip() for other in others]

    def paragraphs(
        self, text: str, *, lead: str = "", rest: str | None = None, lead_style: str = "", style: str = ""
    ) -> None:
        """Add text of several lines, each wrapped on its own, so that indented ones stay indented."""
        rest = " " * cells(lead) if rest is None else rest
        for line in told(text).split("\n") if text.strip() else []:
            if line.strip():
                self._put(line, lead, rest, lead_style, style)
            else:
                self._lines.append(self._styled(self._clean(rest), lead_style).rstrip())
            lead = rest

    def preformatted(self, text: str, *, lead: str = "", lead_style: str = "", style: str = "") -> None:
        """Add one line whose spaces mean something; it is cut at the edge and goes on in the next line."""
        text = self._clean(text)
        room = self.width - cells(self._clean(lead))
        while True:
            end = fitting(text, room)
            self._add(lead, text[:end], lead_style, style)
            text = text[end:]
            if not text:
                return

    def clipped(self, text: str, *, lead: str = "", lead_style: str = "", style: str = "") -> None:
        """Add one line whose spaces mean something, as much of it as fits."""
        text = self._clean(text)
        room = self.width - cells(self._clean(lead))
        if cells(text) > room:
            text = text[: fitting(text, room - 3)] + ("…" if self.unicode else "...")
        self._add(lead, text, lead_style, style)

    def blank(self) -> None:
        """Add an empty line, unless there is one already."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def bar(self, share: float) -> None:
        """Add a line across the page of which a share stands out."""
        done = round(min(max(share, 0.0), 1.0) * self.width)
        heavy, light = self._clean("━" * done), self._clean("─" * (self.width - done))
        self._lines.append(self._styled(heavy, "green") + self._styled(light, "dim"))

    def text(self) -> str:
        """Return the page, ending in one line feed."""
        return "\n".join(self._lines).strip("\n") + "\n"

    def _add(self, lead: str, text: str, lead_style: str, style: str) -> None:
        self._lines.append((self._styled(self._clean(lead), lead_style) + self._styled(text, style)).rstrip())

    def _clean(self, text: str) -> str:
        if not self.unicode:
            text = text.translate(_SIGNS)
        return visible(text[:MOST], unicode=self.unicode)

    def _styled(self, text: str, style: str) -> str:
        if not self.color or not style or not text.strip():
            return text
        codes = ";".join(str(_CODES[name]) for name in style.split())
        body = text.rstrip()
        return f"\x1b[{codes}m{body}\x1b[0m{text[len(body) :]}"
