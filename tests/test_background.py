"""The background process: the same results as without it, for its user alone, and no trouble when it is in trouble."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.background import asking, frames, place, starting, surroundings
from grader.background.lending import Need
from grader.course import find_course

MINIATURE = Path(__file__).parent / "course"
RIGHT = (MINIATURE / "submissions" / "passed" / "right.py").read_text(encoding="utf-8")
COMMAND = [sys.executable, "-c", "from grader.entry import main; main()"]
PATIENCE = 90.0  # seconds, on a machine under load
LOOP = "def double(x):\n    while True:\n        pass\n"
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="there is none elsewhere")


def eventually(condition: Callable[[], Any]) -> Any:
    """Wait until something is so, and return it."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, "it never came to pass"
        time.sleep(0.02)
    return found


def descendants(pid: int) -> set[int]:
    """Return the processes that a process has started, and those that they have started."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, todo = set(), [pid]
    while todo:
        new = children.get(todo.pop(), [])
        found.update(new)
        todo += new
    return found


def copy_course(root: Path, *, solutions: bool) -> Path:
    """Make a course of the miniature one, with a right file in it and a second exercise that wants layers warm."""
    shutil.copytree(MINIATURE / "exercises", root / "exercises")
    shutil.copyfile(MINIATURE / "course.toml", root / "course.toml")
    (root / "exercises" / "exercise01_double" / "double.py").write_text(RIGHT, encoding="utf-8")
    second = root / "exercises" / "exercise02_warm"
    shutil.copytree(root / "exercises" / "exercise01_double", second)
    settings = (second / "exercise.toml").read_text(encoding="utf-8")
    (second / "exercise.toml").write_text('warm = ["nn"]\n' + settings, encoding="utf-8")
    if solutions:
        shutil.copytree(MINIATURE / "solutions", root / "solutions")
    return root


@pytest.fixture(scope="module")
def student(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a student's copy of the course."""
    return copy_course(tmp_path_factory.mktemp("student"), solutions=False)


@pytest.fixture(scope="module")
def instructor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an instructor's copy of the course."""
    return copy_course(tmp_path_factory.mktemp("instructor"), solutions=True)


