"""Watch mode: a save is seen however the editor saves, keys work, and the terminal is always put back."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from grader.background import starting
from grader.watch import changes
from grader.watch.changes import Changes, signature
from grader.watch.jobs import Jobs
from grader.watch.keyboard import END, Keyboard

MINIATURE = Path(__file__).parent / "course"
RIGHT = (MINIATURE / "submissions" / "passed" / "right.py").read_text(encoding="utf-8")
WRONG = RIGHT.replace("2", "3")
LOOP = "def double(x):\n    while True:\n        pass\n"
PATIENCE = 90.0
COMMAND = [sys.executable, "-c", "from grader.entry import main; main()"]
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="student code is shut in on Linux alone")


class Watching:
    """``grade watch`` in a terminal of its own."""

    def __init__(
        self, course: Path, *arguments: str, columns: int = 80, command: Sequence[str] = COMMAND, **environment: str
    ) -> None:
        self.course = course
        self.file = course / "exercises" / "exercise01_double" / "double.py"
        self.terminal, inside = pty.openpty()
        self.resize(columns)
        self.before = termios.tcgetattr(self.terminal)
        variables = dict(os.environ) | {"TERM": "xterm", "LANG": "C.UTF-8"} | environment
        for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
            if name not in environment:
                variables.pop(name, None)
        self.process = subprocess.Popen(
            [*command, *(arguments or ("watch", "exercise01"))], cwd=course, env=variables, stdin=inside, stdout=inside,
            stderr=inside, start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(inside)
        self.seen = ""

    def resize(self, columns: int) -> None:
        """Give the terminal another width."""
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))

    def until(self, pattern: str) -> str:
        """Read until something is shown, and return what was shown up to there; what comes later is kept."""
        deadline = time.monotonic() + PATIENCE
        while (found := re.search(pattern, self.seen, re.DOTALL)) is None:
            assert time.monotonic() < deadline, f"{pattern!r} was never shown, but {self.seen[-2000:]!r}"
            if select.select([self.terminal], [], [], 0.1)[0]:
                with contextlib.suppress(OSError):
                    self.seen += os.read(self.terminal, 1 << 16).decode("utf-8", "replace")
        shown, self.seen = self.seen[: found.end()], self.seen[found.end() :]
        return shown

    def save(self, text: str) -> None:
        """Save as most editors do: under another name first."""
        temporary = self.file.with_name(".double.py.new")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(self.file)

    def press(self, key: str) -> None:
        """Type something."""
        os.write(self.terminal, key.encode())

    @property
    def takes_lines(self) -> bool:
        """Whether the terminal is as it was before: lines, and an echo."""
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ICANON)

    def close(self) -> None:
        """End it, if it lives."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.terminal)


def passed(count: int) -> str:
    """Return the pattern of a result, to its very end."""
    return rf"{count} of 2 checks passed.*checked in [0-9.]+ s"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a student's copy of the course with a right file, and a second exercise that is not begun."""
    root = tmp_path / "course"
    shutil.copytree(MINIATURE / "exercises", root / "exercises")
    shutil.copyfile(MINIATURE / "course.toml", root / "course.toml")
    shutil.copytree(root / "exercises" / "exercise01_double", root / "exercises" / "exercise02_again")
    (root / "exercises" / "exercise01_double" / "double.py").write_text(RIGHT, encoding="utf-8")
    return root


@pytest.fixture
def watching(course: Path) -> Iterator[Watching]:
    """Return a watch that has shown its first result."""
    found = Watching(course)
    try:
        found.until(passed(2))
        yield found
    finally:
        found.close()


def end(watching: Watching, code: int, key: str = "") -> None:
    """Type the last key; the process ends with this code, and the terminal is as before."""
    watching.press(key)

    assert watching.process.wait(timeout=PATIENCE) == code
    assert termios.tcgetattr(watching.terminal) == watching.before


