"""Scripts that show a failed public check without the grader: they run, and they show what the check was given."""

from __future__ import annotations

import contextlib
import io
import math
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import render
from grader.client.code import Code, Conversation, Local
from grader.client.process import Shared
from grader.compare import close, require
from grader.course import find_course
from grader.reproduction import MOST_LINES, WIDTHS, Scene, kept, script
from grader.reproduction.functions import parameters, probe_text
from grader.reproduction.values import Unscriptable, Values
from grader.results import CheckResult, Environment, Report, Verdict
from grader.runner import grading, scripts
from tests.bank import submission_of, variants

ROOT = Path(__file__).parents[1]
SEED = 4711
SOURCE = """
import torch

def double(x, factor=3):
    return x * factor

def total(x):
    return x.sum()

def noisy(x):
    return x + torch.rand(3)

def grow(x):
    x.add_(1)

def descend(slope, start):
    return start - slope(start)

def broken(x):
    raise ValueError("no")

class Counter:
    def __init__(self, step):
        self.step, self.value = step, 0
    def count(self, times):
        self.value += self.step * times
        return self.value
"""
NAMES = {"double": ("x", "factor"), "total": ("x",), "noisy": ("x",), "grow": ("x",), "Counter": ("step",)}


class _Late:
    def request(self, message: dict[str, Any], where: str) -> dict[str, Any]:
        """Is never asked."""
        raise AssertionError


def play(check: Callable[[Any], object], source: str = SOURCE, file: str = "doubling.py") -> Scene:
    """Run a check on a source in this process, as the grader runs it; return what there is to make a script from."""
    conversation = Conversation(_Late(), frozenset(NAMES))
    local = Local("played", conversation.answer)
    conversation.transport = local
    message = {"source": source, "filename": file, "mode": "", "removed": [], "operations": [], "reason": ""}
    conversation.ask(message | {"op": "begin", "seed": SEED}, file)
    conversation.forget()
    conversation.recorder = kept
    torch.manual_seed(SEED)
    error = None
    try:
        check(Code(conversation))
    except Exception as caught:
        error = caught
    return Scene(file, source, list(conversation.calls), list(conversation.callbacks), SEED, NAMES, error)


@pytest.fixture
def doubling() -> Iterator[None]:
    """Let a script import the source as a module."""
    module = types.ModuleType("doubling")
    exec(compile(SOURCE, "doubling.py", "exec"), vars(module))
    sys.modules["doubling"] = module
    yield
    del sys.modules["doubling"]


def printed(lines: str) -> list[str]:
    """Run a script; return the lines that it printed."""
    assert len(lines.splitlines()) <= MOST_LINES
    assert all(len(line) <= WIDTHS[-1] for line in lines.splitlines())
    assert "grader" not in lines
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(lines, "script.py", "exec"), {"__name__": "script"})
    return out.getvalue().splitlines()


def test_a_script_shows_what_came_and_says_what_was_expected(doubling: None) -> None:
    """It calls the function with the check's values; the expected one stands in a comment, as in the message."""
    lines = script(play(lambda code: close(code.double(torch.tensor([1.0, 2.5])), torch.tensor([2.0, 5.0]))))

    assert lines.splitlines() == [
        "import torch",
        "from doubling import double",
        "print(double(torch.tensor([1.0, 2.5])))",
        "# got [3, 7.5], expected [2, 5]",
    ]
    assert printed(lines) == ["tensor([3.0000, 7.5000])"]


def test_a_number_that_no_line_prints_is_the_checks_own(doubling: None) -> None:
    """Where a check compares what it has computed from a result, the last comment does not look like the result."""
    x = torch.tensor([1.0, 2.0])

    lines = script(play(lambda code: close(code.double(x).mean(), torch.tensor(3.0)))).splitlines()

    assert lines[-1] == "# what the check makes of it: got 4.5, expected 3"


def test_all_calls_of_a_check_are_shown(doubling: None) -> None:
    """A check that compares two functions with each other shows both."""
    x = torch.tensor([1.0, 2.0])
    lines = script(play(lambda code: require(code.total(x) != code.double(torch.tensor(1.0)), "They agree.")))

    assert printed(lines) == ["tensor(3.)", "tensor(3.)"]
    assert "from doubling import total, double" in lines


def test_inputs_that_were_drawn_are_drawn_again(doubling: None) -> None:
    """Large inputs that came out of the check's generator are told by its seed, and are the very same."""

    def check(code: Any) -> None:
        x, y = torch.randn(30).double(), torch.rand(4, 5)
        close(code.total(x), x.sum() + 1)
        close(code.total(y), y.sum())

    lines = script(play(check))
    torch.manual_seed(SEED)
    total = torch.randn(30).double().sum()

    assert f"torch.manual_seed({SEED})" in lines
    assert "x = torch.randn(30).double()" in lines
    assert printed(lines) == [str(total)]


