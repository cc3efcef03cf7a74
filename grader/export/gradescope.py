"""Gradescope: the results.json that an autograder leaves behind.

The fields are those of Gradescope's documentation ("Autograder specifications"). Students see their total only if no
test is hidden from them, so every check is shown; what a hidden check reveals is decided by the report already.
What could not be graded has no score at all: Gradescope asks for one only where there are tests.
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
    return _results(_summary(report), graded=True) | {
        "score": round(report.points if points is None else points, 2),
        "execution_time": round(report.seconds),
        "tests": [_test(report, number, check) for number, check in enumerate(report.checks, 1)],
        "extra_data": {"graded": True, "report": json.loads(report.to_json())},
    }


def refused(message: str, hint: str, max_points: float) -> dict[str, Any]:
    """Return what Gradescope is told about a submission in which there is nothing to grade.

    Args:
        message: a sentence for the student: what is wrong.
        hint: what to hand in instead.
        max_points: of the exercise.

    """
    output = shown(f"{message}\n{hint}", characters=LONGEST)
    test = {
        "name": "There is one file that can be graded.",
        "number": "1",
        "status": "failed",
        "score": 0.0,
        "max_score": max_points,
        "output": output,
        "visibility": "visible",
    }
    return _results(f"Nothing was graded.\n{output}", graded=False) | {"score": 0.0, "tests": [test]}


def unable(*, earlier: float | None = None) -> dict[str, Any]:
    """Return what Gradescope is told when we fail: no score, or that of the submission before.

    Args:
        earlier: the score of the student's last submission that was graded, if there is one.

    """
    lines = [
        "Your submission could not be graded. The fault is the grader's, not yours, and no points are lost.",
        "It will be graded again. You need not hand it in again; if in doubt, ask your instructor.",
    ]
    if earlier is None:
        return _results("\n".join(lines), graded=False)
    lines.append("Until then the points of your last graded submission stand.")
    return _results("\n".join(lines), graded=False) | {"score": round(earlier, 2)}


def overtime() -> dict[str, Any]:
    """Return what Gradescope is told when all of grading took too long: no score, and nobody can say whose fault."""
    lines = [
        "Grading your submission took too long and was stopped, so it has no points yet; none are lost.",
        "If your code waits for something or computes for long, mend that and hand it in again.",
        "If it does not, tell your instructor.",
    ]
    return _results("\n".join(lines), graded=False)


def _results(output: str, *, graded: bool) -> dict[str, Any]:
    return {
        "output": shown(output, characters=LONGEST),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [],
        "extra_data": {"graded": graded},
    }


def to_json(report: Report, *, points: float | None = None) -> bytes:
    """Return ``to_results`` as the file."""
    return written(to_results(report, points=points))


def written(results: dict[str, Any]) -> bytes:
    """Return results.json."""
    text = json.dumps(results, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    return text.encode("utf-8", "replace")


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
