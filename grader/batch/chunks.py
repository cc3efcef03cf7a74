"""Several tasks as one message, and their answers as another: nothing in them but JSON and the files themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from grader.batch.frames import Inbox, encode
from grader.batch.work import Answer, Outcome, Task
from grader.errors import GraderError, WireError
from grader.results import Report

Chunk = list[Task]


def pack(setting: dict[str, Any], secret: bytes, chunk: Chunk) -> bytes:
    """Return all that a worker needs to know, and the tasks."""
    heads = ({"number": task.number, "exercise": task.exercise, "filename": task.filename} for task in chunk)
    files = (encode(head, task.data) for head, task in zip(heads, chunk, strict=True))
    return b"".join((encode(setting, secret), *files))


def unpack(data: bytes) -> tuple[dict[str, Any], bytes, Chunk]:
    """Return what ``pack`` was given.

    Raises:
        WireError: it is no such message.

    """
    messages = list(_messages(data))
    try:
        (setting, secret), *rest = messages
        return setting, secret, [Task(h["number"], h["exercise"], h["filename"], body) for h, body in rest]
    except (ValueError, KeyError) as error:
        raise WireError("A chunk of tasks cannot be read.") from error


def pack_answers(answers: Iterable[Answer]) -> bytes:
    """Return answers without their tasks' files."""
    return b"".join(
        encode(
            {"number": each.task.number, "outcome": each.outcome, "message": each.message, "hint": each.hint},
            each.report.to_json(indent=None).encode() if each.report is not None else b"",
        )
        for each in answers
    )


def unpack_answers(chunk: Chunk, data: bytes) -> list[Answer]:
    """Return the answers to the tasks of a chunk.

    Raises:
        WireError: they are not just the answers to these.

    """
    tasks, found = {task.number: task for task in chunk}, []
    try:
        for head, body in _messages(data):
            report = Report.from_json(body) if body else None
            outcome = Outcome(head["outcome"])
            if (outcome == Outcome.GRADED) != (report is not None):
                raise WireError("An answer has no report, or one too many.")
            found.append(Answer(tasks.pop(head["number"]), outcome, report, str(head["message"]), str(head["hint"])))
    except (ValueError, KeyError, TypeError, GraderError) as error:
        raise WireError("What a worker has sent cannot be read.") from error
    if tasks:
        raise WireError("A worker has not answered all it was given.")
    return found


def _messages(data: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
    inbox = Inbox()
    inbox.add(data)
    while (message := inbox.next()) is not None:
        yield message
