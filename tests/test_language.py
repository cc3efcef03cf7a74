"""Chinese beside English: the catalogue is whole, sentences are found again, what strangers wrote stays as it is."""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
import torch
from click.testing import CliRunner, Result

from grader import language, render
from grader.cli import program
from grader.cli.doctor import _screen
from grader.cli.help import in_language, wished_language
from grader.compare import Mismatch, close
from grader.compare.differences import describe
from grader.course import find_course
from grader.doctor import Diagnosis, Finding
from grader.figures.data import Axis, Figure, Layer, Panel
from grader.language import FOLDER, learn_drawn, told
from grader.language.patterns import Catalogue, beginning
from grader.render import comparison
from grader.render.drawing import drawings
from grader.render.text import cells
from grader.render.wording import worded
from grader.results import CheckResult, Environment, Frame, Misconception, Part, Problem, Report, Verdict
from tests import catalogue
from tests.classroom import make_course

PACKAGE = FOLDER.parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SOURCES = catalogue.sources()
each_catalogue = pytest.mark.parametrize("path", SOURCES, ids=[path.parents[1].name for path in SOURCES])


@pytest.fixture
def chinese() -> Iterator[None]:
    """Show Chinese in this test."""
    language.use("zh")
    yield
    language.use("en")


# ---- the catalogue


def holes(text: str) -> list[str]:
    """Return the names of the holes of a sentence, sorted."""
    return sorted(f"{name}{'!' + mode if mode else ''}" for _, name, _, mode in string.Formatter().parse(text) if name)


@each_catalogue
def test_the_catalogue_is_whole(path: Path) -> None:
    """Every sentence has a translation with the same holes; none is fuzzy or left over, none stands there twice."""
    found = catalogue.read(path)
    messages = [message for message in found if message.id]

    assert len(messages) > 500
    assert [message.id for message in messages if not message.string] == []
    assert [message.id for message in messages if message.fuzzy] == []
    assert list(found.obsolete) == []
    assert [message.id for message in messages if holes(message.id) != holes(message.string)] == []
    text = path.read_text(encoding="utf-8")
    assert text.count("\nmsgid ") == len(messages) + 1


@each_catalogue
def test_the_compiled_catalogue_is_that_of_the_source(path: Path) -> None:
    """What the package brings along was compiled after the last change (`python -m tests.catalogue` does it)."""
    assert path.with_suffix(".mo").read_bytes() == catalogue.compiled(path)


@each_catalogue
def test_no_pattern_fits_everything(path: Path) -> None:
    """A pattern has a word of its own: a hole beside punctuation would translate what strangers wrote."""
    bare = []
    for message in catalogue.read(path):
        literal = re.sub(r"\{\w+(!r)?\}", "", str(message.id))
        if message.id and "{" in str(message.id) and not re.search(r"[A-Za-z]{2}", literal):
            bare.append(message.id)

    assert [each for each in bare if not re.search(r"\{n\d\}|got|– of", str(each))] == []


# What students read is made by these modules. A sentence in one of them needs a translation.
STUDENTS = (
    "compare/__init__.py",
    "compare/differences.py",
    "late.py",
    "render/outline.py",
    "runner/judging.py",
    "cli/exercises.py",
    "cli/submitting.py",
)
# Sentences that are put together of parts; WHOLE has what becomes of them.
COMPOSED = {
    "X has X, expected X.",
    "X: X % is taken off, X pointX.",
    "X; nothing is taken off.",
    "X; it fails for X.",
    "X could not be graded: our fault, no points lost.",
    "X Please run it again; if it stays like this, tell your instructor.",
    "XX: it is not of the expected kind.",
    "What X returned X.",
    "X the stub X back; your file is kept as X.",
    "X the stub X back.",
    "Checking X, X.",
}
WHOLE = (
    "Handed in 2 days 3 h after the due date (2026-12-01 23:59 UTC): 20 % is taken off, 12.5 points.",
    "Handed in 5 min after the due date (2026-12-01 23:59 UTC+0800); nothing is taken off.",
    "2 of 3 cases pass; it fails for a.",
    "1 check could not be graded: our fault, no points lost. Please run it again; if it stays like this, tell your "
    "instructor.",
    "What `f` returned cannot be used here: it is not of the expected kind.",
    "Would put the stub a.py back; your file is kept as a.py.bak.",
    "Put the stub a.py back.",
    "Checking exercise03_x, whose file was changed last.",
    "Checking exercise03_x, the first one, since none is begun.",
    "Attempt 3 is kept. Best so far: 10 of 100 points (attempt 1).\nReport: x.html",
)


