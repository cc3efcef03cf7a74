"""Gradescope's autograder: what the archive holds, and what it answers in a folder that imitates Gradescope's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jsonschema
import nbformat
import pytest
from click.testing import CliRunner

from grader.cli import program
from grader.course import Course, find_course
from grader.errors import GraderError, UserError
from grader.export import autograder, gradescope
from grader.release import gradescope as packing
from grader.release.wheel import pins, wheel
from grader.results import CheckResult, Environment, Report, Verdict
from grader.submission import Submission

REPOSITORY = Path(__file__).parents[1]
MINIATURE = Path(__file__).parent / "course"
EXERCISE = "exercise01_double"
OF_A_COPY = f"exercises/{EXERCISE}"  # the exercise's folder in a students' copy
RIGHT = (MINIATURE / "solutions" / EXERCISE / "double.py").read_bytes()
STUB = (MINIATURE / "exercises" / EXERCISE / "double.py").read_bytes()
HALF = b"def double(x):\n    return x * 2\n\n\nclass Doubler:\n    def __call__(self, x):\n        return x\n"
CELLS = [nbformat.v4.new_code_cell(source) for source in ("!pip install torch", RIGHT.decode())]
NOTEBOOK = nbformat.writes(nbformat.v4.new_notebook(cells=CELLS)).encode()

# Gradescope's "Autograder specifications", key by key. A score is asked for at the top or on every test.
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
TEST = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number"},
        "max_score": {"type": "number", "minimum": 0},
        "status": {"enum": ["passed", "failed"]},
        "name": {"type": "string"},
        "name_format": FORMAT,
        "number": {"type": "string"},
        "output": {"type": "string", "not": {"pattern": "\r"}},
        "output_format": FORMAT,
        "tags": {"type": "array", "items": {"type": "string"}},
        "visibility": VISIBILITY,
        "extra_data": {"type": "object"},
    },
}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "integer", "minimum": 0},
        "output": {"type": "string", "not": {"pattern": "\r"}},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {"type": "array", "items": TEST},
        "leaderboard": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "value"],
                "additionalProperties": False,
                "properties": {
                    "name": {"type": "string"},
                    "value": {"type": ["number", "string"]},
                    "order": {"enum": ["asc", "desc"]},
                },
            },
        },
    },
    "anyOf": [
        {"required": ["score"]},
        {"required": ["tests"], "properties": {"tests": {"items": {"required": ["score"]}}}},
    ],
}


def valid(results: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the results if Gradescope would take them and show the student the total."""
    jsonschema.validate(results, SCHEMA, jsonschema.Draft202012Validator)
    assert results["visibility"] == "visible"
    assert {test["visibility"] for test in results["tests"]} <= {"visible"}
    return results