def test_code_that_draws_numbers_is_seeded_as_in_the_check(doubling: None) -> None:
    """The student's own random numbers are those of the check, whatever the inputs were made of."""

    def check(code: Any) -> None:
        close(code.noisy(torch.randn(3)), torch.zeros(3))

    scene = play(check)
    lines = script(scene)

    assert lines.count("manual_seed") == 2
    assert printed(lines) == [str(scene.calls[0].value)]


def test_only_functions_at_work_matter_for_the_seed() -> None:
    """A function that draws nothing needs no seed, even if another one of the file draws."""
    assert "seed" not in script(play(lambda code: close(code.total(torch.ones(2)), torch.tensor(1.0))))


def test_a_small_tensor_that_the_check_changes_afterwards_stays_what_was_asked(doubling: None) -> None:
    """The script shows the value at the time of the call."""

    def check(code: Any) -> None:
        x = torch.tensor([1.0, 2.0])
        got = code.double(x)
        x.zero_()
        close(got, x)

    assert printed(script(play(check))) == ["tensor([3., 6.])"]


def test_objects_are_made_and_called(doubling: None) -> None:
    """An object of the student's gets a name, and its methods are called in the same order."""

    def check(code: Any) -> None:
        counter = code.Counter(step=2)
        close([counter.count(1), counter.count(3), counter.value], [2, 8, 9])

    lines = script(play(check))

    assert "counter = Counter(step=2)" in lines
    assert printed(lines) == ["2", "8", "8"]


OFFSET = 2.0


def test_functions_that_are_handed_over(doubling: None) -> None:
    """A lambda is written out with what it closes over; one of torch goes by its name."""
    factor = torch.tensor([2.0, 4.0])
    lines = script(
        play(lambda code: close(code.descend(lambda t: factor * t + OFFSET, torch.ones(2)), torch.tensor([0.0, 0.0])))
    )

    assert printed(lines) == ["tensor([-3., -5.])"]
    lines = script(play(lambda code: close(code.descend(torch.square, torch.tensor(3.0)), torch.tensor(0.0))))
    assert "descend(torch.square, torch.tensor(3.0))" in lines
    assert printed(lines) == ["tensor(-6.)"]


def test_a_function_of_a_thing_that_no_line_can_make_gives_no_script() -> None:
    """Named functions and lambdas over unknown objects are not explained half."""
    thing = object()

    def named(t: Any) -> Any:
        return t

    for slope in (named, lambda t: t if thing else 0):
        assert script(play(lambda code, slope=slope: close(code.descend(slope, 1.0), 7.0))) == ""


def run_twice(module, x):
    """Call it on its own result."""
    return module.double(module.double(x))  # what a check asks


def test_a_probe_stands_in_the_script_without_its_docstring(doubling: None) -> None:
    """A short probe is copied; it is given the student's file as a module."""
    lines = script(play(lambda code: close(code.run(run_twice, torch.tensor([1.0, 2.0])), torch.zeros(2))))

    assert lines.splitlines()[:4] == [
        "import torch",
        "import doubling",
        "def run_twice(module, x):",
        "    return module.double(module.double(x))",
    ]
    assert printed(lines) == ["tensor([ 9., 18.])"]


def test_what_came_back_may_go_in_again(doubling: None) -> None:
    """A result that the check hands to the next function gets a name, not a line of digits."""

    def check(code: Any) -> None:
        close(code.total(code.double(torch.tensor([0.1, 0.7]))), torch.tensor(1.0))

    lines = script(play(check))

    assert "result = double(torch.tensor([0.1, 0.7]))" in lines
    assert "print(total(result))" in lines
    assert printed(lines) == ["tensor(2.4000)"]


def test_arguments_that_are_changed_in_place_are_shown_afterwards(doubling: None) -> None:
    """Where a check looks at the arguments after the call, the script does, too."""

    def check(code: Any) -> None:
        _, (after,) = code.observe("grow", torch.tensor([1.0, 2.0]))
        close(after, torch.tensor([1.0, 2.0]))

    assert printed(script(play(check))) == ["None tensor([2., 3.])"]


def test_a_nearly_right_value_is_shown_with_enough_digits(doubling: None) -> None:
    """A difference in the tenth digit is visible."""
    almost = torch.tensor([3.0, 6.0], dtype=torch.float64) * (1 + 1e-7)
    lines = script(play(lambda code: close(code.double(torch.tensor([1.0, 2.0], dtype=torch.float64)), almost)))

    assert "torch.set_printoptions(precision=12)" in lines
    torch.set_printoptions(profile="default")


def test_an_exception_is_raised_again(doubling: None) -> None:
    """The script ends in the exception that the check met."""
    with pytest.raises(ValueError, match="no"):
        printed(script(play(lambda code: code.broken(1))))


