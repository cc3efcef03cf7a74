"""A class at a glance: what many got wrong, who is stuck, how points fell; one self-contained page, or a few lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from grader.language import current, told
from grader.render.chart import BASE, HEIGHT, LEFT, WIDTH, Charted, Slot, charted
from grader.render.page import Page
from grader.render.text import cells, number, one_line, plural, spans

BINS = 11  # of points: ten of 10 % each, and full points
TOLD = 8  # things to explain, in the terminal and at the head of the page
SHOWN = 40  # rows of a table of students before the rest is folded away
MOST = 400  # of those that are folded away
NAMES = 300  # of students who have one mistake
SHORT = 90  # characters of a name


@dataclass(frozen=True)
class CheckTally:
    """How a check went among the submissions that count."""

    name: str
    title: str
    public: bool
    failed: int
    waiting: int  # of these: the function is not filled in yet
    ran: int

    @property
    def percent(self) -> int:
        """The share that failed."""
        return round(100 * self.failed / self.ran) if self.ran else 0


@dataclass(frozen=True)
class Mistake:
    """What several students do wrong in the same way: a known mistake, or one that only behaves alike."""

    exercise: str  # short name
    function: str
    name: str  # of the misconception; "" if nobody has written this mistake down yet
    text: str  # the diagnosis, or how the result differs
    checks: tuple[str, ...]  # titles, those that most failed first
    students: tuple[str, ...]


@dataclass(frozen=True)
class Exercised:
    """One exercise in numbers."""

    name: str
    short: str
    title: str
    max_points: float
    due: datetime | None
    handed_in: int
    submissions: int
    bins: tuple[int, ...]  # how many have so many tenths of the points; full points last
    median: float | None
    untouched: int  # students whose file is as they got it
    checks: tuple[CheckTally, ...]  # by failure rate
    known: tuple[Mistake, ...]  # by how many have it
    unknown: tuple[Mistake, ...]

    @property
    def full(self) -> int:
        """How many have all points."""
        return self.bins[-1]


@dataclass(frozen=True)
class Stuck:
    """A student who tries and gets no further."""

    student: str
    exercise: str
    trail: tuple[float, ...]  # points of each attempt
    in_vain: int  # attempts since the best one
    best: float
    max_points: float
    last: date | None
    known: bool  # the report names what is wrong


@dataclass(frozen=True)
class Missing:
    """A student who has not handed in what is due, or what most others have."""

    student: str
    exercises: tuple[str, ...]


@dataclass(frozen=True)
class ClassView:
    """A class, counted."""

    title: str
    made: datetime
    students: int
    submissions: int
    exercises: tuple[Exercised, ...]
    stuck: tuple[Stuck, ...]  # those who lack most points after most attempts in vain first
    missing: tuple[Missing, ...]  # who misses most first
    slots: tuple[Slot, ...]  # hand-ins over time
    undated: int  # hand-ins whose time is not known


def to_explain(view: ClassView, most: int = TOLD) -> list[Mistake]:
    """Return what more than one student does wrong, the most frequent first."""
    found = [mistake for each in view.exercises for mistake in (*each.known, *each.unknown)]
    found = [mistake for mistake in found if len(mistake.students) > 1]
    return sorted(found, key=lambda mistake: (-len(mistake.students), not mistake.name))[:most]


def dashboard_text(view: ClassView, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Return the gist as lines of at most ``width`` columns."""
    page = Page(width=width, color=color, unicode=unicode)
    page.put(page.line(view.title, 200), style="bold", right=plural(view.students, "student"), right_style="dim")
    page.blank()
    found = to_explain(view)
    page.put("To explain" if found else "No mistake is shared by two students.", style="bold")
    for mistake in found:
        lead = f"{len(mistake.students):>5}  "
        page.put(page.line(f"{mistake.exercise} {said(mistake)}", 240), lead=lead, lead_style="bold")
    page.blank()
    _text_table(page, view)
    page.blank()
    if view.stuck:
        page.put(f"Stuck: {plural(len(view.stuck), 'case')}", style="bold")
    for stuck in view.stuck[:TOLD]:
        trail = " ".join(number(points) for points in stuck.trail[-8:])
        line = f"{one_line(stuck.student, characters=40)} in {stuck.exercise}: {trail} of {number(stuck.max_points)}"
        page.put(page.line(line, 200), lead="  ")
    if view.missing:
        page.blank()
        page.put(f"{plural(len(view.missing), 'student')} without a hand-in that is due.")
    return page.text()


def _text_table(page: Page, view: ClassView) -> None:
    heads = [told(word) for word in ("handed in", "full", "median")]
    gaps = [" " * max(1, width - cells(head)) for width, head in zip((11, 7, 8), heads, strict=True)]
    first = told("exercise")
    head = first + " " * (12 - cells(first)) + "".join(gap + word for gap, word in zip(gaps, heads, strict=True))
    page.clipped(head, style="dim")
    for each in view.exercises:
        median = number(each.median) if each.median is not None else "-"
        name = page.line(each.short, 12)
        page.clipped(f"{name:<12}  {each.handed_in:>9,}  {each.full:>5,}  {median:>6}")


