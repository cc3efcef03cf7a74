"""Grading one submission after the other, for real: warm process, sandbox, checks, report."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader import runner
from grader.course import find_course
from grader.errors import GraderError, UserError
from grader.results import Report, Verdict
from grader.submission import read

EXERCISE_TOML = """
format = 1
file = "work.py"
minutes = 1
points = 100
[title]
en = "Work"
zh = "Work"
[limits]
cpu_seconds = 1
idle_seconds = 1
memory_mb = 512
"""

STUB = '''
def double(x):
    """Return 2 x."""
    raise NotImplementedError


class Counter:
    """Counts."""

    def __init__(self, start=0):
        raise NotImplementedError

    def add(self, n=1):
        raise NotImplementedError


def solve(f, x):
    """Return the root of f near x."""
    raise NotImplementedError


def step(p, state):
    """Change p in place."""
    raise NotImplementedError
'''

SOLUTION = '''
import torch


def double(x):
    """Return 2 x."""
    if x.numel() == 0:
        raise ValueError("empty")
    return 2 * x


class Counter:
    """Counts."""

    def __init__(self, start=0):
        self.total = start

    def add(self, n=1):
        self.total += n
        return self

    def __len__(self):
        return self.total

    def __iter__(self):
        return iter(range(self.total))

    def __getitem__(self, key):
        return key * self.total


def solve(f, x):
    """Return the root of f near x."""
    for _ in range(30):
        slope = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
        x = x - f(x) / slope
    return x


def step(p, state):
    """Change p in place."""
    state["n"] = state.get("n", 0) + 1
    p.sub_(0.1 * state["n"])
'''

PUBLIC = '''
import torch
from grader.compare import close


def test_double_of_one(submission):
    """double(1) is 2."""
    close(submission.double(torch.tensor(1.0)), torch.tensor(2.0))
'''

HIDDEN = '''
import pytest
import torch
from grader.compare import close, either, require

SECRET = 271828.125


@pytest.mark.points(10)
@pytest.mark.parametrize("n", [pytest.param(1, id="one"), pytest.param(5, id="five")])
def test_random(submission, solution, n):
    """double is right on random numbers."""
    x = torch.randn(n)
    close(submission.double(x), solution.double(x))


@pytest.mark.points(10)
def test_fixed(submission):
    """double is right on the author's number."""
    close(submission.double(torch.tensor(SECRET / 2)), torch.tensor(SECRET))


@pytest.mark.points(10)
def test_refuses(submission, solution):
    """double refuses an empty tensor."""
    close(submission.double(torch.ones(1)), solution.double(torch.ones(1)))
    with pytest.raises(ValueError):
        submission.double(torch.empty(0))


@pytest.mark.points(10)
def test_counter(submission):
    """Counter counts: attributes, methods, length, iteration, indexing."""
    counter = submission.Counter(2)
    counter.add(3)
    close((counter.total, len(counter), list(counter), counter[2]), (5, 5, [0, 1, 2, 3, 4], 10))
    counter.total = 7
    close(counter.add().total, 8)


@pytest.mark.points(10)
def test_solve(submission):
    """solve finds the root of a function that it is given."""
    asked = []

    def f(x):
        asked.append(x)
        return x * x - 2

    close(submission.solve(f, 1.0), 2**0.5, rtol=1e-6)
    require(len(asked) > 2, "solve has to ask the function.")


def walk(module, p, n):
    p, state = p.clone(), {}
    for _ in range(n):
        module.step(p, state)
    return helper(p)


def helper(p):
    return p


@pytest.mark.points(10)
def test_step(submission, solution):
    """step changes its parameter in place and remembers."""
    p = torch.randn(3)
    close(submission.run(walk, p, 4), solution.run(walk, p, 4))


@pytest.mark.points(10)
def test_unchanged(submission):
    """double leaves its argument alone."""
    x = torch.randn(3)
    value, after = submission.observe("double", x)
    close(value, 2 * x)
    close(after, [x])


@pytest.mark.points(10)
def test_follow_on(submission, solution):
    """step follows double (right given the student's own double)."""
    either(lambda: close(submission.double(torch.ones(2)), 2 * torch.ones(2)),
           lambda: close(submission.double(torch.ones(2)), submission.double(torch.ones(2))))


@pytest.mark.points(10)
def test_unpacks(submission):
    """A check that uses what came back without looking."""
    a, b = submission.double(torch.ones(2))
    close(a + b, torch.tensor(4.0))


@pytest.mark.points(10)
def test_fresh_module(submission):
    """Nothing of an earlier check is left in the module."""
    close(submission.Counter(0).total, 0)
