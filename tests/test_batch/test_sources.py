"""Where submissions lie: folders, downloads and archives, honest and hostile."""

from __future__ import annotations

import gc
import io
import os
import random
import stat
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.batch import archive, layouts
from grader.batch.found import Found, Problem, folder_of, refusal_of_name
from grader.batch.layouts import open_source
from grader.batch.times import read_time
from grader.course import Course, Exercise
from grader.errors import SubmissionError, UserError

CODE = b"def f():\n    return 1\n"


def exercise(name: str = "exercise03_mse_gradient", file: str = "mse_gradient.py") -> Exercise:
    """Return an exercise that nobody grades."""
    return Exercise(name, Path(name), None, file, "Title", "", 10, 100.0)


EXERCISES = (exercise(), exercise("exercise04_losses", "losses.py"))
COURSE = Course(Path("/nowhere"), "Course", EXERCISES)


def look(path: Path, pattern: str | None = None, exercises=EXERCISES) -> tuple[dict, list[Problem]]:
    """Return what is found, (student, exercise) -> Found, and the problems."""
    items = list(open_source(path, COURSE, exercises, pattern).items())
    found = [item for item in items if isinstance(item, Found)]
    keyed = {(item.student, item.exercise): item for item in found}
    assert len(keyed) == len(found)
    return keyed, [item for item in items if isinstance(item, Problem)]


def put(root: Path, name: str, data: bytes = CODE) -> Path:
    """Write a file and its folders."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of these files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as writer:
        for name, data in files.items():
            writer.writestr(name, data)
    return target.getvalue()


# nbgrader's layout


def test_nbgrader_layout(tmp_path):
    """Each student's file is found with its bytes and its time, exercise after exercise."""
    put(tmp_path, "bob/exercise03_mse_gradient/mse_gradient.py", b"bob")
    put(tmp_path, "bob/exercise03_mse_gradient/timestamp.txt", b"2026-03-01 14:00:00.5 Asia/Shanghai\n")
    put(tmp_path, "alice/exercise04/losses.ipynb", b"{}")
    put(tmp_path, "alice/exercise03/mse_gradient.py", b"alice")
    put(tmp_path, "alice/ps9/other.py")

    found, problems = look(tmp_path)

    assert problems == []
    assert list(found) == [
        ("alice", EXERCISES[0].name), ("bob", EXERCISES[0].name), ("alice", EXERCISES[1].name),
    ]  # fmt: skip
    bob = found["bob", EXERCISES[0].name]
    assert (bob.load(), bob.filename) == (b"bob", "mse_gradient.py")
    assert bob.submitted_at == datetime(2026, 3, 1, 6, 0, 0, 500_000, UTC)
    assert found["alice", EXERCISES[0].name].submitted_at is None
    assert found["alice", EXERCISES[1].name].filename == "losses.ipynb"


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        (["mse_gradient.py", "notes.py", "test.ipynb"], "mse_gradient.py"),
        (["Mse_Gradient.py", "notes.py"], "Mse_Gradient.py"),
        (["mse_gradient.ipynb", "notes.py"], "mse_gradient.ipynb"),
        (["mse_gradient.py", "mse_gradient.ipynb"], "mse_gradient.py"),
        (["homework.py", "data.csv", "notes.txt"], "homework.py"),
        (["homework.ipynb", ".hidden.py"], "homework.ipynb"),
        (["a.py", "b.py"], "2 files"),
        (["data.csv"], "no .py or .ipynb file"),
        (["timestamp.txt"], "no .py or .ipynb file"),
    ],
)
def test_which_file_counts(tmp_path, files, chosen):
    """The file named as the exercise asks is taken, else the only one, else the student is told of by name."""
    for name in files:
        put(tmp_path, f"alice/exercise03/{name}")

    found, problems = look(tmp_path)

    if problems:
        assert chosen in problems[0].what
        assert problems[0].student == "alice"
        assert found == {}
    else:
        assert [item.filename for item in found.values()] == [chosen]


STUB = b'def f():\n    """Return 1."""\n    raise NotImplementedError\n'


