"""A report as JUnit XML, for whatever collects test results."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from grader.render import outline
from grader.render.text import listed, number, one_line, shown
from grader.results import CheckResult, Problem, Report, Verdict

# What JUnit calls a failure (a wrong answer), an error (something broke) and skipped.
ELEMENTS = {
    Verdict.FAILED: "failure",
    Verdict.FORBIDDEN: "failure",
    Verdict.ERROR: "error",
    Verdict.TIMEOUT: "error",
    Verdict.MEMORY: "error",
    Verdict.INTERNAL_ERROR: "error",
    Verdict.SKIPPED: "skipped",
}
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(report: Report) -> str:
    """Return the report as XML 1.0: one suite, one case for each check, and one for a file that cannot be run."""
    cases = [_case(report, check) for check in report.checks]
    if not report.checks:
        cases = [_file_case(report, problem) for problem in outline.problems(report) if problem.kind == "syntax"]
    suite = Element("testsuite", name=_line(report.exercise), time=f"{report.seconds:.3f}", tests=str(len(cases)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.find(tag) is not None for case in cases)))
    if re.fullmatch(r"[\d:.TZ+-]{1,40}", report.submitted_at):
        suite.set("timestamp", report.submitted_at)
    _properties(suite, _about(report))
    suite.extend(cases)
    problems = "\n".join(_sentence(problem) for problem in outline.problems(report)[:50])
    if problems:
        SubElement(suite, "system-err").text = _legal(shown(problems, characters=20_000, lines=200))
    ElementTree.indent(suite)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(suite, encoding="unicode")}\n'


def _about(report: Report) -> list[tuple[str, str]]:
    about = [("points", number(report.points)), ("max_points", number(report.max_points))]
    about += [("title", report.title), ("file", report.file), ("student", report.student or "")]
    about += [("attempt", str(report.attempt or "")), ("late", report.late or "")]
    about += [(f"misconception.{index}", item.name) for index, item in enumerate(report.misconceptions[:50], 1)]
    return about + [(f"notice.{index}", notice) for index, notice in enumerate(report.notices[:50], 1)]


def _properties(parent: Element, pairs: list[tuple[str, str]]) -> None:
    properties = SubElement(parent, "properties")
    for name, value in pairs:
        if value:
            SubElement(properties, "property", name=name, value=_line(value))


def _case(report: Report, check: CheckResult) -> Element:
    case = Element("testcase", name=_line(check.name), classname=_line(report.exercise), time=f"{check.seconds:.3f}")
    pairs = [("points", number(check.points)), ("max_points", number(check.max_points)), ("title", check.title)]
    _properties(case, [*pairs, ("verdict", check.verdict)])
    if check.verdict in ELEMENTS:
        text = _story(report, check)
        SubElement(case, ELEMENTS[check.verdict], type=check.verdict, message=_line(text)).text = text
    if check.public and check.output.strip():
        SubElement(case, "system-out").text = _legal(shown(check.output, characters=20_000, lines=400))
    return case


def _file_case(report: Report, problem: Problem) -> Element:
    case = Element("testcase", name="file", classname=_line(report.exercise), time="0.000")
    text = _legal(shown(_sentence(problem)))
    SubElement(case, "error", type="syntax", message=_line(text)).text = text
    return case


def _story(report: Report, check: CheckResult) -> str:
    lines = [outline.reason(report, check), outline.difference(check), outline.parts_summary(check)]
    told = outline.told_parts(report, check)[:20]
    lines += [f"{listed([name[:100] for name in names])}: {message[:500]}" for names, message in told]
    frames, _ = outline.telling_frames(check, 20)
    lines += [f"{_capital(outline.place(frame.line, frame.cell))}: {frame.code[:300].strip()}" for frame in frames]
    return _legal(shown("\n".join(filter(None, lines)), characters=6000, lines=100))


def _sentence(problem: Problem) -> str:
    where = "" if outline.says_where(problem) else _capital(outline.place(problem.line, problem.cell)) + ": "
    return where + problem.message[:2000]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _line(text: str) -> str:
    return _legal(one_line(text))


def _legal(text: str) -> str:
    """Take away what XML 1.0 cannot hold; cleaned text has none of it, so this only guards against our own mistakes."""
    return _NOT_XML.sub("\ufffd", text)
