"""The quiz: what it asks, how it takes answers, what it keeps, and how the list counts it."""

from __future__ import annotations

import dataclasses
import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.attempts import quiz
from grader.cli import program
from grader.course import Course, Question, find_course
from grader.errors import UserError
from grader.render.quiz import QuizPages
from grader.render.text import cells

MINIATURE = Path(__file__).parent / "course"
QUIZ = """
[[quiz]]
question = "Which is the first letter?"
choices = ["alpha", "beta", "gamma", "delta"]
answer = 0
explanation = "The alphabet begins with it."

[[quiz]]
question = "梯度为零的点是什么？它可能是极小值、极大值，也可能是鞍点，仅凭一阶条件无法区分，需要看二阶导数。"
choices = ["鞍点", "全局最小值", "极小值、极大值或鞍点", "程序错误"]
answer = 2
explanation = "必要条件而非充分条件：梯度为零对三者都是必要的，对任何一个都不充分，所以还要看海森矩阵的特征值。"

[[quiz]]
question = "How many updates does one epoch make?"
choices = ["15", "16"]
answer = 1
"""
Ask = Callable[..., Result]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Return a course whose one exercise has a quiz of three questions, and go there."""
    root = tmp_path / "course"
    shutil.copytree(MINIATURE / "exercises", root / "exercises")
    shutil.copyfile(MINIATURE / "course.toml", root / "course.toml")
    settings = root / "exercises" / "exercise01_double" / "exercise.toml"
    own = settings.read_text(encoding="utf-8").partition("[[quiz]]")[0]
    settings.write_text(own + QUIZ, encoding="utf-8")
    (root / ".grade").mkdir()
    (root / ".grade" / "secret").write_text("7" * 64 + "\n", encoding="ascii")
    monkeypatch.chdir(root)
    return find_course(root)


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Return a function that runs ``grade quiz exercise01`` with these lines as its input."""
    for name in ("NO_COLOR", "FORCE_COLOR", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def run(typed: str = "", *options: str) -> Result:
        return CliRunner().invoke(program, ["quiz", "exercise01", *options], input=typed)

    return run


def number_of(course: Course, index: int, choice: str) -> str:
    """Return what to type for a choice of a question."""
    exercise = course.find("exercise01")
    return str(quiz.shuffled(course, exercise, exercise.quiz[index]).index(choice) + 1)


def answers(course: Course, *choices: str) -> str:
    """Return the lines that answer the first questions with these choices."""
    return "".join(f"{number_of(course, index, choice)}\n" for index, choice in enumerate(choices))


def right_so_far(course: Course) -> list[bool]:
    """Return which questions have been answered rightly."""
    return [given.right for given in quiz.standing(course, course.find("exercise01")).questions]


RIGHT = ("alpha", "极小值、极大值或鞍点", "16")


# ---- asking


def test_every_answer_is_judged_and_explained(course: Course, ask: Ask) -> None:
    """A right answer is called right, a wrong one is followed by the right one, and both by the explanation."""
    result = ask(answers(course, "alpha", "鞍点", "16"))

    assert result.exit_code == 0
    assert result.stdout.count("✓ Right.") == 2
    assert f"Right is {number_of(course, 1, RIGHT[1])}: {RIGHT[1]}" in result.stdout
    assert "The alphabet begins with it." in result.stdout
    assert "2 of 3 questions right. `grade quiz exercise01` asks the other one." in result.stdout
    assert right_so_far(course) == [True, False, True]
    assert result.stderr == ""


def test_only_what_is_not_right_yet_is_asked_again(course: Course, ask: Ask) -> None:
    """The best answer counts: the next sitting asks the wrong ones, and a right answer there makes it whole."""
    ask(answers(course, "alpha", "鞍点", "16"))

    result = ask(f"{number_of(course, 1, RIGHT[1])}\n")

    assert "question 2 of 3" in result.stdout
    assert "question 1 of 3" not in result.stdout
    assert "3 of 3 questions right." in result.stdout
    assert right_so_far(course) == [True, True, True]


def test_a_finished_quiz_is_shown_once_more(course: Course, ask: Ask) -> None:
    """Where nothing is left to ask, questions, right answers and explanations can be read again."""
    ask(answers(course, *RIGHT))

    result = ask()

    assert result.exit_code == 0
    assert "✓ alpha" in result.stdout
    assert "The alphabet begins with it." in result.stdout
    assert "--reset" in result.stderr


def test_what_means_nothing_is_asked_again(course: Course, ask: Ask) -> None:
    """Letters, numbers that no choice has and empty lines are no answers; full-width digits are digits."""
    wide = chr(ord("０") + int(number_of(course, 0, "alpha")))

    result = ask(f"0\n5\nx\n\n-1\n1.0\n٣\n{wide}\nq\n")

    assert right_so_far(course)[0]
    assert result.stderr.count("Type a number from 1 to 4, s or q.") == 7


def test_skipping_and_ending(course: Course, ask: Ask) -> None:
    """The key s leaves a question open and goes on, q ends; neither is an answer."""
    result = ask(f"s\n{number_of(course, 1, RIGHT[1])}\nQ\n")

    assert result.exit_code == 0
    assert right_so_far(course) == [False, True, False]
    assert "asks the other 2." in result.stdout


def test_end_of_input_keeps_the_answers(course: Course, ask: Ask) -> None:
    """Input that ends too early is an error of the input, and what was answered is kept."""
    result = ask(answers(course, "alpha").rstrip())

    assert result.exit_code == 2
    assert "The input ended before the last question; the answers so far are kept." in result.stderr
    assert right_so_far(course) == [True, False, False]


def test_bytes_that_are_no_text(course: Course, ask: Ask) -> None:
    """Input that is not UTF-8 is no answer and no fault."""
    result = CliRunner().invoke(program, ["quiz", "exercise01"], input=b"\xff\xfe\n\x00\nq\n")

    assert result.exit_code == 0
    assert result.stderr.count("Type a number") == 2


def test_no_quiz(course: Course, ask: Ask) -> None:
    """An exercise without questions says so."""
    settings = course.find("exercise01").folder / "exercise.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace(QUIZ, ""), encoding="utf-8")

    result = ask()

    assert result.exit_code == 0
    assert result.stderr == "exercise01_double has no quiz.\n"


def test_dry_run_keeps_nothing(course: Course, ask: Ask) -> None:
    """With -n the questions are asked and nothing is written, not even a secret."""
    shutil.rmtree(course.root / ".grade")

    result = ask("1\n1\n1\n", "-n")

    assert result.exit_code == 0
    assert "Nothing was kept." in result.stderr
    assert not (course.root / ".grade").exists()


def test_a_folder_that_cannot_be_written(course: Course, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an answer cannot be kept the student learns it at once, not after the last question."""

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(quiz, "replace", full)

    result = ask(answers(course, *RIGHT))

    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert "question 2" not in result.stdout


# ---- the order of the choices


def test_the_order_is_the_students_own(course: Course) -> None:
    """The choices of one student always come in the same order, those of others in other orders."""
    exercise = course.find("exercise01")
    question = exercise.quiz[0]
    orders = set()
    for number in range(40):
        (course.root / ".grade" / "secret").write_text(f"{number:064x}\n", encoding="ascii")
        found = quiz.shuffled(course, exercise, question)
        assert found == quiz.shuffled(find_course(course.root), exercise, question)
        assert sorted(found) == sorted(question.choices)
        orders.add(found)

    assert len(orders) > 12
    assert {order[0] for order in orders} == set(question.choices)


# ---- what is kept


def test_changed_questions_are_asked_again(course: Course) -> None:
    """An answer holds for the words of its question and choices, in whatever order; only new words are asked anew."""
    exercise = course.find("exercise01")
    first, *others = exercise.quiz
    quiz.keep_answer(course, exercise, first, "beta")

    def after(changed: Question) -> tuple[bool, bool]:
        found = quiz.standing(course, dataclasses.replace(exercise, quiz=(changed, *others))).questions[0]
        return found.answered, found.right

    assert after(first) == (True, False)
    assert after(dataclasses.replace(first, answer=1)) == (True, True)
    assert after(dataclasses.replace(first, choices=("beta", "alpha", "delta", "gamma"))) == (True, True)
    assert after(dataclasses.replace(first, explanation="Another one.")) == (True, False)
    assert after(dataclasses.replace(first, question="Which is the last letter?")) == (False, False)
    assert after(dataclasses.replace(first, choices=("alpha", "beta", "gamma", "epsilon"))) == (False, False)


def test_reset_forgets_and_loses_nothing(course: Course, ask: Ask) -> None:
    """After --reset every question is asked again; what was answered before is still in the file."""
    ask(answers(course, *RIGHT))

    would = ask("", "--reset", "-n")
    kept = right_so_far(course)
    did = ask("", "--reset")

    assert (would.stderr, did.stderr) == ("Would forget 3 answers.\n", "Forgot 3 answers.\n")
    assert (kept, right_so_far(course)) == ([True] * 3, [False] * 3)
    file = json.loads((course.root / ".grade" / "quiz" / "exercise01_double.json").read_bytes())
    assert [answer["choice"] for answer in file["before"][0]] == list(RIGHT)
    assert ask("", "--reset").stderr == "There are no answers to forget.\n"


@pytest.mark.parametrize(
    "damage", [b"", b"[]", b"{", b'{"version": 1}', b'{"version": 9, "answers": []}', b"\xff", b"[" * 9999]
)
def test_a_damaged_file_is_put_aside(course: Course, ask: Ask, damage: bytes) -> None:
    """A file that cannot be read keeps nobody from answering, and is still there afterwards."""
    path = course.root / ".grade" / "quiz" / "exercise01_double.json"
    path.parent.mkdir()
    path.write_bytes(damage)

    result = ask(answers(course, *RIGHT))

    assert result.exit_code == 0
    assert right_so_far(course) == [True] * 3
    assert path.with_name(f"{path.name}.damaged1").read_bytes() == damage


def test_odd_entries_are_passed_over(course: Course) -> None:
    """An entry of the file that is none of ours takes no other one with it."""
    exercise = course.find("exercise01")
    quiz.keep_answer(course, exercise, exercise.quiz[0], "alpha")
    path = course.root / ".grade" / "quiz" / "exercise01_double.json"
    data = json.loads(path.read_bytes())
    data["answers"] += [None, 3, {}, {"question": 1, "choice": "alpha"}, {"question": "0" * 16, "choice": "x"}]
    path.write_text(json.dumps(data), encoding="utf-8")

    assert right_so_far(course) == [True, False, False]


def test_as_data(course: Course, ask: Ask) -> None:
    """--format json asks nothing, tells how far one is, and gives away no answer that was not given."""
    ask(answers(course, "beta").rstrip())

    data = json.loads(ask("1\n", "--format", "json").stdout)

    assert (data["right"], data["answered"], len(data["questions"])) == (0, 1, 3)
    assert [item["given"] for item in data["questions"]] == [["beta"], [], []]
    assert [item["answer"] for item in data["questions"]] == ["alpha", None, None]
    assert data["questions"][2]["explanation"] is None


# ---- in a terminal


class Terminal:
    """A terminal of 40 columns in which ``grade quiz exercise01`` runs."""

    def __init__(self, course: Course, **environment: str) -> None:
        start = [sys.executable, "-c", "from grader.cli import main; main()", "quiz", "exercise01"]
        settings = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
        settings |= {"PYTHONPATH": str(MINIATURE.parents[1]), "COLUMNS": "40", "LC_ALL": "C.UTF-8", "TERM": "xterm"}
        master, slave = pty.openpty()
        self.process = subprocess.Popen(
            start, cwd=course.root, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env=settings | environment,
            preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(slave)
        self.master = master
        self.text = ""

    def wait_for(self, text: str, count: int = 1) -> None:
        """Read until the text has come so many times."""
        end = time.monotonic() + 15
        while self.text.count(text) < count:
            assert time.monotonic() < end, self.text
            if select.select([self.master], [], [], 0.5)[0]:
                try:
                    self.text += os.read(self.master, 65536).decode("utf-8", "replace")
                except OSError:  # the other side has gone
                    assert text in self.text, self.text
                    return

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.master, keys.encode())

    def end(self) -> int:
        """Wait for the end; return the exit code."""
        end = time.monotonic() + 15
        try:
            while time.monotonic() < end:
                if select.select([self.master], [], [], 0.5)[0]:
                    self.text += os.read(self.master, 65536).decode("utf-8", "replace")
        except OSError:  # the other side has gone
            pass
        os.close(self.master)
        return self.process.wait(15)


PROMPT = "(s skips, q ends): "


def test_single_keys(course: Course) -> None:
    """In a terminal a key answers at once, and an Enter after it is no answer to the next question."""
    terminal = Terminal(course)
    for index, choice in enumerate(RIGHT):
        terminal.wait_for(PROMPT, index + 1)
        terminal.type(number_of(course, index, choice) + ("\r" if index == 0 else ""))
    terminal.wait_for("3 of 3 questions right.")

    assert terminal.end() == 0
    assert right_so_far(course) == [True] * 3
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", terminal.text).replace("\r", "")
    assert max(cells(line) for line in shown.split("\n") if "ends)" not in line) <= 40
    assert "\x1b[32m" in terminal.text


def test_no_color(course: Course) -> None:
    """NO_COLOR leaves out every escape sequence."""
    terminal = Terminal(course, NO_COLOR="1")
    terminal.wait_for(PROMPT)
    terminal.type("q")

    assert terminal.end() == 0
    assert "\x1b" not in terminal.text


def test_a_plain_terminal_takes_lines(course: Course) -> None:
    """Where the terminal can do nothing special a number and Enter do."""
    terminal = Terminal(course, TERM="dumb")
    terminal.wait_for("then Enter")
    terminal.type(f"{number_of(course, 0, 'alpha')}\nq\n")
    terminal.wait_for("1 of 3")

    assert terminal.end() == 0
    assert right_so_far(course) == [True, False, False]


@pytest.mark.parametrize("dumb", [False, True], ids=["key", "line"])
def test_ctrl_c_keeps_the_answers(course: Course, dumb: bool) -> None:
    """Ctrl-C in the middle ends with 130 and one line, and what was answered is kept."""
    terminal = Terminal(course, TERM="dumb" if dumb else "xterm")
    terminal.wait_for(PROMPT)
    terminal.type(number_of(course, 0, "alpha") + ("\n" if dumb else ""))
    terminal.wait_for(PROMPT, 2)
    terminal.type("\x03")
    terminal.wait_for("Stopped; nothing was lost.")

    assert terminal.end() == 130
    assert "Traceback" not in terminal.text
    assert right_so_far(course) == [True, False, False]


def test_ctrl_d_ends(course: Course) -> None:
    """Ctrl-D in a terminal is a way to end, not a fault of the input."""
    terminal = Terminal(course)
    terminal.wait_for(PROMPT)
    terminal.type("\x04")
    terminal.wait_for("0 of 3 questions right.")

    assert terminal.end() == 0


def test_a_kill_keeps_the_answers(course: Course) -> None:
    """Even a process that is killed between two questions has kept the first answer."""
    terminal = Terminal(course)
    terminal.wait_for(PROMPT)
    terminal.type(number_of(course, 0, "alpha"))
    terminal.wait_for(PROMPT, 2)
    terminal.process.send_signal(signal.SIGKILL)

    assert terminal.end() == -signal.SIGKILL
    assert right_so_far(course) == [True, False, False]


@pytest.mark.parametrize("width", [24, 40, 80, 120])
@pytest.mark.parametrize("unicode", [True, False])
def test_pages_fit(width: int, unicode: bool) -> None:
    """Long words, Chinese and control characters stay within the width and steer nothing."""
    text = "梯度为零的点是什么？" * 12 + " x" * 40 + " " + "y" * 90 + "\x1b[2J\n\u202ereversed"
    pages = QuizPages(width=width, unicode=unicode)

    shown = [
        pages.question(text, text, [text] * 12),
        pages.judged(right=True, chosen=1, number=1, choice=text, explanation=text),
        pages.judged(right=False, chosen=1, number=2, choice=text, explanation=""),
        pages.review(text, [(text, text, text)]),
        pages.summary(1, 3, (2.5, 7.5), text),
    ]

    for page in shown:
        assert max(map(cells, page.splitlines())) <= min(width, 100)
        assert all(unicodedata.category(character)[0] != "C" for character in page if character != "\n")
        assert unicode or page.isascii()


# ---- points


def test_quizzes_count_only_where_the_course_says_so(course: Course, ask: Ask) -> None:
    """quiz_points makes right answers count: shown beside the exercise's points and included in the total."""
    ask(answers(course, *RIGHT[:2]).rstrip())
    plain = json.loads(CliRunner().invoke(program, ["list", "--format", "json"]).stdout)
    settings = course.root / "exercises" / "exercise01_double" / "exercise.toml"
    settings.write_text(f"quiz_points = 7.5\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")

    counted = json.loads(CliRunner().invoke(program, ["list", "--format", "json"]).stdout)
    text = CliRunner().invoke(program, ["list"]).stdout

    assert plain["exercises"][0]["quiz"] == {"questions": 3, "answered": 2, "right": 2, "points": 0, "max_points": 0}
    assert (plain["points"], plain["max_points"]) == (0, 100)
    assert counted["exercises"][0]["quiz"]["points"] == pytest.approx(5)
    assert (counted["points"], counted["max_points"]) == (pytest.approx(5), 107.5)
    assert " 2/3" in text
    assert "5 of 7.5 points in quizzes." in text
    assert "2 of 3 questions right, 5 of 7.5 points." in ask("q\n").stdout


def test_points_without_questions(course: Course) -> None:
    """Points for a quiz that is not there are a mistake of the author, and named."""
    settings = course.root / "exercises" / "exercise01_double" / "exercise.toml"
    text = settings.read_text(encoding="utf-8").replace(QUIZ, "")
    settings.write_text(f"quiz_points = 7.5\n{text}", encoding="utf-8")

    with pytest.raises(UserError, match=r"`quiz_points` is 7\.5"):
        find_course(course.root).find("exercise01")
