"""The documents say what is there: commands, fields, exit codes, defaults, links, and the session of the README."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from grader import __version__, cli, results
from grader.cli import program, reporting
from grader.course import Question, Rules, find_course
from grader.errors import GraderError, UserError
from grader.limits import Limits
from grader.results import CheckResult, Environment, Report, Verdict

ROOT = Path(__file__).parents[1]
FRONT = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
DOCUMENTS = [*FRONT, *sorted((ROOT / "docs").glob("*.md")), *DECISIONS]
ONE_PAGE = 50  # lines
each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=[str(path.relative_to(ROOT)) for path in DOCUMENTS])


def text(name: str) -> str:
    """Return a document below the repository's root."""
    return (ROOT / name).read_text(encoding="utf-8")


def all_text() -> str:
    """Return all that is written for students, instructors and authors."""
    return "\n".join(text(f"docs/{name}.md") for name in ("students", "instructors", "authors"))


def fences(document: str, language: str) -> list[str]:
    """Return the blocks of code in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", document, re.DOTALL | re.MULTILINE)


def section(document: str, heading: str) -> str:
    """Return what stands below a heading, up to the next one of any rank."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", document, re.DOTALL | re.MULTILINE)
    assert found, f"there is no section {heading}"
    return found[1]


def table(document: str, heading: str) -> dict[str, list[str]]:
    """Return the rows of the table below a heading: first cell without its backticks -> the other cells."""
    lines = [line for line in section(document, heading).splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]
    return {row[0].strip("`"): row[1:] for row in rows}


# ---- commands


def command_lines() -> Iterator[tuple[str, list[str]]]:
    """Yield the words behind ``grade`` of every command line in a block of the documents."""
    for path in DOCUMENTS:
        document = path.read_text(encoding="utf-8")
        lines = [line.removeprefix("$ ") for block in fences(document, "console") for line in block.splitlines()]
        lines += [line.strip() for block in fences(document, "bash") for line in block.splitlines()]
        for line in lines:
            if line.startswith("grade "):
                words = shlex.split(line.partition(" | ")[0], comments=True)
                yield f"{path.name}: {line}", words[1:]


@pytest.mark.parametrize("name", program.commands)
def test_every_command_is_documented(name):
    """Each command is described in docs/, and it and each of its options have a help text."""
    command = program.commands[name]

    assert f"grade {name}" in all_text()
    assert command.help
    assert [option.name for option in command.params if isinstance(option, click.Option) and not option.help] == []


@each_document
def test_only_commands_that_exist_are_mentioned(path):
    """What the documents write as ``grade something`` can be run."""
    names = re.findall(r"`grade ([a-z]\w*)", path.read_text(encoding="utf-8"))

    assert set(names) - set(program.commands) == set()


@pytest.mark.parametrize(("line", "words"), [pytest.param(*case, id=case[0]) for case in command_lines()])
def test_command_lines_can_be_parsed(line, words):
    """Every command line in the documents names a command and options that it has."""
    command = program.commands[words[0]]
    if isinstance(command, click.Group) and words[1:] and words[1] in command.commands:
        command = command.commands[words[1]]
    known = {spelling for parameter in command.params for spelling in parameter.opts} | {"-h", "--help"}

    assert {word for word in words[1:] if word.startswith("-")} - known == set(), line


def test_readme_begins_with_what_to_type():
    """The first lines of the README hold the commands that one needs."""
    first = text("README.md").splitlines()[:8]

    for command in ("make demo", "make test", "pip install .", "grade init"):
        assert any(line.strip().startswith(command) for line in first), command


