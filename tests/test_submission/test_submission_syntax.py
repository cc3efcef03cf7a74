"""What a student is told about code that Python cannot read."""

from __future__ import annotations

import warnings

import pytest

from grader.submission import Submission


def syntax_problem(submission: Submission):
    """Return the one problem of a file that Python cannot read."""
    assert not submission.runnable
    assert not submission.forbidden
    assert [problem.kind for problem in submission.problems] == ["syntax"]
    return submission.problems[0]


@pytest.mark.parametrize(
    ("source", "line", "words", "advice"),
    [
        ("x = (1,\ny = 2\n", 1, "'(' was never closed", "must close it"),
        ("x = 1)\n", 1, "unmatched ')'", "count the brackets"),
        ("x = (1]\n", 1, "does not match opening parenthesis", "count the brackets"),
        ("def f(x)\n    return x\n", 1, "expected ':'", "end with a colon"),
        ("if x = 1:\n    pass\n", 1, "Maybe you meant '=='", "a comparison is written `==`"),
        ("print 'x'\n", 1, "Missing parentheses in call to 'print'", "Python 2"),
        ("x = “a”\n", 1, "invalid character '“' (U+201C)", "word processor"),
        ("x = ‘a’\n", 1, "invalid character '‘' (U+2018)", "word processor"),
        ("f（1）\n", 1, "invalid character '（' (U+FF08)", "wide form of `(`"),
        ("f(1，2)\n", 1, "invalid character '，' (U+FF0C)", "wide form of `,`"),
        ("x = 1。\n", 1, "invalid character '。'", "wide form of `.`"),
        ("x\xa0= 1\n", 1, "invalid non-printable character U+00A0", "web page"),
        ("if x:\n\ty = 1\n        z = 2\n", 3, "inconsistent use of tabs", "tabs and spaces"),
        ("if x:\n    y = 1\n  z = 2\n", 3, "unindent does not match", "further left"),
        ("x = 1\n  y = 2\n", 2, "unexpected indent", "further right"),
        ("def f():\nx = 1\n", 2, "expected an indented block", "even if it is only `pass`"),
        ("x = 'abc\n", 1, "unterminated string literal", "a quote is missing"),
        ('x = """abc\n', 1, "unterminated triple-quoted string literal", "a quote is missing"),
        ("x = 1\nreturn x\n", 2, "'return' outside function", "how far the line is indented"),
        ("class A:\n    return 1\n", 2, "'return' outside function", "indented"),
        ("def f():\n    class A:\n        yield 1\n", 3, "'yield' outside function", "indented"),
        ("x = 1\nbreak\n", 2, "'break' outside loop", "indented"),
        ("for x in y:\n    def f():\n        continue\n", 3, "'continue' not properly in loop", ""),
        ("for x in y:\n    pass\nelse:\n    break\n", 4, "'break' outside loop", ""),
        ("await f()\n", 1, "'await' outside function", ""),
        ("def f(x, x):\n    pass\n", 1, "duplicate argument 'x'", ""),
        ("def f():\n    x = 1\n    global x\n", 3, "before global declaration", ""),
        ("nonlocal x\n", 1, "nonlocal declaration not allowed at module level", ""),
        ("<<<<<<< HEAD\nx = 1\n", 1, "invalid syntax", "merge"),
        (">>> x = 1\n", 1, "invalid syntax", "prompt"),
        ("In [3]: import torch\n", 1, "invalid syntax", "prompt"),
        ("%matplotlib inline\n", 1, "invalid syntax", "command of Jupyter"),
        ("!pip install torch\n", 1, "invalid syntax", "command of Jupyter"),
        ("if x:\n    pass\nelse if y:\n    pass\n", 3, "expected ':'", "`elif`"),
        ("x = a && b\n", 1, "invalid syntax", "`and` and `or`"),
        ("x++\n", 1, "invalid syntax", "`+= 1`"),
        ("x = 007\n", 1, "leading zeros", "write 7"),
        ("f(a b)\n", 1, "forgot a comma", "missing comma"),
        ("x = " + "9" * 5000 + "\n", 1, "Exceeds the limit (4300 digits)", ""),
    ],
)
def test_messages(hand_in, source, line, words, advice):
    """Python's own words are kept, with the line and half a sentence of advice."""
    problem = syntax_problem(hand_in(source))

    assert problem.line == line
    assert f"line {line}: " in problem.message
    assert words in problem.message
    assert advice in problem.message
    assert problem.message.endswith(".")
    assert problem.code == source.split("\n")[line - 1].rstrip()[:300]


