"""Reports of every kind for the tests of ``grader.render``, and text that wants to do harm."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from grader.results import CheckResult, Environment, Frame, Misconception, Part, Problem, Report, Verdict
from grader.submission.notebook import Cell

SOURCE = '''\
"""The gradient of the mean squared error."""

import torch
from torch import Tensor


def mse_grad(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """Return d/dw of (1/N) sum_i (x_i * w - y_i)^2."""
    if x.shape != y.shape:
        raise ValueError(f"x has shape {tuple(x.shape)}, y {tuple(y.shape)}")
    return (x * (x * w - y)).mean()  # the chain rule


def linear_mse_grad(w: Tensor, b: Tensor, X: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Return the gradients for w and b."""
    residual = X @ w + b - y
    return 2 / len(X) * X @ residual, 2 * residual.mean()


def gd_step(w: Tensor, x: Tensor, y: Tensor, lr: float) -> Tensor:
    """Return the weight after one step."""
    return w - lr * mse_grad(w, x, y)
'''

ENVIRONMENT = Environment(
    torch="2.13.0+cpu",
    grader="0.1.0",
    python="3.11.7",
    checks="sha256:" + "4b7d2f1a" * 8,
    submission="sha256:" + "9e0c55d3" * 8,
    seed="a1b2c3d4e5f60718",
    sandbox=("landlock", "seccomp", "namespaces", "rlimits"),
)


def check(name: str, title: str, verdict: Verdict = Verdict.PASSED, most: float = 10.0, **more: Any) -> CheckResult:
    """Return a hidden check of ``mse_grad`` that earns all of its points or none."""
    more = {"functions": ("mse_grad",), "public": False, "seconds": 0.004} | more
    more = {"points": most if verdict is Verdict.PASSED else 0.0} | more
    return CheckResult(name=name, title=title, verdict=verdict, max_points=most, **more)


def report(*checks: CheckResult, **more: Any) -> Report:
    """Return a report of exercise03 with these checks."""
    more = {"environment": ENVIRONMENT, "file": "mse_gradient.py", "seconds": 1.4} | more
    more = {"exercise": "exercise03_mse_gradient", "title": "The gradient of the MSE"} | more
    return Report(checks=checks, **more)


COURSE_DATA = "The gradient is right for x = [1, 2, 3], y = [2, 4, 6]."
RANDOM = "It agrees with autograd on twenty random data sets in float64."
LINEAR = "`linear_mse_grad` is right for any number of samples and features, and for a single sample."
STEP = "One step of gradient descent moves the weight by −lr times the gradient."
FIT = "A hundred steps on the course data end at w = 2."
TITLES = (COURSE_DATA, RANDOM, LINEAR, STEP, FIT)
MISSING_FACTOR = Misconception(
    name="missing_factor_two",
    function="mse_grad",
    diagnosis="""Your gradient is exactly half the right one: the factor 2 is missing.
The cost is a mean of squares, and the derivative of a square is twice what was squared, times
the derivative of what was squared:

    d/dw (x w − y)² = 2 (x w − y) x

Some textbooks write ½ in front of the cost so that this 2 goes away; this course does not.
""",
    checks=("course_data", "random_float64"),
)
HALF = "the result is 0.5 times the expected one"


def mixed_failures() -> Report:
    """Return a report with every way to lose points."""
    checks = (
        check("shape_and_dtype", "The result is 0-dimensional and has the dtype of `w`.", most=6),
        check(
            "course_data",
            COURSE_DATA,
            Verdict.FAILED,
            public=True,
            message="The result is 0.5 times the expected one: got −4.66667, expected −9.33333.",
            difference=HALF,
            output="w = 1.0\n",
            misconceptions=("missing_factor_two",),
        ),
        check(
            "random_float64",
            RANDOM,
            Verdict.FAILED,
            message="The result is not right.",
            difference=HALF,
            misconceptions=("missing_factor_two",),
        ),
        check(
            "linear_edges",
            LINEAR,
            Verdict.FAILED,
            most=8,
            points=6,
            functions=("linear_mse_grad",),
            message="The result is transposed: rows and columns are swapped.",
            difference="the result is transposed: rows and columns are swapped",
            parts=(
                Part("one sample", Verdict.PASSED, 2, 2),
                Part("one feature", Verdict.PASSED, 2, 2),
                Part("float32", Verdict.PASSED, 2, 2),
                Part("square X", Verdict.FAILED, 0, 2),
            ),
        ),
        check(
            "inputs_untouched",
            "`w`, `x` and `y` are as they were after every call.",
            Verdict.ERROR,
            most=4,
            message="`gd_step` raised TypeError: mean(): could not infer output dtype. Input dtype must be either a "
            "floating point or complex dtype. Got: Long",
            frames=(
                Frame(22, "gd_step", "return w - lr * mse_grad(w, x, y)"),
                Frame(11, "mse_grad", "return (x * (x * w - y)).mean()  # the chain rule"),
            ),
            functions=("gd_step", "mse_grad"),
        ),
        check("fit", FIT, Verdict.TIMEOUT, most=12, message="It used its 5 s of CPU time.", functions=("fit",)),
        check("step", STEP, functions=("gd_step",)),
        check("numerical", "The central difference is exact for a parabola.", Verdict.INTERNAL_ERROR, most=9),
    )
    notice = "No user namespaces here: the code ran behind Landlock, seccomp and resource limits only."
    late = "2 hours 5 minutes late"
    return report(*checks, misconceptions=(MISSING_FACTOR,), notices=(notice,), attempt=2, student="alice", late=late)


def public_checks() -> Report:
    """Return what ``grade check`` shows a student: no points, and what the code printed."""
    return report(
        check("course_data", COURSE_DATA, most=0, public=True, output="w = 1.0\ngrad = -9.3333\n"),
        check("agree", "Your two gradients agree with each other.", most=0, public=True),
        check(
            "falling",
            "Training goes down.",
            Verdict.FAILED,
            most=0,
            public=True,
            functions=("fit",),
            message="The costs of fit(x, y) should fall from step to step; cost 3 is larger than cost 2.",
            output="".join(f"epoch {epoch}: cost {2.0**epoch:.4f}\n" for epoch in range(40)),
        ),
        notices=("This machine cannot shut code in (no Landlock): the checks ran without a sandbox.",),
        environment=replace(ENVIRONMENT, sandbox=()),
    )


def all_passed() -> Report:
    """Return a report with full points."""
    checks = [check(f"check{n}", title, most=20, functions=(f"f{n}",)) for n, title in enumerate(TITLES)]
    return report(*checks, attempt=3)


def syntax_error() -> Report:
    """Return a report of a file that cannot be run."""
    message = "SyntaxError in line 11: '(' was never closed; the end of the line, or a later line, must close it."
    problem = Problem("syntax", message, line=11, column=12, code="    return (x * (x * w - y).mean()")
    unread = "Python cannot read your file because of the syntax error above."
    skipped = [check(f"c{n}", title, Verdict.ERROR, message=unread, functions=()) for n, title in enumerate(TITLES)]
    return report(*skipped, problems=(problem,), attempt=1)


def missing_function() -> Report:
    """Return a report of a file in which a function has another name."""
    message = "`mse_grad` is missing. There is a function `mse_gradient`: is that the one?"
    problem = Problem("missing", message, function="mse_grad")
    failed = [check(f"c{n}", title, Verdict.ERROR, message=message) for n, title in enumerate((COURSE_DATA, RANDOM))]
    return report(*failed, check("step", STEP, functions=("gd_step",)), problems=(problem,))


def timeouts() -> Report:
    """Return a report in which every check of a function ran out of time."""
    found = [
        check(f"c{n}", title, Verdict.TIMEOUT, message="It used its 5 s of CPU time.") for n, title in enumerate(TITLES)
    ]
    return report(*found, check("memory", "A large data set fits.", Verdict.MEMORY, message="It asked for 4.0 GB."))


def crash() -> Report:
    """Return a report in which one line of the student's raises in every check, deep in a recursion."""
    frames = (Frame(2, "mse_grad", "return walk(x, 0)"), *[Frame(6, "walk", "return walk(x, n + 1)")] * 900)
    frames += (Frame(5, "stop", "raise RecursionError"), Frame(6, "walk", "return walk(x, n + 1)")) * 20
    message = "RecursionError: maximum recursion depth exceeded"
    return report(*[check(f"c{n}", t, Verdict.ERROR, message=message, frames=frames) for n, t in enumerate(TITLES)])


def forbidden() -> Report:
    """Return a report of a file that breaks a rule."""
    message = (
        "`torch.autograd.grad` is not allowed in `mse_grad`. This exercise is about deriving the gradient by hand."
    )
    code = "    return torch.autograd.grad(((x * w - y) ** 2).mean(), w)[0]"
    problem = Problem("forbidden", message, line=11, column=12, code=code, function="mse_grad")
    notice = Problem("notice", "`gd_step` is defined twice; the second one counts.", line=20, function="gd_step")
    voided = [check(f"c{n}", t, Verdict.FORBIDDEN, message=message) for n, t in enumerate((COURSE_DATA, RANDOM))]
    return report(*voided, check("step", STEP, functions=("gd_step",)), problems=(notice, problem), attempt=1)


NOTEBOOK_SOURCE = """\
# the code cells of a notebook
# cell 1
# pip install torch
# cell 3
import torch

def mse_grad(w, x, y):
    return x * w.item() - y
"""
CELLS = (Cell(1, 3, 3), Cell(3, 5, 8))


def notebook() -> Report:
    """Return a report of a notebook, whose lines are counted cell by cell."""
    frames = (Frame(4, "mse_grad", "return x * w.item() - y", cell=3),)
    message = "`mse_grad` raised ValueError: only one element tensors can be converted to Python scalars"
    raised = check("c1", COURSE_DATA, Verdict.ERROR, message=message, frames=frames)
    shell = Problem("notice", "A command of Jupyter is left out: cell 1 line 1.", line=1, cell=1)
    return report(raised, check("step", STEP), file="mse_gradient.ipynb", problems=(shell,), attempt=1)


def untouched() -> Report:
    """Return a report of the stub as it was handed out."""
    names = ("mse_grad", "gd_step")
    problems = [Problem("unfinished", f"`{name}` is not filled in yet.", function=name) for name in names]
    checks = [
        check(f"c{n}", title, Verdict.ERROR, message="NotImplementedError", functions=(names[n % 2],))
        for n, title in enumerate(TITLES)
    ]
    return report(*checks, problems=tuple(problems), attempt=1)


def half_finished() -> Report:
    """Return a report in which one function works and the other is not begun."""
    problem = Problem("unfinished", "`gd_step` is not filled in yet.", line=20, function="gd_step")
    frames = (Frame(22, "gd_step", "raise NotImplementedError"),)
    waits = {"message": "NotImplementedError", "functions": ("gd_step",), "frames": frames}
    checks = [check("c1", COURSE_DATA), check("c2", RANDOM)]
    checks += [check("c3", STEP, Verdict.ERROR, **waits), check("c4", FIT, Verdict.ERROR, **waits)]
    return report(*checks, problems=(problem,), attempt=4)


def chinese() -> Report:
    """Return a report whose author writes Chinese."""
    wrong = check(
        "c1", "均方误差的梯度在课程数据上是对的，数据为 x = [1, 2, 3]、y = [2, 4, 6]，结果是零维张量。", Verdict.FAILED
    )
    wrong = replace(
        wrong, message="结果是正确值的一半：对平方求导时漏掉了因子 2。请再看一遍链式法则，然后重新计算梯度。"
    )
    return report(wrong, check("c2", "梯度在最优点为零。"), title="均方误差的梯度")


def nothing_checked() -> Report:
    """Return a report without a single check."""
    return report()


SAMPLES = {
    make.__name__: make()
    for make in (
        *(mixed_failures, public_checks, all_passed, syntax_error, missing_function, timeouts, crash),
        *(forbidden, notebook, untouched, half_finished, chinese, nothing_checked),
    )
}

HOSTILE = {
    "script": "<script>alert(1)</script></pre></details><img src=x onerror=alert(1)><style>*{display:none}</style>",
    "attribute": '" onmouseover="alert(1)" x=\' autofocus onfocus=alert(1) \' href=javascript:alert(1)',
    "template": "{{7*7}}{% include '/etc/passwd' %}{# #}${7*7}",
    "comment": "--><!--]]><![CDATA[<b>&amp;&#60;b&#62;]]>",
    "terminal": "\x1b]0;title\x07\x1b[2J\x1b[8m\x9b31m\x1b]52;c;aGk=\x1b\\ 10/10\r 0/10\x08\x08\x7f\x00\u2028\u0085",
    "bidi": "\u202eetirw\u202c \u2066a\u2069 \u200f\u200b\ufeff\u00ad\U000e0041",
    "surrogates": "\ud800 \udfff \ufffe \uffff \ue000",
    "zalgo": "a" + "\u0301" * 300,
    "long word": "x" * 5000,
    "wide": "梯度" * 3000,
    "lines": "\n" * 3000 + "end",
    "markup": "[bold red]x[/] :smile: `code` **b** @all",
    "huge": "A<&\x1b" * 2_600_000,
}


def poisoned(value: Any, text: str) -> Any:
    """Return the data with every piece of text in it replaced, verdicts and kinds excepted."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"kind", "figures", "version"}
        return replace(
            value, **{f.name: poisoned(getattr(value, f.name), text) for f in fields(value) if f.name not in kept}
        )
    if isinstance(value, tuple):
        return tuple(poisoned(item, text) for item in value)
    return text if isinstance(value, str) and not isinstance(value, Verdict) else value


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_the_samples_are_real_reports(sample: Report) -> None:
    """Every sample survives being written and read as JSON, so the tests do not render what cannot exist."""
    assert Report.from_json(sample.to_json()) == sample
