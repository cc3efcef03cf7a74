"""The command gradebook: the class as a table, extensions, exit codes, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

pytest.importorskip("nbgrader", reason="the extra `course` is not installed")

from classroom import EXERCISE, LATE, graded, journal_of, make_course

from grader import gradebook
from grader.cli import program
from grader.course import Course
from grader.gradebook import Mark
from grader.gradebook.table import class_table

Run = Callable[..., Result]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course in which three have handed in."""
    course = make_course(tmp_path, LATE)
    rows = graded("alice", {"a": 5.0, "b": 2.5}), graded("bob", {"a": 5.0}, days=1.5), graded("王小明", {"a": 0.0})
    journal_of(course, *rows).close()
    return course


@pytest.fixture
def run(course: Course) -> Run:
    """Return a function that runs `grade gradebook` in the course."""

    def call(*arguments: str, code: int = 0) -> Result:
        done = CliRunner().invoke(program, ["gradebook", "-C", str(course.root), *arguments], catch_exceptions=False)
        assert done.exit_code == code, done.output
        return done

    return call


def mark(student: str, exercise: str = "exercise01_x", points: float = 5.0, **more: float | bool) -> Mark:
    """Return a mark."""
    values = {"max_points": 10.0, "penalty": 0.0, "by_hand": False, "needs_a_look": False, "submitted_at": None} | more
    return Mark(student, exercise, points, **values)  # type: ignore[arg-type]


# ---- the command


def test_table(run: Run) -> None:
    """The class is shown with points after the penalty; what was done is said beside it."""
    done = run()

    assert done.stdout == (
        "        exercise01/10    total\n"
        "alice             7.5      7.5\n"
        "bob                 4l?      4\n"
        "王小明              0?       0\n"
        "mean             3.83     3.83\n"
        "\n"
        "l late, with points taken off\n"
        "? somebody should look at it in nbgrader\n"
    )
    assert "3 students, 3 submissions, 3 changed." in done.stderr


def test_again(run: Run) -> None:
    """A second run has nothing to do and says so; with -q it says nothing but the table."""
    run()

    assert "nothing has changed" in run().stderr
    assert run("-q").stderr == ""


def test_extend(course: Course, run: Run) -> None:
    """An extension is told with its end, and the penalty follows at once."""
    run()

    done = run("extend", "bob", "exercise01", "--days", "1.5")

    assert done.stdout == f"bob may hand in {EXERCISE} until 2026-12-03 11:59 UTC.\n"
    assert [each.points for each in gradebook.marks(course)[1] if each.student == "bob"] == [5.0]
    run("extend", "bob", "exercise01", "--days", "0")
    assert [each.points for each in gradebook.marks(course)[1] if each.student == "bob"] == [4.0]


def test_extend_before_anything_was_graded(tmp_path: Path) -> None:
    """More time can be given before the first submission; a new name needs -f."""
    course = make_course(tmp_path, LATE)
    line = ["gradebook", "extend", "alice", "exercise01", "--days", "2", "-C", str(course.root)]

    refused = CliRunner().invoke(program, line)
    done = CliRunner().invoke(program, [*line, "-f"])

    assert (refused.exit_code, done.exit_code) == (2, 0)
    assert "-f enters the name." in refused.stderr
    assert "until 2026-12-03 23:59 UTC" in done.stdout


def test_rebuild(run: Run) -> None:
    """--rebuild says where the copy is."""
    run()

    assert "kept as" in run("--rebuild").stderr
    assert "stands alone" in run("--rebuild", "extend", "bob", "exercise01", "--days", "1", code=2).stderr


def test_nothing_graded(tmp_path: Path) -> None:
    """Where nothing was graded, the message names the command that grades; no gradebook is made."""
    course = make_course(tmp_path)

    done = CliRunner().invoke(program, ["gradebook", "-C", str(course.root)])

    assert done.exit_code == 2
    assert "`grade batch`" in done.stderr
    assert not (course.root / "gradebook.db").exists()


def test_damaged(course: Course, run: Run) -> None:
    """A damaged gradebook is no fault of whoever is at the keyboard: exit code 3, and what to do."""
    run()
    (course.root / "gradebook.db").write_bytes(b"no database" * 1000)

    assert "--rebuild" in run(code=3).stderr
    assert "kept as" in run("--rebuild").stderr


def test_notebooks_that_cannot_be_written(course: Course, run: Run) -> None:
    """What could not be written is named, and the exit code tells of it."""
    journal_of(course, *(graded(f"s/{number}", {"a": 5.0}) for number in range(7))).close()

    done = run(code=2)

    assert done.stderr.count("cannot be the name of a folder") == 5
    assert "and 2 more like these." in done.stderr
    assert "s/6" in done.stdout


def test_help() -> None:
    """The help has examples that name real options."""
    done = CliRunner().invoke(program, ["gradebook", "--help"])

    assert "grade gradebook extend alice exercise03 --days 2" in done.stdout
    assert "--rebuild" in done.stdout


# ---- the table


def test_signs_and_legend() -> None:
    """Late, by hand, to be looked at: a letter beside the points and one line each below."""
    marks = [mark("a", penalty=1.0), mark("b", by_hand=True, needs_a_look=True)]

    text = class_table(["exercise01_x"], ["a", "b"], marks)

    assert "\na                 5l       5\n" in text
    assert "\nb                 5h?      5\n" in text
    assert text.endswith(
        "\nl late, with points taken off\nh points given by hand\n? somebody should look at it in nbgrader\n"
    )


def test_who_has_not_handed_in() -> None:
    """Whoever has not handed in has a dash, and counts for the mean of the total only."""
    text = class_table(["exercise01_x", "exercise02_y"], ["a", "b"], [mark("a"), mark("a", "exercise02_y", 3.0)])

    assert text.splitlines()[2].split() == ["b", "-", "-", "0"]
    assert text.splitlines()[3].split() == ["mean", "5", "3", "4"]


def test_narrow_terminal() -> None:
    """Exercises that do not fit beside each other stand below each other, with the names again."""
    names = [f"exercise{number:02}_x" for number in range(12)]

    text = class_table(names, ["alice"], [mark("alice", name) for name in names], width=60)

    assert max(map(len, text.splitlines())) <= 60
    assert text.count("alice") == 4
    assert text.count("/10") == 12


def test_names_are_text() -> None:
    """A name with escapes of a terminal is shown, not obeyed, and a long one is cut."""
    text = class_table(["exercise01_x"], ["\x1b[2Jx", "n" * 100], [mark("\x1b[2Jx")])

    assert "\x1b" not in text
    assert "\\x1b[2Jx" in text
    assert max(map(len, text.splitlines())) < 70


def test_nobody() -> None:
    """An empty class is said in words."""
    assert class_table([], [], []) == "Nobody is in the gradebook yet.\n"
