"""Takes the Python out of a notebook: its code cells in order, without what would only run, print or draw."""

from __future__ import annotations

import ast
import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from grader.errors import SubmissionError
from grader.results import Problem
from grader.submission.magics import without_magics
from grader.submission.reading import PYTHON_LIMIT, shown
from grader.submission.statements import (
    FUTURE,
    needed_statements,
    needless_imports,
    waiting,
    without_names,
    without_statements,
)
from grader.submission.syntax import Flaw, parse

MOST_CELLS = 1000
_FORMATS = (2, 3, 4)  # of nbformat
_SAVE_AGAIN = "Open it in Jupyter, save it again and hand in that file."
_GET_AGAIN = "Jupyter cannot open it either: download the notebook again from where you wrote it, and hand that in."
_PYTHONS = ("python", "ipython", "sage", "xpython")  # how the language of a notebook begins that holds Python
_PROMPTS = (  # that Jupyter takes away from what was pasted: in the first line, in all lines
    (re.compile(r"\s*>>>( |$)"), re.compile(r"^(?:>>>|\.\.\.)(?: |$)", re.MULTILINE)),
    (re.compile(r"\s*In \[\d+\]: "), re.compile(r"^(?:In \[\d+\]: | *\.{3,}: ?)", re.MULTILINE)),
)
_DEFINITION = re.compile(r"(?:# ?)?(?:def|class) +(\w+)\b")  # also behind the sign of a comment
_MOST_MISPLACED = 3
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_OURS = re.compile(r"\s*%(?:check\b|reload_ext\s+grader\.)")  # in every notebook that `grade release` makes


@dataclass(frozen=True)
class Cell:
    """The lines of the source that come from one code cell; both count from 1, and so do the cells."""

    number: int
    first: int
    last: int


@dataclass(frozen=True)
class Notebook:
    """The Python of a notebook."""

    source: str
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]
    whole: bool  # False: none of the cells can be read as Python


@dataclass
class _Code:
    """A code cell on its way into the source."""

    number: int
    lines: list[str]
    tree: ast.Module | None = None
    magics: tuple[int, ...] = ()
    waits: tuple[int, ...] = ()  # lines at which it would have waited


def extract(text: str, name: str, required: frozenset[str]) -> Notebook:
    """Return the Python in a notebook's code cells.

    Args:
        text: the notebook, JSON.
        name: what the file is called in messages.
        required: names that the exercise asks for; assignments to them are kept.

    Raises:
        SubmissionError: it is no notebook, or has no code.

    """
    document = _document(text, name)
    codes, problems = _codes(document, name)
    for code in codes:
        flaw = _read_code(code)
        if flaw is not None:
            problems.append(_syntax_problem(code, flaw))
            code.lines = [f"# {line}" if line.strip() else line for line in code.lines]
    _refuse_other_languages(document, codes, name, required)
    problems += _notice(
        "Commands of Jupyter are left out", [(code.number, line) for code in codes for line in code.magics]
    )
    dropped, futures = _drop_statements(codes, required)
    problems += _notice("From a notebook only definitions and what they need are taken; not run", dropped)
    problems += _misplaced(document, codes, name, required)
    source, cells = _joined(codes, futures)
    whole = any(code.tree is not None for code in codes)
    return Notebook(source, cells, tuple(problems), whole)


