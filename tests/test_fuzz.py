"""Readers of what strangers send, given changed inputs: each is read or refused in words, and costs no time.

`python -m tests.fuzz --minutes 60` searches for longer; what it finds is stored in tests/fuzz/found, and run here.
"""

from pathlib import Path

import pytest

from tests.fuzz import hunt, mutations
from tests.fuzz.__main__ import FOUND
from tests.fuzz.targets import TARGETS

INPUTS = {"archive": 60, "notebook": 80, "python": 80}


@pytest.mark.parametrize("name", TARGETS)
def test_changed_inputs(name):
    """Some hundred changed inputs, the same every time, bring no reader down; many of them reach new lines."""
    search = hunt.Hunt(TARGETS[name], seed=5, watched=0.3)
    seeds, lines = len(search.kept), len(search.reached.steps)

    for _ in range(INPUTS.get(name, 300)):
        search.step()

    assert {what: data[:200] for what, data in search.faults.items()} == {}
    assert len(search.kept) > seeds
    assert len(search.reached.steps) > lines


@pytest.mark.parametrize("path", sorted(FOUND.glob("*-*")), ids=lambda path: path.name)
def test_what_was_found(path):
    """An input that once brought a reader down is read or refused."""
    assert hunt.outcome(TARGETS[path.name.partition("-")[0]], path.read_bytes()) is None


def _reader(read, *refusals):
    return hunt.Target("sample", read, lambda: [b"abc"], mutations.change_bytes, refusals)


def _loop(data):
    while True:
        pass


def test_faults_are_seen(monkeypatch):
    """Another exception, an endless loop and a message that no terminal can show are faults; a refusal is none."""
    monkeypatch.setattr(hunt, "SECONDS", 0.05)

    def index(data):
        return data[9]

    def refuse(data):
        raise hunt.GraderError("x\x1b[2J" if data else "It is empty.")

    assert hunt.outcome(_reader(index), b"").what.startswith("IndexError at ")
    assert hunt.outcome(_reader(index, IndexError), b"") is None
    assert hunt.outcome(_reader(_loop), b"").what == "TooSlow"
    assert "cannot be shown" in hunt.outcome(_reader(refuse, hunt.GraderError), b"a").what
    assert hunt.outcome(_reader(refuse, hunt.GraderError), b"") is None


def test_faults_are_found_and_made_small(tmp_path: Path):
    """A byte that brings a reader down is found by chance, made as short as can be, and stored."""

    def read(data):
        assert b"b" not in data or b"\xff" not in data

    target = _reader(read)
    _, data = next(hunt.Hunt(target, seed=1).search(60))
    small = hunt.smallest(target, data, hunt.outcome(target, data).what)

    assert sorted(small) == [ord("b"), 0xFF]
    assert hunt.store(tmp_path, target, small).read_bytes() == small
