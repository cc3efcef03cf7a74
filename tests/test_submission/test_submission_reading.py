"""What is taken from a file, and the sentences for files that cannot be taken."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import stat
import threading
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import CourseError, SubmissionError
from grader.submission import Submission, read
from grader.submission.reading import shown

from .conftest import STUB, as_notebook

GOOD = "def mse_grad(w, x, y):\n    return w\n"


def refused(path: Path, exercise: object) -> SubmissionError:
    """Read a file that is refused, and return the error."""
    with pytest.raises(SubmissionError) as caught:
        read(path, exercise)
    error = caught.value

    assert error.exit_code == 2
    assert error.hint
    assert error.message.endswith(".")
    assert not any(unicodedata.category(character)[0] == "C" for character in error.message + error.hint)
    return error


def test_snapshot(hand_in):
    """A submission carries the bytes as they were, their hash, and the name of the file."""
    submission = hand_in(GOOD)

    assert submission.data == GOOD.encode()
    assert submission.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()
    assert submission.filename == "mse_gradient.py"
    assert submission.source == GOOD
    assert submission.runnable


def test_lines(hand_in):
    """Lines of a .py file are found by their number, and a line that is not there is empty."""
    submission = hand_in(GOOD)

    assert submission.line_text(2) == "    return w"
    assert submission.locate(2) == (None, 2)
    assert [submission.line_text(line) for line in (0, -1, 99)] == ["", "", ""]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends(hand_in, end):
    """Line ends of Windows and of old Macs count as Python counts them, and so do form feeds."""
    source = f"import torch{end}\f{end}def mse_grad(w, x, y):{end}    return torch.norm(w){end}".encode()
    submission = hand_in(source)

    assert submission.source.count("\n") == 4
    assert [problem.line for problem in submission.problems if problem.kind == "forbidden"] == [4]


def test_other_line_breaks(hand_in):
    """Characters that only some programs take for a line end do not shift the line numbers."""
    submission = hand_in('a = "\x0b\x1c\u2028"\nimport torch\ntorch.norm(1)\n')

    assert submission.problems[0].line == 3
    assert submission.problems[0].code == "torch.norm(1)"


def test_byte_order_mark(hand_in):
    """A byte order mark of UTF-8 is no part of the source."""
    assert hand_in(b"\xef\xbb\xbf" + GOOD.encode()).source == GOOD


@pytest.mark.parametrize("cookie", ["utf-8", "UTF8", "utf-8-unix", "ascii", "us-ascii"])
def test_harmless_cookie(hand_in, cookie):
    """A coding line that means UTF-8 changes nothing."""
    text = f"# -*- coding: {cookie} -*-\ns = 'é'\n"

    assert hand_in(text).source == text


@pytest.mark.parametrize("cookie", ["latin-1", "iso-8859-1", "ISO_8859-1", "cp1252", "iso-8859-15"])
def test_latin_cookie(hand_in, cookie):
    """A file that declares Latin-1 is read as such, as Python would."""
    assert "é" in hand_in(f"#!/usr/bin/python\n# coding={cookie}\ns = 'é'\n".encode("latin-1")).source


@pytest.mark.parametrize("cookie", ["utf-7", "rot13", "utf_16", "punycode", "cp037", "gbk", "nonsense", "utf-9"])
def test_refused_cookie(tmp_path, make_exercise, cookie):
    """A coding line that could make the text read as something else is refused by name."""
    path = tmp_path / "a.py"
    path.write_bytes(f"\n# vim: set fileencoding={cookie} :\nx = 1\n".encode())

    assert "declares the encoding" in refused(path, make_exercise()).message


def test_cookie_only_in_the_first_two_lines(hand_in):
    """Further down, or below code, a coding line is an ordinary comment."""
    assert hand_in("x = 1\n# coding: utf-7\n").runnable
    assert hand_in("\n\n# coding: utf-7\n").runnable


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n\f", "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        ("x = 1\n".encode("utf-16"), "UTF-16"),
        ("x = 1\n" * 20, None),
        ("x = 1\n".encode("utf-16-le") * 5, "UTF-16"),
        ("x = 1\n".encode("utf-32"), "UTF-16 or UTF-32"),
        ("# naïve café\n".encode("latin-1"), "0xEF in line 1 looks like Latin-1"),
        ("x = 1\n# 均方误差的梯度\n".encode("gbk"), "in line 2 looks like GBK"),
        (b"x = 1\n\0\n", "NUL character in line 2"),
        (b"PK\x03\x04" + bytes(200), "ZIP archive"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n", "picture"),
        (b"\x7fELF" + bytes(20), "compiled program"),
        (bytes(range(256)) * 4, "binary"),
        (b"\x80\x03}q\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f" * 3, "binary"),
    ],
)
def test_no_text(tmp_path, make_exercise, data, words):
    """What is empty or no UTF-8 text is refused with its kind."""
    path = tmp_path / "a.py"
    if words is None:
        path.write_text(data)
        assert read(path, make_exercise()).runnable
        return
    path.write_bytes(data)

    assert words in refused(path, make_exercise()).message


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("a.py", 256 * 1024 + 1, "256 KiB"),
        ("a.ipynb", 8 * 1024 * 1024 + 1, "8 MiB"),
    ],
)
def test_too_large(tmp_path, make_exercise, name, size, words):
    """A file above the limit is refused without being read."""
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(size)

    assert words in refused(path, make_exercise()).message


def test_largest(hand_in):
    """A file of exactly 256 KiB is read."""
    assert hand_in(b"#" * (256 * 1024)).runnable


def test_growing_file(tmp_path, make_exercise, monkeypatch):
    """The limit holds while reading too: a file that grows after it was measured is refused."""
    path = tmp_path / "a.py"
    path.write_bytes(b"#" * (256 * 1024 + 10))
    measure = os.fstat

    def lie(descriptor: int) -> os.stat_result:
        status = list(measure(descriptor))
        return os.stat_result([*status[:6], 5, *status[7:]])

    monkeypatch.setattr(os, "fstat", lie)

    assert "256 KiB" in refused(path, make_exercise()).message


def test_not_there(tmp_path, make_exercise):
    """For a missing file the nearest name in its folder is offered."""
    (tmp_path / "mse_gradient.py").write_text(GOOD)

    error = refused(tmp_path / "mse_gradeint.py", make_exercise())
    assert "There is no file mse_gradeint.py" in error.message
    assert error.hint == "Did you mean mse_gradient.py?"


def test_not_there_in_an_empty_folder(tmp_path, make_exercise):
    """Where there is nothing to offer, the hint says so."""
    exercise = make_exercise()
    (tmp_path / "empty").mkdir()

    assert "no .py or .ipynb file" in (refused(tmp_path / "empty" / "a.py", exercise).hint or "")


def test_no_folder(tmp_path, make_exercise):
    """A wrong folder is named, not the file in it."""
    assert "There is no folder" in refused(tmp_path / "nowhere" / "a.py", make_exercise()).message
    (tmp_path / "file").write_text("x")
    assert "There is no folder" in refused(tmp_path / "file" / "a.py", make_exercise()).message


def test_folder(tmp_path, make_exercise):
    """A folder is not taken for a file."""
    (tmp_path / "a.py").mkdir()

    assert "a.py is a folder" in refused(tmp_path / "a.py", make_exercise()).message


def test_fifo(tmp_path, make_exercise):
    """A FIFO without a writer is refused at once instead of waited for."""
    os.mkfifo(tmp_path / "a.py")

    assert "a pipe" in refused(tmp_path / "a.py", make_exercise()).message


def test_fifo_in_the_last_moment(tmp_path, make_exercise, monkeypatch):
    """A file that is exchanged for a FIFO between two looks is refused, not waited for."""
    os.mkfifo(tmp_path / "a.py")
    (tmp_path / "b.py").write_text(GOOD)
    look = os.stat
    monkeypatch.setattr(os, "stat", lambda path, **more: look(tmp_path / "b.py" if path == tmp_path / "a.py" else path))

    assert "a pipe" in refused(tmp_path / "a.py", make_exercise()).message


def test_socket(tmp_path, make_exercise, monkeypatch):
    """A socket is refused."""
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("a.py")

        assert "a socket" in refused(tmp_path / "a.py", make_exercise()).message


def test_device(tmp_path, make_exercise):
    """A link to a device that never ends is refused."""
    (tmp_path / "a.py").symlink_to("/dev/zero")

    assert "a device" in refused(tmp_path / "a.py", make_exercise()).message


def test_link(tmp_path, make_exercise):
    """A student's own link is followed; a broken one and a circle are not there."""
    (tmp_path / "real.txt").write_text(GOOD)
    (tmp_path / "a.py").symlink_to("real.txt")
    assert read(tmp_path / "a.py", make_exercise()).source == GOOD

    (tmp_path / "b.py").symlink_to("nowhere.py")
    assert "There is no file b.py" in refused(tmp_path / "b.py", make_exercise()).message
    (tmp_path / "c.py").symlink_to("c.py")
    assert "cannot be read" in refused(tmp_path / "c.py", make_exercise()).message


