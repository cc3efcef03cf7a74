"""Two mistakes at once: named where a pair explains what no single one does, in words of the student's own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader import runner
from grader.course import find_course
from grader.diagnosis import pairs
from grader.diagnosis.merging import composed, definitions
from grader.submission import read

COURSE = Path(__file__).parents[1]

GRADIENT = "return (2 * x * (x * w - y)).mean()"
LINEAR = "return 2 * X.T @ error / len(y), 2 * error.mean()"
FIT = "costs.append(((x * w - y) ** 2).mean().item())\n        w = gd_step(w, x, y, lr)"
FIT_LATE = "w = gd_step(w, x, y, lr)\n        costs.append(((x * w - y) ** 2).mean().item())"
BINARY = "losses = -target * _cut_off(torch.log, input) - (1 - target) * _cut_off(torch.log1p, -input)"
SIGMOID = """p = torch.sigmoid(input)
    losses = target * _cut_off(torch.log, p) + (1 - target) * _cut_off(torch.log1p, -p)"""
LOGITS = "positive - input * target + torch.log1p(torch.exp(-input.abs()))"
PROBABILITIES = "return _reduce(-(target * logp).sum(1), reduction)"
STEP = "x = x - lr * gradf(x)\n        path.append(x)"
BEST = "p = min((left + i * h for i in range(parts + 1)), key=f)"
NARROWED = "left, right = max(float(low), p - h), min(float(high), p + h)"
MOMENT = 'v = beta2 * state.get("exp_avg_sq", 0.0) + (1 - beta2) * g**2'
UPDATE = "param.sub_(lr * m_hat / (v_hat.sqrt() + eps))"
FACTOR = "return (abs(path[-1]) / abs(path[0])) ** (1 / (len(path) - 1))"

# exercise -> what the student has done otherwise, and the names that the report may give
CASES: dict[str, dict[str, tuple[dict[str, str], list[str]]]] = {
    "exercise03": {
        "half, and the sign": (
            {GRADIENT: "n = len(x)\n    return torch.sum(x * (y - w * x)) / n"},
            ["missing_factor_two", "sign"],
        ),
        "one in each result": (
            {LINEAR: "return error @ X / X.shape[0], 2 * torch.sum(error)"},
            ["bias_gradient_summed", "weight_gradient_missing_two"],
        ),
        "in two functions of which one uses the other": (
            {"return w - lr * mse_grad(w, x, y)": "return lr * mse_grad(w, x, y) + w", FIT: FIT_LATE},
            ["ascent", "cost_after_step"],
        ),
        "minus a quarter": ({GRADIENT: "return (-0.5 * x * (x * w - y)).mean()"}, []),
        "a root": ({GRADIENT: "return 2 * (x * (x * w - y)).mean() ** 2"}, []),
        "a known one and an unknown one": (
            {LINEAR: "return X.T @ error / len(y), 3 * error.mean()"},
            [],
        ),
    },
    "exercise05": {
        "the wrong sign, and a sigmoid too many": (
            {BINARY: SIGMOID},
            ["bce_sign_missing", "sigmoid_in_bce"],
        ),
        "the wrong sign and the whole table": (
            {PROBABILITIES: "return _reduce(logp * target, reduction)"},
            ["classes_not_summed", "probabilities_sign"],
        ),
        "a sign in one, a missing term in another": (
            {
                LOGITS: "input * target + positive + torch.log1p(torch.exp(-input.abs()))",
                BINARY: "losses = (target - 1) * _cut_off(torch.log1p, -input)",
            },
            ["first_term_missing", "zy_sign"],
        ),
        "twice the loss with the wrong sign": (
            {PROBABILITIES: "return _reduce(2 * (target * logp).sum(1), reduction)"},
            [],
        ),
    },
    "exercise06": {
        "uphill by the slope at the start": (
            {STEP: "x += lr * gradf(float(x0))\n        path.append(x)"},
            ["ascent", "gradient_at_start"],
        ),
        "the sizes upside down without a root": (
            {FACTOR: "return abs(path[0] / path[-1]) if path[-1] else 0.0"},
            ["first_over_last", "no_root"],
        ),
        "points without the left end, and the interval may stick out": (
            {
                NARROWED: "left, right = p - h, p + h",
                BEST: "p = min([left + h * (i + 1) for i in range(parts)], key=f)",
            },
            ["left_end_missing", "not_cut"],
        ),
        "uphill twice as far": ({STEP: "x = x + 2 * lr * gradf(x)\n        path.append(x)"}, []),
    },
    "exercise10": {
        "the first moment squared, the eps under the root": (
            {MOMENT: MOMENT.replace("g**2", "m * m"), UPDATE: "param.sub_(lr * m_hat / torch.sqrt(v_hat + eps))"},
            ["eps_inside_root", "v_from_m"],
        ),
        "no correction of the second, and uphill": (
            {"v_hat = bias_corrected(v, beta2, t)": "v_hat = v", UPDATE: "param.add_(lr * m_hat / (v.sqrt() + eps))"},
            ["ascent", "only_m_corrected"],
        ),
        "a third root": ({UPDATE: "param.add_(lr * m_hat / (v_hat ** 0.3 + eps))"}, []),
    },
}


def named(exercise_name: str, sources: dict[str, str], tmp_path: Path) -> dict[str, list[str]]:
    """Return the names in the reports on submissions."""
    exercise = find_course(COURSE).find(exercise_name)
    found: list[list[str]] = []

    def submissions():
        for source in sources.values():
            path = tmp_path / exercise.file
            path.write_text(source)
            yield read(path, exercise)

    def deliver(_, report):
        found.append(sorted(item.name for item in report.misconceptions))

    runner.grade_each(exercise, submissions(), deliver, hidden=True, secret=b"pairs")
    return dict(zip(sources, found, strict=True))


@pytest.mark.parametrize("exercise", CASES)
def test_real_pairs_and_what_looks_like_them(exercise, tmp_path):
    """Both mistakes of a submission are named; where one is unknown, or something else was done, nothing is said."""
    solution = find_course(COURSE).find(exercise).solution_path.read_text()
    sources = {}
    for name, (changes, _) in CASES[exercise].items():
        source = solution
        for old, new in changes.items():
            assert old in source
            source = source.replace(old, new)
        sources[name] = source

    assert named(exercise, sources, tmp_path) == {name: names for name, (_, names) in CASES[exercise].items()}


def test_without_time_nothing_is_said(monkeypatch, tmp_path):
    """A pair that fits is not named if others could not be tried."""
    monkeypatch.setattr(pairs, "SECONDS", -1.0)
    solution = find_course(COURSE).find("exercise03").solution_path.read_text()
    source = solution.replace(GRADIENT, "return (x * (y - x * w)).mean()")

    assert named("exercise03", {"pair": source}, tmp_path) == {"pair": []}


BASE = '''
def f(x, y):
    """Say something."""
    d = x - y
    e = 2 * d
    return e.mean()
'''


def changed(*replacements: tuple[str, str]) -> str:
    """Return the base with some text replaced, without its docstring as in a misconception's file."""
    source = BASE.replace('    """Say something."""\n', "")
    for old, new in replacements:
        assert old in source
        source = source.replace(old, new)
    return source