def test_ways_to_save(watching: Watching) -> None:
    """A save is seen if the file is replaced, written in place, removed first, or saved many times at once."""
    watching.save(WRONG)
    watching.until(passed(0))
    watching.file.write_text(RIGHT, encoding="utf-8")
    watching.until(passed(2))
    watching.file.unlink()
    time.sleep(0.1)
    watching.file.write_text(WRONG, encoding="utf-8")
    shown = watching.until(passed(0))
    for number in range(10):
        watching.save(RIGHT + "#" * number)
    watching.until(passed(2))

    assert "is missing" not in shown
    end(watching, 0, "q")


def test_syntax_error_and_missing_file(watching: Watching) -> None:
    """A file that Python cannot read, and one that is gone for good, are said; the next save is checked."""
    watching.save("def double(:\n")
    watching.until("SyntaxError in line 1.*checked in")
    watching.file.unlink()
    watching.until("is missing.*checked in")
    watching.save(RIGHT)
    watching.until(passed(2))
    end(watching, 0, "\x04")


def test_changed_course(watching: Watching) -> None:
    """Checks or settings that change, break or come back under the watch are those of the next result."""
    folder = watching.file.parent
    checks = (folder / "checks.py").read_text(encoding="utf-8")
    (folder / "checks.py").write_text(checks.partition("def test_first_call")[0], encoding="utf-8")
    watching.until("1 of 1 checks? passed.*checked in")
    (folder / "checks.py").unlink()
    watching.until("has no checks.py.*checked in")
    (folder / "checks.py").write_text(checks, encoding="utf-8")
    watching.until(passed(2))
    settings = (folder / "exercise.toml").read_text(encoding="utf-8")
    (folder / "exercise.toml").write_text("format = [", encoding="utf-8")
    watching.until("is not TOML.*checked in")
    (folder / "exercise.toml").write_text(settings.replace("Twice a tensor", "Another title"), encoding="utf-8")
    assert "Another title" in watching.until(passed(2))
    folder.rename(folder.with_name("away"))
    watching.until("There is no exercise.*checked in")
    folder.with_name("away").rename(folder)
    watching.until(passed(2))


def test_newer_save_cancels_an_endless_loop(course: Path) -> None:
    """A save during a check that would run for long is answered at once, and the loop is gone."""
    settings = course / "exercises" / "exercise01_double" / "exercise.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("cpu_seconds = 2", "cpu_seconds = 3000"), encoding="utf-8")
    watching = Watching(course)
    try:
        watching.until(passed(2))
        watching.save(LOOP)
        watching.until("checking … 1 s")
        watching.press("h")
        watching.until("Hint 1 of 2")
        watching.save(RIGHT)
        watching.until(passed(2))
        watching.save(LOOP)
        watching.until("checking … 1 s")
        end(watching, 130, "\x03")
        watching.until("Stopped; nothing was lost.")
    finally:
        watching.close()


def test_keys(watching: Watching, tmp_path: Path) -> None:
    """Keys give hints one by one, hand in, write the report, check again, and go on to the next exercise."""
    course = watching.course
    watching.until("q.quit")
    for text in ("Hint 1 of 2", "Hint 2 of 2", "There are no more hints"):
        watching.press("h")
        watching.until(text)
    watching.press("\x1b[A")  # an arrow key means nothing
    watching.press("x")
    watching.press("r")
    watching.until(passed(2))
    watching.press("s")
    watching.until("Attempt 1 is kept")
    watching.until("1 of 2 exercises done")
    watching.press("o")
    watching.until(r"last-check\.html")
    watching.press("n")
    watching.until("Nothing is filled in yet")
    watching.until("exercise02")
    watching.press("n")
    watching.until(passed(2))

    assert "Twice a tensor" in (course / ".grade" / "last-check.html").read_text(encoding="utf-8")
    assert len(list((course / ".grade" / "attempts" / "exercise01_double").glob("0*"))) == 1
    end(watching, 0, "q")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_ended_by_a_signal(watching: Watching, number: signal.Signals) -> None:
    """A signal that ends it does not leave the terminal without an echo."""
    assert not watching.takes_lines
    watching.process.send_signal(number)
    end(watching, 128 + number)