'''


def make_course(root: Path, hidden: str = HIDDEN, toml: str = EXERCISE_TOML) -> Path:
    """Write a course with one exercise."""
    (root / "course.toml").write_text('title = "Test"\n')
    public, secret = root / "exercises/exercise01_work", root / "solutions/exercise01_work"
    for folder, checks, code in ((public, PUBLIC, STUB), (secret, hidden, SOLUTION)):
        folder.mkdir(parents=True)
        (folder / "checks.py").write_text(checks)
        (folder / "work.py").write_text(code)
    (public / "exercise.toml").write_text(toml)
    (public / "README.md").write_text("# Work\n")
    return root


def grade_all(root: Path, sources: dict[str, str], **options) -> dict[str, Report]:
    """Grade sources in one session."""
    exercise = find_course(root).find("exercise01")
    reports: list[Report] = []

    def submissions():
        for source in sources.values():
            path = root / "work.py"
            path.write_text(source)
            yield read(path, exercise)

    options = {"hidden": True, "secret": b"secret"} | options
    runner.grade_each(exercise, submissions(), lambda _, report: reports.append(report), **options)
    return dict(zip(sources, reports, strict=True))


def replaced(old: str, new: str) -> str:
    """Return the solution with one piece replaced."""
    assert SOLUTION.count(old) == 1
    return SOLUTION.replace(old, new)


SOURCES = {
    "right": SOLUTION,
    "stub": STUB,
    "half": replaced("return 2 * x", "return x / 2"),
    "raises": replaced("return 2 * x", "return 2 * x.undefined"),
    "prints": replaced("return 2 * x", "print('x is', x)\n    return 2 * x"),
    "loops": replaced("    return 2 * x", "    while True:\n        pass"),
    "sleeps": replaced("    return 2 * x", "    import time\n    time.sleep(60)"),
    "exits": replaced("    return 2 * x", "    import os\n    os._exit(0)"),
    "allocates": replaced("return 2 * x", "return 2 * x + torch.ones(1 << 30).sum()"),
    "none": replaced("    return 2 * x", "    2 * x"),
    "nan": replaced("return 2 * x", "return 2 * x * float('nan')"),
    "column": replaced("return 2 * x", "return 2 * x.reshape(-1, 1)"),
    "missing": SOLUTION.replace("def double(", "def duoble("),
    "syntax": SOLUTION + "\ndef broken(:\n    pass\n",
    "import error": "import no_such_module\n" + SOLUTION,
    "import loop": "while True:\n    pass\n",
    "in place": replaced("return 2 * x", "return x.mul_(2)"),
    "always raises": replaced("return 2 * x", "raise ValueError('no')"),
    "remembers": replaced("        self.total = start", "        SEEN.append(1)\n        self.total = len(SEEN) - 1")
    + "\nSEEN = []\n",
    "last": SOLUTION,
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Grade all sources once, in one session."""
    return grade_all(make_course(tmp_path_factory.mktemp("course")), SOURCES)


def check(report: Report, name: str):
    """Return a check's result."""
    return next(check for check in report.checks if check.name == name)


def test_the_right_submission_gets_everything(reports):
    """Every operation of the interface works across the wire."""
    assert [item.message for item in reports["right"].checks if item.message] == []
    assert reports["right"].verdict == Verdict.PASSED
    assert reports["right"].points == reports["right"].max_points == 100


def test_the_sandbox_is_named(reports):
    """The report says which layers were in force."""
    layers = " ".join(reports["right"].environment.sandbox)

    assert "landlock" in layers
    assert "seccomp" in layers


def test_later_submissions_are_unharmed(reports):
    """After loops, crashes and memory bombs the next submission gets its points."""
    assert reports["last"].points == 100


VERDICTS = {
    "half": Verdict.FAILED,
    "raises": Verdict.ERROR,
    "loops": Verdict.TIMEOUT,
    "sleeps": Verdict.TIMEOUT,
    "exits": Verdict.ERROR,
    "allocates": Verdict.MEMORY,
    "none": Verdict.FAILED,
    "nan": Verdict.FAILED,
    "missing": Verdict.ERROR,
    "syntax": Verdict.ERROR,
    "import error": Verdict.ERROR,
    "import loop": Verdict.TIMEOUT,
    "stub": Verdict.ERROR,
}


@pytest.mark.parametrize("name", VERDICTS)
def test_verdicts(reports, name):
    """Each way to fail has its own verdict, and costs the points of the checks concerned."""
    assert check(reports[name], "fixed").verdict == VERDICTS[name]
    assert check(reports[name], "fixed").points == 0


WORDS = {
    "half": "is 1/4 times the expected one",
    "raises": "`double` raised AttributeError: 'Tensor' object has no attribute 'undefined'",
    "loops": "`double` was still computing after 1 second of processor time",
    "sleeps": "`double` waited for 1 second without computing",
    "exits": "`double` ended the whole Python process (exit status 0)",
    "allocates": "`double` asked for more memory than the 512 MB that are allowed",
    "none": "The result is None, expected a tensor",
    "nan": "The result is NaN",
    "column": "in shape (1, 1) instead of ()",
    "missing": "`double` is not in your file",
    "syntax": "Python cannot read your file",
    "import error": "`work.py` raised ModuleNotFoundError: No module named 'no_such_module'",
    "import loop": "`work.py` was still computing",
    "stub": "`double` is not filled in yet",
}


@pytest.mark.parametrize("name", WORDS)
def test_messages_read_like_a_teachers_note(reports, name):
    """The message names the function and what it did, in plain words."""
    result = check(reports[name], "double_of_one" if name in ("loops", "sleeps") else "fixed")

    assert WORDS[name] in result.message + " " + result.difference


def test_no_failure_is_our_fault(reports):
    """Nothing that a submission did counts as an internal error."""
    found = {name for name, report in reports.items() if report.verdict == Verdict.INTERNAL_ERROR}

    assert found == set()


def test_hidden_numbers_stay_hidden(reports):
    """Neither inputs nor expected values of a hidden check are in any report."""
    for report in reports.values():
        assert "271828" not in report.to_json()
        assert "135914" not in report.to_json()


def test_public_checks_show_the_numbers(reports):
    """A public check says what came and what was expected."""
    assert "got 0.5, expected 2" in check(reports["half"], "double_of_one").message


def test_output_is_shown_for_public_checks_only(reports):
    """What the code printed helps in public checks and would leak the inputs of hidden ones."""
    assert "x is tensor(1.)" in check(reports["prints"], "double_of_one").output
    assert {item.output for item in reports["prints"].checks if not item.public} == {""}


def test_own_lines_are_shown(reports):
    """An exception comes with the student's own line."""
    frame = check(reports["raises"], "fixed").frames[-1]

    assert frame.code == "return 2 * x.undefined"
    assert frame.function == "double"
    assert SOURCES["raises"].splitlines()[frame.line - 1].strip() == frame.code


def test_parts_split_the_points(reports):
    """A parametrized check is one result, its points split evenly over the parts."""
    result = check(reports["column"], "random")

    assert [part.name for part in result.parts] == ["one", "five"]
    assert [part.max_points for part in result.parts] == [5, 5]
    assert result.max_points == 10


def test_changed_arguments_are_seen(reports):
    """A function that works in place is told from one that does not."""
    assert check(reports["in place"], "unchanged").verdict == Verdict.FAILED
    assert (
        "argument" in check(reports["in place"], "unchanged").message
        or "0" in check(reports["in place"], "unchanged").message
    )
    assert check(reports["in place"], "fixed").verdict == Verdict.PASSED


def test_code_that_always_raises_earns_nothing(reports):
    """A check of an error first asks for a valid result."""
    assert check(reports["always raises"], "refuses").points == 0


def test_follow_on_credit(reports):
    """A check with an alternative passes when the second one holds."""
    assert check(reports["half"], "follow_on").points == 10


def test_values_that_a_check_cannot_use_are_the_students_fault(reports):
    """A check that stumbles over a wrong kind of value fails, and is no internal error."""
    result = check(reports["none"], "unpacks")

    assert result.verdict == Verdict.FAILED
    assert "cannot be used" in result.message


def test_every_check_gets_a_fresh_module(reports):
    """Module-level state of one check does not reach the next."""
    assert check(reports["remembers"], "fresh_module").verdict == Verdict.PASSED


def test_grading_again_gives_the_same_inputs(tmp_path):
    """The seed follows from the secret and the submission: an appeal sees the same numbers, another secret does not."""
    root = make_course(tmp_path)
    source = {"prints": SOURCES["prints"]}
    first = grade_all(root, source)["prints"]
    again = grade_all(root, source)["prints"]
    other = grade_all(root, source, secret=b"other")["prints"]

    assert first.environment.seed == again.environment.seed
    assert first.environment.seed != other.environment.seed
    assert first.environment.checks == again.environment.checks


def test_a_check_that_is_broken_is_our_fault(tmp_path):
    """A check that fails with the solution too is an internal error, and costs nothing silently."""
    hidden = HIDDEN.replace("x = torch.randn(n)", "x = torch.randn(m)")
    report = grade_all(make_course(tmp_path, hidden), {"right": SOLUTION})["right"]

    assert check(report, "random").verdict == Verdict.INTERNAL_ERROR
    assert "NameError" in check(report, "random").message
    assert report.verdict == Verdict.INTERNAL_ERROR


def test_checks_that_cannot_be_loaded_are_an_error(tmp_path):
    """A syntax error in a check file is said, not counted."""
    root = make_course(tmp_path, "def test_x(:\n")

    with pytest.raises(GraderError, match="cannot be loaded"):
        grade_all(root, {"right": SOLUTION})


def test_an_expression_that_fits_nothing_is_the_users_error(tmp_path):
    """-k with a typing mistake is said as such."""
    with pytest.raises(UserError, match="No check fits"):
        grade_all(make_course(tmp_path), {"right": SOLUTION}, select="nonsense")


def test_hidden_checks_never_share_a_process(tmp_path):
    """Hidden checks and a shared import exclude each other."""
    with pytest.raises(ValueError, match="never share"):
        grade_all(make_course(tmp_path), {"right": SOLUTION}, share_import=True)


def test_public_checks_may_share_an_import(tmp_path):
    """A self-check works with one import of torch, shut in all the same."""
    report = grade_all(make_course(tmp_path), {"right": SOLUTION}, share_import=True, hidden=False)["right"]

    assert [item.name for item in report.checks] == ["double_of_one"]
    assert report.verdict == Verdict.PASSED
    assert "seccomp" in " ".join(report.environment.sandbox)


def test_a_shared_process_keeps_nothing_open(tmp_path):
    """A process that grades again and again with one import has no more files open afterwards than after the first."""
    root, counts = make_course(tmp_path), []
    for _ in range(3):
        grade_all(root, {"right": SOLUTION}, share_import=True, hidden=False)
        counts.append(len(os.listdir("/proc/self/fd")))

    assert counts[2] <= counts[0]
    assert counts[0] < 150


def test_many_open_files_of_ours_are_no_matter(tmp_path):
    """A worker without a sandbox starts although the process that forks it has more files open than it may have."""
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(400)]
    try:
        report = grade_all(make_course(tmp_path), {"right": SOLUTION}, share_import=True, hidden=False, sandbox=False)
    finally:
        for descriptor in held:
            os.close(descriptor)

    assert report["right"].verdict == Verdict.PASSED


def test_without_a_sandbox_the_report_says_so(tmp_path):
    """--no-sandbox is never silent."""
    report = grade_all(make_course(tmp_path), {"right": SOLUTION}, sandbox=False)["right"]

    assert report.points == 100
    assert report.environment.sandbox == ()
    assert "without a sandbox" in " ".join(report.notices)


def test_reports_survive_json(reports):
    """A report is the same after writing and reading its JSON."""
    for report in reports.values():
        assert Report.from_json(report.to_json()) == report


SLOW_CHECK = '''
import time
import torch
from grader.compare import close