class Home:
    """A private folder of sockets, and commands run with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / place.FOLDER / place.SOCKET

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of the commands."""
        return dict(os.environ) | {"XDG_RUNTIME_DIR": str(self.folder), "GRADE_BACKGROUND": "1", "NO_COLOR": "1"} | more

    def check(self, course: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run ``grade check -v`` in a course."""
        return subprocess.run(
            [*COMMAND, "check", "exercise01", "-v", *arguments], cwd=course, env=self.environment(**environment),
            capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip

    def start(self, idle: float = PATIENCE) -> int:
        """Start a background process and wait until it listens; return its process number."""
        code = f"from grader.background import starting; print(starting.start((), isolated=False, idle={idle}))"
        command = [sys.executable, "-c", code]
        found = subprocess.run(command, env=self.environment(), capture_output=True, text=True, check=True)
        eventually(self.socket.exists)
        return int(found.stdout)

    def serving(self) -> int:
        """Return the process number of the background process that listens now."""
        folder = os.open(self.folder / place.FOLDER, os.O_RDONLY)
        try:
            with place.connect(folder) as connection:
                size = 12
                return int.from_bytes(
                    connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)[:4], sys.byteorder
                )
        finally:
            os.close(folder)

    def end(self) -> None:
        """End the background process that listens, if one does."""
        try:
            os.kill(self.serving(), signal.SIGTERM)
        except (OSError, place.Unusable):
            return
        eventually(lambda: not self.socket.exists())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, student: Path) -> Iterator[Home]:
    """Return a home in which a check has started the background process."""
    found = Home(tmp_path_factory.mktemp("run"))
    first = found.check(student)
    assert first.returncode == 0, first.stderr
    assert "not used: none is running; started for the next check" in first.stderr
    eventually(found.socket.exists)
    yield found
    found.end()


@pytest.fixture
def other_home(tmp_path: Path) -> Iterator[Home]:
    """Return a home without a background process."""
    found = Home(tmp_path / "run")
    found.folder.mkdir(mode=0o700)
    yield found
    found.end()


def without_times(report: str) -> dict[str, Any]:
    """Return a report without what differs from run to run."""
    data: dict[str, Any] = json.loads(report)
    del data["seconds"]
    for check in data["checks"]:
        del check["seconds"]
    return data


# ---- the same result


@pytest.mark.parametrize("name", ["exercise01", "exercise02"])
@pytest.mark.parametrize("wrong", [False, True])
@pytest.mark.parametrize("kind", ["student", "instructor"])
def test_same_report(home: Home, kind: str, name: str, wrong: bool, request: pytest.FixtureRequest) -> None:
    """The report is the one that a check without the background process gives, layers of the sandbox included."""
    course: Path = request.getfixturevalue(kind)
    trial = course / "trial.py"
    trial.write_text(RIGHT.replace("2", "3") if wrong else RIGHT, encoding="utf-8")
    arguments = ["check", name, str(trial), "--format", "json", "-v"]
    options: dict[str, Any] = {"cwd": course, "capture_output": True, "text": True, "timeout": PATIENCE}

    warm = subprocess.run([*COMMAND, *arguments], env=home.environment(), **options)
    cold = subprocess.run([*COMMAND, *arguments], env=home.environment(GRADE_BACKGROUND="0"), **options)

    assert "Background process: used." in warm.stderr
    assert "Background process: not used: off (GRADE_BACKGROUND=0)." in cold.stderr
    assert warm.returncode == cold.returncode == int(wrong)
    assert without_times(warm.stdout) == without_times(cold.stdout)


def test_as_typed(home: Home, student: Path) -> None:
    """The command finds the folder, the environment and the options of whoever typed it."""
    folder = student / "exercises" / "exercise01_double"
    environment = home.environment(FORCE_COLOR="1", NO_COLOR="", COLUMNS="40")

    found = subprocess.run(
        [*COMMAND, "check", "-v"], cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE
    )

    assert "Background process: used." in found.stderr
    assert "\x1b[" in found.stdout
    assert max(map(len, found.stdout.splitlines())) < 80


def test_errors_are_the_same(home: Home, student: Path) -> None:
    """What is wrong with the command line is said as always, with the same exit code."""
    found = home.check(student, "nothing.py")

    assert found.returncode == 2
    assert "nothing.py" in found.stderr
    assert "Traceback" in found.stderr or found.stderr.startswith("Error:")


# ---- whose it is


def test_private(home: Home) -> None:
    """Nobody else can enter the folder or connect to the socket."""
    folder, listening = home.socket.parent.stat(), home.socket.stat()

    assert stat.S_IMODE(folder.st_mode) == 0o700
    assert stat.S_IMODE(listening.st_mode) == 0o600
    assert folder.st_uid == listening.st_uid == os.geteuid()


def test_open_folder_is_not_trusted(home: Home, student: Path) -> None:
    """A folder in which others may write is not used; the check runs all the same."""
    folder = home.socket.parent
    folder.chmod(0o770)
    try:
        found = home.check(student)
    finally:
        folder.chmod(0o700)

    assert found.returncode == 0
    assert "is not yours alone" in found.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_folder_of_another_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that belongs to somebody else is not used."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    folder = tmp_path / place.FOLDER
    folder.mkdir(mode=0o700)
    os.chown(folder, 12345, 12345)

    with pytest.raises(place.Unusable, match="not yours alone"):
        place.open_folder(create=True)


def test_linked_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link in the place of the folder is not followed."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / place.FOLDER).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match=place.FOLDER):
        place.open_folder(create=True)


def test_one_at_a_time(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second one ends before it has loaded anything, and the first goes on."""
    before = home.serving()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home.folder))
    second = starting._start((), isolated=False)

    assert second.wait(timeout=PATIENCE) == 0
    assert home.serving() == before


