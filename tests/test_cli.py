"""The command: what it calls, what it says and where, and how it ends; a stand-in plays the runner."""

from __future__ import annotations

import io
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from grader import attempts
from grader.cli import SECTIONS, program, terminal
from grader.course import Course, find_course
from grader.errors import GraderError, SandboxError, UserError
from grader.results import CheckResult, Environment, Report, Verdict

MINIATURE = Path(__file__).parent / "course"
RIGHT = (MINIATURE / "submissions" / "passed" / "right.py").read_bytes()
Run = Callable[..., Result]


def report(verdict: Verdict = Verdict.PASSED, *, hidden: bool = True, points: float | None = None) -> Report:
    """Return a report with one check of this verdict."""
    most = 100.0 if hidden else 0.0
    got = points if points is not None else most if verdict is Verdict.PASSED else 0.0
    check = CheckResult(
        name="values",
        title="Each element is doubled.",
        public=not hidden,
        verdict=verdict,
        points=got,
        max_points=most,
        seconds=0.01,
    )
    return Report(
        exercise="exercise01_double",
        title="Twice a tensor",
        file="double.py",
        checks=(check,),
        environment=Environment(),
    )


class StandIn:
    """Plays the runner: remembers what it is asked and answers as it is told."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, Any, dict[str, Any]]] = []
        self.answer: Report | BaseException | None = None

    def grade(self, exercise: Any, submission: Any, **options: Any) -> Report:
        """Answer with a report that passes, or with what was set."""
        self.calls.append((exercise, submission, options))
        options["progress"](0, 1, "Each element is doubled.")
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer or report(hidden=options["hidden"])

    @property
    def options(self) -> dict[str, Any]:
        """The options of the last call."""
        return self.calls[-1][2]


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Put a stand-in in the place of grader.runner."""
    stand_in = StandIn()
    module = types.ModuleType("grader.runner")
    module.grade = stand_in.grade  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "grader.runner", module)
    return stand_in


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Return a student's copy of the miniature course, and go there."""
    root = tmp_path / "course"
    shutil.copytree(MINIATURE / "exercises", root / "exercises")
    shutil.copyfile(MINIATURE / "course.toml", root / "course.toml")
    monkeypatch.chdir(root)
    return find_course(root)


@pytest.fixture
def with_solutions(course: Course) -> Course:
    """Return an instructor's copy of the course."""
    shutil.copytree(MINIATURE / "solutions", course.root / "solutions")
    return find_course(course.root)


@pytest.fixture
def grade(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs the command in this process."""
    for name in ("NO_COLOR", "FORCE_COLOR", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(program, list(arguments))

    return run


def stub(course: Course) -> Path:
    """Return the file of the course's exercise."""
    return course.find("exercise01").stub_path


def add_exercise(course: Course, name: str) -> Path:
    """Add a copy of the exercise under another name."""
    folder = course.root / "exercises" / name
    shutil.copytree(course.find("exercise01").folder, folder)
    return folder


# ---- help, options, exit codes


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help(grade: Run, option: str) -> None:
    """The help shows every command under whom it is for, with a sentence."""
    result = grade(option)

    assert result.exit_code == 0
    for section, names in SECTIONS.items():
        assert (f"{section}:" in result.stdout) is bool(names)
    for name, command in program.commands.items():
        assert f"  {name} " in result.stdout
        assert command.get_short_help_str(limit=300) in " ".join(result.stdout.split())


def test_every_command_has_a_section() -> None:
    """No command is missing from the help, and the help names none that is missing."""
    assert sorted(program.commands) == sorted(name for names in SECTIONS.values() for name in names)


@pytest.mark.parametrize("name", sorted(program.commands))
def test_help_of_commands(grade: Run, name: str) -> None:
    """Each command's help is one sentence, its options and examples of its use."""
    result = grade(name, "-h")

    assert result.exit_code == 0
    assert f"Usage: grade {name} " in result.stdout
    assert "Examples:" in result.stdout
    assert f"    grade {name}" in result.stdout
    assert result.stdout.isascii()
    assert max(map(len, result.stdout.splitlines())) <= 100


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_version(grade: Run, option: str) -> None:
    """The version comes with the name of the distribution."""
    result = grade(option)

    assert result.exit_code == 0
    assert result.stdout.startswith("torch-grader 0.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chekc"], "Did you mean 'check'?"),
        (["check", "--formt", "json"], "--format"),
        (["submit"], "Missing argument 'EXERCISE'"),
        (["check", "--format", "yaml"], "'yaml' is not one of"),
        (["-C", "absent", "list"], "absent"),
        (["report", "exercise01", "--attempt", "0"], "0"),
    ],
)
def test_usage_errors(course: Course, grade: Run, arguments: list[str], said: str) -> None:
    """What is typed wrongly ends with code 2 and a word on how it is typed rightly."""
    result = grade(*arguments)

    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_unknown_exercise(course: Course, grade: Run) -> None:
    """An unknown exercise ends with code 2, what happened on one line and what to do on the next."""
    result = grade("hint", "exercise1")

    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        'Error: There is no exercise "exercise1" in this course.',
        "Did you mean exercise01_double?",
    ]


