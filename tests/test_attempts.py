"""Attempts, hints, stubs and the secret: kept whole or not at all, and never lost."""

from __future__ import annotations

import dataclasses
import errno
import json
import logging
import os
import shutil
import stat
import subprocess
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest

from grader import attempts
from grader.attempts import folder as grade_folder_module
from grader.course import Course, Exercise, find_course
from grader.errors import UserError
from grader.results import CheckResult, Environment, Report, Verdict

MINIATURE = Path(__file__).parent / "course"
STUB = (MINIATURE / "exercises" / "exercise01_double" / "double.py").read_bytes()
DONE = b"def double(x):\n    return 2 * x\n"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a student's copy of the miniature course."""
    shutil.copytree(MINIATURE / "exercises", tmp_path / "exercises")
    shutil.copyfile(MINIATURE / "course.toml", tmp_path / "course.toml")
    return find_course(tmp_path)


@pytest.fixture
def exercise(course: Course) -> Exercise:
    """Return the exercise of the miniature course."""
    return course.find("exercise01")


@pytest.fixture
def no_bundled_course(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the bundled exercises away."""
    monkeypatch.setattr("grader.attempts.stubs.bundled_exercises", lambda: None)


def report(points: float = 50.0) -> Report:
    """Return a report with so many points of 100."""
    check = CheckResult(
        name="values",
        title="The values are right.",
        public=False,
        verdict=Verdict.PASSED if points == 100 else Verdict.FAILED,
        points=points,
        max_points=100.0,
        seconds=0.1,
    )
    return Report(exercise="exercise01_double", title="T", file="double.py", checks=(check,), environment=Environment())


def keep(course: Course, exercise: Exercise, points: float = 50.0, filename: str = "double.py") -> attempts.Attempt:
    """Keep an attempt with so many points."""
    return attempts.keep(course, exercise, DONE, filename, report(points), lambda found: f"<p>{found.attempt}</p>")


# ---- keeping attempts


def test_first_attempt(course: Course, exercise: Exercise) -> None:
    """The first attempt is number 1 and holds the file, the report and the page."""
    attempt = keep(course, exercise)

    assert attempt.folder == course.root / ".grade" / "attempts" / "exercise01_double" / "0001"
    assert {"double.py", "report.json", "report.html"} == {path.name for path in attempt.folder.iterdir()}
    assert attempt.submission.read_bytes() == DONE
    assert Report.from_json(attempt.json.read_text()) == attempt.report
    assert attempt.html.read_text() == "<p>1</p>"


def test_number_and_time_are_filled_in(course: Course, exercise: Exercise) -> None:
    """The report says which attempt it is and when it was handed in, with the offset of the time zone."""
    keep(course, exercise)
    found = keep(course, exercise).report

    assert found.attempt == 2
    submitted_at = datetime.fromisoformat(found.submitted_at)
    assert submitted_at.tzinfo is not None
    assert abs(submitted_at.timestamp() - time.time()) < 60


def test_bytes_as_they_were(course: Course, exercise: Exercise) -> None:
    """The file is kept byte for byte, whatever its line ends and encoding."""
    odd = b"\xef\xbb\xbfx = 1\r\n\x00\xff"

    attempt = attempts.keep(course, exercise, odd, "double.py", report(), lambda _: "")

    assert attempt.submission.read_bytes() == odd


@pytest.mark.parametrize(
    ("filename", "kept"),
    [
        ("double.py", "double.py"),
        ("my answer.PY", "double.py"),
        ("answer.ipynb", "double.ipynb"),
        ("report.json", "double.py"),
        ("../../x", "double.py"),
    ],
)
def test_name_of_the_kept_file(course: Course, exercise: Exercise, filename: str, kept: str) -> None:
    """Only the suffix of the submitted name is kept, so that no name can reach another place."""
    assert kept == keep(course, exercise, filename=filename).submission.name


def test_hidden_from_git(course: Course, exercise: Exercise) -> None:
    """The folder .grade tells git to pass over all of it."""
    keep(course, exercise)

    assert (course.root / ".grade" / ".gitignore").read_text() == "*\n"


def test_simultaneous_submissions(course: Course, exercise: Exercise) -> None:
    """Submissions at the same time all get a number of their own, and none is lost."""
    threads = [threading.Thread(target=keep, args=(course, exercise, float(points))) for points in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kept = attempts.all(course, exercise)
    assert [attempt.number for attempt in kept] == list(range(1, 9))
    assert sorted(attempt.report.points for attempt in kept) == [float(points) for points in range(8)]
    assert all(attempt.report.attempt == attempt.number for attempt in kept)
    assert all(f"<p>{attempt.number}</p>" == attempt.html.read_text() for attempt in kept)


def test_number_taken_meanwhile(course: Course, exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that another process takes just before the rename is left to it."""
    real, taken = Path.rename, []

    def rename(self: Path, target: Path) -> Path:
        if not taken:
            taken.append(target)
            target.mkdir()
            (target / "report.json").write_text("{}")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)

    assert keep(course, exercise).number == 2
    assert (taken[0] / "report.json").read_text() == "{}"