@pytest.mark.parametrize("where", ["folder", "archive", "download"])
@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        ({"mse_gradient.py": STUB, "mse_gradient.ipynb": CODE}, "mse_gradient.ipynb"),
        ({"mse_gradient.py": CODE, "mse_gradient.ipynb": CODE}, "mse_gradient.py"),
        ({"mse_gradient.py": STUB, "notes.ipynb": CODE}, "mse_gradient.py"),
        ({"mse_gradient.py": STUB + b"#" * layouts.LONGEST_STUB, "mse_gradient.ipynb": CODE}, "mse_gradient.py"),
        ({"mse_gradient.py": b"def f(:", "mse_gradient.ipynb": CODE}, "mse_gradient.py"),
    ],
)
def test_notebook_beside_the_stub(tmp_path, files, chosen, where):
    """A stub that nobody has touched gives way to the notebook of the same name, and that is said."""
    for name, data in files.items():
        match where:
            case "folder":
                put(tmp_path, f"alice/exercise03/{name}", data)
            case "archive":
                put(tmp_path, "alice/exercise03/work.zip", zipped(files))
            case "download":
                put(tmp_path, f"Alice Ng_7_assignsubmission_file_/{name}", data)

    (item,) = look(tmp_path, exercises=EXERCISES[:1])[0].values()

    assert (item.filename, item.load()) == (chosen, files[chosen])
    assert item.note == (f"mse_gradient.py {layouts.UNTOUCHED}" if chosen == "mse_gradient.ipynb" else "")


def test_unreadable_time_is_told(tmp_path):
    """A timestamp that is no time costs nobody the grade: it is found without a time, and somebody is told."""
    put(tmp_path, "alice/exercise03/mse_gradient.py")
    put(tmp_path, "alice/exercise03/timestamp.txt", b"yesterday \x1b[31m")

    found, problems = look(tmp_path)

    assert [item.submitted_at for item in found.values()] == [None]
    assert problems[0].graded
    assert "\x1b" not in str(problems[0])


def test_nothing_is_followed(tmp_path):
    """Links, pipes and folders in a file's place are not read, and a pipe is not waited for."""
    secret = put(tmp_path, "secret.py", b"secret")
    root = tmp_path / "submitted"
    for student in ("link", "pipe", "folder", "socketless"):
        (root / student / "exercise03").mkdir(parents=True)
    (root / "link/exercise03/mse_gradient.py").symlink_to(secret)
    os.mkfifo(root / "pipe/exercise03/mse_gradient.py")
    (root / "folder/exercise03/mse_gradient.py").mkdir()
    (root / "elsewhere").symlink_to(tmp_path)
    (root / "inner").mkdir()
    (root / "inner/exercise03_mse_gradient").symlink_to(tmp_path)

    found, problems = look(root)

    for student in ("link", "pipe"):
        with pytest.raises(SubmissionError):
            found[student, EXERCISES[0].name].load()
    assert {name for name, _ in found} == {"link", "pipe"}
    assert sorted(problem.what.split()[0] for problem in problems if "link" in problem.what) == [
        "elsewhere", "exercise03_mse_gradient",
    ]  # fmt: skip


def test_large_files_are_refused(tmp_path):
    """A file that is larger than may be handed in is not read to its end."""
    put(tmp_path, "alice/exercise03/mse_gradient.py", b"#" * (256 * 1024 + 1))
    with open(put(tmp_path, "bob/exercise03/mse_gradient.ipynb"), "wb") as file:
        file.truncate(1 << 40)

    found, _ = look(tmp_path)

    for item in found.values():
        with pytest.raises(SubmissionError, match="larger than"):
            item.load()


