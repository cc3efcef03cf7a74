"""The class at a glance: what is counted from the journal, and the page and the lines that are made of it."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import program
from grader.course import Course
from grader.dashboard import survey
from grader.dashboard.behaviour import Tally, behaviour
from grader.dashboard.gist import gist
from grader.errors import GraderError
from grader.journal import Graded, Journal
from grader.render.chart import Slot, charted
from grader.render.dashboard import ClassView, dashboard_text, to_dashboard_html, to_explain
from grader.results import CheckResult, Frame, Misconception, Part, Problem, Verdict
from tests.classroom import DUE, EXERCISE, check, graded, make_course, report

SECOND = "exercise02_half"
HALF = Misconception("forgets_two", "double", "The factor 2 is missing.", ("values",))
NOW = DUE + timedelta(days=1)


def half(**more) -> CheckResult:
    """Return a failed check that a misconception explains."""
    return check("values", 0.0, functions=("double",), misconceptions=("forgets_two",), **more)


def odd(difference: str = "the result is 3 times the expected one", name: str = "values", **more) -> CheckResult:
    """Return a failed check that nothing explains."""
    return check(name, 0.0, functions=("double",), difference=difference, **more)


def row(student: str, *checks: CheckResult, tries: str = "", known: tuple[Misconception, ...] = (), **more) -> Graded:
    """Return a row with these checks; ``tries`` makes the file another one."""
    exercise = more.get("exercise", EXERCISE)
    return graded(student, report(checks, exercise, known), source=f"{student}{tries}{exercise}".encode(), **more)


def view_of(course: Course, *rows: Graded, names: tuple[str, ...] = ()) -> ClassView:
    """Return what is to be seen of a class with these rows."""
    with Journal.of(course) as journal:
        for each in rows:
            journal.record(each)
        chosen = [course.find(name) for name in names] or course.exercises
        return survey(course, chosen, journal, NOW)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course of two exercises of 10 points, the first of which is due."""
    return make_course(tmp_path, "[due]\nexercise01 = 2026-12-01T23:59:00Z\n", (EXERCISE, SECOND))


def test_points_fall_into_tenths(course: Course) -> None:
    """The bins count tenths of the points; full points are a bin of their own, and what counts is the best attempt."""
    view = view_of(
        course,
        row("ann", check("a", 5.0), check("b", 5.0)),
        row("ben", check("a", 5.0), check("b", 0.0)),
        row("cem", check("a", 0.0), check("b", 0.0)),
        row("cem", check("a", 5.0), check("b", 4.9), tries="again"),
    )

    first = view.exercises[0]
    assert first.bins == (0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1)
    assert (first.handed_in, first.submissions, first.full, first.median) == (3, 4, 1, 9.9)
    assert view.exercises[1].bins == (0,) * 11


def test_known_mistakes_are_counted_with_their_students(course: Course) -> None:
    """A misconception has the students whose counting report names it, and their checks are no unknown failures."""
    view = view_of(
        course,
        row("ann", half(), known=(HALF,)),
        row("ben", half(), known=(HALF,)),
        row("cem", check("values", 5.0)),
    )

    (mistake,) = view.exercises[0].known
    assert (mistake.name, mistake.text, mistake.students) == ("forgets_two", "The factor 2 is missing.", ("ann", "ben"))
    assert view.exercises[0].unknown == ()
    assert to_explain(view) == [mistake]


def test_unknown_failures_are_grouped_by_difference(course: Course) -> None:
    """Who has the same telling difference in a function stands together, whichever check it showed in."""
    view = view_of(
        course,
        row("ann", odd()),
        row("ben", odd(name="corners")),
        row("cem", odd("the result has the wrong sign")),
    )

    assert [mistake.students for mistake in view.exercises[0].unknown] == [("ann", "ben"), ("cem",)]
    assert view.exercises[0].unknown[0].text == "The result is 3 times the expected one."
    assert [mistake.name for mistake in to_explain(view)] == [""]