def test_a_notebook_needs_no_import() -> None:
    """In the notebook itself the functions are there already."""
    lines = script(play(lambda code: close(code.double(2), 4), file="my work.ipynb"))

    assert lines.splitlines()[:2] == ["import torch", "print(double(2))"]


@pytest.mark.parametrize(
    ("check", "why"),
    [
        (lambda code: close(code.double(torch.arange(900.0).sin()), torch.zeros(900)), "large"),
        (lambda code: code.nothing(1), "missing"),
        (lambda code: close(code.double(torch.zeros(2, dtype=torch.complex64)), 1.0), "complex"),
        (lambda code: require(False, "no call"), "no call"),
        (lambda code: close(code.double("a" * 500), "b"), "long text"),
    ],
)
def test_no_script_rather_than_a_puzzle(check: Callable[[Any], object], why: str) -> None:
    """Large or strange inputs, and a missing function, give no script."""
    assert script(play(check)) == ""


def test_other_reasons_for_no_script() -> None:
    """A file whose name cannot be imported, one that uses Python's own generator, an unfinished one: no script."""
    wrong = lambda code: close(code.double(1), 2)  # noqa: E731

    assert script(play(wrong)) != ""
    assert script(play(wrong, file="mse gradient (1).py")) == ""
    assert script(play(wrong, file="class.py")) == ""
    assert script(play(wrong, source="import random\n" + SOURCE)) == ""
    assert script(play(wrong, source="def double(x):\n    raise NotImplementedError\n")) == ""


@given(st.floats(allow_nan=True, width=64) | st.integers() | st.booleans() | st.none())
@settings(max_examples=100, deadline=None)
def test_numbers_come_back(value: Any) -> None:
    """A number's text is that very number."""
    try:
        made = eval(Values(0).text(value))
    except Unscriptable:
        assert isinstance(value, int)
        return
    assert type(made) is type(value)
    assert made == value or math.isnan(value)


@given(
    st.lists(st.floats(allow_nan=False, width=32), min_size=1, max_size=9),
    st.sampled_from([torch.float64, torch.float32, torch.float16, torch.int64, torch.bool]),
    st.sampled_from([(-1,), (1, -1), (-1, 1)]),
)
@settings(max_examples=150, deadline=None)
def test_tensors_come_back(values: list[float], dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    """A tensor's text gives the same values, shape and dtype."""
    tensor = torch.tensor(values).clamp(-1e4, 1e4).to(dtype).reshape(shape)
    made = eval(Values(0).text(tensor))

    assert made.dtype == tensor.dtype
    assert torch.equal(made, tensor)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (torch.tensor(0.3), "torch.tensor(0.3)"),
        (torch.tensor([1000.0]), "torch.tensor([1000.0])"),
        (torch.tensor([1e30, math.inf, -math.inf]), "torch.tensor([1e+30, torch.inf, -torch.inf])"),
        (torch.ones(2, 2), "torch.ones(2, 2)"),
        (torch.full((5,), 0.5).double(), "torch.full((5,), 0.5, dtype=torch.float64)"),
        (torch.arange(2, 9), "torch.arange(2, 9)"),
        (torch.ones(2, requires_grad=True), "torch.tensor([1.0, 1.0], requires_grad=True)"),
        (torch.Generator().manual_seed(3), "torch.Generator().manual_seed(3)"),
        ({"lr": 0.1, "names": ("a",)}, '{"lr": 0.1, "names": ("a",)}'),
        ('a "quoted" one', "'a \"quoted\" one'"),
    ],
)
def test_how_values_are_written(value: Any, text: str) -> None:
    """Values are written as a person would write them."""
    assert Values(0).text(value) == text


def test_names_of_parameters() -> None:
    """Variables are called as the student's own parameters."""
    import ast

    found = parameters(ast.parse(SOURCE))

    assert found["double"] == ("x", "factor")
    assert found["Counter"] == ("step",)


def test_probes_lose_docstrings_only() -> None:
    """A probe that is nothing but a docstring is still a function."""
    lines, modules = probe_text('def f(m):\n    """Say."""\n    # why\n    return math.pi, nn\n')
    assert (lines, modules) == (("def f(m):", "    return (math.pi, nn)"), {"math", "nn"})
    assert probe_text('def f(m):\n    """Say."""\n')[0] == ("def f(m):", "    pass")


# ---- the course itself

REAL = {
    "exercise03": ("missing_factor_two", "sum_not_mean", "ascent"),
    "exercise06": ("ascent",),
    "exercise12": (),
}
DRIVER = """
import contextlib, io, json, sys
from pathlib import Path
sys.modules["grader"] = None  # whoever imports it fails
for number in range(int(sys.argv[1])):
    folder = Path(str(number))
    sys.path.insert(0, str(folder))
    module = (folder / "module").read_text()
    sys.modules.pop(module, None)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile((folder / "script.py").read_text(), "script.py", "exec"), {"__name__": "__main__"})
    (folder / "out").write_text(out.getvalue())
    sys.path.remove(str(folder))
"""


