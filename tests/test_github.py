"""The workflow for GitHub Classroom: its steps are run as they stand, and their output is read as the reporter does."""

from __future__ import annotations

import base64
import configparser
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from test_packaging import leaks

from grader import release as releasing
from grader.cli import program
from grader.course import find_course
from grader.export import classroom
from grader.release import github
from grader.results import CheckResult, Environment, Part, Report, Verdict

MINIATURE = Path(__file__).parent / "course"
EXERCISE = "exercise01_double"
RIGHT = (MINIATURE / "solutions" / EXERCISE / "double.py").read_bytes()
HALF = RIGHT.replace(b"self.calls += 1", b"self.calls += 2")

# What a step hands to the reporter, decoded. The reporter adds up the scores, and compares status with three words.
STATUS = {"enum": ["pass", "fail", "error"]}
RESULT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "status", "max_score", "tests"],
    "properties": {
        "version": {"const": 3},
        "status": STATUS,
        "message": {"type": "string", "maxLength": 65535},
        "max_score": {"type": "number", "exclusiveMinimum": 0},
        "tests": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "status", "score", "message", "test_code", "filename", "line_no", "duration"],
                "properties": {
                    "name": {"type": "string"},
                    "status": STATUS,
                    "score": {"type": "number", "minimum": 0, "maximum": 1},
                    "message": {"type": "string", "maxLength": 500},
                    "test_code": {"type": "string"},
                    "filename": {"type": "string"},
                    "line_no": {"type": "integer"},
                    "duration": {"type": "number", "minimum": 0},
                },
            },
        },
    },
}


