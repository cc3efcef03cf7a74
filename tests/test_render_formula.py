"""The formula of a handout on a page: MathML that browsers set, text around it, and nothing that is not for a page."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from test_render_samples import SAMPLES, SOURCE, poisoned, report

from grader import language, render
from grader.course import find_course
from grader.render import formula as converting
from grader.render.formula import LONGEST, apart, to_mathml
from grader.render.handout import LARGEST, MOST_MARKUP, blocks_of, formula

COURSE = find_course(Path(__file__).parents[1])
HANDOUTS = pytest.mark.parametrize("handout", [each.handout for each in COURSE.exercises], ids=lambda path: path.parent)
DIAGNOSED = SAMPLES["mixed_failures"]


def blocks(section: str) -> tuple[Any, ...]:
    """Return the blocks of a handout with this section between two others."""
    return blocks_of(
        f"# Task\n\n## What you write\n\nnot this\n\n## The formula\n\n{section}\n\n## Shapes\n\nnor this\n"
    )


def shown(section: str, tmp_path: Path) -> str:
    """Return the part of a report's page that comes from a handout with this section."""
    handout = tmp_path / "README.md"
    handout.write_text(f"# Task\n\n## The formula\n\n{section}\n", encoding="utf-8")
    page = render.to_html(DIAGNOSED, source=SOURCE, handout=handout)
    found = re.search(r'<details class="formula".*?</details>', page, re.DOTALL)
    assert found is not None
    return found[0]


def kinds(parts: Any) -> Iterator[str]:
    """Yield the kind of everything that a section consists of."""
    if isinstance(parts, dict):
        yield from [parts["kind"]] if "kind" in parts else []
        parts = parts.values()
    if not isinstance(parts, str):
        for part in parts:
            yield from kinds(part)


# ---- the course's own


@HANDOUTS
def test_every_handout_has_its_formula(handout: Path) -> None:
    """Each handout of the course has the section, and every formula in it becomes MathML."""
    found = formula(handout)
    dollars = len(re.findall(r"\$\$.+?\$\$", handout.read_text(encoding="utf-8"), re.DOTALL))

    assert found
    assert "latex" not in kinds(found)
    assert [block["kind"] for block in found].count("display") == dollars
    assert "$" not in str(found)


@HANDOUTS
def test_pages_with_a_formula_are_small_and_whole(handout: Path) -> None:
    """With a formula a page stays one small file of elements that nest, and needs nothing from elsewhere."""
    html = render.to_html(DIAGNOSED, source=SOURCE, handout=handout)
    nested = Nested(html)

    assert not nested.stack
    assert '<details class="formula"' in html
    assert not re.search(r"<script|<link|<img|<iframe|\ssrc=|url\(|@import|https?:|javascript:|\son\w+=", html)
    assert len(html.encode()) < 60_000


