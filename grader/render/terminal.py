"""A report as a teacher's note in a terminal, set by hand: importing rich alone would cost 45 ms at every check."""

from __future__ import annotations

from grader.figures.data import read
from grader.language import told
from grader.render import outline
from grader.render.comparison import differs, sentence
from grader.render.page import Page
from grader.render.text import cells, listed, number, plural, source_lines, visible
from grader.render.wording import titled, worded
from grader.results import CheckResult, Frame, Misconception, Problem, Report, Verdict

MOST = 40  # of anything that a report lists without an upper bound of its own

STYLE = {Verdict.PASSED: "green", Verdict.SKIPPED: "dim", Verdict.INTERNAL_ERROR: "yellow"}
SYMBOL = {Verdict.PASSED: "✓", Verdict.SKIPPED: "○", Verdict.INTERNAL_ERROR: "!"}


def to_terminal(
    report: Report,
    *,
    source: str = "",
    width: int = 80,
    color: bool = False,
    verbose: bool = False,
    unicode: bool = True,
) -> str:
    """Return the report as lines of at most ``width`` columns, ending in a line feed.

    Args:
        report: what to show.
        source: the student's Python text; the code of a line that the report does not bring along is taken from it.
        width: columns of the terminal; more than 100 are not used, text that wide is hard to read.
        color: use the sixteen colours of the terminal.
        verbose: also say how long each check took, whole tracebacks and what the grading ran on.
        unicode: whether the terminal's encoding can show ✓ and ✗; otherwise everything is ASCII.

    """
    page = Page(width=width, color=color, unicode=unicode)
    _header(page, report)
    _problems(page, report, source_lines(source), most=MOST if verbose else 8)
    _checks(page, report, verbose=verbose)
    for misconception in report.misconceptions[:MOST]:
        _diagnosis(page, report, misconception)
    _pictures(page, report)
    _notices(page, report)
    if verbose:
        _environment(page, report)
    _next_step(page, report)
    return page.text()


def _header(page: Page, report: Report) -> None:
    done = report.points / report.max_points if outline.has_points(report) else _share(report)
    color = "green" if done == 1 else ""
    outcome = outline.result(report)
    title = page.line(report.title or report.exercise, 200)
    if cells(title) + cells(outcome) + 3 <= page.width:
        page.put(title, style="bold", right=outcome, right_style=f"bold {color}")
    else:
        page.put(title, style="bold")
        page.put(outcome, style=f"bold {color}")
    page.bar(done)
    page.put("\u00a0· ".join(page.line(part, 120) for part in _particulars(report)), style="dim")
    page.blank()


def _share(report: Report) -> float:
    return len(outline.passed(report)) / max(1, len(report.checks))


def _particulars(report: Report) -> list[str]:
    parts = [report.student, report.exercise, report.file]
    parts += [told(f"attempt {report.attempt}") if report.attempt else None, told(report.late or "")]
    return [part for part in parts if part]


def _problems(page: Page, report: Report, source: list[str], most: int) -> None:
    problems = outline.problems(report)
    for problem in problems[:most]:
        _problem(page, problem, source)
    if len(problems) > most:
        page.put(f"and {plural(len(problems) - most, 'more remark')} about the file", lead="  ", style="dim")
    page.blank()


def _problem(page: Page, problem: Problem, source: list[str]) -> None:
    symbol, style = {"unfinished": ("○", "yellow"), "notice": ("·", "yellow")}.get(problem.kind, ("✗", "red"))
    where = "" if outline.says_where(problem) else outline.place(problem.line, problem.cell)
    said = where.replace("cell", "Cell").replace("line", "line" if problem.cell else "Line")
    message = page.shown(problem.message, 1000, 12)
    page.paragraphs(f"{said}: {message}" if said else message, lead=f"{symbol} ", lead_style=style)
    code = problem.code or _line_of(source, problem)
    if problem.line is not None and code.strip():
        _code(page, problem, code)
        page.blank()


def _line_of(source: list[str], problem: Problem) -> str:
    if problem.line is None or problem.cell is not None:
        return ""
    return source[problem.line - 1] if 0 < problem.line <= len(source) else ""


def _code(page: Page, problem: Problem, code: str) -> None:
    """Show the line with its number and a caret under the column, as much of it as fits around the caret."""
    code = code.rstrip("\r\n")
    before = _as_is(page, code[: (problem.column or 1) - 1])
    whole = _as_is(page, code)
    gutter = f"    {problem.line} │ "
    room = page.width - cells(gutter) - 1
    start = _window(whole, before, room) if problem.column else len(whole) - len(whole.lstrip())
    page.clipped(whole[start:], lead=gutter, lead_style="dim")
    if problem.column:
        blank = " " * (cells(gutter) - 2)
        page.clipped(" " * cells(whole[start : len(before)]) + "^", lead=f"{blank}│ ", lead_style="dim", style="red")


def _as_is(page: Page, code: str) -> str:
    return visible(code[:2000], unicode=page.unicode).replace("\n", " ")


def _window(whole: str, before: str, room: int) -> int:
    """Return where to begin, so that the caret's place stays in sight."""
    indent = min(len(whole) - len(whole.lstrip()), len(before))
    start, used = len(before), 0
    while start > indent and used < room * 2 // 3 - 1:
        start -= 1
        used += cells(before[start])
    return start


def _checks(page: Page, report: Report, *, verbose: bool) -> None:
    for check in outline.passed(report):
        _title(page, check, verbose=verbose)
        _output(page, check, verbose=verbose)
    page.blank()
    for group in outline.groups(report):
        _group(page, report, group, verbose=verbose)
        page.blank()


