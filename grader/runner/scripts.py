"""When a check's report brings a script along, and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping

from grader.checks import Outcome
from grader.client.code import Conversation
from grader.reproduction import Scene, script
from grader.results import Verdict
from grader.submission import Submission

__all__ = ["script_for"]


def script_for(
    outcome: Outcome,
    verdict: Verdict,
    file: Submission,
    conversation: Conversation,
    seed: int,
    parameters: Mapping[str, tuple[str, ...]],
) -> str:
    """Return how a failed check is seen without the grader; nothing for a hidden one, whose inputs stay hidden."""
    if not outcome.check.public or verdict not in (Verdict.FAILED, Verdict.ERROR):
        return ""
    calls, callbacks = conversation.calls, conversation.callbacks
    return script(Scene(file.filename, file.source, calls, callbacks, seed, parameters, outcome.error))