def test_slow(submission, solution):
    """The check itself takes longer than the code may idle."""
    expected = solution.double(torch.ones(2))
    for _ in range(3):
        time.sleep(0.6)
        close(submission.double(torch.ones(2)), expected)
'''


def test_our_own_time_is_not_the_students(tmp_path):
    """Time that the checks themselves take does not count as time in which the code idles."""
    report = grade_all(make_course(tmp_path, SLOW_CHECK), {"right": SOLUTION})["right"]

    assert check(report, "slow").message == ""
    assert check(report, "slow").verdict == Verdict.PASSED


GUARDED_CHECK = '''
import pytest
import torch


def test_guarded(submission):
    """Nothing is asked of the code but an error."""
    with pytest.raises(ValueError):
        submission.double(torch.empty(0))
'''


def test_a_file_that_cannot_be_loaded_again_earns_nothing(tmp_path):
    """What a file raises when it is loaded for a later check is no answer to that check, whatever it expects."""
    source = SOLUTION + "\nimport math\nmath.loads = getattr(math, 'loads', 0) + 1\nif math.loads > 1:\n    int('x')\n"
    reports = grade_all(make_course(tmp_path, GUARDED_CHECK), {"twice": source, "right": SOLUTION})

    assert check(reports["right"], "guarded").verdict == Verdict.PASSED
    assert check(reports["twice"], "double_of_one").verdict == Verdict.PASSED
    assert check(reports["twice"], "guarded").verdict == Verdict.ERROR
    assert "ValueError" in check(reports["twice"], "guarded").message


def test_what_is_printed_after_a_restart_is_read(tmp_path):
    """A worker that takes over may print more than a pipe holds: it is read, so that the code does not wait for us."""
    source = SOURCES["exits"].replace(
        "        self.total = start", "        print('x' * 300_000)\n        self.total = start"
    )
    report = grade_all(make_course(tmp_path), {"prints": source})["prints"]

    assert check(report, "double_of_one").verdict == Verdict.ERROR
    assert check(report, "counter").verdict == Verdict.PASSED
