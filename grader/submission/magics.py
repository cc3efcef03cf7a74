"""Jupyter's own commands in a code cell (``%matplotlib inline``, ``!pip install``, ``name?``), which are no Python."""

from __future__ import annotations

import re

_PYTHON_INSIDE = {"time", "timeit", "capture", "prun"}  # cell magics whose other lines are ordinary Python
_COMMAND = re.compile(
    r"(?P<before>\s*)(?P<command>[%!].*|\?{1,2}[\w.*%].*|%{0,2}[\w.*]+\?{1,2}\s*|(?:pip3?|conda)\s+install\b.*"
    r"|(?:cd|ls|cat|cp|mv|rm|mkdir)\s+(?!(?:in|is|and|or|if|not)\b)[\w./~$'-].*)$"
)
_MARK = re.compile(r"""#.*|'''|\"""|'|"|[\[({]|[])}]|\\$""")
_ENDS = {quote: re.compile(rf"\\.|{quote}") for quote in ("'", '"', "'''", '"""')}
_TARGETS = re.compile(r"[\w.,\s]+")


def without_magics(text: str) -> tuple[str, tuple[int, ...]]:
    """Turn Jupyter's commands into ``pass`` or ``None`` with a comment.

    Returns:
        The text with as many lines as before, and the lines (from 1) that were commands.

    """
    lines = text.split("\n")
    found: list[int] = []
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    cell_magic = re.match(r"\s*%%(\w*)", lines[start])
    if cell_magic and cell_magic[1] not in _PYTHON_INSIDE:
        commented = [f"# {line}" if line.strip() else line for line in lines]
        return "\n".join(commented), (start + 1,)
    reader = _Reader()
    continued = False
    for index, line in enumerate(lines):
        instead = f"# {line}" if continued else _instead_of_command(line) if reader.at_start else None
        if instead is None:
            reader.read(line)
            continue
        if not continued:
            found.append(index + 1)
        lines[index] = instead
        continued = line.endswith("\\")
    return "\n".join(lines), tuple(found)


def _instead_of_command(line: str) -> str | None:
    """Return Python for a line with a command of Jupyter, None for any other line."""
    command = _COMMAND.match(line)
    if command:
        return f"{command['before']}pass  # {command['command']}"
    targets, _, value = line.partition("=")  # files = !ls
    if value.lstrip()[:1] in ("%", "!") and _TARGETS.fullmatch(targets):
        return f"{targets}= None  # {value.lstrip()}"
    return None


class _Reader:
    """Follows Python's lines just far enough to know where a statement can begin."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""
        self._continued = False

    @property
    def at_start(self) -> bool:
        """Whether the next line begins a statement: no string and no bracket is open."""
        return not (self._depth or self._quote or self._continued)

    def read(self, line: str) -> None:
        position, self._continued = 0, False
        while position < len(line):
            if self._quote:
                position = self._end_of_string(line, position)
                continue
            mark = _MARK.search(line, position)
            if mark is None:
                break
            position = mark.end()
            self._take(mark[0])
        if len(self._quote) == 1 and not line.endswith("\\"):
            self._quote = ""  # a string of one line ends with the line, closed or not

    def _take(self, mark: str) -> None:
        if mark[0] in "'\"":
            self._quote = mark
        elif mark in "([{":
            self._depth += 1
        elif mark in ")]}":
            self._depth = max(0, self._depth - 1)
        elif mark == "\\":
            self._continued = True

    def _end_of_string(self, line: str, position: int) -> int:
        for found in _ENDS[self._quote].finditer(line, position):
            if found[0] == self._quote:
                self._quote = ""
                return found.end()
        return len(line)