def instructors_copy(root: Path) -> Course:
    """Return a copy of the miniature course with its solutions and a secret."""
    for part in ("exercises", "solutions"):
        shutil.copytree(MINIATURE / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(MINIATURE / "course.toml", root / "course.toml")
    return find_course(root)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return an instructor's copy of the miniature course."""
    return instructors_copy(tmp_path / "course")


# ---- the archive


def packed(course: Course, target: Path) -> dict[str, bytes]:
    """Pack the autograder and return its files."""
    packing.pack(course, course.exercises[0], target)
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_what_is_in_the_archive(course, tmp_path):
    """At the root are the two scripts, beside them the program, its pins and the exercise with solution and checks."""
    files = packed(course, tmp_path / "autograder.zip")

    name, program = wheel()
    assert files[name] == program
    assert {"setup.sh", "run_autograder", "constraints.txt", "interrupted.json", "overtime.json"} <= files.keys()
    assert files["setup.sh"].startswith(b"#!/")
    assert files["run_autograder"].startswith(b"#!/")
    assert files[f"course/solutions/{EXERCISE}/double.py"] == RIGHT
    assert f"course/solutions/{EXERCISE}/checks.py" in files
    assert files[f"course/exercises/{EXERCISE}/double.py"] == STUB
    assert files["course/.grade/secret"] == (course.root / ".grade" / "secret").read_bytes()
    for name in ("interrupted.json", "overtime.json"):
        assert "score" not in valid(json.loads(files[name]))


def test_where_pytorch_comes_from(course, tmp_path):
    """The archive says where pip finds PyTorch's CPU builds if the instructor does, and names no place of its own."""
    url = "https://example.org/whl/cpu"
    packing.pack(course, course.exercises[0], tmp_path / "autograder.zip", torch_index=url)

    with zipfile.ZipFile(tmp_path / "autograder.zip") as archive:
        assert archive.read("pip.conf").decode() == f"[install]\nextra-index-url = {url}\n"
    assert "pip.conf" not in packed(course, tmp_path / "other.zip")


def test_the_scripts_are_executable(course, tmp_path):
    """Both scripts can be run when the archive was unpacked by a program that keeps modes."""
    packed(course, tmp_path / "autograder.zip")

    with zipfile.ZipFile(tmp_path / "autograder.zip") as archive:
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
    assert {name for name, mode in modes.items() if mode & 0o111} == {"setup.sh", "run_autograder"}


@pytest.mark.parametrize("script", packing.SCRIPTS)
def test_scripts_are_sound_shell(script):
    """The shell finds no fault in the scripts, and they know no other place than the one they are told."""
    path = REPOSITORY / "grader" / "release" / "autograder" / script

    subprocess.run(["bash", "-n", path], check=True)
    assert path.read_text(encoding="utf-8").count("/autograder") <= 3


def test_the_same_archive_twice(course, tmp_path):
    """Packed again the archive is the same, byte by byte, and then nothing is written."""
    packed(course, tmp_path / "a.zip")
    packed(course, tmp_path / "b.zip")

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert packing.pack(course, course.exercises[0], tmp_path / "a.zip").unchanged


def test_versions_are_those_that_are_known_to_work():
    """Everything that grading needs is pinned, to the version in constraints.txt where that names one."""
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    written = dict(line.split("==") for line in lines if "==" in line)
    found = pins()

    assert {"torch", "pytest", "click", "jinja2", "math-core", "msgspec", "pygments", "pyseccomp"} <= found.keys()
    assert {name: version for name, version in found.items() if written.get(name, version) != version} == {}
    assert {"nbgrader", "distributed", "sqlalchemy", "ruff"} & found.keys() == set()
    assert all(version and "+" not in version for version in found.values())


def test_a_taken_name(course, tmp_path):
    """What stands in the archive's place is left alone, and with force it is kept under another name."""
    target = tmp_path / "autograder.zip"
    target.write_text("mine")
    with pytest.raises(UserError, match="there already"):
        packing.pack(course, course.exercises[0], target)
    assert target.read_text() == "mine"

    done = packing.pack(course, course.exercises[0], target, force=True)

    assert done.kept is not None
    assert done.kept.read_text() == "mine"
    assert zipfile.is_zipfile(target)


def test_a_students_copy_has_no_autograder(course, tmp_path):
    """Without a solution there is nothing to pack, and the sentence says what is missing."""
    (course.root / "solutions" / EXERCISE / "checks.py").unlink()

    with pytest.raises(UserError, match=r"checks\.py: it is missing"):
        packing.pack(course, course.exercises[0], tmp_path / "autograder.zip")


def test_dry_run_writes_nothing(course, tmp_path):
    """With a dry run neither the archive nor the course's secret is written."""
    done = packing.pack(course, course.exercises[0], tmp_path / "autograder.zip", dry_run=True)

    assert done.size > 100_000
    assert not (tmp_path / "autograder.zip").exists()
    assert not (course.root / ".grade" / "secret").exists()


def test_command_says_whose_it_is(course, tmp_path):
    """The command names the archive and its points, and says that no student may get it."""
    target = tmp_path / "autograder.zip"
    words = ["release", "-C", str(course.root), "--gradescope", "exercise01", "-o", str(target)]

    said = CliRunner().invoke(program, words)

    assert said.exit_code == 0, said.output
    assert zipfile.is_zipfile(target)
    assert "give it to no student" in said.stderr
    assert "100" in said.stderr
    assert CliRunner().invoke(program, [*words, "--format", "git"]).exit_code == 2


# ---- in a folder like Gradescope's


@dataclass
class Gradescope:
    """A folder laid out as /autograder is."""

    base: Path

    def run(
        self, files: Mapping[str, bytes | Path], metadata: object = None, wrapper: tuple[str, ...] = (), **more: str
    ) -> tuple[Mapping[str, Any], str]:
        """Hand files in and run the autograder; return the valid results and what instructors see."""
        for name in ("submission", "results"):
            shutil.rmtree(self.base / name, ignore_errors=True)
        (self.base / "submission").mkdir()
        for name, content in files.items():
            path = self.base / "submission" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(content) if isinstance(content, Path) else path.write_bytes(content)
        about = self.base / "submission_metadata.json"
        about.unlink(missing_ok=True)
        if metadata is not None:
            about.write_text(metadata if isinstance(metadata, str) else json.dumps(metadata), encoding="utf-8")
        done = subprocess.run(
            [*wrapper, self.base / "run_autograder"], cwd=self.base,
            env=environment(AUTOGRADER_BASE=str(self.base), **more),
            capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        assert done.stderr == ""
        return valid(json.loads((self.base / "results" / "results.json").read_bytes())), done.stdout


def environment(**more: str) -> dict[str, str]:
    """Return the environment without anything that would bring the repository's own grader in."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "COV", "PIP"))
    }
    return kept | more


# Stands for the system's Python: its environments see the libraries of this one, for nothing is fetched here.
PYTHON = f"""#!/bin/sh
"{sys.executable}" "$@" || exit
if [ "$1 $2" = "-m venv" ]; then
    echo '{os.pathsep.join(path for path in sys.path if path.endswith("-packages"))}' \\
        > "$(echo "$4"/lib/python*/site-packages)/libraries.pth"
fi
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> tuple[Gradescope, str]:
    """Unpack the archive, run setup.sh as the image's build does, without a network; return also what it said."""
    home = tmp_path_factory.mktemp("gradescope")
    base = home / "autograder"
    course = instructors_copy(home / "course")
    packing.pack(course, course.exercises[0], home / "autograder.zip")
    with zipfile.ZipFile(home / "autograder.zip") as archive:
        archive.extractall(base / "source")
    (home / "bin").mkdir()
    python = home / "bin" / "python3.13"  # the first one that is looked for
    python.write_text(PYTHON, encoding="utf-8")
    python.chmod(0o755)
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PATH": f"{home / 'bin'}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", base / "source" / "setup.sh"], env=environment(AUTOGRADER_BASE=str(base), **offline),
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    shutil.copy2(base / "source" / "run_autograder", base)
    return Gradescope(base), done.stdout + done.stderr


@pytest.fixture
def container(installed) -> Gradescope:
    """Return the folder."""
    return installed[0]


@pytest.mark.slow
def test_setup(installed):
    """The image has the program that came with the archive, and its build says that the solution gets its points."""
    container, said = installed
    where = subprocess.run(
        [container.base / "venv" / "bin" / "python", "-I", "-c", "import grader; print(grader.__file__)"],
        env=environment(), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip

    assert "The solution gets 100 of 100 points here." in said
    assert Path(where.strip()).is_relative_to(container.base / "venv")
    assert (container.base / "source").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_a_right_submission(container):
    """A right file gets all points, each check is shown, and the report goes along."""
    results, said = container.run({"double.py": RIGHT})

    assert results["score"] == 100
    assert {test["status"] for test in results["tests"]} == {"passed"}
    assert sum(test.get("score", 0) for test in results["tests"]) == 100
    assert results["extra_data"]["report"]["environment"]["sandbox"] != []
    assert results["stdout_visibility"] == "hidden"
    assert "100 of 100 points" in said


@pytest.mark.slow
def test_a_partly_right_submission_in_a_notebook(container):
    """Partial points are those that grading elsewhere gives; a notebook is read like a file."""
    half, _ = container.run({"double.py": HALF})
    whole, _ = container.run({"double.ipynb": NOTEBOOK})

    assert 0 < half["score"] < 100
    assert any(test["status"] == "failed" and test["output"] for test in half["tests"])
    assert whole["score"] == 100


@pytest.mark.slow
def test_a_broken_submission(container):
    """A file that is no Python gets nothing, and its student reads where the mistake is."""
    results, _ = container.run({"double.py": b"def double(x)\n    return 2 * x\n"})

    assert results["score"] == 0
    assert "line 1" in results["output"]


REFUSING = """
import os, sys, pyseccomp
filter = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
for name in sys.argv[1].split(","):
    if name == "new namespaces":
        for flag in (0x10000000, 0x20000000, 0x20000, 0x40000000, 0x8000000, 0x4000000):
            filter.add_rule(pyseccomp.ERRNO(1), "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
        filter.add_rule(pyseccomp.ERRNO(38), "clone3")
    elif name == "filters":
        filter.add_rule(pyseccomp.ERRNO(1), "prctl", pyseccomp.Arg(0, pyseccomp.EQ, 22))
    else:
        filter.add_rule(pyseccomp.ERRNO(1), name)
filter.load()
os.execv(sys.argv[2], sys.argv[2:])
"""


def container_without(*calls: str) -> tuple[str, ...]:
    """Return a command that runs another one where these calls are refused, as containers do."""
    return (sys.executable, "-c", REFUSING, ",".join(calls))


NO_NAMESPACES = ("unshare", "setns", "mount", "new namespaces")


@pytest.mark.slow
def test_a_container_that_allows_no_namespaces(container):
    """Where no namespace can be had, as in most containers, the other layers hold and the points are the same."""
    results, said = container.run({"double.py": RIGHT}, wrapper=container_without(*NO_NAMESPACES))
    layers = results["extra_data"]["report"]["environment"]["sandbox"]

    assert results["score"] == 100
    assert "seccomp" in layers
    assert not any(layer.startswith("namespaces") for layer in layers)
    assert "namespaces" in said, "instructors are told what is missing"
    assert "namespaces" not in results["output"], "students can do nothing about it"


@pytest.mark.slow
def test_a_container_without_landlock(container):
    """Where the kernel has no Landlock either, no file can be opened at all, and grading goes on."""
    refused = ("landlock_create_ruleset", *NO_NAMESPACES)
    results, _ = container.run({"double.py": RIGHT}, wrapper=container_without(*refused))

    assert results["score"] == 100
    assert "seccomp without files" in results["extra_data"]["report"]["environment"]["sandbox"]


@pytest.mark.slow
def test_a_container_that_cannot_shut_code_in(container):
    """Where code cannot be shut in nothing of the student's is run, nobody gets a 0, and the instructor is told why."""
    wrapper = container_without(*NO_NAMESPACES, "seccomp", "filters")
    results, said = container.run({"double.py": RIGHT}, wrapper=wrapper)

    assert "score" not in results
    assert results["tests"] == []
    assert "no points are lost" in results["output"]
    assert "system calls" in said


@pytest.mark.slow
def test_a_fault_of_ours(container):
    """A container in which the program is broken gives no 0 either, and the student reads whose fault it is."""
    python = container.base / "venv" / "bin" / "python"
    python.rename(python.with_name("away"))
    try:
        results, said = container.run({"double.py": RIGHT})
    finally:
        python.with_name("away").rename(python)

    assert "score" not in results
    assert "no points are lost" in results["output"]
    assert "has no score" in said


@pytest.mark.slow
def test_a_run_that_takes_too_long(container):
    """Grading is stopped before Gradescope would give a 0 for taking too long; then there is no score."""
    results, said = container.run({"double.py": RIGHT}, AUTOGRADER_SECONDS="0.05")

    assert "score" not in results
    assert "took too long" in results["output"]
    assert "took too long" in said


@pytest.mark.slow
def test_what_was_handed_in_is_not_imported(container):
    """A student's folder called grader, in the submission or the working folder, is not what grades."""
    files = {"double.py": HALF, "grader/__init__.py": b"raise SystemExit(0)\n", "torch.py": b"raise SystemExit(0)\n"}
    results, _ = container.run(files)

    assert 0 < results["score"] < 100


# ---- what was handed in, and what Gradescope says of it; nothing is run


def report(*checks: Verdict) -> Report:
    """Return a report of checks with 50 points each that ended like this."""
    found = tuple(
        CheckResult(f"c{number}", "It works.", False, verdict, 50.0 * (verdict is Verdict.PASSED), 50.0, 0.1, "why")
        for number, verdict in enumerate(checks)
    )
    return Report(exercise=EXERCISE, title="Twice", file="double.py", checks=found, environment=Environment())


@dataclass
class StandIn:
    """Grades nothing: gives one answer after the other."""

    answers: list[Report | Exception]
    taken: list[Submission]

    def __call__(self, exercise: object, submission: Submission) -> Report:
        """Return or raise the next answer."""
        self.taken.append(submission)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


Handed = Callable[..., tuple[autograder.Outcome, StandIn]]


@pytest.fixture
def handed(course, tmp_path) -> Handed:
    """Return a function that hands files in and returns the outcome and whoever graded."""

    def hand_in(files: Mapping[str, bytes | Path], *answers: Report | Exception, metadata: str = "") -> Any:
        folder = tmp_path / "submission"
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(content) if isinstance(content, Path) else path.write_bytes(content)
        (tmp_path / "metadata.json").write_text(metadata, encoding="utf-8")
        grade = StandIn([*(answers or (report(Verdict.PASSED),))], [])
        outcome = autograder.autograde(course, folder, tmp_path / "metadata.json", grade)
        valid(json.loads(gradescope.written(outcome.results)))
        return outcome, grade

    return hand_in


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        ({"double.py": RIGHT}, "double.py"),
        ({"Double.PY": RIGHT}, "Double.PY"),
        ({"my solution (2).py": RIGHT}, "my solution (2).py"),
        ({"double.ipynb": NOTEBOOK}, "double.ipynb"),
        ({"double.py": RIGHT, "notes.py": HALF, "data.csv": b"1,2"}, "double.py"),
        ({"double.py": STUB, "double.ipynb": NOTEBOOK}, "double.ipynb"),
        ({"double.py": RIGHT, "double.ipynb": NOTEBOOK}, "double.py"),
        ({"homework/double.py": RIGHT, "homework/readme.md": b"Hello"}, "double.py"),
        ({f"{OF_A_COPY}/double.py": RIGHT, f"{OF_A_COPY}/checks.py": b"", "double.py": HALF}, "double.py"),
        ({".ipynb_checkpoints/double.ipynb": NOTEBOOK, "double.py": RIGHT}, "double.py"),
    ],
)  # fmt: skip
def test_the_file_that_is_meant(handed, files, taken):
    """Among what was handed in the file that is meant is found: by its place, its name, or as the only one."""
    outcome, grade = handed(files)

    assert outcome.graded
    assert [submission.filename for submission in grade.taken] == [taken]
    assert grade.taken[0].data in (RIGHT, NOTEBOOK)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "no file"),
        ({"essay.pdf": b"%PDF"}, "no .py or .ipynb file"),
        ({"a.py": RIGHT, "b.py": HALF}, "a.py, b.py"),
        ({"one/double.py": RIGHT, "two/double.py": HALF}, "one/double.py, two/double.py"),
        ({"double.py": b""}, "empty"),
        ({"double.py": b"\xff\xfea\0"}, "UTF-16"),
        ({"double.py": b"#" * 300_000}, "larger than 256 KiB"),
        ({"double.py": Path("/etc/hostname")}, "links are not followed"),
        ({"double.ipynb": b"<html><title>Log in</title></html>"}, "double.ipynb is a web page, not a notebook"),
    ],
)
def test_what_cannot_be_graded(handed, files, said):
    """A submission in which there is nothing to grade gets a sentence that says what to hand in instead."""
    outcome, grade = handed(files)

    assert not outcome.graded
    assert grade.taken == []
    assert outcome.results["score"] == 0
    assert said in outcome.results["output"]
    assert "Ask for" not in outcome.results["output"], "the student cannot ask for it"
    assert outcome.results["tests"][0]["max_score"] == 100