def test_unreadable(tmp_path, make_exercise, monkeypatch):
    """A file that may not be read says so."""

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "a.py"
    path.write_text(GOOD)
    monkeypatch.setattr(os, "open", refuse)

    assert "may not be read" in refused(path, make_exercise()).message


@pytest.mark.parametrize("name", ["a.txt", "a", "a.py.bak", "a.zip", ".py"])
def test_other_kinds(tmp_path, make_exercise, name):
    """Only .py files and notebooks are taken."""
    (tmp_path / name).write_text(GOOD)

    assert "neither a .py nor an .ipynb" in refused(tmp_path / name, make_exercise()).message


@pytest.mark.parametrize(
    "name",
    [
        "a b.py",
        "均方误差.py",
        "-rf.py",
        "--help.py",
        ".hidden.py",
        "A.PY",
        "é.py",
        "e\u0301.py",
        "🙂.py",
        "x" * 200 + ".py",
    ],
)
def test_strange_but_good_names(hand_in, name):
    """Spaces, other scripts, leading dashes and capitals are fine in a file's name."""
    submission = hand_in(GOOD, name=name)

    assert submission.filename == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a\x1b[2Jb.py", r"a\x1b[2Jb.py"),
        ("a\nFAKE.py", r"a\x0aFAKE.py"),
        ("a\u202eyp.py", r"a\u202eyp.py"),
        ("a\u2028b.py", r"a\u2028b.py"),
        ("a\u200bb.py", r"a\u200bb.py"),
        ("a\x9bb.py", r"a\x9bb.py"),
        ("a\U000e0041b.py", r"a\U000e0041b.py"),
    ],
)
def test_unsafe_names(tmp_path, make_exercise, name, safe):
    """What a terminal would obey in a file's name is written as an escape, in messages and in the submission."""
    (tmp_path / name).write_text(GOOD)
    assert read(tmp_path / name, make_exercise()).filename == safe

    (tmp_path / name).write_text("")
    assert refused(tmp_path / name, make_exercise()).message == f"{safe} is empty."