def said(mistake: Mistake) -> str:
    """Return a mistake in one sentence."""
    text = told(mistake.text)
    return f"{function} {text}" if (function := _function(mistake)) else text


def _function(mistake: Mistake) -> str:
    """Return the function to be named before a mistake's text; nothing where the text begins with it."""
    return "" if mistake.text.startswith(f"`{mistake.function}`") else mistake.function


def to_dashboard_html(view: ClassView) -> str:
    """Return the class as one page: no script, nothing from elsewhere, all text a variable of the template."""
    from grader.render.templating import template  # the lines for a terminal do without jinja2

    return template("dashboard.html.j2").render(_variables(view)).lstrip()


def _variables(view: ClassView) -> dict[str, Any]:
    anchors = {each.short: index for index, each in enumerate(view.exercises)}
    dues = [(each.due.date(), each.short) for each in view.exercises if each.due is not None]
    return {
        "language": "zh-Hans" if current() == "zh" else "en",
        "title": one_line(view.title),
        "made": f"{view.made:%Y-%m-%d %H:%M}",
        "students": view.students,
        "submissions": view.submissions,
        "undated": view.undated,
        "explain": [_mistake(mistake, anchors[mistake.exercise]) for mistake in to_explain(view)],
        "chart": _chart(view.slots, dues),
        "place": {"left": LEFT, "right": WIDTH, "base": BASE, "height": HEIGHT},
        "exercises": [_exercise(each, index) for index, each in enumerate(view.exercises)],
        "stuck": _folded([_stuck(stuck, anchors[stuck.exercise]) for stuck in view.stuck[:MOST]]),
        "stuck_all": len(view.stuck),
        "missing": _folded([_missing(each) for each in view.missing[:MOST]]),
        "missing_all": len(view.missing),
    }


def _folded(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return rows[:SHOWN], rows[SHOWN:]


def _chart(slots: Sequence[Slot], dues: Sequence[tuple[date, str]]) -> Charted | None:
    return charted(slots, dues) if sum(slot.first + slot.again for slot in slots) else None


def _exercise(each: Exercised, index: int) -> dict[str, Any]:
    failing = [check for check in each.checks if check.failed]
    return {
        "anchor": f"exercise-{index}",
        "short": one_line(each.short, characters=SHORT),
        "title": one_line(told(each.title)),
        "max_points": each.max_points,
        "due": f"{each.due:%Y-%m-%d %H:%M}" if each.due is not None else "",
        "handed_in": each.handed_in,
        "submissions": each.submissions,
        "median": each.median,
        "full": each.full,
        "untouched": each.untouched,
        "bins": each.bins,
        "tallest": max([1, *each.bins]),
        "checks": [_check(check) for check in failing],
        "passed_by_all": len(each.checks) - len(failing),
        "known": [_mistake(mistake, index) for mistake in each.known],
        "unknown": [_mistake(mistake, index) for mistake in each.unknown if len(mistake.students) > 1][:SHOWN],
        "single": [_mistake(mistake, index) for mistake in each.unknown if len(mistake.students) == 1][:SHOWN],
        "single_all": sum(len(mistake.students) == 1 for mistake in each.unknown),
    }


def _check(check: CheckTally) -> dict[str, Any]:
    return {
        "title": spans(one_line(told(check.title or check.name))),
        "public": check.public,
        "waiting": check.waiting,
        "percent": check.percent,
    }


def _mistake(mistake: Mistake, index: int) -> dict[str, Any]:
    names = [one_line(name, characters=SHORT) for name in mistake.students[:NAMES]]
    return {
        "anchor": f"exercise-{index}",
        "exercise": one_line(mistake.exercise, characters=SHORT),
        "function": one_line(_function(mistake), characters=SHORT),
        "name": one_line(mistake.name, characters=SHORT),
        "text": spans(one_line(told(mistake.text), characters=500)),
        "checks": [spans(one_line(told(title), characters=160)) for title in mistake.checks[:3]],
        "more_checks": max(0, len(mistake.checks) - 3),
        "count": len(mistake.students),
        "names": names,
        "more_names": len(mistake.students) - len(names),
    }


def _stuck(stuck: Stuck, index: int) -> dict[str, Any]:
    return {
        "student": one_line(stuck.student, characters=SHORT),
        "exercise": one_line(stuck.exercise, characters=SHORT),
        "anchor": f"exercise-{index}",
        "trail": [min(max(points / (stuck.max_points or 1), 0.0), 1.0) for points in stuck.trail[-20:]],
        "said": ", ".join(number(points) for points in stuck.trail[-20:]),
        "attempts": len(stuck.trail),
        "in_vain": stuck.in_vain,
        "best": stuck.best,
        "max_points": stuck.max_points,
        "last": f"{stuck.last:%Y-%m-%d}" if stuck.last is not None else "",
        "known": stuck.known,
    }


def _missing(missing: Missing) -> dict[str, Any]:
    return {
        "student": one_line(missing.student, characters=SHORT),
        "exercises": [one_line(name, characters=SHORT).removeprefix("exercise") for name in missing.exercises],
    }
