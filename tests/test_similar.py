"""Submissions that are alike: what makes no difference, what weighs little, what is shown, and what it costs."""

from __future__ import annotations

import ast
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks.disguises import ALL, everything
from benchmarks.similar import Class
from grader.cli import program
from grader.course import Exercise, find_course
from grader.render.pairs import Alike, Heading, Stretch, pairs_table, to_pairs_html
from grader.render.text import cells
from grader.similar import Work, compare, read_work
from grader.similar import normal as normal_form
from grader.similar.normal import units
from grader.similar.pairs import MOST_SHARERS, most_alike
from grader.similar.prints import RUN, WINDOW, fingerprints
from grader.submission.stub import read_stub

ROOT = Path(__file__).parents[1]
BASE = '''"""Text."""
import torch
from torch import Tensor


def fit(x: Tensor, y: Tensor, lr: float = 0.1) -> list[float]:
    """Fit a line."""
    w = torch.zeros(x.shape[1], dtype=x.dtype)
    costs = []
    for _ in range(25):
        error = x @ w - y
        costs.append(float(error.square().mean()))
        w = w - lr * 2 * (x.T @ error) / len(y)
        if costs[-1] < 1e-3 and len(costs) > 3:
            break
    return costs


def spread(values: Tensor) -> Tensor:
    """Return how far the values lie apart."""
    if values.numel() == 0:
        raise ValueError("there are none")
    return (values.max() - values.min()) / values.abs().sum().clamp(min=1)
'''
OTHER = """
import torch


def fit(x, y, lr=0.1):
    weights = x.new_zeros(x.size(1))
    history = [0.0] * 25
    step = 0
    while step != 25:
        residual = torch.einsum("nd,d->n", x, weights) - y
        history[step] = torch.dot(residual, residual).item() / y.numel()
        weights.sub_(torch.einsum("nd,n->d", x, residual), alpha=2 * lr / y.numel())
        step += 1
    return history


def spread(values):
    ordered, _ = torch.sort(values.flatten())
    if len(ordered) < 1:
        raise ValueError
    total = torch.linalg.vector_norm(values, ord=1)
    return (ordered[-1] - ordered[0]) / torch.maximum(total, torch.ones(()))
"""


def shape(source: str) -> dict[str, list[str]]:
    """Return what each function does, as its tokens."""
    return {unit.name: [token.text for token in unit.tokens] for unit in units(ast.parse(source), {"fit", "spread"})}


def made(student: str, source: str) -> Work:
    """Return a submission made comparable."""
    return read_work(student, "code.py", source.encode(), frozenset({"fit", "spread"}))


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    """Return an exercise of the bundled course that has a bank."""
    return find_course(ROOT).find("exercise03")


# ---- what makes no difference


@pytest.mark.parametrize("name", sorted(set(ALL) - {"as_notebook"}))
def test_disguises_make_no_difference(name: str) -> None:
    """Names, order, comments, layout, dead statements, annotations and other spellings leave the same code."""
    for seed in range(5):
        assert shape(ALL[name](BASE, random.Random(seed))) == shape(BASE)


def test_all_disguises_together() -> None:
    """Nor do all of them at once."""
    copy = made("b", everything(BASE, random.Random(1)))

    assert copy.source != BASE
    assert copy.prints.keys() == made("a", BASE).prints.keys()


def test_a_notebook_is_compared_with_a_file() -> None:
    """The cells of a notebook are the same code as the file."""
    data = ALL["as_notebook"](BASE, random.Random(0)).encode()

    copy = read_work("b", "code.ipynb", data, frozenset({"fit", "spread"}))

    assert copy.prints.keys() == made("a", BASE).prints.keys()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("range(25)", "range(26)"),
        ("error.square()", "error.abs()"),
        ("x @ w - y", "y - x @ w"),
        ("costs[-1] < 1e-3", "costs[-1] > 1e-3"),
        ("values.max() - values.min()", "values.amax() - values.min()"),
        ("w - lr * 2", "w + lr * 2"),
        ("clamp(min=1)", "clamp(max=1)"),
        (" and len(costs) > 3", ""),
    ],
)
def test_other_code_is_other_code(old: str, new: str) -> None:
    """What computes something else does not become the same."""
    assert old in BASE
    assert shape(BASE.replace(old, new)) != shape(BASE)


def test_names_do_not_hide_the_library() -> None:
    """A name of the student's own that is spelt like a module is a name."""
    first = shape("import torch\ndef fit(x):\n    return torch.relu(x), torch.relu(x)\n")
    second = shape("import torch\ndef fit(x, torch):\n    return torch.relu(x), torch.relu(x)\n")

    assert first != second