def test_what_one_mistake_does_in_several_checks_is_one_group(course: Course) -> None:
    """Failures of the very same students in one function are one mistake, with all of its checks."""
    checks = (odd("", message="got #"), odd("", name="corners", message="got no #"))
    view = view_of(course, row("ann", *checks), row("ben", *checks))

    (mistake,) = view.exercises[0].unknown
    assert sorted(mistake.checks) == ["corners is right.", "values is right."]


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (odd(), odd(name="corners"), True),
        (odd(), odd("the result is 4 times the expected one"), False),
        (odd("is NaN in 3 of 9 elements"), odd("is NaN in 1 of 9 elements"), True),
        (odd("", message="differs in 3 of 4"), odd("", message="differs in 1 of 4"), True),
        (odd("", message="differs in 3 of 4"), odd("", message="differs in 3 of 4", name="corners"), False),
        (
            odd("", message="`double` raised ValueError: size 3", verdict=Verdict.ERROR),
            odd("", message="`double` raised ValueError: size 4", verdict=Verdict.ERROR, name="corners"),
            True,
        ),
        (
            odd("", message="`double` raised ValueError: size 3", verdict=Verdict.ERROR),
            odd("", message="`double` raised TypeError: size 3", verdict=Verdict.ERROR),
            False,
        ),
        (
            odd("", message="after 3 s", verdict=Verdict.TIMEOUT),
            odd("", message="after 9 s", verdict=Verdict.TIMEOUT),
            True,
        ),
    ],
)
def test_behaviour(left: CheckResult, right: CheckResult, same: bool) -> None:
    """Two failures behave alike by their difference, their exception or their verdict; a bare number says nothing."""
    assert (behaviour(left)[0] == behaviour(right)[0]) is same


def test_functions_that_are_not_filled_in_are_no_mistakes(course: Course) -> None:
    """A check that waits for a function fails, is counted as waiting, and makes no group of behaviour."""
    waiting = odd("", message="`double` is not filled in yet.", verdict=Verdict.ERROR)
    passed = check("other", 5.0)
    unfinished = (Problem("unfinished", "`double` is not filled in yet.", 1, function="double"),)
    made = report((waiting, passed), problems=unfinished)
    view = view_of(course, graded("ann", made, source=b"1"), graded("ben", made, source=b"2"))

    tally = view.exercises[0].checks[0]
    assert (tally.name, tally.failed, tally.waiting, tally.percent) == ("values", 2, 2, 100)
    assert view.exercises[0].unknown == ()
    assert view.exercises[0].untouched == 0


def test_checks_come_by_failure_rate(course: Course) -> None:
    """The check that most fail stands first."""
    view = view_of(
        course,
        row("ann", check("a", 5.0), check("b", 0.0), check("c", 0.0)),
        row("ben", check("a", 5.0), check("b", 5.0), check("c", 0.0)),
    )

    assert [(each.name, each.percent) for each in view.exercises[0].checks] == [
        ("c", 100), ("b", 50), ("a", 0), ("shown", 0)
    ]  # fmt: skip


def test_what_is_counted_is_read_as_the_whole_report_would_be() -> None:
    """The quick reader gives failed checks, problems and mistakes as the real one does."""
    frames = (Frame(3, "double", "x + 1"),)
    checks = (half(frames=frames, output="said"), odd(), check("passed", 5.0, parts=(Part("a", Verdict.PASSED, 5, 5),)))
    whole = report(checks, EXERCISE, (HALF,), problems=(Problem("notice", "Look.", 2, 1, "x", 4, "double"),))
    quick = gist(whole.to_json().encode())

    assert quick.misconceptions == whole.misconceptions
    assert [problem.message for problem in quick.problems] == ["Look."]
    tallies = Tally("exercise01"), Tally("exercise01")
    for tally, made in zip(tallies, (quick, whole), strict=True):
        tally.add("ann", made)
    assert tallies[0].checks() == tallies[1].checks()
    assert tallies[0].unknown() == tallies[1].unknown()
    assert [each.message for each in quick.checks] == [each.message for each in whole.checks]


@pytest.mark.parametrize("text", [b"{}", b"[]", b"no JSON", b'{"version": 99}'])
def test_what_is_no_report_is_said(text: bytes) -> None:
    """A damaged report ends with a sentence of ours."""
    with pytest.raises(GraderError):
        gist(text)