def test_stopped_and_continued(course: Path) -> None:
    """Ctrl-Z gives the terminal back to the shell; fg brings keys and page again."""
    line = " ".join(f"'{word}'" for word in [*COMMAND, "watch", "exercise01"])
    script = f"set -m; PS1=; echo begun; {line}; echo stopped; stty -a; fg; echo over $?; exit\n"
    watching = Watching(course, "-c", script, command=["bash", "--norc"])
    try:
        watching.until(passed(2))
        watching.press("\x1a")
        assert " icanon" in watching.until(r"stopped.* -?icanon").replace("-icanon", "")
        watching.until(passed(2) if "checks passed" not in watching.seen else "checks passed")
        watching.press("h")
        watching.until("Hint 1 of 2")
        watching.press("q")
        watching.until("over 0")
    finally:
        watching.close()


def test_narrow_and_resized(course: Path) -> None:
    """In 40 columns no line is longer; after a change of width the page fills the new one."""
    watching = Watching(course, columns=40)
    try:
        watching.until(passed(2))
        watching.until("q.quit")
        watching.press("r")
        shown = watching.until(passed(2)).replace("\x1b[H\x1b[2J", "\n")
        shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
        watching.resize(100)
        watching.process.send_signal(signal.SIGWINCH)
        watching.until("━{90}.*checked in")
    finally:
        watching.close()

    assert [line for line in shown.replace("\r", "\n").split("\n") if len(line) > 40] == []


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_plain_terminals(course: Path, environment: dict[str, str]) -> None:
    """NO_COLOR leaves colours out; a terminal that cannot move its cursor gets results one after the other."""
    watching = Watching(course, "check", "--watch", "exercise01", **environment)
    try:
        watching.until("2 of 2 checks passed.*hand it in")
        watching.save(WRONG)
        shown = watching.until("0 of 2 checks passed")
        watching.press("h\n")
        watching.until("Hint 1 of 2")
        end(watching, 0, "q\n")
    finally:
        watching.close()

    colours = re.findall(r"\x1b\[[0-9;]*m", shown)
    assert colours == []
    assert ("\x1b" in shown) is ("TERM" not in environment)


@pytest.mark.parametrize("arguments", [("watch", "exercise01"), ("check", "--watch", "exercise01")])
def test_in_chinese(course: Path, arguments: tuple[str, ...]) -> None:
    """``--lang zh`` counts for every result, for the keys and for hints, whatever the environment asks for."""
    watching = Watching(course, *arguments, "--lang", "zh", GRADE_LANG="en")
    try:
        shown = watching.until("检查用时 [0-9.]+ 秒") + watching.until("h.提示")
        watching.save(WRONG)
        shown += watching.until("检查用时 [0-9.]+ 秒")
        watching.press("h")
        shown += watching.until("提示 1/2")
        watching.press("s")
        shown += watching.until("第 1 次提交")
        end(watching, 0, "q")
    finally:
        watching.close()

    assert "2 项检查通过 2 项" in shown
    assert "2 项检查通过 0 项" in shown
    assert "2 个练习完成了 " in shown
    assert not re.search("checks? passed|expected|exercises done|checked in|handing in", shown)


