"""Single keys from a terminal, which is always put back as it was."""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
from typing import TextIO

END = "\x04"  # Ctrl-D
_NO_LETTERS = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|.)?", re.DOTALL)  # arrows, function keys, Alt with a letter


class Keyboard:
    """The keys that are typed at a terminal.

    Args:
        stream: the input; where it is no terminal there are no keys.
        single: take each key at once; else a line is read, and each of its letters counts as a key.

    """

    def __init__(self, stream: TextIO | None, *, single: bool) -> None:
        self._descriptor = stream.fileno() if stream is not None and stream.isatty() else -1
        self._single = single
        self._before: list[object] | None = None
        self.active = False

    def fileno(self) -> int:
        """Return the descriptor to wait for while ``active``."""
        return self._descriptor

    def begin(self) -> None:
        """Take keys from now on, unless the terminal belongs to another job."""
        self.active = self._descriptor >= 0 and self._is_ours()
        if self.active and self._single:
            import termios
            import tty

            if self._before is None:
                self._before = termios.tcgetattr(self._descriptor)
            tty.setcbreak(self._descriptor, termios.TCSADRAIN)

    def end(self) -> None:
        """Put the terminal back."""
        if self.active and self._before is not None and self._is_ours():
            import termios

            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._before)  # type: ignore[arg-type]
        self.active = False

    def read(self) -> str:
        """Return what was typed: letters, END for the end of the input, nothing for keys that mean nothing here."""
        try:
            data = os.read(self._descriptor, 64)
        except OSError:  # the terminal is gone
            data = b""
        if not data:
            return END
        text = _NO_LETTERS.sub("", data.decode("utf-8", "ignore"))
        return unicodedata.normalize("NFKC", text).casefold()

    def _is_ours(self) -> bool:
        try:
            return os.tcgetpgrp(self._descriptor) == os.getpgrp()
        except OSError:
            return False