@pytest.mark.parametrize(
    "source",
    [
        "def f(a):\n    a = b\n    b = a\n    return a\n",
        "def f():\n" + "".join(f"    v{n} = v{n - 1} + 1\n" for n in range(1, 400)) + "    return v399\n",
        "x = " + " + ".join(["1"] * 800),
        "def f(x):\n" + "".join(f"    {'el' if n else ''}if x == {n}:\n        return {n}\n" for n in range(60)),
        "match x:\n    case [1, *rest] if rest:\n        y = 1\n    case {'a': b, **c}:\n        y = 2\n",
        "async def f(a, /, b=1, *c, d, **e):\n    async with a as b:\n        yield (await c)\n",
        "def f():\n    try:\n        pass\n    except* ValueError:\n        raise\n    finally:\n        del x\n",
        "class A[T]:\n    x: int\n    y: int = 3\n" if hasattr(ast, "TypeAlias") else "class A:\n    x: int\n",
        "def f():\n    if False:\n        return 1\n    while 0:\n        pass\n",
        "f = lambda *a: (yield)\n[x for x in y if (z := x)]\nprint(f'{x!r:>{y}}', end='')\n",
        "def f(self): return self\n\udc80" if False else "def f(self): return self\n",
        "x = " + "9" * 4000,
    ],
)
def test_odd_code_is_written_down(source: str) -> None:
    """Whatever Python can be parsed has a form, without running it."""
    for unit in units(ast.parse(source)):
        assert all(token.line > 0 for token in unit.tokens)


