"""The readers that are tried, each with good inputs to begin with and with the errors by which it may refuse."""

from __future__ import annotations

import ast
import contextlib
import functools
import io
import json
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch

from grader.batch.archive import open_class, open_nested
from grader.batch.chunks import pack, pack_answers, unpack, unpack_answers
from grader.batch.frames import Inbox
from grader.batch.frames import encode as encode_message
from grader.batch.layouts import open_source
from grader.batch.work import Answer, Outcome, Task
from grader.client.code import Code, Conversation, Handle, unpacked
from grader.client.raised import StudentError, Unbegun
from grader.compare import Mismatch, close
from grader.course import Course, Exercise, find_course
from grader.errors import GraderError, SubmissionError, UserError, WireError
from grader.render import to_html, to_junit, to_terminal
from grader.results import CheckResult, Environment, Frame, Misconception, Part, Problem, Report, Stopped, Verdict
from grader.submission import read_bytes
from grader.wire import Callback, Reference, decode, encode
from tests.fuzz import mutations

COURSE = Path(__file__).parents[1] / "course"
Mutation = Callable[[Random, bytes, list[bytes]], bytes]


@dataclass(frozen=True)
class Target:
    """A reader, good inputs, how they are changed, and how it may refuse what it cannot read."""

    name: str
    read: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]
    change: Mutation
    refusals: tuple[type[BaseException], ...]


# ---- the wire


def _frames() -> list[bytes]:
    raised = {"classes": ["ValueError"], "name": "ValueError", "message": "no", "kind": "", "frames": [(3, "f")]}
    values: list[Any] = [
        1.5,
        {"a": torch.arange(6.0).view(2, 3), 2: (None, True)},
        ("text", 10**30, 1 + 2j, b"bytes"),
        torch.Generator(),
        {1, "two", torch.float32},
        torch.ones(2, 3, dtype=torch.bool),
        Reference(1, "Adam"),
        Callback(0),
        [torch.device("cpu"), torch.ones(3, requires_grad=True), torch.ones(4, 4).T, torch.empty(0, 3)],
    ]
    message = {"id": "0" * 32, "operations": ["aten.mm"]}
    frames = [encode(message | {"value": value}, strides=strides) for value in values for strides in (False, True)]
    several = [encode({"value": 1.0}), encode({"value": torch.ones(2)})]
    frames += [encode(message | {"value": (several[:count], end)}) for count, end in ((2, None), (1, raised))]
    frames.append(encode(message | {"raised": raised}))
    frames.append(encode(message | {"callback": 0, "args": (1.0,), "kwargs": {"x": torch.ones(2)}}))
    return frames


def _read_frame(data: bytes) -> None:
    for strides in (False, True):
        with contextlib.suppress(WireError):
            decode(data, strides=strides)
    message = decode(data)
    encode(message)


def _read_reply(data: bytes) -> None:
    """Take the bytes for a worker's reply to a check's question, and do with it what checks do."""

    class Reply:
        def request(self, message: dict[str, Any], where: str) -> dict[str, Any]:
            reply = decode(data)
            if "callback" in reply:
                encode(conversation.answer(reply))
            return unpacked(message, reply)

    conversation = Conversation(Reply(), frozenset({"double"}), callbacks=[lambda x: x])
    with contextlib.suppress(WireError):
        list(Code(conversation).double.starmap([(1.0,), (torch.ones(2),)]))
    value = Code(conversation).double(torch.ones(3))
    for expected in (torch.ones(2, 3), 1.5, [1, 2], {"a": 1}, "text"):
        with contextlib.suppress(Mismatch):
            close(value, expected)
    if isinstance(value, Handle):
        conversation.transport = Reply()
        list(value), len(value), repr(value), value.step


# ---- what students hand in

CODE = b"""import torch
from torch import nn, optim as o


def double(x):
    \"\"\"Return 2 x.\"\"\"
    y = [a * 2 for a in x if a] or {**{}, 'k': lambda z, *w, q=1, **r: z}
    with torch.no_grad():
        return getattr(x, "mul")(2)


class Twice(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return 2 * x if x.numel() else x


if __name__ == "__main__":
    print(double(torch.ones(3)))
"""


def _notebooks() -> list[bytes]:
    def cell(source: Any, kind: str = "code") -> dict[str, Any]:
        return {"cell_type": kind, "metadata": {}, "source": source, "outputs": [], "execution_count": None, "id": "a"}

    cells = [
        cell("# Title", "markdown"),
        cell("%matplotlib inline\nimport torch\n!ls"),
        cell(CODE.decode()),
        cell(["x = 1\n", "x?"]),
    ]
    new = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [{"cells": [{"cell_type": "code", "input": CODE.decode()}]}],
    }
    return [json.dumps(new).encode(), json.dumps(old).encode(), json.dumps(new | {"cells": cells[2:3]}).encode()]


@functools.cache
def _course() -> Course:
    return find_course(COURSE)


def _exercise() -> Exercise:
    return _course().exercises[0]


def _read_notebook(data: bytes) -> None:
    _look_at(read_bytes(data, Path("double.ipynb"), _exercise()))


