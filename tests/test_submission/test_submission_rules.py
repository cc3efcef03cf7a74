"""Which uses of library names are found, which are not mistaken for one, and which functions they void."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.course import Rules
from grader.submission.rules import spellings

from .conftest import NAMES
from .rule_cases import DOUBTFUL, FOUND, HARMLESS, SPREADING


def lines_hit(submission):
    """Return the lines on which a forbidden name was found."""
    return sorted({problem.line for problem in submission.problems if problem.kind == "forbidden"})


def lines_marked(source):
    """Return the lines that should be found."""
    return [number for number, line in enumerate(source.split("\n"), start=1) if line.endswith("# HIT")]


def doubts(submission):
    """Return what the instructor is told about code that cannot be seen through."""
    return [problem.message for problem in submission.problems if problem.message.startswith("For the instructor")]


@pytest.mark.parametrize("source", FOUND.values(), ids=FOUND)
def test_found(hand_in, source):
    """The use is found on its line, and nowhere else, however it is written."""
    assert lines_hit(hand_in(source)) == lines_marked(source)


@pytest.mark.parametrize("source", HARMLESS.values(), ids=HARMLESS)
def test_harmless(hand_in, source):
    """An import alone, a text, the student's own names and what hides a library name are no use of it."""
    submission = hand_in(source)

    assert lines_hit(submission) == []
    assert doubts(submission) == []
    assert submission.forbidden == {}


@pytest.mark.parametrize(("name", "source"), DOUBTFUL.items(), ids=DOUBTFUL)
def test_doubts(hand_in, name, source):
    """What cannot be seen through is told to the instructor with its line, and voids nothing."""
    submission = hand_in(source)

    assert lines_hit(submission) == []
    assert submission.forbidden == {}
    assert name.partition(" -> ")[2] in doubts(submission)[0]
    assert {problem.kind for problem in submission.problems if problem.message in doubts(submission)} == {"flag"}


def test_too_many_meanings(hand_in):
    """Where a name may stand for more than is followed, the instructor is told that the search gave up."""
    submission = hand_in("import torch\n" + "if x: f = torch.a\n" * 60 + "f(x)\n")

    assert "too entangled" in doubts(submission)[0]


def test_doubts_only_under_rules(hand_in):
    """An exercise without rules has nothing to find and no doubts."""
    submission = hand_in("import torch\nexec('x')\ntorch.norm(x)\n", names=())

    assert [problem.kind for problem in submission.problems if problem.kind != "missing"] == ["unfinished"]
    assert doubts(submission) == []
    assert submission.untouched


def test_doubts_under_other_rules(make_exercise, hand_in):
    """Rules about operations alone are reason enough to be told of ``exec``."""
    rules = Rules(operations=("aten.norm",))

    assert make_exercise().rules != rules
    assert doubts(hand_in("exec('x')\n"))


def test_message(hand_in):
    """The message has the line, the name in full, the student's own name for it, and the reason."""
    submission = hand_in("from torch.nn.functional import mse_loss as m\ndef mse_grad(w, x, y):\n    return m(w, x)\n")
    problem = submission.problems[0]

    assert problem.message == (
        "Line 3 uses `torch.nn.functional.mse_loss` (as `m`), which this exercise does not allow. Derive it by hand."
    )
    assert (problem.kind, problem.line, problem.column, problem.function) == ("forbidden", 3, 12, "mse_grad")
    assert problem.code == "    return m(w, x)"
    assert submission.forbidden == {"mse_grad": problem}


def test_message_without_reason(hand_in):
    """Without a reason the sentence ends earlier."""
    submission = hand_in("x.backward()\n", reason="")

    assert submission.problems[0].message == "Line 1 uses `.backward`, which this exercise does not allow."


def test_column_in_characters(hand_in):
    """The column counts characters, not bytes."""
    problem = hand_in("s = 'éé🙂'; x.backward()\n").problems[0]

    assert problem.column == 12


def test_one_problem_per_line_and_name(hand_in):
    """A name that comes twice on a line is reported once, two names are reported both."""
    problems = hand_in("import torch\ntorch.norm(x) + torch.norm(y) + torch.autograd.grad(x)\n").problems

    assert [problem.message.split("`")[1] for problem in problems if problem.kind == "forbidden"] == [
        "torch.norm",
        "torch.autograd.grad",
    ]
    assert problems[0].column == 1