def test_odd_names_of_students(tmp_path):
    """Whatever a folder may be called is the name of a student."""
    names = ["Zoë 诗", "-rf", "a\nb", "=1+1", "x" * 255, "*", "~root", "a'b\"c"]
    for name in names:
        put(tmp_path, f"{name}/exercise03/mse_gradient.py", name.encode())
    os.makedirs(os.fsencode(tmp_path) + b"/caf\xe9/exercise03")
    with open(os.fsencode(tmp_path) + b"/caf\xe9/exercise03/mse_gradient.py", "wb"):
        pass

    found, problems = look(tmp_path)

    assert {name: item.load().decode() for (name, _), item in found.items()} == {name: name for name in names}
    assert ["no valid text" in problem.what for problem in problems] == [True]


def test_folder_of_a_student():
    """A student's folder is named after the student where that is harmless, and never shared or outside."""
    plain = ["alice", "Zoë 诗", "Ng, Alice", "a.b@c.de", "o'neil_4711"]
    odd = [
        "..",
        ".",
        "",
        " ",
        "a/b",
        "a_b",
        "a\nb",
        "a\tb",
        "x" * 300,
        "x" * 301,
        ".hidden",
        "-",
        "*",
        "a\0b",
        "诗" * 90,
    ]
    odd += ["a~0123456789ab", "\udcff", "C:x"]

    folders = {name: folder_of(name) for name in plain + odd}

    assert [folders[name] for name in plain] == plain
    assert len(set(folders.values())) == len(folders)
    for name in folders.values():
        assert len(name.encode()) <= 140
        assert name.strip(" .") == name
        assert not set(name) & set("/\\\0\n\t*:")


@pytest.mark.parametrize("name", ["", " ", ".", "..", "\udc80", "x" * 1001])
def test_names_of_nobody(name):
    """Some names cannot be anybody's."""
    assert refusal_of_name(name)


def test_wrong_places(tmp_path):
    """A place that holds no submissions is refused in one sentence with what was expected."""
    put(tmp_path, "empty/readme.md")
    put(tmp_path, "course.zip", b"PK nothing")
    for path, message in (("none", "no folder"), ("empty", "no submission"), ("course.zip", "no zip archive")):
        with pytest.raises(UserError, match=message) as caught:
            look(tmp_path / path)
        assert caught.value.hint


# What learning platforms let one download


def test_canvas_download(tmp_path):
    """Canvas's names give student and number; LATE and the count of what came again are left out."""
    for name in (
        "ngalice_4711_90210_mse_gradient.py", "obrienbob_LATE_4712_90211_mse_gradient-2.py",
        "ngalice_4713_90212_my_own_name.ipynb", "readme.txt",
    ):  # fmt: skip
        put(tmp_path, name, name.encode())

    found, problems = look(tmp_path, exercises=EXERCISES[:1])

    assert problems == []
    assert {student: item.filename for (student, _), item in found.items()} == {
        "ngalice_4711": "mse_gradient.py", "obrienbob_4712": "mse_gradient.py", "ngalice_4713": "my_own_name.ipynb",
    }  # fmt: skip
    assert found["obrienbob_4712", EXERCISES[0].name].load().startswith(b"obrien")


def test_canvas_download_of_several_exercises(tmp_path):
    """Where several exercises are meant, the file's name tells which, and a name that tells nothing is told of."""
    put(tmp_path, "ngalice_4711_1_mse_gradient.py")
    put(tmp_path, "ngalice_4711_2_losses-1.py")
    put(tmp_path, "ngalice_4711_3_homework.py")

    found, problems = look(tmp_path)

    assert list(found) == [("ngalice_4711", each.name) for each in EXERCISES]
    assert [problem.student for problem in problems] == ["ngalice_4711"]


@pytest.mark.parametrize("separator", ["/", ""])
def test_moodle_download(tmp_path, separator):
    """Moodle's names are read with and without a folder for each student."""
    put(tmp_path, f"Alice Ng_4711_assignsubmission_file_{separator}mse_gradient.py", b"a")
    put(tmp_path, f"Bob_the_Builder_12_assignsubmission_file_{separator}other.ipynb", b"b")

    found, problems = look(tmp_path, exercises=EXERCISES[:1])

    assert problems == []
    assert {student: item.load() for (student, _), item in found.items()} == {
        "Alice Ng_4711": b"a", "Bob_the_Builder_12": b"b",
    }  # fmt: skip