MERGED = {
    "different lines": ([("x - y", "y - x")], [("2 * d", "d")], [("x - y", "y - x"), ("2 * d", "d")]),
    "the same line": ([("e.mean()", "e.sum()")], [("e.mean()", "abs(e.mean())")], [("e.mean()", "abs(e.sum())")]),
    "out of and within an expression": ([("2 * d", "d")], [("2 * d", "2 * -d")], [("2 * d", "-d")]),
    "a line more": ([("    e =", "    d = d * d\n    e =")], [("2", "3")], [("    e = 2", "    d = d * d\n    e = 3")]),
    "a line less": ([("    e = 2 * d\n", "    e = d\n")], [("2 * d", "d")], [("2 * d", "d")]),
    "the same place": ([("2 * d", "3 * d")], [("2 * d", "4 * d")], None),
    "an operand exchanged, and changed": ([("x - y", "y - x")], [("x - y", "x - 2 * y")], None),
    "two ways around": ([("2 * d", "abs(2 * d)")], [("2 * d", "(2 * d).exp()")], None),
    "two lines at one place": ([("    e =", "    d = 1\n    e =")], [("    e =", "    d = 3\n    e =")], None),
    "gone, and changed": ([("    e = 2 * d\n", "")], [("2 * d", "3 * d")], None),
}


@pytest.mark.parametrize("name", MERGED)
def test_merging(name):
    """Changes that stand apart are merged, also within one line; where they meet there is nothing."""
    one, other, both = MERGED[name]
    changes = [definitions(ast.parse(changed(*part))) for part in (one, other)]
    expected = None if both is None else ast.unparse(ast.parse(changed(*both)))
    solution = definitions(ast.parse(BASE))

    assert composed(solution, changes) == expected
    assert composed(solution, changes[::-1]) == expected


def test_merging_of_different_definitions():
    """What different functions, constants and imports define stands side by side; a new name has one meaning."""
    solution = definitions(ast.parse(BASE))
    one = definitions(ast.parse("import math\nLIMIT = 1\ndef g():\n    return LIMIT\n"))
    other = definitions(ast.parse("import math\ndef f(x, y):\n    return math.nan\n"))
    third = definitions(ast.parse("LIMIT = 2\n"))

    text = composed(solution, [one, other])
    assert text is not None
    assert list(definitions(ast.parse(text))) == [*one, "f"]
    assert composed(solution, [one, third]) is None