def test_what_fails_is_tried_again(handed):
    """A fault that is gone the second time leaves no trace."""
    for fault in (GraderError("The warm process is gone."), report(Verdict.INTERNAL_ERROR), OSError("too many files")):
        outcome, grade = handed({"double.py": RIGHT}, fault, report(Verdict.PASSED, Verdict.FAILED))

        assert outcome.graded
        assert len(grade.taken) == 2
        assert outcome.results["score"] == 50


@pytest.mark.parametrize(
    "fault",
    [
        GraderError("No sandbox.", hint="Ask for Landlock."),
        report(Verdict.PASSED, Verdict.INTERNAL_ERROR),
        ValueError("x"),
    ],
)
def test_a_fault_that_stays_costs_nobody_a_point(handed, fault):
    """What we cannot grade has no score, and the instructor reads the reason that the student is spared."""
    outcome, _ = handed({"double.py": RIGHT}, fault, fault)

    assert not outcome.graded
    assert "score" not in outcome.results
    assert "no points are lost" in outcome.results["output"]
    assert any("no fault of the student's" in line for line in outcome.said)
    assert "Landlock" not in json.dumps(outcome.results)


def test_points_of_an_earlier_submission_stand(handed):
    """When we fail, the score of the last submission that was graded stands; those that failed do not count."""
    before = [
        {"submission_time": "2026-11-03T10:00:00Z", "score": 80.0, "autograder_error": False},
        {"submission_time": "2026-11-05T10:00:00Z", "score": 0.0, "autograder_error": True},
        {"submission_time": "2026-11-04T10:00:00Z", "score": "72.5"},
        {"submission_time": "2026-11-06T10:00:00Z", "score": None},
    ]
    fault = GraderError("No.")
    outcome, _ = handed({"double.py": RIGHT}, fault, fault, metadata=json.dumps({"previous_submissions": before}))

    assert outcome.results["score"] == 72.5
    assert "stand" in outcome.results["output"]


