"""Reads of a report what a dashboard counts: reading all of all reports of a large class would take a minute."""

from __future__ import annotations

import json
from typing import Any

from grader.results import (
    VERSION,
    CheckResult,
    Environment,
    Frame,
    Misconception,
    Problem,
    Report,
    Verdict,
)

_VERDICTS = {verdict.value: verdict for verdict in Verdict}


def gist(text: bytes) -> Report:
    """Return a report without parts, outputs, pictures and what it was graded with: nine tenths of most reports.

    Raises:
        GraderError: it is no report, or one of another version.

    """
    try:
        data = json.loads(text)
        if data["version"] == VERSION:
            return Report(
                exercise=data["exercise"],
                title=data["title"],
                file=data["file"],
                checks=tuple(map(_check, data["checks"])),
                environment=Environment(),
                problems=tuple(
                    Problem(item["kind"], item["message"], item["line"], cell=item["cell"], function=item["function"])
                    for item in data["problems"]
                ),
                misconceptions=tuple(
                    Misconception(item["name"], item["function"], item["diagnosis"], tuple(item["checks"]))
                    for item in data["misconceptions"]
                ),
            )
    except (ValueError, KeyError, TypeError):
        pass
    return Report.from_json(text)  # which says what is wrong with it


def _check(data: dict[str, Any]) -> CheckResult:
    verdict = _VERDICTS[data["verdict"]]
    name, title, public = data["name"], data["title"], data["public"]
    points, most = data["points"], data["max_points"]
    if verdict is Verdict.PASSED:
        return CheckResult(name, title, public, verdict, points, most, 0.0)
    return CheckResult(
        name,
        title,
        public,
        verdict,
        points,
        most,
        0.0,
        message=data["message"],
        difference=data["difference"],
        functions=tuple(data["functions"]),
        frames=tuple(Frame(frame["line"], frame["function"]) for frame in data["frames"]),
        misconceptions=tuple(data["misconceptions"]),
    )
