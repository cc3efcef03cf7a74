"""``grade new`` and ``grade verify``: a new exercise holds, and each thing that can be wrong with one is found."""

from __future__ import annotations

import ast
import json
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import program
from grader.course import find_course
from grader.errors import UserError
from grader.verify.findings import CLAIMS, WARNINGS, Verified, to_json
from grader.verify.mutations import mutants
from grader.verify.probes import lint
from grader.verify.selection import selection
from grader.verify.table import to_text
from grader.verify.variants import in_toml, variants_of

NAME = "mean_of_squares"
HIDDEN_CHECK = '\n\n@pytest.mark.points({points})\ndef test_extra(submission, solution):\n    """Something more."""\n'
JOBS = str(min(2, os.cpu_count() or 1))


def grade(*arguments: str, course: Path):
    """Run the command in a course."""
    return CliRunner().invoke(program, [*arguments, "-C", str(course)])


def new_course(folder: Path) -> Path:
    """Return a course without exercises."""
    (folder / "exercises").mkdir(parents=True)
    (folder / "course.toml").write_text('format = 1\ntitle = "Trial"\n', encoding="utf-8")
    return folder


class Broken:
    """The files of a new exercise, to be broken."""

    def __init__(self, root: Path, name: str) -> None:
        self.student, self.author = root / "exercises" / name, root / "solutions" / name
        self.toml, self.handout = self.student / "exercise.toml", self.student / "README.md"
        self.stub, self.public = self.student / f"{NAME}.py", self.student / "checks.py"
        self.solution, self.hidden = self.author / f"{NAME}.py", self.author / "checks.py"

    def change(self, path: Path, old: str, new: str) -> None:
        """Replace a text that is there."""
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{path.name} no longer holds {old!r}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def add(self, path: Path, text: str) -> None:
        """Add to a file, or begin it."""
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(text)

    def extra_check(self, *lines: str) -> None:
        """Add a hidden check that takes 10 of the points of another."""
        self.change(self.hidden, "@pytest.mark.points(40)", "@pytest.mark.points(30)")
        self.add(self.hidden, HIDDEN_CHECK.format(points=10) + "".join(f"    {line}\n" for line in lines))


def solution_is_wrong(files):
    """Add 1 to every square."""
    files.change(files.solution, "(x * x).sum(dim) /", "(x * x + 1).sum(dim) /")


def solution_fails_now_and_then(files):
    """Add a check that lets a fifth of the right answers pass."""
    files.extra_check(
        "close(submission.mean_of_squares(torch.ones(2)), torch.tensor(1.0))",
        "require(float(torch.rand(())) < 0.2, 'Bad luck.')",
    )


def docstrings_differ(files):
    """Change a word of the stub's docstring."""
    files.change(files.stub, "x is not changed.", "x is never changed.")


def signatures_differ(files):
    """Take the annotations from the stub."""
    files.change(files.stub, "def root_mean_square(x: Tensor, dim: int = 0)", "def root_mean_square(x, dim=0)")


def function_is_not_in_the_stub(files):
    """Add a public function to the solution."""
    files.add(files.solution, '\n\ndef squares(x: Tensor) -> Tensor:\n    """Return x²."""\n    return x * x\n')


def accepted_variant_is_wrong(files):
    """Divide by one too many."""
    files.change(files.author / "accepted" / "entry_by_entry.py", "/ len(slices)", "/ (len(slices) + 1)")


def misconception_passes(files):
    """Add a misconception that is none."""
    text = '"""You add in another order."""\n\n\ndef root_mean_square(x: Tensor, dim: int = 0) -> Tensor:\n'
    files.add(files.author / "misconceptions" / "harmless.py", text + "    return mean_of_squares(x, dim) ** 0.5\n")


def misconception_is_there_twice(files):
    """Add a misconception under a second name."""
    folder = files.author / "misconceptions"
    shutil.copy(folder / "root_forgotten.py", folder / "no_root.py")


def mutant_is_taken_for_a_misconception(files):
    """Add a mutant that is a misconception."""
    shutil.copy(files.author / "misconceptions" / "root_forgotten.py", files.author / "mutants" / "no_root.py")


