"""A failed public check as a script that runs without the grader: torch and the student's file are all it needs.

It is made from what the check asked, not from the check's source: the very values that went to the student's code
stand in it, or the seed that they were drawn with. Where that takes more than eight lines there is no script: a
student is not helped by a puzzle.
"""

from __future__ import annotations

import ast
import functools
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from grader.client.code import Call
from grader.client.raised import StudentError
from grader.compare import Mismatch
from grader.diagnosis import uses
from grader.reproduction.values import Unscriptable, Values, holds, kept
from grader.reproduction.writing import Writing

__all__ = ["Scene", "kept", "script"]

MOST_LINES = 8
WIDTHS = (76, 110)  # columns: what a terminal shows whole, if that is enough
MOST_CALLS = 6  # more are not tried all together
# What makes a result depend on the generator: then the script seeds it as the check did.
_RANDOM = re.compile(r"rand|[Dd]ropout|normal|uniform_|bernoulli|multinomial|\bnn\.|init\.|shuffle|Linear|Conv")


@dataclass(frozen=True)
class Scene:
    """What there is to make a script from."""

    file: str  # the name of the student's file
    source: str  # its text
    calls: Sequence[Call]  # with their questions
    callbacks: Sequence[Callable[..., Any]]  # that the check gave to the student's code
    seed: int  # of the check
    parameters: Mapping[str, tuple[str, ...]]  # of the student's functions, for the names of variables
    error: BaseException | None  # what the check raised


def script(scene: Scene) -> str:
    """Return at most eight lines of Python that show what the student's code gives; nothing if there is no such script.

    All calls of the check are in it if they fit; else the last one, at which the check ended.
    """
    if isinstance(scene.error, StudentError) and (scene.error.kind or _is_unfinished(scene.error)):
        return ""
    if re.search(r"^\s*(import|from) random\b", scene.source, re.MULTILINE):
        return ""  # Python's own generator is seeded as well, and that would take lines that nobody reads
    everything = scene.calls if len(scene.calls) <= MOST_CALLS else []
    for calls in (everything, scene.calls[-1:]):
        for widest, apart in itertools.product(WIDTHS, (False, True)):
            try:
                lines = _lines(scene, calls, widest, apart=apart) if calls else []
                ast.parse("\n".join(lines))
            except (Unscriptable, SyntaxError):
                continue
            if 0 < len(lines) <= MOST_LINES and all(len(line) <= widest for line in lines):
                return "\n".join(lines)
    return ""


@functools.lru_cache(maxsize=8)  # one file is asked for again and again
def _at_work(source: str, names: frozenset[str]) -> str:
    """Return the functions of these names in a file, and those that they use."""
    tree, text = ast.parse(source), source.splitlines()
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    used = uses(source, frozenset(node.name for node in functions))
    reached = names.union(*(used.get(name, frozenset()) for name in names))
    if not reached & {node.name for node in functions}:  # assigned, or imported: anything may be behind it
        return source
    places = [slice(node.lineno - 1, node.end_lineno) for node in functions if node.name in reached]
    return "\n".join(line for place in places for line in text[place])


def _is_unfinished(error: StudentError) -> bool:
    return error.name == "NotImplementedError" and not error.message


def _lines(scene: Scene, calls: Sequence[Call], widest: int, *, apart: bool) -> list[str]:
    name = PurePath(scene.file)
    notebook = name.suffix == ".ipynb"
    module = "__main__" if notebook else name.stem
    if not module.isidentifier():
        raise Unscriptable
    writing = Writing(module, notebook, scene.parameters, Values(scene.seed), scene.callbacks, widest, apart=apart)
    for call in calls:
        writing.add(call, last=call is calls[-1])
    called = frozenset(name for call in calls for name in call.functions)
    text = _at_work(scene.source, called) + "".join(writing.probes)
    seed = [f"torch.manual_seed({scene.seed})"] if _RANDOM.search(text) else []
    lines = [*writing.head(), *writing.made, *seed, *writing.statements]
    mismatch = scene.error if isinstance(scene.error, Mismatch) else Mismatch("")
    if mismatch.difference is not None and mismatch.difference.kind == "precision":  # four digits would not show it
        lines.insert(len(writing.head()), "torch.set_printoptions(precision=12)")
    expected = " ".join(mismatch.detail.split())
    if expected and mismatch.actual is not None and not holds(calls[-1].value, mismatch.actual.flatten().tolist()):
        expected = f"what the check makes of it: {expected}"
    if expected and len(lines) < MOST_LINES and len(expected) <= widest - 2 and expected.isprintable():
        lines.append(f"# {expected}")
    return lines