def test_gaps_are_not_filled(course: Course, exercise: Exercise) -> None:
    """A number is never given twice, also when an attempt in between is removed."""
    for _ in range(3):
        keep(course, exercise)
    shutil.rmtree(course.root / ".grade" / "attempts" / "exercise01_double" / "0002")

    assert keep(course, exercise).number == 4


def test_crash_leaves_nothing(course: Course, exercise: Exercise) -> None:
    """When the page cannot be made there is no attempt and no rest of one."""

    def fail(_: Report) -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        attempts.keep(course, exercise, DONE, "double.py", report(), fail)

    assert attempts.all(course, exercise) == []
    assert list((course.root / ".grade" / "attempts" / "exercise01_double").iterdir()) == []


def test_rests_are_ignored_and_swept(course: Course, exercise: Exercise) -> None:
    """What a crash has left behind is no attempt; after an hour the next attempt sweeps it away, not before."""
    parent = course.root / ".grade" / "attempts" / "exercise01_double"
    old, new = parent / ".new-old", parent / ".new-new"
    for path in (old, new):
        path.mkdir(parents=True)
        (path / "double.py").touch()
    os.utime(old, (time.time() - 7200,) * 2)

    assert attempts.all(course, exercise) == []
    assert keep(course, exercise).number == 1
    assert not old.exists()
    assert new.exists()


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_cannot_be_written(course: Course, exercise: Exercise, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """A read-only or full disk is an error of the user that names the reason and the remedy."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code), "somewhere")

    monkeypatch.setattr(Path, "mkdir", refuse)

    with pytest.raises(UserError, match=os.strerror(code)) as raised:
        keep(course, exercise)
    assert "copy it" in raised.value.hint


def test_error_of_a_template_is_not_blamed_on_the_disk(course: Course, exercise: Exercise) -> None:
    """An OSError that no system call raised stays what it is."""

    def fail(_: Report) -> str:
        raise OSError("no template of this name")

    with pytest.raises(OSError, match="no template"):
        attempts.keep(course, exercise, DONE, "double.py", report(), fail)


# ---- finding attempts


def test_none_yet(course: Course, exercise: Exercise) -> None:
    """Before the first attempt there is none, and looking makes no folder."""
    assert attempts.all(course, exercise) == []
    assert attempts.best(course, exercise) is None
    assert attempts.latest(course, exercise) is None
    assert not (course.root / ".grade").exists()


def test_best_is_the_latest_of_equals(course: Course, exercise: Exercise) -> None:
    """The best attempt has most points; of equals it is the latest."""
    for points in (10, 80, 30, 80, 20):
        keep(course, exercise, points)

    best, latest = attempts.best(course, exercise), attempts.latest(course, exercise)

    assert best is not None
    assert latest is not None
    assert (best.number, latest.number) == (4, 5)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"version": 1}', '{"version": 99}', "[" * 100_000])
def test_damaged_attempt(course: Course, exercise: Exercise, text: str, caplog: pytest.LogCaptureFixture) -> None:
    """A damaged report is left out with a warning, and its number is not given again."""
    for _ in range(2):
        keep(course, exercise)
    (course.root / ".grade" / "attempts" / "exercise01_double" / "0002" / "report.json").write_text(text)
    logging.getLogger("grader.attempts").disabled = False  # nbgrader's migrations, run in this process, silence others

    assert [attempt.number for attempt in attempts.all(course, exercise)] == [1]
    assert "Attempt 2 at exercise01_double is left out" in caplog.text
    assert keep(course, exercise).number == 3


def test_strange_things_among_attempts(course: Course, exercise: Exercise) -> None:
    """Other files and folders beside the attempts do no harm."""
    keep(course, exercise)
    parent = course.root / ".grade" / "attempts" / "exercise01_double"
    (parent / "notes").mkdir()
    (parent / "²").mkdir()
    (parent / "0007").touch()

    assert [attempt.number for attempt in attempts.all(course, exercise)] == [1]
    assert keep(course, exercise).number == 8


def test_submission_gone(course: Course, exercise: Exercise) -> None:
    """An attempt whose file was removed says so when the file is asked for."""
    attempt = keep(course, exercise)
    attempt.submission.unlink()

    with pytest.raises(UserError, match="is gone"):
        _ = attempt.submission


# ---- hints


def test_one_more_hint_each_time(course: Course, exercise: Exercise) -> None:
    """Each call gives the next hint, and after the last there is none."""
    found = [attempts.next_hint(course, exercise) for _ in range(4)]

    assert found == [(1, exercise.hints[0]), (2, exercise.hints[1]), None, None]


def test_hints_of_exercises_are_counted_apart(course: Course, exercise: Exercise) -> None:
    """The hints of one exercise do not use up those of another."""
    other = dataclasses.replace(exercise, name="exercise02_triple")
    attempts.next_hint(course, exercise)

    assert attempts.next_hint(course, other) == (1, exercise.hints[0])
    assert json.loads((course.root / ".grade" / "hints.json").read_text()) == {
        "exercise01_double": 1,
        "exercise02_triple": 1,
    }


@pytest.mark.parametrize("text", ["", "[1]", "{", '{"exercise01_double": "x"}', '{"exercise01_double": -3}', "\xff"])
def test_damaged_hints(course: Course, exercise: Exercise, text: str) -> None:
    """Damaged progress begins again instead of stopping the student."""
    attempts.next_hint(course, exercise)
    (course.root / ".grade" / "hints.json").write_text(text, encoding="latin-1")

    assert attempts.next_hint(course, exercise) == (1, exercise.hints[0])


# ---- the secret


def test_secret_is_made_once(course: Course) -> None:
    """The secret has 32 bytes, stays the same, and only its owner can read it."""
    first = attempts.secret(course)

    assert len(first) == 32
    assert first == attempts.secret(course)
    assert stat.S_IMODE((course.root / ".grade" / "secret").stat().st_mode) == 0o600


def test_secrets_differ(course: Course, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Another course has another secret."""
    other = dataclasses.replace(course, root=tmp_path_factory.mktemp("other"))

    assert attempts.secret(course) != attempts.secret(other)


def test_simultaneous_secrets(course: Course) -> None:
    """Processes that ask for the secret at the same time get the same one."""
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(attempts.secret(course))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len(set(found)) == 1
    assert {".gitignore", "secret"} == {path.name for path in (course.root / ".grade").iterdir()}


def test_secret_without_hard_links(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file system has no hard links the secret is made all the same."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)

    assert attempts.secret(course) == attempts.secret(course)


def test_passing_secret(course: Course) -> None:
    """A dry run gets a secret of its own and writes nothing; once there is one it gets that."""
    assert attempts.secret(course, create=False) != attempts.secret(course, create=False)
    assert not (course.root / ".grade").exists()
    assert attempts.secret(course) == attempts.secret(course, create=False)


@pytest.mark.parametrize("data", [b"", b"abc", b"\xff" * 64, b"g" * 64])
def test_damaged_secret(course: Course, data: bytes) -> None:
    """A damaged secret is never used and never silently replaced."""
    attempts.secret(course)
    (course.root / ".grade" / "secret").write_bytes(data)

    with pytest.raises(UserError, match="secret") as raised:
        attempts.secret(course)
    assert "remove it" in raised.value.hint


# ---- stubs


@pytest.mark.parametrize(
    ("source", "untouched"),
    [
        (STUB, True),
        (b"def f(x):\n    raise NotImplementedError\n", True),
        (b'def f(x):\n    "doc"\n    raise NotImplementedError("todo")\n', True),
        (b"def f(x):\n    raise NotImplementedError\n\ndef _mine(x):\n    return 1\n", True),
        (b"async def f(x):\n    raise NotImplementedError\n", True),
        (b"def f(x):\n    raise NotImplementedError\n\ndef g(x):\n    return 1\n", False),
        (b"class C:\n    def __init__(self):\n        self.x = 1\n", False),
        (b"class C:\n    def f(self):\n        raise NotImplementedError\n    def _p(self): return 1\n", True),
        (b"def f(x):\n    return 1\n", False),
        (b"def f(x):\n    x = 1\n    raise NotImplementedError\n", False),
        (b"def f(x):\n    raise ValueError\n", False),
        (b"def f(x):\n    raise\n", False),
        (b"def f(x):\n    '''doc'''\n", False),
        (b"x = 1\n", False),
        (b"", False),
        (b"def f(x)\n", False),
        (b"\x00", False),
        (b"\xff\xfe", False),
        (b"(" * 5000, False),
    ],
)
def test_untouched(source: bytes, untouched: bool) -> None:
    """A stub is untouched while every public function and method only raises NotImplementedError."""
    assert untouched is attempts.is_untouched(source)


def test_reset_after_work(course: Course, exercise: Exercise, no_bundled_course: None) -> None:
    """Once the untouched stub was seen it can be put back, and the work is kept beside it."""
    attempts.remember_stubs(course)
    exercise.stub_path.write_bytes(DONE)

    kept = attempts.put_back(course, exercise)

    assert kept == exercise.stub_path.with_name("double.py.1.bak")
    assert kept.read_bytes() == DONE
    assert exercise.stub_path.read_bytes() == STUB


def test_backups_are_numbered(course: Course, exercise: Exercise) -> None:
    """No backup takes the place of an older one."""
    attempts.remember_stubs(course)
    for number in (1, 2, 3):
        exercise.stub_path.write_bytes(DONE + b"#" * number)
        attempts.put_back(course, exercise)

    found = [exercise.stub_path.with_name(f"double.py.{number}.bak").read_bytes() for number in (1, 2, 3)]
    assert found == [DONE + b"#" * number for number in (1, 2, 3)]


def test_reset_of_an_untouched_stub(course: Course, exercise: Exercise) -> None:
    """Nothing is kept where nothing was done."""
    attempts.remember_stubs(course)

    assert attempts.put_back(course, exercise) is None
    assert list(exercise.folder.glob("*.bak")) == []


def test_reset_of_a_missing_file(course: Course, exercise: Exercise) -> None:
    """A deleted file comes back."""
    attempts.remember_stubs(course)
    exercise.stub_path.unlink()

    assert attempts.put_back(course, exercise) is None
    assert exercise.stub_path.read_bytes() == STUB


def test_reset_keeps_permissions(course: Course, exercise: Exercise) -> None:
    """The file's permissions stay as they were."""
    attempts.remember_stubs(course)
    exercise.stub_path.write_bytes(DONE)
    exercise.stub_path.chmod(0o640)

    attempts.put_back(course, exercise)

    assert stat.S_IMODE(exercise.stub_path.stat().st_mode) == 0o640


def test_reset_dry_run(course: Course, exercise: Exercise) -> None:
    """A dry run says where the work would be kept and leaves it where it is."""
    attempts.remember_stubs(course)
    exercise.stub_path.write_bytes(DONE)

    kept = attempts.put_back(course, exercise, dry_run=True)

    assert kept == exercise.stub_path.with_name("double.py.1.bak")
    assert not kept.exists()
    assert exercise.stub_path.read_bytes() == DONE


def test_work_is_not_remembered(course: Course, exercise: Exercise, no_bundled_course: None) -> None:
    """A file that was filled in before it was first seen is no stub to put back."""
    exercise.stub_path.write_bytes(DONE)
    attempts.remember_stubs(course)

    with pytest.raises(UserError, match="nowhere to be found") as raised:
        attempts.put_back(course, exercise)
    assert "double.py" in raised.value.hint
    assert exercise.stub_path.read_bytes() == DONE


def test_first_stub_of_a_version_is_remembered(course: Course, exercise: Exercise) -> None:
    """A stub from which a function was deleted does not replace the whole one that was seen before."""
    attempts.remember_stubs(course)
    exercise.stub_path.write_bytes(STUB[: STUB.index(b"class Doubler")])
    attempts.remember_stubs(course)

    attempts.put_back(course, exercise)

    assert exercise.stub_path.read_bytes() == STUB


def test_stub_of_a_new_version_is_remembered(course: Course, exercise: Exercise) -> None:
    """When the exercise itself has changed, its new stub is the one to put back."""
    attempts.remember_stubs(course)
    with exercise.public_checks.open("a") as stream:
        stream.write("\n# a new version\n")
    exercise.stub_path.write_bytes(STUB + b"\n# new\n")
    attempts.remember_stubs(course)
    exercise.stub_path.write_bytes(DONE)

    attempts.put_back(course, exercise)

    assert exercise.stub_path.read_bytes() == STUB + b"\n# new\n"


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder with a name to commit by."""
    names = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = os.environ | names | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, env=environment, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize("below", [".", "courses/one"])
def test_stub_from_git(tmp_path: Path, below: str, no_bundled_course: None) -> None:
    """The stub is taken from the last commit, also where the course is a folder within the work tree."""
    root = tmp_path / below
    shutil.copytree(MINIATURE / "exercises", root / "exercises")
    (root / "course.toml").touch()
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "course")
    course = find_course(root)
    exercise = course.find("exercise01")
    exercise.stub_path.write_bytes(DONE)

    attempts.put_back(course, exercise)

    assert exercise.stub_path.read_bytes() == STUB


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_committed_work_is_no_stub(course: Course, exercise: Exercise, no_bundled_course: None) -> None:
    """Where the student has committed the work, the last commit is not taken for the stub."""
    exercise.stub_path.write_bytes(DONE)
    git(course.root, "init", "-q")
    git(course.root, "add", "-A")
    git(course.root, "commit", "-qm", "my work")

    with pytest.raises(UserError, match="nowhere to be found"):
        attempts.put_back(course, exercise)


def test_without_git(
    course: Course, exercise: Exercise, no_bundled_course: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without git only has one place less to look for the stub."""
    monkeypatch.setenv("PATH", "")
    exercise.stub_path.write_bytes(DONE)

    with pytest.raises(UserError, match="nowhere to be found"):
        attempts.put_back(course, exercise)


def test_bundled_stub(course: Course, exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    """At last the stub is taken from the exercises that come with the program."""
    monkeypatch.setattr("grader.attempts.stubs.bundled_exercises", lambda: MINIATURE / "exercises")
    exercise.stub_path.write_bytes(DONE)

    attempts.put_back(course, exercise)

    assert exercise.stub_path.read_bytes() == STUB


def test_folder_in_the_place_of_the_file(course: Course, exercise: Exercise) -> None:
    """A folder where the file should be is not touched."""
    attempts.remember_stubs(course)
    exercise.stub_path.unlink()
    exercise.stub_path.mkdir()

    with pytest.raises(UserError, match="no ordinary file"):
        attempts.put_back(course, exercise)


def test_remembering_may_fail(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a course that may not be written to, remembering is left out without a word."""

    def refuse(*_: object) -> None:
        raise UserError("read-only")

    monkeypatch.setattr("grader.attempts.stubs.grade_folder", refuse)

    attempts.remember_stubs(course)


def test_replace_is_whole_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that is cut off leaves the old bytes and no rest beside them."""
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(OSError, match="No space"):
        grade_folder_module.replace(path, b"new")
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["file"]
