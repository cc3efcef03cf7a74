"""Naming the mistake: only where it is certain."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from test_runner import EXERCISE_TOML, PUBLIC

from grader import runner
from grader.checks import Check
from grader.client.code import Call, Local
from grader.course import find_course
from grader.diagnosis import bank, same, uses
from grader.diagnosis.trials import Observed, says_nothing
from grader.results import Report, Verdict
from grader.submission import read

STUB = '''
def double(x):
    """Return 2 x."""
    raise NotImplementedError


def twice_double(x):
    """Return double(double(x))."""
    raise NotImplementedError
'''

SOLUTION = '''
def double(x):
    """Return 2 x."""
    return 2 * x


def twice_double(x):
    """Return double(double(x))."""
    return double(double(x))
'''

HIDDEN = '''
import pytest
import torch
from grader.compare import close


@pytest.mark.points(50)
@pytest.mark.parametrize("n", [1, 4])
def test_double(submission, solution, n):
    """double is right."""
    x = torch.randn(n)
    close(submission.double(x), solution.double(x))


@pytest.mark.points(50)
def test_twice_double(submission, solution):
    """twice_double is right."""
    x = torch.randn(3)
    close(submission.twice_double(x), 4 * x)
'''

MISCONCEPTIONS = {
    "half": ("You halve.", "def double(x):\n    return x / 2\n"),
    "square": ("You square.", "def double(x):\n    return x * x\n"),
    "square_too": ("You square in another way.", "def double(x):\n    return x**2\n"),
    "wrong_for_one": ("You forget single numbers.", "def double(x):\n    return x if x.numel() == 1 else 2 * x\n"),
    "once": ("You double once only.", "def twice_double(x):\n    return double(x)\n"),
    "of_sixteenth": ("You divide.", "def twice_double(x):\n    return x / 16\n"),
}


@pytest.fixture(scope="module")
def diagnose(tmp_path_factory):
    """Return a function that grades changed solutions and gives the names of the misconceptions."""
    root = tmp_path_factory.mktemp("course")
    (root / "course.toml").write_text('title = "Test"\n')
    public, secret = root / "exercises/exercise01_work", root / "solutions/exercise01_work"
    for folder, checks, code in ((public, PUBLIC, STUB), (secret, HIDDEN, SOLUTION)):
        folder.mkdir(parents=True)
        (folder / "checks.py").write_text(checks)
        (folder / "work.py").write_text(code)
    (public / "exercise.toml").write_text(EXERCISE_TOML)
    (secret / "misconceptions").mkdir()
    for name, (text, code) in MISCONCEPTIONS.items():
        (secret / "misconceptions" / f"{name}.py").write_text(f'"""{text}"""\n\n\n{code}')
    exercise = find_course(root).find("exercise01")

    def grade(sources: dict[str, str]) -> dict[str, Report]:
        reports: list[Report] = []

        def submissions():
            for source in sources.values():
                path: Path = root / "work.py"
                path.write_text(source)
                yield read(path, exercise)

        runner.grade_each(exercise, submissions(), lambda _, report: reports.append(report), hidden=True, secret=b"s")
        return dict(zip(sources, reports, strict=True))

    return grade


CASES = {
    "right": ({}, []),
    "half in other words": ({"return 2 * x": "return 0.5 * x"}, ["half"]),
    "a square, which two misconceptions give": ({"return 2 * x": "return x * x"}, []),
    "wrong in one case": ({"return 2 * x": "return x.clone() if x.numel() == 1 else x + x"}, ["wrong_for_one"]),
    "an unknown mistake": ({"return 2 * x": "return 3 * x"}, []),
    "nearly half": ({"return 2 * x": "return 0.5001 * x"}, []),
    "half for one number only": ({"return 2 * x": "return x / 2 if x.numel() == 1 else 2 * x"}, []),
    "once": ({"return double(double(x))": "return double(x)"}, ["once"]),
    "two mistakes": ({"return 2 * x": "return x / 2", "return double(double(x))": "return 2 * x"}, ["half", "once"]),
    "an unknown mistake that looks like a known one": ({"return 2 * x": "return x * 0.25"}, []),
    "raises": ({"return 2 * x": "raise ValueError"}, []),
    "as if an earlier function were wrong, which is right": ({"return double(double(x))": "return x / 4"}, []),
}


@pytest.fixture(scope="module")
def reports(diagnose):
    """Grade all cases in one session."""
    sources = {}
    for name, (changes, _) in CASES.items():
        sources[name] = SOLUTION
        for old, new in changes.items():
            sources[name] = sources[name].replace(old, new)
    return diagnose(sources)


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named_only_if_it_is_certain(reports, name):
    """A name is given for what behaves exactly like one known mistake, and for nothing else."""
    assert sorted(item.name for item in reports[name].misconceptions) == CASES[name][1]


@pytest.mark.parametrize(
    ("values", "silent"), [([True, True], True), ([True, False], False), ([True, 1.0], False), ([0.0, 0.0], False)]
)
def test_one_truth_value_alone_names_nothing(values, silent):
    """What always says yes may be wrong in many ways; what says yes and no at the right places is not."""
    check = Check("convex", "", "It is right.", False, 1.0, 1)
    runs = [Observed(check, 1, Verdict.FAILED, (Call(("convex",), value=value),)) for value in values]

    assert says_nothing(runs) is silent


def test_of_too_much_nothing_is_said(diagnose, monkeypatch):
    """Where more has failed than is looked at, nothing is named: the rest might tell another story."""
    monkeypatch.setattr(bank, "MAX_RUNS", 1)
    reports = diagnose({"half": SOLUTION.replace("return 2 * x", "return x / 2")})

    assert reports["half"].misconceptions == ()


def test_what_a_candidate_sets_stays_with_it():
    """Code that switches autograd off, or sets the default dtype, does so for nobody else in the grading process."""
    local = Local("candidate")
    source = "import torch\ntorch.set_grad_enabled(False)\ntorch.set_default_dtype(torch.float64)\n"
    loading = {"source": source, "filename": "x.py", "mode": "", "removed": [], "operations": [], "reason": ""}
    reply = local.request(loading | {"op": "begin", "seed": 0}, "x.py")

    assert reply.get("raised") is None
    assert local.modes == (False, torch.float64)
    assert torch.is_grad_enabled()
    assert torch.get_default_dtype() == torch.float32
    local.request({"op": "begin", "seed": 0}, "x.py")
    assert local.modes == (True, torch.float32)


def test_the_diagnosis_is_the_authors_sentence(reports):
    """The report holds the misconception's docstring, its function and the checks that it explains."""
    (found,) = reports["half in other words"].misconceptions

    assert (found.name, found.function, found.diagnosis) == ("half", "double", "You halve.")
    assert set(found.checks) >= {"double", "twice_double"}
    assert (
        "half"
        in next(check for check in reports["half in other words"].checks if check.name == "double").misconceptions
    )


def test_what_uses_what():
    """A function uses another directly, through helpers, and never itself."""
    source = (
        "def a(): return helper()\ndef helper(): return b()\ndef b(): return b\nclass C:\n    def m(self): return a()\n"
    )

    assert uses(source, frozenset({"a", "b", "C"})) == {"a": {"b"}, "b": frozenset(), "C": {"a", "b"}}


SAME = [
    (torch.ones(2), torch.ones(2) + 1e-8, True),
    (torch.ones(2), torch.ones(2) + 1e-3, False),
    (torch.ones(2), torch.ones(2, 1), False),
    (torch.ones(2), torch.ones(2).double(), False),
    (torch.tensor(float("nan")), torch.tensor(float("nan")), True),
    ([1, (2.0, None)], [1, (2.0 + 1e-9, None)], True),
    ([1], (1,), False),
    ({"a": 1}, {"a": 2}, False),
    (True, 1, False),
]


@pytest.mark.parametrize(("a", "b", "expected"), SAME)
def test_same(a, b, expected):
    """Values are the same up to rounding, with their kinds, shapes and dtypes."""
    assert same(a, b) is expected