def mutant_passes(files):
    """Add a mutant that is right."""
    shutil.copy(files.author / "accepted" / "entry_by_entry.py", files.author / "mutants" / "loop.py")


def nothing_fails_a_check(files):
    """Add a check that nothing in the bank fails."""
    files.extra_check("close(submission.root_mean_square(torch.zeros(3, 2), 0), torch.zeros(2))")


def stub_earns_points(files):
    """Add a check that passes whatever it is given."""
    files.extra_check("require(True, 'Always.')")


def check_breaks(files):
    """Add a check with a fault of its own."""
    files.extra_check("close(submission.mean_of_squares(torch.ones(2)), torch.tensor(1.0))", "{}['nothing']")


def alternative_breaks(files):
    """Let a check accept something else as well, and break where it asks for that."""
    files.change(files.hidden, "import close", "import close, either")
    files.extra_check(
        "got = submission.mean_of_squares(torch.ones(2))",
        "either(lambda: close(got, torch.tensor(1.0)), lambda: close(got, torch.tensor(1.0), no_such_argument=1))",
    )


def prerequisite_is_unknown(files):
    """Ask for an exercise that there is not."""
    files.change(files.toml, "[title]", 'prerequisites = ["exercise77"]\n\n[title]')


def points_do_not_add_up(files):
    """Take away a point."""
    files.change(files.hidden, "@pytest.mark.points(40)", "@pytest.mark.points(39)")


def public_check_gives_points(files):
    """Give a public check a point."""
    files.change(files.public, "import torch\n", "import pytest\nimport torch\n")
    files.change(files.public, "def test_worked_number", "@pytest.mark.points(1)\ndef test_worked_number")


def handout_holds_the_solution(files):
    """Write a line of the solution into the handout, with other spaces."""
    files.add(files.handout, "\n    return (x * x).sum(dim)  /  x.shape[dim]\n")


def check_has_no_docstring(files):
    """Take the docstring from a check."""
    files.change(files.hidden, '    """Without dim the first dimension is averaged."""\n', "")


def variant_has_no_docstring(files):
    """Take the docstring from a mutant."""
    files.change(files.author / "mutants" / "allows_nothing.py", '"""Takes the mean of nothing for 0."""', "")


def two_checks_have_one_name(files):
    """Give a public check the name of a hidden one."""
    files.change(files.public, "def test_root_of_the_worked_number", "def test_root")


def there_is_no_hint(files):
    """Remove the hints."""
    text = files.toml.read_text(encoding="utf-8")
    start, end = text.index("hints = ["), text.index("]\n") + 2
    files.toml.write_text(text[:start] + text[end:], encoding="utf-8")


def there_is_no_chinese_title(files):
    """Remove the Chinese title."""
    files.change(files.toml, 'zh = "均方与均方根"\n', "")


def rules_have_no_reason(files):
    """Remove the reason of the rules."""
    files.change(files.toml, 'reason = "This exercise is about writing a mean as a sum."\n', "")


def probe_returns_a_comparison(files):
    """Add a probe that compares."""
    probe = "\n\ndef never_used(module, x):\n    return module.mean_of_squares(x) > 0\n"
    files.add(files.hidden, probe)


def variant_is_no_python(files):
    """Add a mutant with a syntax error."""
    files.add(files.author / "mutants" / "unfinished.py", "def mean_of_squares(x, dim=0)\n")


def checks_cannot_be_loaded(files):
    """Let the hidden checks import what is not there."""
    files.change(files.hidden, "import pytest\n", "import pytest\nimport no_such_module\n")


def solution_is_missing(files):
    """Remove the solution."""
    files.solution.unlink()


