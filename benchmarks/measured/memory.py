"""Grades a right file again and again and lets the workers live, each as its last check left it.

``python -m benchmarks.measured.memory COURSE EXERCISE FILE WORKERS``; one line of JSON comes out: the memory of the
trusted process (``checker``), the warm one with the one that guards it, and of all that live after each worker more.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks import pages
from grader import runner
from grader.client.process import Spawned, Warm
from grader.client.remote import Remote, cpu_of
from grader.course import find_course
from grader.results import Report
from grader.submission import Submission, read


class Held:
    """The workers that were not ended."""

    def __init__(self) -> None:
        self.spawned: list[tuple[Warm, Spawned]] = []

    def keep(self, remote: Remote) -> tuple[int, float]:
        """Take the place of ``Remote.stop``: the worker waits for a question that never comes."""
        spawned, remote.spawned = remote.spawned, None
        if spawned is None:
            return 0, 0.0
        assert isinstance(remote.source, Warm)
        cpu = cpu_of(spawned)  # looks its number up, too
        self.spawned.append((remote.source, spawned))
        remote.cpu_spent += cpu - remote.cpu_before
        remote.cpu_before = 0.0
        return 0, cpu


def main(course: str, name: str, file: str, workers: int) -> None:
    """Grade so many submissions."""
    exercise, held = find_course(Path(course)).find(name), Held()
    totals: list[dict[str, Any]] = []
    last: dict[str, Any] = {}

    def deliver(_: Submission, report: Report) -> None:
        if report.points != report.max_points:
            raise RuntimeError(f"{name}: a right file got {report.points:g} of {report.max_points:g} points")
        totals.append(_total(held))
        last.update(_processes(held))

    with mock.patch.object(Remote, "stop", _stopping(held)):
        submissions = [read(Path(file), exercise)] * workers
        runner.grade_each(exercise, submissions, deliver, hidden=True, secret=b"benchmarks")
    print(json.dumps({"totals": totals, "processes": last}), flush=True)


def _stopping(held: Held) -> Callable[[Remote], tuple[int, float]]:
    return lambda remote: held.keep(remote)


def _total(held: Held) -> dict[str, Any]:
    """Return the memory of all processes here; what is shared counts once."""
    everyone = sum(map(pages.share, [os.getpid(), *pages.below(os.getpid())]))
    own = [found.own for _, spawned in held.spawned if (found := pages.of(spawned.outside_pid)) is not None]
    return {"workers": len(held.spawned), "share": everyone, "own": own}


def _processes(held: Held) -> dict[str, Any]:
    """Return each kind of process with its memory, in all and by kind of memory."""
    workers = [spawned.outside_pid for _, spawned in held.spawned]
    others = [pid for pid in pages.below(os.getpid()) if pid not in workers]
    warm = max(others, key=pages.share, default=0)
    named = {"checker": os.getpid(), "guard": next((pid for pid in others if pid != warm), 0), "warm": warm}
    named["worker"] = workers[0] if workers else 0
    return {
        role: {
            "all": asdict(found),
            "kinds": {kind: asdict(part) for kind, part in pages.by_kind(pid).items()},
        }
        for role, pid in named.items()
        if pid and (found := pages.of(pid)) is not None
    }


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))
