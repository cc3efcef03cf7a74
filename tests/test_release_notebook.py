"""Exercises as notebooks: what is in them, what is never in them, and that they are graded as the Python file is."""

from __future__ import annotations

import ast
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jupytext", reason="the extra `course` is not installed")

import nbformat
from bank import variants
from classroom import check, graded, journal_of, report
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3
from nbgrader.utils import compute_checksum

from grader import gradebook, jupyter
from grader import release as releasing
from grader.client.process import Shared
from grader.course import Course, Exercise, find_course
from grader.errors import CourseError, UserError
from grader.gradebook.cells import layout_of
from grader.release.content import Content, collect
from grader.release.lint import examine
from grader.release.notebook import Made, make
from grader.release.pieces import last_mentioned, marked, pieces_of
from grader.results import CheckResult, Report, Verdict
from grader.runner.grading import Grader
from grader.submission import Submission, read, read_bytes

REPOSITORY = Path(__file__).parents[1]
MINIATURE = Path(__file__).parent / "course"
NAME = "exercise01_double"
EXERCISES = [each.name for each in find_course(REPOSITORY).exercises]
each_exercise = pytest.mark.parametrize("name", EXERCISES)


@pytest.fixture(scope="module")
def bundled() -> Course:
    """Return the course of this repository."""
    return find_course(REPOSITORY)


@pytest.fixture(scope="module")
def content(bundled: Course) -> Content:
    """Return all that is given out of it, notebooks included."""
    return collect(bundled, bundled.exercises, notebooks=True)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return an instructor's copy of the miniature course."""
    root = tmp_path / "instructor"
    for part in ("exercises", "solutions"):
        shutil.copytree(MINIATURE / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "course.toml").write_text('format = 1\ntitle = "Twice"\n')
    return find_course(root)


def notebook_in(content: Content, exercise: Exercise) -> bytes:
    """Return an exercise's notebook as students get it."""
    return content.files[f"exercises/{exercise.name}/{Path(exercise.file).with_suffix('.ipynb').name}"]


def cells_of(data: bytes) -> dict[str, dict[str, Any]]:
    """Return the cells that nbgrader knows, by their names, with their sources as one text."""
    cells = json.loads(data)["cells"]
    known = [cell | {"source": "".join(cell["source"])} for cell in cells if "nbgrader" in cell["metadata"]]
    return {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in known}


def made(course: Course) -> Made:
    """Return the notebooks of the miniature exercise."""
    (exercise,) = course.exercises
    return make(course, exercise, exercise.stub_path.read_text(encoding="utf-8"))


# ---- what is in it


def test_cells(course: Course) -> None:
    """There is a cell for each function, for each public check after what it is about, and for each hidden check."""
    data = made(course).release
    cells = json.loads(data)["cells"]

    names = [cell["metadata"].get("nbgrader", {}).get("grade_id", "text") for cell in cells]
    assert [name for name in names if name != "text"] == [
        "notebook-setup", "given-0", "code-double", "public-worked_number", "code-Doubler", "public-first_call",
        "values", "whole_numbers", "argument_unchanged", "boolean", "doubler",
    ]  # fmt: skip
    known = cells_of(data)
    assert known["code-double"]["source"].startswith("def double(x: Tensor) -> Tensor:")
    assert known["public-worked_number"]["source"].splitlines()[-1] == "%check worked_number"
    assert known["values"]["source"] == "# Each element is doubled, whatever the shape."
    texts = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert (course.exercises[0].handout.read_text(encoding="utf-8").strip().splitlines()[-1]) in texts


def test_kinds(course: Course) -> None:
    """Functions are to be filled in; all else is locked; only hidden checks have points, and they sum up."""
    kinds = {name: cell["metadata"]["nbgrader"] for name, cell in cells_of(made(course).release).items()}

    solutions = [name for name, kind in kinds.items() if kind["solution"]]
    assert solutions == ["code-double", "code-Doubler"]
    assert all(kind["locked"] != kind["solution"] for kind in kinds.values())
    points = {name: kind["points"] for name, kind in kinds.items() if kind["grade"]}
    assert points == {
        "public-worked_number": 0.0, "public-first_call": 0.0,
        "values": 40.0, "whole_numbers": 10.0, "argument_unchanged": 10.0, "boolean": 10.0, "doubler": 30.0,
    }  # fmt: skip


