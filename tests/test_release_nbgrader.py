"""A course for nbgrader, made by `grade release --nbgrader`, taken round by nbgrader's own commands.

Notebooks of students that would leave a file behind show that nobody runs them but the students themselves.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nbgrader", reason="the extra `course` is not installed")
pytest.importorskip("jupytext", reason="the extra `course` is not installed")

from test_gradebook_nbgrader import TOKEN, Server

from grader import release as releasing
from grader.course import Course, find_course
from grader.errors import CourseError, UserError
from grader.release.nbgrader import CONFIG, STEPS, course_id

REPOSITORY = Path(__file__).parents[1]
MINIATURE = Path(__file__).parent / "course"
NAME = "exercise01_double"
BUNDLED = "exercise03_mse_gradient"
ENTRY = "from grader.cli import main; main()"
NBGRADER = (  # nbgrader itself, without a library that takes a second to import and that nobody asks for anything
    "import sys; sys.modules['rfc3987_syntax'] = None; from nbgrader.apps.nbgraderapp import main; main()"
)
RAN = "import pathlib\npathlib.Path('RAN').touch()\npathlib.Path({path!r}).touch()"
SOLUTION = (MINIATURE / "solutions" / NAME / "double.py").read_text(encoding="utf-8")


def copy_course(root: Path, settings: str = "") -> Course:
    """Return an instructor's copy of the miniature course."""
    for part in ("exercises", "solutions"):
        shutil.copytree(MINIATURE / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "course.toml").write_text(f'format = 1\ntitle = "Twice: a course"\n{settings}', encoding="utf-8")
    return find_course(root)


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder by their paths."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ---- what is written


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Return a course whose stubs are not tried, which takes seconds."""
    monkeypatch.setattr(releasing, "try_out", lambda *_: [])
    return copy_course(tmp_path / "course")


def release(course: Course, folder: Path, **options: bool) -> releasing.Released:
    """Write the course for nbgrader."""
    return releasing.release_to_nbgrader(course, course.exercises, folder, **options)


def test_what_is_written(course: Course, tmp_path: Path) -> None:
    """There are notebooks, the public checks beside them, settings and the steps; the stub is not beside a notebook."""
    (course.root / "exercises" / NAME / "figure.svg").write_text("<svg/>")

    release(course, tmp_path / "nbgrader")

    beside = [f"public/exercises/{NAME}/{file}" for file in ("README.md", "checks.py", "double.py", "exercise.toml")]
    beside += ["double.ipynb", "figure.svg", f"public/exercises/{NAME}/figure.svg", "public/course.toml"]
    expected = {CONFIG, STEPS} | {f"{part}/{NAME}/{path}" for part in ("source", "release") for path in beside}
    assert set(files_in(tmp_path / "nbgrader")) == expected


def test_twice(course: Course, tmp_path: Path) -> None:
    """Written again nothing changes; of a course that has changed, what stood there is kept, and only by force."""
    folder = tmp_path / "nbgrader"
    release(course, folder)
    before = files_in(folder)
    (folder / CONFIG).write_text("# mine\n")

    again = release(course, folder)
    assert again.unchanged
    assert [note.partition(" is yours")[0] for note in again.notes] == [str(folder / CONFIG)]

    handout = course.exercises[0].handout
    handout.write_text(handout.read_text(encoding="utf-8") + "\n## More\n\nText.\n", encoding="utf-8")
    with pytest.raises(UserError, match="is there already"):
        release(course, folder)
    done = release(course, folder, force=True)

    assert done.kept == folder / "replaced.1"
    kept = files_in(folder / "replaced.1")
    assert kept[f"release/{NAME}/double.ipynb"] == before[f"release/{NAME}/double.ipynb"]
    assert b"## More" in (folder / "release" / NAME / "double.ipynb").read_bytes()
    assert (folder / CONFIG).read_text() == "# mine\n"


def test_what_else_is_there_stays(course: Course, tmp_path: Path) -> None:
    """Marks, submissions and other exercises in nbgrader's folder are left alone, in the course's own folder, too."""
    for path in ("gradebook.db", "submitted/alice/other/x.ipynb", "source/other/other.ipynb"):
        (course.root / path).parent.mkdir(parents=True, exist_ok=True)
        (course.root / path).write_text("mine")
    before = files_in(course.root)

    release(course, course.root)

    after = files_in(course.root)
    assert before.items() <= after.items()
    assert f"release/{NAME}/double.ipynb" in after
    assert "submitted_directory" not in (course.root / CONFIG).read_text(encoding="utf-8")


def test_a_notebook_of_the_gradebook_gives_way(course: Course, tmp_path: Path) -> None:
    """The notebook that `grade batch` had put into source/ is replaced without being asked for."""
    path = tmp_path / "nbgrader" / "source" / NAME / "double.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"cells": [], "metadata": {"torch_grader": {"exercise": NAME}}}))

    assert release(course, tmp_path / "nbgrader").kept is None
    assert len(json.loads(path.read_bytes())["cells"]) > 5


@pytest.mark.parametrize("place", ["exercises/new", f"solutions/{NAME}", ".grade"])
def test_no_place_for_it(course: Course, place: str) -> None:
    """It is not written into the parts of the course that are given out or kept back."""
    with pytest.raises(UserError, match="part of the course"):
        release(course, course.root / place)


def test_dry_run(course: Course, tmp_path: Path) -> None:
    """-n writes nothing."""
    assert not release(course, tmp_path / "nbgrader", dry_run=True).unchanged
    assert not (tmp_path / "nbgrader").exists()


def test_a_students_copy(course: Course, tmp_path: Path) -> None:
    """A students' copy is no course to release."""
    shutil.rmtree(course.root / "solutions")

    with pytest.raises(CourseError, match="students' copy already"):
        release(find_course(course.root), tmp_path / "nbgrader")


