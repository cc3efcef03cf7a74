"""nbgrader itself on our gradebook: export, feedback, database commands and the form grader, run for real.

A student's code that would leave a file behind shows that nobody runs it.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nbgrader", reason="the extra `course` is not installed")

from classroom import EXERCISE, LATE, graded, journal_of, make_course, report

from grader import gradebook
from grader.course import Course
from grader.results import Misconception

pytestmark = pytest.mark.slow

EVIL = b"""\
import pathlib
pathlib.Path("RAN").touch()
pathlib.Path(__file__).with_name("RAN").touch()
# </script><script>alert("code")</script> \x1b[31mred\x1b[0m
### BEGIN SOLUTION
"""
SAID = '<script>alert("said")</script><img src=x onerror=alert(2)>'
TOKEN = "only-for-this-test"
START_SECONDS = 90


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course whose class of three is in the gradebook."""
    course = make_course(tmp_path_factory.mktemp("course"), LATE)
    mistake = Misconception("halved", "double", f"You return half of it. {SAID}", ("a",))
    rows = (
        graded("alice", {"a": 5.0, "b": 5.0}),
        graded("bob", report({"a": 0.0, "b": 4.0}, misconceptions=(mistake,)), days=1.0, source=b"def double(x): ..."),
        graded("eve", {"a": 0.0, "b": 0.0}, source=EVIL),
    )
    with journal_of(course, *rows) as journal:
        gradebook.project(course, journal)
    return course


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which nothing of this machine's Jupyter is seen or changed."""
    here = {name: str(tmp_path / name) for name in ("HOME", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {"PATH": path, "PYTHONWARNINGS": "ignore", "JUPYTER_CONFIG_DIR": str(tmp_path / "config")} | here


def nbgrader(course: Course, environment: dict[str, str], *arguments: str) -> str:
    """Run nbgrader in the course's folder; return what it says."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(
        command, cwd=course.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def nothing_ran(course: Course) -> bool:
    """Say whether the student's code has left no trace."""
    return list(course.root.rglob("RAN")) == []


def test_export(course: Course, environment: dict[str, str]) -> None:
    """`nbgrader export` has everybody's points, penalties and times."""
    nbgrader(course, environment, "export", "--to", "out.csv")

    with (course.root / "out.csv").open() as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    columns = ("raw_score", "late_submission_penalty", "score", "max_score", "timestamp")
    assert [rows["alice"][column] for column in columns] == ["10.0", "0.0", "10.0", "10.0", "2026-11-30 23:59:00"]
    assert [rows["bob"][column] for column in columns] == ["4.0", "0.4", "3.6", "10.0", "2026-12-02 23:59:00"]
    assert rows["eve"]["score"] == "0.0"


def test_feedback(course: Course, environment: dict[str, str]) -> None:
    """`nbgrader generate_feedback` makes a page for everybody; it runs no code and opens no tag of a student's."""
    nbgrader(course, environment, "generate_feedback", EXERCISE)

    pages = {name: course.root / "feedback" / name / EXERCISE / "double.html" for name in ("alice", "bob", "eve")}
    texts = {name: path.read_text(encoding="utf-8") for name, path in pages.items()}
    assert "(Score: 10.0 / 10.0)" in texts["alice"]
    assert "All checks passed." in texts["alice"]
    assert "(Score: 3.6 / 10.0)" in texts["bob"]
    assert "Late submission penalty (Score: -0.4)" in texts["bob"]
    assert "You return half of it." in texts["bob"]
    assert "not right yet: 4 of 5 points" in texts["bob"]
    assert "BEGIN SOLUTION" in texts["eve"]
    assert not any(re.search(r"<script>alert|<img src=x", text) for text in texts.values())
    assert nothing_ran(course)


def test_feedback_follows_a_new_submission(course: Course, environment: dict[str, str], tmp_path: Path) -> None:
    """Run again, it makes the pages of those anew who have handed in later."""
    copy = shutil.copytree(course.root, tmp_path / "copy")
    course = make_course(copy, LATE)
    nbgrader(course, environment, "generate_feedback", EXERCISE)
    with journal_of(course, graded("eve", {"a": 5.0, "b": 1.0}, days=-0.1, source=b"x = 1")) as journal:
        gradebook.project(course, journal)

    said = nbgrader(course, environment, "generate_feedback", EXERCISE)

    assert said.count("Updating existing assignment") == 1
    assert "(Score: 6.0 / 10.0)" in (copy / "feedback" / "eve" / EXERCISE / "double.html").read_text(encoding="utf-8")


def test_database_commands(course: Course, environment: dict[str, str]) -> None:
    """Nbgrader's commands for its database work on ours, and find its version up to date."""
    before = (course.root / "gradebook.db").read_bytes()

    assert "bob" in nbgrader(course, environment, "db", "student", "list")
    assert EXERCISE in nbgrader(course, environment, "db", "assignment", "list")
    nbgrader(course, environment, "db", "upgrade")

    assert (course.root / "gradebook.db").read_bytes() == before


def test_autograde_by_mistake(environment: dict[str, str], tmp_path: Path) -> None:
    """Where somebody runs `nbgrader autograde` after all, nobody gets points by it, and we put it right again."""
    course = make_course(tmp_path / "course", LATE)
    with journal_of(course, graded("ann", {"a": 2.0, "b": 5.0}, days=None)) as journal:
        gradebook.project(course, journal)
        submitted = course.root / "submitted" / "ann" / EXERCISE
        submitted.mkdir(parents=True)
        shutil.copy(course.root / "release" / EXERCISE / "double.ipynb", submitted)
        before = (course.root / "autograded" / "ann" / EXERCISE / "double.ipynb").read_bytes()

        nbgrader(course, environment, "autograde", EXERCISE, "--force")
        (wrong,) = gradebook.marks(course)[1]
        gradebook.project(course, journal)

    (right,) = gradebook.marks(course)[1]
    assert (wrong.points, right.points) == (0.0, 7.0)
    assert (course.root / "autograded" / "ann" / EXERCISE / "double.ipynb").read_bytes() == before


class Server:
    """Jupyter with the form grader on this machine's own address, for one test.

    Args:
        course: whose folder it serves.
        environment: that it runs in.
        log: where its messages go.

    """

    def __init__(self, course: Course, environment: dict[str, str], log: Path) -> None:
        command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"]
        command += ["--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", f"--IdentityProvider.token={TOKEN}"]
        command += ['--ServerApp.jpserver_extensions={"nbgrader": True}']
        self.log = log
        with log.open("wb") as file:
            self.process = subprocess.Popen(command, cwd=course.root, env=environment, stdout=file, stderr=file)
        self.address = self._address(Path(environment["JUPYTER_RUNTIME_DIR"]))

    def _address(self, folder: Path) -> str:
        for _ in range(START_SECONDS * 5):
            for path in folder.glob("jpserver-*.json"):
                try:
                    address = str(json.loads(path.read_text())["url"])
                    urllib.request.urlopen(f"{address}api", timeout=30).close()
                except (ValueError, OSError):
                    continue
                return address
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.2)
        raise AssertionError(self.log.read_text())

    def ask(self, path: str, data: dict[str, Any] | None = None) -> str:
        """Return a page of the form grader; with data, put them there."""
        request = urllib.request.Request(
            f"{self.address}formgrader{path}",
            headers={"Authorization": f"token {TOKEN}"},
            data=None if data is None else json.dumps(data).encode(),
            method="GET" if data is None else "PUT",
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error}\n{self.log.read_text()[-3000:]}") from error

    def close(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture
def server(course: Course, environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """Start a server and end it."""
    server = Server(course, environment, tmp_path / "log")
    try:
        yield server
    finally:
        server.close()


def test_form_grader(course: Course, server: Server) -> None:
    """The form grader shows the class, its submissions as graded, and keeps points that somebody gives there."""
    (assignment,) = json.loads(server.ask("/api/assignments"))
    submissions = {each["student"]: each for each in json.loads(server.ask(f"/api/submissions/{EXERCISE}"))}
    notebooks = {
        each["student"]: each for each in json.loads(server.ask(f"/api/submitted_notebooks/{EXERCISE}/double"))
    }

    assert (assignment["name"], assignment["max_score"]) == (EXERCISE, 10.0)
    assert {name: each["score"] for name, each in submissions.items()} == {"alice": 10.0, "bob": 4.0, "eve": 0.0}
    assert all(each["autograded"] and not each["needs_manual_grade"] for each in submissions.values())
    assert sorted(each["index"] for each in notebooks.values()) == [0, 1, 2]
    for page in ("/manage_assignments", f"/manage_submissions/{EXERCISE}", "/gradebook", f"/gradebook/{EXERCISE}",
                 f"/gradebook/{EXERCISE}/double", "/manage_students", "/manage_students/bob"):  # fmt: skip
        assert "<title>" in server.ask(page)

    shown = server.ask(f"/submissions/{notebooks['eve']['id']}/")
    assert "BEGIN SOLUTION" in shown
    assert "not right yet: 0 of 5 points" in shown
    assert "<script>alert" not in shown

    grades = {
        each["name"]: each for each in json.loads(server.ask(f"/api/grades?submission_id={notebooks['bob']['id']}"))
    }
    answer = json.loads(server.ask(f"/api/grade/{grades['a']['id']}", {"manual_score": 2.0, "extra_credit": None}))
    assert answer["manual_score"] == 2.0
    with journal_of(course) as journal:
        gradebook.project(course, journal)
    bob = next(mark for mark in gradebook.marks(course)[1] if mark.student == "bob")
    assert (bob.points, bob.by_hand) == (5.4, True)
    assert nothing_ran(course)