def test_no_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grade: Run) -> None:
    """Outside a course the message says how to get into one."""
    monkeypatch.chdir(tmp_path)

    result = grade("list")

    assert result.exit_code == 2
    assert "grade init" in result.stderr


@pytest.mark.parametrize("before", [True, False])
def test_course_option(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grade: Run, before: bool
) -> None:
    """-C names the course, before the command or after it."""
    monkeypatch.chdir(tmp_path)
    option = ["-C", str(course.root / "exercises")]

    result = grade(*option, "list") if before else grade("list", *option)

    assert result.exit_code == 0
    assert "A miniature course" in result.stdout


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (Verdict.PASSED, 0),
        (Verdict.FAILED, 1),
        (Verdict.ERROR, 1),
        (Verdict.TIMEOUT, 1),
        (Verdict.MEMORY, 1),
        (Verdict.FORBIDDEN, 1),
        (Verdict.SKIPPED, 1),
        (Verdict.INTERNAL_ERROR, 3),
    ],
)
@pytest.mark.parametrize("command", ["check", "submit"])
def test_exit_code_of_a_verdict(
    with_solutions: Course, runner: StandIn, grade: Run, command: str, verdict: Verdict, code: int
) -> None:
    """Only passing every check ends with 0; our own failure ends with 3, anything else with 1."""
    runner.answer = report(verdict)

    assert code == grade(command, "exercise01").exit_code


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UserError("This is yours.", hint="Mend it."), 2, "Error: This is yours.\nMend it.\n"),
        (SandboxError("No sandbox here."), 3, "Error: No sandbox here.\n"),
        (GraderError("Broken.", hint="Try again."), 3, "Error: Broken.\nTry again.\n"),
        (KeyboardInterrupt(), 130, "\nStopped; nothing was lost.\n"),
        (
            ValueError("odd\nmore"),
            3,
            "Error: This is a fault of torch-grader, not of your code: ValueError: odd\n-v shows the traceback.\n",
        ),
        (
            ZeroDivisionError(),
            3,
            "Error: This is a fault of torch-grader, not of your code: ZeroDivisionError\n-v shows the traceback.\n",
        ),
    ],
)
def test_errors(course: Course, runner: StandIn, grade: Run, error: BaseException, code: int, said: str) -> None:
    """An error is a sentence and a line on what to do, on stderr, with the exit code of whose turn it is."""
    runner.answer = error

    result = grade("check", "exercise01")

    assert code == result.exit_code
    assert said == result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("error", [ValueError("odd"), SandboxError("No sandbox here.")])
def test_traceback(course: Course, runner: StandIn, grade: Run, error: Exception) -> None:
    """With -v our own faults come with their traceback."""
    runner.answer = error

    result = grade("check", "exercise01", "-v")

    assert "Traceback (most recent call last)" in result.stderr
    assert "-v shows" not in result.stderr


def test_no_traceback_for_input(course: Course, runner: StandIn, grade: Run) -> None:
    """What the user can mend has no traceback even with -v."""
    runner.answer = UserError("This is yours.")

    assert "Traceback" not in grade("-v", "check", "exercise01").stderr


def test_control_characters_in_messages(course: Course, grade: Run) -> None:
    """What was typed cannot steer the terminal from within a message."""
    result = grade("check", "a\x1b[2Jb")

    assert result.exit_code == 2
    assert "\x1b" not in result.stderr


# ---- list


def test_list(course: Course, grade: Run) -> None:
    """The list shows each exercise with its title, its minutes and its quiz, and marks what is next."""
    result = grade("list")

    assert result.exit_code == 0
    assert result.stdout.startswith("A miniature course\n\n")
    row = next(line for line in result.stdout.splitlines() if "exercise01" in line)
    assert row.split() == [">", "exercise01", "Twice", "a", "tensor", "5", "0/1"]
    assert result.stderr == ""


def test_list_shows_how_far_it_is(course: Course, grade: Run) -> None:
    """An exercise is new, begun, without its file, or done, and has its best points if it has any."""
    for number, name in enumerate(("begun", "gone", "handed", "points", "done"), 2):
        add_exercise(course, f"exercise0{number}_{name}")
    again = find_course(course.root)
    again.find("exercise02").stub_path.write_bytes(RIGHT)
    again.find("exercise03").stub_path.unlink()
    for name, found in (
        ("exercise04", report(hidden=False)),
        ("exercise05", report(Verdict.FAILED, points=62.5)),
        ("exercise05", report(Verdict.FAILED, points=20)),
        ("exercise06", report()),
    ):
        attempts.keep(again, again.find(name), RIGHT, "double.py", found, lambda _: "")

    result = grade("list")
    data = json.loads(grade("list", "--format", "json").stdout)["exercises"]

    assert [(row["state"], row["best"], row["attempts"]) for row in data] == [
        ("new", None, 0),
        ("begun", None, 0),
        ("missing", None, 0),
        ("submitted", None, 1),
        ("begun", 62.5, 2),
        ("done", 100.0, 1),
    ]
    assert "62.5 of 100" in result.stdout
    assert "handed in" in result.stdout
    assert result.stderr == "exercise03_gone has lost its file; `grade reset exercise03_gone` brings the stub back.\n"