def _document(text: str, name: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise _no_json(text, name, error) from error
    except (RecursionError, MemoryError) as error:
        raise SubmissionError(f"{name} is no notebook: its JSON is nested too deeply.", hint=_SAVE_AGAIN) from error
    except ValueError as error:  # a whole number of more than 4300 digits
        raise SubmissionError(
            f"{name} is no notebook: it holds a number that is too long.", hint=_SAVE_AGAIN
        ) from error
    if not isinstance(document, dict) or not _is_whole(document.get("nbformat")):
        raise SubmissionError(f"{name} is JSON, but no notebook.", hint="Hand in the notebook that you worked in.")
    return document


def _no_json(text: str, name: str, error: json.JSONDecodeError) -> SubmissionError:
    """Say what a file is that should be JSON, if that can be told, and what to do."""
    begin, end = text.lstrip()[:200].lower(), len(text.rstrip())
    where = f"line {error.lineno}, column {error.colno}: {error.msg}"
    if begin.startswith(("<!doctype", "<html", "<?xml", "<head", "<body")):
        hint = "It may be the page on which you log in: download the notebook itself (.ipynb), and hand that in."
        return SubmissionError(f"{name} is a web page, not a notebook.", hint=hint)
    if re.search(r"^(<{7}|>{7})( |$)", text, re.MULTILINE):
        hint = "Decide which version counts (`git checkout --ours` or `--theirs`), and hand that in."
        return SubmissionError(f"{name} holds the marks of a merge that was not finished ({where}).", hint=hint)
    if not begin.startswith(("{", "[")):
        python = isinstance(parse(text[:PYTHON_LIMIT]), ast.Module)
        hint = "It looks like Python: give it a name that ends in .py." if python else _GET_AGAIN
        return SubmissionError(f"{name} is no notebook, its JSON is broken ({where}).", hint=hint)
    if error.pos >= end - 1 or error.msg.startswith("Unterminated string"):
        hint = "It was probably cut off while it was saved or sent. " + _GET_AGAIN
        return SubmissionError(f"{name} is no notebook, its JSON is broken ({where}): it ends too early.", hint=hint)
    return SubmissionError(f"{name} is no notebook, its JSON is broken ({where}).", hint=_GET_AGAIN)


def _refuse_other_languages(document: dict[str, Any], codes: list[_Code], name: str, required: frozenset[str]) -> None:
    """Refuse a notebook in R or Julia, unless it defines what is asked for: the kernel's name may well be wrong."""
    language = _language(document)
    if not language or language.lower().startswith(_PYTHONS):
        return
    if not _defined(codes) & required:
        sentence = f"{name} is a notebook for {shown(language[:40])}, and this exercise is written in Python."
        raise SubmissionError(sentence, hint="Choose a Python kernel in Jupyter (Kernel, Change Kernel…).")


def _defined(codes: list[_Code]) -> set[str]:
    """Return the names of the functions and classes in the cells."""
    statements = [node for code in codes if code.tree is not None for node in code.tree.body]
    return {node.name for node in statements if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}


def _misplaced(document: dict[str, Any], codes: list[_Code], name: str, required: frozenset[str]) -> list[Problem]:
    """Return a notice for everything that is asked for and stands only where Jupyter does not run it."""
    lacking, found = required - _defined(codes), []
    if not lacking:  # as a rule: then nothing is looked for in the texts
        return []
    for code in codes:
        if code.magics and (command := re.match(r"# (%%\w+)", code.lines[code.magics[0] - 1])):
            for line, text in enumerate(code.lines, 1):
                if (match := _DEFINITION.match(text)) and match[1] in lacking:
                    sentence = (
                        f"`{match[1]}` stands under `{command[1]}`, which does not define it: give it its own cell."
                    )
                    found.append(Problem("notice", sentence, line, cell=code.number, function=match[1]))
    for source in _sources(document, name, code=False):
        text = "".join(map(str, source)) if isinstance(source, list) else str(source)
        for match in map(_DEFINITION.match, text[:PYTHON_LIMIT].split("\n")):
            if match and match[1] in lacking:
                sentence = f"`{match[1]}` stands in a cell for text, which is never run: turn that into a code cell."
                found.append(Problem("notice", sentence, function=match[1]))
    return found[:_MOST_MISPLACED]


def _language(document: dict[str, Any]) -> str:
    metadata = document.get("metadata")
    for part, key in (("kernelspec", "language"), ("language_info", "name")):
        about = metadata.get(part) if isinstance(metadata, dict) else None
        language = about.get(key) if isinstance(about, dict) else None
        if isinstance(language, str) and language.strip():
            return language.strip()
    return ""


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _sources(document: dict[str, Any], name: str, *, code: bool = True) -> Iterator[object]:
    """Yield the source of each code cell, or of all other cells, as it stands, whatever it may be."""
    version = document["nbformat"]
    newest = _FORMATS[-1]
    if version not in _FORMATS:
        sentence = f"{name} has the notebook format {str(version)[:10]}; formats 2 to {newest} are read here."
        raise SubmissionError(sentence, hint=_SAVE_AGAIN)
    sheets = [document] if version == newest else document.get("worksheets")
    for sheet in sheets if isinstance(sheets, list) else [None]:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        if not isinstance(cells, list):
            raise SubmissionError(f"{name} is no notebook: it has no list of cells.", hint=_GET_AGAIN)
        for cell in cells:
            if isinstance(cell, dict) and (cell.get("cell_type") == "code") is code:
                yield cell.get("input" if code and version != newest else "source")


def _codes(document: dict[str, Any], name: str) -> tuple[list[_Code], list[Problem]]:
    codes: list[_Code] = []
    unreadable: list[tuple[int, int]] = []
    size = 0
    for number, source in enumerate(_sources(document, name), start=1):
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(source, str):
            unreadable.append((number, 1))
        elif source.strip():
            size += len(source)
            if size > PYTHON_LIMIT or len(codes) == MOST_CELLS:
                limit = f"more than {MOST_CELLS}" if size <= PYTHON_LIMIT else f"over {PYTHON_LIMIT // 1024} KiB of"
                hint = "Hand in only the cells that solve the exercise."
                raise SubmissionError(f"{name} has {limit} code cells.", hint=hint)
            text = _NO_TEXT.sub("\ufffd", source.replace("\r\n", "\n").replace("\r", "\n"))
            codes.append(_Code(number, text.rstrip("\n").split("\n")))
    if not codes:
        raise SubmissionError(f"{name} has no code cell with code.", hint="Write your solution into code cells.")
    return codes, _notice("The source of a code cell is not text and is left out", unreadable)


def _read_code(code: _Code) -> Flaw | None:
    """Parse a cell, without Jupyter's own commands if need be."""
    text = "\n".join(code.lines)
    tree = parse(text)
    if isinstance(tree, Flaw):
        text, magics = without_magics(_without_prompts(text))
        if text[:1].isspace():  # Jupyter runs a cell that is indented as a whole
            text = textwrap.dedent(text)
        second = parse(text, waits=True)
        if isinstance(second, Flaw):
            return second if magics else tree
        code.magics = tuple(line for line in magics if not _OURS.match(code.lines[line - 1]))
        tree, code.lines = second, text.split("\n")
    return _take(code, tree)


def _without_prompts(text: str) -> str:
    """Return a cell without the prompts of the terminal that it was copied from."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    for prompt, prompts in _PROMPTS:
        if prompt.match(first):
            return prompts.sub("", text)
    return text


def _take(code: _Code, tree: ast.Module) -> Flaw | None:
    """Keep the tree of a cell, without what only Jupyter can wait for."""
    if waits := waiting(tree):
        code.waits = tuple(statement.lineno for statement in waits)
        code.lines = without_statements(code.lines, tree.body, waits)
        again = parse("\n".join(code.lines))
        if isinstance(again, Flaw):
            return again
        tree = again
    code.tree = tree
    return None


def _syntax_problem(code: _Code, flaw: Flaw) -> Problem:
    line = min(flaw.line, len(code.lines))
    return Problem(
        kind="syntax",
        message=flaw.sentence(f"cell {code.number}, line {line}") + " The cell is left out.",
        line=line,
        column=flaw.column,
        code=code.lines[line - 1].rstrip()[:300],
        cell=code.number,
    )


def _drop_statements(codes: list[_Code], required: frozenset[str]) -> tuple[list[tuple[int, int]], list[str]]:
    """Turn what is not needed into comments; return the places of what would have run, and the __future__ imports."""
    trees = [code.tree for code in codes if code.tree is not None]
    needed = needed_statements(trees, required)
    needless = needless_imports(needed, required)
    dropped: list[tuple[int, int]] = []
    futures: list[str] = []
    for code in codes:
        if code.tree is None:
            continue
        left_out = [statement for statement in code.tree.body if statement not in needed]
        dropped += [(code.number, line) for line in code.waits]
        for statement, names in needless.items():
            if statement in code.tree.body:
                fewer = without_names(code.lines, statement, names)
                code.lines = fewer or code.lines
                left_out += [statement] if fewer is None and len(names) == len(statement.names) else []
        code.lines = without_statements(code.lines, code.tree.body, left_out)
        futures += [name for statement in left_out for name in _futures(statement)]
        dropped += [(code.number, statement.lineno) for statement in left_out if not _does_nothing(statement)]
    return sorted(dropped), sorted(set(futures) & FUTURE)


def _futures(statement: ast.stmt) -> list[str]:
    """Return what the statement imports from __future__."""
    if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
        return [alias.name for alias in statement.names]
    return []


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass) or bool(_futures(statement))


def _joined(codes: list[_Code], futures: list[str]) -> tuple[str, tuple[Cell, ...]]:
    lines = [f"from __future__ import {', '.join(futures)}" if futures else "# the code cells of a notebook"]
    cells = []
    for code in codes:
        lines.append(f"# cell {code.number}")
        cells.append(Cell(code.number, len(lines) + 1, len(lines) + len(code.lines)))
        lines += code.lines
    return "\n".join(lines) + "\n", tuple(cells)


def _notice(sentence: str, places: list[tuple[int, int]]) -> list[Problem]:
    """Return one notice for all places, or none if there are none."""
    if not places:
        return []
    shown = ", ".join(f"cell {cell} line {line}" for cell, line in places[:6])
    more = f" and {len(places) - 6} more" if len(places) > 6 else ""
    cell, line = places[0]
    return [Problem(kind="notice", message=f"{sentence}: {shown}{more}.", line=line, cell=cell)]
