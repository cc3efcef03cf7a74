"""The notebooks for nbgrader: valid, never run, and whatever a student wrote is text in them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nbgrader", reason="the extra `course` is not installed")

from classroom import EXERCISE, STUB, check, graded, journal_of, make_course, report

from grader import gradebook
from grader.course import Course
from grader.gradebook.feedback import harmless, output
from grader.gradebook.notebooks import LONGEST_CODE, code_of, is_folder_name
from grader.journal import Graded
from grader.results import CheckResult, Frame, Misconception, Part, Problem, Verdict

EVIL = """\
### BEGIN SOLUTION
import pathlib
pathlib.Path("RAN").touch()
### END SOLUTION
### BEGIN HIDDEN TESTS
# </script><script>alert(1)</script> <img src=x onerror=alert(1)> \x1b[31mred\x1b[0m \x00 \u2028 {{ 7 * 7 }} {% raw %}
=== BEGIN MARK SCHEME ===
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course with one exercise."""
    return make_course(tmp_path)


def project(course: Course, *rows: Graded) -> gradebook.Projected:
    """Add rows to the journal and bring the gradebook up to date."""
    with journal_of(course, *rows) as journal:
        return gradebook.project(course, journal)


def notebook(course: Course, folder: str) -> dict[str, Any]:
    """Return a notebook that was written."""
    read: dict[str, Any] = json.loads((course.root / folder / EXERCISE / "double.ipynb").read_bytes())
    return read


def submitted(course: Course, student: str = "alice") -> str:
    """Return the code in the notebook of a submission."""
    return str(notebook(course, f"autograded/{student}")["cells"][1]["source"])


def test_cells(course: Course) -> None:
    """The submission's notebook has the code, and for every hidden check a cell with what it found."""
    project(course, graded("alice", {"a": 5.0, "b": 0.0}, source=b"def double(x):\n    return x\n"))

    _, code, first, second = notebook(course, "autograded/alice")["cells"]

    assert code["source"] == "def double(x):\n    return x\n"
    assert code["metadata"]["nbgrader"]["solution"]
    assert [first["metadata"]["nbgrader"]["grade_id"], second["metadata"]["nbgrader"]["grade_id"]] == ["a", "b"]
    assert first["source"] == "# a is right."
    assert first["outputs"][0]["text"] == "passed: 5 of 5 points\n"
    assert second["outputs"][0]["text"].startswith("not right yet: 0 of 5 points\n`double` returned something else.")
    assert second["outputs"][0]["name"] == "stdout"


def test_source_and_release(course: Course) -> None:
    """The exercise's own notebooks have the stub, the checks' sentences and nothing of a solution."""
    project(course, graded("alice", {"a": 5.0}))

    source, release = notebook(course, "source"), notebook(course, "release")

    assert source["cells"][1]["source"] == STUB
    assert source["cells"][2]["source"].startswith("# a is right.\nraise NotImplementedError")
    assert "checksum" not in source["cells"][2]["metadata"]["nbgrader"]
    assert [cell["source"] for cell in release["cells"]] == [cell["source"] for cell in source["cells"]]


@pytest.mark.parametrize("folder", ["source", "release", "autograded/alice"])
def test_valid(course: Course, folder: str) -> None:
    """Nbformat and nbgrader's own schema find nothing wrong, nor does nbgrader's checksum."""
    import nbformat
    from nbgrader.nbgraderformat.v3 import MetadataValidatorV3
    from nbgrader.utils import compute_checksum

    project(course, graded("alice", report((check("größe", 2.5), check("submission", 1.0))), source=EVIL.encode()))

    read = nbformat.read(course.root / folder / EXERCISE / "double.ipynb", as_version=4)
    nbformat.validate(read)
    MetadataValidatorV3().validate_nb(read)
    for cell in read.cells:
        meta = cell.metadata.get("nbgrader", {})
        assert meta.get("checksum", compute_checksum(cell) if meta else None) == (
            compute_checksum(cell) if meta else None
        )


