"""Reports and the list of exercises in a terminal."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace

import pytest
from test_render_samples import HOSTILE, SAMPLES, SOURCE, check, poisoned, report

from grader.render import Row, exercise_table, to_terminal
from grader.results import Misconception, Problem, Report, Verdict

WIDTHS = (40, 80, 120)
SAMPLE = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
ROWS = [
    Row("exercise01", "Tensors, shapes and a first straight line", 30, 100.0, 100.0, 2, "done"),
    Row("exercise03", "The gradient of the MSE", 45, 62.5, 100.0, 11, "begun"),
    Row("exercise04", "Gradient descent with momentum, Nesterov and Adam, by hand", 60, None, 100.0, 0),
    Row("exercise05", "均方误差的梯度", 45, None, 100.0, 0),
]


def columns(line: str) -> int:
    """Return the columns of a line, counted apart from what is tested."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in line)
    return len(line) + wide - sum(unicodedata.combining(char) > 0 for char in line)


def lines_of(sample: Report, **options: object) -> list[str]:
    """Return the lines of a report."""
    return to_terminal(sample, **{"source": SOURCE, "width": 80} | options).splitlines()  # type: ignore[arg-type]


@SAMPLE
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_is_wider_than_the_terminal(sample: Report, width: int, verbose: bool) -> None:
    """At every width every line fits, ends without spaces, and no two empty lines follow each other."""
    lines = lines_of(sample, width=width, verbose=verbose)

    assert max(map(columns, lines)) <= width
    assert all(line == line.rstrip() for line in lines)
    assert not any(before == after == "" for before, after in itertools.pairwise(lines))


@SAMPLE
def test_the_note_begins_with_the_exercise_and_the_result(sample: Report) -> None:
    """The first line holds the title at the left and the result at the right edge."""
    first = lines_of(sample)[0]

    assert first.startswith(sample.title)
    assert re.search(r"(points|passed|not run)$", first)
    assert columns(first) == 80


def test_the_result_moves_below_a_title_that_leaves_no_room() -> None:
    """A narrow terminal shows the title whole and the result on a line of its own."""
    assert lines_of(SAMPLES["mixed_failures"], width=40)[:2] == ["The gradient of the MSE", "22 of 69 points"]


def test_everything_comes_in_order() -> None:
    """File, passed, failed, diagnosis, notices, next step."""
    text = to_terminal(SAMPLES["mixed_failures"], source=SOURCE)
    marks = ["22 of 69", "✓ The result is 0-d", "✗ The gradient is right", "┃ What happened", "! No user", "grade hint"]
    places = [text.index(mark) for mark in marks]

    assert places == sorted(places)


def test_a_passed_check_is_one_line() -> None:
    """Title and points, nothing else."""
    assert "✓ One step of gradient descent moves the weight by −lr times the gradient.    10" in lines_of(
        SAMPLES["mixed_failures"]
    )


def test_a_failed_check_tells_its_story() -> None:
    """Message, difference, cases, the student's own lines and what was printed stand below the title."""
    text = to_terminal(SAMPLES["mixed_failures"], source=SOURCE)

    assert "    The result is 0.5 times the expected one: got −4.66667, expected −9.33333.\n" in text
    assert "    printed:\n    │ w = 1.0\n" in text
    assert "    3 of 4 cases pass; it fails for square X.\n" in text
    assert "    line 22, in gd_step\n      return w - lr * mse_grad(w, x, y)\n" in text
    assert "    Ran out of time. It used its 5 s of CPU time.\n" in text
    assert "(our fault, no points lost)" in text


def test_a_syntax_error_shows_the_line_and_a_caret() -> None:
    """The caret stands under the column, and checks that could not run are not listed."""
    lines = lines_of(SAMPLES["syntax_error"])
    code = next(line for line in lines if "│ return" in line)

    assert lines[lines.index(code) + 1].index("^") == code.index("(x * (")
    assert "Until then none of the 5 checks can run." in lines


@pytest.mark.parametrize(("column", "under"), [(1, "i"), (300, "!"), (601, "")])
def test_the_caret_stays_in_sight_in_a_long_line(column: int, under: str) -> None:
    """Of a line too long for the terminal the part around the column is shown."""
    code = "i" + "f" * 298 + "!" + "x" * 300
    problem = Problem("syntax", "No.", line=7, column=column, code=code)
    lines = lines_of(report(problems=(problem,)), width=40)
    caret = next(line for line in lines if "^" in line)

    assert lines[lines.index(caret) - 1][caret.index("^") :][:1] == under


def test_one_reason_is_told_once() -> None:
    """Five checks that fail alike are five titles and one explanation."""
    text = to_terminal(SAMPLES["timeouts"])

    assert text.count("It used its 5 s of CPU time.") == 1
    assert "    All 5 for the same reason:\n" in text


def test_an_untouched_stub_is_met_with_patience() -> None:
    """No cross for what nobody has begun, but a list of what will be checked."""
    text = to_terminal(SAMPLES["untouched"])

    assert "○ Nothing is filled in yet." in text
    assert "What will be checked:" in text
    assert "✗" not in text


def test_cells_of_a_notebook_are_named() -> None:
    """In a notebook a line is a line of a cell."""
    assert "    cell 3, line 4, in mse_grad" in lines_of(SAMPLES["notebook"])


