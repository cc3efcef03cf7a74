"""``grade verify`` leaves out what is known already: what it leaves out, and that nothing is judged otherwise by it."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from grader.course import Exercise, find_course
from grader.verify import pool
from grader.verify.beginning import begin
from grader.verify.process import grade_exercise
from grader.verify.sparing import Known, Memory, changed
from grader.verify.variants import variants_of

SOLUTION = """
import math

FACTOR = 2


def half(x):
    \"\"\"Return x / 2.\"\"\"
    return x / FACTOR


def quarter(x):
    return half(half(x))


def eighth(x):
    return half(quarter(x))


def sixteenth(x):
    return math.pow(x, 1) / 16


class Scale:
    def __call__(self, x):
        return quarter(x)


class Larger(Scale):
    pass
"""


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        ("", set()),
        ("def half(x):\n    return x * 0.5\n", {"half", "quarter", "eighth", "Scale", "Larger"}),
        ("def eighth(x):\n    return x\n", {"eighth"}),
        ("class Scale:\n    pass\n", {"Scale", "Larger"}),
        ("def helper(x):\n    return x\n\n\ndef sixteenth(x):\n    return helper(x)\n", {"helper", "sixteenth"}),
        ("import numpy as math\n", {"math", "sixteenth"}),
        ("FACTOR = 3\n", None),
        ("half = quarter\n", None),
        ("print(half(1))\n", None),
        ('"""Only a text."""\n', set()),
    ],
)
def test_changed(addition, expected):
    """What a variant defines otherwise has changed, and what uses that; of any other statement all is feared."""
    found = changed(SOLUTION, SOLUTION + addition)

    assert found == expected


def test_changed_in_place():
    """A generated mutant is compared definition by definition: one changed number is one changed function."""
    found = changed(SOLUTION, SOLUTION.replace("/ 16", "/ 17"))

    assert found == {"sixteenth"}


def test_changed_without_a_definition():
    """A definition that is gone has changed."""
    found = changed(SOLUTION, SOLUTION.replace("def eighth", "def ninth"))

    assert found == {"eighth", "ninth"}


class Given:
    """Tasks that were given beforehand, and what was answered."""

    def __init__(self, exercise: Exercise, variants):
        assert exercise.solution_path is not None
        self.solution = exercise.solution_path.read_text(encoding="utf-8")
        self.exercise, self.waiting, self.answers = exercise, list(variants), {}

    def next(self):
        """Return the next task."""
        if not self.waiting:
            return None
        variant = self.waiting[0]
        own = variant.kind == "solution"
        return {
            "exercise": self.exercise.name, "source": variant.source, "secret": variant.secret, "thorough": own,
            "generated": variant.generated, "first": [], "solution": None if own else self.solution,
        }  # fmt: skip

    def answer(self, answer):
        """Keep what came out, but for what differs between any two runs."""
        variant = self.waiting.pop(0)
        if "report" in answer:
            report = json.loads(answer["report"])
            del report["seconds"]
            for check in report["checks"]:
                del check["seconds"]
            answer = {"report": report}
        self.answers[variant.name] = answer


def graded(root: Path):
    """Grade the variants of a new exercise and return what came out."""
    course = find_course(root)
    exercise = course.find("exercise01")
    tasks = Given(exercise, variants_of(exercise, repeat=1, generated=True))
    grade_exercise(course, exercise.name, tasks, sandbox=False)
    return tasks.answers


def test_nothing_is_judged_otherwise(tmp_path, monkeypatch):
    """Reports are the same, to the last sentence and name, where every check is run and nothing is remembered."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "course.toml").write_text('format = 1\ntitle = "Trial"\n', encoding="utf-8")
    begin(find_course(tmp_path), "mean_of_squares")
    spared = []
    unchanged = Known.unchanged

    def counting(known, grading):
        look_up = unchanged(known, grading)
        return lambda check: spared.append(check) or look_up(check) if look_up(check) is not None else None

    monkeypatch.setattr(Known, "unchanged", counting)
    economical = graded(tmp_path)
    monkeypatch.setattr(Known, "unchanged", lambda known, grading: lambda check: None)
    monkeypatch.setattr(Memory, "of", lambda memory, rerun: rerun)
    whole = graded(tmp_path)

    assert spared
    assert economical == whole


class Clerk:
    """Stands in for a process: notes what it is asked, and takes its time until all clerks have been asked once."""

    everybody: threading.Barrier

    def __init__(self, root, *, sandbox):
        self.asked: list[str] = []
        self.process = self

    def ask(self, task):
        """Answer with the name of this clerk."""
        if not self.asked:
            self.everybody.wait(30)
        self.asked.append(task["exercise"])
        return {"clerk": id(self)}

    def kill(self):
        """End, which costs nothing."""

    close = kill


@pytest.mark.parametrize("size", [1, 2, 3])
def test_one_exercise_stays_in_one_process(tmp_path, monkeypatch, size):
    """Each process begins an exercise that no other has begun; where there is none left, all help to end one."""
    monkeypatch.setattr(Clerk, "everybody", threading.Barrier(size), raising=False)
    monkeypatch.setattr(pool, "_Process", Clerk)
    groups = {name: [(f"{name} {number}", {"exercise": name}) for number in range(5)] for name in "abc"}
    with pool.Pool(tmp_path, size, sandbox=False) as processes:
        answers = list(processes.answers(map(iter, groups.values())))
        beginnings = [clerk.asked[0] for clerk in processes._processes]

    assert sorted(item for item, _ in answers) == sorted(item for group in groups.values() for item, _ in group)
    assert set(beginnings) == set("abc"[:size])
