"""Handing in from a student's copy: to a file, to the course's inbox, to nbgrader's exchange; nothing is lost."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import threading
import venv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from test_cli import StandIn, report, runner  # noqa: F401

from grader.attempts.handing_in import HandedIn, Student, hand_in, student_of
from grader.batch.layouts import Found, open_source
from grader.cli import program
from grader.course import Course, HandIn, find_course
from grader.errors import CourseError, UserError
from grader.results import Verdict

REPOSITORY = Path(__file__).parents[1]
MINIATURE = Path(__file__).parent / "course"
NAME = "exercise01_double"
RIGHT = (MINIATURE / "submissions" / "passed" / "right.py").read_bytes()
ALICE = Student("alice", "as a test says")
NBGRADER = Path(sys.executable).parent / "nbgrader"


@pytest.fixture
def course(tmp_path: Path, monkeypatch) -> Course:
    """Return a student's copy of the miniature course with a right file in it, and go there."""
    root = tmp_path / "copy"
    shutil.copytree(MINIATURE / "exercises", root / "exercises")
    shutil.copyfile(MINIATURE / "course.toml", root / "course.toml")
    (root / "exercises" / NAME / "double.py").write_bytes(RIGHT)
    monkeypatch.chdir(root)
    return find_course(root)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Return an empty inbox."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def set_up(course: Course, *settings: str) -> Course:
    """Add settings to the course's, and read it again."""
    text = "".join(f"{line}\n" for line in settings)
    path = course.root / "course.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return find_course(course.root)


def put(course: Course, data: bytes = RIGHT, student: Student = ALICE, filename: str = "double.py") -> HandedIn:
    """Hand in for the course's exercise."""
    return hand_in(course, course.find(NAME), student, data, filename)


def grade(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(program, list(arguments))


def found_in(folder: Path, pattern: str | None = None) -> list[tuple[str, bytes, datetime | None]]:
    """Return what `grade batch` finds in a folder; it is an instructor's, so the copy's course will do."""
    course = find_course(MINIATURE)
    items = list(open_source(folder, course, course.exercises, pattern).items())
    assert [item for item in items if not isinstance(item, Found)] == []
    return [(item.student, item.load(), item.submitted_at) for item in items]


# ---- the settings


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("file", HandIn("file")),
        ("inbox:/srv/in box", HandIn("inbox", "/srv/in box")),
        ("inbox: ../inbox", HandIn("inbox", "../inbox")),
        ("exchange:/srv/nbgrader/exchange/c:1", HandIn("exchange", "/srv/nbgrader/exchange/c:1")),
    ],
)
def test_setting(course, written, expected):
    """`submit` names one of three ways, and where to."""
    assert set_up(course, f'submit = "{written}"').hand_in == expected


@pytest.mark.parametrize("written", ["mail", "inbox", "inbox:", "inbox: ", "file:x", "exchange", "INBOX:/x", ":/x"])
def test_setting_that_is_none(course, written):
    """Anything else is refused, with the three forms."""
    with pytest.raises(CourseError) as caught:
        set_up(course, f'submit = "{written}"')

    assert '"inbox:/path/to/folder"' in (caught.value.hint or "")


def test_setting_in_pyproject(course):
    """The setting may stand in [tool.grade], too; nothing said means a file."""
    assert course.hand_in == HandIn("file")
    (course.root / "course.toml").unlink()
    (course.root / "pyproject.toml").write_text('[tool.grade]\nsubmit = "inbox:in"\n')

    assert find_course(course.root).hand_in.folder(course.root) == course.root / "in"


# ---- who hands in


def test_who(course, monkeypatch):
    """The name is the typed one, else that of the settings, else the login's; and it is said where it is from."""
    monkeypatch.setenv("LOGNAME", "login")
    assert student_of(course, None).name == "login"
    named = set_up(course, 'student = "Zoë Müller-Ng"')
    assert student_of(named, None) == Student("Zoë Müller-Ng", "as course.toml says")
    assert student_of(named, "s123@uni.edu").name == "s123@uni.edu"


