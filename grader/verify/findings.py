"""What ``verify`` finds: where an exercise does not hold together, and what its author can do about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

VERSION = 1  # of the JSON form

# What is claimed of an exercise, in the order in which weak spots are shown: claim -> what to do where it fails.
CLAIMS = {
    "loads": "Mend the file first; nothing else can be said before it loads.",
    "grading": "Let the check pass the value to close or require before it does anything else with it.",
    "solution": "Look at the named checks: a tolerance that is too tight, or an input that is sometimes a bad one.",
    "accepted": "Mend the check, not the variant: a student who writes this is right.",
    "points": "Change the points of the checks or of exercise.toml until both agree; public checks give none.",
    "stub": "The untouched stub must not earn anything: let the check close on a value before it asks for an error.",
    "agreement": "Copy the solution's signature or docstring to the stub, or the other way round.",
    "piece": "Say it in words or as a formula; the student is to write this line.",
    "misconception": "Add a case that tells it from the solution.",
    "naming": "Make its values differ from the other's in some check, or move the file to mutants/.",
    "false name": "Tell the two apart by a case, or the student is told of a mistake that is not his or hers.",
    "mutant": "Add a case that tells it from the solution.",
    "check": "Write the mistake that this check is there for into mutants/ or misconceptions/, or remove the check.",
    "survivor": "Add a case that it fails, or, if it is right all the same, give the reason in survivors.toml.",
    "docstring": "Write the sentence that the reader gets to see.",
    "names": "Rename one of the two: reports speak of checks by name.",
    "settings": "Complete exercise.toml.",
    "probe": "Return the values and compare them in the check: a claim made beside the student's code can be forged.",
    "listed": "Remove the line from survivors.toml, or write down its reason.",
}
WARNINGS = {"probe", "listed"}  # claims that are worth a look, no more


@dataclass(frozen=True)
class Finding:
    """One place where an exercise does not hold."""

    exercise: str
    claim: str  # a key of CLAIMS
    about: str  # the check, the variant or the file
    what: str  # a sentence
    detail: str = ""  # a line or two, such as a line to paste

    @property
    def is_warning(self) -> bool:
        """Whether it is only worth a look."""
        return self.claim in WARNINGS


@dataclass
class Verified:
    """What was found out about one exercise."""

    exercise: str
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)  # what was graded: "variants", "runs of the solution", ...
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether nothing worse than a warning was found."""
        return all(finding.is_warning for finding in self.findings)

    def add(self, claim: str, about: str, what: str, detail: str = "") -> None:
        """Note a finding."""
        self.findings.append(Finding(self.exercise, claim, about, what, detail))


def weakest_first(results: Iterable[Verified]) -> list[Finding]:
    """Return all findings, failures before warnings, in the order of the claims."""
    order = list(CLAIMS)
    found = [finding for result in results for finding in result.findings]
    return sorted(found, key=lambda each: (each.is_warning, order.index(each.claim), each.exercise))


def to_json(results: Sequence[Verified]) -> str:
    """Return the results as JSON."""
    data: dict[str, Any] = {"version": VERSION, "holds": all(result.holds for result in results), "exercises": []}
    for result in results:
        findings = [
            asdict(finding) | {"warning": finding.is_warning, "todo": CLAIMS[finding.claim]}
            for finding in weakest_first([result])
        ]
        data["exercises"].append(
            {
                "exercise": result.exercise,
                "holds": result.holds,
                "seconds": round(result.seconds, 1),
                "counts": result.counts,
                "findings": findings,
            }
        )
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