def test_list_shows_what_is_next(course: Course, grade: Run) -> None:
    """The list marks what is next, names what has to come before the others, and sums up what is done and left."""
    for number in range(2, 17):
        folder = add_exercise(course, f"exercise{number:02d}_part")
        settings = folder / "exercise.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(f'prerequisites = ["exercise{number - 1:02d}"]\n{text}', encoding="utf-8")
    attempts.keep(course, course.find("exercise01"), RIGHT, "double.py", report(), lambda _: "")

    result = grade("list")
    data = json.loads(grade("list", "--format", "json").stdout)

    lines = result.stdout.splitlines()
    assert [line.split()[1] for line in lines if line.startswith(">")] == ["exercise02"]
    assert [line.split()[-1] for line in lines if "exercise04" in line] == ["03"]
    assert "1 of 16 exercises done, about 1 h 15 min left." in lines
    assert "100 of 1600 points." in lines
    assert "Next: exercise02, Twice a tensor" in lines
    assert "Task: exercises/exercise02_part/README.md" in lines
    assert (data["next"], data["done"], data["minutes"], data["minutes_left"]) == ("exercise02_part", 1, 80, 75)
    assert (data["points"], data["max_points"]) == (100, 1600)
    assert [row["waits_for"] for row in data["exercises"]][:4] == [[], [], ["exercise02_part"], ["exercise03_part"]]
    assert data["exercises"][1]["prerequisites"] == ["exercise01_double"]


def test_list_of_a_students_copy_goes_on(course: Course, grade: Run) -> None:
    """Where no hidden checks give points, handing in what passes every public check is enough to go on."""
    folder = add_exercise(course, "exercise02_part")
    settings = folder / "exercise.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'prerequisites = ["exercise01"]\n{text}', encoding="utf-8")
    first = course.find("exercise01")

    attempts.keep(course, first, RIGHT, "double.py", report(Verdict.FAILED, hidden=False), lambda _: "")
    before = json.loads(grade("list", "--format", "json").stdout)["next"]
    attempts.keep(course, first, RIGHT, "double.py", report(hidden=False), lambda _: "")
    after = json.loads(grade("list", "--format", "json").stdout)["next"]
    attempts.keep(course, find_course(course.root).find("exercise02"), RIGHT, "d.py", report(), lambda _: "")

    assert (before, after) == ("exercise01_double", "exercise02_part")
    assert "Next: nothing, all exercises are done." in grade("list").stdout


def test_list_says_what_cannot_be_followed(course: Course, grade: Run) -> None:
    """A prerequisite that is not there is named on stderr, and the exercise can be done all the same."""
    (course.root / "solutions").mkdir()
    settings = course.find("exercise01").folder / "exercise.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'prerequisites = ["exercise77"]\n{text}', encoding="utf-8")

    result = grade("list")

    assert "Next: exercise01" in result.stdout
    assert result.stderr == (
        "exercise01_double comes after exercise77, which fits no single exercise of this course: "
        "it does not wait for it.\n"
    )


def test_list_in_a_part_of_a_course(course: Course, grade: Run) -> None:
    """In a students' copy one line says which prerequisites were not given out, and with -q nothing does."""
    settings = course.find("exercise01").folder / "exercise.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'prerequisites = ["exercise77", "exercise78"]\n{text}', encoding="utf-8")

    result = grade("list")

    assert "Next: exercise01" in result.stdout
    assert result.stderr == "Not in this copy, so nothing waits for it: exercise77 and exercise78.\n"
    assert grade("list", "-q").stderr == ""


def test_list_as_data(course: Course, grade: Run) -> None:
    """The list is also there as JSON."""
    attempts.keep(course, course.find("exercise01"), RIGHT, "double.py", report(), lambda _: "")

    data = json.loads(grade("list", "--format", "json").stdout)

    assert data["title"] == "A miniature course"
    assert [(row["name"], row["best"], row["state"]) for row in data["exercises"]] == [
        ("exercise01_double", 100.0, "done")
    ]