# ---- it is never needed


def test_switched_off(home: Home, student: Path) -> None:
    """GRADE_BACKGROUND=0 leaves it alone."""
    found = home.check(student, GRADE_BACKGROUND="0")

    assert found.returncode == 0
    assert "off (GRADE_BACKGROUND=0)" in found.stderr


def test_course_that_wants_none(home: Home, tmp_path: Path) -> None:
    """A course can switch it off for everybody."""
    course = copy_course(tmp_path / "course", solutions=False)
    settings = (course / "course.toml").read_text(encoding="utf-8")
    (course / "course.toml").write_text('background = "off"\n' + settings, encoding="utf-8")

    found = home.check(course)

    assert find_course(course).background == "off"
    assert found.returncode == 0
    assert "Background process: off in this course." in found.stderr
    assert found.stdout.count("Twice a tensor") == 1


def test_dead_socket(other_home: Home, student: Path) -> None:
    """A socket that nobody listens on any more is passed over, and a new process takes its place."""
    other_home.socket.parent.mkdir(mode=0o700)
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(other_home.socket))
    dead.close()

    found = other_home.check(student)

    assert found.returncode == 0
    assert "started for the next check" in found.stderr
    eventually(lambda: _used(other_home, student))


def _used(home: Home, course: Path) -> bool:
    return "Background process: used." in home.check(course, GRADE_BACKGROUND="1", CI="1").stderr


@pytest.mark.parametrize("answer", [b"", b"\0\0\0\2{}", b"\xff\xff\xff\xff", b"\0\0\0\7nonsense"])
def test_nonsense_in_its_place(other_home: Home, student: Path, answer: bytes) -> None:
    """Whatever listens there and says, the check is run and says what it says without it."""
    other_home.socket.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(other_home.socket))
        listener.listen()
        thread = threading.Thread(target=_answer_once, args=(listener, answer))
        thread.start()
        found = other_home.check(student, GRADE_BACKGROUND="", CI="1")
        thread.join()

    assert found.returncode == 0
    assert "2 of 2 checks passed" in found.stdout
    assert "Background process: not used" in found.stderr


def _answer_once(listener: socket.socket, answer: bytes) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.sendall(answer)
        connection.settimeout(PATIENCE)
        connection.recv(100)


def test_nowhere_to_live(tmp_path: Path, student: Path) -> None:
    """Where no folder can be made the check runs as if nothing was."""
    file = tmp_path / "file"
    file.write_text("")

    found = Home(file).check(student)

    assert found.returncode == 0
    assert "none could be started" in found.stderr


def test_stale(other_home: Home, student: Path) -> None:
    """A process that was started with other settings is not used, and makes room for one that fits."""
    pid = other_home.start()
    assert "Background process: used." in other_home.check(student, CI="1").stderr

    found = other_home.check(student, OMP_NUM_THREADS="3")

    assert found.returncode == 0
    assert "other programs or settings; started for the next check" in found.stderr
    eventually(lambda: not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes())


def test_not_started_by_machines(other_home: Home, student: Path) -> None:
    """Where no terminal is, or a CI server works, a check leaves nothing behind unless it is told to."""
    found = other_home.check(student, GRADE_BACKGROUND="")

    assert found.returncode == 0
    assert "not used: none is running." in found.stderr
    assert not other_home.socket.parent.exists()


def test_ends_when_idle(other_home: Home) -> None:
    """It ends by itself when nobody has asked for a while, and takes its socket along."""
    pid = other_home.start(idle=0.3)

    eventually(lambda: not other_home.socket.exists())
    eventually(lambda: not descendants(pid))