def test_many(hand_in):
    """Hundreds of uses are counted, not listed; each function is voided all the same."""
    body = "    torch.norm(x)\n" * 500
    submission = hand_in(f"import torch\ndef mse_grad(w, x, y):\n{body}def gd_step(w, x, y, lr=0.1):\n{body}")
    forbidden = [problem for problem in submission.problems if problem.kind == "forbidden"]

    assert len(forbidden) == 31
    assert "970 more uses" in forbidden[-1].message
    assert set(submission.forbidden) == {"mse_grad", "gd_step"}


@pytest.mark.parametrize(("name", "source"), SPREADING.items(), ids=SPREADING)
def test_spread(hand_in, name, source):
    """A broken rule voids the public functions whose code, or whose helpers' code, breaks it; no others."""
    voided = hand_in(f"import torch\n{source}\n").forbidden

    assert (", ".join(sorted(voided)) or "none") == name.partition(" -> ")[2]


def test_message_of_a_helper(hand_in):
    """A function that is voided by a helper is told which helper, and where it breaks the rule."""
    submission = hand_in(
        "import torch\ndef _f(x): return torch.norm(x)\ndef _g(x): return _f(x)\ndef mse_grad(w, x, y): return _g(w)\n"
    )
    problem = submission.forbidden["mse_grad"]

    assert problem.message.startswith("`mse_grad` uses `_g`, and there line 2 uses `torch.norm`, which")
    assert (problem.line, problem.function) == (2, "mse_grad")
    assert [found.function for found in submission.problems if found.kind == "forbidden"] == ["_f"]


def test_main_guard(hand_in):
    """What stands under the main guard is not run when graded: it voids nothing and is only mentioned."""
    source = (
        "import torch\ndef mse_grad(w, x, y): return grad(w)\ndef grad(x): return x\n"
        "if __name__ == '__main__':\n    grad = torch.autograd.grad\n    x = grad(3)\nelse:\n    y = torch.norm(3)\n"
    )
    submission = hand_in(source)
    mentioned = [problem.line for problem in submission.problems if "is not run here" in problem.message]

    assert lines_hit(submission) == [8]
    assert submission.forbidden == {}
    assert mentioned == [5, 6]


def test_notebook(hand_in):
    """In a notebook only what is taken from it is looked at."""
    submission = hand_in(["import torch\nx.backward()", "def mse_grad(w, x, y):\n    x.backward()"])

    assert [(problem.cell, problem.line) for problem in submission.problems if problem.kind == "forbidden"] == [(2, 2)]


@pytest.mark.parametrize(
    ("pattern", "source", "hit"),
    [
        ("torch.nn.functional.relu", "F.relu", True),
        ("F.relu", "F.relu", True),
        ("nn.functional.relu", "F.relu", True),
        ("torch.nn.functional", "F.relu", True),
        ("nn.functional", "F.relu", True),
        ("F", "F.relu", True),
        ("F.relu", "F.relu6", False),
        ("torch.nn.Linear", "torch.nn.Linear", True),
        ("nn.Linear", "torch.nn.modules.linear.Linear", True),
        ("torch.nn.modules.linear.Linear", "torch.nn.modules.linear.Linear", True),
        ("nn.modules*", "torch.nn.modules.linear.Linear", True),
        ("torch.optim.Adam", "torch.optim.adam.Adam", True),
        ("torch.*softmax*", "F.log_softmax", True),
        ("torch.norm", "torch.functional.norm", True),
        ("torch.Norm", "torch.norm", False),
        ("torch.[mn]orm", "torch.norm", True),
        (".norm", "torch.norm", True),
        (".norm", "torch.linalg.norm", True),
        (".requires_grad*", "x.requires_grad_", True),
        (".grad", "x.requires_grad", False),
        ("sum", "sum", True),
        ("builtins.sum", "sum", True),
        ("sum", "torch.sum", False),
        ("torch.ops*", "torch.ops.aten.add", True),
        (".log_softmax", "torch.ops.aten.log_softmax.int", True),
        ("sorted", "x.sorted", False),
    ],
)
def test_patterns(hand_in, pattern, source, hit):
    """A pattern may be written in any of the usual spellings, and what is inside a forbidden module is forbidden."""
    submission = hand_in(f"import torch\nimport torch.nn.functional as F\n{source}(1)\n", names=(pattern,))

    assert lines_hit(submission) == ([3] if hit else [])


