"""The course: found by walking up, exercises by unambiguous names, malformed files named with key and remedy."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import Course, find_course
from grader.course.bundled import bundled_exercises, start_course
from grader.course.table import Table
from grader.errors import CourseError, UserError
from grader.limits import Limits

MINIATURE = Path(__file__).parent / "course"
FULL = """\
format = 1
file = "mse_gradient.py"
minutes = 45
points = 100
prerequisites = ["exercise02"]
mode = "inference"
warm = ["optimizer"]
hints = ["Derive it.", "Mind the factor 2."]
[title]
en = "The gradient of the MSE"
zh = "均方误差的梯度"
[limits]
cpu_seconds = 3
memory_mb = 512
[rules]
reason = "By hand."
names = ["torch.autograd*", ".backward"]
removed = ["torch.autograd.grad"]
operations = ["aten.mse_loss"]
[[quiz]]
question = "What is 1 + 1?"
choices = ["1", "2"]
answer = 1
explanation = "It is two."
"""
SMALL = 'format = 1\nfile = "f.py"\nminutes = 1\npoints = 1\n[title]\nen = "T"\n'


def add(root: Path, name: str, toml: str = SMALL) -> Path:
    """Add an exercise to a course."""
    folder = root / "exercises" / name
    folder.mkdir(parents=True)
    (folder / "exercise.toml").write_text(toml, encoding="utf-8")
    (folder / "checks.py").touch()
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the folder of a course without exercises."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "course.toml").write_text('title = "Trial"\n')
    return tmp_path


@pytest.fixture
def course(root: Path) -> Course:
    """Return a course with five exercises."""
    for name in ("exercise01_tensors", "exercise02_loss_curve", "exercise10_adam", "exercise11_Training", "project"):
        add(root, name)
    return find_course(root)


# ---- finding the course


def test_found_from_below(course: Course) -> None:
    """A course is found from any folder inside it."""
    deep = course.root / "exercises" / "exercise01_tensors" / "data"
    deep.mkdir()

    assert course.root.resolve() == find_course(deep).root


def test_file_inside_will_do(course: Course) -> None:
    """A file inside the course finds it too."""
    assert course.root.resolve() == find_course(course.root / "course.toml").root


def test_pyproject(tmp_path: Path) -> None:
    """The table [tool.grade] in pyproject.toml makes a folder with exercises/ a course."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.grade]\ntitle = "From pyproject"\n')

    assert find_course(tmp_path).title == "From pyproject"


def test_other_projects_are_no_course(tmp_path: Path) -> None:
    """A pyproject.toml without [tool.grade] is walked past."""
    inner = tmp_path / "inner"
    add(inner, "exercise01")
    (inner / "pyproject.toml").write_text('[project]\nname = "x"\n')
    add(tmp_path, "exercise02")
    (tmp_path / "course.toml").touch()

    assert find_course(inner).root == tmp_path.resolve()


