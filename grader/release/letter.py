"""What is written for a students' copy: its course.toml, its README and what git leaves out of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from grader import __version__
from grader.course import Course, Exercise
from grader.course.table import FORMAT

_HANDING_IN = {
    "file": "`grade submit` also writes a file into `submissions/`. Upload it where your instructor asks for it.",
    "inbox": "`grade submit` also takes your file to the course's inbox. Hand in as often as you like.",
    "exchange": "`grade submit` also takes your file to nbgrader's exchange. Hand in as often as you like.",
}


def course_settings(course: Course, chosen: Collection[str]) -> str:
    """Return course.toml with what a student's copy needs, and nothing else of the course's settings."""
    policy, lines = course.policy, [f"format = {FORMAT}", f"title = {_text(course.title)}"]
    lines.append(f"counts = {_text(policy.counts)}")
    lines.append(f"submit = {_text(course.hand_in.written)}")
    if course.background != "auto":
        lines.append(f"background = {_text(course.background)}")
    if course.language:
        lines.append(f"language = {_text(course.language)}")
    due = {
        name: moment
        for name, moment in policy.due.items()
        if any(name in (each, each.partition("_")[0]) for each in chosen)
    }
    if due:
        lines += ["", "[due]", *(f"{_text(name)} = {moment.isoformat()}" for name, moment in sorted(due.items()))]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """Return a TOML string; what JSON escapes, TOML escapes the same way."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def ignored_by_git() -> str:
    """Return .gitignore: what working in the copy leaves there."""
    return ".grade/\nsubmissions/\n.venv/\n__pycache__/\n.ipynb_checkpoints/\n*.bak\n"


_NOTEBOOKS = """
Each exercise is there as a notebook, too, beside the Python file: fill in the one or the other. The commands take the
notebook while the Python file is untouched. Its cells with `%check` run the public checks in Jupyter, which you install
once (`pip install jupyterlab`) and start in this folder (`jupyter lab`).
"""


def letter(course: Course, exercises: Sequence[Exercise], *, notebooks: bool = False) -> str:
    """Return README.md: how to begin, the commands, the exercises and when they are due."""
    due = [course.policy.due_for(exercise.name) for exercise in exercises]
    first = exercises[0].short
    rows = ["| exercise | | minutes |" + (" due |" if any(due) else ""), "|---|---|---|" + ("---|" if any(due) else "")]
    for exercise, moment in zip(exercises, due, strict=True):
        when = f" {moment:%Y-%m-%d %H:%M} (UTC{moment:%z}) |" if moment else " |" if any(due) else ""
        link = f"[{exercise.short}](exercises/{exercise.name}/README.md)"
        rows.append(
            f"| {link} | {' '.join(exercise.title.split()).replace('|', '&#124;')} | {exercise.minutes} |{when}"
        )
    return f"""# {" ".join(course.title.split())}

## Set up

You need Linux (on Windows: WSL 2; on a Mac: a Linux virtual machine) and Python 3.11 or newer. In this folder:

```console
$ python3 -m venv .venv
$ . .venv/bin/activate
$ pip install "torch-grader>={__version__}"
```

If your instructor gave you a file `torch_grader-….whl`, name that file in the last line instead. A PyTorch that is
there already (2.6 or newer) is kept, and its CPU build is enough: to save disk space, install that one first.

## Work

```console
$ grade list                # the exercises, what is done, what is next
$ grade check {first}    # run the public checks on your file, as often as you like
$ grade hint {first}     # the next hint
$ grade submit {first}   # hand it in
```

The task of an exercise is in its `README.md`. You fill in the functions of the Python file beside it.
{_NOTEBOOKS if notebooks else ""}
{_HANDING_IN[course.hand_in.kind]}
It is handed in under your login name, or another with `--as NAME`; `student = "NAME"` at the top of `course.toml` says
so for good. The points are given by your instructor: this copy has the public checks only.

## Exercises

{chr(10).join(rows)}
"""
