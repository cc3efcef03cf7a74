"""What was found: one thing each, how it stands, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["good", "lacking", "bad"]  # lacking: grading works without it; bad: nobody's work may be graded here
Group = Literal["machine", "sandbox", "course"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    group: Group
    name: str
    state: State
    text: str  # what there is
    hint: str = ""  # how to get what is missing


@dataclass(frozen=True)
class Diagnosis:
    """All that was found."""

    findings: tuple[Finding, ...]

    @property
    def safe(self) -> bool:
        """Whether other people's work may be graded here."""
        return all(finding.state != "bad" for finding in self.findings)

    @property
    def sentence(self) -> str:
        """What it comes down to."""
        if self.safe:
            return "A class can be graded on this machine."
        names = ", ".join(finding.name for finding in self.findings if finding.state == "bad")
        return f"Do not grade other people's work on this machine: see {names}."