def test_stuck_is_who_tries_in_vain(course: Course) -> None:
    """Three attempts of which the last two brought nothing are stuck; who climbs, has two or has it all is not."""

    def tries(student: str, *points: float) -> list[Graded]:
        return [row(student, check("a", p), check("b", 0.0), tries=str(n)) for n, p in enumerate(points)]

    full = [row("eva", check("a", 5.0), check("b", 5.0 if n == 0 else 0.0), tries=str(n)) for n in range(3)]
    view = view_of(
        course, *tries("ann", 3, 3, 3), *tries("ben", 1, 2, 3), *tries("cem", 2, 2), *tries("dan", 0, 4, 0, 1, 2), *full
    )

    assert [(case.student, case.in_vain, case.trail) for case in view.stuck] == [
        ("dan", 3, (0.0, 4.0, 0.0, 1.0, 2.0)),
        ("ann", 2, (3.0, 3.0, 3.0)),
    ]


def test_missing_is_what_is_due_or_what_most_have(course: Course) -> None:
    """Without a due date an exercise is missed from where more than half of the class has handed it in."""
    one = check("a", 5.0)
    rows = [row("ann", one), row("ann", one, exercise=SECOND), row("ben", one), row("cem", one, exercise=SECOND)]
    assert [(each.student, each.exercises) for each in view_of(course, *rows).missing] == [
        ("ben", ("exercise02",)), ("cem", ("exercise01",))
    ]  # fmt: skip

    with Journal.of(course) as journal:
        early = survey(course, course.exercises, journal, DUE - timedelta(days=9))
    assert [each.exercises for each in early.missing] == [("exercise02",)]


def test_students_of_the_gradebook_belong_to_the_class(course: Course) -> None:
    """Who is in the gradebook and has handed in nothing is counted and missing."""
    with sqlite3.connect(course.root / "gradebook.db") as book:
        book.execute("CREATE TABLE student (id VARCHAR)")
        book.execute("INSERT INTO student VALUES ('zoe'), ('ann')")
    book.close()
    view = view_of(course, row("ann", check("a", 5.0)))

    assert view.students == 2
    assert [each.student for each in view.missing] == ["zoe"]


def test_a_damaged_gradebook_does_not_matter(course: Course) -> None:
    """The class is then who has handed in."""
    (course.root / "gradebook.db").write_bytes(b"no database at all" * 100)

    assert view_of(course, row("ann", check("a", 5.0))).students == 1


def test_hand_ins_over_time(course: Course) -> None:
    """Each day has its first hand-ins and the others; those without a time are counted apart."""
    view = view_of(
        course,
        row("ann", check("a", 0.0), days=-2),
        row("ann", check("a", 5.0), days=-1, tries="2"),
        row("ben", check("a", 5.0), days=-1),
        row("cem", check("a", 5.0), days=None),
    )

    assert view.slots == (Slot(date(2026, 11, 29), 1, 0), Slot(date(2026, 11, 30), 1, 1))
    assert view.undated == 1


def test_a_chart_has_few_bars_and_loses_nothing() -> None:
    """A year of hand-ins is put into at most 70 bars whose heights add up, and due dates stand within the drawing."""
    days = [Slot(date(2026, 1, 1) + timedelta(days=n), n % 3, n % 2) for n in range(365)]
    chart = charted(days, [(date(2026, 6, 1), "exercise03"), (date(2030, 1, 1), "exercise04")])

    assert len(chart.rods) <= 70
    assert chart.step == 7
    counted = [int(n) for rod in chart.rods for n in re.findall(r"(\d+) (?:for|again)", rod.said)]
    assert sum(counted) == sum(day.first + day.again for day in days)
    assert [due.text for due in chart.dues] == ["03"]
    assert all(0 <= rod.x <= 720 and rod.first + rod.again <= 96.1 for rod in chart.rods)


def test_one_day_is_a_chart_as_well() -> None:
    """A single hand-in gives one bar."""
    (rod,) = charted([Slot(date(2026, 1, 1), 1, 0)], []).rods

    assert rod.first > 0
    assert rod.said == "2026-01-01: 1 for the first time, 0 again"


