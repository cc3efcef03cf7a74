"""The list of a course's exercises in a terminal, and how far one is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.language import told
from grader.render.page import Page
from grader.render.text import cells, listed, number, plural

NARROW = 72  # columns below which an exercise takes two lines
ROOMY = 92  # columns from which the attempts are shown, too
LONG_NAME = 16  # characters; the same for a course with longer names
SIGNS = {"done": ("✓", "green"), "submitted": ("✓", "cyan"), "begun": ("·", "yellow")}
NEXT = (">", "bold")
MOST_BEFORE = 3  # prerequisites that are named in a column


@dataclass(frozen=True)
class Row:
    """One exercise."""

    name: str  # what the student types: "exercise03"
    title: str
    minutes: int
    best: float | None  # points of the best attempt; None: there is none
    most: float
    attempts: int
    state: str = ""  # "done", "submitted", "begun" or nothing
    waits_for: tuple[str, ...] = ()  # prerequisites that are not done, as the student types them
    quiz: tuple[int, int] | None = None  # right answers and questions
    quiz_points: tuple[float, float] = (0.0, 0.0)  # got and possible; possible is 0 where the quiz does not count
    next: bool = False  # what to do now

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to do here, the quiz aside."""
        return self.state in ("done", "submitted")


def exercise_table(
    rows: Iterable[Row], *, notes: Sequence[str] = (), width: int = 80, color: bool = False, unicode: bool = True
) -> str:
    """Return the exercises and how far each is, as lines of at most ``width`` columns.

    Args:
        rows: the exercises.
        notes: lines on what to do now, each with a word and a colon before it; they come last.
        width: columns of the terminal.
        color: use the sixteen colours of the terminal.
        unicode: whether the terminal's encoding can show more than ASCII.

    """
    page = Page(width=width, color=color, unicode=unicode)
    rows = list(rows)
    if page.width < NARROW or any(len(row.name) > LONG_NAME for row in rows) or not _fit_a_column(rows):
        for row in rows:
            _two_lines(page, row)
    elif rows:
        _columns(page, rows)
    page.blank()
    if rows:
        _progress(page, rows)
    else:
        page.put("There are no exercises here.", style="dim")
    if notes:
        page.blank()
    for note in notes:
        lead, colon, text = note.partition(": ")
        page.put(text or note, lead=lead + colon if text else "", lead_style="bold", rest="  ")
    return page.text()


def _fit_a_column(rows: list[Row]) -> bool:
    """Say whether prerequisites can be written as numbers alone: exercise03 as 03."""
    names = [name for row in rows for name in row.waits_for]
    prefixes = {_parts(name)[0] for name in names}
    return len(prefixes) <= 1 and all(_parts(name)[1] for name in names)


def _parts(name: str) -> tuple[str, str]:
    found = re.fullmatch(r"([^\W\d]*)([0-9]{1,4})", name)
    return (found[1], found[2]) if found else (name, "")


def _columns(page: Page, rows: list[Row]) -> None:
    names = [page.line(row.name, 40) for row in rows]
    heading = told("exercise")
    wide = max(cells(name) for name in [*names, heading])
    columns = _right_columns(rows, attempts=page.width >= ROOMY)
    widths = [max(map(cells, column)) for column in columns]
    rights = ["  ".join(map(_right_aligned, values, widths)) for values in zip(*columns, strict=True)]
    lead = f"  {heading}{' ' * (wide - cells(heading))}  "
    page.put("title", lead=lead, right=rights[0], style="dim", lead_style="dim", right_style="dim")
    for row, name, right in zip(rows, names, rights[1:], strict=True):
        sign, style = _sign(row)
        lead = f"{sign} {name}{' ' * (wide - cells(name))}  "
        quiet = _quiet(row)
        title = page.line(row.title, 200) or "-"
        page.put(title, lead=lead, lead_style=style or quiet, right=right, style=quiet, right_style=quiet)


def _right_columns(rows: list[Row], *, attempts: bool) -> list[list[str]]:
    """Return the columns right of the title, each with its head; those that would be empty are left out."""
    columns = [
        [told("minutes"), *(str(row.minutes) for row in rows)],
        [told("quiz"), *map(_quiz, rows)],
        [told("points"), *map(_points, rows)],
        [told("after"), *(_numbers(row.waits_for) for row in rows)],
        [told("attempts"), *(str(row.attempts or "") if attempts else "" for row in rows)],
    ]
    return [column for column in columns if any(column[1:])]


def _right_aligned(text: str, width: int) -> str:
    return " " * (width - cells(text)) + text


def _numbers(names: tuple[str, ...]) -> str:
    more = [f"+{len(names) - MOST_BEFORE}"] if len(names) > MOST_BEFORE else []
    return " ".join([*(_parts(name)[1] for name in names[:MOST_BEFORE]), *more])


def _quiz(row: Row) -> str:
    return "{}/{}".format(*row.quiz) if row.quiz else ""


def _points(row: Row) -> str:
    if row.best is None:
        return told("handed in") if row.state == "submitted" else ""
    return told(f"{number(row.best)} of {number(row.most)}")


def _sign(row: Row) -> tuple[str, str]:
    return NEXT if row.next else SIGNS.get(row.state, (" ", ""))


def _quiet(row: Row) -> str:
    """Return the style of what need not be looked at now."""
    return "bold" if row.next else "dim" if row.waits_for and not row.state else ""


def _two_lines(page: Page, row: Row) -> None:
    sign, style = _sign(row)
    page.put(page.line(row.name, 40), lead=f"{sign} ", lead_style=style, right=_points(row))
    page.put(page.line(row.title, 200) or "-", lead="  ", style="bold" if row.next else "")
    facts = [duration(row.minutes)]
    if row.quiz:
        facts.append(f"quiz {_quiz(row)}")
    if row.waits_for:
        facts.append(f"after {listed([page.line(name, 40) for name in row.waits_for])}")
    page.put(", ".join(facts), lead="  ", style="dim")


def _progress(page: Page, rows: list[Row]) -> None:
    """Add what is done, what it has earned, and the time that the rest takes."""
    done = [row for row in rows if row.finished]
    whole = sum(row.minutes for row in rows)
    left = whole - sum(row.minutes for row in done)
    page.bar(1 - left / whole if whole else 0.0)
    time = f", about {duration(left)} left" if left else ""
    page.put(f"{len(done)} of {plural(len(rows), 'exercise')} done{time}.", style="dim")
    _totals(page, rows)


def _totals(page: Page, rows: list[Row]) -> None:
    counting = [row.quiz_points for row in rows if row.quiz_points[1]]
    got, most = sum(row.best or 0.0 for row in rows), sum(row.most for row in rows)
    quiz_got, quiz_most = sum(each[0] for each in counting), sum(each[1] for each in counting)
    if any(row.best is not None for row in rows):
        quizzes = f", {number(quiz_got)} of {number(quiz_most)} of them in quizzes" if counting else ""
        page.put(f"{number(got + quiz_got)} of {number(most + quiz_most)} points{quizzes}.", style="dim")
    elif counting:
        page.put(f"{number(quiz_got)} of {number(quiz_most)} points in quizzes.", style="dim")


def duration(minutes: int) -> str:
    """Return minutes as people say them: "40 minutes", "1 hour", "2 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return plural(minutes, "minute")
    return f"{hours} h {rest} min" if rest else plural(hours, "hour")