def test_same_cells_as_in_the_database(course: Course) -> None:
    """Every grade_id in the notebook is found in the database, for nbgrader looks there for each."""
    from grader.gradebook.library import api

    project(course, graded("alice", report((check("größe", 2.5), check("submission", 1.0)))))
    book = api().Gradebook(f"sqlite:///{course.root / 'gradebook.db'}")

    for cell in notebook(course, "autograded/alice")["cells"][1:]:
        meta = cell["metadata"]["nbgrader"]
        find = book.find_grade if meta["grade"] else book.find_comment
        assert find(meta["grade_id"], "double", EXERCISE, "alice") is not None
    book.close()


def test_check_cells_give_nothing_away(course: Course) -> None:
    """Whoever runs the notebooks with nbgrader gets an error from every check's cell, not its points."""
    project(course, graded("alice", {"a": 5.0}))

    (cell,) = [
        cell for cell in notebook(course, "source")["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")
    ]

    with pytest.raises(NotImplementedError, match="grade batch"):
        exec(cell["source"], {})


# ---- the student's code


def test_markers_and_markup_are_text(course: Course) -> None:
    """Nbgrader's markers, HTML, escapes and templates in a student's code arrive as they are, and nothing ran."""
    project(course, graded("alice", {"a": 0.0}, source=EVIL.encode()))

    assert submitted(course) == EVIL
    assert list(course.root.rglob("RAN")) == []


def test_large_file(course: Course) -> None:
    """A file as large as may be handed in is there whole."""
    project(course, graded("alice", {"a": 0.0}, source=b"x = 1  # long\n" * 18_000))

    assert len(submitted(course)) == 14 * 18_000


@pytest.mark.parametrize(
    ("data", "filename", "code"),
    [
        (b"\xef\xbb\xbfx = 1\n", "a.py", "x = 1\n"),
        ("# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"), "a.py", "# -*- coding: latin-1 -*-\nx = 'é'\n"),
        (b"x = '\xff\xfe'\n", "a.py", "x = '\ufffd\ufffd'\n"),
        (b"{not json", "a.ipynb", "{not json"),
        (b'{"cells": 3}', "a.ipynb", '{"cells": 3}'),
        (b"[" * 100_000, "a.ipynb", "[" * 100_000),
        (b'{"cells": [{"cell_type": "code", "source": {}}]}', "a.ipynb", "# cell 1\n"),
        (
            b'{"cells": [{"cell_type": "code", "source": ["x\\n", "y"]}, {"cell_type": "markdown", "source": "z"}]}',
            "a.ipynb",
            "# cell 1\nx\ny",
        ),
        (b'{"cells": [{"cell_type": "code", "source": "\\ud800"}]}', "a.ipynb", "# cell 1\n\ud800"),
    ],
)
def test_code_of_any_file(data: bytes, filename: str, code: str) -> None:
    """From a notebook come its code cells; what cannot be read is shown as far as it can."""
    assert code_of(data, filename) == code


def test_lone_surrogates(course: Course) -> None:
    """Half a character in a notebook does not keep the others from their feedback."""
    data = b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}'

    done = project(course, graded("alice", {"a": 0.0}, source=data, filename="double.ipynb"))

    assert done.troubles == []
    assert submitted(course) == "# cell 1\nx = '?'"


def test_too_long() -> None:
    """Of a broken notebook of megabytes only the beginning is shown, and it is said so."""
    code = code_of(b"{" * (LONGEST_CODE + 5), "a.ipynb")

    assert code.endswith("\n# … 5 characters are left out here")


# ---- what checks found


def test_output_of_a_failed_check() -> None:
    """A check's cell tells the verdict, the reason, the lines of the student's code and the mistake."""
    failed = CheckResult(
        "a", "A.", False, Verdict.ERROR, 0.0, 5.0, 0.1, message="ValueError: \x1b[31mno\x07 <b>",
        frames=(Frame(4, "double", "raise ValueError"),), misconceptions=("m",),
    )  # fmt: skip
    mistake = Misconception("m", "double", "You raise.", ("a",))

    lines = output(report((failed,), misconceptions=(mistake,)), failed).splitlines()

    assert lines == [
        "raised ValueError: 0 of 5 points",
        "double raised ValueError: \\x1b[31mno\\x07 <b>",
        "  line 4 in double: raise ValueError",
        "You raise.",
    ]