@pytest.fixture
def copy_of_the_course(tmp_path):
    """Return a copy of the bundled course with a secret of its own, always the same."""
    for name in ("exercises", "solutions", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    (tmp_path / ".grade").mkdir()
    (tmp_path / ".grade" / "secret").write_text("5" * 64 + "\n", encoding="ascii")
    return tmp_path


def run(command: str, folder: Path) -> str:
    """Run a command line that begins with ``grade`` in a terminal of 80 columns; return what it prints to stdout."""
    start = [sys.executable, "-c", "from grader.cli import main; main()"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    environment |= {"PYTHONPATH": str(ROOT), "COLUMNS": "80", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    environment.pop("FORCE_COLOR", None)
    done = subprocess.run(
        [*start, *shlex.split(command)[1:]], cwd=folder, env=environment, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def test_session_of_the_readme(copy_of_the_course):
    """The README's session is what one sees: each line that is not left out comes in this order."""
    shown: dict[str, list[str]] = {}
    for line in "".join(fences(text("README.md"), "console")).splitlines():
        if line.startswith("$ "):
            lines = shown.setdefault(line[2:], [])
        else:
            lines.append(" ".join(line.split()))

    for command, expected in shown.items():
        output = [" ".join(line.split()) for line in run(command, copy_of_the_course).splitlines()]
        rest = iter(output)
        missing = [line for line in expected if line != "…" and line not in rest]
        assert missing == [], "\n".join(output)


# ---- report.json and exit codes


def fields(kind: type) -> set[str]:
    """Return the names of a record's fields."""
    return {field.name for field in dataclasses.fields(kind)}


@pytest.mark.parametrize("name", ["CheckResult", "Part", "Frame", "Problem", "Misconception", "Environment"])
def test_every_field_is_documented(name):
    """docs/report.md has each field of each object in report.json, and no other."""
    assert set(table(text("docs/report.md"), name)) == fields(getattr(results, name))


def test_fields_of_the_report_are_documented():
    """docs/report.md has the fields of the outermost object as they are written."""
    check = CheckResult("a", "A.", public=True, verdict=Verdict.PASSED, points=1.0, max_points=1.0, seconds=0.1)
    report = Report("exercise01_a", "A", "a.py", (check,), Environment())
    written = json.loads(report.to_json())

    assert list(table(text("docs/report.md"), "Report")) == list(written)
    assert f"`version` is {results.VERSION}." in text("docs/report.md")


def test_example_of_a_report():
    """The example in docs/report.md has only fields that exist, in the order in which they are written."""
    example = json.loads(fences(text("docs/report.md"), "json")[0])

    assert list(example) == list(table(text("docs/report.md"), "Report"))
    assert set(example["checks"][0]) <= fields(CheckResult)
    assert set(example["environment"]) <= fields(Environment)
    assert set(example["misconceptions"][0]) == fields(results.Misconception)


def test_verdicts_are_documented():
    """Both pages that explain verdicts have each of them; docs/report.md has them in the order of their rank."""
    ranked = list(table(text("docs/report.md"), "Verdicts"))
    explained = {name.split("`")[0] for name in table(text("docs/students.md"), "How to read a report")}

    assert ranked == [str(verdict) for verdict in results.WORST_FIRST]
    assert explained == {str(verdict) for verdict in Verdict}


def test_kinds_of_problems_are_documented():
    """docs/report.md names the kinds of problems that the program can report."""
    kinds = set(re.findall(r"`(\w+)`", table(text("docs/report.md"), "Problem")["kind"][1]))
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "grader" / "submission").glob("*.py"))
    made = set(re.findall(r"""Problem\(\s*(?:kind=)?"(\w+)""", source))

    assert made == kinds


def test_exit_codes_are_documented():
    """docs/report.md has the exit codes of the errors, of the verdicts and of an interrupt."""
    codes = {0, GraderError.exit_code, UserError.exit_code, cli.INTERRUPTED}
    for verdict in Verdict:
        check = CheckResult("a", "A.", public=True, verdict=verdict, points=0.0, max_points=0.0, seconds=0.0)
        codes.add(reporting.exit_code(Report("exercise01_a", "A", "a.py", (check,), Environment())))

    assert {int(code) for code in table(text("docs/report.md"), "Exit codes")} == codes
    assert (UserError.exit_code, GraderError.exit_code, cli.INTERRUPTED) == (2, 3, 130)


# ---- exercise.toml


def test_limits_are_documented():
    """docs/authors.md has each limit with its default."""
    documented = {name: row[0] for name, row in table(text("docs/authors.md"), "Limits").items()}

    assert documented == {name: str(default) for name, default in dataclasses.asdict(Limits()).items()}


def test_keys_of_an_exercise_are_documented():
    """docs/authors.md has each key of exercise.toml: those that the bundled exercises use, and those of its tables."""
    from grader.course.exercise import Exercise

    page = text("docs/authors.md")
    derived = {"name", "folder", "solution_folder", "title", "title_zh"}
    keys = (fields(Exercise) - derived) | {"format", "title.en", "title.zh"}
    documented = {key.strip("` ") for cell in table(page, "exercise.toml") for key in cell.split(",")}

    assert documented == keys
    assert set(table(page, "Rules")) | {"reason"} == fields(Rules)
    assert [key for key in fields(Question) | fields(Rules) if f"`{key}`" not in page] == []


def test_example_of_an_exercise(tmp_path):
    """The exercise.toml in docs/authors.md can be read."""
    folder = tmp_path / "exercises" / "exercise01_center"
    folder.mkdir(parents=True)
    (tmp_path / "course.toml").write_text("format = 1\n", encoding="utf-8")
    (folder / "exercise.toml").write_text(fences(text("docs/authors.md"), "toml")[0], encoding="utf-8")
    (folder / "checks.py").touch()

    assert find_course(tmp_path).find("exercise01").file == "center.py"


def test_examples_of_checks_are_python():
    """Every block of Python in the documents compiles."""
    blocks = [block for path in DOCUMENTS for block in fences(path.read_text(encoding="utf-8"), "python")]

    assert len(blocks) > 3
    for block in blocks:
        compile(block, "docs", "exec")


# ---- the documents themselves


@each_document
def test_links_lead_somewhere(path):
    """Every relative link leads to a file or folder, and to a heading that is there."""
    document = path.read_text(encoding="utf-8")
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", document):
        if not target.startswith(("http://", "https://")):
            name, _, anchor = target.partition("#")
            place = path.parent / name if name else path
            if not place.exists() or (anchor and anchor not in anchors(place)):
                broken.append(target)

    assert broken == []


def anchors(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as they are made on the web."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_readme_links_to_every_page():
    """From the README one gets, in two steps at most, to every page."""
    reachable = {ROOT / "README.md"}
    for _ in range(2):
        links = {page: re.findall(r"\]\(([^)\s#]+)", page.read_text(encoding="utf-8")) for page in reachable}
        places = {(page.parent / target).resolve() for page, targets in links.items() for target in targets}
        reachable |= {place for place in places if place.suffix == ".md"}

    assert set((ROOT / "docs").glob("*.md")) - reachable == set()


@pytest.mark.parametrize("path", DECISIONS, ids=[path.stem for path in DECISIONS])
def test_decisions_fit_on_a_page(path):
    """A decision has a number, says what was decided, why, and what it costs, on one page."""
    document = path.read_text(encoding="utf-8")
    number = int(path.name[:4])

    assert document.startswith(f"# {number}. ")
    assert len(document.splitlines()) <= ONE_PAGE
    assert [word for word in ("**Decision.**", "**Why.**") if word not in document] == []
    assert DECISIONS[number - 1] == path


def test_changelog_names_the_version():
    """The changelog has a heading for the version that the package has."""
    headings = re.findall(r"^## (.+)$", text("CHANGELOG.md"), re.MULTILINE)

    assert any(__version__ in heading for heading in headings)
    assert headings[0].startswith("[Unreleased]")


# ---- tracked files


def git(*arguments: str) -> str:
    """Return what git says about the repository; skip the test where there is no git or no repository."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git repository")
    command = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@pytest.fixture(scope="module")
def tracked():
    """Return the files that are or could be committed."""
    names = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


MACHINE = re.compile(r"(?<![\w.\-/])/(?:work|opt|root|home|Users|workspace)/[\w.]")
REGISTRY = re.compile(  # the brackets keep this file from finding itself
    r"--(?:extra-)?index-ur[l]|--find-link[s]|PIP_(?:EXTRA_)?INDE[X]|/simpl[e]/|"
    r"https?://(?!127\.)[^/\s]*(?:pypi|artifactory|nexus|devpi|registry|mirror|:\d)"
)


def test_nothing_of_a_machine_is_tracked(tracked):
    """No tracked file names a folder of somebody's machine, or the host of a package registry."""
    found = []
    for path in tracked:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        place = path.relative_to(ROOT).as_posix()
        found += [f"{place}:{n}" for n, line in enumerate(lines, 1) if MACHINE.search(line) or REGISTRY.search(line)]

    assert found == []


def test_files_that_documents_need_are_tracked(tracked):
    """What `make demo` and the documents refer to is not left out by .gitignore."""
    makefile = text("Makefile")
    needed = {ROOT / name for name in re.findall(r"docs/[\w/]+\.\w+", makefile + text("README.md"))} | set(DOCUMENTS)

    assert {path.relative_to(ROOT).as_posix() for path in needed - set(tracked)} == set()