FORM = {  # found by reading alone
    docstrings_differ: ("agreement", "mean_of_squares"),
    signatures_differ: ("agreement", "root_mean_square"),
    function_is_not_in_the_stub: ("agreement", "squares"),
    handout_holds_the_solution: ("piece", "mean_of_squares"),
    check_has_no_docstring: ("docstring", "default_dimension"),
    variant_has_no_docstring: ("docstring", "mutants/allows_nothing"),
    two_checks_have_one_name: ("names", "root"),
    there_is_no_hint: ("settings", "hints"),
    there_is_no_chinese_title: ("settings", "title.zh"),
    rules_have_no_reason: ("settings", "rules.reason"),
    prerequisite_is_unknown: ("settings", "prerequisites"),
    probe_returns_a_comparison: ("probe", "never_used"),
    variant_is_no_python: ("loads", "mutants/unfinished.py"),
    solution_is_missing: ("loads", f"the solution {NAME}.py"),
}
GRADED = {
    solution_is_wrong: ("solution", "solution"),
    solution_fails_now_and_then: ("solution", "solution"),
    accepted_variant_is_wrong: ("accepted", "accepted/entry_by_entry"),
    misconception_passes: ("misconception", "misconceptions/harmless"),
    misconception_is_there_twice: ("naming", "misconceptions/no_root"),
    mutant_is_taken_for_a_misconception: ("false name", "mutants/no_root"),
    mutant_passes: ("mutant", "mutants/loop"),
    nothing_fails_a_check: ("check", "extra"),
    stub_earns_points: ("stub", "extra"),
    check_breaks: ("grading", "extra"),
    alternative_breaks: ("grading", "extra"),
    points_do_not_add_up: ("points", "exercise.toml"),
    public_check_gives_points: ("points", "worked_number"),
    checks_cannot_be_loaded: ("grading", "solution"),
}


def broken_course(root: Path, breakages) -> Path:
    """Return a course in which each exercise is broken in its own way."""
    new_course(root)
    grade("new", NAME, course=root)
    whole = f"exercise01_{NAME}"
    for breakage in breakages:
        for side in ("exercises", "solutions"):
            shutil.copytree(root / side / whole, root / side / breakage.__name__)
        breakage(Broken(root, breakage.__name__))
    return root


def verified(root: Path, *options: str):
    """Verify a course; return the exit code and the exercises of the JSON form by name."""
    result = grade("verify", "--format", "json", "-j", JOBS, *options, course=root)
    data = json.loads(result.stdout)
    assert data["holds"] == (result.exit_code == 0)
    return result.exit_code, {exercise["exercise"]: exercise for exercise in data["exercises"]}


@pytest.fixture(scope="module")
def by_form(tmp_path_factory):
    """Verify everything that is found by reading; grade next to nothing."""
    root = broken_course(tmp_path_factory.mktemp("form") / "course", FORM)
    return verified(root, "-k", "stub", "--no-generated")


@pytest.fixture(scope="module")
def by_grading(tmp_path_factory):
    """Verify everything that is found by grading, without generated mutants."""
    root = broken_course(tmp_path_factory.mktemp("graded") / "course", GRADED)
    return verified(root, "--no-generated", "--repeat", "3")


def claims(exercise) -> set[tuple[str, str]]:
    """Return what was found, as claims and what they are about."""
    return {(finding["claim"], finding["about"]) for finding in exercise["findings"]}


