"""A check of a file of ours in a course of ours, before anybody asks for one.

What is imported only when it is needed, and the bytecode that Python makes fit what it meets, are there in every fork
from then on: a sixth of what a check costs.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from grader.background.lending import Lender, Need

_NAME = "exercise00_rehearsal"
_COURSE = """format = 1
title = "Rehearsal"
"""
_EXERCISE = """format = 1
file = "rehearsal.py"
minutes = 1
points = 100
warm = {warm}
hints = ["Nobody will read this."]

[title]
en = "Rehearsal"
zh = "Rehearsal"

[rules]
reason = "None."
names = ["torch.autograd*", ".backward"]
operations = ["aten.none*"]
"""
_CHECKS = """import torch

from grader.compare import close


def test_first(submission):
    \"\"\"The first one.\"\"\"
    close(submission.first(torch.ones(3)), 2 * torch.ones(3))


def test_second(submission):
    \"\"\"The second one.\"\"\"
    close(submission.second(torch.ones(3)), (2 * torch.ones(3), 1.0))
"""
_FILE = """import torch
from torch import Tensor


def first(x: Tensor) -> Tensor:
    return x * 2


def second(x: Tensor) -> tuple[Tensor, float]:
    total = first(x)
    return total, 1.5
"""


def rehearse(command: Callable[[Sequence[str], Lender], int], lender: Lender) -> None:
    """Check a file of ours in this very process."""
    with tempfile.TemporaryDirectory(prefix="torch-grader-") as folder, _silence():
        write_course(Path(folder), lender.need)
        command(["check", _NAME, "-C", folder], lender)
    lender.course = ""


def write_course(root: Path, need: Need) -> None:
    """Write a course whose exercise needs what is warm here."""
    exercise = root / "exercises" / _NAME
    exercise.mkdir(parents=True)
    if need.isolated:
        (root / "solutions" / _NAME).mkdir(parents=True)
    warm = "[" + ", ".join(f'"{kind}"' for kind in need.warm) + "]"
    for path, text in (
        (root / "course.toml", _COURSE),
        (exercise / "exercise.toml", _EXERCISE.format(warm=warm)),
        (exercise / "checks.py", _CHECKS),
        (exercise / "rehearsal.py", _FILE),
    ):
        path.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Print nowhere."""
    kept = sys.stdout, sys.stderr
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        sys.stdout = sys.stderr = nowhere
        try:
            yield
        finally:
            sys.stdout, sys.stderr = kept
