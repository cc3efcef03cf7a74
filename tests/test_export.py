"""Exports: read back by the rules of whoever imports them."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3

import pytest
from classroom import EXERCISE, LATE, check, graded, make_course, report
from click.testing import CliRunner

from grader import gradebook
from grader.cli import program
from grader.errors import UserError
from grader.export import canvas, cells, collect, gradescope, moodle, table
from grader.export.cells import harmless, original, read_sheet
from grader.export.grades import Person
from grader.export.matching import Roster
from grader.journal import Journal
from grader.results import Misconception, Verdict

TITLE = "Twice a tensor"
NASTY = ['=HYPERLINK("x")', "+1", "-2+3", "@SUM(A1)", "\tx", "'quoted", "  =1", 'a,b;c"d\n e', "王, 小明", "-", "plain"]


@pytest.fixture
def course(tmp_path):
    """Return a course of which two students have handed in, one of them late."""
    course = make_course(tmp_path, LATE)
    with Journal.of(course) as journal:
        journal.record(graded("alice", {"one": 5.0, "two": 2.5}))
        journal.record(graded("=bob", {"one": 5.0, "two": 5.0}, days=0.5))
    return course


@pytest.fixture
def named(course):
    """Return the course after its students got names in the gradebook."""
    with Journal.of(course, create=False) as journal:
        gradebook.project(course, journal)
    with sqlite3.connect(course.root / "gradebook.db") as connection:
        connection.execute(
            "UPDATE student SET first_name = 'Alice', last_name = 'Ng', email = 'a@x.org', lms_user_id = '4711' "
            "WHERE id = 'alice'"
        )
    connection.close()
    return course


def rows_of(data: bytes) -> list[list[str]]:
    """Read a file as a platform does."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet(folder, *rows, delimiter=",", bom=False):
    """Write a downloaded file and read it as we do."""
    path = folder / "downloaded.csv"
    path.write_bytes(cells.written(rows, delimiter=delimiter, bom=bom))
    return read_sheet(path)


def canvas_accepts(header: list[str]) -> bool:
    """Whether Canvas takes a header, by the rule of its importer."""
    section = next((place for place, name in enumerate(header) if "Section" in name), None)
    if "Student" not in header[0] or "ID" not in header[1] or section is None:
        return False
    between = header[2:section]
    return between in ([], ["SIS Login ID"], ["SIS User ID", "SIS Login ID"])


@pytest.mark.parametrize("text", NASTY)
def test_cells_are_harmless_and_come_back(text):
    """No cell is one that a spreadsheet calculates, and every text can be had back, through the file as well."""
    cell = harmless(text)
    (read,) = rows_of(cells.written([[cell, "x"]]))

    assert not re.match(r"\s*[=+@|%\t\r]|\s*-.", cell)
    assert original(read[0]) == text


def test_grades_follow_penalties_and_hands(named):
    """What is exported is what the gradebook shows: the penalty is off, points entered by hand are in."""
    with sqlite3.connect(named.root / "gradebook.db") as connection:
        connection.execute(
            "UPDATE grade SET manual_score = 5 WHERE id IN (SELECT grade.id FROM grade"
            " JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id"
            " JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id"
            " WHERE student_id = 'alice')"
        )
    connection.close()
    found = {grade.person.student: grade for grade in collect(named, named.exercises).grades}

    assert (found["=bob"].points, found["=bob"].penalty) == (9.0, 1.0)
    assert (found["alice"].points, found["alice"].by_hand) == (10.0, True)
    assert found["alice"].person == Person("alice", "Alice", "Ng", "a@x.org", "4711")


def test_grades_without_nbgrader(course, monkeypatch):
    """Without nbgrader the journal's grades are exported, and it is said what may be missing."""
    monkeypatch.setattr(gradebook, "available", lambda: False)
    found = collect(course, course.exercises)

    assert [grade.points for grade in found.grades] == [9.0, 7.5]
    assert "not in this" in found.notes[0]


def test_csv_round_trip(course):
    """The table has a line for each grade, with names that a spreadsheet does not calculate."""
    header, *rows = rows_of(table.to_csv(collect(course, course.exercises)))
    found = [dict(zip(header, row, strict=True)) for row in rows]

    assert header == list(table.COLUMNS)
    assert [original(row["student"]) for row in found] == ["=bob", "alice"]
    assert [(float(row["points"]), float(row["max_points"])) for row in found] == [(9.0, 10.0), (7.5, 10.0)]
    assert all(not row["student"].startswith("=") for row in found)


def test_json_holds_everything(course):
    """The JSON form has students, grades and, if asked for, the whole reports."""
    data = json.loads(table.to_json(course, collect(course, course.exercises, reports=True)))

    assert {each["student"] for each in data["students"]} == {"=bob", "alice"}
    assert [(each["student"], each["points"]) for each in data["grades"]] == [("=bob", 9.0), ("alice", 7.5)]
    assert data["grades"][0]["report"]["exercise"] == EXERCISE
    assert "report" not in json.loads(table.to_json(course, collect(course, course.exercises)))["grades"][0]