@pytest.mark.parametrize(("breakage", "expected"), FORM.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_form(by_form, breakage, expected):
    """What is wrong with the files of an exercise is found, and nothing else is said."""
    code, exercises = by_form
    found = exercises[breakage.__name__]

    assert claims(found) == {expected}
    assert found["holds"] == (expected[0] in WARNINGS)
    assert code == 1


@pytest.mark.parametrize(("breakage", "expected"), GRADED.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_grading(by_grading, breakage, expected):
    """What is wrong with checks and variants is found."""
    code, exercises = by_grading
    found = exercises[breakage.__name__]

    assert expected in claims(found)
    assert not found["holds"]
    assert code == 1


def test_only_what_is_broken_is_named(by_grading):
    """Where one variant is wrong, no other one is blamed."""
    _, exercises = by_grading

    alone = (accepted_variant_is_wrong, misconception_passes, mutant_passes, nothing_fails_a_check, stub_earns_points)
    assert {each.__name__: claims(exercises[each.__name__]) for each in alone} == {
        each.__name__: {GRADED[each]} | ({("check", "extra")} if each is stub_earns_points else set()) for each in alone
    }


def test_flakes_are_counted(by_grading):
    """A check that fails the solution only sometimes is found by repeating, with the secret that shows it."""
    _, exercises = by_grading
    found = exercises[solution_fails_now_and_then.__name__]["findings"]
    what = next(finding for finding in found if finding["claim"] == "solution")

    assert "of 3 times" in what["what"]
    assert "extra" in what["detail"]
    assert "secret 'verify" in what["detail"]


def test_whole_exercises_hold(by_form, by_grading):
    """The exercise that nobody has broken holds beside the broken ones."""
    for _, exercises in (by_form, by_grading):
        assert exercises[f"exercise01_{NAME}"]["findings"] == []
        assert exercises[f"exercise01_{NAME}"]["holds"]


# ---- generated mutants


@pytest.fixture
def fresh(tmp_path):
    """Return the files of a new exercise, and its course."""
    root = new_course(tmp_path / "course")
    assert grade("new", NAME, course=root).exit_code == 0
    return root, Broken(root, f"exercise01_{NAME}")


def test_new_exercise_holds(fresh):
    """What ``grade new`` writes passes ``grade verify``, generated mutants included."""
    root, _ = fresh
    result = grade("verify", "--repeat", "2", "-j", JOBS, course=root)

    assert result.exit_code == 0, result.stdout
    assert "1 of 1 exercise held." in result.stdout
    assert "generated mutants" in result.stdout


def test_survivors(fresh):
    """A generated mutant that no check fails is named unless it has a reason; a reason for nothing is a warning."""
    root, files = fresh
    files.change(files.hidden, '["mean_of_squares", "root_mean_square"]', '["mean_of_squares"]')
    kept = f"{NAME}.py:root_mean_square:0: dim=0 -> dim=-1"
    files.add(files.author / "survivors.toml", f"{in_toml(kept)} = 'Not promised.'\n'gone.py:f:1: 1 -> 2' = 'Gone.'\n")
    code, exercises = verified(root, "--repeat", "1")

    assert code == 1
    assert claims(exercises[f"exercise01_{NAME}"]) == {
        ("survivor", f"{NAME}.py:root_mean_square:0: dim=0 -> dim=1"),
        ("listed", "gone.py:f:1: 1 -> 2"),
    }
    assert exercises[f"exercise01_{NAME}"]["counts"]["listed"] == 1


def test_select(fresh):
    """-k grades only the variants whose names fit, and says that this proves less."""
    root, _ = fresh
    result = grade("verify", "-j", "1", "-k", "accepted/ or stub", course=root)

    assert result.exit_code == 0
    assert "2 variants" in result.stdout
    assert "Only some variants" in result.stderr
    assert grade("verify", "-k", "no_such_variant", course=root).exit_code == 2


def test_quiet(fresh):
    """-q prints the weak spots alone: nothing where there is none."""
    root, files = fresh
    files.change(files.stub, "x is not changed.", "x is never changed.")
    told = grade("verify", "-q", "-j", "1", "-k", "stub", course=root)

    assert to_text([Verified("exercise01_a")], quiet=True) == ""
    assert "docstrings differ" in told.stdout
    assert told.stderr == ""
    assert "held" not in told.stdout
    assert told.exit_code == 1


def test_mutants():
    """Each kind of change is made: operators, numbers, axes, keepdim, order, statements, not, raise, dtypes."""
    source = '''
def f(x, y, lr=0.1, flag=True):
    """Do something."""
    if not flag:
        raise ValueError("no")
    x.add_(y)
    total = x.double().sum(dim=0, keepdim=True)
    total += lr
    return torch.where(x < y, total, x - 2 * y)
'''
    keys = {mutant.key.partition(":f:")[2] for mutant in mutants(source, "f.py")}
    expected = {
        "0: lr=0.1 -> lr=0.2", "0: flag=True -> flag=False",
        "1: not flag -> flag", "2: raise ValueError('no') -> (dropped)",
        "3: x.add_(y) -> (dropped)", "3: x.add_(y) -> x.add(y)", "4: x.double() -> x",
        "4: keepdim=True -> keepdim=False",
        "4: x.double().sum(dim=0, keepdim=True) -> x.double().sum(dim=1, keepdim=True)",
        "4: x.double().sum(dim=0, keepdim=True) -> x.double().sum(dim=0)", "5: total += lr -> total = total + lr",
        "5: total += lr -> total -= lr", "6: x < y -> x <= y", "6: 2 * y -> 3 * y", "6: 2 * y -> 2 / y",
        "6: x - 2 * y -> 2 * y - x", "6: torch.where(x < y, total, x - 2 * y) -> torch.where(x < y, x - 2 * y, total)",
    }  # fmt: skip

    assert expected - keys == set()


def test_mutants_are_python_and_differ():
    """Every mutant compiles, no two are the same, none is the source, and their keys are unique."""
    path = next(Path(__file__).parents[1].glob("solutions/exercise*/mse_gradient.py"))
    source = path.read_text(encoding="utf-8")
    found = mutants(source, path.name)
    sources = {ast.unparse(ast.parse(mutant.source)) for mutant in found}

    assert len(found) > 100
    assert len(sources) == len(found) == len({mutant.key for mutant in found})
    assert ast.unparse(ast.parse(source)) not in sources


def test_keys_are_stable():
    """A key does not change with docstrings, comments and other functions."""
    body = "    return x + 1\n"
    plain = f"def f(x):\n{body}"
    moved = f'def g(x):\n    return x\n\n\n# A comment.\ndef f(x):\n    """Add.\n\n    One.\n    """\n{body}'

    def keys(source: str) -> set[str]:
        return {mutant.key for mutant in mutants(source, "f.py") if mutant.function == "f"}

    assert keys(plain) == keys(moved) != set()


def test_no_mutants_that_change_nothing():
    """What plainly changes nothing is not generated: the order inside a square, lengths below 0, annotations, texts."""
    lines = [
        "def f(x: int, y) -> list[7]:",
        '    """7 + 7"""',
        "    if len(x) == 0:",
        '        raise ValueError(f"{7}")',
    ]
    keys = [mutant.key for mutant in mutants("\n".join([*lines, "    return (x - y) ** 2\n"]), "f.py")]
    unwanted = ("y - x", "<= 0", "7 ->")

    assert [key for key in keys if any(text in key for text in unwanted)] == []


# ---- parts


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        ("sign", {"misconceptions/sign", "accepted/sign"}),
        ("SIGN and not accepted", {"misconceptions/sign"}),
        ("(stub or loop) and not mutants/", {"stub"}),
        ("not /", {"stub"}),
    ],
)
def test_selection(text, fitting):
    """An expression chooses names by their parts."""
    names = {"stub", "misconceptions/sign", "accepted/sign", "mutants/loop"}

    assert {name for name in names if selection(text)(name)} == fitting


