"""What the workers of a cluster do in tests, in place of grading: answers at once, and workers that end."""

from __future__ import annotations

import os
import time
from pathlib import Path

from grader.batch.chunks import pack_answers, unpack
from grader.batch.work import Answer, Outcome, Task
from grader.results import CheckResult, Environment, Report, Verdict


def report_of(task: Task, checks: str = "") -> Report:
    """Return a report that gives the points that the file begins with: ``# 70``."""
    points = float(task.data.split()[1])
    verdict = Verdict.PASSED if points == 100 else Verdict.FAILED
    check = CheckResult("values", "It doubles.", False, verdict, points, 100.0, 0.01)
    return Report(task.exercise, "Twice a tensor", task.filename, (check,), Environment(checks=checks))


def answer_at_once(data: bytes) -> bytes:
    """Answer every task; do what its file asks for before."""
    setting, _, chunk = unpack(data)
    for task in chunk:
        words = task.data.decode().split()
        if "end" in words:
            os._exit(9)
        if "end-once" in words:
            mark = Path(words[-1])
            if not mark.exists():
                mark.touch()
                os._exit(9)
        if "raise" in words:
            raise RuntimeError("no luck")
        if "slow" in words:
            time.sleep(0.2)
    checks = setting["checks"]
    return pack_answers(Answer(task, Outcome.GRADED, report_of(task, checks[task.exercise])) for task in chunk)


def answer_nonsense(data: bytes) -> bytes:
    """Answer what nobody can read."""
    return b"{}\n"