def test_a_flood_of_tokens_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is made to cost much is compared by its beginning."""
    monkeypatch.setattr(normal_form, "MOST_TOKENS", 100)

    assert sum(len(unit.tokens) for unit in units(ast.parse("def f(a):\n    return a[0]\n" * 200))) == 100


# ---- fingerprints


def test_equal_passages_share_a_fingerprint() -> None:
    """Whatever stands around them, equal stretches of RUN + WINDOW - 1 tokens have a fingerprint in common."""
    rng = random.Random(0)
    unit = units(ast.parse(BASE))[0]
    for _ in range(200):
        start = rng.randrange(len(unit.tokens) - RUN - WINDOW + 1)
        same = unit.tokens[start : start + RUN + WINDOW - 1]
        noise = tuple(unit.tokens[0]._replace(text=str(rng.random())) for _ in range(20))
        left = replace(unit, tokens=(*noise[: rng.randrange(20)], *same, *noise[rng.randrange(20) :]))
        assert fingerprints([left]).keys() & fingerprints([unit]).keys()


def test_fewer_are_chosen_than_there_are() -> None:
    """Winnowing keeps a part of the runs, which keeps the index small."""
    unit = units(ast.parse(BASE))[0]
    runs = len(unit.tokens) - RUN + 1

    assert runs / 4 < len(fingerprints([unit])) < runs * 0.7


# ---- pairs


def test_a_copy_stands_out() -> None:
    """A disguised copy is the first pair, and independent work is none."""
    works = [made("ann", BASE), made("bob", OTHER), made("cat", everything(BASE, random.Random(3)))]

    found = most_alike(works, set(), most=10, least=0.0)

    assert [(pair.left.student, pair.right.student) for pair in found if pair.score > 0.2] == [("ann", "cat")]


def test_what_many_have_weighs_little() -> None:
    """The same two submissions are less alike the more others have the same."""
    scores = []
    for others in (0, 5, 20):
        works = [made(str(number), BASE) for number in range(2 + others)]
        works += [made(f"x{number}", OTHER.replace("25", str(number))) for number in range(20)]
        pair = next(pair for pair in most_alike(works, set(), most=10**6, least=0.0) if pair.left.student == "0")
        scores.append(pair.bits)

    assert scores[0] > 1.5 * scores[1] > 2 * scores[2]


def test_what_the_exercise_holds_weighs_little() -> None:
    """What stub, solution or bank hold is hardly evidence, and makes no passage."""
    works = [made("a", BASE), made("b", BASE), *(made(f"x{n}", OTHER.replace("25", str(n))) for n in range(20))]
    common = {value for work in works[:1] for value in work.prints}

    free = most_alike(works, set(), most=1, least=0.0)[0]
    known = most_alike(works, common, most=10**6, least=0.0)

    assert (free.left.student, free.right.student) == ("a", "b")
    assert not any((pair.left.student, pair.right.student) == ("a", "b") for pair in known)


def test_passages_lie_where_the_code_is() -> None:
    """A passage names the function and the lines on both sides, and how many have it."""
    moved = "\n\n\n" + ALL["reordered"](BASE, random.Random(1))
    pair = most_alike([made("a", BASE), made("b", moved), made("c", OTHER)], set(), most=1, least=0.0)[0]

    assert {passage.functions for passage in pair.passages} == {("fit", "fit"), ("spread", "spread")}
    assert {passage.sharers for passage in pair.passages} == {2}
    for passage in pair.passages:
        for side, lines in ((pair.left, passage.left), (pair.right, passage.right)):
            text = side.source.split("\n")
            start = next(n for n, line in enumerate(text, 1) if line.startswith(f"def {passage.functions[0]}"))
            assert min(lines) > start
            assert max(lines) <= len(text)


def test_no_square_of_the_class(monkeypatch: pytest.MonkeyPatch) -> None:
    """What more than a handful share leads to no pair: a class in which all write the same costs nothing."""
    works = [made(str(number), BASE) for number in range(MOST_SHARERS + 1)]

    assert most_alike(works, set(), most=10, least=0.0) == []


def test_precision_and_recall_on_a_made_up_class(exercise: Exercise) -> None:
    """In a class with disguised copies the best pairs are copies, and hardly any independent pair is shown."""
    rng = random.Random(2)
    group = Class(exercise, rng)
    public = read_stub(exercise, exercise.stub_path).names
    sources = [group.honest() for _ in range(30)]
    works = [read_work(f"s{number}", "code.py", source.encode(), public) for number, source in enumerate(sources)]
    for number, name in enumerate(sorted(set(ALL) - {"as_notebook"})):
        copy = ALL[name](sources[number], rng)
        works.append(read_work(f"copy of s{number}", "code.py", copy.encode(), public))

    found = compare(exercise, works, most=1000).pairs
    right = [pair for pair in found if f"copy of {pair.left.student}" == pair.right.student]
    honest = [pair for pair in found if "copy" not in pair.left.student + pair.right.student]

    assert len(right) >= 7  # of 10; a copy of what everybody writes cannot be told
    assert len(honest) <= 1  # of 435


# ---- the command


Run = Callable[..., Result]


@pytest.fixture
def similar(exercise: Exercise, tmp_path: Path) -> Run:
    """Return a function that runs ``grade similar exercise03`` on a folder with a copy and hostile submissions."""
    text = BASE.replace("spread", "mse_grad").replace("def fit", "def own")
    for number in range(8):
        put(tmp_path, exercise, f"other{number}", OTHER.replace("25", str(number)))
    put(tmp_path, exercise, "ann", text)
    put(tmp_path, exercise, "<b>bob\x1b[2J", f"# <script>alert('x')</script>\x1b[31m\n{text}")
    put(tmp_path, exercise, "broken", "def f(:\n")
    put(tmp_path, exercise, "deep", "(" * 400 + ")" * 400)
    put(tmp_path, exercise, "bytes", "x = '\udc80'")
    put(tmp_path, exercise, "evil", "import os\nos.mkdir('made')\nraise SystemExit(9)\n")

    def run(*options: str) -> Result:
        arguments = ["similar", "exercise03", "-C", str(ROOT), "--submissions", str(tmp_path), *options]
        return CliRunner().invoke(program, arguments)

    return run


def put(folder: Path, exercise: Exercise, student: str, source: str) -> None:
    """Hand a file in."""
    path = folder / student / exercise.name / exercise.file
    path.parent.mkdir(parents=True)
    path.write_bytes(source.encode("utf-8", "surrogateescape"))


def test_the_table(similar: Run) -> None:
    """The terminal shows the pair, its passages and a reminder; what cannot be read is named and stops nothing."""
    result = similar("--least", "40")

    assert result.exit_code == 0
    assert "<b>bob\\x1b[2J and ann" in result.stdout
    assert "nowhere else" in result.stdout
    assert "no verdict" in result.stdout
    assert "plagiari" not in result.stdout.lower()
    assert "\x1b" not in result.output
    for name in ("broken", "deep", "bytes"):
        assert f"{name}: exercise03_mse_gradient: " in result.stderr


def test_nothing_alike(similar: Run) -> None:
    """Where nothing is alike the command says so."""
    assert "No pair is alike by 100 % or more." in similar("--least", "100").stdout


def test_as_data(similar: Run) -> None:
    """--format json has the pairs with their passages."""
    data = json.loads(similar("--format", "json", "--least", "40").stdout)

    assert data["submissions"] == 11
    assert data["pairs"][0]["students"] == ["<b>bob\x1b[2J", "ann"]
    assert data["pairs"][0]["passages"][0]["submissions"] == 2
    assert len(data["problems"]) == 3


class Reader(HTMLParser):
    """Collects the tags, attributes, ids and links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag."""
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.links.append(value or "")


def test_the_page(similar: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The page has no script and nothing from elsewhere, hostile text is text, and every link leads somewhere."""
    path = tmp_path_factory.mktemp("out") / "alike.html"

    result = similar("-o", str(path), "--least", "40")

    page = path.read_text(encoding="utf-8")
    reader = Reader(page)
    assert result.exit_code == 0
    assert "script" not in reader.tags
    assert "b" not in reader.tags
    assert not any(name.startswith("on") for name in reader.attributes)
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;\\x1b[31m" in page
    assert "\x1b" not in page
    assert len(reader.ids) == len(set(reader.ids))
    assert {link.removeprefix("#") for link in reader.links} - {"top"} <= set(reader.ids)
    assert all(link.startswith("#") for link in reader.links)
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page
    assert "plagiari" not in page.lower()


def test_links_where_passages_hide_each_other() -> None:
    """Where a rarer passage covers another one on one side, or the file is too long, no link leads nowhere."""
    stretches = (
        Stretch(1, (1, 2), (1,), ("f", "f"), 2),
        Stretch(2, (1, 2), (2,), ("f", "f"), 2),
        Stretch(3, (3,), (1,), ("f", "f"), 2),
        Stretch(4, (5000,), (5001,), ("f", "f"), 2),
    )
    pair = Alike(("a", "b"), ("a.py", "b.py"), ("1\n2\n3", "x\n" * 6000), 88, stretches)

    reader = Reader(to_pairs_html(Heading("Title", 2, 0, 60, ()), [pair, pair]))

    assert {link.removeprefix("#") for link in reader.links} - {"top"} <= set(reader.ids)
    assert len(reader.ids) == len(set(reader.ids))


@pytest.mark.parametrize("width", [24, 40, 80, 120])
def test_the_table_fits(width: int) -> None:
    """Long and Chinese names stay within the width."""
    name = "王小明" * 30 + "\x1b[2J\n"
    pair = Alike((name, name), ("a.py", "b.py"), ("x", "y"), 88, (Stretch(1, (1, 2), (3,), (name, ""), 2),) * 9)
    heading = Heading("The gradient of the MSE", 45, 75, 60, (name,))

    text = pairs_table(heading, [pair], width=width)

    assert max(map(cells, text.splitlines())) <= min(width, 100)
    assert "\x1b" not in text
    assert "\x1b" not in to_pairs_html(heading, [pair])


def test_folders_for_jplag(similar: Run, exercise: Exercise, tmp_path_factory: pytest.TempPathFactory) -> None:
    """JPlag gets a folder for each student and one with the stub, and the command that compares them."""
    folder = tmp_path_factory.mktemp("out") / "jplag"

    result = similar("--jplag", str(folder))

    names = sorted(path.name for path in folder.iterdir())
    assert result.exit_code == 0
    assert len(names) == 12
    assert "base-code" in names
    assert all((folder / name / exercise.file).is_file() for name in names)
    assert all(name.isprintable() and "<" not in name for name in names)
    assert "java -jar jplag.jar -l python3 -bc base-code" in result.stdout
    assert similar("--jplag", str(folder)).exit_code == 2


def test_the_last_attempt_is_compared(exercise: Exercise, tmp_path: Path) -> None:
    """Of several files of one student the one that came last is compared."""
    for when, text in (("2025-01-02", OTHER), ("2025-01-03", BASE), ("2025-01-01", OTHER.replace("25", "9"))):
        path = tmp_path / f"ann_{when}.py"
        path.write_text(text, encoding="utf-8")
    pattern = r"(?P<student>[a-z]+)_(?P<timestamp>.*)\.py"
    arguments = ["-C", str(ROOT), "--submissions", str(tmp_path), "--pattern", pattern]

    result = CliRunner().invoke(program, ["similar", "exercise03", *arguments, "--jplag", str(tmp_path / "out")])

    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "ann" / exercise.file).read_text(encoding="utf-8") == BASE
    shutil.rmtree(tmp_path / "out")
