"""The students' copy: what is in it, what is never in it, and that it is written whole or not at all."""

from __future__ import annotations

import dataclasses
import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_packaging import HIDDEN, leaks

from grader import release as releasing
from grader.attempts import is_untouched, remember_stubs
from grader.course import Course, find_course
from grader.errors import CourseError, UserError
from grader.release.content import LARGEST, collect
from grader.release.lint import examine
from grader.release.writing import write, zipped

REPOSITORY = Path(__file__).parents[1]
MINIATURE = Path(__file__).parent / "course"
NAME = "exercise01_double"
FILES = [
    ".gitignore", "README.md", "course.toml",
    *(f"exercises/{NAME}/{file}" for file in ("README.md", "checks.py", "double.py", "exercise.toml")),
]  # fmt: skip
Release = Callable[..., releasing.Released]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return an instructor's copy of the miniature course, with a bit of everything that no student gets."""
    root = tmp_path / "instructor"
    for part in ("exercises", "solutions"):
        shutil.copytree(MINIATURE / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "course.toml").write_text(
        'format = 1\ntitle = "Twice: \\"a\\" course"\ngradebook = "marks.db"\nsubmit = "inbox:/srv/inbox"\n'
        'student = "teacher"\n[late]\npolicy = "zero"\n[due]\nexercise01 = 2026-12-01T23:59:00+08:00\n'
        "exercise77 = 2026-12-08T23:59:00+08:00\n",
        encoding="utf-8",
    )
    for path in (".grade/secret", "marks.db", "submitted/alice/x.py", "graded/alice/report.json", "notes.md"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("SECRET")
    return find_course(root)


@pytest.fixture
def release(course: Course, monkeypatch: pytest.MonkeyPatch) -> Release:
    """Return a function that releases the course; the stubs are not tried, which takes seconds."""
    monkeypatch.setattr(releasing, "try_out", lambda *_: [])

    def run(target: Path, form: str = "folder", **options: bool) -> releasing.Released:
        again = find_course(course.root)
        return releasing.release(again, again.exercises, target, form, **options)

    return run


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder, but for git's own."""
    found = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {name.as_posix(): path.read_bytes() for name, path in sorted(found.items()) if name.parts[0] != ".git"}


def exercise_folder(course: Course) -> Path:
    """Return the folder of the course's exercise."""
    return course.root / "exercises" / NAME


def git(folder: Path, *arguments: str) -> str:
    """Run git, with no settings but these."""
    identity = {f"GIT_{who}_{what}": "somebody" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    plain = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=os.environ | identity | plain, check=True, capture_output=True, text=True
    ).stdout


# ---- what is in it


def test_what_is_in_it(release, course, tmp_path):
    """A copy holds the handout, the settings, the stub and the public checks of each exercise, and three files more."""
    done = release(tmp_path / "students")

    there = files_in(tmp_path / "students")
    assert list(there) == sorted(FILES)
    assert done.findings == done.notes == ()
    assert sorted(done.files) == sorted(FILES)
    assert b"SECRET" not in b"".join(there.values())
    assert there[f"exercises/{NAME}/double.py"] == (exercise_folder(course) / "double.py").read_bytes()


def test_course_settings(release, tmp_path):
    """course.toml has title, due dates of what is given out and the place for handing in, and no other setting."""
    release(tmp_path / "students")

    copy = find_course(tmp_path / "students")
    text = (tmp_path / "students" / "course.toml").read_text(encoding="utf-8")
    assert copy.title == 'Twice: "a" course'
    assert copy.hand_in.written == "inbox:/srv/inbox"
    assert dict(copy.policy.due) == {"exercise01": datetime(2026, 12, 1, 15, 59, tzinfo=UTC)}
    assert [word for word in ("marks.db", "late", "teacher", "exercise77", "language") if word in text] == []


def test_a_course_in_chinese_is_given_out_in_chinese(release, course, tmp_path):
    """The students' copy is shown in the course's language, and has the translations of what is in it alone."""
    settings = course.root / "course.toml"
    settings.write_text('language = "zh"\n' + settings.read_text(encoding="utf-8"), encoding="utf-8")
    (exercise_folder(course) / "zh.toml").write_text('"Think." = "想一想。"\n', encoding="utf-8")
    (course.root / "solutions" / NAME / "zh.toml").write_text('"A secret." = "一个秘密。"\n', encoding="utf-8")
    release(tmp_path / "students")
    there = files_in(tmp_path / "students")

    assert find_course(tmp_path / "students").language == "zh"
    assert "想一想".encode() in there[f"exercises/{NAME}/zh.toml"]
    assert "秘密".encode() not in b"".join(there.values())


def test_letter(release, tmp_path):
    """README.md says how to install, what to type, what is due when and how it is handed in."""
    release(tmp_path / "students")

    text = (tmp_path / "students" / "README.md").read_text(encoding="utf-8")
    for expected in ("pip install", "grade check exercise01", "2026-12-01 23:59 (UTC+0800)", "inbox", "--as NAME"):
        assert expected in text


def test_nothing_hidden_of_the_real_course():
    """In a copy of the exercises that come with this program no passage of any file in solutions/ is found."""
    course = find_course(REPOSITORY)
    content = collect(course, course.exercises)

    assert len(HIDDEN) > 100
    own = [f"{name} has of solutions/{name.split('/')[1]}/" for name in content.files if name.startswith("exercises/")]
    assert [leak for leak in leaks(content.files) if leak.startswith(tuple(own))] == []
    assert [str(finding) for finding in examine(course, course.exercises, content)] == []
    stubs = [content.files[f"exercises/{each.name}/{each.file}"] for each in course.exercises]
    assert all(map(is_untouched, stubs))


# ---- what would give something away


HIDDEN_CHECK = (MINIATURE / "solutions" / NAME / "checks.py").read_text(encoding="utf-8")
SOLUTION = (MINIATURE / "solutions" / NAME / "double.py").read_text(encoding="utf-8")
TELLING = 'raise ValueError("x must hold numbers")'


def test_a_solution_in_the_place_of_its_stub(release, course, tmp_path, monkeypatch):
    """Where the exercise's file is a solution and no untouched one is known, nothing is written."""
    monkeypatch.setattr("grader.attempts.stubs.bundled_exercises", lambda: None)
    (exercise_folder(course) / "double.py").write_text(SOLUTION, encoding="utf-8")

    with pytest.raises(CourseError, match="nowhere to be found"):
        release(tmp_path / "students")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["instructor"]


LEAKS = {
    "a telling line of the solution in the handout": (
        "README.md", "## Look\n\n> ``if x.dtype == torch.bool:\n\nx = x.sum(dim=0, keepdim=True)``\n", 5, "double.py",
    ),
    "a hidden check among the public ones": (
        "checks.py", HIDDEN_CHECK[HIDDEN_CHECK.index("def test_doubler") :], 4, "checks.py",
    ),
    "what a misconception is about": (
        "README.md", "Your function squares x. The square of 2 happens to be twice 2, which is why a trial with 2"
        " looks right.\n", 1, "misconceptions/squares.py",
    ),
    "a public check that asks the solution": (
        "checks.py", "def test_more(submission, solution):\n    assert submission\n", 1, "asks the solution",
    ),
    "a translation with more of the solution than the hints": (
        "zh.toml", '"Think." = "想一想：`x = x.sum(dim=0, keepdim=True)`"\n', 1, "double.py",
    ),
    "another file that defines the function": ("old.py", "def double(x):\n    return x\n", 1, "looks like a solution"),
    "another file that is no Python": ("old.py", "def double(x:\n", None, "is no Python"),
    "a helper in the stub that does the work": ("double.py", "def _twice(x):\n    return 2*x\n", 1, "has no `_twice`"),
}  # fmt: skip


@pytest.mark.parametrize("leak", LEAKS)
def test_leaks(release, course, tmp_path, leak):
    """What gives something away is named with its file and its line, and nothing is written."""
    file, text, line, source = LEAKS[leak]
    solution = course.root / "solutions" / NAME / "double.py"
    solution.write_text(SOLUTION.replace("return 2 * x", "x = x.sum(dim=0, keepdim=True)\n    return 2 * x"))
    path = exercise_folder(course) / file
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(before + text, encoding="utf-8")

    done = release(tmp_path / "students")

    place = f"exercises/{NAME}/{file}" + (f":{before.count(chr(10)) + line}:" if line else ":")
    assert [str(each) for each in done.findings if str(each).startswith(place) and source in str(each)] != []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["instructor"]


def test_the_translation_of_a_hint_may_say_what_the_hint_says(release, course, tmp_path):
    """A line of the solution that a hint gives away on purpose may stand in the hint's translation, too."""
    line = "x = x.sum(dim=0, keepdim=True)"
    solution = course.root / "solutions" / NAME / "double.py"
    solution.write_text(SOLUTION.replace("return 2 * x", f"{line}\n    return 2 * x"))
    settings = exercise_folder(course) / "exercise.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("hints = [", f'hints = [\n    "Write {line} first.",', 1), encoding="utf-8")
    translation = f'"Write {line} first." = "先写 {line}。"\n'
    (exercise_folder(course) / "zh.toml").write_text(translation, encoding="utf-8")

    done = release(tmp_path / "students")

    assert done.findings == ()
    assert files_in(tmp_path / "students")[f"exercises/{NAME}/zh.toml"] == translation.encode()


@pytest.mark.parametrize("indent", ["", "    ", "# "])
def test_every_hidden_file_of_the_real_course_is_recognised(indent):
    """Whichever file of solutions/ is pasted into a handout, indented or as comments, it is noticed."""
    course = find_course(REPOSITORY)
    chosen = random.Random(len(indent)).sample(HIDDEN, 12)
    content = collect(course, course.exercises)
    places = {}
    for path in chosen:
        name = path.relative_to(REPOSITORY / "solutions").parts[0]
        text = "".join(f"{indent}{line}\n" for line in path.read_text(encoding="utf-8").splitlines())
        places[path] = f"exercises/{name}/pasted{len(places)}.md"
        content.files[places[path]] = text.encode()

    found = {finding.path for finding in examine(course, course.exercises, content)}

    assert [path for path, place in places.items() if place not in found] == []


def test_without_a_solution_nothing_is_proven(release, course, tmp_path):
    """An exercise without its hidden checks is not given out: nobody could say what must not be in it."""
    (course.root / "solutions" / NAME / "checks.py").unlink()
    (course.root / "solutions" / NAME / "double.py").write_text("def double(x:\n")

    done = release(tmp_path / "students")

    assert [str(each).partition(",")[0] for each in done.findings] == [
        f"solutions/{NAME}/double.py: it is no Python",
        f"solutions/{NAME}/checks.py: it is missing",
    ]
    assert not (tmp_path / "students").exists()


def test_a_students_copy_is_not_released_again(release, course, tmp_path):
    """In a copy without solutions/ the command says that this is a students' copy."""
    shutil.rmtree(course.root / "solutions")

    with pytest.raises(CourseError, match="students' copy already"):
        release(tmp_path / "students")


# ---- the untouched stub


def test_stub_of_the_last_commit(release, course, tmp_path):
    """Where the author has filled the stub in, students get that of the last commit, and a line says so."""
    stub = exercise_folder(course) / "double.py"
    untouched = stub.read_bytes()
    git(course.root, "init", "-q")
    git(course.root, "add", "exercises")
    git(course.root, "commit", "-q", "-m", "stubs")
    stub.write_text(SOLUTION, encoding="utf-8")

    done = release(tmp_path / "students")

    assert files_in(tmp_path / "students")[f"exercises/{NAME}/double.py"] == untouched
    assert done.notes == (f"exercises/{NAME}/double.py is filled in: students get the stub of the last commit.",)
    assert stub.read_text(encoding="utf-8") == SOLUTION


def test_remembered_stub(release, course, tmp_path):
    """Without git it is the stub that was seen last, as long as it is one of this version of the exercise."""
    remember_stubs(course)
    stub = exercise_folder(course) / "double.py"
    untouched = stub.read_bytes()
    stub.write_text(SOLUTION, encoding="utf-8")

    release(tmp_path / "students")

    assert files_in(tmp_path / "students")[f"exercises/{NAME}/double.py"] == untouched


def test_stub_that_was_just_rewritten(release, course, tmp_path):
    """An untouched stub is taken as it stands there, committed or not: its author has just written it."""
    git(course.root, "init", "-q")
    git(course.root, "add", "exercises")
    git(course.root, "commit", "-q", "-m", "stubs")
    stub = exercise_folder(course) / "double.py"
    stub.write_text(stub.read_text(encoding="utf-8").replace("any shape,", "of any shape,"), encoding="utf-8")

    done = release(tmp_path / "students")

    assert b"of any shape," in files_in(tmp_path / "students")[f"exercises/{NAME}/double.py"]
    assert done.notes == ()


# ---- odd content


def test_what_cannot_be_searched(release, course, tmp_path):
    """A picture comes along, and a line says that nobody has looked into it."""
    (exercise_folder(course) / "figure.PNG").write_bytes(b"\x89PNG\r\n\x1a\n")

    done = release(tmp_path / "students")

    assert done.notes == (f"exercises/{NAME}/figure.PNG cannot be searched: look at it yourself.",)
    assert (tmp_path / "students" / "exercises" / NAME / "figure.PNG").exists()


def test_odd_content_is_left_out(release, course, tmp_path):
    """Links, pipes, huge files, notebooks, archives and what editors leave stay out, each with a line."""
    folder = exercise_folder(course)
    (folder / "escape.md").symlink_to(course.root / ".grade" / "secret")
    (folder / "up").symlink_to(course.root / "solutions")
    os.mkfifo(folder / "pipe.md")
    (folder / "huge.csv").write_bytes(b"1,2\n" * (LARGEST // 4 + 1))
    for name in ("double.ipynb", "double.py.bak", "double.py~", "solutions.zip", "weights.pt", "odd\nname.md"):
        (folder / name).write_text("SECRET")
    for name in ("__pycache__/checks.cpython-311.pyc", ".ipynb_checkpoints/x.py", ".env", ".double.py.swp"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("SECRET")
    (course.root / "exercises" / "answers.md").write_text("SECRET")
    (folder / "data").mkdir()
    (folder / "data" / "points.csv").write_text("x,y\n1,2\n")

    done = release(tmp_path / "students")

    assert sorted(files_in(tmp_path / "students")) == sorted([*FILES, f"exercises/{NAME}/data/points.csv"])
    for name in (
        "escape.md", "up", "pipe.md", "huge.csv", "double.ipynb", "double.py.bak", "double.py~", "solutions.zip",
        "weights.pt", "odd\\x0aname.md", "answers.md",
    ):  # fmt: skip
        assert [note for note in done.notes if f"/{name} is left out: " in note] != [], name
    assert all("\n" not in note for note in done.notes)


# ---- forms


def test_zip_is_reproducible(release, course, tmp_path):
    """The archive is the same byte for byte whenever and from wherever it is made."""
    release(tmp_path / "one.zip", "zip")
    for path in course.root.rglob("*"):
        os.utime(path, (1, 1))
    shutil.copytree(course.root, tmp_path / "elsewhere")
    elsewhere = find_course(tmp_path / "elsewhere")
    releasing.release(elsewhere, elsewhere.exercises, tmp_path / "two.zip", "zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_zip_holds_what_the_folder_holds(release, tmp_path):
    """The archive has one folder, named after the course, with the files of the other form."""
    release(tmp_path / "students")
    release(tmp_path / "students.zip", "zip")

    with zipfile.ZipFile(tmp_path / "students.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    assert files_in(tmp_path / "unpacked" / "twice-a-course") == files_in(tmp_path / "students")


def test_git(release, tmp_path, monkeypatch):
    """The repository has one commit on main with all files and nothing else, whatever the user's git ignores."""
    settings = tmp_path / "gitconfig"
    (tmp_path / "ignored").write_text("*.toml\n")
    settings.write_text(f"[core]\n  excludesFile = {tmp_path / 'ignored'}\n[commit]\n  gpgSign = true\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    settings.rename(tmp_path / ".gitconfig")
    for name in [name for name in os.environ if name.startswith(("GIT_", "XDG_", "EMAIL"))]:
        monkeypatch.delenv(name)

    release(tmp_path / "students", "git")

    folder = tmp_path / "students"
    assert git(folder, "log", "--format=%s %an").splitlines() == ['Twice: "a" course torch-grader']
    assert git(folder, "ls-files").splitlines() == sorted(FILES)
    assert git(folder, "status", "--porcelain", "--ignored") == ""
    assert git(folder, "branch", "--show-current").strip() == "main"


def test_git_is_missing(release, tmp_path, monkeypatch):
    """Without git the command says so, and leaves nothing behind."""
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))

    with pytest.raises(UserError, match="git is not installed"):
        release(tmp_path / "students", "git")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["instructor"]


# ---- what is there already


def test_existing_target(release, tmp_path):
    """What is there is not touched without force; with it, it is kept under another name and mixed with nothing."""
    target = tmp_path / "students"
    target.mkdir()
    (target / "mine.txt").write_text("mine")

    with pytest.raises(UserError, match="there already"):
        release(target)
    assert files_in(target) == {"mine.txt": b"mine"}

    done = release(target, force=True)

    assert sorted(files_in(target)) == sorted(FILES)
    assert done.kept == tmp_path / "students.1.bak"
    assert files_in(tmp_path / "students.1.bak") == {"mine.txt": b"mine"}


@pytest.mark.parametrize("form", ["folder", "zip", "git"])
def test_the_same_copy_again(release, tmp_path, form):
    """Where exactly this copy is there already, nothing is written and nothing has to be forced."""
    release(tmp_path / "students", form)

    assert release(tmp_path / "students", form).unchanged
    assert sorted(path.name for path in tmp_path.iterdir()) == ["instructor", "students"]


@pytest.mark.parametrize("place", [".", "exercises", f"solutions/{NAME}/copy", ".grade/copy", ".."])
def test_the_course_itself_is_no_target(release, course, place):
    """Neither the course nor a part of it can be the target, not even by force."""
    before = files_in(course.root)

    with pytest.raises(UserError, match="part of the course"):
        release(course.root / place, force=True)

    assert files_in(course.root) == before


def test_a_full_disk(release, course, tmp_path, monkeypatch):
    """When writing fails half-way the old copy is there as it was, and nothing else is left."""
    release(tmp_path / "students")
    before = files_in(tmp_path / "students")
    (exercise_folder(course) / "README.md").write_text("# Another task\n")
    written = []

    def refuse(path: Path, data: bytes) -> None:
        written.append(data)
        if len(written) > 3:
            raise OSError(28, "No space left on device", str(path))
        path.write_bytes(data)

    monkeypatch.setattr("grader.release.writing.write_synced", refuse)

    with pytest.raises(UserError, match="No space left"):
        release(tmp_path / "students", force=True)

    assert files_in(tmp_path / "students") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["instructor", "students"]


def test_dry_run(release, tmp_path):
    """-n proves the same and writes nothing."""
    assert release(tmp_path / "students", dry_run=True).findings == ()
    assert not (tmp_path / "students").exists()


def test_folder_name_of_an_odd_title(course):
    """A title without letters still gives the archive a folder."""
    odd = dataclasses.replace(course, title="¿?")

    assert b"course/README.md" in zipped(odd, {"README.md": b""})


def test_a_link_is_replaced_itself(course, tmp_path):
    """Where the target is a link, the link is kept under another name, and what it leads to is not touched."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "students").symlink_to(tmp_path / "elsewhere")

    write(course, tmp_path / "students", {"README.md": b"new"}, "folder")

    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert (tmp_path / "students" / "README.md").read_bytes() == b"new"


# ---- the command, for real


def grade(course: Course, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, beside the course."""
    code = "from grader.cli import main; main()"
    command = [sys.executable, "-c", code, "release", *arguments, "-C", str(course.root)]
    return subprocess.run(
        command, cwd=course.root.parent, env=os.environ | {"PYTHONPATH": str(REPOSITORY)}, capture_output=True,
        encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_command(course):
    """The command writes the folder `students`, says so, and ends with 0; its stubs were tried."""
    done = grade(course)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Wrote students: 1 exercise in 7 files; no solution is in it, and the stubs earn nothing.\n"
    assert sorted(files_in(course.root.parent / "students")) == sorted(FILES)


@pytest.mark.slow
def test_stub_that_earns_points(course):
    """A check that the untouched stub passes, hidden or public, and a check that breaks are named; the code is 1."""
    public, hidden = exercise_folder(course) / "checks.py", course.root / "solutions" / NAME / "checks.py"
    easy = 'def test_{}(submission):\n    """Yes."""\n    with pytest.raises(Exception):\n        submission.{}\n'
    broken = 'def test_broken(submission):\n    """It counts."""\n    close(1 / 0, 1)\n'
    public.write_text(
        "import pytest\n" + public.read_text(encoding="utf-8") + easy.format("there", "double(1)") + broken
    )
    hidden.write_text(hidden.read_text(encoding="utf-8") + easy.format("free_points", "Doubler(1)"))

    done = grade(course, "-n")

    assert done.returncode == 1
    assert "passes the public check `there`" in done.stdout
    assert "passes the hidden check `free_points`" in done.stdout
    assert f"exercises/{NAME}/checks.py: `broken` cannot be run" in done.stdout
    assert "Nothing was written" in done.stderr