def sentences(path: Path) -> Iterator[str]:
    """Yield the sentences in a module: texts that begin like one and end like one, with X where a value belongs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in parts | said:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "X" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("name", STUDENTS)
def test_what_students_read_is_translated(name: str, chinese: None) -> None:
    """Every whole sentence in the modules that speak to students is in the catalogue."""
    found = [text for text in sentences(PACKAGE / name) if re.fullmatch(r"[A-Z`].{8,}[.:]", text)]
    unknown = []
    for text in found:
        numbered = re.sub(r"\bX\b(?= \w)", "3", text)
        if not any(CHINESE.search(told(each)) for each in (text, numbered, text.replace("X", "3"))):
            unknown.append(text)

    assert set(unknown) <= COMPOSED


@pytest.mark.parametrize("text", WHOLE)
def test_sentences_of_parts_are_translated(text: str, chinese: None) -> None:
    """What is put together of parts comes out whole, with no English sentence left in it."""
    assert not re.search(r"[A-Za-z]{3,} [a-z]{2,}", told(text)), told(text)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (torch.tensor([2.0, 4.0]), torch.tensor([1.0, 2.0])),
        (torch.tensor([-1.0, -2.0]), torch.tensor([1.0, 2.0])),
        (torch.zeros(2), torch.tensor([1.0, 2.0])),
        (torch.tensor([2.0, 3.0, 1.0]), torch.tensor([1.0, 2.0, 3.0])),
        (torch.tensor([3.0, 2.0, 1.0]), torch.tensor([1.0, 2.0, 3.0])),
        (torch.tensor([[1.0, 3.0], [2.0, 4.0]]), torch.tensor([[1.0, 2.0], [3.0, 4.0]])),
        (torch.tensor([1.0, math_nan := float("nan")]), torch.tensor([1.0, 2.0])),
        (torch.tensor([math_nan]), torch.tensor([1.0])),
        (torch.tensor([float("inf"), 1.0]), torch.tensor([1.0, 1.0])),
        (torch.tensor([1.5, 2.5, 3.7]), torch.tensor([1.0, 2.0, 3.2])),
        (torch.tensor([1.0, 4.0, 9.0]), torch.tensor([1.0, 2.0, 3.0])),
        (torch.tensor([1.0, 5.0, 7.0]), torch.tensor([1.0, 2.0, 3.0])),
        (torch.tensor([1.0, 2.0, 7.0]), torch.tensor([1.0, 2.0, 3.0])),
        (torch.ones(3, 3), torch.ones(3)),
        (torch.ones(3, 1), torch.ones(3)),
        (torch.ones(3), torch.tensor(1.0)),
        (torch.ones(2, dtype=torch.float64), torch.ones(2)),
        (torch.randn(20).double(), torch.arange(20.0).double()),
        (1, 2),
        ("a", 3.0),
        (None, torch.ones(2)),
        ((1.0,), (1.0, 2.0)),
        ([1.0, 2.0], (1.0, 2.0)),
        ({"a": 1}, {"b": 1}),
        ({"a": 1, "b": 2}, {"b": 2}),
        ([torch.ones(2), 2], [torch.ones(2), 3]),
    ],
)
def test_every_difference_is_translated(actual: Any, expected: Any, chinese: None) -> None:
    """What a comparison says, with and without its numbers, comes out in Chinese, and no English word is left."""
    with pytest.raises(Mismatch) as caught:
        close(actual, expected)
    sentence, detail = caught.value.sentence, caught.value.detail
    shown = [told(sentence)] + ([told(f"{sentence.rstrip('.')}: {detail}.")] if detail else [])
    if (
        isinstance(actual, torch.Tensor)
        and isinstance(expected, torch.Tensor)
        and (found := describe(actual, expected))
    ):
        shown.append(told(f"The result {found.phrase}."))

    for text in shown:
        rest = re.sub(r"dtype|None|float\d+|int\d+|NaN|nan|inf|Python|'[ab]'|N,", "", text)
        assert CHINESE.search(text), text
        assert not re.search(r"[A-Za-z]{2,}", rest), text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("'losses' of the result", "结果的 'losses' 项"),
        ("Item 1 of the result", "结果的第 1 项"),
        ("Item 1 of (loss, costs)", "(loss, costs) 的第 1 项"),
        ("'w' of item 0 of the result", "结果的第 0 项的 'w' 项"),
        ("Item 0 of 'parameters' of what is left", "what is left 的 'parameters' 项的第 0 项"),
    ],
)
def test_a_part_of_a_value_is_told_before_what_is_wrong_with_it(name: str, shown: str, chinese: None) -> None:
    """The name of an item or an entry is told for itself, and does not take the sentence about it along."""
    assert told(f"{name} differs from the expected one in 3 of 4 elements.") == f"{shown}的 4 个元素中有 3 个不对。"
    assert told(f"{name} has shape (2,), expected (3,).") == f"{shown}的形状是 (2,)，应为 (3,)。"
    assert told(f"{name} is zero everywhere.") == f"{shown}处处为零。"


# ---- patterns


@pytest.fixture
def words() -> Catalogue:
    """Return a small catalogue."""
    return Catalogue(
        {
            "Nothing was kept.": "没有保存。",
            "{n0} check(s) passed": "{n0} 项通过",
            "{0} raised {1}": "{0} 引发了 {1}",
            "{a} is missing.": "缺少{a}。",
            "the file": "文件",
            "Found: {l}.": "找到：{l}。",
            "one": "一",
        }
    )


@pytest.mark.parametrize(
    ("english", "other"),
    [
        ("Nothing was kept.", "没有保存。"),
        ("1 check passed", "1 项通过"),
        ("12,000 checks passed", "12,000 项通过"),
        ("some checks passed", "some checks passed"),
        ("f raised E: Nothing was kept.\nsecond line", "f 引发了 E: Nothing was kept.\nsecond line"),
        ("the file is missing.", "缺少文件。"),
        ("x.py is missing.", "缺少 x.py。"),
        ("Found: one, two.", "找到：一、two。"),
        ("Somebody said so. Nothing was kept.", "Somebody said so. Nothing was kept."),
        ("Nothing was kept. Nothing was kept.", "没有保存。没有保存。"),
        ("  Nothing was kept.\n", "  没有保存。\n"),
        ("Nothing was kept.\nSomebody said so.", "没有保存。\nSomebody said so."),
        ("Nothing was kept!", "Nothing was kept!"),
        ("", ""),
        ("…", "…"),
    ],
)
def test_sentences_are_found(words: Catalogue, english: str, other: str) -> None:
    """Whole sentences, patterns, lists, lines and runs of sentences are told; everything else stays to the letter."""
    assert words.told(english) == other


def test_a_long_text_is_left_alone(words: Catalogue) -> None:
    """What is longer than any sentence of ours is not even looked at."""
    text = "Nothing was kept. " * 1000

    assert words.told(text) == text


def test_a_course_brings_its_own_sentences(words: Catalogue) -> None:
    """What is learnt is told like the rest; learning it twice changes nothing."""
    for _ in range(2):
        words.learn([("It doubles.", "它加倍。"), ("It has none.", ""), ("f(s) = {0}.", "f(s) 是 {0}。")])

    assert words.told("It doubles.") == "它加倍。"
    assert words.told("f(s) = {0}.") == "f(s) 是 {0}。"
    assert words.told("f(s) = x.") == "f(s) = x."
    assert words.told("It has none.") == "It has none."


def test_what_a_course_brings_is_read_when_it_is_needed(words: Catalogue) -> None:
    """A sentence is looked for where sentences begin like it, once; one of ours needs no file."""
    read = []

    def load() -> list[tuple[str, str]]:
        read.append(1)
        return [('It "doubles" x.', "它使 x 加倍。"), ("It halves x.", "它使 x 减半。")]

    words.learn_later(
        map(beginning, ('It \\"doubles\\" x." = "它使 x 加倍。"', 'It halves x." = "它使 x 减半。"')), load
    )
    assert words.told("Nothing was kept.") == "没有保存。"
    assert words.told("Another sentence.") == "Another sentence."
    assert read == []
    assert words.told('It "doubles" x.') == "它使 x 加倍。"
    assert words.told("It halves x.") == "它使 x 减半。"


@pytest.mark.parametrize("line", ['"Th\\u0069nk." = "想一想。"', "'Think.' = '想一想。'", '"Think."="想一想。"'])
def test_a_file_of_translations_may_be_written_in_any_way(tmp_path: Path, line: str) -> None:
    """Whatever TOML allows is understood, not only lines like those of the course that comes with the program."""
    course = make_course(tmp_path)
    folder = course.exercises[0].folder
    toml = (folder / "exercise.toml").read_text(encoding="utf-8")
    (folder / "exercise.toml").write_text(toml.replace("[title]", 'hints = ["Think."]\n[title]'))
    (folder / "zh.toml").write_text(f"{line}\n", encoding="utf-8")

    assert grade("hint", "exercise01", "-C", tmp_path, "--lang", "zh").stdout == "提示 1/1：想一想。\n"


def test_english_costs_nothing() -> None:
    """In English a text is the same object, and the patterns are not even imported."""
    text = "Nothing was kept."
    code = "import sys; from grader.language import told; told('x'); print('grader.language.patterns' in sys.modules)"

    assert told(text) is text
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def test_a_language_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """After Chinese, LANGUAGE is what it was, for whatever program is started next."""
    monkeypatch.setenv("LANGUAGE", "de")
    language.use("zh")
    language.use("en")
    import os

    assert os.environ["LANGUAGE"] == "de"


def words_of_authors() -> Iterator[str]:
    """Yield what the authors of the bundled course wrote: titles of checks, diagnoses, hints, quizzes."""
    root = PACKAGE.parent
    for path in sorted([*root.glob("exercises/*/checks.py"), *root.glob("solutions/**/*.py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.FunctionDef) and (text := ast.get_docstring(node)):
                yield " ".join(text.split("\n\n")[0].split())
    for exercise in find_course(root).exercises:
        yield exercise.title
        yield from exercise.hints
        for question in exercise.quiz:
            yield from (question.question, question.explanation, *question.choices)


def test_what_authors_wrote_is_not_told_in_part(chinese: None) -> None:
    """No pattern takes a sentence of the course's authors for one of ours: half a translation is worse than none."""
    texts = sorted(set(words_of_authors()))

    assert len(texts) > 1000
    # This title of a check is, word for word, what our comparison says of a value called "the gradient".
    assert [text for text in texts if told(text) != text] in ([], ["The gradient has the wrong sign."])


