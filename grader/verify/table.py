"""The result of ``verify`` in a terminal: the weak spots first, then what held."""

from __future__ import annotations

from collections.abc import Sequence

from grader.render.page import Page
from grader.render.text import plural
from grader.verify.findings import CLAIMS, Finding, Verified, weakest_first
from grader.verify.variants import in_toml

MOST = 40  # weak spots of one kind in one exercise that are shown


def to_text(
    results: Sequence[Verified], *, width: int = 80, color: bool = False, unicode: bool = True, quiet: bool = False
) -> str:
    """Return the results as lines of at most ``width`` columns; with ``quiet`` the weak spots alone."""
    found = weakest_first(results)
    parts = []
    for claim in CLAIMS:
        spots = [finding for finding in found if finding.claim == claim]
        if spots:
            page = Page(width=width, color=color, unicode=unicode)
            parts.append(_survivors(page, spots) if claim == "survivor" else _weak_spots(page, spots))
    if not quiet:
        page = Page(width=width, color=color, unicode=unicode)
        for result in results:
            _exercise(page, result)
        _summary(page, results, found)
        parts.append(page.text())
    return "\n".join(parts)


def _weak_spots(page: Page, findings: Sequence[Finding]) -> str:
    """Return the findings of one claim as a table, and once what to do."""
    wide = max(len(_short(finding)) for finding in findings)
    claim = findings[0].claim
    for finding in findings[:MOST]:
        lead = f"{'?' if finding.is_warning else '✗'} {_short(finding):<{wide}}  {claim}  "
        style = "yellow" if finding.is_warning else "red"
        page.put(f"{finding.about}: {finding.what}", lead=lead, rest="    ", lead_style=style)
        page.put(finding.detail, lead="    ", style="dim")
    if len(findings) > MOST:
        page.put(f"and {len(findings) - MOST} more; --format json has them all.", lead="    ")
    page.put(CLAIMS[claim], lead="→ " if page.unicode else "> ")
    return page.text()


def _survivors(page: Page, findings: Sequence[Finding]) -> str:
    """Return the generated mutants that survived as lines that can be pasted into survivors.toml, however long."""
    parts = []
    for exercise in dict.fromkeys(finding.exercise for finding in findings):
        keys = [finding.about for finding in findings if finding.exercise == exercise]
        head = Page(width=page.width, color=page.color, unicode=page.unicode)
        said = f"{plural(len(keys), 'generated mutant')} without a failed check or a reason:"
        head.put(said, lead=f"✗ {exercise.partition('_')[0]}  survivor  ", lead_style="red", rest="    ")
        parts.append(head.text() + "".join(f'{in_toml(key)} = ""\n' for key in keys))
    page.put(CLAIMS["survivor"], lead="→ " if page.unicode else "> ")
    return "".join(parts) + page.text()


def _short(finding: Finding) -> str:
    return finding.exercise.partition("_")[0]


def _exercise(page: Page, result: Verified) -> None:
    sign, style = ("✓", "green") if result.holds else ("✗", "red")
    counts = result.counts
    said = []
    if counts:
        said = [f"{plural(counts['solution'], 'run')} of the solution", plural(counts["variants"], "variant")]
    if counts.get("generated"):
        said.append(f"{plural(counts['generated'], 'generated mutant')} ({counts['listed']} listed as right)")
    page.put(
        ", ".join(said) or "nothing was graded",
        lead=f"{sign} {result.exercise}  ",
        rest="    ",
        lead_style=style,
        right=f"{result.seconds:.0f} s",
    )


def _summary(page: Page, results: Sequence[Verified], found: Sequence[Finding]) -> None:
    holding = sum(result.holds for result in results)
    warnings = sum(finding.is_warning for finding in found)
    text = f"{holding} of {plural(len(results), 'exercise')} held"
    if len(found) > warnings:
        text += f", {plural(len(found) - warnings, 'failure')}"
    if warnings:
        text += f", {plural(warnings, 'warning')}"
    page.put(f"{text}.", style="bold")
