"""What shutting a worker in costs, beside a bare fork of the very same warm process."""

from __future__ import annotations

import sys

from benchmarks.figures import Group, Sample, rows
from benchmarks.processes import Session
from benchmarks.workplace import REPOSITORY, Settings, Workplace
from grader.client import spawn

LABELS = {
    "fork": "bare fork, one byte comes back",
    "unconfined": "fork, limits, first answer (--no-sandbox)",
    "sandbox": "fork, shut_in, first answer",
}
NOTES = (
    "One warm process does all three in turn. Wall time until the first answer; `gone` is the wall time until the "
    "child is ended and waited for. Processor time of both sides. The request loads two lines of code.",
)


def measure(place: Workplace, settings: Settings) -> Group:
    """Let one warm process fork again and again."""
    count = settings.count(full=100, quick=15)
    settings.progress(f"sandbox, {count} rounds")
    command = [sys.executable, "-P", "-s", "-m", "benchmarks.measured.forking", str(count)]
    environment = spawn._environment() | {"PYTHONPATH": str(REPOSITORY), "TMPDIR": str(place.temporary)}
    with Session(command, REPOSITORY, environment) as session:
        answer = session.answer()
    samples = {
        name: [Sample(one["wall"], one["cpu"], {"gone": one["gone"]}) for one in answer["samples"][name]]
        for name in answer["samples"]
    }
    layers = f"Layers: {', '.join(answer['layers'])}." if answer["layers"] else f"No sandbox here: {answer['why']}"
    return Group("sandbox", "The sandbox's share", (*NOTES, layers), rows(samples, "fork", LABELS))