@pytest.mark.parametrize(
    "metadata",
    ["", "{", "[]", "null", '{"assignment": 3, "previous_submissions": {"a": 1}}', "[" * 100_000, '{"id": NaN}'],
)
def test_metadata_that_is_none(handed, metadata):
    """Where Gradescope's own file is empty or broken, grading does not care."""
    fault = GraderError("No.")

    assert handed({"double.py": RIGHT}, metadata=metadata)[0].results["score"] == 50
    assert "score" not in handed({"double.py": RIGHT}, fault, fault, metadata=metadata)[0].results


def test_other_points_are_noticed(handed):
    """An assignment that counts other points than the exercise is named to the instructor."""
    asked = {"assignment": {"total_points": "20.0"}}

    assert any("20 points" in line for line in handed({"double.py": RIGHT}, metadata=json.dumps(asked))[0].said)
    asked["assignment"]["total_points"] = "50.0"
    assert not any("settings" in line for line in handed({"double.py": RIGHT}, metadata=json.dumps(asked))[0].said)


def test_an_archive_that_is_not_whole(course, handed):
    """Where the course in the container is broken, that is our fault and nobody's zero."""
    shutil.rmtree(course.root / "solutions")
    incomplete = find_course(course.root)

    outcome = autograder.autograde(incomplete, course.root, None, StandIn([], []))

    assert "score" not in outcome.results
    assert any("hidden checks" in line for line in outcome.said)
    assert not autograder.try_out(incomplete, StandIn([], [])).graded
    empty = autograder.autograde(replace(course, exercises=()), course.root, None, StandIn([], []))
    assert "score" not in empty.results


def test_the_trial_of_the_solution(course):
    """The trial says how many points the solution gets, and succeeds only if those are all."""
    right = autograder.try_out(course, StandIn([report(Verdict.PASSED)], []))
    wrong = autograder.try_out(course, StandIn([report(Verdict.FAILED)], []))

    assert right.graded
    assert right.said[0] == "The solution gets 50 of 50 points here."
    assert not wrong.graded


def test_the_schema_refuses_what_gradescope_refuses():
    """The schema by which results are judged here lets no unknown key, no lone test without a score and no CR pass."""
    for wrong in (
        {"tests": [{"name": "x"}]},
        {"output": "x"},
        {"score": 1, "Score": 1},
        {"score": 1, "visibility": "always"},
        {"score": 1, "output": "a\r\nb"},
        {"score": "1"},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, SCHEMA, jsonschema.Draft202012Validator)