def _read_python(data: bytes) -> None:
    if len(data) <= 256 << 10:  # more is refused before it is read
        _look_at(read_bytes(data, Path("double.py"), _exercise()))


def _look_at(submission: Any) -> None:
    """Make sure that what is said about a file can be shown, and that what is said to be Python can be parsed."""
    for problem in submission.problems:
        assert problem.line is None or problem.line >= 0, problem
        assert "\n" not in problem.message, problem
    if submission.runnable:
        warnings.simplefilter("ignore")  # remarks on style
        ast.parse(submission.source)
    report = Report("exercise01_double", "Twice", submission.filename, (), Environment(), problems=submission.problems)
    Report.from_json(report.to_json())
    _show(report, submission.source)


# ---- archives


def _archives() -> list[bytes]:
    found = []
    for names in (
        (
            "alice/exercise01_double/double.py",
            "bob/exercise01_double/double.ipynb",
            "bob/exercise01_double/timestamp.txt",
        ),
        ("ngalice_4711_1_double.py", "liu_LATE_3_2_double-1.py", "x_5_6_work.zip"),
        ("Alice Ng_4711_assignsubmission_file_/double.py", "__MACOSX/._double.py"),
    ):
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            target = io.BytesIO()
            with zipfile.ZipFile(target, "w", method) as writer:
                for name in names:
                    nested = name.endswith(".zip") and found
                    writer.writestr(
                        name, found[0] if nested else b"2026-01-01 10:00:00 UTC" if ".txt" in name else CODE
                    )
            found.append(target.getvalue())
    return found


def _read_archive(data: bytes) -> None:
    """Take the bytes for what one student handed in, and for a class."""
    with contextlib.suppress(SubmissionError):
        for file in open_nested(data, "work.zip").everything():
            with contextlib.suppress(SubmissionError):
                file.load()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.zip"
        path.write_bytes(data)
        for file in open_class(path).everything():
            with contextlib.suppress(SubmissionError):
                file.load()
        for layout in ("nbgrader", "canvas", "moodle"):
            source = open_source(path, _course(), _course().exercises, layout)
            for item in source.items():
                if hasattr(item, "load"):
                    with contextlib.suppress(SubmissionError):
                        item.load()
        assert [each.name for each in Path(folder).iterdir()] == ["class.zip"]


# ---- reports


def _report() -> Report:
    part = Part("x0", Verdict.FAILED, 0.0, 5.0, "wrong")
    check = CheckResult(
        "values",
        "It doubles.",
        True,
        Verdict.FAILED,
        3.0,
        10.0,
        0.01,
        "The result is 2 times too large.",
        "2 times",
        ("double",),
        (Frame(3, "double", "return 4 * x", 2),),
        (part,),
        ("squared",),
        "printed",
    )
    return Report(
        "exercise01_double",
        "Twice a tensor",
        "double.py",
        (check,),
        Environment(sandbox=("seccomp",)),
        student="alice",
        attempt=1,
        submitted_at="2026-01-01T10:00:00+00:00",
        problems=(Problem("notice", "odd", 1, 2, "x"),),
        notices=("note",),
        misconceptions=(Misconception("squared", "double", "It squares.", ("values",)),),
        seconds=1.0,
    )


def _read_report(data: bytes) -> None:
    report = Report.from_json(data)
    _show(report, "def double(x):\n    return 4 * x\n")
    assert Report.from_json(report.to_json()).to_json() == report.to_json()


def _show(report: Report, source: str) -> None:
    for form in (to_terminal(report, source=source, verbose=True), to_html(report, source=source), to_junit(report)):
        form.encode()


# ---- messages between processes of ours


def _messages() -> list[bytes]:
    task = Task(1, "exercise01_double", "double.py", CODE)
    answers = pack_answers([Answer(task, Outcome.GRADED, _report())])
    setting = {"grader": "1", "root": "/", "sandbox": True, "run": "1", "checks": {}}
    return [
        pack(setting, b"secret", [task, task]),
        answers,
        encode_message({"alive": True}),
        encode_message({}, b"abc"),
    ]


def _read_messages(data: bytes) -> None:
    with contextlib.suppress(WireError):
        unpack(data)
    with contextlib.suppress(WireError):
        unpack_answers([Task(1, "exercise01_double", "double.py", CODE)], data)
    inbox = Inbox()
    for start in range(0, min(len(data), 1 << 16), 97):
        inbox.add(data[start : start + 97])
        while inbox.next() is not None:
            pass


TARGETS = {
    target.name: target
    for target in (
        Target("wire", _read_frame, _frames, mutations.change_frame, (WireError,)),
        Target(
            "reply", _read_reply, _frames, mutations.change_frame, (WireError, StudentError, Unbegun, Stopped, Mismatch)
        ),
        Target("python", _read_python, lambda: [CODE], mutations.change_python, (SubmissionError,)),
        Target("notebook", _read_notebook, _notebooks, mutations.change_notebook, (SubmissionError,)),
        Target("archive", _read_archive, _archives, mutations.change_archive, (UserError,)),
        Target("report", _read_report, lambda: [_report().to_json().encode()], mutations.change_json, (GraderError,)),
        Target("messages", _read_messages, _messages, mutations.change_bytes, (WireError,)),
    )
}
