"""Pairs of submissions that are alike: as lines in a terminal, and side by side on one self-contained page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.language import current, told
from grader.render.page import Page
from grader.render.text import one_line, plural, visible

COLOURS = 6  # of passages; they are numbered, too
MOST_LINES = 1500  # of a file that are shown
LONGEST_LINE = 300


@dataclass(frozen=True)
class Stretch:
    """What two submissions have in common."""

    number: int
    left: tuple[int, ...]  # lines
    right: tuple[int, ...]
    where: tuple[str, str]  # functions
    sharers: int  # submissions that have its rarest part


@dataclass(frozen=True)
class Alike:
    """Two submissions to be shown side by side; all texts are strangers'."""

    names: tuple[str, str]
    files: tuple[str, str]
    sources: tuple[str, str]
    percent: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Heading:
    """What stands above the pairs."""

    title: str
    submissions: int
    known: int  # files of the exercise whose content weighs hardly anything
    least: int  # percent from which a pair is shown
    problems: tuple[str, ...]


REMINDER = (
    "Alike is no verdict. Two students may have worked together with permission, or from the same page. "
    "Read both sides and talk to both of them."
)


def pairs_table(
    heading: Heading, pairs: Sequence[Alike], *, width: int = 80, color: bool = False, unicode: bool = True
) -> str:
    """Return the pairs with what they share, as lines of at most ``width`` columns."""
    page = Page(width=width, color=color, unicode=unicode)
    page.put(page.line(heading.title, 200), style="bold")
    page.put(_compared(heading), style="dim")
    for number, pair in enumerate(pairs, 1):
        page.blank()
        left, right = (page.line(name, 60) for name in pair.names)
        page.put(
            f"{left} {told('and')} {right}",
            lead=f"{number:>3}. ",
            style="bold",
            right=f"{pair.percent} %",
            right_style="bold",
        )
        for stretch in pair.stretches[:3]:
            page.put(page.line(sentence(stretch), 300), lead="     ")
        if len(pair.stretches) > 3:
            page.put(f"and {plural(len(pair.stretches) - 3, 'shorter passage')}", lead="     ", style="dim")
    page.blank()
    if pairs:
        page.put(REMINDER, style="dim")
    else:
        page.put(f"No pair is alike by {heading.least} % or more.")
    return page.text()


def _compared(heading: Heading) -> str:
    return (
        f"{plural(heading.submissions, 'submission')} compared. What many share, or what one of the "
        f"{plural(heading.known, 'file')} of the exercise itself holds, hardly counts."
    )


def sentence(stretch: Stretch) -> str:
    """Return what is shared where, such as "lines 3-9 of fit and 4-11 of fit, in 2 submissions"."""
    sides = [
        f"{_span(lines)}{f' of {name}' if name else ''}"
        for lines, name in zip((stretch.left, stretch.right), stretch.where, strict=True)
    ]
    others = f"in {plural(stretch.sharers, 'submission')}" if stretch.sharers > 2 else "nowhere else"
    return f"line{'s' if len(stretch.left) > 1 else ''} {sides[0]}, and {sides[1]}; {others}"


def _span(lines: Sequence[int]) -> str:
    return f"{lines[0]}–{lines[-1]}" if len(lines) > 1 else f"{lines[0]}"


def to_pairs_html(heading: Heading, pairs: Sequence[Alike]) -> str:
    """Return the pairs as one page: no script, nothing from elsewhere, all text a variable of the template."""
    from grader.render.templating import template  # the lines for a terminal do without jinja2

    return (
        template("pairs.html.j2")
        .render(
            language="zh-Hans" if current() == "zh" else "en",
            title=one_line(told(heading.title)),
            least=heading.least,
            problems=[one_line(told(problem)) for problem in heading.problems],
            compared=told(_compared(heading)),
            reminder=told(REMINDER),
            pairs=[_shown(number, pair) for number, pair in enumerate(pairs, 1)],
        )
        .lstrip()
    )


@dataclass(frozen=True)
class _Line:
    number: int
    text: str
    stretch: int  # 0: none
    colour: int
    anchor: str  # "" if it is not the first line of its stretch
    target: str  # the same stretch on the other side


def _shown(number: int, pair: Alike) -> dict[str, object]:
    sides = [_side(number, pair, side) for side in (0, 1)]
    there = {line.anchor for side in sides for line in side if line.anchor}  # a rarer passage may hide one side
    return {
        "number": number,
        "percent": pair.percent,
        "names": [one_line(name, characters=80) for name in pair.names],
        "files": [one_line(name, characters=80) for name in pair.files],
        "sides": [[line if line.target in there else replace(line, target="") for line in side] for side in sides],
        "stretches": [
            {
                "number": item.number,
                "colour": _colour(item.number),
                "text": one_line(told(sentence(item))),
                "target": next((name for name in _anchors(number, item.number) if name in there), ""),
            }
            for item in pair.stretches
        ],
    }


def _anchors(pair: int, stretch: int) -> tuple[str, str]:
    """Return the names of a passage on both sides."""
    return f"p{pair}l{stretch}", f"p{pair}r{stretch}"


def _colour(number: int) -> int:
    return (number - 1) % COLOURS + 1


def _side(number: int, pair: Alike, side: int) -> list[_Line]:
    marked: dict[int, int] = {}
    for stretch in reversed(pair.stretches):  # the rarest last, so that its mark stays
        marked |= dict.fromkeys((stretch.left, stretch.right)[side], stretch.number)
    seen: set[int] = set()
    found = []
    for line, text in enumerate(pair.sources[side].split("\n")[:MOST_LINES], 1):
        stretch_number = marked.get(line, 0)
        first = stretch_number not in seen and stretch_number > 0
        seen.add(stretch_number)
        anchors = _anchors(number, stretch_number)
        anchor, target = anchors[side], anchors[1 - side]
        short = visible(text[: 2 * LONGEST_LINE])[:LONGEST_LINE] + ("…" if len(text) > LONGEST_LINE else "")
        colour = _colour(stretch_number) if stretch_number else 0
        found.append(
            _Line(line, short, stretch_number, colour, anchor if first else "", target if stretch_number else "")
        )
    return found
