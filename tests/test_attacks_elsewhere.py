"""The runner that lets other graders grade attacks: it starts only alone and shut in, and says what came of it."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from attacks import runner

from benchmarks.attacks import INSIDE, SAMPLE, Outcome, table

HERE = Path(runner.__file__).resolve().parent
OTHER_NAMESPACES = {name: f"{name}:[1]" for name in runner.NAMESPACES}
START = f"""
import os, sys, json
sys.path.insert(0, {str(INSIDE.parent)!r})
import attacking
from attacking import kernel, runner
"""
CONFINE = """
import json, sys
sys.path.insert(0, {folder!r})
import runner
runner.confine([sys.executable, "-I", "-B", "-c", {code!r}], read_only=True)
"""
REFUSED = """
def refused(action, *arguments):
    try:
        action(*arguments)
    except OSError as error:
        return error.strerror
    return ""

RW = kernel.MS_REMOUNT | kernel.MS_BIND
told = {
    "write": refused(open, runner.HERE / "right.py", "r+b"),
    "remount": refused(kernel.mount, None, "/", None, RW),
    "proc": refused(open, "/proc/sys/kernel/core_pattern", "r+b"),
    "signal": refused(os.kill, 2, 0),
}
told["namespace"] = refused(kernel.unshare, kernel.NEW_NAMESPACE["user"] | kernel.NEW_NAMESPACE["mount"])
told["remount there"] = refused(kernel.mount, None, "/", None, RW)
told["write there"] = refused(open, runner.HERE / "right.py", "r+b")
devices = sorted(os.listdir("/dev"))
"""


def confined(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in namespaces like those of an attack; skip the test where these cannot be had."""
    program = CONFINE.format(folder=str(HERE), code=START + code)
    command = [sys.executable, "-I", "-c", program]
    done = subprocess.run(command, env={}, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode == runner.NO_NAMESPACES:
        pytest.skip("this machine gives this user no private namespaces, so nothing may be attacked")
    return done


@pytest.mark.parametrize("outside", ["", json.dumps(runner.identities()), json.dumps(OTHER_NAMESPACES)])
def test_refuses_to_attack_outside(outside):
    """Where it is not alone in namespaces of its own it attacks nothing, whatever it is told about them."""
    command = [sys.executable, "-I", str(INSIDE), "inside", "nbgrader", "no/such_attack", sys.executable]
    environment = {runner.OUTSIDE: outside}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stdout) == (runner.NOT_CONFINED, "")
    assert "not confined, so nothing is attacked" in done.stderr


def test_refuses_to_attack_before_it_is_shut_in():
    """Namespaces alone are not enough: with a capability left, or a place that can be written, nothing is attacked."""
    done = confined("runner.guard()\nattacking.verify()\nprint('went on')")

    assert (done.returncode, done.stdout) == (runner.NOT_CONFINED, "")
    assert "capabilities" in done.stderr


def test_nothing_outside_can_be_changed_from_inside():
    """Shut in, a process of the machine's root can write no file that was there, in namespaces of its own neither."""
    code = "runner.guard()\nattacking.shut()\nattacking.verify()\n" + REFUSED
    done = confined(code + "print(json.dumps([told, devices]))")

    assert done.returncode == 0, done.stderr[-2000:]
    told, devices = json.loads(done.stdout)
    assert all(answer for name, answer in told.items() if name != "namespace"), told
    assert devices == sorted([*["null", "zero", "full", "random", "urandom"], "fd", "shm"])


def test_sample_is_of_the_catalogue():
    """Every attack that others are tried with is one of ours."""
    assert set(SAMPLE) <= set(runner.attacks())


def test_table_says_who_won_what():
    """A row for each attack, a column for each grader; below, how many won, read or harmed, the honest not counted."""
    found = [
        Outcome("one", "right", 100.0, (), (), 1.0),
        Outcome("one", "forging/a_trick", 100.0, (), (), 1.0),
        Outcome("one", "reading/a_look", 0.0, ("solution",), (), 1.0),
        Outcome("two", "forging/a_trick", 30.0, (), ("1 process left running",), 1.0),
        Outcome("two", "reading/a_look", None, (), (), 1.0, "it ended with 1"),
    ]

    assert list(table(found, ("one", "two"), ("right", "forging/a_trick", "reading/a_look"))) == [
        "| attack | one | two |",
        "|---|---|---|",
        "| right | 100 |  |",
        "| a trick | **100** | **30**; **harm**: 1 process left running |",
        "| a look | 0; **read** solution | no grade; it ended with 1 |",
        "| *all points won* | 1 of 2 | 0 of 2 |",
        "| *some points won* | 0 of 2 | 1 of 2 |",
        "| *something secret read* | 1 of 2 | 0 of 2 |",
        "| *somebody else harmed* | 0 of 2 | 1 of 2 |",
    ]


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("nbgrader") is None, reason="nbgrader is not installed")
def test_honest_class_of_nbgrader():
    """Shut in like this nbgrader works: a right notebook gets all points, and nothing is read, harmed or left."""
    command = [sys.executable, "-I", str(INSIDE), "confine", "nbgrader", "right", sys.executable]
    done = subprocess.run(command, env={}, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode == runner.NO_NAMESPACES:
        pytest.skip("this machine gives this user no private namespaces, so nothing may be attacked")
    found = json.loads(done.stdout)

    assert (found["points"], found["secrets"], found["harm"]) == (found["most"], [], [])