@each_exercise
def test_valid(content: Content, bundled: Course, name: str) -> None:
    """Nbformat's and nbgrader's own schemas find nothing wrong, the checksums are nbgrader's, all ids are unique."""
    exercise = bundled.find(name)
    for data in (notebook_in(content, exercise), content.sources[name]):
        read = nbformat.reads(data.decode(), as_version=4)
        nbformat.validate(read)
        MetadataValidatorV3().validate_nb(read)
        assert len({cell.id for cell in read.cells}) == len(read.cells)
        for cell in read.cells:
            kind = cell.metadata.get("nbgrader", {})
            assert kind.get("checksum") in (None, compute_checksum(cell) if kind else None)


def test_same_bytes(course: Course, tmp_path: Path) -> None:
    """Made twice, and from a copy in another place, it is the same byte for byte."""
    shutil.copytree(course.root, tmp_path / "elsewhere")

    assert made(course) == made(course) == made(find_course(tmp_path / "elsewhere"))


@each_exercise
def test_untouched(content: Content, bundled: Course, name: str) -> None:
    """Read as a submission it is the untouched stub and nothing more, and no remark is made about its own cells."""
    exercise = bundled.find(name)
    submission = read_bytes(notebook_in(content, exercise), Path(exercise.file).with_suffix(".ipynb"), exercise)

    assert submission.untouched
    assert {problem.kind for problem in submission.problems} == {"unfinished"}
    stub, there = ast.parse(exercise.stub_path.read_text(encoding="utf-8")), ast.parse(submission.source)
    if ast.get_docstring(stub) is not None:
        stub.body.pop(0)
    assert ast.dump(there) == ast.dump(stub)


# ---- what is never in it


def test_nothing_hidden(bundled: Course, content: Content) -> None:
    """No notebook holds a passage of solutions/ but for the sentence that a hidden check says of itself."""
    assert [str(finding) for finding in examine(bundled, bundled.exercises, content)] == []
    hidden = [cell for each in bundled.exercises for cell in cells_of(notebook_in(content, each)).values()]
    hidden = [cell for cell in hidden if cell["metadata"]["nbgrader"].get("points")]
    assert len(hidden) > 200
    assert all(line.startswith("# ") for cell in hidden for line in cell["source"].splitlines())


def test_a_sentence_is_public_nowhere_else(bundled: Course, content: Content) -> None:
    """The sentence of a hidden check in another place than its cell is a finding, as it was before."""
    exercise = bundled.find("exercise03")
    cell = cells_of(notebook_in(content, exercise))["random_data"]
    changed = Content(dict(content.files), sentences=content.sentences)
    changed.files[f"exercises/{exercise.name}/more.md"] = f"It says:\n\n{cell['source'][2:]}\n".encode()

    found = [finding.path for finding in examine(bundled, [exercise], changed)]

    assert found == [f"exercises/{exercise.name}/more.md"]


@pytest.mark.parametrize("place", ["release", "source", "metadata"])
def test_a_leak_is_found(course: Course, place: str) -> None:
    """A line of the solution in a cell, in nbgrader's source or in the metadata is named with its cell."""
    (exercise,) = course.exercises
    content = collect(course, course.exercises, notebooks=True)
    path = f"exercises/{NAME}/double.ipynb"
    document = json.loads(content.sources[NAME] if place == "source" else content.files[path])
    leak = 'if x.dtype == torch.bool:\n    raise ValueError("x must hold numbers")\nreturn 2 * x'
    document["cells"][3]["metadata" if place == "metadata" else "source"] = (
        {"note": leak} if place == "metadata" else leak
    )
    data = json.dumps(document, indent=1).encode()
    if place == "source":
        content.sources[NAME] = data
    else:
        content.files[path] = data

    found = [finding.path for finding in examine(course, [exercise], content)]

    where = f"source/{NAME}/notebook" if place == "source" else path
    assert f"{where}, {'metadata' if place == 'metadata' else 'cell 4'}" in found