def test_output_of_parts() -> None:
    """Of a check with cases it is said which of them fail."""
    parts = (Part("small", Verdict.PASSED, 2.5, 2.5), Part("large", Verdict.FAILED, 0.0, 2.5, "It is 3, not 4."))
    failed = CheckResult("a", "A.", False, Verdict.FAILED, 2.5, 5.0, 0.1, message="It is 3, not 4.", parts=parts)

    text = output(report((failed,)), failed)

    assert text.startswith("not right yet: 2.5 of 5 points\n")
    assert "1 of 2 cases passes; it fails for large." in text


def test_flags_are_for_the_instructor(course: Course) -> None:
    """Neither comment nor output says what only the instructor may read."""
    flagged = report({"a": 0.0}, problems=(Problem("flag", "getattr with a computed name"),))
    project(course, graded("alice", flagged, source=b"x"))

    assert "computed" not in json.dumps(notebook(course, "autograded/alice"))
    assert b"computed" not in (course.root / "gradebook.db").read_bytes()


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "<img src=x>", "</div>", "<!-- x", "![x](http://h/p.png)", "[x](javascript:alert(1))",
     "[x][y]", "\x1b[2Jx"],
)  # fmt: skip
def test_comments_are_harmless(text: str) -> None:
    """Nbgrader lets HTML in comments through, so in them nothing opens a tag, a picture or a link."""
    from nbconvert.filters import markdown2html

    html = markdown2html(f"Said: {harmless(text)}")

    assert not any(opening in html for opening in ("<script", "<img", "<!--", '<a href="java', "</div", "\x1b"))


def test_comments_keep_comparisons() -> None:
    """What is no tag stays: a < b, 1<2."""
    assert harmless("a < b, 1<2, x[0] (first)") == "a < b, 1<2, x[0] (first)"


# ---- other people's files


def test_notebooks_of_others_stay(course: Course) -> None:
    """A source notebook that grade has not made is left alone, and told of; points are there all the same."""
    theirs = course.root / "source" / EXERCISE / "double.ipynb"
    theirs.parent.mkdir(parents=True)
    theirs.write_text('{"cells": [], "metadata": {}}')

    done = project(course, graded("alice", {"a": 5.0}), graded("bob", {"a": 5.0}))

    assert theirs.read_text() == '{"cells": [], "metadata": {}}'
    assert [trouble.split(" was ")[1][:16] for trouble in done.troubles] == ["not made by grad"]
    assert len(gradebook.marks(course)[1]) == 2


def test_what_was_cut_off_is_made_anew(course: Course) -> None:
    """Notebooks that are missing, empty or changed are written again."""
    project(course, *(graded(name, {"a": 5.0}) for name in ("ann", "bob", "eve")))
    paths = [course.root / "autograded" / name / EXERCISE / "double.ipynb" for name in ("ann", "bob", "eve")]
    whole = [path.read_bytes() for path in paths]
    paths[0].unlink()
    paths[1].write_bytes(b"")
    paths[2].write_bytes(whole[2].replace(b"passed", b"failed"))

    done = project(course)

    assert done.changed == 3
    assert [path.read_bytes() for path in paths] == whole
    assert list(course.root.rglob(".new-*")) == []


def test_leftovers_are_swept(course: Course) -> None:
    """What killed runs have left behind goes after an hour; what may still be written stays."""
    folder = course.root / "autograded" / "alice" / EXERCISE
    folder.mkdir(parents=True)
    (course.root / ".gradebook-old").mkdir()
    for path in (folder / ".new-old", folder / ".new-now", course.root / ".gradebook-old" / "new.db"):
        path.touch()
    for path in (folder / ".new-old", course.root / ".gradebook-old"):
        os.utime(path, (0, 0))

    project(course, graded("alice", {"a": 5.0}))

    assert [path.name for path in folder.glob(".new-*")] == [".new-now"]
    assert not (course.root / ".gradebook-old").exists()


def test_folder_names() -> None:
    """A student's name must be one folder, on every system."""
    assert all(map(is_folder_name, ("alice", "王小明", "=1+1", "a b", "o'hara", ".hidden", "a..b")))
    assert not any(map(is_folder_name, ("", ".", "..", "a/b", "a\\b", "c:x", "a\nb", "a\0b")))
