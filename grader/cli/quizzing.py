"""The command quiz: asks the concept questions of an exercise and explains each answer."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

import click

from grader.cli import options, terminal
from grader.cli.exercises import open_course
from grader.cli.options import Settings
from grader.cli.terminal import say, show
from grader.errors import UserError

if TYPE_CHECKING:
    from grader.attempts.quiz import Standing
    from grader.course import Course, Exercise
    from grader.render.quiz import QuizPages

LONGEST_LINE = 1000  # characters that are read of an answer
SKIP, END = "s", "q"


@click.command(
    epilog="""\b
Examples:
  grade quiz exercise03             ask what is not answered rightly yet
  grade quiz exercise03 --reset     forget the answers
  printf '2\\n1\\n4\\n' | grade quiz exercise03
"""
)
@options.exercise
@click.option("--reset", "resets", is_flag=True, help="Forget your answers, so that all questions are asked again.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    help="json asks nothing and shows how far you are.",
)
@options.dry_run
@options.everywhere
@click.pass_obj
def quiz(settings: Settings, name: str, form: str, *, resets: bool, dry_run: bool) -> int:
    """Ask the questions on the concepts, and explain each answer."""
    from grader.attempts.quiz import standing

    course = open_course(settings, remember=not dry_run)
    exercise = course.find(name)
    if resets:
        _reset(course, exercise, dry_run=dry_run)
    if form == "json":
        _show_data(course, exercise, standing(course, exercise))
    elif not exercise.quiz:
        say(f"{exercise.name} has no quiz.")
    elif not resets:
        _Quiz(settings, course, exercise, dry_run=dry_run).run()
    return 0


def _reset(course: Course, exercise: Exercise, *, dry_run: bool) -> None:
    from grader.attempts.quiz import forget_answers

    count = forget_answers(course, exercise, dry_run=dry_run)
    answers = f"{count} answer{'' if count == 1 else 's'}"
    say(f"{'Would forget' if dry_run else 'Forgot'} {answers}." if count else "There are no answers to forget.")


def _show_data(course: Course, exercise: Exercise, found: Standing) -> None:
    """Print how far the quiz is; the right answer and why only where the student has answered."""
    import json

    from grader.attempts.quiz import shuffled

    questions = [
        {
            "question": given.question.question,
            "choices": list(shuffled(course, exercise, given.question, create=False)),
            "given": list(given.choices),
            "right": given.right,
            "answer": given.question.choices[given.question.answer] if given.answered else None,
            "explanation": given.question.explanation if given.answered else None,
        }
        for given in found.questions
    ]
    data = {
        "exercise": exercise.name,
        "right": found.right,
        "answered": found.answered,
        "points": found.points,
        "max_points": found.max_points,
        "questions": questions,
    }
    terminal.show_bytes(json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n")


class _Quiz:
    """One sitting: every answer is kept before the next question is asked."""

    def __init__(self, settings: Settings, course: Course, exercise: Exercise, *, dry_run: bool) -> None:
        from grader.attempts.quiz import standing
        from grader.render.quiz import QuizPages

        self.settings, self.course, self.exercise, self.dry_run = settings, course, exercise, dry_run
        self.standing = standing(course, exercise)
        self.pages: QuizPages = QuizPages(
            width=terminal.width(),
            color=terminal.uses_color(sys.stdout),
            unicode=terminal.can_show(terminal.SIGNS, sys.stdout),
        )

    def run(self) -> None:
        """Ask what has not been answered rightly; where that is nothing, show the answers once more."""
        if self.standing.done:
            self._review()
            return
        ended = False
        right = self.standing.right
        for number, given in enumerate(self.standing.questions):
            if given.right:
                continue
            try:
                found = self._ask(number)
            except EOFError:
                ended = True
                break
            if found is END:
                break
            right += found is True
        self._sum_up(right)
        if ended and not _is_terminal(sys.stdin):
            raise UserError(
                "The input ended before the last question; the answers so far are kept.",
                hint=f"`grade quiz {self.exercise.short}` asks the others.",
            )

    def _review(self) -> None:
        entries = [
            (given.question.question, given.question.choices[given.question.answer], given.question.explanation)
            for given in self.standing.questions
        ]
        show(self.pages.review(f"{self.exercise.title}: every question is answered", entries))
        if not self.settings.quiet:
            say(f"`grade quiz {self.exercise.short} --reset` lets you answer them again.")

    def _ask(self, number: int) -> bool | str:
        """Ask one question; return whether the answer is right, or that it was skipped or the quiz ended."""
        from grader.attempts.quiz import keep_answer, shuffled

        question = self.standing.questions[number].question
        choices = shuffled(self.course, self.exercise, question, create=not self.dry_run)
        heading = f"{self.exercise.title}: question {number + 1} of {len(self.standing.questions)}"
        show(self.pages.question(heading, question.question, choices))
        answer = read_choice(len(choices))
        if isinstance(answer, str):
            show("\n")
            return answer
        chosen, best = choices[answer], question.choices[question.answer]
        if not self.dry_run:
            keep_answer(self.course, self.exercise, question, chosen)
        right = chosen == best
        number_of_best = choices.index(best) + 1
        judged = self.pages.judged(
            right=right, chosen=answer + 1, number=number_of_best, choice=best, explanation=question.explanation
        )
        show(f"{judged}\n")
        return right

    def _sum_up(self, right: int) -> None:
        found = self.standing
        left = len(found.questions) - right
        then = f"`grade quiz {self.exercise.short}` asks the other{f' {left}' if left > 1 else ' one'}." if left else ""
        share = found.max_points * right / len(found.questions)
        show(self.pages.summary(right, len(found.questions), (share, found.max_points), then))
        if self.dry_run:
            say("Nothing was kept.")


def read_choice(count: int) -> int | str:
    """Ask on stderr for one of ``count`` choices.

    In a terminal a single key is enough where every number has one digit; else a line is read.

    Returns:
        The index of the choice, SKIP or END.

    Raises:
        EOFError: nothing more will come.

    """
    single = count <= 9 and _takes_keys()
    with _keys() if single else contextlib.nullcontext():
        while True:
            if _is_terminal(sys.stdin):
                _prompt(f"1 to {count}{'' if single else ', then Enter'} ({SKIP} skips, {END} ends): ")
            typed = _key() if single else _line()
            answer = _meant(typed, count)
            if single:
                _prompt(f"{typed.strip() if answer is not None else ''}\n")
            elif answer is None:
                say(f"Type a number from 1 to {count}, {SKIP} or {END}.")
            if answer is not None:
                return answer


def _takes_keys() -> bool:
    if os.environ.get("TERM") == "dumb" or importlib.util.find_spec("termios") is None:
        return False
    return _is_terminal(sys.stdin) and _is_terminal(sys.stderr)


@contextlib.contextmanager
def _keys() -> Iterator[None]:
    """Let each key come at once and unseen; Ctrl-C still interrupts, and what was typed too early is not lost."""
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin, termios.TCSADRAIN)
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _prompt(text: str) -> None:
    click.echo(text, err=True, nl=False)


def _key() -> str:
    while True:
        typed = os.read(sys.stdin.fileno(), 64).decode("utf-8", "replace")
        if not typed or "\x04" in typed:  # Ctrl-D
            _prompt("\n")
            raise EOFError
        if typed.strip():  # Enter after a key is a habit, not an answer to the next question
            return typed


def _line() -> str:
    line: bytes = sys.stdin.buffer.readline(LONGEST_LINE) if sys.stdin is not None else b""
    if not line:
        raise EOFError
    return line.decode("utf-8", "replace")


def _meant(typed: str, count: int) -> int | str | None:
    """Return what was meant; None for what means nothing. A Chinese keyboard may send full-width digits."""
    text = unicodedata.normalize("NFKC", typed).strip().casefold()
    if text in (SKIP, END):
        return SKIP if text == SKIP else END
    if text.isdecimal() and text.isascii() and len(text) <= len(str(count)) and 1 <= int(text) <= count:
        return int(text) - 1
    return None


COMMANDS = (quiz,)