def test_canvas_file_follows_the_importer(named):
    """Canvas's header rule holds, points stand under the titles, numbers have a dot and no thousands."""
    header, possible, *rows = rows_of(canvas.to_canvas(collect(named, named.exercises), named.exercises))

    assert canvas_accepts(header)
    assert header[-1] == TITLE
    assert "Points Possible" in possible[0]
    assert possible[-1] == "10.00"
    assert rows[1] == ["Ng, Alice", "4711", "", "alice", "", "7.50"]
    assert all(re.fullmatch(r"\d+\.\d\d", row[-1]) for row in rows)


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_canvas_download_is_filled(named, tmp_path, delimiter):
    """A downloaded gradebook gets the grades in its own column; every other cell stays as it was."""
    before = [
        ["Student", "ID", "SIS Login ID", "Section", "Other (1)", f"{TITLE} (99)", "Final Score"],
        ["    Points Possible", "", "", "", "5", "10", "(read only)"],
        ["Ng, Alice", "4711", "x9", "Sec 1; Sec 2", "3", "", "12,5"],
        ["Nobody, Known", "1", "n", "Sec 1", "4", "2", ""],
    ]
    filled = canvas.fill_canvas(
        sheet(tmp_path, *before, delimiter=delimiter, bom=True),
        collect(named, named.exercises), named.exercises, {}, scale=False,
    )  # fmt: skip
    after = list(csv.reader(io.StringIO(filled.data.decode("utf-8-sig"), newline=""), delimiter=delimiter))

    assert filled.data.startswith(b"\xef\xbb\xbf")
    assert filled.cells == 1
    before[2][5] = "7.50"
    assert after == before
    assert any("Nobody, Known" in note for note in filled.notes)
    assert any("=bob" in note for note in filled.notes)


def test_canvas_points_are_not_converted_unasked(named, tmp_path):
    """Where Canvas gives another number of points, grades are converted only if somebody says so."""
    rows = [["Student", "ID", "Section", TITLE], ["Points Possible", "", "", "100"], ["Ng, Alice", "4711", "", ""]]
    grades = collect(named, named.exercises)
    with pytest.raises(UserError, match="100 in Canvas"):
        canvas.fill_canvas(sheet(tmp_path, *rows), grades, named.exercises, {}, scale=False)
    filled = canvas.fill_canvas(sheet(tmp_path, *rows), grades, named.exercises, {}, scale=True)

    assert rows_of(filled.data)[2][3] == "75.00"


@pytest.mark.parametrize(
    ("header", "columns", "words"),
    [
        (["Name", "Number", "Section", TITLE], {}, "no gradebook of Canvas"),
        (["Student", "ID", "Section", "Other"], {}, "No column"),
        (["Student", "ID", "Section", f"{TITLE} (1)", f"{TITLE} (2)"], {}, "2 columns"),
        (["Student", "ID", "Section", "Other"], {EXERCISE: "Missing"}, 'no column "Missing"'),
    ],
)
def test_canvas_never_guesses_a_column(named, tmp_path, header, columns, words):
    """A file that is something else, or where no column or more than one could be meant, is refused."""
    with pytest.raises(UserError, match=words):
        canvas.fill_canvas(
            sheet(tmp_path, header), collect(named, named.exercises), named.exercises, columns, scale=False
        )


def test_canvas_column_by_name(named, tmp_path):
    """A column that is called otherwise can be named, with its number or without."""
    rows = [["Student", "ID", "Section", "Homework 1 (77)"], ["Ng, Alice", "4711", "", ""]]
    for name in ("Homework 1", "homework 1 (77)"):
        filled = canvas.fill_canvas(
            sheet(tmp_path, *rows), collect(named, named.exercises), named.exercises, {EXERCISE: name}, scale=False
        )
        assert rows_of(filled.data)[1][3] == "7.50"


def test_roster_never_guesses_a_student():
    """A name that fits two students fits none, and an exact number goes before a name."""
    roster = Roster([Person("a", "Kim", "Lee", "", "1"), Person("b", "Kim", "Lee", "", "2")])

    assert roster.find(["Lee, Kim"]) is None
    assert roster.find(["2", "Lee, Kim"]) == "b"
    assert roster.find(["", "  kim   LEE "]) is None
    assert roster.find(["A"]) == "a"


def test_moodle_file_has_grade_and_feedback(named):
    """Every exercise has a grade and its feedback side by side; no grade is a dash."""
    header, *rows = rows_of(moodle.to_moodle(collect(named, named.exercises), named.exercises))

    assert header == ["Email address", "ID number", "Username", TITLE, f"{TITLE} (feedback)"]
    alice = next(row for row in rows if row[2] == "alice")
    assert alice[:4] == ["a@x.org", "4711", "alice", "7.50"]
    assert alice[4]