@pytest.mark.slow
def test_a_stub_that_earns_points(course: Course, tmp_path: Path) -> None:
    """A hidden check that the untouched notebook passes is named with the notebook; nothing is written."""
    hidden = course.root / "solutions" / NAME / "checks.py"
    easy = (
        '\n\n@pytest.mark.points(1)\ndef test_free(submission):\n    """Free."""\n    assert submission is not None\n'
    )
    hidden.write_text(hidden.read_text(encoding="utf-8") + easy, encoding="utf-8")

    done = releasing.release(course, course.exercises, tmp_path / "students", "folder", notebooks=True)

    assert [finding.path for finding in done.findings if "`free`" in finding.what] == [
        f"exercises/{NAME}/double.py", f"exercises/{NAME}/double.ipynb",
    ]  # fmt: skip
    assert not (tmp_path / "students").exists()


# ---- from a stub and a handout to cells


STUB = '''\
"""What it is about."""

# The imports.
import math

LIMIT = 3  # given


@math.decorated
def one(x):
    """Return x."""
    raise NotImplementedError


def _given(x):
    return x


# Before two.
class Two:
    """It is."""

    size = 2

    def __init__(self):
        raise NotImplementedError

    def given(self):
        return self.size


# The end.
'''


def test_pieces() -> None:
    """Functions and classes to write are pieces with all that belongs to them; what is given stays together."""
    about, pieces = pieces_of(STUB)

    assert about == "What it is about."
    assert [piece.name for piece in pieces] == ["", "one", "", "Two", ""]
    assert pieces[0].source == "# The imports.\nimport math\n\nLIMIT = 3  # given"
    assert pieces[1].source.splitlines()[0] == "@math.decorated"
    assert pieces[3].source.splitlines()[0] == "# Before two."
    assert pieces[4].source == "# The end."
    assert ast.dump(ast.parse("\n\n".join(piece.source for piece in pieces))) == ast.dump(
        ast.parse(STUB.partition("\n")[2])
    )


def test_regions() -> None:
    """What nbgrader would take away is the body that students replace, and no more."""
    _, pieces = pieces_of(STUB)

    lines = marked(pieces[3], "### BEGIN", "### END").splitlines()

    place = lines.index("        ### BEGIN")
    assert lines[place : place + 3] == ["        ### BEGIN", "        raise NotImplementedError", "        ### END"]
    assert lines.count("        ### BEGIN") == 1


def test_where_public_checks_stand() -> None:
    """A check stands after the last function that it mentions, also through the helpers and constants of its file."""
    text = (
        "NAMES = ['one']\n\ndef helper(s):\n    return s.two()\n\n"
        "def test_a(submission):\n    submission.one()\n\ndef test_b(submission):\n    helper(submission)\n\n"
        "@mark(NAMES)\ndef test_c(submission, name):\n    pass\n\ndef test_d(submission):\n    pass\n"
    )

    assert last_mentioned(text, ["one", "two"]) == {"a": "one", "b": "two", "c": "one", "d": ""}


def test_comments_that_look_like_commands(course: Course) -> None:
    """A comment in a stub that looks like one of Jupyter's commands stays a comment."""
    (exercise,) = course.exercises
    stub = exercise.stub_path.read_text(encoding="utf-8").replace("class Doubler", "# %time and !ls\nclass Doubler")

    cells = cells_of(make(course, exercise, stub).release)

    assert cells["code-Doubler"]["source"].splitlines()[0] == "# %time and !ls"


def test_text_that_divides_a_cell(course: Course) -> None:
    """A handout that jupytext would read as two cells is refused, with the line."""
    (exercise,) = course.exercises
    exercise.handout.write_text("# Double\n\nIn Jupyter write\n\n%% timeit\n", encoding="utf-8")

    with pytest.raises(CourseError, match="cannot be made a notebook: %% timeit"):
        made(course)