class Nested(HTMLParser):
    """Complains about elements that are not closed in their order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        if tag != "meta":
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        assert self.stack.pop() == tag


def test_the_formula_stands_below_the_diagnosis() -> None:
    """Who reads that the factor 2 is missing sees the formula below it, opened; a page of full marks has it closed."""
    handout = COURSE.find("exercise03").handout
    page = render.to_html(DIAGNOSED, source=SOURCE, handout=handout)
    passed = render.to_html(SAMPLES["all_passed"], source=SOURCE, handout=handout)

    assert page.index("the factor 2 is missing") < page.index('class="formula" open') < page.index('id="checks"')
    assert "<mn>2</mn>" in page
    assert '<details class="formula">' in passed


def test_without_a_handout_there_is_none(tmp_path: Path) -> None:
    """A report whose exercise is not at hand, or has no such section, is shown without it."""
    other, huge = tmp_path / "README.md", tmp_path / "huge.md"
    other.write_text("# Task\n\n## Shapes\n\n$x$\n", encoding="utf-8")
    huge.write_text("## The formula\n\n$x$\n" + "x" * LARGEST, encoding="utf-8")

    assert formula(other) == formula(huge) == formula(tmp_path / "nowhere.md") == formula(tmp_path) == ()
    assert render.to_html(DIAGNOSED) == render.to_html(DIAGNOSED, handout=tmp_path / "nowhere.md")
    assert '<details class="formula' not in render.to_html(DIAGNOSED)


def test_the_section_ends_at_the_next_heading() -> None:
    """Neither what stands before the section nor what comes after it is shown."""
    assert blocks("One.") == ({"kind": "paragraph", "pieces": [{"kind": "text", "text": "One."}]},)


def test_the_page_says_which_language_the_formula_is_in() -> None:
    """On a Chinese page an English handout is marked as English."""
    handout = COURSE.find("exercise03").handout
    language.use("zh")
    try:
        page = render.to_html(DIAGNOSED, handout=handout)
    finally:
        language.use("en")

    assert '<summary>公式</summary>\n<div lang="en">' in page
    assert "<div lang=" not in render.to_html(DIAGNOSED, handout=handout)


# ---- Markdown around it


def test_text_around_formulas(tmp_path: Path) -> None:
    """Code, bold, emphasis, formulas in a line, escapes and links are shown as they are meant."""
    page = shown(
        r"A `w < b`, **bold $x^2$ and `y`**, *so*, 2*x*y, \*, $5 and $6, [a link](https://example.org).", tmp_path
    )

    assert (
        "<code>w &lt; b</code>, <strong>bold <math><msup><mi>x</mi><mn>2</mn></msup></math> and <code>y</code>" in page
    )
    assert "<em>so</em>, 2*x*y, *, $5 and $6, a link." in page


def test_blocks(tmp_path: Path) -> None:
    """Paragraphs, lists, tables, headings, code and displayed formulas are told apart."""
    section = (
        "Over two\nlines.\n- one\n  more\n- two\n\n1. first\n2. second\n\n### Part\nText $$a = b$$ after\n\n"
        "| a | $x$ |\n|---|:-:|\n| `c` | d |\n\n```python\nx = '$$'\n```\n"
    )
    found = blocks(section)

    assert [block["kind"] for block in found] == [
        *("paragraph", "list", "numbered", "heading", "paragraph", "display", "paragraph", "table", "code"),
    ]
    page = shown(section, tmp_path)
    for part in (
        "<p>Over two lines.</p>",
        "<ul>\n<li>one more</li>\n<li>two</li>\n</ul>",
        "<ol>\n<li>first</li>\n<li>second</li>\n</ol>",
        "<p><strong>Part</strong></p>",
        '<th scope="col">a</th><th scope="col"><math><mi>x</mi></math></th>',
        "<td><code>c</code></td><td>d</td>",
        '<pre tabindex="0">x = &#39;$$&#39;</pre>',
    ):
        assert part in page


def test_a_line_that_begins_with_a_number_is_no_list() -> None:
    """Only a dash or a 1 begins a list below a line of text, as in Markdown elsewhere."""
    assert [block["kind"] for block in blocks("It gives\n2. Then more.")] == ["paragraph"]


# ---- formulas


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        (r"a = b", ["a = b"]),
        (r"a, \quad b \qquad c", ["a,", "b", "c"]),
        (r"\text{a \quad b} \quad c", [r"\text{a \quad b}", "c"]),
        (r"\begin{cases} a & \quad b \end{cases} \qquad \left( c \quad d \right)", None),
        (r"\{ a \quad b \}", [r"\{ a", r"b \}"]),
        (r"\quads", [r"\quads"]),
        (r"\qquad", []),
    ],
)
def test_formulas_that_stand_beside_each_other_are_apart(latex: str, parts: list[str] | None) -> None:
    """A displayed formula is divided at its wide spaces, but nowhere inside braces, environments or parentheses."""
    assert apart(latex) == (parts or latex.split(r" \qquad ") if parts != [] else [])


MALFORMED = (r"\frac{1}{2", r"a}b", r"\unknown{x}", r"x^", r"\begin{cases} a", r"\left( a", r"a & b", r"\def\a{x}\a")
NOT_FOR_A_PAGE = (r"\href{javascript:alert(1)}{x}", r"\url{https://example.org}", r"\color{red}x", r"\class{a}{x}")


@pytest.mark.parametrize("latex", [*MALFORMED, *NOT_FOR_A_PAGE])
def test_a_malformed_formula_is_shown_as_it_is_written(latex: str, tmp_path: Path) -> None:
    """What is no formula, or would bring a link or a colour onto the page, stands there as LaTeX."""
    escaped = latex.replace("&", "&amp;")
    page = shown(f"$$x \\quad {latex}$$\n\nand ${latex}$ inside", tmp_path)

    assert to_mathml(latex, block=True) is None
    assert f'<pre tabindex="0">x \\quad {escaped}</pre>' in page
    assert f"<p>and <code>{escaped}</code> inside</p>" in page


@pytest.mark.parametrize("latex", ["{" * 100_000, r"\sqrt{" * 9000 + "x" + "}" * 9000, "x" * (LONGEST + 1)])
def test_a_formula_out_of_all_proportion_is_left_alone(latex: str) -> None:
    """The converter is never given what it would die of."""
    assert to_mathml(latex, block=True) is None


@pytest.mark.parametrize("latex", ["{" * LONGEST, "{" * 499 + "x" + "}" * 499, r"\sqrt" * 199 + "x", r"\left(" * 166])
def test_the_deepest_formula_that_it_is_given(latex: str) -> None:
    """What is as long as a formula may be is converted or refused, in a thread of the usual size, too."""
    code = (
        "import sys, threading\nfrom grader.render.formula import to_mathml\nthreading.stack_size(1 << 21)\n"
        "found = []\nthread = threading.Thread(target=lambda: found.append(to_mathml(sys.argv[1], block=True)))\n"
        "thread.start()\nthread.join()\nprint(len(found))"
    )
    done = subprocess.run([sys.executable, "-c", code, latex], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "1\n")


def test_a_section_of_formulas_only_stays_small() -> None:
    """However many formulas there are, their markup is bounded, and the rest are shown as they are written."""
    found = blocks("\n\n".join(f"$x_{{{n}}}" + "+x_y" * 200 + "$" for n in range(14)))
    markup = sum(len(piece["text"]) for block in found for piece in block["pieces"] if piece["kind"] == "math")

    assert 0 < markup < MOST_MARKUP
    assert "latex" in kinds(found)


def test_a_long_section_is_left_out() -> None:
    """A section of many pages is no formula to look at."""
    assert blocks("Many words. " * 2000) == ()


def test_what_chromium_sets_badly_is_mended() -> None:
    """A large parenthesis with an exponent is stretched, and a prime is not raised twice."""
    power = to_mathml(r"\Bigl(\frac{a}{b}\Bigr)^2", block=True)

    assert re.search(r"<msup><mrow><mo minsize=[^>]*>\)</mo></mrow><mn>2</mn></msup>", str(power))
    assert to_mathml("f'(x)", block=False) == (
        '<math><mrow><mi>f</mi><mo lspace="0" rspace="0">′</mo></mrow>'
        '<mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo></math>'
    )


# ---- markup


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "<!-- x"])
def test_no_text_of_a_handout_becomes_markup(text: str, tmp_path: Path) -> None:
    """In prose, code, a table and a formula's text markup is shown as text."""
    section = f"{text}\n\n`{text}` **{text}**\n\n| {text} |\n|---|\n| x |\n\n$\\text{{{text}}}$\n\n```\n{text}\n```"
    page = shown(section, tmp_path)

    assert set(re.findall(r"<(\w+)", page)) <= {
        *("details", "summary", "div", "p", "code", "strong", "table", "thead", "tbody", "tr", "th", "td", "pre"),
        *("math", "mtext", "mrow", "mspace"),
    }
    assert "<!--" not in page
    assert "49" not in page


