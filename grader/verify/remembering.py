"""What reruns of checks on misconceptions came to: with the same inputs, each does the same whatever it is compared to.

The bank tries the same misconceptions on the same checks for one variant after the other. What it asked of them, and
what they answered, is kept; a try is made again only where more of it is needed than was seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from grader.checks import Check
from grader.client.code import Call, Code
from grader.diagnosis import Rerun
from grader.diagnosis.values import same_call


@dataclass(frozen=True)
class _Try:
    """One run of a check on a misconception."""

    calls: tuple[Call, ...]
    whole: bool  # else it was broken off at the last of the calls
    error: BaseException | None


class Memory:
    """The tries of one bank with the inputs that all variants get."""

    def __init__(self) -> None:
        self._tries: WeakKeyDictionary[Code, dict[tuple[bool, str, int], _Try]] = WeakKeyDictionary()

    def of(self, rerun: Rerun) -> Rerun:
        """Return what reruns a check on other code, or remembers how that went."""

        def remembered(check: Check, code: Code) -> BaseException | None:
            conversation: Any = code._conversation  # it follows what a variant did, and is broken off where they part
            tries = self._tries.setdefault(code, {})
            key = (check.public, check.full_name, conversation.first["seed"])
            known = tries.get(key)
            if known is not None and self._repeats(known, conversation):
                return known.error
            error = rerun(check, code)
            kept = error.with_traceback(None) if error is not None else None
            tries[key] = _Try(tuple(conversation.calls), not conversation.differs, kept)
            return error

        return remembered

    def _repeats(self, known: _Try, conversation: Any) -> bool:
        """Let a conversation take a known course, as far as it may go; return whether enough of that is known."""
        place = _parting(known.calls, conversation.followed)
        if place is None and not known.whole:
            return False
        conversation.calls[:] = known.calls if place is None else known.calls[: place + 1]
        conversation.differs = place is not None
        return True


def _parting(mine: Sequence[Call], theirs: Sequence[Call] | None) -> int | None:
    """Return the first place where calls are not those that they follow."""
    if theirs is None:
        return None
    for place, call in enumerate(mine):
        if place >= len(theirs) or not same_call(theirs[place], call):
            return place
    return None
