"""A student's file, read once: its Python, what is wrong with it, and which functions break a rule. Nothing is run."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.course import Exercise
from grader.errors import SubmissionError
from grader.results import Problem
from grader.submission.bindings import Code
from grader.submission.notebook import Cell, Notebook, extract
from grader.submission.reading import decode, shown, snapshot
from grader.submission.rules import examine
from grader.submission.stub import Stub, compare, read_stub
from grader.submission.syntax import TOO_DEEP, Flaw, parse

__all__ = ["Cell", "Submission", "read", "read_bytes"]

_CODE_SHOWN = 300  # characters of a line that a problem carries


@dataclass(frozen=True)
class Submission:
    """A student's file as it was at one moment."""

    filename: str  # safe to print: control characters are written as escapes
    data: bytes
    sha256: str  # of the data
    source: str  # Python; of a notebook the code cells, with a comment line before each
    problems: tuple[Problem, ...] = ()
    forbidden: Mapping[str, Problem] = field(default_factory=dict)  # public name of the stub: the rule that it breaks
    cells: tuple[Cell, ...] = ()  # of a notebook, in the order of the source
    untouched: bool = False  # nothing is filled in yet
    runnable: bool = True  # False: the source is no Python, so nothing can be run

    def locate(self, line: int) -> tuple[int | None, int]:
        """Return the notebook's code cell that a line of the source is in, if any, and the line there."""
        for cell in self.cells:
            if cell.first <= line <= cell.last:
                return cell.number, line - cell.first + 1
        return None, line

    def line_text(self, line: int) -> str:
        """Return a line of the source without the line end; empty if there is no such line."""
        lines = self.source.split("\n")
        return lines[line - 1] if 0 < line <= len(lines) else ""

    def _where(self, line: int) -> str:
        cell, inside = self.locate(line)
        return f"line {inside}" if cell is None else f"cell {cell}, line {inside}"

    def _placed(self, problem: Problem) -> Problem:
        """Turn the place of a problem from lines and bytes of the source into cells, lines and columns."""
        if problem.line is None:
            return problem
        code = self.line_text(problem.line)
        column = problem.column
        if column is not None:
            column = len(code.encode()[:column].decode(errors="ignore")) + 1
        cell, line = self.locate(problem.line)
        return replace(problem, line=line, column=column, cell=cell, code=code.rstrip()[:_CODE_SHOWN])


def read(path: Path, exercise: Exercise) -> Submission:
    """Read a student's file.

    Args:
        path: a .py file or a notebook.
        exercise: what it is meant to solve.

    Raises:
        SubmissionError: there is no such file, or it is no text, no notebook, empty or too large.
        CourseError: the exercise's own stub cannot be read.

    """
    return read_bytes(snapshot(path), path, exercise)


def read_bytes(data: bytes, path: Path, exercise: Exercise) -> Submission:
    """Return what ``read`` returns for a file with these bytes, which were read already.

    Args:
        data: the bytes, of a size that may be handed in.
        path: what the file is called; it need not be there.
        exercise: what it is meant to solve.

    Raises:
        SubmissionError: it is no text, no notebook or empty.
        CourseError: the exercise's own stub cannot be read.

    """
    name = shown(unicodedata.normalize("NFC", path.name))
    text = decode(data, name)
    asked = read_stub(exercise, path)
    sha256 = hashlib.sha256(data).hexdigest()
    is_notebook = path.suffix.lower() == ".ipynb"
    if not is_notebook and text.startswith("{") and '"nbformat"' in text and '"cells"' in text:
        raise SubmissionError(f"{name} is a notebook, not Python.", hint="Give it a name that ends in .ipynb.")
    if is_notebook:
        notebook = extract(text, name, asked.names)
        submission = Submission(name, data, sha256, notebook.source, cells=notebook.cells)
        return _examined(submission, exercise, asked, notebook)
    return _examined(Submission(name, data, sha256, text), exercise, asked)


def _examined(submission: Submission, exercise: Exercise, stub: Stub, notebook: Notebook | None = None) -> Submission:
    problems = notebook.problems if notebook else ()
    tree = parse(submission.source)
    if isinstance(tree, Flaw):
        return replace(submission, problems=(_syntax_problem(submission, tree), *problems), runnable=False)
    try:
        code = Code(tree)
        findings = examine(code, exercise.rules, stub.names, submission._where)
    except RecursionError:  # the nesting was checked, but the caller stood deep already
        too_deep = _syntax_problem(submission, TOO_DEEP)
        return replace(submission, problems=(too_deep, *problems), runnable=False)
    complete = all(problem.kind != "syntax" for problem in problems)
    comparison = compare(tree, code.module, stub, submission._where, complete=complete)
    placed = [submission._placed(problem) for problem in (*findings.problems, *comparison.problems)]
    order = ("syntax", "forbidden", "missing", "unfinished", "notice", "flag")
    return replace(
        submission,
        problems=tuple(sorted([*problems, *placed], key=lambda problem: order.index(problem.kind))),
        forbidden={public: submission._placed(problem) for public, problem in findings.forbidden.items()},
        untouched=comparison.untouched,
        runnable=notebook is None or notebook.whole,
    )


def _syntax_problem(submission: Submission, flaw: Flaw) -> Problem:
    code = submission.line_text(flaw.line).rstrip()[:_CODE_SHOWN]
    cell, line = submission.locate(flaw.line)
    sentence = flaw.sentence(submission._where(flaw.line))
    return Problem("syntax", sentence, line, flaw.column, code, cell)
