"""The answers that a student has given in the quizzes, kept one by one as they come.

The best answer counts: a question that was answered rightly once is done, one answered wrongly is asked again the next
time. A quiz explains every answer, and the right ones are in a file that its owner can read, so a first answer would
prove nothing; it is kept all the same.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.attempts.folder import NAME, grade_folder, replace, secret, writing
from grader.course import Course, Exercise, Question

_VERSION = 1


@dataclass(frozen=True)
class Given:
    """One question of a quiz and the answers that the student has given to it."""

    question: Question
    choices: tuple[str, ...] = ()  # the chosen texts, the first one first

    @property
    def answered(self) -> bool:
        """Whether there is any answer."""
        return bool(self.choices)

    @property
    def right(self) -> bool:
        """Whether any of the answers is right."""
        return self.question.choices[self.question.answer] in self.choices


@dataclass(frozen=True)
class Standing:
    """How far a student is with the quiz of an exercise."""

    questions: tuple[Given, ...]
    max_points: float  # 0: the quiz does not count

    @property
    def right(self) -> int:
        """How many questions have been answered rightly."""
        return sum(given.right for given in self.questions)

    @property
    def answered(self) -> int:
        """How many questions have been answered at all."""
        return sum(given.answered for given in self.questions)

    @property
    def done(self) -> bool:
        """Whether nothing is left to ask."""
        return self.right == len(self.questions)

    @property
    def points(self) -> float:
        """What the right answers earn: each question an equal share."""
        return self.max_points * self.right / len(self.questions) if self.questions else 0.0


def standing(course: Course, exercise: Exercise) -> Standing:
    """Return what has been answered of the exercise's quiz.

    An answer belongs to the text of the question and its choices: where an author has changed one of them, the question
    is asked again, and where only the right answer was mended, the given one is judged anew.
    """
    kept = _answers(_read(_path(course, exercise)))
    questions = []
    for question in exercise.quiz:
        key = _key(question)
        chosen = (answer["choice"] for answer in kept if answer["question"] == key)
        questions.append(Given(question, tuple(choice for choice in chosen if choice in question.choices)))
    return Standing(tuple(questions), exercise.quiz_points)


def keep_answer(course: Course, exercise: Exercise, question: Question, choice: str) -> None:
    """Keep one answer, at once and whole, beside the earlier ones.

    Raises:
        UserError: the course's folder cannot be written.

    """
    path = _path(course, exercise)
    data = _read(path, keep_damaged=True)
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    answer = {"question": _key(question), "text": question.question, "choice": choice, "answered_at": now}
    _write(course, path, data | {"answers": [*_answers(data), answer]})


def forget_answers(course: Course, exercise: Exercise, *, dry_run: bool = False) -> int:
    """Let the quiz begin again; what was answered stays in the file and no longer counts. Return how many answers."""
    path = _path(course, exercise)
    data = _read(path, keep_damaged=not dry_run)
    answers = _answers(data)
    if answers and not dry_run:
        before = data.get("before")
        _write(course, path, data | {"answers": [], "before": [*(before if isinstance(before, list) else []), answers]})
    return len(answers)


def shuffled(course: Course, exercise: Exercise, question: Question, *, create: bool = True) -> tuple[str, ...]:
    """Return the choices in this student's order: another one for each student, always the same for one.

    Args:
        course: its secret decides the order.
        exercise: whose quiz it is.
        question: whose choices they are.
        create: make the secret if there is none; else nothing is written.

    """
    seed = secret(course, create=create) + exercise.name.encode() + _key(question).encode()
    order = sorted(
        range(len(question.choices)),
        key=lambda index: hashlib.sha256(seed + question.choices[index].encode("utf-8", "replace")).digest(),
    )
    return tuple(question.choices[index] for index in order)


def _key(question: Question) -> str:
    parts: Sequence[str] = (question.question, *sorted(question.choices))
    text = "\0".join(" ".join(part.split()) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _path(course: Course, exercise: Exercise) -> Path:
    return course.root / NAME / "quiz" / f"{exercise.name}.json"


def _read(path: Path, *, keep_damaged: bool = False) -> dict[str, Any]:
    """Return what the file holds; a damaged one counts as empty, and is put aside before another takes its place."""
    try:
        data = json.loads(path.read_bytes())
        if isinstance(data, dict) and isinstance(data.get("answers"), list) and data.get("version") == _VERSION:
            return data
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        pass
    if keep_damaged and path.is_file():
        with writing(path):
            aside = (path.with_name(f"{path.name}.damaged{number}") for number in itertools.count(1))
            path.rename(next(free for free in aside if not free.exists()))
    else:
        logging.getLogger("grader.attempts").warning("%s cannot be read: this quiz begins again.", path)
    return {}


def _answers(data: dict[str, Any]) -> list[dict[str, str]]:
    def is_whole(item: object) -> bool:
        return isinstance(item, dict) and all(isinstance(item.get(key), str) for key in ("question", "choice"))

    return [item for item in data.get("answers", []) if is_whole(item)]


def _write(course: Course, path: Path, data: dict[str, Any]) -> None:
    grade_folder(course)
    with writing(path):
        path.parent.mkdir(exist_ok=True)
        text = json.dumps({"version": _VERSION} | data, ensure_ascii=False, indent=2)
        replace(path, text.encode("utf-8", "replace") + b"\n")