def test_headings_in_code(course: Course) -> None:
    """A line in a block of code that looks like a heading does not begin a cell."""
    (exercise,) = course.exercises
    exercise.handout.write_text("# Double\n\n```python\n## no heading\n```\n\n## Heading\n", encoding="utf-8")

    texts = [cell["source"] for cell in json.loads(made(course).release)["cells"][:2]]

    assert ["".join(text) for text in texts] == ["# Double\n\n```python\n## no heading\n```", "## Heading"]


def test_without_jupytext(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where jupytext is not installed, it is said which extra brings it."""
    monkeypatch.setitem(sys.modules, "jupytext", None)

    with pytest.raises(UserError, match="jupytext") as caught:
        made(course)

    assert "torch-grader[course]" in (caught.value.hint or "")


# ---- in the students' copy


@pytest.mark.parametrize("form", ["folder", "zip", "git"])
def test_forms(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """Every form takes notebooks, each beside its stub; the letter says so, and the same copy is recognised."""
    monkeypatch.setattr(releasing, "try_out", lambda *_: [])

    first = releasing.release(course, course.exercises, tmp_path / "students", form, notebooks=True)
    second = releasing.release(course, course.exercises, tmp_path / "students", form, notebooks=True)

    assert {f"exercises/{NAME}/double.py", f"exercises/{NAME}/double.ipynb"} <= set(first.files)
    assert (first.findings, first.unchanged, second.unchanged) == ((), False, True)
    if form == "folder":
        assert "as a notebook, too" in (tmp_path / "students" / "README.md").read_text(encoding="utf-8")


# ---- with the gradebook


def test_the_gradebook_leaves_it_alone(course: Course) -> None:
    """Where a released notebook is the course's source, `grade batch` does not put its own in that place."""
    notebooks = made(course)
    paths = [course.root / part / NAME / notebooks.filename for part in ("source", "release")]
    for path, data in zip(paths, (notebooks.source, notebooks.release), strict=True):
        path.parent.mkdir(parents=True)
        path.write_bytes(data)

    with journal_of(course, graded("alice", report((check("values", 40.0, 40.0),)))) as journal:
        done = gradebook.project(course, journal)

    assert done.troubles == []
    assert [path.read_bytes() for path in paths] == [notebooks.source, notebooks.release]
    assert (course.root / "autograded" / "alice" / NAME / "double.ipynb").is_file()


@pytest.mark.parametrize("kind", ["nbgrader's", "junk", "a link", "none"])
def test_secret_of_a_submission(course: Course, tmp_path: Path, kind: str) -> None:
    """The secret that nbgrader gave a submission comes along for its feedback; for anything else a new one is made."""
    handed_in = course.root / "submitted" / "alice" / NAME / "submission_secret.txt"
    handed_in.parent.mkdir(parents=True)
    (tmp_path / "other").write_text("c" * 128)
    if kind == "a link":
        handed_in.symlink_to(tmp_path / "other")
    elif kind != "none":
        handed_in.write_text("a" * 128 if kind == "nbgrader's" else "../../x\n" * 30)

    secrets = []
    with journal_of(course, graded("alice", report((check("values", 40.0, 40.0),)))) as journal:
        for _ in range(2):
            gradebook.project(course, journal)
            secrets.append((course.root / "autograded" / "alice" / NAME / "submission_secret.txt").read_text())

    assert secrets[0] == secrets[1]
    assert re.fullmatch("[0-9a-f]{128}", secrets[0])
    assert (secrets[0] == "a" * 128) == (kind == "nbgrader's")
    assert secrets[0] != "c" * 128


# ---- the same report


def filled(data: bytes, source: str) -> bytes:
    """Return a notebook with the functions of a file in their cells, and all else of it in a cell before them."""
    tree, document = ast.parse(source), json.loads(data)
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id", ""): cell for cell in document["cells"]}
    rest = []
    for node in tree.body[ast.get_docstring(tree) is not None :]:
        name = f"code-{getattr(node, 'name', '')}"
        text = "\n".join(source.split("\n")[min_line(node) - 1 : node.end_lineno])
        if name in cells:
            cells[name]["source"] = text
        else:
            rest.append(text)
    first = next(place for place, cell in enumerate(document["cells"]) if cell in cells.values())
    new = {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": [], "execution_count": 1}
    document["cells"].insert(first, new | {"source": "\n\n".join(rest)})
    return json.dumps(document).encode()


def min_line(node: ast.stmt) -> int:
    """Return the first line of a statement, its decorators included."""
    return min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])