# ---- which language


@pytest.mark.parametrize(
    ("environment", "asked", "system"),
    [
        ({}, "", "en"),
        ({"LANG": "zh_CN.UTF-8"}, "", "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "", "en"),
        ({"LANG": "de_DE.UTF-8"}, "", "en"),
        ({"GRADE_LANG": "zh", "LANG": "de_DE"}, "zh", "en"),
        ({"GRADE_LANG": "en", "LANG": "zh_CN"}, "en", "zh"),
        ({"GRADE_LANG": "zh-Hans"}, "zh", "en"),
        ({"GRADE_LANG": ""}, "", "en"),
    ],
)
def test_who_decides(environment: dict[str, str], asked: str, system: str) -> None:
    """GRADE_LANG asks; the system counts only where it is Chinese, and its first variable decides."""
    assert language.asked_for(environment) == asked
    assert language.of_the_system(environment) == system


@pytest.mark.parametrize(
    ("line", "wished"),
    [
        ("check --lang zh", "zh"),
        ("--lang=zh check", "zh"),
        ("check --lang", ""),
        ("check --lang fr", ""),
        ("check -- --lang zh", ""),
        ("check --lang zh --lang en", "en"),
        ("check", ""),
    ],
)
def test_the_option_is_seen_wherever_it_stands(line: str, wished: str) -> None:
    """Help and errors of other options are in the language that --lang names."""
    assert wished_language(line.split()) == wished


def grade(*words: object, **environment: str) -> Result:
    """Run the command in this process; afterwards English is shown again."""
    try:
        return CliRunner().invoke(program, [str(word) for word in words], env=environment)
    finally:
        language.use("en")


def test_help_is_in_chinese_and_then_in_english_again() -> None:
    """--help speaks Chinese where asked to, click's own words too; the commands themselves are not changed."""
    found = grade("submit", "--lang", "zh", "--help").output

    assert "用法" in found
    assert "显示本帮助并退出" in found
    assert "grade submit exercise03" in found
    assert "Hand in under this name" not in found
    assert not CHINESE.search(grade("submit", "--help").output)
    assert "学生" in grade("--lang", "zh", "--help").output


def commands(group: click.Group) -> Iterator[click.Command]:
    """Yield the commands of a group and of the groups in it."""
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from commands(command)


@pytest.mark.parametrize("command", tuple(commands(program)), ids=lambda each: each.name)
def test_every_help_is_translated_whole(command: click.Command, chinese: None) -> None:
    """No paragraph, no option and no exit code of a command's help stays English; what is typed stays."""
    shown = in_language(command)
    texts = [*(shown.help or "").split("\n\n"), shown.get_short_help_str(300)]
    texts += [each.help for each in shown.params if isinstance(each, click.Option) and each.help]
    epilog = [line for line in (shown.epilog or "").split("\n") if not line.startswith("  ")]
    texts += [line for line in epilog if re.search(r"[A-Za-z]{2,} [a-z]{2,}", line)]

    assert [text for text in texts if text and not CHINESE.search(text)] == []
    assert in_language(command) is not command
    assert not CHINESE.search(command.help or "")


def test_errors_of_options_are_in_chinese() -> None:
    """What we refuse ourselves is said in Chinese inside click's own words."""
    found = grade("export", "json", "--scale", "--lang", "zh")

    assert found.exit_code == 2
    assert "--scale 与 --fill 一起使用。" in found.stderr


def test_a_machine_is_described_in_chinese(chinese: None) -> None:
    """What doctor finds is in Chinese, in columns that stand below each other."""
    findings = (
        Finding("machine", "memory", "good", "23.5 GiB, 19.5 free: enough for 9 at once"),
        Finding("sandbox", "Landlock", "lacking", "missing: threads", "To get it: boot with lsm=landlock,yama."),
    )
    lines = _screen(Diagnosis(findings), verbose=False).splitlines()

    assert lines[0] == "本机可以为整个班级评分。"
    assert cells(lines[2].partition("23.5")[0]) == cells(lines[4].partition("缺少")[0])
    assert "启动时加上" in lines[5]


def test_errors_are_in_chinese(tmp_path: Path) -> None:
    """Our own errors with their hints, and click's."""
    make_course(tmp_path)
    unknown = grade("hint", "nothing", "-C", tmp_path, "--lang", "zh")
    wrong = grade("hint", "--nothing", "--lang=zh")

    assert (unknown.exit_code, wrong.exit_code) == (2, 2)
    assert unknown.stderr.startswith("错误： 本课程没有练习“nothing”。\n")
    assert "没有选项" in wrong.stderr


@pytest.mark.parametrize(
    ("words", "environment", "shows"),
    [
        ((), {}, True),
        (("--lang", "en"), {}, False),
        ((), {"GRADE_LANG": "en"}, False),
        (("--lang", "zh"), {"GRADE_LANG": "en"}, True),
    ],
)
def test_a_course_may_say_its_language(
    tmp_path: Path, words: tuple[str, ...], environment: dict[str, str], *, shows: bool
) -> None:
    """``language`` of course.toml counts where neither --lang nor GRADE_LANG says another."""
    make_course(tmp_path, 'language = "zh"\n')
    found = grade("list", "-C", tmp_path, *words, **{"GRADE_LANG": "", "LANG": "C", "LC_ALL": ""} | environment)

    assert bool(CHINESE.search(found.stdout)) is shows


@pytest.mark.parametrize("words", [("batch", "-n"), ("export", "csv"), ("regrade", "-n")])
def test_instructors_commands_know_the_course_s_language(tmp_path: Path, words: tuple[str, ...]) -> None:
    """What grades a class, and so writes the students' reports, speaks as the course does, errors included."""
    make_course(tmp_path, 'language = "zh"\n')
    found = grade(*words, "-C", tmp_path, GRADE_LANG="", LANG="C", LC_ALL="")

    assert CHINESE.search(found.output)
    assert not re.search(r"[A-Z][a-z]+ [a-z]+ [a-z]+", found.output)


def test_the_system_s_language_is_weaker_than_the_course_s(tmp_path: Path) -> None:
    """A course in English stays so on a Chinese system."""
    make_course(tmp_path, 'language = "en"\n')
    found = grade("list", "-C", tmp_path, GRADE_LANG="", LC_ALL="zh_CN.UTF-8")

    assert not CHINESE.search(found.stdout)


def test_authors_may_translate_their_words(tmp_path: Path) -> None:
    """zh.toml beside an exercise holds sentences of its author; a broken one is said."""
    course = make_course(tmp_path)
    folder = course.exercises[0].folder
    toml = (folder / "exercise.toml").read_text(encoding="utf-8")
    (folder / "exercise.toml").write_text(toml.replace("[title]", 'hints = ["Think."]\n[title]\nzh = "加倍"'))
    (folder / "zh.toml").write_text('"Think." = "想一想。"\n', encoding="utf-8")
    assert grade("hint", "exercise01", "-C", tmp_path, "--lang", "zh").stdout == "提示 1/1：想一想。\n"

    (folder / "zh.toml").write_text('"Think." = 3\n', encoding="utf-8")
    broken = grade("hint", "exercise01", "-C", tmp_path, "--lang", "zh")
    assert broken.exit_code == 2
    assert "zh.toml" in broken.stderr

    (folder / "zh.toml").write_text('pictures = ["a"]\n', encoding="utf-8")
    assert "[pictures]" in grade("hint", "exercise01", "-C", tmp_path, "--lang", "zh").stderr


# ---- reports


def report() -> Report:
    """Return a report with something of everything, student's words among them."""
    failed = CheckResult(
        "values", "It doubles.", True, Verdict.FAILED, 0.0, 5.0, 0.1,
        message="The result is 2 times the expected one: got 4, expected 2.",
        difference="the result is 2 times the expected one", functions=("double",), output="passed",
        misconceptions=("twice",), reproduction="import torch\nprint(1)",
    )  # fmt: skip
    raised = CheckResult(
        "corners", "Corners.", False, Verdict.ERROR, 0.0, 5.0, 0.1,
        message="`double` raised ValueError: Nothing was kept.", functions=("double",),
        frames=(Frame(3, "double", "raise ValueError('Nothing was kept.')"),),
    )  # fmt: skip
    passed = CheckResult("other", "Other.", False, Verdict.PASSED, 5.0, 5.0, 0.1)
    problem = Problem("notice", "`double` is defined more than once (line 1 and line 3); the last one counts.", 3)
    mistake = Misconception("twice", "double", "You doubled twice.", ("values",))
    checks = (failed, raised, passed)
    return Report(
        "exercise01_double", "Twice a tensor", "double.py", checks, Environment(torch="2"), problems=(problem,),
        misconceptions=(mistake,), attempt=2,
    )  # fmt: skip


def test_a_report_in_the_terminal(chinese: None) -> None:
    """What we say is Chinese; the author's titles and the student's exception and output stay as they are."""
    text = render.to_terminal(report())

    for said in (
        "5 / 15 分",
        "第 2 次提交",
        "结果是应有值的 2 倍：得到 4，应为 2。",
        "定义了不止一次（第 1 行和第 3 行）",
        "double 的问题出在哪里",
        "`double` 引发了 ValueError: Nothing was kept.",
        "卡住了就要一个提示",
    ):
        assert said in text
    assert "│ passed" in text
    assert "It doubles." in text
    assert all(render.text.cells(line) <= 80 for line in text.splitlines())


def test_what_differs_from_case_to_case_is_told(chinese: None) -> None:
    """The cases of a check keep their names, and what each of them has to say is Chinese."""
    message = "The result is zero everywhere."
    parts = (
        Part("one sample", Verdict.FAILED, 0.0, 2.5, "The result has the wrong sign."),
        Part("no sample", Verdict.FAILED, 0.0, 2.5, message),
    )
    check = CheckResult(
        "cases", "Cases.", False, Verdict.FAILED, 0.0, 5.0, 0.1, message=message, functions=("double",), parts=parts
    )
    shown = Report("exercise01_double", "Twice", "double.py", (check,), Environment(torch="2"))

    for text in (render.to_terminal(shown), render.to_html(shown)):
        assert "one sample" in text
        assert "结果的符号反了。" in text
        assert "wrong sign" not in text


def test_a_report_as_a_page(chinese: None) -> None:
    """The page says its language, and its headings are Chinese."""
    page = render.to_html(report(), source="def double(x):\n    return 4 * x\nraise ValueError('Nothing was kept.')\n")

    assert '<html lang="zh-Hans">' in page
    for said in ("检查", "需要改的地方", "你提交的内容", "评分环境", "不用评分程序也能看到", "5 / 15 分"):
        assert said in page
    assert "raise ValueError(" in page
    assert '<html lang="en">' not in page


def figures() -> dict[str, Figure]:
    """Return a picture of each kind of layer, with an author's words."""
    edges, heights, grid = (0.0, 1.0, 2.0), (3.0, 4.0), (0, 1, 1, 0)
    series = {
        "line": ((0.0, 1.0, 2.0), (1.0, 2.0, 1e-9)), "path": ((0.0, 1.0), (0.0, 2.0)), "bars": (edges, heights),
        "mark": ((1.0,), ()), "points": ((0.0, 1.0), (1.0, 2.0)), "regions": ((0.0, 1.0), (0.0, 1.0)),
    }  # fmt: skip
    found = {}
    for kind, (x, y) in series.items():
        groups, columns = (grid, 2) if kind == "regions" else ((), 0)
        expected = Layer(kind, "expected", "points", x, y, groups, columns)
        other = replace(expected, role="yours", label="")
        if kind == "regions":
            other = replace(other, groups=(0, 0, 0, 0))
        elif kind == "mark":
            other = replace(other, x=(2.0,))
        else:
            other = replace(other, y=(*y[:-1], None))
        panel = Panel((expected, other), Axis("step"), Axis("cost", log=kind == "line"))
        found[kind] = Figure("The way down", "Each step of `fit`.", (panel,))
    return found


def test_pictures_are_in_chinese(chinese: None) -> None:
    """Our sentences about every kind of picture, and the words that the author has translated for pictures."""
    learn_drawn([("step", "步"), ("points", "数据点"), ("cost", "代价"), ("The way down", "下降的路径")])
    drawn = drawings(figures(), 9)
    shown = [text for each in drawn for panel in each["panels"] for text in (panel["described"], panel["y_label"])]
    shown += [each["title"] for each in drawn] + [comparison.sentence(worded(each)) for each in figures().values()]
    shown += [entry["label"] for each in drawn for panel in each["panels"] for entry in panel["legend"]]

    assert [
        text for text in shown if not CHINESE.search(text) or re.search(r"[A-Za-z]{2,}", text.replace("NaN", ""))
    ] == []
    assert {"下降的路径", "数据点"} <= set(shown)
    assert told("points") == "得分"  # a label of a picture means something else than the same word of ours


def test_a_sentence_of_a_picture_has_holes(chinese: None) -> None:
    """What an author puts together of numbers and words is told as well; elsewhere it is a sentence like any other."""
    learn_drawn([("At {0} you say {a}.", "{0} 处你说是{a}。"), ("saddle", "鞍点")])

    assert language.drawn("At 1e-05 you say saddle.") == "1e-05 处你说是鞍点。"
    assert told("At 1e-05 you say saddle.") == "At 1e-05 you say saddle."
    language.use("en")
    assert language.drawn("At 1e-05 you say saddle.") == "At 1e-05 you say saddle."


def test_the_right_answer_of_a_quiz_is_in_the_author_s_chinese(chinese: None) -> None:
    """What is said after a wrong answer repeats the right choice as the question had it, not in English."""
    language.learn([("A convex set", "凸集")])

    assert told("2 is not it. Right is 4: A convex set") == "不是 2。正确的是 4：凸集"


def test_programs_read_english(chinese: None) -> None:
    """JSON and JUnit are the same in every language."""
    shown = report().to_json(), render.to_junit(report())
    language.use("en")

    assert shown == (report().to_json(), render.to_junit(report()))
    assert not CHINESE.search("".join(shown))