@pytest.mark.parametrize("text", ["", "and", "sign or", "(sign", "sign)", "not", "a b"])
def test_no_selection(text):
    """What is no expression is refused, with an example."""
    with pytest.raises(UserError) as caught:
        selection(text)

    assert "-k" in caught.value.hint


@pytest.mark.parametrize(
    ("body", "claim"),
    [
        ("return module.f(x)", ""),
        ("return [p.grad for p in module.f(x) if p.grad is not None]", ""),
        ("return module.f(x) == 3", "returns a comparison"),
        ("return [p.grad is None for p in module.f(x)]", "returns a comparison"),
        ("same = module.f(x) is x\n    return x, same", "returns a comparison"),
        ("return torch.equal(module.f(x), x)", "returns a comparison"),
        ("module.f(x)\n    return True", "returns a constant"),
        ("assert module.f(x) is not None\n    return x", "asserts"),
        ("keep = lambda t: t > 0\n    return module.f(x, keep)", ""),
    ],
)
def test_probes(body, claim):
    """A probe that claims something instead of returning values is found."""
    result = Verified("exercise01_a")
    lint(ast.parse(f"def probe(module, x):\n    {body}\n"), result)

    assert [finding.about for finding in result.findings] == (["probe"] if claim else [])
    assert all(claim in finding.what for finding in result.findings)