def test_place(hand_in):
    """The column counts characters from 1, also after characters of several bytes."""
    problem = syntax_problem(hand_in("é = 'ü' $ 1\n"))

    assert (problem.line, problem.column) == (1, 9)
    assert problem.code == "é = 'ü' $ 1"


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "(" * 100_000,
        "x = " + "lambda:" * 10_000 + "1",
        "x = " + "not " * 50_000 + "1",
        "x = " + "-" * 200_000 + "1",
        "x = a" + ".b" * 100_000,
        "x = a" + "[0]" * 60_000,
        "f" + "()" * 100_000,
        "x = 1" + " + 1" * 50_000,
        "x = 1" + " ** 1" * 40_000,
        "x = " + "1 if 1 else " * 20_000 + "1",
        "if 1: pass\n" + "elif 1: pass\n" * 15_000,
        "x = " + "{1:" * 199 + "1" + "}" * 199,
        "x = " + "lambda:" * 900 + "1",
        "".join(" " * depth + "if 1:\n" for depth in range(300)),
        "match x:\n case " + "A(" * 190 + ")" * 190 + ": pass",
    ],
    ids=lambda source: source[:12].strip(),
)
def test_too_deep(hand_in, source):
    """Code that is nested beyond all reason is refused with a sentence, quickly and without a crash."""
    assert "nest" in syntax_problem(hand_in(source)).message or "too many" in syntax_problem(hand_in(source)).message


@pytest.mark.parametrize(
    "source",
    [
        "x = 1" + " + 1" * 900,
        "if a: pass\n" + "elif a: pass\n" * 900,
        "x = " + "(" * 100 + ")" * 100,
        "".join(" " * depth + "if a:\n" for depth in range(95)) + " " * 95 + "x = [[[[[[a.b.c(d(e(f)))]]]]]]",
        "x = a" + ".b()" * 60,
        "x = 'a' 'b' " * 1 + "'c' " * 20_000,
    ],
    ids=["sum", "elif", "brackets", "blocks", "chain", "strings"],
)
def test_deep_enough(hand_in, source):
    """Long sums, elif chains and the nesting that a person might write are read."""
    assert hand_in(source).runnable


def test_deep_caller(hand_in):
    """A caller that has used up most of Python's stack gets a sentence, not a RecursionError."""
    source = "".join(" " * depth + "if a:\n" for depth in range(95)) + " " * 95 + "x = a"

    def deeper(levels: int) -> Submission:
        return deeper(levels - 1) if levels else hand_in(source)

    assert "nested too deeply" in syntax_problem(deeper(650)).message


def test_warnings_stay_inside(hand_in):
    """What Python would warn about, such as an unknown escape in a string, is no error and not printed."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        submission = hand_in('x = "\\d"\nassert (x, 1)\nif x is 1: pass\n1()\n')

    assert submission.runnable
    assert caught == []


def test_long_line(hand_in):
    """The text of an endless line is cut before it goes into the report."""
    assert len(syntax_problem(hand_in("x = (" + "1, " * 5000)).code) == 300


def test_message_is_printable(hand_in):
    """Control characters of the student's never reach the message as such."""
    message = syntax_problem(hand_in("x = '\x1b[2J\n$\x1b")).message

    assert message.isprintable()