def test_spellings():
    """Every library name knows its other spellings."""
    assert spellings("torch.nn.functional.relu") == ("F.relu", "nn.functional.relu", "torch.nn.functional.relu")
    assert "nn.MSELoss" in spellings("torch.nn.modules.loss.MSELoss")
    assert spellings("numpy.array") == ("numpy.array",)


BOMBS = {
    "conditional bindings": "import torch\n" + "if c: f = torch.a\nf(x)\n" * 3000,
    "bindings in a loop": "import torch\nfor i in x:\n" + " f = g\n g = f\n" * 4000,
    "long chain": "import torch\na0=torch\n" + "".join(f"a{i + 1}=a{i}\n" for i in range(5000)),
    "long chain backwards": "for q in z:\n" + "".join(f" a{i}=a{i + 1}\n" for i in range(5000)),
    "growing text": "import torch\ns = 'a'\n" + "s += s\n" * 3000 + "getattr(torch, s)\n",
    "product of texts": "import torch\n"
    + "k = 'a' if c else 'b'\n"
    + "getattr(torch, "
    + " + ".join(["k"] * 100)
    + ")\n",
    "lists in lists": "a0=[]\n" + "".join(f"a{i + 1}=[a{i}, a{i}]\n" for i in range(5000)),
    "classes with two bases": "class C0: pass\n"
    + "".join(f"class C{i}(C{i - 1}, C{i - 2}):\n x = C{i - 1}.y\n" for i in range(2, 2000)),
    "nested loops": "".join(" " * i + "for x in x:\n" for i in range(19)) + " " * 19 + "x = x.backward\n",
    "changes of one object": "x = []\n" + "x.append(x)\n" * 5000,
    "comprehension": "x = [a " + "for a in b " * 5000 + "]\n",
    "decorators": "@a\n" * 20_000 + "def f(): pass\n",
    "targets": "x = " * 30_000 + "1\n",
    "attributes of attributes": "import torch\nx = torch" + ".a" * 120 + "\n" + "x = x.a.b.c.d\n" * 2000,
    "helpers of helpers": "import torch\n" + "".join(f"def f{i}(): return f{i + 1}(torch.norm)\n" for i in range(2000)),
}


@pytest.mark.parametrize("source", BOMBS.values(), ids=BOMBS)
def test_no_source_is_slow(hand_in, source):
    """The search is bounded: no source makes it slow, deep or large."""
    start = time.process_time()

    assert hand_in(source).runnable
    assert time.process_time() - start < 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*FOUND.values(), *HARMLESS.values(), *SPREADING.values()]), min_size=2, max_size=4))
def test_any_mixture(hand_in, sources):
    """Whatever is put together, the search returns, and uses of a rule's names are not lost in a .py file's ending."""
    mixed = hand_in("\n".join([*sources, "import torch", "torch.autograd.grad(1)"]))

    assert mixed.problems
    assert not mixed.runnable or mixed.source.count("\n") + 1 in lines_hit(mixed) or len(lines_hit(mixed)) > 30


def test_ordinary_size(hand_in):
    """A file of 20 KB, ten times a usual solution, is read in a fraction of a second."""
    source = "import torch\n" + "".join(
        f"def f{i}(w, x, y):\n    error = w * x - y\n    return (2 * error * x).mean() + f{i - 1}(w, x, y)\n"
        for i in range(200)
    )
    taken = []
    for _ in range(3):  # the collector of garbage may come by, and look through all that other tests have left
        start = time.process_time()
        assert hand_in(source).runnable
        taken.append(time.process_time() - start)

    assert min(taken) < 0.5


def test_largest_source(hand_in):
    """A file of 256 KiB is read in under three seconds."""
    block = (
        "def f(w, x, y):\n    for a, b in zip(x, y):\n        w = w - 0.1 * (a @ w - b) * torch.sum(a)\n    return w\n"
    )
    source = ("import torch\n" + block * (256 * 1024 // len(block)))[: 256 * 1024 - 200].rpartition("def ")[0]
    start = time.process_time()

    assert hand_in(source).runnable
    assert time.process_time() - start < 3


def test_names_of_the_small_exercise():
    """The rules that these tests stand on are the ones that they say."""
    assert ".backward" in NAMES