def test_own_pattern(tmp_path):
    """An own pattern says where student, exercise and time stand; a student's attempts come by their times."""
    for day in (3, 1, 2):
        put(tmp_path, f"in/exercise03/2026-03-0{day}-10-00-00/alice.py", b"%d" % day)
    put(tmp_path, "in/exercise04/2026-03-01-10-00-00/alice.py")
    put(tmp_path, "in/note.py")
    pattern = r"in/(?P<exercise>\w+)/(?P<timestamp>[^/]+)/(?P<student>\w+)\.py"

    items = list(open_source(tmp_path, COURSE, EXERCISES, pattern).items())

    found = [item for item in items if isinstance(item, Found) and item.exercise == EXERCISES[0].name]
    assert [(item.student, item.load()) for item in found] == [("alice", b"1"), ("alice", b"2"), ("alice", b"3")]
    assert found[0].submitted_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert ["note.py" in item.what for item in items if isinstance(item, Problem)] == [True]


@pytest.mark.parametrize("pattern", ["(", "no_group", "(?P<name>.*)"])
def test_pattern_that_is_none(tmp_path, pattern):
    """A pattern that cannot be used is refused before anything is graded."""
    with pytest.raises(UserError, match="pattern"):
        look(tmp_path, pattern)


# Archives


@pytest.mark.parametrize("top", ["", "submitted/"])
def test_archive_of_the_layout(tmp_path, top):
    """An archive is read like the folder that it holds."""
    files = {f"{top}alice/exercise03/mse_gradient.py": b"a", f"{top}bob/exercise03/mse_gradient.py": b"b"}
    files[f"{top}bob/exercise03/timestamp.txt"] = b"2026-03-01 10:00:00 UTC"
    files["__MACOSX/alice/exercise03/._mse_gradient.py"] = b"x"
    path = put(tmp_path, "class.zip", zipped(files))

    found, problems = look(path)

    assert problems == []
    assert {student: item.load() for (student, _), item in found.items()} == {"alice": b"a", "bob": b"b"}
    assert found["bob", EXERCISES[0].name].submitted_at == datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_archive_of_a_download(tmp_path):
    """The archives of Canvas and Moodle are read as they come."""
    canvas = put(tmp_path, "canvas.zip", zipped({"ngalice_4711_1_mse_gradient.py": b"a"}))
    moodle = put(tmp_path, "moodle.zip", zipped({"Alice Ng_47_assignsubmission_file_/mse_gradient.py": b"b"}))

    assert [item.load() for item in look(canvas, exercises=EXERCISES[:1])[0].values()] == [b"a"]
    assert [item.load() for item in look(moodle, exercises=EXERCISES[:1])[0].values()] == [b"b"]


def test_archive_of_one_student(tmp_path):
    """A student's own archive is looked into, in a folder and in an archive, whatever folders it has."""
    inner = zipped({"work/mse_gradient.py": b"in", "work/notes.py": b"", "__MACOSX/work/._mse_gradient.py": b""})
    put(tmp_path, "submitted/alice/exercise03/work.zip", inner)
    outer = put(tmp_path, "canvas.zip", zipped({"ngalice_4711_1_work.zip": inner}))

    for path in (tmp_path / "submitted", outer):
        found, problems = look(path, exercises=EXERCISES[:1])
        assert problems == []
        assert [(item.filename, item.load()) for item in found.values()] == [("mse_gradient.py", b"in")]


def with_entry(name: str, **attributes: object) -> bytes:
    """Return an archive with one good file and one whose entry is changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as writer:
        writer.writestr("bob/exercise03/mse_gradient.py", CODE)
        info = zipfile.ZipInfo(name)
        for key, value in attributes.items():
            setattr(info, key, value)
        writer.writestr(info, b"/etc/passwd")
    return target.getvalue()


def encrypted() -> bytes:
    """Return an archive one of whose entries says that it is encrypted."""
    data = bytearray(with_entry("alice/exercise03/mse_gradient.py"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rfind(signature) + offset] |= 1
    return bytes(data)


def twice() -> bytes:
    """Return an archive with two files of one name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as writer:
        writer.writestr("bob/exercise03/mse_gradient.py", CODE)
        writer.writestr("alice/exercise03/mse_gradient.py", b"one")
        with pytest.warns(UserWarning, match="Duplicate"):
            writer.writestr("alice/exercise03/mse_gradient.py", b"two")
    return target.getvalue()


