"""Where ``grade`` begins: a check goes to the background process if one is there, everything else is done here."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # importing typing would take a good part of the time that this side has
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

INTERRUPTED = 130


def main() -> NoReturn:
    """Run ``grade``."""
    try:
        if is_for_background(sys.argv[1:]):
            _ask()
        from grader.cli import main as run
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped; nothing was lost.\n")
        sys.exit(INTERRUPTED)
    run()


def _ask() -> None:
    """Have the background process run the command, and end as it ended; return if it has to be run here."""
    from grader.background import asking

    try:
        code = asking.ask(sys.argv[1:])
    except asking.Unavailable as reason:
        asking.outcome.reason = str(reason)
        return
    os._exit(code)  # nothing of this process has to be tidied up, and that would take a while


def is_for_background(arguments: Sequence[str]) -> bool:
    """Say whether a command line is that of a check which ends by itself."""
    if {"--watch", "-w", "-h", "--help", "--no-sandbox"} & set(arguments):
        return False
    words = iter(arguments)
    for word in words:
        if word in ("-C", "--course"):
            next(words, None)
        elif not word.startswith("-"):
            return word == "check"
    return False
