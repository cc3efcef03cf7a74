"""The bundled course in Chinese: an exercise is translated whole, and nothing is left over that no report can show."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.course import Exercise, find_course
from grader.course.translations import translations, words_of_pictures
from grader.language.patterns import pattern

EXERCISES = find_course(Path(__file__).parents[1]).exercises
TRANSLATED = [each for each in EXERCISES if (each.folder / "zh.toml").is_file()]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CODE = re.compile(r"`[^`]*`|\w+ = |[\w.]*\([^()]*\)|\w+(?:[._]\w+)+")
WORD = re.compile(r"\b[A-Za-z][a-z]{3,}\b")
SENTENCE = re.compile(r"\S+ .*\w\.")


def is_english(text: str) -> bool:
    """Say whether a text has a word to translate: numbers and code are the same in every language."""
    return bool(WORD.search(CODE.sub("", text)))


def documented(path: Path) -> str:
    """Return the docstring of a file, in one line."""
    return " ".join((ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split())


def of_the_author(exercise: Exercise) -> Iterator[str]:
    """Yield title, hints, reason, quiz and diagnoses of an exercise."""
    yield from (exercise.title, *exercise.hints, exercise.rules.reason)
    for question in exercise.quiz:
        yield from (question.question, question.explanation, *question.choices)
    yield from map(documented, exercise.misconceptions)


def check_files(exercise: Exercise) -> Iterator[ast.Module]:
    """Yield what the public and the hidden check file say."""
    for path in (exercise.public_checks, exercise.hidden_checks):
        if path is not None:
            yield ast.parse(path.read_text(encoding="utf-8"))


def of_a_call(call: ast.Call) -> Iterator[ast.expr]:
    """Yield what a call says if it fails, and what it calls a value."""
    if getattr(call.func, "id", "") == "require":
        yield from call.args[1:2]
    yield from (each.value for each in call.keywords if each.arg in {"name", "message"})


def is_sentence(node: ast.expr) -> bool:
    """Say whether an expression is a text of several words with a full stop."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(SENTENCE.fullmatch(node.value))


def of_a_node(node: ast.AST) -> Iterator[str]:
    """Yield the messages and the names of values in a call or an assignment: sentences and phrases, no identifiers."""
    said: list[ast.expr] = []
    if isinstance(node, ast.Call):
        said += of_a_call(node)
        if not getattr(node.func, "id", "").endswith("Error"):  # a function of the check file may hand it to `require`
            said += [each for each in node.args if is_sentence(each)]
    elif isinstance(node, ast.Assign) and (
        getattr(node.targets[0], "id", "") in {"name", "message"} or is_sentence(node.value)
    ):
        said.append(node.value)
    for each in said:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            text = each.value
            if " " in text and text[0].isalpha():
                yield text
                if not text.endswith("."):
                    yield at_the_beginning(text)


def at_the_beginning(name: str) -> str:
    """Return a name as a message begins with it."""
    return name[:1].upper() + name[1:] if name.split(" ")[0].isalpha() else name


def of_the_checks(exercise: Exercise) -> Iterator[str]:
    """Yield the titles of the checks, and what they say when they fail."""
    for tree in check_files(exercise):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())
            yield from of_a_node(node)


def composed(exercise: Exercise) -> Iterator[str]:
    """Yield every text of the check files, for names that are chosen at run time; a text with values as a pattern."""
    for tree in check_files(exercise):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from map(re.escape, (node.value, node.value[:1].upper() + node.value[1:]))
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values]
                yield from ("".join(parts), f"{parts[0][:1].upper()}{parts[0][1:]}{''.join(parts[1:])}")


@pytest.mark.parametrize("exercise", TRANSLATED, ids=lambda each: each.name)
def test_a_translated_exercise_is_whole(exercise: Exercise) -> None:
    """No title, hint, question, diagnosis or message of a translated exercise is shown in English only."""
    known = dict(translations(exercise, "zh"))
    shown = {text for text in (*of_the_author(exercise), *of_the_checks(exercise)) if is_english(text)}

    assert sorted(shown - known.keys()) == []
    assert [english for english, other in known.items() if not CHINESE.search(other)] == []


@pytest.mark.parametrize("exercise", TRANSLATED, ids=lambda each: each.name)
def test_no_translation_is_left_over(exercise: Exercise) -> None:
    """Every sentence that is translated stands in the exercise: none is of an earlier wording."""
    texts = {*of_the_author(exercise), *of_the_checks(exercise)}
    left = [english for english, _ in translations(exercise, "zh") if english not in texts]
    patterns = [pattern for pattern in composed(exercise) if pattern.strip(".+ ")] if left else []

    assert [text for text in left if not any(re.fullmatch(pattern, text) for pattern in patterns)] == []


def of_a_picture(path: Path) -> Iterator[str]:
    """Yield titles and sentences of the pictures in a file: what their decorator and their docstring say."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    for node in (each for each in body if isinstance(each, ast.FunctionDef)):
        for call in node.decorator_list:
            assert isinstance(call, ast.Call)
            yield ast.literal_eval(call.args[0])
            yield " ".join((ast.get_docstring(node) or "").split())


@pytest.mark.parametrize("exercise", TRANSLATED, ids=lambda each: each.name)
def test_pictures_are_translated_whole_or_not_at_all(exercise: Exercise) -> None:
    """Where an exercise has words of pictures, no title and no sentence is missing, and none is left over."""
    known = dict(words_of_pictures(exercise, "zh"))
    path = exercise.solution_folder / "pictures.py" if exercise.solution_folder else Path()
    texts = list(of_a_picture(path)) if known else []
    source = path.read_text(encoding="utf-8") if known else ""
    patterns = {english: pattern(english, other) for english, other in known.items()}
    left = [english for english, each in patterns.items() if not any(map(each.match, texts))]

    assert [text for text in texts if not any(each.match(text) for each in patterns.values())] == []
    assert [other for other in known.values() if not CHINESE.search(other)] == []
    assert [each for each in left if re.split(r"\{\w+\}", each)[0].strip() not in source] == []


@pytest.mark.parametrize("words", [translations, words_of_pictures], ids=["sentences", "pictures"])
def test_a_sentence_has_one_translation(words: Callable[[Exercise, str], Iterator[tuple[str, str]]]) -> None:
    """All exercises of a course are learnt together, so two of them must not translate a sentence differently."""
    told: dict[str, set[str]] = {}
    for exercise in TRANSLATED:
        for english, other in words(exercise, "zh"):
            told.setdefault(english, set()).add(other)

    assert len(told) > 5
    assert {english: others for english, others in told.items() if len(others) > 1} == {}


def test_each_file_has_what_its_readers_have() -> None:
    """What students get translated are their own sentences: no title of a hidden check, and no diagnosis."""
    for exercise in TRANSLATED:
        secret = set(map(documented, exercise.misconceptions))
        assert exercise.hidden_checks is not None
        for node in ast.parse(exercise.hidden_checks.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                secret.add(" ".join((ast.get_docstring(node) or "").split("\n\n")[0].split()))
        public = tomllib.loads((exercise.folder / "zh.toml").read_text(encoding="utf-8"))

        assert secret & public.keys() == set()