def test_title_defaults_to_the_folder(tmp_path: Path) -> None:
    """A course without a title is called like its folder."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "course.toml").touch()

    assert find_course(tmp_path).title == tmp_path.name


def test_no_course(tmp_path: Path) -> None:
    """Where there is no course, the message says where it was looked for and what to do."""
    with pytest.raises(CourseError, match="no course in") as raised:
        find_course(tmp_path)

    assert "-C" in raised.value.hint


def test_no_folder(tmp_path: Path) -> None:
    """A folder that does not exist is named."""
    with pytest.raises(CourseError, match=r"no folder .*absent"):
        find_course(tmp_path / "absent")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('tittle = "x"', r"course.toml: `tittle` is no known key"),
        ("title = 3", r"course.toml: `title` is 3"),
        ("title = ", r"course.toml is not TOML"),
        ("format = 2", r"course.toml has format 2"),
    ],
)
def test_malformed_course(root: Path, text: str, said: str) -> None:
    """What is wrong in course.toml is said with file and key."""
    (root / "course.toml").write_text(text)

    with pytest.raises(CourseError, match=said):
        find_course(root)


# ---- names


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("exercise01", "exercise01_tensors"),
        ("exercise01_tensors", "exercise01_tensors"),
        ("EXERCISE02", "exercise02_loss_curve"),
        ("exercise11_tr", "exercise11_Training"),
        ("p", "project"),
        ("exercises/exercise01_tensors/", "exercise01_tensors"),
        ("./exercises/exercise01_tensors", "exercise01_tensors"),
        ("exercises\\exercise01_tensors\\", "exercise01_tensors"),
        ("/somewhere/exercises/exercise10_adam/adam.py", "exercise10_adam"),
        ("exercises/exercise10", "exercise10_adam"),
        ("loss", "exercise02_loss_curve"),
        ("  project ", "project"),
    ],
)
def test_names(course: Course, typed: str, name: str) -> None:
    """An exercise is found by any beginning that fits only one, its path, or else a middle that fits only one."""
    assert name == course.find(typed).name


def test_beginning_before_middle(root: Path) -> None:
    """A middle counts only if nothing begins with it."""
    add(root, "adam")
    add(root, "exercise10_adam")

    assert find_course(root).find("ad").name == "adam"


def test_whole_name_before_beginning(root: Path) -> None:
    """A whole name fits although another name begins with it."""
    add(root, "sgd")
    add(root, "sgd_momentum")

    assert find_course(root).find("SGD").name == "sgd"


def test_ambiguous(course: Course) -> None:
    """A beginning that fits several names all of them."""
    with pytest.raises(CourseError, match="fits 2 exercises") as raised:
        course.find("exercise1")

    assert raised.value.hint == "Did you mean exercise10_adam or exercise11_Training?"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("exercise2", "exercise02_loss_curve"), ("excercise10", "exercise10_adam"), ("tensor5", "exercise01_tensors")],
)
def test_did_you_mean(course: Course, typed: str, meant: str) -> None:
    """A slip of the keyboard gets the names that are close."""
    with pytest.raises(CourseError, match="There is no exercise") as raised:
        course.find(typed)

    assert "Did you mean" in raised.value.hint
    assert meant in raised.value.hint


@pytest.mark.parametrize("typed", ["", "/", "..", "zzzz"])
def test_nothing_like_it(course: Course, typed: str) -> None:
    """A name like no other gets a pointer to the list."""
    with pytest.raises(CourseError) as raised:
        course.find(typed)

    assert "grade list" in raised.value.hint


def test_empty_course(root: Path) -> None:
    """A course without exercises says so."""
    with pytest.raises(CourseError) as raised:
        find_course(root).find("exercise01")

    assert "has no exercises" in raised.value.hint


# ---- exercises


def test_everything_in_exercise_toml(root: Path) -> None:
    """Each key of exercise.toml arrives."""
    add(root, "exercise03_mse_gradient", FULL)

    found = find_course(root).find("exercise03")

    assert found.stub_path.name == "mse_gradient.py"
    assert (found.minutes, found.points, found.mode, found.warm) == (45, 100.0, "inference", ("optimizer",))
    assert (found.title, found.title_zh) == ("The gradient of the MSE", "均方误差的梯度")
    assert found.prerequisites == ("exercise02",)
    assert found.hints == ("Derive it.", "Mind the factor 2.")
    assert found.limits == Limits(cpu_seconds=3.0, memory_mb=512)
    assert found.rules.names == ("torch.autograd*", ".backward")
    assert found.rules.removed == ("torch.autograd.grad",)
    assert found.rules.operations == ("aten.mse_loss",)
    assert (found.quiz[0].choices, found.quiz[0].answer) == (("1", "2"), 1)
    assert found.short == "exercise03"


def test_student_copy(root: Path) -> None:
    """Without solutions/ there are no hidden checks, no solution and no bank."""
    add(root, "exercise01")

    found = find_course(root).find("exercise01")

    assert (found.solution_folder, found.hidden_checks, found.solution_path) == (None, None, None)
    assert (found.misconceptions, found.accepted) == ((), ())


def test_miniature_course() -> None:
    """The miniature course has all parts of an exercise where the layout wants them."""
    found = find_course(MINIATURE).find("exercise01")

    for path in (found.stub_path, found.public_checks, found.handout, found.hidden_checks, found.solution_path):
        assert path is not None
        assert path.is_file()
    assert [path.stem for path in found.misconceptions] == ["squares"]
    assert [path.stem for path in found.accepted] == ["adds"]


def test_sorted(course: Course) -> None:
    """Exercises come in the order of their names."""
    names = [exercise.name for exercise in course.exercises]

    assert sorted(names) == names


@pytest.mark.parametrize(
    ("old", "new", "said", "hint"),
    [
        ("hints =", "hint =", "exercise.toml: `hint` is no known key", "Did you mean `hints`"),
        ("cpu_seconds", "cpu_second", r"\[limits\]: `cpu_second` is no known key", "`cpu_seconds`"),
        ("names =", "named =", r"\[rules\]: `named` is no known key", "`names`"),
        ("explanation", "explained", r"\[\[quiz\]\] 1: `explained` is no known key", "`explanation`"),
        ('en = "The', 'fr = "The', r"\[title\]: `en` is missing", "a text"),
        ("minutes = 45", "", "`minutes` is missing", "whole number"),
        ("minutes = 45", "minutes = 4.5", "`minutes` is 4.5", "whole number"),
        ("minutes = 45", "minutes = true", "`minutes` is True", "whole number"),
        ("points = 100", "points = 0", "`points` is 0", "above 0"),
        ("points = 100", "points = nan", "`points` is nan", "above 0"),
        ("points = 100", "points = inf", "`points` is inf", "above 0"),
        ("points = 100", "points = true", "`points` is True", "above 0"),
        ("memory_mb = 512", "memory_mb = 0.5", "`memory_mb` is 0.5", "whole number"),
        ("cpu_seconds = 3", 'cpu_seconds = "3"', "`cpu_seconds` is '3'", "above 0"),
        ('hints = ["Derive it.", "Mind the factor 2."]', 'hints = "one"', "`hints` is 'one'", "a list of texts"),
        ('["Derive it.", "Mind the factor 2."]', "[1]", r"`hints` is \[1\]", "a list of texts"),
        ('mode = "inference"', 'mode = "fast"', "`mode` is 'fast'", '"inference"'),
        ('["optimizer"]', '["oven"]', r"`warm` is \['oven'\]", '"optimizer" or "nn"'),
        ("mse_gradient.py", "../other.py", "`file` is '../other.py'", "the name of a Python file"),
        ("mse_gradient.py", "checks.py", "`file` is 'checks.py'", "the name of a Python file"),
        ("answer = 1", "answer = 2", "`answer` is 2", "0 to 1"),
        ("answer = 1", "answer = -1", "`answer` is -1", "0 or more"),
        ('["1", "2"]', '["1"]', r"`choices` is \['1'\]", "two or more"),
        ("[[quiz]]", "[quiz]", "`quiz` is", r"[[quiz]]"),
        ("[title]", "[[title]]", "`title` is", "[title]"),
        ("format = 1", "format = 2", "has format 2, this program reads format 1", "Update"),
        ("format = 1", "", "`format` is missing", "whole number"),
        ("minutes = 45", "minutes = = 45", "exercise.toml is not TOML", None),
    ],
)
def test_malformed_exercise(root: Path, old: str, new: str, said: str, hint: str | None) -> None:
    """What is wrong in exercise.toml is said with file, key and what is expected."""
    assert old in FULL
    add(root, "exercise03_mse_gradient", FULL.replace(old, new, 1))

    with pytest.raises(CourseError, match=said) as raised:
        find_course(root).find("exercise03")

    assert "exercises/exercise03_mse_gradient/exercise.toml" in raised.value.message
    assert (hint or "") in (raised.value.hint or "")


@pytest.mark.parametrize("file", ["exercise.toml", "checks.py"])
def test_broken_exercise_stops_no_other(course: Course, file: str) -> None:
    """A broken exercise is an error when it is used, and the others still work."""
    (course.root / "exercises" / "exercise10_adam" / file).unlink()

    again = find_course(course.root)

    assert again.find("exercise01").name == "exercise01_tensors"
    assert [broken.name for broken in again.broken] == ["exercise10_adam"]
    with pytest.raises(CourseError, match=f"exercises/exercise10_adam has no {file}"):
        again.find("exercise10")


def test_missing_stub_is_no_error(course: Course) -> None:
    """An exercise whose file is gone can still be found: ``grade reset`` brings it back."""
    assert not course.find("exercise01").stub_path.exists()


def test_hidden_folders_are_no_exercises(course: Course) -> None:
    """Folders such as .ipynb_checkpoints and __pycache__, and files, are passed over."""
    for name in (".ipynb_checkpoints", "__pycache__"):
        (course.root / "exercises" / name).mkdir()
    (course.root / "exercises" / "README.md").touch()

    assert find_course(course.root).broken == ()


def test_byte_order_mark(root: Path) -> None:
    """A file saved with a byte order mark, as editors on Windows do, is read."""
    folder = add(root, "exercise01")
    (folder / "exercise.toml").write_text(SMALL, encoding="utf-8-sig")

    assert find_course(root).find("exercise01").title == "T"


def test_not_utf8(root: Path) -> None:
    """A file in another encoding is named."""
    folder = add(root, "exercise01")
    (folder / "exercise.toml").write_bytes(SMALL.encode().replace(b'"T"', b'"\xff"'))

    with pytest.raises(CourseError, match="is not UTF-8"):
        find_course(root).find("exercise01")


def test_quick_import() -> None:
    """Reading a course needs neither torch nor pytest."""
    code = "import sys, grader.course; sys.exit(bool({'torch', 'pytest', 'click'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ---- starting a course


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the miniature course in the place of the bundled one, with things in it that must stay behind."""
    source = tmp_path / "bundled"
    shutil.copytree(MINIATURE / "exercises", source)
    (source / "exercise01_double" / "__pycache__").mkdir()
    (source / "exercise01_double" / "__pycache__" / "x.pyc").touch()
    (source / "exercise01_double" / "double.py.1.bak").touch()
    monkeypatch.setattr("grader.course.bundled.bundled_exercises", lambda: source)
    return source