def graded_both_ways(
    exercise: Exercise, data: bytes, names: list[str], folder: Path
) -> list[tuple[Submission, Report]]:
    """Grade each variant as a file and as a notebook, forked from this process: they are our own code."""
    sources, submissions, done = variants(exercise), [], []
    for name in names:
        path = folder / exercise.file
        path.write_text(sources[name], encoding="utf-8")
        submissions.append(read(path, exercise))
        path = path.with_suffix(".ipynb")
        path.write_bytes(filled(data, sources[name]))
        submissions.append(read(path, exercise))
    with Grader(exercise, secret=b"bank", hidden=True) as grading:
        grading.source, grading.sandboxed = Shared(exercise.warm, sandbox=False), False
        grading.grade_each(submissions, lambda submission, report: done.append((submission, report)))
    return done


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("exercise03_mse_gradient", ["solution", "misconceptions/missing_factor_two", "mutants/raises_always"]),
        ("exercise10_adam", ["solution", "misconceptions"]),
        ("exercise16_resnet_densenet", ["solution", "misconceptions"]),
    ],
)
def test_same_report(bundled: Course, content: Content, tmp_path: Path, name: str, chosen: list[str]) -> None:
    """A file and a notebook with the same code get the same verdicts, points, differences and diagnoses."""
    exercise = bundled.find(name)
    every = sorted(variants(exercise))
    names = [each if each in every else next(one for one in every if one.startswith(each)) for each in chosen]

    done = graded_both_ways(exercise, notebook_in(content, exercise), names, tmp_path)

    points, diagnosed = [], False
    for (file, plain), (notebook, same) in zip(done[::2], done[1::2], strict=True):
        assert list(map(essence, plain.checks)) == list(map(essence, same.checks))
        assert [each.name for each in plain.misconceptions] == [each.name for each in same.misconceptions]
        assert (plain.points, plain.max_points) == (same.points, same.max_points)
        assert_lines(file, plain)
        assert_lines(notebook, same)
        points.append(same.points)
        diagnosed |= bool(same.misconceptions)
    assert diagnosed
    assert points[0] == exercise.points
    assert all(each < exercise.points for each in points[1:])
    layout = layout_of(graded("alice", done[0][1]), None)
    kinds = [cell["metadata"]["nbgrader"] for cell in cells_of(notebook_in(content, exercise)).values()]
    mine = [(kind["grade_id"], kind["points"]) for kind in kinds if kind["grade"] and kind["grade_id"][:7] != "public-"]
    assert layout is not None
    assert mine == [(cell.grade_id, cell.max_points) for cell in layout.cells]


def essence(check: CheckResult) -> tuple[object, ...]:
    """Return what must not depend on the form of the file: all but lines, times and random inputs."""
    code = [(frame.function, frame.code) for frame in check.frames]
    return check.name, check.verdict, check.points, check.difference, check.misconceptions, check.functions, code


def assert_lines(submission: Submission, report: Report) -> None:
    """Assert that each line of a traceback is, in its cell if there are cells, the code that is shown."""
    for frame in (frame for result in report.checks for frame in result.frames):
        if submission.filename.endswith(".ipynb"):
            codes = [cell for cell in json.loads(submission.data)["cells"] if cell["cell_type"] == "code"]
            assert frame.cell is not None
            source = "".join(codes[frame.cell - 1]["source"])
        else:
            source = submission.source
        assert source.split("\n")[frame.line - 1].strip().startswith(frame.code[:100])


