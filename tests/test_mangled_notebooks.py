"""Notebooks as they come in: each is graded fairly, or refused with a sentence that helps its student.

The files in tests/notebooks/ are the cases, all for the exercise of the miniature course; here stands what becomes of
each. They go the whole way: `grade submit`, the sandbox, the hidden checks, the report. The process in which students'
code is forked is started once for most of them, as for a class, and not once for each.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli import program
from grader.client import spawn
from grader.course import Exercise, find_course
from grader.results import Report
from grader.runner.grading import Grader
from grader.submission import Submission
from grader.submission.reading import NOTEBOOK_LIMIT

HERE = Path(__file__).parent
FOLDER = HERE / "notebooks"
ALL = 100.0
ONLY_DOUBLER = 30.0  # the other function is broken, and costs nothing but its own points

# Points, and what the report says besides.
GRADED = {
    "byte_order_mark": (ALL, ()),
    "cells_deleted": (70.0, ("`Doubler` is not in your file.",)),
    "cells_duplicated": (ALL, ("`double` is defined more than once",)),
    "cells_in_other_languages": (ALL, ("left out: cell 1 line 1, cell 2 line 1, cell 3 line 1, cell 4 line 1",)),
    "cells_reordered": (ALL, ()),
    "colab_form": (ALL, ("not run: cell 1 line 2, cell 1 line 3",)),
    "deep_metadata": (ALL, ()),
    "duplicate_keys": (ALL, ()),
    "exception_in_a_cell": (ONLY_DOUBLER, ("`double` raised IndexError",)),
    "forbidden_in_a_cell": (ONLY_DOUBLER, ("Cell 2, line 5 uses `.backward`",)),
    "format_2": (ALL, ()),
    "format_3": (ALL, ()),
    "format_3_two_worksheets": (ALL, ()),
    "format_4_0": (ALL, ()),
    "format_4_5_same_ids": (ALL, ()),
    "function_split": (ONLY_DOUBLER, ("IndentationError in cell 2, line 1", "cell 3, line 1", "`double` is not in")),
    "globals_that_functions_need": (ALL, ("not run: cell 1 line 5.",)),
    "half_a_character": (ALL, ()),
    "indented_as_a_whole": (ALL, ()),
    "input_at_the_top": (ALL, ("not run: cell 1 line 2, cell 1 line 3, cell 1 line 4.",)),
    "input_in_a_function": (ONLY_DOUBLER, ("`double` raised EOFError",)),
    "kernel_r_but_python": (ALL, ()),
    "magics_and_shell": (ALL, ("Commands of Jupyter are left out: cell 1 line 1, cell 1 line 2",)),
    "nan_in_output": (ALL, ()),
    "no_metadata": (ALL, ()),
    "pip_and_get_ipython": (ALL, ("Commands of Jupyter are left out: cell 1 line 2",)),
    "plots": (ALL, ("not run: cell 1 line 1, cell 1 line 3",)),
    "prompts_pasted": (90.0, ()),
    "raw_cells_and_attachments": (ALL, ()),
    "redefined_later": (ALL, ("(cell 2, line 1 and cell 5, line 1)",)),
    "side_effects": (ALL, ("not run: cell 1 line 2, cell 1 line 3, cell 4 line 1, cell 5 line 1",)),
    "solution_in_markdown": (0.0, ("`double` stands in a cell for text",)),
    "solution_in_writefile": (0.0, ("`double` stands under `%%writefile`",)),
    "sources_as_text_and_list": (ALL, ("not text and is left out: cell 4 line 1",)),
    "stub_only": (0.0, ()),
    "tabs": (ALL, ()),
    "tabs_and_spaces": (ONLY_DOUBLER, ("TabError in cell 2, line 3", "tabs and spaces look alike")),
    "top_level_await": (ALL, ("not run: cell 2 line 7, cell 3 line 9, cell 4 line 1",)),
    "unknown_cell_type": (ALL, ()),
    "windows_lines": (ALL, ()),
}
# What is wrong with it, and what to do.
REFUSED = {
    "code_after_the_end": ("JSON is broken (line 57, column 1: Extra data)", "download the notebook again"),
    "empty_notebook": ("no code cell with code", "Write your solution into code cells"),
    "format_5": ("format 5; formats 2 to 4 are read", "save it again"),
    "kernel_julia": ("a notebook for julia", "Choose a Python kernel"),
    "kernel_r": ("a notebook for R", "Choose a Python kernel"),
    "login_page": ("a web page, not a notebook", "download the notebook itself"),
    "merge_conflict": ("a merge that was not finished (line 14", "Decide which version counts"),
    "no_list_of_cells": ("no list of cells", "download the notebook again"),
    "other_json": ("JSON, but no notebook", "Hand in the notebook that you worked in"),
    "python_renamed": ("JSON is broken", "give it a name that ends in .py"),
    "solution_in_a_raw_cell": ("no code cell with code", "Write your solution into code cells"),
    "truncated_upload": ("it ends too early", "cut off while it was saved or sent"),
    "utf_16": ("UTF-16", "save it with the encoding UTF-8"),
    "zip_renamed": ("a ZIP archive", "Hand in your .py file or notebook"),
}
Submit = Callable[[Path], Result]


@pytest.fixture(scope="module")
def submit(tmp_path_factory) -> Submit:
    """Return a function that hands a notebook in for the miniature course, in an instructor's copy."""
    root = tmp_path_factory.mktemp("course")
    for part in ("exercises", "solutions"):
        shutil.copytree(HERE / "course" / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(HERE / "course" / "course.toml", root / "course.toml")

    def hand_in(path: Path) -> Result:
        words = ["submit", "-C", str(root), "exercise01", str(path), "--dry-run", "--format", "json"]
        return CliRunner().invoke(program, words)

    hand_in.course = find_course(root)  # type: ignore[attr-defined]
    return hand_in


@pytest.fixture(scope="module")
def shared(submit) -> Iterator[Grader]:
    """Return what grades one submission after the other, shut in as ever."""
    exercise = submit.course.exercises[0]
    with Grader(exercise, secret=bytes(32), hidden=True) as grader:
        grader.connect(spawn.start(exercise.warm, sandbox=True), sandbox=True)
        yield grader


@pytest.fixture
def submit_quickly(submit, shared, monkeypatch) -> Submit:
    """Return the same function, for which nothing is started anew."""

    def grade(exercise: Exercise, submission: Submission, *, hidden: bool, sandbox: bool, **others: object) -> Report:
        assert (hidden, sandbox, exercise.name) == (True, True, shared.exercise.name)
        reports: list[Report] = []
        shared.grade_each([submission], lambda _, report: reports.append(report))
        return reports[0]

    monkeypatch.setattr("grader.runner.grade", grade)
    return submit


def test_every_notebook_has_an_expectation():
    """There are more than thirty cases, and what becomes of each is written here."""
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == sorted(GRADED.keys() | REFUSED.keys())
    assert len(GRADED) + len(REFUSED) > 50


@pytest.mark.slow
@pytest.mark.parametrize("name", GRADED)
def test_graded(submit_quickly, name):
    """What the student wrote gets the points it is worth, and the report names what was left out, and where."""
    points, words = GRADED[name]
    result = submit_quickly(FOLDER / f"{name}.ipynb")

    assert result.exit_code == (0 if points == ALL else 1), result.output
    report = json.loads(result.stdout)
    assert report["points"] == points
    said = "\n".join(each["message"] for each in (*report["problems"], *report["checks"]))
    assert [text for text in words if text not in said] == [], said
    assert all(problem["cell"] for problem in report["problems"] if problem["line"] is not None)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(submit, name):
    """What cannot be graded is refused in two lines: what it is, and what to hand in instead."""
    sentence, hint = REFUSED[name]
    result = submit(FOLDER / f"{name}.ipynb")

    assert result.exit_code == 2
    first, second = result.stderr.strip().splitlines()
    assert first.startswith(f"Error: {name}.ipynb ")
    assert sentence in first
    assert hint in second


@pytest.mark.slow
def test_an_exception_is_placed_in_its_cell(submit):
    """The lines of a traceback are those of the cell, not those of the source that was made of the notebook."""
    report = json.loads(submit(FOLDER / "exception_in_a_cell.ipynb").stdout)
    frames = [frame for check in report["checks"] for frame in check["frames"]]

    assert frames
    assert {(frame["cell"], frame["line"], frame["code"].strip()) for frame in frames} == {(2, 5, "return x * y[3]")}


def with_outputs(size: int, path: Path) -> Path:
    """Write a notebook whose outputs take up this many bytes."""
    document = json.loads((FOLDER / "format_4_0.ipynb").read_bytes())
    for cell in document["cells"]:
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * (size // len(document["cells"]))}]
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.slow
def test_outputs_of_any_size(submit, tmp_path):
    """Outputs are no part of the work: a notebook full of them is graded up to the limit, and beyond it is refused."""
    large = submit(with_outputs(NOTEBOOK_LIMIT - 10_000, tmp_path / "large.ipynb"))
    larger = submit(with_outputs(NOTEBOOK_LIMIT + 10_000, tmp_path / "larger.ipynb"))

    assert json.loads(large.stdout)["points"] == ALL
    assert larger.exit_code == 2
    assert "larger than 8 MiB" in larger.stderr
    assert "without data and outputs" in larger.stderr
