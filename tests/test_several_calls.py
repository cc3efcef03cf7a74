"""Several calls in one request: what comes of them is what single calls give."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.client.code import Call, Code, Conversation, Local, unpacked
from grader.client.raised import StudentError
from grader.diagnosis.trials import Following
from grader.diagnosis.values import same_calls
from grader.errors import WireError
from grader.wire import Unsendable, encode

SOURCE = """
import torch

RESULT = torch.zeros(2)

def into_the_same(x):
    RESULT.copy_(2 * x)
    return RESULT

def root(x):
    if x < 0:
        raise ValueError("there is none")
    return x ** 0.5

def module(x):
    return torch
"""
LOADING = {"source": SOURCE, "filename": "x.py", "mode": "", "removed": [], "operations": [], "reason": ""}


def conversation_with(kind: type[Conversation] = Conversation, **more: Any) -> tuple[Conversation, Code]:
    """Return a conversation with the code above, and the code."""
    local = Local("several")
    conversation = kind(local, **more)
    conversation.first = LOADING | {"op": "begin", "seed": 0}
    return conversation, Code(conversation)


def taken(code: Code, name: str, lots: list[tuple[Any, ...]]) -> tuple[list[Any], Exception | None]:
    """Return the values that came, and the exception that ended them."""
    values: list[Any] = []
    try:
        for value in code[name].starmap(lots):
            values.append(value)
    except Exception as error:
        return values, error
    return values, None


def test_a_value_is_what_it_was_before_the_next_call() -> None:
    """A function that always returns the same tensor has returned what was in it then."""
    _, code = conversation_with()
    values, error = taken(code, "into_the_same", [(torch.ones(2),), (torch.zeros(2),)])

    assert error is None
    assert [value.tolist() for value in values] == [[2.0, 2.0], [0.0, 0.0]]


def test_an_exception_comes_in_its_turn() -> None:
    """What was returned before it is there, later calls are not made, and it is of the built-in class."""
    conversation, code = conversation_with()
    values, error = taken(code, "root", [(4.0,), (9.0,), (-1.0,), (16.0,)])

    assert values == [2.0, 3.0]
    assert isinstance(error, ValueError)
    assert isinstance(error, StudentError)
    assert error.message == "there is none"
    assert error.frames[-1].line == 12
    assert [call.value for call in conversation.calls] == [2.0, 3.0, None]
    assert conversation.calls[-1].error is error


def test_only_what_was_taken_is_recorded() -> None:
    """A check that fails at the first value has recorded one call, as it would have with single ones."""
    conversation, code = conversation_with()
    values = code.root.starmap([(4.0,), (9.0,)])

    assert next(values) == 2.0
    assert [call.value for call in conversation.calls] == [2.0]


@pytest.mark.parametrize("name", ["root", "into_the_same", "missing", "module"])
def test_single_calls_give_the_same(name: str) -> None:
    """The bank, which asks one by one, sees and records what the submission's one request gave."""
    one, code = conversation_with()
    many, other = conversation_with(Following)
    lots = [(torch.ones(2),), (torch.full((2,), 3.0),)] if name != "root" else [(4.0,), (-1.0,)]
    values, error = taken(code, name, lots)
    again, other_error = taken(other, name, lots)

    assert (len(values), type(error), str(error)) == (len(again), type(other_error), str(other_error))
    assert one.calls
    assert same_calls(one.calls, many.calls)


def test_public_checks_ask_one_by_one() -> None:
    """Where questions are kept for a script, each call has its own."""
    asked: list[dict[str, Any]] = []
    _, code = conversation_with(recorder=lambda message: asked.append(message))
    values, _ = taken(code, "root", [(4.0,), (9.0,)])

    assert values == [2.0, 3.0]
    assert [message["args"] for message in asked] == [[4.0], [9.0]]


def test_callables_and_objects_can_be_passed() -> None:
    """A lot of arguments may hold what an argument may be."""
    _, code = conversation_with()
    (result,) = taken(code, "module", [(lambda x: x,)])[0]

    assert repr(result) == "<a module object>"


TWO: dict[str, Any] = {"op": "starmap", "args": [[1.0], [2.0]]}
GOOD = encode({"value": 1.0})


@pytest.mark.parametrize(
    "value",
    [
        None,
        [GOOD, GOOD],
        ([GOOD, GOOD],),
        ([GOOD], None),
        ([GOOD] * 3, None),
        ([GOOD, 1.0], None),
        ([GOOD, b"\0"], None),
        ((GOOD, GOOD), None),
        ([], {"name": 1}),
        ([], "text"),
    ],
)
def test_malformed_replies_are_refused(value: Any) -> None:
    """A worker that answers several calls in its own way has broken the protocol."""
    with pytest.raises(WireError):
        unpacked(TWO, {"value": value})


def test_other_replies_stay_as_they_are() -> None:
    """Only what was asked for is unpacked."""
    reply = {"value": ([GOOD], None)}

    assert unpacked({"op": "call", "args": [1.0]}, reply) is reply
    assert unpacked(TWO, {"value": ([GOOD, GOOD], None)})["value"] == ([1.0, 1.0], None)


def test_what_cannot_be_sent_is_said_of_its_call() -> None:
    """A value of no kind that can cross ends the calls as an exception does."""
    with pytest.raises(Unsendable):
        encode({"value": torch.empty(1, device="meta")})
    conversation, _ = conversation_with()
    conversation.first = LOADING | {
        "op": "begin", "seed": 0, "source": "import torch\ndef f(x):\n    return torch.empty(1, device=x)\n"
    }  # fmt: skip
    values, error = taken(Code(conversation), "f", [("cpu",), ("meta",)])

    assert len(values) == 1
    assert isinstance(error, StudentError)
    assert error.kind == "unsendable"
    assert isinstance(conversation.calls[-1], Call)