def test_list_in_chinese(course: Course, grade: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Titles are Chinese where the locale is."""
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")

    assert "张量的两倍" in grade("list").stdout


def test_list_goes_on_past_broken_exercises(course: Course, grade: Run) -> None:
    """A broken exercise is named on stderr and keeps none of the others from the list."""
    folder = add_exercise(course, "exercise02_broken")
    (folder / "exercise.toml").write_text("hint = []")

    result = grade("list")

    assert result.exit_code == 0
    assert "exercise01" in result.stdout
    assert "exercise02_broken cannot be used: exercises/exercise02_broken/exercise.toml" in result.stderr


# ---- check


def test_check(course: Course, runner: StandIn, grade: Run) -> None:
    """A check runs the public checks alone, in a shared process, and keeps nothing."""
    stub(course).write_bytes(RIGHT)

    result = grade("check", "exercise01", "-k", "values")

    exercise, submission, options = runner.calls[0]
    assert result.exit_code == 0
    assert exercise.name == "exercise01_double"
    assert submission.data == RIGHT
    assert options.pop("progress")
    assert options == {
        "hidden": False,
        "sandbox": True,
        "share_import": True,
        "select": "values",
        "secret": b"",
    }
    assert "Twice a tensor" in result.stdout
    assert result.stderr == ""
    assert attempts.all(course, exercise) == []


def test_check_runs_no_hidden_checks(with_solutions: Course, runner: StandIn, grade: Run) -> None:
    """Also where the hidden checks are at hand a check leaves them alone."""
    grade("check", "exercise01")

    assert runner.options["hidden"] is False


def test_check_of_another_file(course: Course, runner: StandIn, grade: Run, tmp_path: Path) -> None:
    """Another file can be checked, named as seen from here."""
    (tmp_path / "trial.py").write_bytes(RIGHT + b"# trial\n")

    grade("check", "exercise01", "../trial.py")

    assert runner.calls[0][1].data == RIGHT + b"# trial\n"


@pytest.mark.parametrize("name", ["absent.py", "."])
def test_check_of_no_file(course: Course, runner: StandIn, grade: Run, name: str) -> None:
    """What is no file ends with code 2."""
    result = grade("check", "exercise01", name)

    assert result.exit_code == 2
    assert runner.calls == []


def test_no_sandbox_is_announced(course: Course, runner: StandIn, grade: Run) -> None:
    """Running without a sandbox is said on stderr, even with -q."""
    result = grade("check", "exercise01", "--no-sandbox", "-q")

    assert runner.options["sandbox"] is False
    assert "No sandbox (--no-sandbox)" in result.stderr


def test_exercise_of_the_current_folder(
    course: Course, runner: StandIn, grade: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without EXERCISE the one is checked in whose folder one stands."""
    monkeypatch.chdir(add_exercise(course, "exercise02_other"))

    grade("check")

    assert runner.calls[0][0].name == "exercise02_other"


def test_exercise_changed_last(course: Course, runner: StandIn, grade: Run) -> None:
    """Elsewhere the exercise is checked whose file was changed last, and the command says which."""
    other = add_exercise(course, "exercise02_other")
    add_exercise(course, "exercise03_untouched")
    stub(course).write_bytes(RIGHT)
    os.utime(stub(course), (1, 1))
    (other / "double.py").write_bytes(RIGHT)

    result = grade("check")

    assert runner.calls[0][0].name == "exercise02_other"
    assert result.stderr == "Checking exercise02_other, whose file was changed last.\n"


def test_first_exercise(course: Course, runner: StandIn, grade: Run) -> None:
    """When none is begun the first exercise is checked."""
    add_exercise(course, "exercise02_other")

    result = grade("check")

    assert runner.calls[0][0].name == "exercise01_double"
    assert "the first one" in result.stderr


def test_broken_exercise_of_the_current_folder(
    course: Course, runner: StandIn, grade: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the folder of a broken exercise its fault is said instead of checking another."""
    folder = add_exercise(course, "exercise02_broken")
    (folder / "exercise.toml").write_text("hint = []")
    monkeypatch.chdir(folder)

    result = grade("check")

    assert result.exit_code == 2
    assert "exercise02_broken/exercise.toml" in result.stderr
    assert runner.calls == []


def test_no_exercise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grade: Run) -> None:
    """A course without exercises has nothing to check."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "course.toml").touch()
    monkeypatch.chdir(tmp_path)

    assert grade("check").exit_code == 2


@pytest.mark.parametrize("stub_is", ["missing", "untouched"])
def test_notebook_beside_the_stub(with_solutions: Course, runner: StandIn, grade: Run, stub_is: str) -> None:
    """A notebook of the same name is taken while the file is missing or untouched, and that is said."""
    shutil.copyfile(MINIATURE / "submissions" / "passed" / "notebook.ipynb", stub(with_solutions).with_suffix(".ipynb"))
    if stub_is == "missing":
        stub(with_solutions).unlink()

    result = grade("check", "exercise01")

    assert runner.calls[0][1].filename == "double.ipynb"
    assert "double.ipynb" in result.stderr


def test_file_before_notebook(course: Course, runner: StandIn, grade: Run) -> None:
    """A file that is begun counts before a notebook beside it."""
    stub(course).write_bytes(RIGHT)
    stub(course).with_suffix(".ipynb").write_text("{}")

    grade("check", "exercise01")

    assert runner.calls[0][1].filename == "double.py"


def test_missing_file(course: Course, runner: StandIn, grade: Run) -> None:
    """A missing file is named with the command that brings it back."""
    stub(course).unlink()

    result = grade("check", "exercise01")

    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        f"Error: {Path('exercises/exercise01_double/double.py')} is missing.",
        "`grade reset exercise01` brings the stub back.",
    ]


# ---- forms of the result


@pytest.mark.parametrize(
    ("form", "beginning"), [("json", "{"), ("junit", "<?xml"), ("html", "<!"), ("text", "Twice a tensor")]
)
def test_forms(course: Course, runner: StandIn, grade: Run, form: str, beginning: str) -> None:
    """The result comes in four forms, alone on stdout."""
    result = grade("check", "exercise01", "--format", form)

    assert result.stdout.lower().lstrip().startswith(beginning.lower())
    assert result.stderr == ""


def test_json_is_the_report(course: Course, runner: StandIn, grade: Run) -> None:
    """The JSON on stdout reads back as the report."""
    result = grade("check", "exercise01", "--format", "json")

    assert Report.from_json(result.stdout) == report(hidden=False)


@pytest.mark.parametrize(
    ("name", "beginning"), [("r.json", "{"), ("r.xml", "<?xml"), ("r.html", "<!"), ("r.txt", "Twice"), ("r", "Twice")]
)
def test_output_file(course: Course, runner: StandIn, grade: Run, name: str, beginning: str) -> None:
    """-o writes the result to a file, in the form that its name asks for, and stdout stays empty."""
    result = grade("check", "exercise01", "-o", name)

    text = Path(name).read_text(encoding="utf-8")
    assert text.lower().lstrip().startswith(beginning.lower())
    assert "\x1b" not in text
    assert result.stdout == ""
    assert result.stderr == f"Written to {name}.\n"


def test_form_before_file_name(course: Course, runner: StandIn, grade: Run) -> None:
    """--format counts before the name of the file."""
    grade("check", "exercise01", "-o", "r.txt", "--format", "json")

    assert Path("r.txt").read_text().startswith("{")


@pytest.mark.parametrize("name", ["absent/r.json", "double.py", "trial.ipynb", "."])
def test_output_that_cannot_be(course: Course, runner: StandIn, grade: Run, name: str) -> None:
    """A folder that is not there, or a name that student's work has, is refused before anything runs."""
    result = grade("check", "exercise01", "-o", name)

    assert result.exit_code == 2
    assert "'-o' / '--output'" in result.stderr
    assert runner.calls == []


def test_output_that_cannot_be_written(
    course: Course, runner: StandIn, grade: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that cannot be written ends with code 2 and names the option."""

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)

    result = grade("check", "exercise01", "-o", "r.json")

    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert "-o" in result.stderr


def test_quiet(course: Course, runner: StandIn, grade: Run) -> None:
    """-q leaves one line: the result."""
    result = grade("-q", "check")

    assert result.stdout == "exercise01_double: 1 of 1 check passed\n"
    assert result.stderr == ""


def test_quiet_ends_with_the_command(course: Course, runner: StandIn, grade: Run) -> None:
    """What `-q` silences is heard again in the same process afterwards."""
    before = logging.getLogger("grader").level

    grade("-q", "check")

    assert logging.getLogger("grader").level == before


# ---- submit


def test_submit(with_solutions: Course, runner: StandIn, grade: Run) -> None:
    """A submission runs all checks in a process of its own, is kept, and says the points and where the report is."""
    stub(with_solutions).write_bytes(RIGHT)

    result = grade("submit", "exercise01")

    assert result.exit_code == 0
    assert runner.options["hidden"] is True
    assert runner.options["share_import"] is False
    assert runner.options["secret"] == attempts.secret(with_solutions)
    kept = attempts.latest(with_solutions, with_solutions.find("exercise01"))
    assert kept is not None
    assert kept.submission.read_bytes() == RIGHT
    assert "<html" in kept.html.read_text()
    page = Path(".grade/attempts/exercise01_double/0001/report.html")
    assert result.stdout.endswith(f"Attempt 1 is kept. Best so far: 100 of 100 points.\nReport: {page}\n")
    assert result.stderr == ""


def test_best_so_far(with_solutions: Course, runner: StandIn, grade: Run) -> None:
    """A worse attempt leaves the best one standing, and says which that is."""
    runner.answer = report(Verdict.FAILED, points=80)
    grade("submit", "exercise01")
    runner.answer = report(Verdict.FAILED, points=35.5)

    result = grade("submit", "exercise01")

    assert result.exit_code == 1
    assert "Attempt 2 is kept. Best so far: 80 of 100 points (attempt 1)." in result.stdout


def test_submit_without_solutions(course: Course, runner: StandIn, grade: Run) -> None:
    """A student's copy runs its public checks, says who gives the points, and keeps the attempt."""
    result = grade("submit", "exercise01")

    assert runner.options["hidden"] is False
    assert "the points are given by your instructor" in result.stderr
    assert "Attempt 1 is kept.\n" in result.stdout
    assert len(attempts.all(course, course.find("exercise01"))) == 1


def test_submit_as_data(with_solutions: Course, runner: StandIn, grade: Run) -> None:
    """With another form than text stdout holds that alone, the news go to stderr."""
    result = grade("submit", "exercise01", "--format", "json")

    assert Report.from_json(result.stdout).attempt == 1
    assert "Attempt 1 is kept." in result.stderr


def test_submit_dry_run(with_solutions: Course, runner: StandIn, grade: Run) -> None:
    """-n shows the points and keeps nothing at all."""
    result = grade("submit", "exercise01", "-n")

    assert result.exit_code == 0
    assert runner.options["hidden"] is True
    assert "Nothing was kept." in result.stderr
    assert not (with_solutions.root / ".grade").exists()


def test_our_fault_does_not_count(with_solutions: Course, runner: StandIn, grade: Run) -> None:
    """A grading that failed through our fault is no attempt."""
    runner.answer = report(Verdict.INTERNAL_ERROR)

    result = grade("submit", "exercise01")

    assert result.exit_code == 3
    assert "our fault" in result.stderr
    assert attempts.all(with_solutions, with_solutions.find("exercise01")) == []


def test_untouched_stub_is_graded(with_solutions: Course, grade: Run, runner: StandIn) -> None:
    """The untouched stub is handed in like anything else, and the report says that nothing is filled in yet."""
    runner.answer = report(Verdict.ERROR)

    result = grade("submit", "exercise01")

    assert result.exit_code == 1
    assert len(attempts.all(with_solutions, with_solutions.find("exercise01"))) == 1


def test_read_only_course(with_solutions: Course, runner: StandIn, grade: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a course that may not be written to, a submission ends with code 2 and says what to do."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refuse)

    result = grade("submit", "exercise01")

    assert result.exit_code == 2
    assert "Read-only file system" in result.stderr
    assert "copy it" in result.stderr
    assert grade("list").exit_code == 0
    assert grade("check", "exercise01").exit_code == 0


# ---- hint


def test_hints(course: Course, grade: Run) -> None:
    """Each call shows one more hint; after the last it says so and ends with 0 all the same."""
    hints = course.find("exercise01").hints

    assert grade("hint", "exercise01").stdout == f"Hint 1 of 2: {hints[0]}\n"
    assert grade("hint", "exercise01").stdout == f"Hint 2 of 2: {hints[1]}\n"
    last = grade("hint", "exercise01")
    assert (last.exit_code, last.stdout) == (0, "")
    assert "no more hints" in last.stderr


def test_all_hints(course: Course, grade: Run) -> None:
    """--all shows every hint and leaves the count where it is."""
    assert len(grade("hint", "exercise01", "--all").stdout.splitlines()) == 2
    assert grade("hint", "exercise01").stdout.startswith("Hint 1 of 2")


def test_no_hints(course: Course, grade: Run) -> None:
    """An exercise without hints says so."""
    settings = course.find("exercise01").folder / "exercise.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text[: text.index("hints")] + text[text.index("[title]") :], encoding="utf-8")

    assert "has no hints" in grade("hint", "exercise01").stderr
    assert "has no hints" in grade("hint", "exercise01", "--all").stderr


# ---- reset


def test_reset(course: Course, grade: Run) -> None:
    """Any command that sees the untouched stub makes that it can be put back later; the work is kept."""
    untouched = stub(course).read_bytes()
    grade("list")
    stub(course).write_bytes(RIGHT)

    result = grade("reset", "exercise01")

    kept = Path("exercises/exercise01_double/double.py.1.bak")
    assert result.stdout == f"Put the stub double.py back; your file is kept as {kept}.\n"
    assert stub(course).read_bytes() == untouched
    assert kept.read_bytes() == RIGHT


def test_reset_twice(course: Course, grade: Run) -> None:
    """Where there is nothing to put back, that is said."""
    assert grade("reset", "exercise01").stdout == "double.py is the untouched stub already.\n"


def test_reset_dry_run(course: Course, grade: Run) -> None:
    """-n says what would be done and does nothing."""
    grade("list")
    stub(course).write_bytes(RIGHT)

    result = grade("reset", "exercise01", "-n")

    assert result.stdout.startswith("Would put the stub double.py back")
    assert stub(course).read_bytes() == RIGHT


def test_reset_of_a_missing_file(course: Course, grade: Run) -> None:
    """A missing file comes back."""
    grade("list")
    stub(course).unlink()

    assert grade("reset", "exercise01").stdout == "Put the stub double.py back.\n"
    assert stub(course).is_file()


# ---- report


def test_report(with_solutions: Course, runner: StandIn, grade: Run) -> None:
    """The last attempt's report is shown once more, and ends with 0 whatever it says."""
    runner.answer = report(Verdict.FAILED, points=20)
    grade("submit", "exercise01")

    result = grade("report", "exercise01")

    assert result.exit_code == 0
    assert "20 of 100 points" in result.stdout


def test_report_of_an_attempt(with_solutions: Course, runner: StandIn, grade: Run) -> None:
    """Any attempt's report can be had, in any form."""
    for points in (10, 20):
        runner.answer = report(Verdict.FAILED, points=points)
        grade("submit", "exercise01")

    result = grade("report", "exercise01", "--attempt", "1", "--format", "json")

    assert (Report.from_json(result.stdout).attempt, Report.from_json(result.stdout).points) == (1, 10.0)


def test_report_of_no_attempt(with_solutions: Course, runner: StandIn, grade: Run) -> None:
    """An attempt that does not exist is answered with those that do."""
    none = grade("report", "exercise01")
    grade("submit", "exercise01")
    other = grade("report", "exercise01", "--attempt", "7")

    assert none.exit_code == other.exit_code == 2
    assert "grade submit exercise01" in none.stderr
    assert "There are: 1." in other.stderr


@pytest.mark.parametrize("code", [0, 1])
def test_report_in_a_browser(
    with_solutions: Course, runner: StandIn, grade: Run, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """--open shows the page in a browser; without one it says which file to open."""
    opened: list[str] = []
    monkeypatch.setattr("click.launch", lambda path: opened.append(path) or code)
    grade("submit", "exercise01")

    result = grade("report", "exercise01", "--open")

    page = with_solutions.root / ".grade" / "attempts" / "exercise01_double" / "0001" / "report.html"
    assert opened == [str(page)]
    assert result.exit_code == (0 if code == 0 else 2)
    assert (f"Open {page} yourself." in result.stderr) is (code != 0)


def test_report_page_gone(with_solutions: Course, runner: StandIn, grade: Run) -> None:
    """A page that was removed is answered with the way that still works."""
    grade("submit", "exercise01")
    kept = attempts.latest(with_solutions, with_solutions.find("exercise01"))
    assert kept is not None
    kept.html.unlink()

    assert grade("report", "exercise01", "--open").exit_code == 2
    assert "<html" in grade("report", "exercise01", "--format", "html").stdout


# ---- init


@pytest.fixture
def bundled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Put the miniature course in the place of the bundled one, and go to an empty folder."""
    monkeypatch.setattr("grader.course.bundled.bundled_exercises", lambda: MINIATURE / "exercises")
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    return empty


def test_init(bundled: Path, grade: Run) -> None:
    """A new course is one command away, in this folder or another, and lists its exercises."""
    assert grade("init").stdout == f"Started a course with 1 exercise in {bundled.resolve()}.\n"
    assert grade("init", "deep/inside").exit_code == 0
    assert "exercise01" in grade("-C", "deep/inside", "list").stdout
    assert not (bundled / "solutions").exists()


def test_init_elsewhere(bundled: Path, grade: Run) -> None:
    """A folder that is not empty is only used with --force."""
    (bundled / "notes.txt").touch()

    refused = grade("init")
    forced = grade("init", "-f")

    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert forced.exit_code == 0


def test_init_dry_run(bundled: Path, grade: Run) -> None:
    """-n makes nothing."""
    result = grade("init", "-n")

    assert result.stdout.startswith("Would start a course with 1 exercise")
    assert list(bundled.iterdir()) == []


# ---- the terminal


class Stream(io.StringIO):
    """A text stream that may be a terminal."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        """Say whether this plays a terminal."""
        return self._terminal


@pytest.mark.parametrize(
    ("environment", "is_terminal", "color"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": ""}, False, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "xterm"}, True, True),
    ],
)
def test_color(environment: dict[str, str], is_terminal: bool, color: bool) -> None:
    """Colours are for terminals, unless NO_COLOR or TERM=dumb say no or FORCE_COLOR says yes."""
    assert color is terminal.uses_color(Stream(is_terminal), environment)


@pytest.mark.parametrize(("columns", "used"), [("40", 40), ("100", 100), ("250", 100)])
def test_width(monkeypatch: pytest.MonkeyPatch, columns: str, used: int) -> None:
    """The terminal's width is used up to 100 columns."""
    monkeypatch.setenv("COLUMNS", columns)

    assert used == terminal.width()


def test_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal one line is rewritten, and gone in the end."""
    stream = Stream(True)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "40")

    with terminal.Progress(wanted=True) as progress:
        progress(0, 12, "The values are\nright.\x1b[2J" + "x" * 100)
        progress(12, 12, "")

    lines = stream.getvalue().split("\r\x1b[K")
    assert lines[1] == "loading torch …"
    assert lines[2].startswith("checking 1/12 … The values are right.")
    assert len(lines[2]) == 39
    assert "\x1b" not in lines[2]
    assert lines[3] == "checking 12/12 …"
    assert lines[-1] == ""


@pytest.mark.parametrize(
    ("is_terminal", "wanted", "term"), [(False, True, "xterm"), (True, False, "xterm"), (True, True, "dumb")]
)
def test_no_progress_elsewhere(monkeypatch: pytest.MonkeyPatch, is_terminal: bool, wanted: bool, term: str) -> None:
    """Where stderr is no terminal, or quiet was asked for, nothing of it is seen."""
    stream = Stream(is_terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", term)

    with terminal.Progress(wanted=wanted) as progress:
        progress(0, 12, "x")

    assert stream.getvalue() == ""


def command(*arguments: str, **environment: str) -> dict[str, Any]:
    """Return the arguments that run the command as a program of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    return {
        "args": [sys.executable, "-c", "from grader.cli import main; main()", *arguments],
        "env": kept | {"NO_COLOR": "1"} | environment,
        "stderr": subprocess.PIPE,
    }


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk"])
def test_poor_encodings(course: Course, encoding: str) -> None:
    """A stdout that cannot show every character shows what it can."""
    result = subprocess.run(
        **command("list", PYTHONIOENCODING=encoding, LANG="zh_CN"), stdout=subprocess.PIPE, check=False
    )

    assert result.returncode == 0
    assert b"exercise01" in result.stdout
    assert result.stderr == b""


def test_closed_pipe(course: Course) -> None:
    """A reader who leaves early is no error and no noise."""
    read, write = os.pipe()
    os.close(read)
    try:
        result = subprocess.run(**command("list"), stdout=write, check=False)
    finally:
        os.close(write)

    assert (result.returncode, result.stderr) == (0, b"")


def test_full_disk(course: Course) -> None:
    """A result that cannot be written is said, with the code of the user's turn."""
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with open("/dev/full", "wb") as full:
        result = subprocess.run(**command("list"), stdout=full, check=False)

    assert result.returncode == 2
    assert b"cannot be written to stdout" in result.stderr
    assert b"Traceback" not in result.stderr


def test_closed_stdout(course: Course) -> None:
    """Without any stdout the command still ends as it should."""
    result = subprocess.run(**command("list"), preexec_fn=lambda: os.close(1), check=False)

    assert (result.returncode, result.stderr) == (0, b"")


# ---- the whole way, without any stand-in

SUBMISSIONS = sorted((MINIATURE / "submissions").glob("*/*.*"))


@pytest.fixture(scope="module")
def whole_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the miniature course with its solutions."""
    return shutil.copytree(MINIATURE, tmp_path_factory.mktemp("whole") / "course", ignore=lambda *_: {".grade"})


def run_program(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a program of its own."""
    return subprocess.run(**command(*arguments), stdout=subprocess.PIPE, check=False, text=True, timeout=120)


@pytest.mark.slow
@pytest.mark.parametrize("path", SUBMISSIONS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_submissions_of_the_miniature_course(whole_course: Path, path: Path) -> None:
    """Each submission gets the verdict whose folder it lies in; only those that are right get all points."""
    result = run_program("-C", str(whole_course), "submit", "exercise01", str(path), "--format", "json")

    found = Report.from_json(result.stdout)
    assert path.parent.name == found.verdict, result.stderr
    assert (found.points == found.max_points == 100) is (found.verdict is Verdict.PASSED)
    assert result.returncode == (0 if found.verdict is Verdict.PASSED else 1)


def test_check_for_real(whole_course: Path) -> None:
    """A check of the untouched stub fails and says that nothing is filled in yet."""
    result = run_program("-C", str(whole_course), "check", "exercise01")

    assert result.returncode == 1
    assert "Nothing is filled in yet." in result.stdout
    assert result.stderr == ""


def test_submit_for_real(whole_course: Path) -> None:
    """What is handed in by name is graded, kept, and can be looked at again."""
    right = str(MINIATURE / "submissions" / "passed" / "right.py")

    submitted = run_program("-C", str(whole_course), "submit", "exercise01", right)
    again = run_program("-C", str(whole_course), "report", "exercise01")

    assert (submitted.returncode, again.returncode) == (0, 0)
    assert "100 of 100 points" in submitted.stdout
    assert submitted.stdout.startswith(again.stdout)


def test_expression_that_fits_no_check(whole_course: Path) -> None:
    """-k with an expression that fits no check is an error of the user."""
    result = run_program("-C", str(whole_course), "check", "exercise01", "-k", "no_such_check")

    assert result.returncode == 2
    assert "no_such_check" in result.stderr


@pytest.mark.slow
def test_interrupted_for_real(whole_course: Path) -> None:
    """Ctrl-C while student code runs ends with 130 and one line, and nothing is kept."""
    slow = str(MINIATURE / "submissions" / "timeout" / "loops.py")
    before = attempts.all(find_course(whole_course), find_course(whole_course).find("exercise01"))
    process = subprocess.Popen(
        **command("-C", str(whole_course), "submit", "exercise01", slow), stdout=subprocess.PIPE, text=True
    )
    try:
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()

    assert process.returncode == 130
    assert (stdout, stderr.strip()) == ("", "Stopped; nothing was lost.")
    assert before == attempts.all(find_course(whole_course), find_course(whole_course).find("exercise01"))