def test_leaks(course: Course, tmp_path: Path) -> None:
    """Where the handout gives the solution away, nothing is written, and the notebook's cell is named, too."""
    handout = course.exercises[0].handout
    text = handout.read_text(encoding="utf-8")
    handout.write_text(text + '\n## Look\n\n    raise ValueError("x must hold numbers")\n    return 2 * x\n')
    solution = course.root / "solutions" / NAME / "double.py"
    solution.write_text(SOLUTION.replace("return 2 * x", "x = x.sum(dim=0, keepdim=True)\n    return 2 * x"))
    handout.write_text(f"{text}\n## Look\n\nx = x.sum(dim=0, keepdim=True)\n")

    done = release(course, tmp_path / "nbgrader")

    assert {re.sub(r"\d+", "N", finding.path.rpartition("/")[2]) for finding in done.findings} == {
        "README.md", "double.ipynb, cell N",
    }  # fmt: skip
    assert not (tmp_path / "nbgrader").exists()


def test_course_id(tmp_path: Path) -> None:
    """The course is called as its place in the exchange, else by its title in small letters."""
    assert course_id(copy_course(tmp_path / "a")) == "twice-a-course"
    assert course_id(copy_course(tmp_path / "b", 'submit = "exchange:/srv/exchange/ml101"\n')) == "ml101"


# ---- round the exchange


@dataclass(frozen=True)
class Class:
    """A course, its folder for nbgrader, and an exchange."""

    course: Course
    folder: Path
    exchange: Path
    home: Path

    def environment(self, name: str) -> dict[str, str]:
        """Return an environment in which nothing of this machine's Jupyter is seen or changed."""
        names = ("HOME", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR")
        own = {each: str(self.home / name / each) for each in names}
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        return {"PATH": path, "PYTHONWARNINGS": "ignore", "PYTHONPATH": str(REPOSITORY)} | own

    def nbgrader(self, *arguments: str, student: str = "", code: int = 0) -> str:
        """Run nbgrader as the instructor or as a student; return what it says."""
        folder = self.home / student / "work" if student else self.folder
        return run([sys.executable, "-c", NBGRADER, *arguments], folder, self.environment(student or "teacher"), code)

    def grade(self, *arguments: str) -> str:
        """Run our command in the course's folder."""
        return run([sys.executable, "-c", ENTRY, *arguments], self.course.root, self.environment("teacher"), 0)

    def enrol(self, student: str) -> Path:
        """Return the folder of a new student, with nbgrader's settings in it."""
        folder = self.home / student / "work"
        folder.mkdir(parents=True)
        lines = (
            "c = get_config()", f"c.Exchange.root = {str(self.exchange)!r}",
            f"c.CourseDirectory.course_id = {course_id(self.course)!r}", f"c.CourseDirectory.student_id = {student!r}",
        )  # fmt: skip
        (folder / CONFIG).write_text("\n".join(lines))
        return folder

    def ran(self) -> list[Path]:
        """Return the traces of students' code that was run."""
        return [path for top in (self.course.root, self.folder, self.exchange) for path in top.rglob("RAN*")]


@dataclass(frozen=True)
class Folder:
    """What the form grader is started in."""

    root: Path


def run(command: list[str], folder: Path, environment: dict[str, str], code: int) -> str:
    """Run a command; return all that it says."""
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300
    )
    assert done.returncode == code, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """Return a course that was released to nbgrader by the command, with an exchange."""
    top = tmp_path_factory.mktemp("school")
    exchange = top / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    course = copy_course(top / "course", f'submit = "exchange:{exchange}/twice"\n')
    made = Class(course, top / "for nbgrader", exchange, top / "home")
    said = made.grade("release", "--nbgrader", str(made.folder))
    assert "no solution is in it, and the stubs earn nothing" in said
    return made


