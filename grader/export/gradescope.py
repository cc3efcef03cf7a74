"""Gradescope: the results.json that an autograder leaves behind.

The fields are those of Gradescope's documentation ("Autograder specifications"). Students see their total only if no
test is hidden from them, so every check is shown; what a hidden check reveals is decided by the report already.
"""

from __future__ import annotations

import json
from typing import Any

from grader.render import outline
from grader.render.text import number, shown
from grader.results import CheckResult, Report, Verdict

LONGEST = 3000  # characters of a text


def to_results(report: Report, *, points: float | None = None) -> dict[str, Any]:
    """Return what Gradescope is told about a report.

    Args:
        report: the graded submission.
        points: the total, where it is not the report's own (after a penalty, say).

    """
    return {
        "score": round(report.points if points is None else points, 2),
        "output": shown(_summary(report), characters=LONGEST),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "execution_time": round(report.seconds),
        "tests": [_test(report, number, check) for number, check in enumerate(report.checks, 1)],
        "extra_data": {"report": json.loads(report.to_json())},
    }


def to_json(report: Report, *, points: float | None = None) -> bytes:
    """Return ``to_results`` as the file."""
    return (json.dumps(to_results(report, points=points), ensure_ascii=False, indent=1) + "\n").encode()


def _summary(report: Report) -> str:
    remarks = [problem.message for problem in outline.problems(report)]
    diagnoses = [outline.reflowed(mistake.diagnosis) for mistake in report.misconceptions]
    return "\n\n".join([outline.result(report), *remarks, *diagnoses])


def _test(report: Report, place: int, check: CheckResult) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": shown(check.title, characters=300, lines=1),
        "number": str(place),
        "status": "passed" if check.verdict is Verdict.PASSED else "failed",
        "output": shown(_output(report, check), characters=LONGEST),
        "visibility": "visible",
        "tags": ["public" if check.public else "hidden"],
    }
    if check.max_points:  # a public check gives none: without a score Gradescope shows only whether it passed
        test |= {"score": round(check.points, 4), "max_score": round(check.max_points, 4)}
    return test


def _output(report: Report, check: CheckResult) -> str:
    if check.verdict is Verdict.PASSED:
        return ""
    parts = [f"{part.name}: {number(part.points)} of {number(part.max_points)}" for part in check.parts]
    return "\n".join(text for text in (outline.reason(report, check), outline.difference(check), *parts) if text)