def test_weak_spots_first():
    """Failures come before warnings, warnings before what held; each claim says once what to do."""
    weak, strong = Verified("exercise02_b"), Verified("exercise01_a")
    weak.add("probe", "probe", "It compares.")
    weak.add("survivor", "b.py:f:1: 'a' -> \"b\"", "It passes every check.")
    weak.add("mutant", "mutants/a", "It gets full points.")
    weak.add("mutant", "mutants/b", "It gets full points.")
    text = to_text([strong, weak])
    places = [text.index(word) for word in ("mutants/a", "mutants/b", "b.py:f", "It compares", "exercise01_a")]

    assert places == sorted(places)
    assert text.count(CLAIMS["mutant"]) == 1
    assert json.loads(to_json([strong, weak]))["exercises"][1]["findings"][0]["claim"] == "mutant"


def test_claims_in_the_documents():
    """docs/authors.md has each claim of ``grade verify``."""
    page = (Path(__file__).parents[1] / "docs" / "authors.md").read_text(encoding="utf-8")

    assert [claim for claim in CLAIMS if f"`{claim}`" not in page] == []


# ---- grade new


def test_new_is_numbered_after_the_last(tmp_path):
    """A new exercise gets the next number, on both sides, and can be found at once."""
    root = new_course(tmp_path / "course")
    (root / "solutions" / "exercise07_old").mkdir(parents=True)
    result = grade("new", "soft_max", course=root)

    assert result.exit_code == 0
    exercise = find_course(root).find("exercise08")
    assert exercise.name == "exercise08_soft_max"
    assert (exercise.file, exercise.title) == ("soft_max.py", "Soft max")
    assert exercise.solution_path is not None
    assert "@" not in exercise.handout.read_text(encoding="utf-8")


def test_new_dry_run(tmp_path):
    """-n names the files and writes none."""
    root = new_course(tmp_path / "course")
    result = grade("new", NAME, "-n", course=root)

    assert "Would write" in result.stdout
    assert list((root / "exercises").iterdir()) == []
    assert not (root / "solutions").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Mean of Squares!", "mean_of_squares"),
        ("exercise05_sums", "grade new sums"),
        ("lambda", "lambda_by_hand"),
        ("checks", "checks_by_hand"),
        ("3d", "small letters"),
        ("../escape", "escape"),
        ("a" * 41, "small letters"),
    ],
)
def test_names_that_cannot_be(tmp_path, name, said):
    """A name that could not be a Python file is refused with one that could."""
    root = new_course(tmp_path / "course")
    result = grade("new", name, course=root)

    assert result.exit_code == 2
    assert said in result.stderr
    assert list((root / "exercises").iterdir()) == []


def test_nothing_is_overwritten(fresh):
    """An exercise of the same name is left alone."""
    root, files = fresh
    files.add(files.stub, "# mine\n")
    result = grade("new", NAME, course=root)

    assert result.exit_code == 2
    assert "already" in result.stderr
    assert files.stub.read_text(encoding="utf-8").endswith("# mine\n")


def test_verify_without_exercises(tmp_path):
    """A course without exercises is the author's to mend."""
    assert grade("verify", course=new_course(tmp_path / "course")).exit_code == 2


def test_flaky_grades_what_is_right_only(fresh):
    """With --flaky the solution and each accepted variant are graded as often as asked, and nothing else."""
    root, _ = fresh
    (exercise,) = find_course(root).exercises
    accepted = [f"accepted/{path.stem}" for path in exercise.accepted]
    found = Counter(variant.name for variant in variants_of(exercise, repeat=3, generated=True, right=True))
    code, exercises = verified(root, "--flaky", "--repeat", "2")

    assert found == dict.fromkeys(["solution", *accepted], 3)
    assert code == 0
    assert exercises[exercise.name]["counts"] == {
        "solution": 2, "variants": 2 * len(accepted), "generated": 0, "listed": 0,
    }  # fmt: skip