def test_killed_in_the_middle(other_home: Home, student: Path, tmp_path: Path) -> None:
    """If it is killed while a check runs, the check runs once more, here."""
    pid = other_home.start()
    trial = tmp_path / "trial.py"
    trial.write_text(LOOP, encoding="utf-8")
    process = _check(other_home, student, str(trial))
    eventually(lambda: len(descendants(pid)) >= 3)
    trial.write_text(RIGHT, encoding="utf-8")
    for each in (pid, *descendants(pid)):
        os.kill(each, signal.SIGKILL)

    _, said = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0, said
    assert "not used: it did not finish" in said
    other_home.socket.unlink(missing_ok=True)


def _check(home: Home, course: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, "check", "exercise01", "-v", *arguments], cwd=course, env=home.environment(CI="1"), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


# ---- stopping, and what is left


@pytest.mark.parametrize("kind", ["student", "instructor"])
def test_interrupted(home: Home, kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Ctrl-C ends a check of an endless loop; the worker is gone, and the next check works."""
    course: Path = request.getfixturevalue(kind)
    trial = tmp_path / "trial.py"
    trial.write_text(LOOP, encoding="utf-8")
    server = home.serving()
    assert home.check(course).returncode == 0  # whatever it needs is there now
    before = descendants(server)
    process = _check(home, course, str(trial))
    eventually(lambda: len(descendants(server) - before) >= 2)

    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)

    assert process.returncode == 130
    assert said.count("Stopped; nothing was lost.") == 1
    eventually(lambda: descendants(server) <= before)
    assert "Background process: used." in home.check(course).stderr


def test_client_that_is_killed(home: Home, student: Path, tmp_path: Path) -> None:
    """A check whose command was killed is stopped."""
    trial = tmp_path / "trial.py"
    trial.write_text(LOOP, encoding="utf-8")
    server = home.serving()
    home.check(student)
    before = descendants(server)
    process = _check(home, student, str(trial))
    eventually(lambda: len(descendants(server) - before) >= 2)

    process.kill()
    process.communicate()

    eventually(lambda: descendants(server) <= before)


def test_nothing_piles_up(home: Home, student: Path, tmp_path: Path) -> None:
    """Twenty checks leave no process, no open file and no folder behind, and no memory worth naming."""
    environment = {"TMPDIR": os.environ.get("TMPDIR", "/tmp")}
    home.check(student, **({} if "TMPDIR" not in os.environ else environment))
    server = home.serving()

    def held() -> tuple[int, int, set[str]]:
        everyone = {server, *descendants(server)}
        files = sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in everyone)
        temporary = {path.name for path in Path(environment["TMPDIR"]).glob("torch-grader-*") if _is_of(path, everyone)}
        return len(everyone), files, temporary

    before, memory = held(), _memory(server)
    for _ in range(20):
        assert "Background process: used." in home.check(student).stderr

    eventually(lambda: held() == before)
    assert _memory(server) < memory + (8 << 20)


def _is_of(path: Path, everyone: set[int]) -> bool:
    """Say whether a scratch folder can be one of these processes': others may be at work on this machine."""
    try:
        started = min(Path(f"/proc/{pid}").stat().st_mtime for pid in everyone)
        return path.stat().st_mtime > started
    except (OSError, ValueError):
        return False


def _memory(pid: int) -> int:
    """Return the bytes that a process and what it has started hold for themselves."""
    total = 0
    for each in {pid, *descendants(pid)}:
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            if line.startswith(("Private_Clean", "Private_Dirty")):
                total += int(line.split()[1]) * 1024
    return total


def test_few_are_kept_warm(home: Home, student: Path, instructor: Path) -> None:
    """However many kinds of exercises are checked, two processes at most are kept warm for them."""
    for course in (student, instructor):
        for name in ("exercise01", "exercise02"):
            command = [*COMMAND, "check", name, "-v"]
            options: dict[str, Any] = {"cwd": course, "env": home.environment(), "capture_output": True, "text": True}
            assert "Background process: used." in subprocess.run(command, timeout=PATIENCE, **options).stderr

    eventually(lambda: len(_children(home.serving())) == 2)


def _children(pid: int) -> set[int]:
    return {int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


# ---- the parts


def test_frames_carry_files() -> None:
    """A message and open files arrive as they were sent."""
    one, other = socket.socketpair()
    with one, other:
        read, write = os.pipe()
        frames.send(one, {"text": "é\udcff", "number": 3}, (write,))
        message, files = frames.receive(other)
        os.write(files[0], b"here")

        assert message == {"text": "é\udcff", "number": 3}
        assert os.read(read, 10) == b"here"
        for descriptor in (read, write, *files):
            os.close(descriptor)


@pytest.mark.parametrize("data", [b"", b"\0\0", b"\0\0\0\3[1]", b"\0\0\0\3{{{", b"\x7f\xff\xff\xff"])
def test_frames_refuse(data: bytes) -> None:
    """What is no message, or too long for one, is not waited for."""
    one, other = socket.socketpair()
    with one, other:
        one.sendall(data)
        one.shutdown(socket.SHUT_WR)

        with pytest.raises(frames.Gone):
            frames.receive(other)


def test_surroundings_notice_a_changed_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the grader's that is written again, added or removed makes a process stale."""
    monkeypatch.setattr(surroundings, "PACKAGE", str(tmp_path))
    folder = tmp_path / "runner"
    folder.mkdir()
    found = {surroundings.describe()}
    for text in ("x = 1\n", "x = 22\n"):
        (folder / "grading.py").write_text(text, encoding="utf-8")
        found.add(surroundings.describe())

    assert len(found) == 3


def test_surroundings_notice_another_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another PyTorch in a folder of modules makes a process stale."""
    monkeypatch.setattr(surroundings, "import_path", lambda: [str(tmp_path)])
    (tmp_path / "torch").mkdir()
    found = {surroundings.describe()}
    for version in ("2.6.0", "2.13.0"):
        (tmp_path / "torch" / "version.py").write_text(f"__version__ = '{version}'\n", encoding="utf-8")
        found.add(surroundings.describe())

    assert len(found) == 3


@pytest.mark.parametrize(
    ("name", "matters"),
    [("OMP_NUM_THREADS", True), ("PYTHONHASHSEED", True), ("LD_PRELOAD", True), ("COLUMNS", False), ("PWD", False)],
)
def test_surroundings_and_the_environment(name: str, matters: bool) -> None:
    """A variable counts if it acts when Python or a library starts; the others travel with the request."""
    one, other = surroundings.describe({name: "1"}), surroundings.describe({name: "2"})

    assert (one != other) is matters


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("check", True),
        ("check exercise03 -v", True),
        ("-C there -q check", True),
        ("--course there check", True),
        ("check --watch", False),
        ("check -h", False),
        ("check --no-sandbox", False),
        ("submit exercise03", False),
        ("-C check list", False),
        ("", False),
    ],
)
def test_which_commands(line: str, expected: bool) -> None:
    """A check that ends by itself may be run in the background process, and no other command."""
    from grader.entry import is_for_background

    assert is_for_background(line.split()) is expected


def test_need(student: Path, instructor: Path) -> None:
    """What an exercise is forked from follows from its settings and from whether there are solutions."""
    assert Need.of(find_course(student).find("exercise01")) == Need((), isolated=False)
    assert Need.of(find_course(student).find("exercise02")) == Need(("nn",), isolated=False)
    assert Need.of(find_course(instructor).find("exercise01")) == Need((), isolated=True)
    assert Need.read(Need(("nn",), isolated=True).written()) == Need(("nn",), isolated=True)


def test_client_loads_little() -> None:
    """The command's side of a check loads neither click nor PyTorch nor pytest."""
    code = "import sys, grader.entry, grader.background.asking; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert {"click", "torch", "pytest", "msgspec", "tomllib", "pathlib", "grader.cli"} & set(loaded) == set()
    assert asking.SWITCH == "GRADE_BACKGROUND"