def elsewhere() -> bytes:
    """Return an archive one of whose entries says that its file begins at a place that no number can name."""
    data = bytearray(with_entry("alice/exercise03/mse_gradient.py", extra=struct.pack("<HHQ", 1, 8, (1 << 64) - 1)))
    struct.pack_into("<L", data, data.rfind(b"PK\x01\x02") + 42, 0xFFFFFFFF)
    return bytes(data)


HOSTILE = {
    "elsewhere": (elsewhere, "not where"),
    "deep": (lambda: with_entry("alice/exercise03/" + "a/" * 30_000 + "mse_gradient.py"), "deeper"),
    "absolute": (lambda: with_entry("/alice/exercise03/mse_gradient.py"), "absolute"),
    "drive": (lambda: with_entry("C:/alice/exercise03/mse_gradient.py"), "absolute"),
    "traversal": (lambda: with_entry("alice/exercise03/../../../mse_gradient.py"), "leads out"),
    "backslashes": (lambda: with_entry("..\\..\\mse_gradient.py"), "leads out"),
    "link": (
        lambda: with_entry("alice/exercise03/mse_gradient.py", external_attr=(stat.S_IFLNK | 0o777) << 16), "link",
    ),
    "pipe": (
        lambda: with_entry("alice/exercise03/mse_gradient.py", external_attr=(stat.S_IFIFO | 0o777) << 16), "no file",
    ),
    "encrypted": (encrypted, "encrypted"),
    "twice": (twice, "twice"),
    "method": (lambda: with_entry("alice/exercise03/mse_gradient.py", compress_type=zipfile.ZIP_LZMA), "compressed"),
    "bomb": (
        lambda: zipped({"bob/exercise03/mse_gradient.py": CODE, "alice/exercise03/a.py": bytes(3 << 20)}), "unpacks",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_entry_in_the_class_archive(tmp_path, kind):
    """An entry that could do harm is told of and left out; everybody else's is graded; nothing is written."""
    make, message = HOSTILE[kind]
    path = put(tmp_path, "in/class.zip", make())

    found, problems = look(path)

    assert [(student, item.load()) for (student, _), item in found.items()] == [("bob", CODE)]
    assert message in problems[0].what
    assert sorted(tmp_path.rglob("*")) == [tmp_path / "in", path]


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_archive_of_one_student(tmp_path, kind):
    """A student's archive with anything harmful in it is refused as a whole, and that concerns this student alone."""
    make, message = HOSTILE[kind]
    put(tmp_path, "alice/exercise03/work.zip", make())
    put(tmp_path, "bob/exercise03/mse_gradient.py")

    found, problems = look(tmp_path)

    assert [student for student, _ in found] == ["bob"]
    assert [problem.student for problem in problems] == ["alice"]
    assert message in problems[0].what


def nested_records(within: bytes) -> bytes:
    """Return an archive whose first file has another one's header and data in its own."""
    record = within[: within.rfind(b"PK\x01\x02")]
    with zipfile.ZipFile(io.BytesIO(within)) as reader:
        (inner,) = reader.infolist()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as writer:
        writer.writestr("alice/exercise03/mse_gradient.py", record)
        inner.header_offset = 30 + len("alice/exercise03/mse_gradient.py")
        writer.filelist.append(inner)
    return target.getvalue()


def test_files_that_overlap(tmp_path):
    """A file that has another one of the archive in its own data is refused: so a little unpacks to very much."""
    within = zipped({"bob/exercise03/mse_gradient.py": CODE}, zipfile.ZIP_STORED)
    path = put(tmp_path, "class.zip", nested_records(within))

    found, problems = look(path)

    assert problems == []
    assert found["bob", EXERCISES[0].name].load() == CODE
    with pytest.raises(SubmissionError, match="overlaps"):
        found["alice", EXERCISES[0].name].load()


def some_archive(draw: random.Random) -> bytes:
    """Return an archive as different programs write them: order, methods, sizes, folders, comments, what is before."""
    target, names = io.BytesIO(), [f"{draw.choice('abc诗é')}{number}" for number in range(draw.randint(0, 12))]
    target.write(draw.randbytes(draw.choice([0, 0, 7, 3000])))
    with zipfile.ZipFile(target, "a", draw.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as writer:
        writer.comment = draw.randbytes(draw.choice([0, 0, 20]))
        for name in names:
            folder = "".join(f"{draw.choice(['x', 'y', 'é', '.'])}/" for _ in range(draw.randint(0, 4)))
            if draw.random() < 0.2:
                writer.writestr(f"{folder}{name}/", b"")
            info = zipfile.ZipInfo(f"{folder}{name}.py")
            info.compress_type, info.comment = writer.compression, draw.randbytes(draw.choice([0, 5]))
            info.extra = draw.choice([b"", struct.pack("<HHL", 0x7075, 4, 7)])
            with writer.open(info, "w", force_zip64=draw.random() < 0.3) as file:
                file.write(draw.choice([CODE, b"", draw.randbytes(500), b"#" * 9000]))
    return target.getvalue()


@pytest.mark.parametrize("seed", range(30))
def test_reads_what_zipfile_reads(tmp_path, seed):
    """Whatever program wrote an honest archive, the same files with the same bytes are in it as zipfile finds there."""
    data = some_archive(random.Random(seed))
    path = put(tmp_path, "class.zip", data)
    with zipfile.ZipFile(path) as reader:
        read = {info.filename: reader.read(info) for info in reader.infolist() if not info.is_dir()}

    for contents in (archive.open_class(path), archive.open_nested(data, "work.zip")):
        assert list(contents.refused()) == []
        assert [file.path for file in contents.everything()] == sorted(file.path for file in contents.everything())
        found = {file.path: file.load() for file in contents.everything()}
        assert found == {tuple(part for part in name.split("/") if part != "."): data for name, data in read.items()}
        walked = {file.path for file in layouts._walk(contents)}
        assert walked == found.keys()


def test_list_of_an_archive_is_not_kept(tmp_path):
    """However many files an archive lists, none of the entries stays in memory."""
    path = put(tmp_path, "class.zip", zipped({f"{number}.py": b"" for number in range(500)}))

    contents = archive.open_class(path)

    gc.collect()
    assert len(contents.files()) == 500
    assert not [each for each in gc.get_objects() if type(each) is zipfile.ZipInfo]  # to ask others is to be warned


def test_size_that_is_a_lie(tmp_path):
    """A file that unpacks to more than its entry says, or is damaged, is refused when it is read."""
    data = bytearray(zipped({"alice/exercise03/mse_gradient.py": b"#" * 200_000}))
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 100)
    short = put(tmp_path, "short.zip", bytes(data))
    data = bytearray(zipped({"alice/exercise03/mse_gradient.py": os.urandom(5000)}))
    data[1000] ^= 0xFF
    damaged = put(tmp_path, "damaged.zip", bytes(data))

    for path in (short, damaged):
        found, _ = look(path)
        with pytest.raises(SubmissionError, match="unpacked"):
            next(iter(found.values())).load()


def test_archive_in_an_archive_in_an_archive(tmp_path):
    """What is nested deeper than one student's own archive is refused."""
    put(tmp_path, "alice/exercise03/work.zip", zipped({"more.zip": zipped({"mse_gradient.py": CODE})}))

    found, problems = look(tmp_path)

    assert found == {}
    assert "archive in the archive" in problems[0].what


def test_archive_with_very_many_files(tmp_path, monkeypatch):
    """An archive that lists more files than anybody hands in is refused before the list is read."""
    many = zipped({f"{number}.py": b"" for number in range(6000)})
    put(tmp_path, "alice/exercise03/work.zip", many)
    monkeypatch.setattr(archive, "_Streamed", None)

    assert "too many files" in look(tmp_path)[1][0].what


def test_archive_whose_end_lies_about_its_list(tmp_path):
    """A list whose size is stated elsewhere, as in archives beyond 4 GB, is measured by the archive itself."""
    data = zipped({f"{number}.py": b"" for number in range(6000)})
    end = data.rfind(b"PK\x05\x06")
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    lying = bytearray(data[:end] + locator + data[end:])
    struct.pack_into("<L", lying, end + len(locator) + 12, 10)
    put(tmp_path, "alice/exercise03/work.zip", bytes(lying))

    assert "too many files" in look(tmp_path)[1][0].what


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06", b"PK\x05\x06" + bytes(18), os.urandom(3000)])
def test_broken_archives(tmp_path, data):
    """Bytes that are no archive concern one student and nobody else."""
    put(tmp_path, "alice/exercise03/work.zip", data)
    put(tmp_path, "bob/exercise03/mse_gradient.py")

    found, problems = look(tmp_path)

    assert [student for student, _ in found] == ["bob"]
    assert [problem.student for problem in problems] == ["alice"]


def test_every_cut_of_an_archive(tmp_path):
    """However an archive is cut off or damaged, reading it ends in an answer or a SubmissionError."""
    whole = zipped({"work/mse_gradient.py": CODE, "a.txt": b"a"})
    for at in range(0, len(whole), 3):
        for data in (whole[:at], whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]):
            try:
                for file in archive.open_nested(data, "work.zip").everything():
                    file.load()
            except SubmissionError:
                continue


# Times


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2015-02-02 14:58:23.948203 America/Los_Angeles", datetime(2015, 2, 2, 22, 58, 23, 948203)),
        ("2015-02-02 14:58:23.948203 UTC\n", datetime(2015, 2, 2, 14, 58, 23, 948203)),
        ("2015-07-02 14:58:23 CET", datetime(2015, 7, 2, 12, 58, 23)),
        ("2015-02-02 14:58:23 3600", datetime(2015, 2, 2, 13, 58, 23)),
        ("2015-02-02 14:58:23", datetime(2015, 2, 2, 14, 58, 23)),
        ("2015-02-02 14:58", datetime(2015, 2, 2, 14, 58)),
        ("2015-02-02T14:58:23+01:00", datetime(2015, 2, 2, 13, 58, 23)),
        ("2015-02-02T14:58:23Z", datetime(2015, 2, 2, 14, 58, 23)),
        ("2016-01-30-15-00-00", datetime(2016, 1, 30, 15)),
        ("20160130150000", datetime(2016, 1, 30, 15)),
        ("02 Feb 2015 14:58:23", datetime(2015, 2, 2, 14, 58, 23)),
    ],
)
def test_times_as_nbgrader_reads_them(text, moment):
    """A submission time means what nbgrader takes it for."""
    assert read_time(text) == moment.replace(tzinfo=UTC)
    nbgrader = pytest.importorskip("nbgrader.utils")
    assert nbgrader.parse_utc(text.strip()) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2015-02-02 14:58:23 +0100", datetime(2015, 2, 2, 13, 58, 23)),  # nbgrader: 100 seconds
        ("2015-02-02 02:58:23 PM", datetime(2015, 2, 2, 14, 58, 23)),  # nbgrader: at night
        ("Mon, 02 Feb 2015 14:58:23 +0100", datetime(2015, 2, 2, 13, 58, 23)),
    ],
)
def test_times_that_nbgrader_misreads(text, moment):
    """Where nbgrader reads something else than stands there, we do not."""
    assert read_time(text) == moment.replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "2015-13-01", "2015-02-02 14:58:23 Nowhere/Land", "9" * 400, "\0"])
def test_no_times(text):
    """What is no time is refused."""
    with pytest.raises(ValueError, match="time"):
        read_time(text)
