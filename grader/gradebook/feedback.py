"""What nbgrader shows beside the points: a comment on the code, and what each check found.

nbgrader takes comments for Markdown and lets HTML through, so a student's words in a comment could run in the browser
of whoever reads it. Comments hold our own sentences, with what could open a tag taken out; the students' words stand
in the outputs of the check's cells, which are shown as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from grader.gradebook.counting import Counted
from grader.render import outline
from grader.render.text import number, plural, shown
from grader.results import CheckResult, Report, Verdict

LONGEST_COMMENT = 3000  # characters
FRAMES = 4
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_LINK = re.compile(r"\](?=[(\[])")


def comment(counted: Counted, late: str | None) -> str:
    """Return the comment on a submission: the mistakes that were recognised, else what was different; lateness."""
    report = counted.graded.report
    said = _remarks(report) or _differences(report) or [_outcome(report)]
    if late:
        said.append(late)
    if not counted.last:
        said.append(f"Attempt {report.attempt} counts: of all that were handed in it gets most points.")
    return harmless("\n\n".join(said))


def harmless(text: str) -> str:
    """Return text that Markdown makes no tag, picture or link of, with control characters spelled out."""
    text = shown(text, characters=LONGEST_COMMENT, lines=60)
    return _LINK.sub("] ", _TAG.sub("‹", text))


def _outcome(report: Report) -> str:
    failed = [check for check in report.checks if not check.public and check.verdict is not Verdict.PASSED]
    if not failed:
        return "All checks passed."
    said = [f"{outline.result(report)}.", failed[0].title, outline.reason(report, failed[0])]
    others = f"And {plural(len(failed) - 1, 'more check')} did not pass." if len(failed) > 1 else ""
    return " ".join(text for text in (*said, others) if text)


def _remarks(report: Report) -> list[str]:
    kinds = ("syntax", "missing", "forbidden", "unfinished")
    remarks = [problem.message.strip() for problem in outline.problems(report) if problem.kind in kinds]
    return remarks + [outline.reflowed(mistake.diagnosis) for mistake in report.misconceptions]


def _differences(report: Report) -> list[str]:
    """Return how results differ, for each way the first check that found it."""
    found: dict[str, str] = {}
    for check in report.checks:
        sentence = outline.difference(check)
        if not check.public and check.verdict is not Verdict.PASSED and sentence:
            found.setdefault(sentence, check.name)
    return [f"{name}: {sentence}" for sentence, name in found.items()]


def output(report: Report, check: CheckResult) -> str:
    """Return what a check found, as the lines that its cell prints."""
    points = f"{number(check.points)} of {number(check.max_points)} points"
    said = [f"{outline.verdict_word(check)}: {points}", outline.reason(report, check), outline.parts_summary(check)]
    said += [f"{', '.join(names)}: {told}" for names, told in outline.told_parts(report, check)]
    said += [outline.difference(check), *_frames(check)]
    mistakes = [mistake for mistake in report.misconceptions if mistake.name in check.misconceptions]
    said += [outline.reflowed(mistake.diagnosis) for mistake in mistakes]
    return "\n".join(shown(text) for text in said if text) + "\n"


def earlier_output(report: Report, checks: Mapping[str, float], points: float) -> str:
    """Return what stands beside points that none of the checks of now can give.

    Args:
        report: of what counts.
        checks: those of now, with their points.
        points: how many these are.

    """
    said = [f"graded with earlier checks: {number(points)} points more than those of now give"]
    for check in report.checks:
        if not check.public and check.points > checks.get(check.name, 0.0):
            said.append(f"{check.name}: {number(check.points)} of {number(check.max_points)} points")
    return "\n".join(shown(text) for text in said) + "\n"


def _frames(check: CheckResult) -> list[str]:
    frames, _ = outline.telling_frames(check, FRAMES)
    return [f"  {outline.place(frame.line, frame.cell)} in {frame.function}: {frame.code}" for frame in frames]
