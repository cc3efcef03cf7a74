"""GitHub Classroom: what its grading reporter reads, so that a self-check shows partial credit.

The reporter (classroom-resources/autograding-grading-reporter) takes base64 of a JSON object from the environment:
a status, the most that can be scored, and a list of tests with their scores. Public checks carry no points, so each
counts 1 here, and a parametrized one counts the share of its parts that passed.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from grader.render import outline
from grader.render.text import shown
from grader.results import CheckResult, Report, Verdict

VERSION = 3  # of the form: that of Exercism's test runners, from which it comes
LONGEST = 500  # characters of a message


def to_results(report: Report) -> dict[str, Any]:
    """Return what the reporter is told about a self-check."""
    tests = [_test(report, check) for check in report.checks]
    return {
        "version": VERSION,
        "status": _status(report.verdict),
        "max_score": len(tests),
        "tests": tests,
    }


def unchecked(name: str, message: str, count: int, *, ours: bool) -> dict[str, Any]:
    """Return what the reporter is told when nothing could be checked.

    Args:
        name: of the exercise.
        message: why.
        count: how many checks there would have been.
        ours: whether it is a fault of the program, not of the file.

    """
    status = "error" if ours else "fail"
    message = shown(message, characters=LONGEST)
    test = {"name": f"{name} can be checked", "status": status, "score": 0, "message": message}
    return {
        "version": VERSION,
        "status": status,
        "message": message,
        "max_score": count,
        "tests": [test | {"test_code": "", "filename": "", "line_no": 0, "duration": 0}],
    }


def encoded(results: dict[str, Any]) -> str:
    """Return the results as the reporter takes them: base64 of JSON, on one line."""
    return base64.b64encode(
        json.dumps(results, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    ).decode()


def _status(verdict: Verdict) -> str:
    return {Verdict.PASSED: "pass", Verdict.INTERNAL_ERROR: "error"}.get(verdict, "fail")


def _test(report: Report, check: CheckResult) -> dict[str, Any]:
    return {
        "name": shown(check.title, characters=300, lines=1),
        "status": _status(check.verdict),
        "score": _score(check),
        "message": shown(_message(report, check), characters=LONGEST),
        "test_code": "",
        "filename": report.file,
        "line_no": 0,  # none is shown
        "duration": round(check.seconds, 3),
    }


def _score(check: CheckResult) -> float:
    """Return 1 for a check that passed, the share of its parts for one that passed in part."""
    if check.verdict is Verdict.PASSED:
        return 1
    passed = sum(part.verdict is Verdict.PASSED for part in check.parts)
    return round(passed / len(check.parts), 2) if passed else 0


def _message(report: Report, check: CheckResult) -> str:
    if check.verdict is Verdict.PASSED:
        return ""
    return "\n".join(text for text in (outline.reason(report, check), outline.difference(check)) if text)