# ---- %check


class History:
    """What IPython remembers of the cells that ran."""

    def __init__(self, *cells: str) -> None:
        self.input_hist_raw = ["", *cells]
        commands = ("\n".join("pass" if line[:1] == "%" else line for line in cell.split("\n")) for cell in cells)
        self.input_hist_parsed = ["", *commands]


class Shell:
    """What %check asks IPython for."""

    def __init__(self, *cells: str) -> None:
        self.history_manager = History(*cells)
        self.magics: dict[str, Any] = {}

    def register_magic_function(self, function: Any, kind: str, name: str) -> None:
        """Remember a command."""
        self.magics[name] = function


def test_cells_that_still_count() -> None:
    """Of cells that ran again only the last counts, each keeps its number, and what is no Python is left out."""
    history = History(
        "import torch", "def f(): return 1", "def f(: 2", "x = 1", "%check a", "def f(): return 2", "x = 1"
    )

    valid = jupyter.still_valid(history.input_hist_raw, history.input_hist_parsed)

    assert valid == ["", "import torch", "", "", "", "", "def f(): return 2", "x = 1"]


def test_a_cell_with_something_else_stays() -> None:
    """A cell stays while one of its functions is defined nowhere else."""
    history = History("def f(): pass\ndef g(): pass", "def f(): pass")

    assert jupyter.still_valid(history.input_hist_raw, history.input_hist_parsed)[1:] == history.input_hist_raw[1:]


@pytest.mark.parametrize("where", ["public", "copy"])
def test_where_the_checks_are(course: Course, tmp_path: Path, where: str) -> None:
    """The checks are found beside a notebook that came through nbgrader, and in a students' copy."""
    folder = tmp_path / "work"
    shutil.copytree(course.root / "exercises", folder / ("public" if where == "public" else "") / "exercises")
    (folder / ("public" if where == "public" else "") / "course.toml").write_text("format = 1\n")

    here = folder if where == "public" else folder / "exercises" / NAME
    assert jupyter.exercise_here(here.resolve()).name == NAME


def test_no_checks_here(tmp_path: Path) -> None:
    """Elsewhere it is said where the notebook belongs."""
    with pytest.raises(UserError, match="not in") as caught:
        jupyter.exercise_here(tmp_path)

    assert "beside `public`" in (caught.value.hint or "")


@pytest.mark.slow
def test_check_command(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """%check says what is wrong with what ran last, runs all checks at once, and raises an error for nbgrader alone."""
    folder = tmp_path / "work"
    shutil.copytree(course.root / "exercises", folder / "exercises")
    (folder / "course.toml").write_text("format = 1\n")
    monkeypatch.chdir(folder / "exercises" / NAME)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    shell = Shell("# nothing", "def double(x): return x + x", "def double(x): return x * x * x")
    jupyter.load_ipython_extension(shell)
    command = shell.magics["check"]

    command("worked_number")
    command("nonsense")
    wrong, nonsense = capsys.readouterr().out.split("There is no public check")
    monkeypatch.setattr(jupyter, "_graded", lambda *_: pytest.fail("it was graded already"))
    command("worked_number")
    again = capsys.readouterr().out
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(jupyter.CheckFailed, match="The worked number"):
        command("worked_number")
    monkeypatch.undo()
    monkeypatch.chdir(folder / "exercises" / NAME)
    shell.history_manager = History("def double(x): return 2 * x", "class Doubler: pass")
    command("worked_number")

    assert "✗" in wrong
    assert "expected" in wrong
    assert "worked_number, first_call" in nonsense
    assert again == wrong
    assert capsys.readouterr().out.endswith("\x1b[0m The worked number of the task is right.\n")


def test_verdicts_are_all_told() -> None:
    """Whatever the verdict, %check says a line with the check's sentence; a student's escapes are spelled out."""
    for verdict in Verdict:
        one = check("a", 0.0, message="\x1b[2Jgone", verdict=verdict)
        said = jupyter._told(report((one,)), one)
        assert "a is right." in said
        assert "\x1b[2J" not in said