def test_undecodable_name(tmp_path, make_exercise):
    """A file name that is no UTF-8 becomes a name that can be printed."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.py"))
    path.write_text(GOOD)

    read(path, make_exercise()).filename.encode()


@pytest.mark.parametrize("name", ["a\0b.py", "x" * 300 + ".py", "\ud800.py"])
def test_impossible_names(tmp_path, make_exercise, name):
    """A path that no file can have is refused with a sentence."""
    refused(tmp_path / name, make_exercise())


def test_one_descriptor(tmp_path, make_exercise):
    """Nothing stays open, whether the file was good or not."""
    (tmp_path / "a.py").write_text(GOOD)
    (tmp_path / "b.py").mkdir()
    exercise = make_exercise()
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0
    read(tmp_path / "a.py", exercise)
    refused(tmp_path / "b.py", exercise)

    assert not before or len(os.listdir("/proc/self/fd")) == before


def test_nothing_is_run(tmp_path, hand_in):
    """Reading runs nothing: no import, no decorator, no default value, no cell."""
    marker = tmp_path / "marker"
    attack = f"open({str(marker)!r}, 'w').close()\n"

    hand_in(attack + f"def f(x=open({str(marker)!r}, 'w')): pass\n")
    hand_in([attack])

    assert not marker.exists()


def test_in_a_thread(hand_in):
    """Reading works outside the main thread, where the stack is smaller."""
    found: list[Submission] = []
    sources = ["x = " + "(" * 90 + ")" * 90, "x = " + "lambda:" * 10_000 + "1", "-" * 200_000 + "1"]
    threads = [threading.Thread(target=lambda source=source: found.append(hand_in(source))) for source in sources]
    for thread in threads:
        thread.start()
        thread.join()

    assert sorted(submission.runnable for submission in found) == [False, False, True]


def test_broken_stub(tmp_path, hand_in):
    """A stub that is no Python is the course's fault, not the student's."""
    with pytest.raises(CourseError, match="is no Python"):
        hand_in(GOOD, stub="def (:\n")


def test_notebook_in_disguise(tmp_path, make_exercise):
    """A notebook that was renamed to .py is recognised, although its text happens to be Python."""
    path = tmp_path / "a.py"
    path.write_bytes(as_notebook([GOOD]))

    error = refused(path, make_exercise())
    assert "is a notebook" in error.message
    assert ".ipynb" in (error.hint or "")


@pytest.mark.parametrize(
    ("text", "safe"), [("a b", "a b"), ("\t", r"\x09"), ("\x7f", r"\x7f"), ("\u2066", r"\u2066"), ("\ud800", r"\ud800")]
)
def test_shown(text, safe):
    """Text is shown with every control, format and surrogate character written as an escape."""
    assert shown(text) == safe


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([".py", ".ipynb"]), st.sampled_from([b"", b"\xef\xbb\xbf", b'{"cells":['])
)
def test_any_bytes(tmp_path, make_exercise, data, suffix, start):
    """Whatever the bytes are, reading returns or raises a SubmissionError."""
    path = tmp_path / f"any{suffix}"
    path.write_bytes(start + data)
    with contextlib.suppress(SubmissionError):
        assert read(path, make_exercise()).data == start + data


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*STUB.split("\n"), "x = [", "'''", "%time", "if x:", "\\", "import torch; print(1)"])))
def test_any_lines(hand_in, lines):
    """Whatever the lines of a file or of a cell are, reading returns."""
    text = "\n".join([*lines, "pass"])
    hand_in(text)
    submission = hand_in([text, "x = 1"])

    assert submission.runnable
    assert submission.source.count("\n") >= text.rstrip("\n").count("\n")


def test_mode_of_the_file_is_kept(tmp_path, make_exercise):
    """Reading changes nothing about the file."""
    path = tmp_path / "a.py"
    path.write_text(GOOD)
    path.chmod(0o444)
    before = path.stat()
    read(path, make_exercise())

    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert path.stat().st_mtime_ns == before.st_mtime_ns