def valid(results: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the results if they have the reporter's form."""
    jsonschema.validate(results, RESULT, jsonschema.Draft202012Validator)
    return results


def totals(results: Mapping[str, Any]) -> tuple[float, float]:
    """Return what the reporter adds up for GitHub Classroom: the points, and how many there are."""
    return sum(test["score"] for test in results["tests"]), results["max_score"]


# ---- the workflow as it stands


@pytest.fixture
def copy(tmp_path, monkeypatch) -> Path:
    """Return a students' copy of the miniature course with the workflow; its stub is not tried, which takes seconds."""
    monkeypatch.setattr(releasing, "try_out", lambda *_: [])
    return released(tmp_path)


def released(folder: Path) -> Path:
    """Release the miniature course for GitHub Classroom into a folder."""
    for part in ("exercises", "solutions"):
        shutil.copytree(MINIATURE / part, folder / "own" / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(MINIATURE / "course.toml", folder / "own" / "course.toml")
    course = find_course(folder / "own")
    done = releasing.release(course, course.exercises, folder / "students", "folder", classroom=True)
    assert done.findings == ()
    return folder / "students"


def workflow_of(copy: Path) -> dict[str, Any]:
    """Return the workflow as GitHub reads it."""
    return yaml.safe_load((copy / github.WORKFLOW).read_text(encoding="utf-8"))


def steps_of(copy: Path) -> list[dict[str, Any]]:
    """Return the steps of the only job."""
    (job,) = workflow_of(copy)["jobs"].values()
    return job["steps"]


def test_actions_are_pinned(copy):
    """Every action is named by a commit, and the checkout leaves no token behind."""
    used = [step["uses"] for step in steps_of(copy) if "uses" in step]

    assert len(used) == 3
    assert [name for name in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name)] == []
    assert steps_of(copy)[0]["with"]["persist-credentials"] is False


def test_the_job_is_as_classroom_makes_it(copy):
    """It runs at each push but Classroom's own, with the rights of Classroom's workflows, for a bounded time."""
    workflow = workflow_of(copy)
    (job,) = workflow["jobs"].values()

    assert workflow[True] == ["push", "workflow_dispatch"]  # YAML reads `on` as yes
    assert workflow["permissions"] == {"actions": "read", "checks": "write", "contents": "read"}
    assert job["if"] == "github.actor != 'github-classroom[bot]'"
    assert job["timeout-minutes"] <= 30


def test_the_reporter_is_given_every_step(copy):
    """Each exercise's step hands its result to the reporter under the name that the reporter looks for."""
    steps = steps_of(copy)
    report = steps[-1]
    names = report["with"]["runners"].split(",")

    assert re.fullmatch(r"([a-zA-Z0-9]+,)*[a-zA-Z0-9]+", report["with"]["runners"])
    assert names == [step["id"] for step in steps if "id" in step] == ["exercise01"]
    assert report["env"] == {f"{name.upper()}_RESULTS": f"${{{{ steps.{name}.outputs.result }}}}" for name in names}


def test_it_says_what_it_is_for(copy):
    """The workflow and the handout say that this is a self-check and no grade, and why."""
    text = (copy / github.WORKFLOW).read_text(encoding="utf-8")
    readme = (copy / "README.md").read_text(encoding="utf-8")

    assert text.startswith("# A self-check, not a grade: whoever owns this repository can change")
    assert "**self-check**" in readme
    assert "nothing that it shows is a grade" in " ".join(readme.split())


def test_the_program_in_the_copy_holds_nothing_hidden(copy):
    """The wheel that comes along is no way to a solution: it is searched like everything else, byte by byte."""
    files = {path.relative_to(copy).as_posix(): path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    (program_file,) = (name for name in files if name.endswith(".whl"))

    assert len(files[program_file]) > 500_000
    assert leaks({program_file: files[program_file]}) == []
    assert b"def double" not in files[program_file]


def test_names_that_no_step_can_have(tmp_path):
    """Exercises whose names are no ids, or begin alike, get ids of letters and digits, no two the same."""
    for folder in ("hw-1_a", "hw-1_b", "2nd week_x", "über_y"):
        shutil.copytree(MINIATURE / "exercises" / EXERCISE, tmp_path / "exercises" / folder)
    (tmp_path / "course.toml").write_text("format = 1\n")
    exercises = find_course(tmp_path).exercises
    made = yaml.safe_load(github.workflow(exercises, "x.whl"))["jobs"]["self-check"]["steps"]

    names = github.identifiers(exercises)
    assert len(set(names)) == len(exercises) == 4
    assert all(re.fullmatch(r"[a-z][a-z0-9]*", name) for name in names)
    assert any("'2nd week_x'" in step.get("run", "") for step in made)


def test_command(tmp_path, monkeypatch):
    """`grade release --github` makes a copy with the workflow, in any form; beside --gradescope it is refused."""
    monkeypatch.setattr(releasing, "try_out", lambda *_: [])
    released(tmp_path)
    words = ["release", "-C", str(tmp_path / "own"), "--github", "-o", str(tmp_path / "repository")]

    said = CliRunner().invoke(program, [*words, "--format", "git"])

    assert said.exit_code == 0, said.output
    assert (tmp_path / "repository" / github.WORKFLOW).is_file()
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=tmp_path / "repository", capture_output=True, text=True, check=True
    ).stdout.split()
    assert github.WORKFLOW in tracked
    assert CliRunner().invoke(program, [*words, "--gradescope"]).exit_code == 2
    assert CliRunner().invoke(program, [*words, "--torch-index", "file name"]).exit_code == 2


def test_where_pytorch_comes_from(tmp_path, monkeypatch):
    """With --torch-index pip is told where the CPU builds are, in a file that the step names; else pip decides."""
    monkeypatch.setattr(releasing, "try_out", lambda *_: [])
    plain = released(tmp_path)
    url = "https://example.org/whl/cpu"
    words = ["release", "-C", str(tmp_path / "own"), "--github", "--torch-index", url, "-o", str(tmp_path / "other")]

    assert CliRunner().invoke(program, words).exit_code == 0
    (install,) = (step for step in steps_of(tmp_path / "other") if step.get("name") == "Install")
    assert install["env"] == {"PIP_CONFIG_FILE": ".github/pip.conf"}
    said = configparser.ConfigParser()
    said.read(tmp_path / "other" / ".github" / "pip.conf")
    assert said["install"]["extra-index-url"] == url
    assert not (plain / ".github" / "pip.conf").exists()
    assert not any("env" in step for step in steps_of(plain) if step.get("name") == "Install")


# ---- its steps, run


@dataclass
class Runner:
    """A machine of GitHub's, as far as the steps can tell."""

    copy: Path
    home: Path

    def step(self, step: Mapping[str, Any]) -> tuple[dict[str, str], str]:
        """Run a step as GitHub does; return its outputs and its log."""
        output = self.home / "output"
        output.write_text("")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
        environment |= {"PATH": f"{self.home / 'python' / 'bin'}:{os.environ['PATH']}", "GITHUB_OUTPUT": str(output)}
        environment |= {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_ROOT_USER_ACTION": "ignore", "CI": "true"}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], cwd=self.copy, env=environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        lines = output.read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines), done.stdout + done.stderr

    def check(self, data: bytes | None) -> tuple[Mapping[str, Any], str]:
        """Put a file in the stub's place and run the exercise's step; return what the reporter gets, and the log."""
        path = self.copy / "exercises" / EXERCISE / "double.py"
        path.unlink(missing_ok=True)
        if data is not None:
            path.write_bytes(data)
        (step,) = (step for step in steps_of(self.copy) if step.get("id") == "exercise01")
        outputs, log = self.step(step)
        assert outputs.keys() == {"result"}
        return valid(json.loads(base64.b64decode(outputs["result"], validate=True))), log


@pytest.fixture(scope="module")
def runner(tmp_path_factory) -> Runner:
    """Release the copy, make the Python that setup-python would, and run the step that installs the program.

    Nothing is fetched: this Python sees the libraries of the one that runs the tests, but not its grader.
    """
    home = tmp_path_factory.mktemp("github")
    copy = released(home)
    subprocess.run([sys.executable, "-m", "venv", home / "python"], check=True)
    (packages,) = (home / "python").glob("lib/python*/site-packages")
    libraries = [path for path in sys.path if path.endswith("-packages")]
    (packages / "libraries.pth").write_text("\n".join(libraries) + "\n", encoding="utf-8")
    runner = Runner(copy, home)
    (install,) = (step for step in steps_of(copy) if step.get("name") == "Install")
    runner.step(install)
    assert (packages / "grader").is_dir()
    return runner


@pytest.mark.slow
def test_a_right_file(runner):
    """Where every public check passes the step passes with all that can be scored, and the log holds the report."""
    results, log = runner.check(RIGHT)

    assert results["status"] == "pass"
    assert totals(results) == (2, 2)
    assert "2 of 2 checks passed" in log


@pytest.mark.slow
def test_partial_credit(runner):
    """Each public check counts for itself, and the message of the one that failed goes along."""
    results, _ = runner.check(HALF)

    assert results["status"] == "fail"
    assert totals(results) == (1, 2)
    assert [test["status"] for test in results["tests"]] == ["pass", "fail"]
    assert "expected 1" in results["tests"][1]["message"]


@pytest.mark.slow
@pytest.mark.parametrize("data", [(MINIATURE / "exercises" / EXERCISE / "double.py").read_bytes(), b"def double(\n"])
def test_nothing_right_yet(runner, data):
    """The untouched stub and a broken file score nothing of all that can be scored."""
    results, _ = runner.check(data)

    assert results["status"] == "fail"
    assert totals(results) == (0, 2)


@pytest.mark.slow
@pytest.mark.parametrize(("data", "words"), [(None, "There is no file double.py"), (b"\xff\xfe\0", "UTF-16")])
def test_no_file_that_can_be_read(runner, data, words):
    """A file that is missing or no text scores nothing of the same total, and the message says why."""
    results, log = runner.check(data)

    assert results["status"] == "fail"
    assert totals(results) == (0, 2)
    assert words in results["tests"][0]["message"]
    assert words in log


# ---- reports as the reporter gets them


def report(*checks: CheckResult) -> Report:
    """Return a report with these checks."""
    return Report(exercise=EXERCISE, title="Twice", file="double.py", checks=checks, environment=Environment())


def check(verdict: Verdict, *parts: Verdict, title: str = "It works.", message: str = "") -> CheckResult:
    """Return a public check that ended like this."""
    made = tuple(Part(f"p{number}", each, 0.0, 0.0) for number, each in enumerate(parts))
    return CheckResult("works", title, True, verdict, 0.0, 0.0, 0.0123456, message, parts=made)


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_status(verdict):
    """A check passes, fails or could not be run: the reporter knows no fourth word, and only the first scores."""
    results = valid(classroom.to_results(report(check(verdict))))

    expected = {Verdict.PASSED: "pass", Verdict.INTERNAL_ERROR: "error"}.get(verdict, "fail")
    assert results["status"] == results["tests"][0]["status"] == expected
    assert totals(results) == (verdict is Verdict.PASSED, 1)


def test_parts_of_a_check():
    """Of a parametrized check the share of parts that passed is scored."""
    parts = (Verdict.PASSED, Verdict.FAILED, Verdict.PASSED)
    results = valid(classroom.to_results(report(check(Verdict.FAILED, *parts), check(Verdict.PASSED, Verdict.PASSED))))

    assert totals(results) == (1.67, 2)


def test_texts_of_students_are_bounded_and_visible():
    """What a student's code has a hand in is cut and made visible; on the way it is one line of ASCII."""
    nasty = "\x1b[31m" + "é\n" * 5000 + "\ud800"
    results = classroom.to_results(report(check(Verdict.ERROR, title=nasty, message=nasty)))
    line = classroom.encoded(results)

    assert line.isascii()
    assert line.isprintable()
    assert "\x1b" not in json.dumps(valid(json.loads(base64.b64decode(line))), ensure_ascii=False)


def test_our_fault_is_an_error():
    """What we could not check is an error of the step, with the reason, and no failed check."""
    results = valid(classroom.unchecked(EXERCISE, "There is no sandbox.", 4, ours=True))

    assert results["status"] == "error"
    assert results["message"] == "There is no sandbox."
    assert totals(results) == (0, 4)