def test_many_remarks_about_a_file_are_cut_short() -> None:
    """Eight remarks are enough; -v shows more."""
    problems = tuple(Problem("forbidden", f"Line {n} uses `eval`.", line=n) for n in range(1, 33))
    sample = report(check("a", "A."), problems=problems)

    assert "  and 24 more remarks about the file" in lines_of(sample, source="")
    assert "Line 32 uses" in to_terminal(sample, verbose=True)


def test_hidden_checks_never_show_output() -> None:
    """What was printed during a hidden check might give its inputs away."""
    hidden = check("a", "A.", Verdict.FAILED, output="x = 3.7")

    assert "3.7" not in to_terminal(report(hidden))


def test_a_diagnosis_is_told_once_and_set_anew() -> None:
    """The diagnosis stands once behind a bar, its formula on a line of its own."""
    text = to_terminal(SAMPLES["mixed_failures"])

    assert text.count("the factor 2 is missing") == 1
    assert "┃     d/dw (x w − y)² = 2 (x w − y) x\n" in text
    assert "┃ This explains 2 of the checks above.\n" in text


def test_two_mistakes_at_once_are_told_as_such() -> None:
    """Where two explain the same checks each says so: to mend one of them makes no check pass."""
    sample = SAMPLES["mixed_failures"]
    (first,) = sample.misconceptions
    both = replace(sample, misconceptions=(first, replace(first, name="sign", diagnosis="The sign is wrong.")))
    apart = replace(both, misconceptions=(first, replace(first, name="sign", checks=("another", "and one more"))))

    assert to_terminal(both).count("┃ Together with the other mistake this explains 2 of the checks above.\n") == 2
    assert to_terminal(apart).count("┃ This explains 2 of the checks above.\n") == 2


def test_a_diagnosis_without_a_function_has_a_title_too() -> None:
    """Not every misconception belongs to one function."""
    sample = report(check("a", "A.", Verdict.FAILED), misconceptions=(Misconception("m", "", "Well.", ("a",)),))

    assert "┃ What happened\n┃ Well.\n" in to_terminal(sample)


def test_verbose_adds_times_and_the_environment() -> None:
    """-v says how long each check took and what the grading ran on."""
    text = to_terminal(SAMPLES["mixed_failures"], verbose=True)

    assert "0.00 s" in text
    assert "torch-grader  0.1.0\n" in text
    assert "2.13.0+cpu" not in to_terminal(SAMPLES["mixed_failures"])


@SAMPLE
def test_colour_only_if_asked(sample: Report) -> None:
    """Without colour there is no escape sequence, with colour the words are the same."""
    plain, colored = to_terminal(sample), to_terminal(sample, color=True)

    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[\d+(;\d+)*m", "", colored) == plain


@SAMPLE
def test_ascii_is_enough(sample: Report) -> None:
    """Where the encoding has no check mark everything is written in ASCII and still fits."""
    text = to_terminal(sample, source=SOURCE, width=40, unicode=False, verbose=True)

    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 40


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["mixed_failures", "forbidden", "public_checks", "notebook"])
def test_hostile_text_is_shown_and_does_nothing(name: str, text: str) -> None:
    """With hostile text in every field no control character is left, no line is too long, and the note stays short."""
    note = to_terminal(poisoned(SAMPLES[name], text), source=text[:50_000], width=80, verbose=True)

    assert all(unicodedata.category(char)[0] != "C" for char in note if char != "\n")
    assert max(map(columns, note.splitlines())) <= 80
    assert len(note) < 60_000


@pytest.mark.parametrize("width", WIDTHS)
def test_the_list_of_exercises_fits(width: int) -> None:
    """At every width the list fits and names every exercise, its points and how many are done."""
    text = exercise_table(ROWS, width=width)

    assert max(map(columns, text.splitlines())) <= width
    assert all(row.name in text for row in ROWS)
    assert "62.5 of 100" in text
    assert "1 of 4 exercises done, about 2 h 30 min left." in " ".join(text.split())
    assert text.endswith("162.5 of 400 points.\n")


def test_the_list_shows_what_is_done() -> None:
    """A check mark for what is done, a dot for what is begun."""
    lines = exercise_table(ROWS, width=80).splitlines()

    assert [line[0] for line in lines if "exercise0" in line] == ["✓", "·", " ", " "]


def test_an_empty_list_says_so() -> None:
    """A course without exercises is no empty page."""
    assert exercise_table([]) == "There are no exercises here.\n"


def test_a_hostile_list_is_harmless() -> None:
    """Titles come from files that anybody may edit."""
    rows = [Row(text[:500], text, 5, 1.0, 2.0, 3, text[:5]) for text in HOSTILE.values()]

    for width in WIDTHS:
        table = exercise_table(rows, width=width)
        assert all(unicodedata.category(char)[0] != "C" for char in table if char != "\n")
        assert max(map(columns, table.splitlines())) <= width


def test_a_note_in_the_terminal_is_cheap() -> None:
    """`grade check` pays for no template engine, no highlighter, no XML and no torch."""
    code = """if True:
        import sys
        from grader.render import to_terminal
        from grader.results import Environment, Report
        to_terminal(Report("exercise01", "One", "one.py", (), Environment()))
        heavy = {"torch", "jinja2", "pygments", "rich", "xml.etree.ElementTree", "click", "pytest", "msgspec", "html"}
        print(sorted(heavy & set(sys.modules)))
    """
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert found.stdout.strip() == "[]"
