"""A small exercise, and a way to hand in a file for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from grader.course import Exercise, Rules
from grader.submission import Submission, read

STUB = '''\
"""Three things to write."""

import torch


def mse_grad(w, x, y):
    """Return the gradient."""
    raise NotImplementedError


def gd_step(w, x, y, lr=0.1):
    """Return the next weight."""
    raise NotImplementedError


class Linear(torch.nn.Module):
    """A layer."""

    def __init__(self, in_features, out_features, *, bias=True):
        """Create the parameters."""
        raise NotImplementedError

    def forward(self, input):
        """Return the output."""
        raise NotImplementedError
'''
NAMES = ("torch.autograd*", ".backward", "F.*loss*", "nn.*Loss", "torch.optim*", "torch.norm", "nn.Linear", "numpy*")

MakeExercise = Callable[..., Exercise]
HandIn = Callable[..., Submission]


@pytest.fixture
def make_exercise(tmp_path: Path) -> MakeExercise:
    """Return a function that writes an exercise and returns it."""

    def make(stub: str = STUB, names: tuple[str, ...] = NAMES, reason: str = "Derive it by hand.") -> Exercise:
        folder = tmp_path / "exercises" / "exercise03_mse_gradient"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "mse_gradient.py").write_text(dedent(stub), encoding="utf-8")
        return Exercise(
            name="exercise03_mse_gradient",
            folder=folder,
            solution_folder=None,
            file="mse_gradient.py",
            title="The gradient",
            title_zh="",
            minutes=10,
            points=100.0,
            rules=Rules(reason=reason, names=names),
        )

    return make


@pytest.fixture
def hand_in(tmp_path: Path, make_exercise: MakeExercise) -> HandIn:
    """Return a function that writes a source, or a notebook with some cells, and reads it."""

    def hand_in(source: str | bytes | list[object], **changes: object) -> Submission:
        name = str(changes.pop("name", "mse_gradient.ipynb" if isinstance(source, list) else "mse_gradient.py"))
        path = tmp_path / name
        if isinstance(source, list):
            source = as_notebook(source)
        path.write_bytes(source if isinstance(source, bytes) else dedent(source).encode())
        return read(path, make_exercise(**changes))

    return hand_in


def as_notebook(sources: list[object], **keys: object) -> bytes:
    """Return a notebook with these code cells."""
    cells = [
        source if isinstance(source, dict) else {"cell_type": "code", "source": source, "outputs": [], "metadata": {}}
        for source in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | keys).encode()
