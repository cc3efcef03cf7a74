"""How long code that does not come back is waited for, and that nobody else pays for it."""

from __future__ import annotations

import pytest

from grader import runner
from grader.client.patience import Patience
from grader.course import find_course
from grader.limits import Limits
from grader.results import Report, Verdict
from grader.submission import read

LIMITS = Limits(cpu_seconds=10.0, idle_seconds=5.0)
FUNCTIONS = ("slow", "first", "second")


def test_everything_is_waited_for_at_first():
    """As long as all comes back, everything has the whole limit."""
    patience = Patience(returned={"f"})

    assert [patience.cpu_seconds(name, LIMITS) for name in ("f", "g")] == [10.0, 10.0]
    assert patience.idle_seconds("g", LIMITS) == 5.0


def test_each_function_that_never_came_back_makes_it_shorter():
    """What was not heard of yet gets half for each that ran out of time, and never less than a fifth."""
    patience, given = Patience(), []

    for name in "abcde":
        given.append(patience.cpu_seconds(name, LIMITS))
        patience.ran_out(name, certain=True)

    assert given == [10.0, 5.0, 2.5, 2.0, 2.0]
    assert patience.cpu_seconds("a", LIMITS) == 2.0
    assert patience.idle_seconds("new", LIMITS) == 1.0


def test_what_came_back_keeps_the_whole_limit():
    """A function that came back before is not made to pay for others; only its own timeout makes its time shorter."""
    patience = Patience(returned={"f"})
    for name in "abc":
        patience.ran_out(name, certain=True)
    before = patience.cpu_seconds("f", LIMITS)

    patience.ran_out("f", certain=True)

    assert (before, patience.cpu_seconds("f", LIMITS)) == (10.0, 2.0)
    assert not patience.is_over("f")


def test_a_loaded_machine_makes_nothing_shorter():
    """Where it may have been the machine that held a function up, it is given up in the end, but not hurried."""
    patience = Patience()
    for _ in range(2):
        patience.ran_out("f", certain=False)

    assert [patience.cpu_seconds(name, LIMITS) for name in ("f", "g")] == [10.0, 10.0]
    assert (patience.is_over("f"), patience.is_over("g")) == (True, False)


def test_two_endless_functions_cost_others_their_second_try():
    """Beside two functions without end, any other that never came back is run once; one that did goes on."""
    patience = Patience(returned={"back"})
    for name in ("a", "b", "c", "back"):
        patience.ran_out(name, certain=True)

    assert [patience.is_over(name) for name in ("c", "back", "new")] == [True, False, False]


def test_one_endless_function_costs_others_nothing_of_their_tries():
    """Beside one function without end, another one that did not come back is tried again."""
    patience = Patience()
    for name in "ab":
        patience.ran_out(name, certain=True)

    assert [patience.is_over(name) for name in "ab"] == [False, False]


def test_many_endless_functions_are_bounded():
    """Seven functions without end cost three times the limit of one, not fourteen times."""
    patience, spent = Patience(), 0.0

    for name in "abcdefg":
        while not patience.is_over(name):
            spent += patience.cpu_seconds(name, LIMITS)
            patience.ran_out(name, certain=True)

    assert spent == 29.5


def test_short_limits_stay_long_enough():
    """No time becomes shorter than half a second by this, and no limit that is shorter becomes longer."""
    patience = Patience()
    patience.ran_out("f", certain=True)

    assert patience.cpu_seconds("f", Limits(cpu_seconds=1.0)) == 0.5
    assert patience.cpu_seconds("f", Limits(cpu_seconds=0.2)) == 0.2


def test_sleeping_in_every_check_is_bounded():
    """Sleep that ends in time in each check is waited for as long as ten checks may sleep, then a fifth of it."""
    patience = Patience(returned={"f"}, idle=50.0)
    before = patience.idle_seconds("f", LIMITS)

    patience.idle = 50.1

    assert (before, patience.idle_seconds("f", LIMITS)) == (5.0, 1.0)


TOML = """
format = 1
file = "work.py"
minutes = 1
points = 50
[title]
en = "Work"
zh = "Work"
[limits]
cpu_seconds = 2
idle_seconds = 2
"""
CHECKS = '''
import pytest

from grader.compare import close


@pytest.mark.points(50)
@pytest.mark.parametrize("name", ["slow", "first", "first", "first", "second", "slow"])
def test_one(submission, name):
    """Each gives 1."""
    close(submission[name](), 1)
'''
STUB = "".join(f"def {name}():\n    raise NotImplementedError\n\n\n" for name in FUNCTIONS)
SOLUTION = STUB.replace("raise NotImplementedError", "return 1")
SLOW = """import time


def slow():
    while time.process_time() < began + 0.8:
        pass
    return 1


began = time.process_time()
"""
ENDLESS = {
    "computes": "def {name}():\n    while True:\n        pass\n",
    "sleeps": "def {name}():\n    time.sleep(1000)\n",
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """Grade a right but slow function beside two that never come back."""
    root = tmp_path_factory.mktemp("course")
    (root / "course.toml").write_text('format = 1\ntitle = "Course"\n')
    content = {
        "exercises": {"exercise.toml": TOML, "work.py": STUB, "checks.py": "def test_nothing():\n    pass\n"},
        "solutions": {"work.py": SOLUTION, "checks.py": CHECKS},
    }
    for kind, files in content.items():
        (root / kind / "exercise01_work").mkdir(parents=True)
        for name, text in files.items():
            (root / kind / "exercise01_work" / name).write_text(text)
    exercise, submissions = find_course(root).find("exercise01"), []
    for kind, endless in ENDLESS.items():
        path = root / kind / "work.py"
        path.parent.mkdir()
        path.write_text("\n\n".join([SLOW, *(endless.format(name=name) for name in FUNCTIONS[1:])]))
        submissions.append(read(path, exercise))
    found: dict[str, Report] = {}

    def keep(submission: object, report: Report) -> None:
        found[list(ENDLESS)[len(found)]] = report

    runner.grade_each(exercise, submissions, keep, hidden=True, secret=b"secret")
    return found


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("computes", "was still computing after {} of processor time"),
        ("sleeps", "waited for {} without computing anything"),
    ],
)
def test_endless_functions_cost_less_and_less(reports, kind, sentence):
    """The first endless function has its whole limit once, then a part; the next one half; the slow one its points."""
    check = next(check for check in reports[kind].checks if check.name == "one")
    slow, *endless, slow_again = check.parts
    messages = [part.message for part in endless]

    assert [slow.verdict, slow_again.verdict] == [Verdict.PASSED, Verdict.PASSED]
    assert {part.verdict for part in endless} == {Verdict.TIMEOUT}
    for message, seconds in zip(messages, ("2 seconds", "0.5 seconds", None, "1 second"), strict=True):
        assert (sentence.format(seconds) if seconds else "was not run again") in message
