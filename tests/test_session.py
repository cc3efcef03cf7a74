"""What runs beside the student's code: names that probes replace, and which calls have their operations traced."""

from __future__ import annotations

import random
from typing import Any

import pytest
import torch

from grader.client.code import TRACED_ALWAYS, TRACED_THEN, Tracing
from grader.client.probes import probe_source
from grader.compare import default_of
from grader.wire import decode, encode
from grader.worker.session import Session

SOURCE = """
def earlier(x):
    return x + 1

def later(x):
    return 2 * earlier(x)

def loss(x):
    import torch
    return torch.nn.functional.mse_loss(x, 0 * x)

def slope(x):
    import torch
    inside = getattr(torch, "_" + "C")
    with inside._InferenceMode(False):
        x = x.clone().requires_grad_(True)
        return inside._ImperativeEngine().run_backward(((x * x).sum(),), (None,), False, False, (x,), True)[0]

def failing_slope(x):
    slope(x)
    raise ValueError("too late")
"""
PROBE = """
def with_another(module, x):
    module.earlier = lambda x: x
    return module.later(x)
"""
LOAD = {"filename": "code.py", "mode": "", "removed": [], "reason": "", "operations": ["aten.mse_loss*"]}
X = torch.tensor([1.0, 2.0])


def session(mode: str = "") -> Session:
    """Return a session that holds the code above, with the operators of the loss traced."""
    found = Session("test_session_code", bytes, confined=False)
    ask(found, {"op": "begin", "seed": 1, "source": SOURCE} | LOAD | {"mode": mode})
    return found


def ask(found: Session, message: dict[str, Any]) -> dict[str, Any]:
    """Return a session's reply."""
    return decode(found.answer(encode(message | {"id": "1"})))


def call(found: Session, name: str, **more: Any) -> dict[str, Any]:
    """Return the reply to a call."""
    message = {"op": "call", "object": None, "name": name, "observe": False, "args": [X], "kwargs": {}}
    return ask(found, message | more)


def test_a_probe_replaces_a_name_until_the_next_check() -> None:
    """What a probe sets is what the student's functions use; the next check finds the student's own."""
    found = session()
    probe = {"op": "run", "source": PROBE, "name": "with_another", "args": [X], "kwargs": {}}

    assert torch.equal(ask(found, probe)["value"], 2 * X)
    assert torch.equal(call(found, "later")["value"], 2 * X)

    ask(found, {"op": "begin", "seed": 2})

    assert torch.equal(call(found, "later")["value"], 2 * (X + 1))


def test_only_names_that_are_there_are_replaced() -> None:
    """A probe that misspells a name is told, as by a call."""
    found = session()
    probe = {"op": "run", "source": PROBE.replace("module.earlier", "module.earliest"), "name": "with_another"}

    assert ask(found, probe | {"args": [X], "kwargs": {}})["raised"]["kind"] == "missing"


def default_steps(module):
    """Read, as a probe, a default of the code beside it."""
    return default_of(module.earlier, "steps")


@pytest.mark.parametrize(
    ("earlier", "told"),
    [
        ("def earlier(x, steps=7): pass", 7),
        ("def earlier(x, *, steps=7): pass", 7),
        ("def earlier(x, steps): pass", None),
        ("def earlier(x, **options): pass", None),
        ("earlier = functools.partial(lambda x, steps: None, steps=7)", None),
    ],
)
def test_a_default_is_read_beside_the_code(earlier: str, told: int | None) -> None:
    """`default_of` goes along with a probe that mentions it; only of a plain function it says anything."""
    found = session()
    ask(found, {"op": "begin", "seed": 1, "source": f"import functools\n{earlier}"} | LOAD)
    probe = {"op": "run", "source": probe_source(default_steps), "name": "default_steps", "args": [], "kwargs": {}}

    assert ask(found, probe)["value"] == told


def test_operations_are_noted_where_they_are_asked_for() -> None:
    """A traced call says which of the named operators ran; another says nothing."""
    found = session()

    assert call(found, "loss", traced=False)["operations"] == []
    assert call(found, "loss", traced=True)["operations"] == ["aten.mse_loss"]
    assert call(found, "later", traced=True)["operations"] == ["aten.mse_loss"], "they are of the whole check"


@pytest.mark.parametrize("name", ["slope", "failing_slope"])
def test_autograd_is_noted_where_the_code_runs_in_inference_mode(name: str) -> None:
    """Who leaves the inference mode by a hidden way and lets autograd record is found out, and nobody else."""
    found = session(mode="inference")
    assert call(found, "later", traced=False)["operations"] == []
    assert call(found, name, traced=False)["operations"] == ["autograd"]

    assert call(session(), name, traced=False)["operations"] == [], "here autograd is allowed"


def test_first_calls_of_every_function_are_traced() -> None:
    """Each function's first calls are traced, then about as many as said, and which cannot be told from the number."""
    tracing = Tracing(random.Random(b"a secret"))
    answers = [tracing.wants(("f",)) for _ in range(2000)]

    assert all(answers[:TRACED_ALWAYS])
    assert all(tracing.wants(("g",)) for _ in range(TRACED_ALWAYS))
    share = sum(answers) / len(answers)
    assert TRACED_THEN - 0.05 < share < TRACED_THEN + 0.05
    assert answers != [Tracing(random.Random(b"another")).wants(("f",)) for _ in range(2000)]


def test_what_broke_a_rule_once_is_traced_for_good() -> None:
    """After a forbidden operation no call goes untraced, so every check that runs one fails."""
    tracing = Tracing(random.Random(b"a secret"))
    tracing.found = True

    assert all(tracing.wants(("f",)) for _ in range(100))