def fill(path: Path, functions: dict[str, str], more: str = "") -> None:
    """Write these functions into the cells of a notebook, and perhaps a cell at its end."""
    document = json.loads(path.read_bytes())
    for cell in document["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "").removeprefix("code-")
        if name in functions:
            cell["source"] = functions[name]
    if more:
        cell = {"cell_type": "code", "id": "more", "metadata": {}, "outputs": [], "execution_count": None}
        document["cells"].append(cell | {"source": more})
    path.write_text(json.dumps(document))


def functions_of(source: str) -> dict[str, str]:
    """Return the functions and classes of the miniature solution."""
    double, _, doubler = source.partition("def double")[2].partition("class Doubler")
    return {"double": f"import torch\n\ndef double{double}".rstrip(), "Doubler": f"class Doubler{doubler}".rstrip()}


RIGHT = functions_of(SOLUTION)
SQUARES = RIGHT | {"double": RIGHT["double"].replace("2 * x", "x * x")}
STUDENTS: dict[str, tuple[dict[str, str], float]] = {
    "alice": (RIGHT, 100.0),
    "bob": (SQUARES, 10.0),  # boolean tensors are refused all the same
    "eve": ({}, 0.0),
}


@pytest.fixture(scope="module")
def handed_in(school: Class) -> Class:
    """Return the class after everybody has fetched, worked, and handed in, and the instructor has collected."""
    school.nbgrader("release_assignment", NAME)
    for student, (functions, _) in STUDENTS.items():
        folder = school.enrol(student)
        school.nbgrader("fetch_assignment", NAME, student=student)
        trace = str(school.exchange / f"RAN-{student}")
        fill(folder / NAME / "double.ipynb", functions, RAN.format(path=trace))
        school.nbgrader("submit", NAME, student=student)
    school.nbgrader("collect", NAME)
    return school


@pytest.mark.slow
def test_round_trip(handed_in: Class) -> None:
    """From release to feedback and export every step is nbgrader's own but one, and everybody has the right marks."""
    school = handed_in
    assert sorted(path.name for path in (school.course.root / "submitted").iterdir()) == sorted(STUDENTS)

    school.grade("batch")
    school.nbgrader("generate_feedback", NAME)
    school.nbgrader("release_feedback", NAME)
    for student in STUDENTS:
        school.nbgrader("fetch_feedback", NAME, student=student)
    school.nbgrader("export", "--to", "grades.csv")

    with (school.folder / "grades.csv").open() as file:
        scores = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}
    assert scores == {student: (points, 100.0) for student, (_, points) in STUDENTS.items()}
    for student, (_, points) in STUDENTS.items():
        (page,) = (school.home / student / "work" / NAME / "feedback").rglob("double.html")
        text = page.read_text(encoding="utf-8")
        assert f"(Score: {points} / 100.0)" in text
        assert ("squares x" in text) == (student == "bob")
        assert "%check" not in text
    assert school.ran() == []
    assert not (school.folder / "submitted").exists()


@pytest.mark.slow
def test_handing_in_again(handed_in: Class) -> None:
    """A later hand-in is collected with --update, graded, and gets feedback of its own."""
    school, folder = handed_in, handed_in.home / "eve" / "work"
    school.grade("batch")
    fill(folder / NAME / "double.ipynb", RIGHT)
    school.nbgrader("submit", NAME, student="eve")
    school.nbgrader("collect", "--update", NAME)

    said = school.grade("batch")
    school.nbgrader("generate_feedback", NAME)
    school.nbgrader("release_feedback", NAME)
    school.nbgrader("fetch_feedback", NAME, student="eve")

    assert "1 graded" in said
    pages = sorted((folder / NAME / "feedback").rglob("double.html"))
    assert "(Score: 100.0 / 100.0)" in pages[-1].read_text(encoding="utf-8")
    assert school.ran() == []


@pytest.mark.slow
def test_autograde_is_refused(handed_in: Class) -> None:
    """`nbgrader autograde` says who grades here, runs nothing and changes no mark."""
    school = handed_in
    school.grade("batch")
    before = school.grade("gradebook", "-q")

    said = school.nbgrader("autograde", NAME, "--force", code=1)

    assert "`grade batch` grades this course" in said
    assert school.ran() == []
    assert school.grade("gradebook", "-q") == before
    assert (school.course.root / "autograded" / "alice" / NAME / "double.ipynb").is_file()