@pytest.mark.parametrize(
    "name", ["../bob", "a/b", ".hidden", "a\nb", "x" * 101, "-rf", " a", "a ", "a.", "feedback", "a\\b", "Zoe\u0308"]
)
def test_names_that_are_none(course, name):
    """A name that would lead elsewhere, hide the work or be read otherwise is refused, typed or set."""
    with pytest.raises(UserError) as caught:
        student_of(course, name)

    assert "--as NAME" in (caught.value.hint or "")


def test_login_without_a_name(course, monkeypatch):
    """Where the login has no name a file can still be handed in; an inbox needs one."""
    monkeypatch.setattr("getpass.getuser", lambda: (_ for _ in ()).throw(KeyError("uid not found")))

    assert student_of(course, None).name == "student"
    with pytest.raises(UserError, match="logged in"):
        student_of(set_up(course, 'submit = "inbox:/srv/inbox"'), None)


# ---- a file


def test_file(course):
    """The file in submissions/ is what was handed in, named after exercise, student and time."""
    done = put(course)

    assert done.path.parent == course.root / "submissions"
    assert re.fullmatch(r"exercise01-alice-\d{8}T\d{6}Z\.py", done.path.name)
    assert done.path.read_bytes() == RIGHT


def test_files_in_the_same_second(course):
    """Two files in one second both stay; a notebook stays a notebook."""
    paths = [put(course, data, filename="Double.IPYNB").path for data in (b"1", b"2", b"3")]

    assert [path.read_bytes() for path in paths] == [b"1", b"2", b"3"]
    assert {path.suffix for path in paths} == {".ipynb"}


def test_files_are_read_by_batch(course):
    """A folder of such files is read by `grade batch` with the pattern that the documentation gives."""
    text = (REPOSITORY / "docs" / "instructors.md").read_text(encoding="utf-8")
    (pattern,) = re.findall(r"--pattern '(\(\?P<exercise>.*?)'", text)
    put(course)
    put(course, b"# mine\n", Student("Bob Lee-Ng", ""))

    found = {student: (data, time) for student, data, time in found_in(course.root / "submissions", pattern)}

    assert {student: data for student, (data, _) in found.items()} == {"alice": RIGHT, "Bob Lee-Ng": b"# mine\n"}
    assert all(time and abs(datetime.now(UTC) - time) < timedelta(minutes=5) for _, time in found.values())


# ---- the inbox


@pytest.fixture
def with_inbox(course: Course, inbox: Path) -> Course:
    """Return the course with its inbox."""
    return set_up(course, f'submit = "inbox:{inbox}"')


def test_inbox(with_inbox, inbox):
    """`grade batch` reads the inbox as it is: student, file and time."""
    put(with_inbox)
    put(with_inbox, b"# mine\n", Student("Bob Lee", ""))

    found = found_in(inbox)

    assert [(student, data) for student, data, _ in found] == [("Bob Lee", b"# mine\n"), ("alice", RIGHT)]
    assert all(time and abs(datetime.now(UTC) - time) < timedelta(minutes=5) for *_, time in found)
    assert sorted(path.name for path in (inbox / "alice" / NAME).iterdir()) == ["double.py", "timestamp.txt"]


def test_inbox_again(with_inbox, inbox):
    """The last hand-in counts; those before it are kept under numbers and read by nobody."""
    done = [put(with_inbox, b"# first\n"), put(with_inbox, b"{}", filename="double.ipynb"), put(with_inbox)]

    assert [(student, data) for student, data, _ in found_in(inbox)] == [("alice", RIGHT)]
    assert [each.earlier and each.earlier.name for each in done] == [None, f"{NAME}.1", f"{NAME}.2"]
    assert (inbox / "alice" / f"{NAME}.1" / "double.py").read_bytes() == b"# first\n"
    assert (inbox / "alice" / f"{NAME}.2" / "double.ipynb").read_bytes() == b"{}"
    assert sorted(path.name for path in inbox.iterdir()) == ["alice"]