@pytest.fixture
def scenes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Scene, str]]:
    """Collect what the runner makes scripts of, and the scripts."""
    seen: list[tuple[Scene, str]] = []

    def noting(scene: Scene) -> str:
        found = script(scene)
        seen.append((replace(scene, calls=list(scene.calls)), found))
        return found

    monkeypatch.setattr(scripts, "script", noting)
    return seen


def test_scripts_of_the_course_show_the_students_wrong_values(tmp_path: Path, scenes: list[tuple[Scene, str]]) -> None:
    """Wrong submissions to bundled exercises: each script runs with torch and the file alone, and prints the same."""
    course = find_course(ROOT)
    for name, chosen in REAL.items():
        exercise = course.find(name)
        sources = variants(exercise)
        keys = [f"misconceptions/{each}" for each in chosen] or [key for key in sources if "misconc" in key][:4]
        with grading.Grader(exercise, secret=b"scripts", hidden=False) as grader:
            grader.source, grader.sandboxed = Shared(exercise.warm, sandbox=False), False
            files = [submission_of(sources[key], exercise, tmp_path) for key in keys if key in sources]
            grader.grade_each(files, lambda submission, report: None)
    made = [(scene, lines) for scene, lines in scenes if lines]
    assert len(made) >= 10
    for number, (scene, lines) in enumerate(made):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / scene.file).write_text(scene.source, encoding="utf-8")
        (folder / "module").write_text(Path(scene.file).stem)
        (folder / "script.py").write_text(lines, encoding="utf-8")
    (tmp_path / "driver.py").write_text(DRIVER)
    subprocess.run([sys.executable, "-I", "driver.py", str(len(made))], cwd=tmp_path, check=True, capture_output=True)

    for number, (scene, lines) in enumerate(made):
        assert len(lines.splitlines()) <= MOST_LINES
        assert (tmp_path / str(number) / "out").read_text().endswith(str(scene.calls[-1].value) + "\n"), lines


def test_hidden_checks_never_have_one(tmp_path: Path) -> None:
    """The inputs of a hidden check stay hidden; the public ones of the same submission have their scripts."""
    exercise = find_course(ROOT).find("exercise03")
    reports: list[Report] = []
    with grading.Grader(exercise, secret=b"scripts", hidden=True) as grader:
        grader.source, grader.sandboxed = Shared(exercise.warm, sandbox=False), False
        source = variants(exercise)["misconceptions/missing_factor_two"]
        grader.grade_each(
            [submission_of(source, exercise, tmp_path)], lambda submission, report: reports.append(report)
        )
    failed = [check for check in reports[0].checks if check.verdict is Verdict.FAILED]

    assert any(check.reproduction for check in failed if check.public)
    assert any(not check.public for check in failed)
    assert [check.name for check in reports[0].checks if check.reproduction and not check.public] == []


# ---- shown


def shown_report(file: str = "double.py", **more: Any) -> Report:
    """Return a report whose one check failed and has a script."""
    details: dict[str, Any] = {
        "public": True,
        "message": "It is wrong.",
        "reproduction": "import torch\nprint('<b>')  # got 1",
    } | more
    check = CheckResult("values", "It doubles.", verdict=Verdict.FAILED, points=0, max_points=0, seconds=0.1, **details)
    return Report("exercise01_double", "Twice a tensor", file, (check,), Environment())


def test_the_terminal_shows_the_script() -> None:
    """It stands below what happened, to be copied."""
    lines = render.to_terminal(shown_report()).splitlines()

    assert "    import torch" in lines
    assert "    print('<b>')  # got 1" in lines
    assert any("where your file is" in line for line in lines)
    assert "new cell" in render.to_terminal(shown_report("double.ipynb"))
    assert "import torch" not in render.to_terminal(shown_report(reproduction=""))


def test_the_page_folds_the_script_away_and_escapes_it() -> None:
    """The page holds it in a closed element, as text."""
    page = render.to_html(shown_report())

    assert '<details class="script">' in page
    assert "print(&#39;&lt;b&gt;&#39;)" in page
    assert "See it without" not in render.to_html(shown_report(reproduction=""))


def test_a_script_at_a_hidden_check_is_not_shown() -> None:
    """Even a report that says otherwise does not bring one to the page."""
    report = shown_report(public=False)

    assert "import torch" not in render.to_terminal(report)
    assert "import torch" not in render.to_html(report)


def test_a_report_keeps_it() -> None:
    """It goes through JSON and back."""
    report = shown_report()

    assert Report.from_json(report.to_json()).checks[0].reproduction == report.checks[0].reproduction
