"""What this machine can do, for `grade doctor`: whether a class may be graded here, and what is missing.

``machine`` looks at Python, torch and the machine, ``confinement`` at the sandbox, ``place`` at the course and at the
programs that it needs. Nothing is changed by any of them.
"""

from __future__ import annotations

from pathlib import Path

from grader.doctor import confinement, machine, place
from grader.doctor.findings import Diagnosis, Finding

__all__ = ["Diagnosis", "Finding", "diagnose"]


def diagnose(start: Path) -> Diagnosis:
    """Look at everything; it takes a few seconds, since torch is loaded and a worker is shut in.

    Args:
        start: a course's folder, or one in it; there need not be any course.

    """
    return Diagnosis((*machine.look(), *confinement.look(), *place.look(start)))