class Reader(HTMLParser):
    """Collects elements, attributes and text of a page, and whether every element is closed."""

    VOID = frozenset({"meta", "link", "br", "img"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.attributes += attributes
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.tags.append(tag)
        self.attributes += attributes

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.words.append(data)


def test_the_page_is_whole_and_links_to_itself(course: Course) -> None:
    """Every element is closed, every link has its target on the page, and nothing comes from elsewhere."""
    rows = [row(f"s{n}", half(), known=(HALF,), tries=str(t)) for n in range(3) for t in range(4)]
    page = to_dashboard_html(view_of(course, *rows, *(row(f"t{n}", odd(), days=n) for n in range(3))))
    read = Reader(page)
    targets = {value for name, value in read.attributes if name == "id"}
    links = {value for name, value in read.attributes if name == "href"}

    assert read.open == []
    assert links <= {f"#{target}" for target in targets}
    assert {"script", "img", "link", "iframe"} & set(read.tags) == set()
    assert "http" not in page.replace("http-equiv", "")
    for words in ("The factor 2 is missing.", "3 students", "s1", "The result is 3 times the expected one."):
        assert words in page


HOSTILE = "<b onclick=alert(1)>{{ 7*7 }}</b>\x1b[31m\u202e'\"&"


def test_texts_of_strangers_are_shown_and_not_obeyed(course: Course) -> None:
    """Names, messages, titles and diagnoses with markup, escapes and direction marks are text wherever they stand."""
    mistake = Misconception("x", HOSTILE, HOSTILE, ("values",))
    hostile = odd(HOSTILE, name=HOSTILE, message=HOSTILE)
    rows = [row(f"{HOSTILE}{n}", hostile, half(), known=(mistake,), tries=str(t)) for n in range(2) for t in range(3)]
    view = view_of(course, *rows)
    page, lines = to_dashboard_html(view), dashboard_text(view)

    assert not any(name == "onclick" for name, _ in Reader(page).attributes)
    assert "{{ 7*7 }}" in page
    assert "49" not in "".join(Reader(page).words)
    for text in (page, lines):
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_a_large_class_makes_a_page_of_sane_size(course: Course) -> None:
    """Names are bounded: ten thousand students with one mistake do not make ten thousand lines."""
    view = view_of(course, row("ann", half(), known=(HALF,)), row("ben", half(), known=(HALF,)))
    (first, second) = view.exercises
    crowd = tuple(f"student{n:05d}" for n in range(10_000))
    many = type(first)(**vars(first) | {"known": (type(first.known[0])(**vars(first.known[0]) | {"students": crowd}),)})
    large = type(view)(**vars(view) | {"exercises": (many, second)})
    page = to_dashboard_html(large)

    assert len(page) < 60_000
    assert "and 9,700 others" in page


def grade(*words: str | Path) -> tuple[int, str, str]:
    """Run the command; return its exit code and what it printed."""
    found = CliRunner().invoke(program, [str(word) for word in words])
    return found.exit_code, found.stdout, found.stderr


def test_the_command_writes_a_page_and_says_the_gist(course: Course) -> None:
    """`grade dashboard` tells what to explain, and leaves dashboard.html in the course."""
    view_of(course, row("ann", half(), known=(HALF,)), row("ben", half(), known=(HALF,)))
    code, out, err = grade("dashboard", "-C", course.root)

    assert code == 0, err
    assert "2  exercise01 double The factor 2 is missing." in out
    assert "dashboard.html" in err
    assert "The factor 2 is missing." in (course.root / "dashboard.html").read_text(encoding="utf-8")


def test_the_command_for_programs(course: Course) -> None:
    """`--format json` prints the counts and writes no file."""
    view_of(course, row("ann", half(), known=(HALF,)))
    code, out, _ = grade("dashboard", "exercise01", "-C", course.root, "--format", "json")

    data = json.loads(out)
    assert code == 0
    assert [each["short"] for each in data["exercises"]] == ["exercise01"]
    assert data["exercises"][0]["known"][0]["students"] == ["ann"]
    assert not (course.root / "dashboard.html").exists()


def test_nothing_graded_is_said(course: Course) -> None:
    """Without a journal, or without a submission to these exercises, the command says what to do."""
    code, _, err = grade("dashboard", "-C", course.root)
    assert code == 2
    assert "grade batch" in err

    view_of(course, row("ann", check("a", 5.0)))
    code, _, err = grade("dashboard", "exercise02", "-C", course.root)
    assert code == 2
    assert "grade batch" in err
