"""Reports as JUnit XML."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from test_render_samples import HOSTILE, SAMPLES, check, poisoned, report

from grader.render import to_junit
from grader.results import Problem, Report, Verdict

SAMPLE = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)


def properties(element: ElementTree.Element) -> dict[str, str]:
    """Return an element's own properties."""
    return {item.attrib["name"]: item.attrib["value"] for item in element.findall("properties/property")}


@SAMPLE
def test_one_suite_with_one_case_for_each_check(sample: Report) -> None:
    """The numbers of the suite are those of its cases, and the points are properties."""
    suite = ElementTree.fromstring(to_junit(sample))
    cases = suite.findall("testcase")

    assert [case.attrib["name"] for case in cases] == [check.name for check in sample.checks]
    assert suite.attrib["tests"] == str(len(sample.checks))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert suite.attrib[attribute] == str(len(suite.findall(f"testcase/{tag}")))
    assert float(properties(suite)["points"]) == sample.points
    assert [float(properties(case)["points"]) for case in cases] == [check.points for check in sample.checks]


@pytest.mark.parametrize(
    ("verdict", "tag"),
    [
        (Verdict.PASSED, None),
        (Verdict.FAILED, "failure"),
        (Verdict.FORBIDDEN, "failure"),
        (Verdict.ERROR, "error"),
        (Verdict.TIMEOUT, "error"),
        (Verdict.MEMORY, "error"),
        (Verdict.INTERNAL_ERROR, "error"),
        (Verdict.SKIPPED, "skipped"),
    ],
)
def test_every_verdict_has_its_element(verdict: Verdict, tag: str | None) -> None:
    """A wrong answer is a failure, what broke is an error, and the verdict itself is kept."""
    case = ElementTree.fromstring(to_junit(report(check("a", "A.", verdict, message="So.")))).find("testcase")

    assert case is not None
    assert [child.tag for child in case if child.tag != "properties"] == ([tag] if tag else [])
    assert properties(case)["verdict"] == verdict


def test_a_case_tells_what_the_student_reads() -> None:
    """Message, difference, parts, lines and public output are in the case."""
    text = to_junit(SAMPLES["mixed_failures"])

    for part in ("got −4.66667", "it fails for square X", "Line 22: return w - lr", "<system-out>w = 1.0</system-out>"):
        assert part in text
    assert "missing_factor_two" in text


def test_a_file_without_checks_is_not_green() -> None:
    """A syntax error that kept every check from being collected is an error of the file."""
    problem = Problem("syntax", "SyntaxError in line 3: no.", line=3)
    suite = ElementTree.fromstring(to_junit(report(problems=(problem,))))

    assert suite.attrib["errors"] == suite.attrib["tests"] == "1"
    assert "SyntaxError in line 3" in (suite.findtext("system-err") or "")


def test_the_time_of_submission_is_the_timestamp() -> None:
    """An ISO time is an attribute of the suite, anything else is not."""
    assert 'timestamp="2026-11-20T17:00:00+00:00"' in to_junit(report(submitted_at="2026-11-20T17:00:00+00:00"))
    assert "timestamp" not in to_junit(report(submitted_at="yesterday"))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["mixed_failures", "forbidden", "public_checks"])
def test_hostile_text_leaves_the_xml_legal(name: str, text: str) -> None:
    """With hostile text in every field the XML can be parsed, has the same elements, and stays bounded."""
    xml = to_junit(poisoned(SAMPLES[name], text))
    clean = ElementTree.fromstring(to_junit(SAMPLES[name]))
    tags = {"failure", "error", "system-out", "system-err", "property"}

    assert not re.search("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", xml)
    assert {element.tag for element in ElementTree.fromstring(xml).iter()} <= {e.tag for e in clean.iter()} | tags
    assert len(xml) < 300_000