@pytest.mark.parametrize(
    "text",
    [
        "<math><script>x</script></math>",
        '<math><mi onclick="x">y</mi></math>',
        '<math><mi style="background: url(x)">y</mi></math>',
        '<math href="x"><mi>y</mi></math>',
        "<math><mi>y</math></mi>",
        "<math><mi>y</mi>",
        "<math><!-- x --></math>",
        "<math><annotation-xml><p>x</p></annotation-xml></math>",
        "<math><math></math></math>",
        "<mi>x</mi>",
        "x",
        "<math></math><?x?>",
    ],
)
def test_the_converter_is_not_trusted(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the converter might return, only known elements and attributes come through."""
    import math_core

    class Converter:
        def __init__(self, **_: Any) -> None:
            pass

        def convert_with_local_state(self, latex: str, *, displaystyle: bool) -> str:
            return text

    monkeypatch.setattr(math_core, "LatexToMathML", Converter)
    assert to_mathml.__wrapped__("x", block=False) is None


def test_nothing_of_a_students_becomes_a_formula(tmp_path: Path) -> None:
    """What a student's code says stands there as it is, dollars and all."""
    handout = tmp_path / "README.md"
    handout.write_text("## The formula\n\n$x$\n", encoding="utf-8")
    page = render.to_html(poisoned(DIAGNOSED, r"$\frac12$ $$\sqrt{x}$$"), source=r"x = '$\frac12$'", handout=handout)

    assert page.count("<math") == 1
    assert r"$\frac12$ $$\sqrt{x}$$" in page


def test_markup_is_made_in_one_place() -> None:
    """Only one module tells the templates that something is markup already."""
    package = Path(converting.__file__).parents[1]
    makers = [path.name for path in package.rglob("*.py") if re.search(r"\bMarkup\b|__html__", path.read_text("utf-8"))]

    assert makers == ["formula.py"]


def test_a_page_without_a_formula_loads_no_converter() -> None:
    """The converter is loaded for the first formula, not before."""
    code = (
        "import sys\nfrom grader.render import html\nfrom grader.results import Environment, Report\n"
        "html.to_html(Report('exercise01_a', 'A', 'a.py', (), Environment()))\nprint('math_core' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_reports_are_the_same_in_every_other_form() -> None:
    """The formula is on the page alone: report.json knows nothing of it."""
    assert "formula" not in report().to_json()
