"""What hostile submissions try, each graded in namespaces of its own: nothing gets through, and the grader goes on.

The attacks lie in tests/attacks, one file each; the docstring says what is tried and which verdict is right. All are
graded in one session, with a right submission after each of them.
"""

import ast
import functools
import json
import re
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from attacks import runner

HERE = Path(runner.__file__).resolve().parent
ENVIRONMENT = {"SECRET_TOKEN": "CANARY-environment-2a9c61fd7e40"}
VERDICTS = {"failed", "error", "timeout", "memory", "forbidden"}
MOST_LINES, MOST_CHARACTERS, MOST_BYTES = 20, 2500, 500_000  # of a message, of a message, of a report
MOST_SECONDS, MOST_MEMORY = 1.5, 300  # processor time and MiB that one submission costs the process that grades

# What still gets through, or is told wrongly. Whoever mends one of these takes its line out.
OPEN: dict[str, str] = {}


@dataclass(frozen=True)
class Attack:
    """What the docstring of an attack declares."""

    name: str
    expected: frozenset[str]  # verdicts
    says: str = ""  # part of a message
    costs: float = MOST_SECONDS
    text: str = ""


@functools.cache
def declared(name):
    """Return what an attack declares."""
    text = runner.attacks()[name].read_text(encoding="utf-8")
    words = ast.get_docstring(ast.parse(text))
    fields = dict(re.findall(r"^(Expected|Says|Costs): (.+)$", words, flags=re.M))
    return Attack(
        name,
        frozenset(fields["Expected"].split(" or ")),
        fields.get("Says", ""),
        float(fields.get("Costs", MOST_SECONDS)),
        text,
    )


def confined(*arguments):
    """Run the runner in namespaces of its own and return what it found."""
    command = [sys.executable, "-I", str(HERE / "runner.py"), "confine", *arguments]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode == runner.NO_NAMESPACES:
        pytest.skip("this machine gives this user no private namespaces, so nothing may be attacked")
    assert done.returncode == 0, done.stderr[-3000:]
    return {result["name"]: result for result in json.loads(done.stdout)["results"]}


@pytest.fixture(scope="module")
def results(request):
    """Grade all attacks of which a test was chosen."""
    items = [item for item in request.session.items if getattr(item, "originalname", "") == "test_attack"]
    chosen = {item.callspec.params["name"] for item in items if item.path == request.path}
    if "reading/reads_what_was_left" in chosen:
        chosen.add("reading/leaves_files_behind")
    return confined(*(name for name in runner.attacks() if name in chosen))


# ---- what is wrong with a result


def faults(attack, result):
    """Yield whatever an attack has achieved."""
    if "down" in result:
        yield f"the grader went down: {result['down'].strip().splitlines()[-1]}"
        return
    report, right = json.loads(result["forms"]["json"]), json.loads(result["right"])
    yield from _wrong_verdict(attack, report)
    if (right["verdict"], right["points"]) != ("passed", 100.0):
        yield f"the right submission after it got {right['verdict']}, {right['points']} points"
    yield from (f"left behind or gone: {thing}" for thing in result["left"])
    yield from _wrong_cost(attack, result["used"])
    yield from _revealed(attack, result["forms"], report)
    for text in _texts(report):
        yield from _wrong_message(text)
    for check in report["checks"]:
        for frame in check["frames"]:
            if not 0 < frame["line"] <= 1_000_000 or not all(map(_is_printable, frame["function"])):
                yield f"a line of a traceback that cannot be: {str(frame)[:100]}"
    for form, problem in (("terminal", _wrong_terminal), ("html", _wrong_page), ("junit", _wrong_xml)):
        yield from (f"{form}: {fault}" for fault in problem(result["forms"][form]))
        if len(result["forms"][form].encode()) > MOST_BYTES:
            yield f"{form}: {len(result['forms'][form])} characters"
    if len(result["forms"]["json"]) > MOST_BYTES:
        yield f"json: {len(result['forms']['json'])} characters"


def _wrong_verdict(attack, report):
    if report["verdict"] not in attack.expected:
        yield f"the verdict is {report['verdict']}, expected {' or '.join(sorted(attack.expected))}"
    if report["points"] != 0:
        yield f"it got {report['points']} points"
    if not any(attack.says in text for text in _texts(report)):
        yield f"no message says {attack.says!r}"


def _wrong_cost(attack, used):
    if used["cpu"] > attack.costs:
        yield f"it cost the grader {used['cpu']} s of processor time"
    if used["memory"] > MOST_MEMORY:
        yield f"it cost the grader {used['memory']} MiB of memory"


@functools.cache
def _secrets():
    """Return what nobody may learn: words and numbers in the course, in the environment, in another's submission."""
    files = [*(HERE / "course").rglob("*.py"), HERE / "right.py", HERE / "runner.py"]
    text = "\n".join([path.read_text(encoding="utf-8") for path in files] + list(ENVIRONMENT.values()))
    return set(re.findall(r"CANARY-[a-z]+-[0-9a-f]{12}", text)) | set(re.findall(r"^CANARY_\w+ = (.+)", text, re.M))


