"""The workflow for GitHub Classroom: public checks at every push, with partial credit, for self-check and no more."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence

from grader.course import Exercise
from grader.release.content import Content
from grader.release.wheel import installation

WORKFLOW = ".github/workflows/classroom.yml"
# Pinned to a commit: a tag can be moved, and what it names is run in the repository of every student.
CHECKOUT = "actions/checkout@93cb6efe18208431cddfb8368fd83d5badbf9bfd  # v5.0.1"
PYTHON = "actions/setup-python@a309ff8b426b58ec0e2a45f0f869d46889d02405  # v6.2.0"
REPORTER = "classroom-resources/autograding-grading-reporter@d13b5912daf5042ac1b71bc38bdb4a6bcd61d8ca  # v1"
MINUTES = 20


def add(content: Content, exercises: Sequence[Exercise], torch_index: str | None) -> None:
    """Add to a students' copy the workflow and what it needs: this program, and the versions that it was tried with.

    Args:
        content: what is given out.
        exercises: those that are checked.
        torch_index: the URL of PyTorch's CPU builds.

    Raises:
        GraderError: this program is not installed.

    """
    files = installation(torch_index)
    program = next(name for name in files if name.endswith(".whl"))
    content.files["README.md"] += paragraph(exercises, program).encode()
    content.files |= {f".github/{name}": data for name, data in files.items()}
    content.files[WORKFLOW] = workflow(exercises, program, settings="pip.conf" in files).encode()
    content.files = dict(sorted(content.files.items()))


def paragraph(exercises: Sequence[Exercise], program: str) -> str:
    """Return what the README of the students' copy says about it."""
    return f"""
## On GitHub

Each push runs the public checks of all exercises; the tab Actions shows what they found, and how many passed. That is
a **self-check**: this repository is yours, and so is the workflow in it, so nothing that it shows is a grade. Your
points come from other checks, which your instructor runs.

The program lies in this repository. In the set-up above, write instead of its last line:

```console
$ pip install --constraint .github/constraints.txt .github/{program}
```

`grade check {exercises[0].short}` then says the same as the workflow, and sooner.
"""


def identifiers(exercises: Sequence[Exercise]) -> list[str]:
    """Return an id for the step of each exercise: letters and digits, as the reporter wants them, no two alike."""
    found: list[str] = []
    for number, exercise in enumerate(exercises, 1):
        name = re.sub(r"[^a-z0-9]", "", exercise.short.lower())
        name = name if re.match(r"[a-z]", name) else f"exercise{name}"
        found.append(name if name not in found else f"{name}n{number}")
    return found


def workflow(exercises: Sequence[Exercise], program: str, *, settings: bool = False) -> str:
    """Return the workflow.

    Args:
        exercises: those that are checked, at least one.
        program: the name of this program's wheel, which lies in .github.
        settings: whether pip.conf lies there, too.

    """
    environment = "\n        env: {PIP_CONFIG_FILE: .github/pip.conf}" if settings else ""
    names = identifiers(exercises)
    steps = "".join(_step(name, exercise) for name, exercise in zip(names, exercises, strict=True))
    results = "\n".join(f"          {name.upper()}_RESULTS: ${{{{ steps.{name}.outputs.result }}}}" for name in names)
    return f"""\
# A self-check, not a grade: whoever owns this repository can change this file and the public checks. Points are given
# by the hidden checks, which the instructor runs elsewhere (`grade batch`).
name: Self-check
on: [push, workflow_dispatch]
permissions:
  actions: read
  checks: write
  contents: read
jobs:
  self-check:
    runs-on: ubuntu-24.04
    timeout-minutes: {MINUTES}
    if: github.actor != 'github-classroom[bot]'
    steps:
      - uses: {CHECKOUT}
        with:
          persist-credentials: false
      - uses: {PYTHON}
        with:
          python-version: "3.12"
      - name: Install{environment}
        run: python -m pip install --quiet --constraint .github/constraints.txt .github/{program}
{steps}\
      - name: Report
        uses: {REPORTER}
        env:
{results}
        with:
          runners: {",".join(names)}
"""


def _step(name: str, exercise: Exercise) -> str:
    return f"""\
      - name: {json.dumps(exercise.short)}
        id: {name}
        run: |
          python -I -m grader.cli.classroom {shlex.quote(exercise.name)} >> "$GITHUB_OUTPUT"
"""