def test_without_a_terminal(course: Path) -> None:
    """In a pipe results follow each other, there are no keys, and SIGTERM ends it."""
    process = subprocess.Popen(
        [*COMMAND, "watch", "exercise01", "-q"], cwd=course, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    lines = []
    try:
        for text in (WRONG, RIGHT, WRONG):
            lines.append(next(line for line in process.stdout if "checks passed" in line))
            (course / "exercises" / "exercise01_double" / "double.py").write_text(text, encoding="utf-8")
        lines.append(next(line for line in process.stdout if "checks passed" in line))
        process.terminate()

        assert process.wait(timeout=PATIENCE) == 128 + signal.SIGTERM
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert [re.sub(".*: ", "", line) for line in lines] == [f"{n} of 2 checks passed\n" for n in (2, 0, 2, 0)]


def test_no_process_is_left(watching: Watching) -> None:
    """What ran for the watch ends with it, even if it is killed."""
    group = {int(path.name) for path in Path("/proc").glob("[0-9]*") if _started_by(path, watching.process.pid)}
    watching.process.kill()
    watching.process.wait()
    deadline = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{pid}").exists() for pid in group) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert group
    assert [pid for pid in group if Path(f"/proc/{pid}").exists()] == []


def _started_by(path: Path, parent: int) -> bool:
    with contextlib.suppress(OSError, IndexError):
        return int((path / "stat").read_text(errors="replace").rpartition(")")[2].split()[1]) == parent
    return False


# ---- the parts


def test_signature_sees_a_save(tmp_path: Path) -> None:
    """A file that is written or replaced counts, one of an editor's own does not."""
    (tmp_path / "double.py").write_text("one", encoding="utf-8")
    first = signature(str(tmp_path))
    for name in (".double.py.swp", "double.py~", "double.py.1.bak"):
        (tmp_path / name).write_text("", encoding="utf-8")
    same = signature(str(tmp_path))
    (tmp_path / "double.py").write_text("another", encoding="utf-8")

    assert first == same
    assert signature(str(tmp_path)) != first
    assert signature(str(tmp_path / "nothing")) == {}


@pytest.mark.parametrize("library", [True, False])
def test_changes_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: bool) -> None:
    """A save is told with watchfiles and, if that is not installed, without; so is one in a folder that came back."""
    if not library:
        monkeypatch.setitem(sys.modules, "watchfiles", None)
    monkeypatch.setattr(changes, "LOOK_SECONDS", 0.2)
    folder = tmp_path / "watched"
    folder.mkdir()
    watched = Changes(str(folder))
    try:
        for number in range(2):
            known = signature(str(folder))
            (folder / "file.py").write_text("x" * number, encoding="utf-8")
            while signature(str(folder)) == known:
                assert select.select([watched], [], [], PATIENCE)[0]
                watched.drain()
            shutil.rmtree(folder)
            folder.mkdir()
        watched.drain()

        assert select.select([watched], [], [], PATIENCE)[0]
    finally:
        watched.close()


def test_jobs_without_a_warm_process(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no warm process can be started, a command runs in a process of its own, with the same output and code."""

    def refuse(*arguments: Any, **options: Any) -> starting.Private:
        raise OSError("no more processes")

    monkeypatch.setattr(starting.Private, "start", refuse)
    jobs = Jobs(os.environ)
    job = jobs.start("check", ["hint", "exercise01", "-C", str(course)])
    while not job.is_done:
        for descriptor in select.select(job.files, [], [], PATIENCE)[0]:
            job.heed(descriptor)
    job.close()

    assert job.code == 0
    assert job.printed[0].startswith("Hint 1 of 2")


@pytest.mark.parametrize(
    ("typed", "expected"), [("h", "h"), ("\uff48", "h"), ("Q", "q"), ("\x1b[A", ""), ("\x04", END)]
)
def test_keyboard(typed: str, expected: str) -> None:
    """A Chinese keyboard's letters count like others, capitals like small ones; arrows mean nothing."""
    outside, inside = pty.openpty()
    with open(inside, encoding="utf-8") as stream:
        keyboard = Keyboard(stream, single=True)
        before = termios.tcgetattr(inside)
        keyboard.active = True
        import tty

        tty.setcbreak(inside)
        os.write(outside, typed.encode())
        assert select.select([keyboard], [], [], PATIENCE)[0]

        assert keyboard.read() == expected
        termios.tcsetattr(inside, termios.TCSANOW, before)
    os.close(outside)