def test_moodle_worksheet_is_filled(named, tmp_path):
    """A grading worksheet gets grade and comment where Moodle lets it; its dates stay, locked rows too."""
    header = [
        "Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade", "Grade can be changed",
        "Last modified (submission)", "Last modified (grade)", "Feedback comments",
    ]  # fmt: skip
    alice = ["Participant 4711", "Alice Ng", "a@x.org", "Submitted", "", "10.00", "Yes", "Friday", "-", ""]
    other = ["Participant 5", "Bob B", "b@x.org", "Submitted", "3.00", "10.00", "Yes", "Friday", "Monday", "mine"]
    filled = moodle.fill_moodle(
        sheet(tmp_path, header, alice, other), collect(named, named.exercises), named.exercises[0], scale=False
    )
    rows = rows_of(filled.data)

    assert rows[1][4] == "7.50"
    assert rows[1][9]
    assert rows[1][:4] + rows[1][5:9] == alice[:4] + alice[5:9]
    assert rows[2] == other
    locked = moodle.fill_moodle(
        sheet(tmp_path, header, [*alice[:6], "No", *alice[7:]]),
        collect(named, named.exercises), named.exercises[0], scale=False,
    )  # fmt: skip
    assert rows_of(locked.data)[1][4] == ""
    assert any("locked" in note for note in locked.notes)


def test_moodle_refuses_other_files(named, tmp_path):
    """A file that is no grading worksheet, or gives other points, is refused with what to do."""
    with pytest.raises(UserError, match="no grading worksheet"):
        moodle.fill_moodle(
            sheet(tmp_path, ["Grade", "Name"]), collect(named, named.exercises), named.exercises[0], scale=False
        )
    rows = [["Identifier", "Grade", "Maximum grade", "Last modified (grade)"], ["Participant 4711", "", "100", "-"]]
    with pytest.raises(UserError, match="100 in Moodle"):
        moodle.fill_moodle(sheet(tmp_path, *rows), collect(named, named.exercises), named.exercises[0], scale=False)


ALLOWED = {
    "score", "execution_time", "output", "output_format", "test_output_format", "test_name_format", "visibility",
    "stdout_visibility", "extra_data", "tests", "leaderboard",
}  # fmt: skip
OF_A_TEST = {
    "score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags", "visibility",
    "extra_data",
}  # fmt: skip


def test_gradescope_results_follow_the_specification():
    """results.json has the documented fields only, every test is visible, and the scores add up to the total."""
    made = report(
        (check("one", 5.0), check("two", 1.0, message="\x1b[31m<b>no</b>")),
        misconceptions=(Misconception("half", "double", "You halve it.", ("two",)),),
    )
    data = gradescope.to_results(made)

    assert data.keys() <= ALLOWED
    assert all(test.keys() <= OF_A_TEST for test in data["tests"])
    assert {test["visibility"] for test in data["tests"]} == {"visible"}
    assert {test["status"] for test in data["tests"]} == {"passed", "failed"}
    assert sum(test.get("score", 0) for test in data["tests"]) == data["score"] == 6.0
    assert "You halve it." in data["output"]
    assert "\x1b" not in json.dumps(data["tests"], ensure_ascii=False)
    assert isinstance(data["execution_time"], int)
    json.loads(gradescope.to_json(made, points=5.5))


def test_gradescope_keeps_verdicts():
    """The report goes along whole, so nothing is lost on the way."""
    made = report((check("one", 0.0, verdict=Verdict.TIMEOUT),))

    assert gradescope.to_results(made)["extra_data"]["report"]["checks"][1]["verdict"] == "timeout"


def run(course, *words, code=0):
    """Call the command in a course."""
    result = CliRunner().invoke(program, ["export", "-C", str(course.root), *map(str, words)])
    assert result.exit_code == code, result.output
    return result


def test_command_writes_each_form(named, tmp_path):
    """Each form is written where -o says; gradescope writes a file for each student."""
    for form in ("csv", "canvas", "moodle", "json"):
        path = tmp_path / f"out.{form}"
        run(named, form, "-o", path)
        assert path.stat().st_size > 50
    run(named, "gradescope", "-o", tmp_path / "results")
    found = sorted(path.relative_to(tmp_path / "results").as_posix() for path in tmp_path.rglob("results.json"))

    assert len(found) == 2
    assert found[1] == f"alice/{EXERCISE}/results.json"


@pytest.mark.parametrize(
    "words",
    [
        ("csv", "--fill", "here.csv"),
        ("canvas", "--column", "exercise01=x"),
        ("csv", "--scale"),
        ("canvas", "--reports"),
        ("gradescope",),
        ("canvas", "--fill", "here.csv", "-o", "here.csv"),
        ("pdf",),
    ],
)
def test_command_refuses_what_does_not_fit(named, tmp_path, monkeypatch, words):
    """Options that do not go together are refused before anything is written."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here.csv").write_text("a,b\n")
    run(named, *words, code=2)

    assert (tmp_path / "here.csv").read_text() == "a,b\n"


def test_command_without_grades(tmp_path):
    """Where nothing has been graded the command says so, with what to do."""
    result = run(make_course(tmp_path), "csv", code=2)

    assert "grade batch" in result.output


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"", b"one\n", b'a,b\n"unclosed', b"a,b\n1,2,3\n"])
def test_downloads_that_are_no_table(tmp_path, data):
    """A file that is no table of UTF-8 text is refused with a sentence."""
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    with pytest.raises(UserError, match=re.escape(str(path))):
        read_sheet(path)