def test_start_course(bundled: Path, tmp_path: Path) -> None:
    """A new course holds the student's part of each bundled exercise and can be found."""
    names = start_course(tmp_path / "new")

    assert names == ["exercise01_double"]
    found = find_course(tmp_path / "new").find("exercise01")
    assert {"README.md", "exercise.toml", "checks.py", "double.py"} == {path.name for path in found.folder.iterdir()}


def test_start_course_dry_run(bundled: Path, tmp_path: Path) -> None:
    """A dry run makes nothing."""
    start_course(tmp_path / "new", dry_run=True)

    assert not (tmp_path / "new").exists()


def test_start_course_keeps_what_is_there(bundled: Path, tmp_path: Path) -> None:
    """A folder that is not empty is refused, and with force no file in it changes."""
    stub = tmp_path / "new" / "exercises" / "exercise01_double" / "double.py"
    stub.parent.mkdir(parents=True)
    stub.write_text("my work")

    with pytest.raises(UserError, match="is not empty"):
        start_course(tmp_path / "new")
    start_course(tmp_path / "new", force=True)

    assert stub.read_text() == "my work"
    assert (stub.parent / "checks.py").is_file()


def test_start_course_on_a_file(bundled: Path, tmp_path: Path) -> None:
    """A file where the folder should be is an error of the user."""
    (tmp_path / "new").touch()

    with pytest.raises(UserError, match="is a file"):
        start_course(tmp_path / "new")


def test_start_course_where_nothing_may_be_written(
    bundled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that cannot be written to is an error of the user."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("shutil.copyfile", refuse)

    with pytest.raises(UserError, match="Permission denied"):
        start_course(tmp_path / "new")


def test_bundled_exercises_of_the_repository() -> None:
    """In a checkout the bundled exercises are the repository's own."""
    assert bundled_exercises() in (
        Path(__file__).parents[1] / "exercises",
        Path(__file__).parents[1] / "grader" / "_course" / "exercises",
    )


def test_a_misspelt_key_is_named_where_one_is_missing() -> None:
    """A required key with a typing mistake is reported together with what stands there instead."""
    table = Table({"minuts": 5}, "exercise.toml")

    with pytest.raises(CourseError) as caught:
        table.whole("minutes")
    assert caught.value.hint == "There is `minuts`: did you mean `minutes`?"