@pytest.mark.slow
def test_form_grader(handed_in: Class, tmp_path: Path) -> None:
    """The form grader lists the exercise as released and graded, shows what checks found, and refuses to autograde."""
    school = handed_in
    school.grade("batch")
    server = Server(Folder(school.folder), school.environment("teacher"), tmp_path / "log")
    try:
        (assignment,) = json.loads(server.ask("/api/assignments"))
        (alice,) = [each for each in json.loads(server.ask(f"/api/submissions/{NAME}")) if each["student"] == "alice"]
        notebooks = json.loads(server.ask(f"/api/submitted_notebooks/{NAME}/double"))
        (page,) = [server.ask(f"/submissions/{each['id']}/") for each in notebooks if each["student"] == "alice"]
        url = f"{server.address}formgrader/api/submission/{NAME}/alice/autograde"
        request = urllib.request.Request(url, b"{}", {"Authorization": f"token {TOKEN}"}, method="POST")
        with urllib.request.urlopen(request, timeout=60) as answer:
            refused = json.loads(answer.read())
    finally:
        server.close()

    assert (assignment["name"], assignment["status"], assignment["max_score"]) == (NAME, "released", 100.0)
    assert (alice["score"], alice["autograded"], alice["submitted"]) == (100.0, True, True)
    assert "passed: 40 of 40 points" in page
    assert not refused["success"]
    assert "`grade batch` grades this course" in refused["error"]
    assert school.ran() == []


@pytest.mark.slow
@pytest.mark.parametrize("settings", ["ours", "nbgrader's own"])
def test_generate_assignment(school: Class, tmp_path: Path, settings: str) -> None:
    """What nbgrader makes of source/ is what is in release/ already; with our settings no database is touched."""
    folder = tmp_path / "again"
    shutil.copytree(school.folder / "source", folder / "source")
    if settings == "ours":
        shutil.copy(school.folder / CONFIG, folder)
    made = Class(school.course, folder, school.exchange, school.home)

    made.nbgrader("generate_assignment", NAME)

    path = f"release/{NAME}/double.ipynb"
    theirs, ours = (json.loads((top / path).read_bytes()) for top in (folder, school.folder))
    if settings != "ours":  # its own words in the place of a solution, and so other checksums
        theirs, ours = plain(theirs), plain(ours)
    assert theirs["cells"] == ours["cells"]
    assert (folder / "release" / NAME / "public" / "course.toml").is_file()
    assert (folder / "gradebook.db").exists() == (settings != "ours")


def plain(document: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook without nbgrader's own stub and without checksums."""
    for cell in document["cells"]:
        cell["metadata"].get("nbgrader", {}).pop("checksum", None)
        source = re.sub(r" *# YOUR CODE HERE\n", "", "".join(cell["source"]))
        cell["source"] = source.replace("NotImplementedError()", "NotImplementedError")
    return document


@pytest.mark.slow
def test_validate(school: Class, tmp_path: Path) -> None:
    """`nbgrader validate` runs the public checks: it fails on the stub, saying why, and succeeds on a solution."""
    folder = shutil.copytree(school.folder / "release" / NAME, tmp_path / "work")
    command = [sys.executable, "-c", NBGRADER, "validate", "double.ipynb"]

    stub = run(command, folder, school.environment("alice"), 0)
    fill(folder / "double.ipynb", RIGHT)
    right = run(command, folder, school.environment("alice"), 0)

    assert "VALIDATION FAILED ON 2 CELL(S)" in stub
    assert "`double` is not filled in yet" in stub
    assert "Success! Your notebook passes all the tests." in right


@pytest.mark.slow
def test_feedback_without_a_known_time(school: Class, tmp_path: Path) -> None:
    """What came from a learning platform has no time; nbgrader releases its feedback, and says whose time it is."""
    course = copy_course(tmp_path / "course", f'submit = "exchange:{school.exchange}/twice"\n')
    own = Class(course, tmp_path / "for nbgrader", school.exchange, tmp_path / "home")
    own.grade("release", "--nbgrader", str(own.folder))
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr("ngalice_4711_90210_double.py", SOLUTION)
        archive.writestr("ngbob_4712_90211_double.py", SOLUTION.replace("2 * x", "x * x"))
    own.grade("batch", NAME, "--submissions", str(tmp_path / "class.zip"))

    own.nbgrader("generate_feedback", NAME)
    said = own.nbgrader("release_feedback", NAME)

    for student in ("ngalice_4711", "ngbob_4712"):
        assert f"Releasing feedback for student '{student}'" in said
        (page,) = (own.folder / "feedback" / student).rglob("double.html")
        assert "When this was handed in is not known" in page.read_text(encoding="utf-8")
    own.nbgrader("export", "--to", "grades.csv")
    with (own.folder / "grades.csv").open() as file:
        assert [row["timestamp"] for row in csv.DictReader(file)] == ["", ""]
