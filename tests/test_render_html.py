"""Reports as pages: what they say, and that no text of a stranger's ever becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from test_render_samples import CELLS, HOSTILE, NOTEBOOK_SOURCE, SAMPLES, SOURCE, check, poisoned, report

import grader.render
from grader.render import to_html
from grader.results import Part, Problem, Report, Verdict

TEMPLATES = Path(grader.render.__file__).parent / "templates"
SAMPLE = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
VOID = {"meta"}
# Every value that an attribute of the page may have; none of them can carry text from a report.
VALUES = {
    "lang": "en",
    "charset": "utf-8",
    "http-equiv": "Content-Security-Policy",
    "content": r"default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    r"|width=device-width, initial-scale=1|light dark",
    "name": "viewport|color-scheme",
    "class": r"[a-z -]+",
    "id": r"(check|problem|misconception)-\d+|L\d+|file|checks|mend|source",
    "href": r"#((check|problem|misconception)-\d+|L\d+)",
    "style": r"flex-grow:[\d.]+;--share:[\d.]+%",
    "data-n": r"\d+",
    "tabindex": "0",
    "scope": "row|col",
    "role": "img|region",
    "aria-hidden": "true",
    "aria-label": r"[\d.]+ of [\d.]+ points?|\d+ of \d+ checks? passed|The submitted file|What happened",
    "aria-labelledby": "file|checks|mend|source",
}


class Page(HTMLParser):
    """The elements, attributes, links and text of a page; complains about elements that are not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.ids: list[str] = []
        self.stack: list[str] = []
        self.parts: list[str] = []
        self.comments: list[str] = []
        self.feed(page)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Take note of an element's end."""
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the text of the body, and of the title."""
        if self.stack[-1:] != ["style"]:
            self.parts.append(data)

    def handle_comment(self, data: str) -> None:
        """Note a comment."""
        self.comments.append(data)

    @property
    def text(self) -> str:
        """The page's text with single spaces."""
        return " ".join("".join(self.parts).split())


def page_of(name: str) -> Page:
    """Return the parsed page of a sample."""
    source, cells = (NOTEBOOK_SOURCE, CELLS) if name == "notebook" else (SOURCE, ())
    return Page(to_html(SAMPLES[name], source=source, cells=cells))


@pytest.mark.parametrize("name", SAMPLES)
def test_pages_are_whole(name: str) -> None:
    """Elements nest, ids are unique, every link leads somewhere on the page, and every attribute is one of ours."""
    page = page_of(name)

    assert len(page.ids) == len(set(page.ids))
    assert {value[1:] for key, value in page.attributes if key == "href"} <= set(page.ids)
    assert [pair for pair in page.attributes if not re.fullmatch(VALUES[pair[0]], pair[1])] == []
    assert SAMPLES[name].title in page.text


def test_pages_are_for_every_reader() -> None:
    """Language, landmarks, one first heading, a viewport, a policy, and both colour schemes."""
    html = to_html(SAMPLES["mixed_failures"], source=SOURCE)

    assert html.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert html.count("<h1>") == html.count("<main>") == html.count("<header>") == html.count("<footer>") == 1
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in html
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html


@SAMPLE
def test_pages_need_nothing_from_elsewhere(sample: Report) -> None:
    """No script, no address, no file is loaded."""
    html = to_html(sample, source=SOURCE)

    assert not re.search(r"<script|<link|<img|<iframe|\ssrc=|url\(|@import|https?:|javascript:|\son\w+=", html)
    assert len(html.encode()) < 40_000


def test_the_page_tells_the_story() -> None:
    """Result, diagnosis, checks with points, failures, next step and environment are all there."""
    text = page_of("mixed_failures").text

    for part in (
        *("22 of 69 points", "What happened in mse_grad", "the factor 2 is missing", "6 of 8", "ran out of time"),
        *("got −4.66667, expected −9.33333", "it fails for square X", "raised TypeError", "2 hours 5 minutes late"),
        *("no points lost", "grade hint exercise03", "2.13.0+cpu", "landlock, seccomp", "2 checks passed", "w = 1.0"),
    ):
        assert part in text


def test_one_reason_is_told_once() -> None:
    """Five checks that fail alike have five rows and one explanation."""
    html = to_html(SAMPLES["timeouts"])

    assert html.count("It used its 5 s of CPU time.") == 1
    assert "All 5 for the same reason:" in html


def test_lines_that_the_report_speaks_of_are_marked_and_linked() -> None:
    """A traceback's lines are links to marked lines, which link back to the check."""
    html = to_html(SAMPLES["mixed_failures"], source=SOURCE)

    assert '<a href="#L11">line 11</a>' in html
    assert '<div class="line marked" id="L11" data-n="11">' in html
    assert '<div class="line marked explained" id="L7" data-n="7">' in html
    assert '<a href="#check-4">raised TypeError</a>' in html


def test_a_syntax_error_marks_the_character() -> None:
    """The character under the caret is marked, and checks that never ran are not told one by one."""
    html = to_html(SAMPLES["syntax_error"], source=SOURCE)

    assert "return <mark>(</mark>x * (x * w - y).mean()" in html
    assert "not run" in html
    assert 'id="mend"' not in html