def _revealed(attack, forms, report):
    for form, text in forms.items():
        yield from (f"{form} reveals {secret}" for secret in _secrets() if secret in text)
        others = set(re.findall(r"CANARY-[a-z]+-[0-9a-f]{12}", text)) - _secrets()
        yield from (f"{form} reveals {secret}" for secret in others if secret not in attack.text)
    for text in (*_texts(report), *(check["output"] for check in report["checks"])):
        yield from re.findall(r"BREACH: .*", text)


def _texts(report):
    for check in report["checks"]:
        yield from (check["message"], check["difference"])
        yield from (part["message"] for part in check["parts"])
    yield from (problem["message"] for problem in report["problems"])


def _wrong_message(text):
    start = ascii(text[:60])
    if len(text.splitlines()) > MOST_LINES:
        yield f"a message of {len(text.splitlines())} lines: {start}"
    if len(text) > MOST_CHARACTERS:
        yield f"a message of {len(text)} characters: {start}"
    if found := re.search(r"object at 0x[0-9a-f]+", text):
        yield f"a message with an address: {found[0]}"
    if odd := [char for char in text if not _is_printable(char) and char != "\n"]:
        yield f"a message with {odd[0]!a}: {start}"


def _is_printable(char):
    return char.isprintable() or unicodedata.category(char) == "Zs"


def _wrong_terminal(text):
    for char in sorted({char for char in text if not _is_printable(char) and char != "\n"}):
        yield f"the character {char!a}"


class Page(HTMLParser):
    """Reads a page as a browser would, and collects what must not be in it."""

    def __init__(self, page):
        super().__init__()
        self.faults, self.shown = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        """Look for what can act or fetch."""
        if tag in ("script", "iframe", "object", "embed", "form", "base", "link"):
            self.faults.append(f"an element {tag}")
        for name, value in attributes:
            if name.startswith("on") or name in ("src", "srcdoc", "action", "formaction"):
                self.faults.append(f"an attribute {name}")
            if name == "href" and not value.startswith("#"):
                self.faults.append(f"a link to {value[:50]}")

    def handle_data(self, data):
        """Keep the text."""
        self.shown += data


def _wrong_page(page):
    yield from Page(page).faults
    if "default-src 'none'" not in page:
        yield "no policy for its content"
    for char in sorted({char for char in page if not _is_printable(char) and char != "\n"}):
        yield f"the character {char!a}"


def _wrong_xml(text):
    try:
        ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        yield f"it cannot be read: {error}"


# ---- the tests


def _parameter(name):
    marks = [pytest.mark.xfail(reason=OPEN[name], strict=True)] if name in OPEN else []
    return pytest.param(name, marks=marks)


@pytest.mark.parametrize("name", [_parameter(name) for name in runner.attacks()])
def test_attack(name, results):
    """The attack gets its verdict and no points, learns nothing, leaves nothing; the next submission gets its due."""
    found = list(faults(declared(name), results[name]))

    assert not found, "\n".join(found)


def test_catalogue():
    """There are many attacks; each says what it tries and which verdict is right."""
    names = list(runner.attacks())

    assert len(names) >= 30
    for name in names:
        attack = declared(name)
        assert attack.expected <= VERDICTS, name
        assert set(name.partition("/")[2]) <= set("abcdefghijklmnopqrstuvwxyz_"), name


def test_markup_is_shown_literally(results):
    """What a student writes in the language of pages and templates is shown as it was written."""
    if "injecting/sends_markup" not in results:
        pytest.skip("it was not chosen")
    shown = Page(results["injecting/sends_markup"]["forms"]["html"]).shown

    for text in ("<script>alert('owned')</script>", "{{ 7*7 }}", "{% include '/etc/passwd' %}", "]]> <![CDATA["):
        assert text in shown


CONTROLS = (
    "reading/opens_course_files",
    "reading/stats_course_files",
    "reading/reads_other_processes",
    "escaping/runs_programs",
)


def test_attacks_work_without_the_sandbox():
    """In the same namespaces, but without the sandbox, attacks get through: so it is the sandbox that stops them."""
    for name, result in confined("--control", *CONTROLS).items():
        assert "BREACH: " in result["forms"]["json"], name


OTHER_NAMESPACES = {name: f"{name}:[1]" for name in runner.NAMESPACES}


@pytest.mark.parametrize("outside", ["", "{}", json.dumps(runner.identities()), json.dumps(OTHER_NAMESPACES)])
def test_refuses_to_attack_outside(outside):
    """Where the runner is not alone in namespaces of its own it attacks nothing, whatever it is told about them."""
    command = [sys.executable, "-I", str(HERE / "runner.py"), "inside", "no/such_attack"]
    environment = ENVIRONMENT | {runner.OUTSIDE: outside}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == runner.NOT_CONFINED
    assert "not confined, so nothing is attacked" in done.stderr
    assert done.stdout == ""
