"""Reads a students' copy before it is written, for anything that no student gets."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.attempts import is_untouched
from grader.course import Course, Exercise
from grader.language import LANGUAGES
from grader.release.content import Content
from grader.release.passages import LINES, Line, Passage, lines_of, parsed, passages, telling_lines

_LONGEST_SHOWN = 80
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Finding:
    """A place of the copy that cannot be given out."""

    path: str  # from the copy's folder
    line: int | None
    what: str  # a sentence

    def __str__(self) -> str:
        return f"{self.path}{f':{self.line}' if self.line else ''}: {self.what}"


def examine(course: Course, exercises: Sequence[Exercise], content: Content) -> list[Finding]:
    """Return every place that holds something of solutions/, or that looks like a solution.

    Args:
        course: an instructor's copy.
        exercises: those that are given out.
        content: what would be written.

    """
    everything = passages(course)
    texts = {place: text for path, data in content.files.items() for place, text in _texts(path, data)}
    sources = ((f"source/{name}/notebook", data) for name, data in content.sources.items())
    searched = texts | {place: text for path, data in sources for place, text in _cells(path, data)}
    found = [
        finding
        for place, text in searched.items()
        if text.partition("\n### ")[0] not in content.sentences
        for finding in _held(place, text, everything)
    ]
    for exercise in exercises:
        files = [place for place in texts if place.startswith(_path(exercise, ""))]
        told = telling_lines(exercise, course.root)
        spoken = _path(exercise, "exercise.toml")  # the last hint may well be a line of the solution
        secret = _not_in(texts[spoken], told)  # and so may its translation, but no other line
        translated = [_path(exercise, f"{code}.toml") for code in LANGUAGES]
        for path in (each for each in files if each != spoken):
            found += _told(path, texts[path], secret if path in translated else told)
        found += _stub(exercise, texts[_path(exercise, exercise.file)])
        found += _public_checks(exercise, texts.get(_path(exercise, "checks.py"), ""))
        found += [
            each
            for path in files
            if path.endswith(".py") and PurePosixPath(path).name not in (exercise.file, "checks.py")
            for each in _written(exercise, path, texts[path])
        ]
    return list({(each.path, each.line): each for each in found}.values())  # one for each line is enough


def _path(exercise: Exercise, file: str) -> str:
    return f"exercises/{exercise.name}/{file}"


def _texts(path: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the texts in a file, each with its place."""
    if path.endswith(".ipynb"):
        yield from _cells(path, data)
    else:
        yield path, _text(data)


def _cells(path: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the text of each cell of a notebook that was made here, and all else that is in it."""
    document = json.loads(data)
    for number, cell in enumerate(document["cells"], 1):
        yield f"{path}, cell {number}", "".join(cell.pop("source"))
    yield f"{path}, metadata", "\n".join(_strings(document))


def _strings(value: object) -> Iterator[str]:
    """Yield every text in a JSON document, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _text(data: bytes) -> str:
    """Return the text of a file; of a picture nothing but the texts that may have been put into it."""
    return data.decode("utf-8", "replace")


def _held(path: str, text: str, everything: Mapping[str, Sequence[Passage]]) -> Iterator[Finding]:
    """Yield where a passage of a file in solutions/ stands: that line alone, or after the one or two before it."""
    lines, parts = lines_of(text), PurePosixPath(path).parts
    exercise = parts[1] if len(parts) > 2 else ""
    for end in range(1, len(lines) + 1):
        for count in range(1, min(LINES, end) + 1):
            same = everything.get("\n".join(line.text for line in lines[end - count : end]), ())
            for passage in (each for each in same if each.is_secret_in(exercise)):
                yield Finding(path, lines[end - 1].number, f"it holds {_source(passage)}.")


def _told(path: str, text: str, told: Mapping[str, Passage]) -> Iterator[Finding]:
    """Yield where a telling line of the solution stands, or ends: it may be broken into several lines."""
    lines = lines_of(text)
    for before, line in zip([Line(0, ""), *lines], lines, strict=False):
        both = f"{before.text} {line.text}"
        for piece, passage in told.items():
            if piece in line.text or (piece in both and piece not in before.text):
                yield Finding(path, line.number, f"it holds {_source(passage)}.")


def _not_in(text: str, told: Mapping[str, Passage]) -> dict[str, Passage]:
    held = "\n".join(line.text for line in lines_of(text))
    return {piece: passage for piece, passage in told.items() if piece not in held}


def _source(passage: Passage) -> str:
    last = passage.text.rpartition("\n")[2]
    shown = last if len(last) <= _LONGEST_SHOWN else last[: _LONGEST_SHOWN - 1] + "…"
    return f"line {passage.line} of {passage.path}, `{shown}`"


def _stub(exercise: Exercise, text: str) -> Iterator[Finding]:
    """Yield what is filled in, and functions of which the solution knows nothing."""
    path, tree = _path(exercise, exercise.file), _parsed(text)
    if tree is None or not is_untouched(text):
        yield Finding(path, None, "it is no untouched stub.")
        return
    known = {node.name for node in ast.walk(parsed(exercise.solution_path)[0]) if isinstance(node, _Definition)}
    for node in ast.walk(tree):
        if isinstance(node, _Definition) and node.name not in known:
            yield Finding(path, node.lineno, f"the solution has no `{node.name}`: does it belong here?")


def _written(exercise: Exercise, path: str, text: str) -> Iterator[Finding]:
    """Yield where another file of the exercise defines what the student is to write."""
    names = {node.name for node in parsed(exercise.solution_path)[0].body if isinstance(node, _Definition)}
    tree = _parsed(text)
    if tree is None:
        yield Finding(path, None, "it is no Python, so nobody can say what is in it.")
        return
    for node in ast.walk(tree):
        if isinstance(node, _Definition) and node.name in names:
            yield Finding(path, node.lineno, f"it looks like a solution: it defines `{node.name}`.")


def _public_checks(exercise: Exercise, text: str) -> Iterator[Finding]:
    """Yield the public checks that ask the solution, which students do not have."""
    tree, path = _parsed(text), _path(exercise, "checks.py")
    if tree is None:
        yield Finding(path, None, "it is no Python.")
        return
    for node in tree.body:
        if not isinstance(node, _Function) or not node.name.startswith("test_"):
            continue
        if "solution" in {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}:
            yield Finding(path, node.lineno, f"`{node.name}` asks the solution, which students do not have.")


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None


def refuse_unless_whole(course: Course, exercises: Sequence[Exercise]) -> list[Finding]:
    """Return what is missing to prove anything: without a solution nobody can say that it is not given out."""
    found = []
    for exercise in exercises:
        for name, path in ((exercise.file, exercise.solution_path), ("checks.py", exercise.hidden_checks)):
            if path is not None and parsed(path)[0].body:
                continue
            what = "is missing" if path is None else "is no Python"
            place = f"solutions/{exercise.name}/{name}"
            found.append(Finding(place, None, f"it {what}, so nothing can be proven of the exercise."))
    return found