def test_checks_of_an_unfinished_function_wait() -> None:
    """They are work to do, not failures."""
    text = page_of("half_finished").text

    assert "waits for gd_step" in text
    assert "What to mend" not in text


def test_notebooks_are_shown_cell_by_cell() -> None:
    """Lines are counted within their cell, and what joins the cells is not shown."""
    html = to_html(SAMPLES["notebook"], source=NOTEBOOK_SOURCE, cells=CELLS)

    assert '<a href="#L8">cell 3, line 4</a>' in html
    assert 'id="L8" data-n="4"' in html
    assert '<p class="cell">cell 3</p>' in html
    assert "# cell" not in html


def test_code_is_coloured() -> None:
    """Keywords, strings, comments, numbers, names of functions and built-ins have their colours."""
    html = to_html(report(), source="@d\ndef f(x):  # why\n    return len('a') + 1\n")

    for piece in ('"k">def', '"f">f', '"c"># why', '"k">return', '"b">len', '"s">&#39;a&#39;', '"n">1', '"d">@d'):
        assert f"<span class={piece}" in html


@pytest.mark.parametrize(
    "source", ["", "\n\n", "x = (", "'''never closed\n\n", "\ufeffx = 1\r\ny = 2\r", "\x0c\n\ud800 = 1", "$?"]
)
def test_any_file_can_be_shown(source: str) -> None:
    """Broken, empty and strange files are shown without complaint."""
    Page(to_html(SAMPLES["mixed_failures"], source=source))


def test_the_lines_of_the_page_are_the_lines_of_the_file() -> None:
    """Strings over several lines, continued lines and carriage returns do not shift the numbers."""
    source = "a = '''one\ntwo\n'''\r\nb = 1 + \\\n  2\rc = 3\n"
    html = to_html(report(), source=source)
    shown = re.findall(r'data-n="(\d+)"><code>(.*)</code>', html)

    assert [(number, re.sub("<[^>]+>", "", code)) for number, code in shown] == [
        *(("1", "a = &#39;&#39;&#39;one"), ("2", "two"), ("3", "&#39;&#39;&#39;"), ("4", "b = 1 + \\")),
        *(("5", "  2"), ("6", "c = 3")),
    ]


def test_of_a_long_file_the_marked_lines_are_shown() -> None:
    """The page of a file of thousands of lines stays small and shows what the report speaks of."""
    source = "x = 1  # a line\n" * 9000
    problem = Problem("forbidden", "Not allowed.", line=7000, column=1)
    html = to_html(report(check("a", "A.", Verdict.FAILED), problems=(problem,)), source=source)

    assert 'id="L7000"' in html
    assert '<p class="gap">6,995 lines not shown</p>' in html
    assert len(html) < 40_000


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["mixed_failures", "forbidden", "public_checks", "notebook"])
def test_no_text_becomes_markup(name: str, text: str) -> None:
    """With hostile text in every field the page has no element and no attribute that it would not have without."""
    html = to_html(poisoned(SAMPLES[name], text), source=text[:100_000], cells=CELLS if name == "notebook" else ())
    page = Page(html)
    clean = set().union(*(page_of(sample).tags for sample in SAMPLES))

    assert page.tags <= clean
    assert [pair for pair in page.attributes if not re.fullmatch(VALUES[pair[0]], pair[1])] == []
    assert not page.comments
    assert len(html.encode()) < 300_000


@pytest.mark.parametrize("key", ["script", "attribute", "template", "comment"])
def test_hostile_text_is_shown_literally(key: str) -> None:
    """What was meant as markup can be read on the page, and {{7*7}} is not 49."""
    text = " ".join(HOSTILE[key].split())
    page = Page(to_html(poisoned(SAMPLES["mixed_failures"], HOSTILE[key])))

    assert page.text.count(text[:60]) > 10
    assert "{{49}}" not in page.text


def test_a_report_of_hundreds_of_checks_stays_small() -> None:
    """However much there is to tell, a page stays below 300 KB."""
    parts = tuple(Part(f"<{n}>" * 50, Verdict.FAILED, 0, 1, f"<&\x1b{n}" * 900) for n in range(300))
    checks = [
        check(
            f"c{n}",
            "<b>" * 900,
            Verdict.FAILED,
            message=f"{n}<&>\n" * 5000,
            parts=parts,
            public=True,
            output="&" * 90_000,
        )
        for n in range(300)
    ]
    html = to_html(report(*checks), source=SOURCE)

    Page(html)
    assert len(html.encode()) < 300_000


def test_a_value_that_claims_to_be_markup_is_text() -> None:
    """Jinja would believe an object with ``__html__``; what reaches it is plain text."""

    class Sneaky(str):
        def __html__(self) -> str:
            return "<script>"

    assert "<script>" not in to_html(poisoned(SAMPLES["mixed_failures"], Sneaky("a")))


def test_templates_are_linted() -> None:
    """No template trusts a value: attributes are quoted, nothing is marked safe, escaping is never switched off."""
    for path in TEMPLATES.glob("*.j2"):
        template = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape|Markup|raw\b|[\w-]=\{\{|[\w-]=\{%", template)
        ours = re.sub(r"\{\{ t\(\"[^\"~]*\"\) \}\}", "", template)  # a sentence of ours, translated
        assert not re.search(r"(title|alt|src|value)=\"[^\"]*\{\{", ours)