def _title(page: Page, check: CheckResult, *, verbose: bool, open: bool = False) -> None:
    symbol = "○" if open else SYMBOL.get(check.verdict, "✗")
    style = "yellow" if open else STYLE.get(check.verdict, "red")
    right = number(check.max_points) if open and check.max_points else outline.points(check)
    if verbose:
        right = f"{check.seconds:.2f} s   {right:>8}"
    title = page.line(check.title or check.name, 400)
    emphasis = "bold" if style == "red" else ""
    page.put(title, lead=f"{symbol} ", lead_style=style, style=emphasis, right=right)


def _group(page: Page, report: Report, group: outline.Group, *, verbose: bool) -> None:
    if outline.never_ran(report):
        page.put(f"Until then none of the {plural(len(report.checks), 'check')} can run.")
        return
    page.put(page.line(outline.lead_in(report, group)), style="dim")
    for check in group.checks:
        _title(page, check, verbose=verbose, open=group.open)
    if not group.open:
        _explanation(page, report, group, verbose=verbose)


def _explanation(page: Page, report: Report, group: outline.Group, *, verbose: bool) -> None:
    check = group.first
    page.put(outline.shared(group), lead="    ", style="dim")
    page.paragraphs(page.shown(outline.reason(report, check), 2000, 20), lead="    ")
    page.paragraphs(page.shown(outline.difference(check), 600, 6), lead="    ", style="bold")
    if len(group.checks) == 1:
        page.put(page.line(outline.parts_summary(check), 600), lead="    ")
    limit = 12 if verbose else 5
    if telling := outline.told_parts(report, check):
        _parts(page, check, telling, limit)
    else:
        _frames(page, check, limit=limit, indent="    ")
    _output(page, check, verbose=verbose)
    _script(page, report, group)


def _script(page: Page, report: Report, group: outline.Group) -> None:
    lines, where = outline.script(report, group)
    if not lines.strip():
        return
    page.put(where, lead="    ", style="dim")
    for line in page.shown(lines, 2000, 12).split("\n"):
        page.preformatted(line, lead="    ")


def _parts(page: Page, check: CheckResult, telling: list[tuple[list[str], str]], limit: int) -> None:
    for index, (names, message) in enumerate(telling[:8]):
        text = titled(listed([page.line(name, 80) for name in names]), told(page.shown(message, 600, 8)))
        page.paragraphs(text, lead="    ✗ ", lead_style="red")
        if index == 0:  # the traceback is that of the first failing part
            _frames(page, check, limit=limit, indent="      ")
    if len(telling) > 8:
        page.put(f"and {len(telling) - 8} more", lead="      ", style="dim")


def _frames(page: Page, check: CheckResult, *, limit: int, indent: str) -> None:
    frames, left_out = outline.telling_frames(check, limit)
    for index, frame in enumerate(frames):
        if index == 1 and left_out:
            page.put(f"... {plural(left_out, 'call')} left out ...", lead=indent, style="dim")
        _frame(page, frame, indent)


def _frame(page: Page, frame: Frame, indent: str) -> None:
    function = page.line(frame.function, 80)
    inside = f", in {function}" if function and function != "<module>" else ""
    page.put(outline.place(frame.line, frame.cell) + inside, lead=indent, style="dim")
    page.put(page.shown(frame.code.strip(), 300, 3), lead=f"{indent}  ")


def _output(page: Page, check: CheckResult, *, verbose: bool) -> None:
    if not check.public or not check.output.strip():
        return
    page.put("printed:", lead="    ", style="dim")
    for line in page.shown(check.output, 4000, 60 if verbose else 12).split("\n"):
        page.preformatted(line, lead="    │ ", lead_style="dim")


def _diagnosis(page: Page, report: Report, misconception: Misconception) -> None:
    function = page.line(misconception.function, 80)
    bar = "┃ "
    title = f"What happened in {function}" if function else "What happened"
    page.put(title, lead=bar, lead_style="yellow", style="bold")
    page.paragraphs(
        page.shown(outline.reflowed(misconception.diagnosis), 3000, 40), lead=bar, rest=bar, lead_style="yellow"
    )
    if len(misconception.checks) > 1:
        text = f"This explains {len(misconception.checks)} of the checks above."
        if outline.comes_with_another(report, misconception):
            text = f"Together with the other mistake this explains {len(misconception.checks)} of the checks above."
        page.paragraphs(text, lead=bar, rest=bar, lead_style="yellow")
    page.blank()


def _pictures(page: Page, report: Report) -> None:
    """Say of each picture that differs from the expected one what it shows; the pictures are on the page."""
    figures = [worded(figure) for figure in read(report.figures).values() if differs(figure)]
    if figures:
        page.put(f"In the {'picture' if len(figures) == 1 else 'pictures'} of the HTML report:", style="dim")
    for figure in figures:
        page.put(page.line(titled(figure.title, sentence(figure)), 400), lead="~ ", lead_style="cyan")
    page.blank()


def _notices(page: Page, report: Report) -> None:
    for notice in [outline.our_fault(report), *report.notices[:MOST]]:
        if notice:
            page.paragraphs(page.shown(notice, 600, 6), lead="! ", lead_style="yellow")
    page.blank()


def _environment(page: Page, report: Report) -> None:
    for name, value in outline.environment(report):
        short = value[:19] if value.startswith("sha256:") else value
        page.put(page.line(short, 200), lead=f"{name:<14}", style="dim", lead_style="dim")
    page.blank()


def _next_step(page: Page, report: Report) -> None:
    sentence, command = outline.next_step(report)
    if cells(f"{sentence} {command}") <= page.width:
        page.put(f"{sentence} {command}")
    else:
        page.put(sentence)
        page.put(command, lead="    ")