def test_inbox_at_the_same_time(with_inbox, inbox):
    """Hand-ins at the same moment all stay, each whole, and one of them counts."""
    texts = [f"# {number}\n".encode() for number in range(12)]
    threads = [threading.Thread(target=put, args=(with_inbox, text)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kept = [path.read_bytes() for path in (inbox / "alice").glob("*/double.py")]
    assert sorted(kept) == sorted(texts)
    assert len(found_in(inbox)) == 1
    assert len(list((inbox / "alice").glob("*/timestamp.txt"))) == len(texts)


def test_inbox_is_not_for_everybody(with_inbox, inbox):
    """In one's own inbox, or in one that gives its group to what is made there, nobody else reads the work."""
    inbox.chmod(0o2770)
    group = inbox.stat().st_gid

    done = put(with_inbox)

    places = [done.path.parent, done.path, *done.path.iterdir()]
    assert [place for place in places if stat.S_IMODE(place.stat().st_mode) & 0o007] == []
    assert [place for place in places if not place.stat().st_mode & 0o040] == []
    assert {place.stat().st_gid for place in places} == {group}
    assert not done.open_to_all


def test_inbox_of_another_user(with_inbox, inbox, monkeypatch):
    """In another user's inbox without the setgid bit the work is readable to all, else to nobody else; it is said."""
    status = inbox.stat()
    monkeypatch.setattr(os, "geteuid", lambda: status.st_uid + 1)
    monkeypatch.setattr(
        "grader.attempts.handing_in._status_of_folder",
        lambda *_: os.stat_result((status.st_mode, 0, 0, 1, status.st_uid + 2, 0, 0, 0, 0, 0)),
    )

    done = put(with_inbox)

    assert done.open_to_all
    assert (done.path / "double.py").stat().st_mode & 0o004


def test_inbox_with_a_link_in_ones_place(with_inbox, inbox, tmp_path):
    """Where somebody has put a link under the student's name nothing is written through it."""
    (tmp_path / "trap").mkdir()
    (inbox / "alice").symlink_to(tmp_path / "trap")

    with pytest.raises(UserError, match="no folder"):
        put(with_inbox)

    assert list((tmp_path / "trap").iterdir()) == []


def test_inbox_when_the_last_step_fails(with_inbox, inbox, monkeypatch):
    """When the new hand-in cannot take its place the one before it keeps it, and nothing half-done is left."""
    put(with_inbox, b"# first\n")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name.startswith(".new-"):
            raise OSError(28, "No space left on device", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)

    with pytest.raises(UserError, match="No space left"):
        put(with_inbox)

    assert [(student, data) for student, data, _ in found_in(inbox)] == [("alice", b"# first\n")]
    assert [path.name for path in inbox.iterdir()] == ["alice"]
    assert [path.name for path in (inbox / "alice").iterdir()] == [NAME]


# ---- the command


def test_submit_to_a_file(course, runner: StandIn):  # noqa: F811
    """The command says under which name, which file, and what to do with it."""
    result = grade("submit", "exercise01", "--as", "alice")

    assert result.exit_code == 0
    assert "Attempt 1 is kept.\n" in result.stdout
    assert "Ready to hand in as alice (as you said with --as): submissions/exercise01-alice-" in result.stdout
    assert "Upload this file" in result.stdout


def test_submit_to_the_inbox(with_inbox, inbox, runner: StandIn):  # noqa: F811
    """The command says where the file is now, and that there was an earlier one."""
    runner.answer = report(Verdict.FAILED, hidden=False)
    grade("submit", "exercise01", "--as", "alice")

    result = grade("submit", "exercise01", "--as", "alice", "--format", "json")

    assert result.exit_code == 1
    assert f"Handed in as alice (as you said with --as): {inbox}/alice/{NAME}\n" in result.stderr
    assert f"kept as {NAME}.1" in result.stderr
    assert [(student, data) for student, data, _ in found_in(inbox)] == [("alice", RIGHT)]


@pytest.mark.parametrize("kind", ["inbox", "exchange"])
@pytest.mark.parametrize("trouble", ["missing", "a file"])
def test_submit_where_nothing_can_be_handed_in(course, tmp_path, runner: StandIn, kind, trouble):  # noqa: F811
    """The attempt stays, the exit code is 2, and the message says what is wrong and what to do."""
    if trouble == "a file":
        (tmp_path / "nowhere").mkdir()
        (tmp_path / "nowhere" / "inbound").write_text("x")
        if kind == "inbox":
            shutil.rmtree(tmp_path / "nowhere")
            (tmp_path / "nowhere").write_text("x")
    set_up(course, f'submit = "{kind}:{tmp_path}/nowhere"')

    result = grade("submit", "exercise01", "--as", "alice")

    assert result.exit_code == 2
    assert "This was not handed in." in result.stderr
    assert ("is not there" if trouble == "missing" else "Not a directory") in result.stderr
    assert f"Attempt 1 stays: .grade/attempts/{NAME}/0001/double.py" in result.stderr
    assert (course.root / ".grade" / "attempts" / NAME / "0001" / "double.py").read_bytes() == RIGHT


def test_our_fault_keeps_nobody_from_handing_in(with_inbox, inbox, runner: StandIn):  # noqa: F811
    """Where grading failed through our fault the file is handed in all the same; the exit code is 3."""
    runner.answer = report(Verdict.INTERNAL_ERROR, hidden=False)

    result = grade("submit", "exercise01", "--as", "alice")

    assert result.exit_code == 3
    assert "Handed in as alice" in result.stderr
    assert [data for _, data, _ in found_in(inbox)] == [RIGHT]


def test_dry_run_hands_nothing_in(with_inbox, inbox, runner: StandIn):  # noqa: F811
    """-n keeps nothing and hands nothing in."""
    assert grade("submit", "exercise01", "-n").exit_code == 0
    assert list(inbox.iterdir()) == []


def test_bad_name_costs_no_wait(course, runner: StandIn):  # noqa: F811
    """A name that is none is refused before anything is run."""
    result = grade("submit", "exercise01", "--as", "../bob")

    assert result.exit_code == 2
    assert runner.calls == []


def test_instructors_copy_hands_nothing_in(with_inbox, inbox, runner: StandIn):  # noqa: F811
    """In a copy with solutions nothing is handed in: it is the instructor's."""
    shutil.copytree(MINIATURE / "solutions", with_inbox.root / "solutions")

    result = grade("submit", "exercise01", "--as", "alice")

    assert result.exit_code == 0
    assert "nothing is handed in from it" in result.stderr
    assert list(inbox.iterdir()) == []
    assert not (with_inbox.root / "submissions").exists()


def test_quiet(with_inbox, inbox, runner: StandIn):  # noqa: F811
    """With -q it is handed in without a word."""
    result = grade("-q", "submit", "exercise01", "--as", "alice")

    assert "alice" not in result.output
    assert len(found_in(inbox)) == 1


# ---- nbgrader's exchange


@pytest.fixture
def exchange(tmp_path: Path) -> Path:
    """Return a course's folder in an exchange, as `nbgrader release_assignment` leaves it."""
    folder = tmp_path / "exchange" / "deep"
    (folder / "inbound").mkdir(parents=True)
    (folder / "inbound").chmod(0o733)
    (folder / "outbound").mkdir()
    return folder


def test_exchange(course, exchange):
    """In inbound/ lies one folder with the name, files and modes that nbgrader's own command gives."""
    course = set_up(course, f'submit = "exchange:{exchange}"')

    done = put(course)

    form = rf"alice\+{NAME}\+\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{{6}} UTC\+[\w-]{{12}}"
    assert re.fullmatch(form, done.path.name)
    assert [path.name for path in (exchange / "inbound").iterdir()] == [done.path.name]
    assert sorted(path.name for path in done.path.iterdir()) == ["double.py", "submission_secret.txt", "timestamp.txt"]
    assert (done.path / "timestamp.txt").read_text() == done.path.name.split("+")[2]
    assert re.fullmatch(r"[0-9a-f]{128}", (done.path / "submission_secret.txt").read_text())
    assert stat.S_IMODE(done.path.stat().st_mode) == 0o777
    assert {stat.S_IMODE(path.stat().st_mode) for path in done.path.iterdir()} == {0o644}


def test_exchange_takes_no_plus(course, exchange):
    """A name with a plus sign would be read otherwise by nbgrader, so it is refused."""
    course = set_up(course, f'submit = "exchange:{exchange}"')

    with pytest.raises(UserError, match=r'no "\+"'):
        put(course, student=Student("alice+1", ""))

    assert list((exchange / "inbound").iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(not NBGRADER.exists(), reason="nbgrader is not installed")
def test_nbgrader_collects(course, exchange, tmp_path):
    """`nbgrader collect` takes the last of several hand-ins, and `grade batch` reads what it collected."""
    course = set_up(course, f'submit = "exchange:{exchange}"')
    put(course, b"# first\n")
    put(course)
    put(course, b"# mine\n", Student("bob lee", ""))
    instructor = tmp_path / "instructor"
    instructor.mkdir()
    (instructor / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = 'deep'\nc.Exchange.root = {str(exchange.parent)!r}\n"
    )
    exchange.parent.chmod(0o777)
    path = os.pathsep.join([str(NBGRADER.parent), os.environ["PATH"]])
    done = subprocess.run(
        [NBGRADER, "collect", NAME], cwd=instructor, capture_output=True, text=True, timeout=300, check=False,
        env=os.environ | {"PATH": path, "HOME": str(tmp_path), "JUPYTER_PLATFORM_DIRS": "0"},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-2000:]
    found = found_in(instructor / "submitted")
    assert [(student, data) for student, data, _ in found] == [("alice", RIGHT), ("bob lee", b"# mine\n")]
    assert all(time and abs(datetime.now(UTC) - time) < timedelta(minutes=5) for *_, time in found)


# ---- a student's copy on a machine that has the light set only

# What pyproject.toml asks for.
LIGHT = ("torch", "pytest", "click", "jinja2", "math-core", "msgspec", "pygments", "pyseccomp")


def closure(names: tuple[str, ...]) -> list[Path]:
    """Return the files and folders of these distributions and of all that they need, as they are installed here."""
    from importlib.metadata import PackageNotFoundError, distribution

    from packaging.requirements import Requirement

    todo, seen, tops = list(names), set(), set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # a requirement for another system
        tops |= {found.locate_file(file.parts[0]) for file in found.files or () if file.parts[0] != ".."}
        for line in found.requires or ():
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                todo.append(wanted.name)
    return sorted(Path(path) for path in tops if Path(path).name != "__pycache__")


@pytest.mark.slow
def test_a_bare_machine(tmp_path):
    """A released copy works with the wheel and the light set alone: list, check, submit; no nbgrader in reach."""
    home = tmp_path / "home"
    run = dict(cwd=tmp_path, timeout=500, capture_output=True, encoding="utf-8", check=False)
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path / "dist")]
    assert subprocess.run([*build, str(REPOSITORY)], **run).returncode == 0
    venv.create(home, symlinks=True)
    (packages,) = home.glob("lib/python*/site-packages")
    for path in closure(LIGHT):
        (packages / path.name).symlink_to(path)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "--quiet"]
    pip += ["install", "--no-deps", "--no-index", "--root-user-action=ignore", str(wheel)]
    assert subprocess.run(pip, **run).returncode == 0
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "COV"))}
    inbox = tmp_path / "inbox"
    inbox.mkdir()

    def bare(*command: str, expected: int = 0) -> str:
        where = tmp_path / "students" if (tmp_path / "students").exists() else tmp_path
        done = subprocess.run([str(home / "bin" / command[0]), *command[1:]], **run | {"env": env, "cwd": where})
        assert done.returncode == expected, (done.stdout + done.stderr)[-3000:]
        return done.stdout + done.stderr

    for missing in ("nbgrader", "sqlalchemy", "distributed", "numpy"):
        assert "No module named" in bare("python", "-c", f"import {missing}", expected=1)
    code = "from grader.cli import main; main()"
    release = [sys.executable, "-c", code, "release", "exercise03", "-C", str(REPOSITORY), "-o", "students"]
    released = subprocess.run(release, **run | {"env": env | {"PYTHONPATH": str(REPOSITORY)}})
    assert released.returncode == 0, released.stdout + released.stderr
    settings = tmp_path / "students" / "course.toml"
    settings.write_text(settings.read_text().replace('submit = "file"', f'submit = "inbox:{inbox}"'))

    assert "exercise03" in bare("grade", "list")
    assert "Nothing is filled in yet" in bare("grade", "check", "exercise03", expected=1)
    name = "exercise03_mse_gradient"
    shutil.copyfile(
        REPOSITORY / "solutions" / name / "mse_gradient.py",
        tmp_path / "students" / "exercises" / name / "mse_gradient.py",
    )
    assert "4 of 4 checks passed" in bare("grade", "check", "exercise03")
    said = bare("grade", "submit", "exercise03", "--as", "alice")
    assert "Handed in as alice" in said
    assert (inbox / "alice" / name / "mse_gradient.py").is_file()
