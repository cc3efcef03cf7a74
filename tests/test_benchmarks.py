"""The benchmarks run and say what they promise; what they measure is never asserted, machines are too different."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks import batch, mixed, pages, plot, trimming
from benchmarks.figures import Figure, Goal, Group, Sample, rows
from benchmarks.workplace import EXERCISE, Settings, Workplace
from grader import checks
from grader.course import find_course

REPOSITORY = Path(__file__).resolve().parents[1]


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start the benchmarks, with their temporary files in a folder."""
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks", *arguments], cwd=REPOSITORY, env=os.environ | {"TMPDIR": str(folder)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def running(mark: str) -> list[str]:
    """Return the command lines of processes that have this argument."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_text().split("\0")
        except OSError:
            continue
        found += [" ".join(words)] if mark in words else []
    return found


@pytest.mark.slow
def test_quick_run_of_the_cheapest_group(tmp_path):
    """A quick run prints a table, writes all fields of its figures as JSON and leaves nothing behind."""
    scratch, output = tmp_path / "scratch", tmp_path / "figures.json"
    scratch.mkdir()

    process = start(scratch, "sandbox", "--quick", "--rounds", "3", "-o", str(output))
    said, errors = process.communicate(timeout=240)

    assert (process.returncode, errors) == (0, "")
    data = json.loads(output.read_text(encoding="utf-8"))
    assert data["version"] == 1
    assert data["machine"]["cores"] >= 1
    assert len(data["machine"]["load"]) == len(data["load_at_end"]) == 3
    (group,) = data["groups"]
    names = [row["name"] for row in group["rows"]]
    assert names[:2] == ["fork", "unconfined"]
    for row in group["rows"]:
        assert row["unit"] == "fork"
        assert row["label"] in said
        for figure in ("wall", "cpu", "wall_ratio", "cpu_ratio"):
            assert row[figure]["count"] == 3
            assert 0 < row[figure]["least"] <= row[figure]["low"] <= row[figure]["median"]
            assert row[figure]["median"] <= row[figure]["high"] <= row[figure]["most"]
    assert list(scratch.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_in_the_middle(tmp_path, number):
    """Ctrl-C ends a run at once with 130, and neither a process nor a file is left."""
    rounds = str(1_000_000 + os.getpid())
    process = start(tmp_path, "sandbox", "--rounds", rounds)
    deadline = time.monotonic() + 60
    while len(running(rounds)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)

    process.send_signal(number)
    said, errors = process.communicate(timeout=60)

    assert (process.returncode, said) == (130, "")
    assert "Traceback" not in errors
    assert running(rounds) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["nothing"], ["--rounds", "0"], ["-o", "no/such/folder/figures.json"]])
def test_wrong_arguments(tmp_path, arguments):
    """A group that does not exist, no rounds, or a file that cannot be written are refused before anything is run."""
    process = start(tmp_path, *arguments)
    _, errors = process.communicate(timeout=60)

    assert process.returncode == 2
    assert arguments[-1] in errors


def test_ratios_are_taken_within_a_round():
    """A ratio compares what ran in the same round: a machine that gets slower does not change it."""
    samples = {
        "unit": [Sample(1.0, 2.0), Sample(10.0, 20.0), Sample(100.0, 200.0)],
        "other": [Sample(2.0, 6.0), Sample(20.0, 60.0)],
    }
    goals = {"other": Goal(ratio=1.9)}

    unit, other = rows(samples, "unit", {"unit": "the unit", "other": "the other"}, goals)

    assert (unit.wall_ratio.median, unit.met) == (1.0, None)
    assert (other.wall_ratio.low, other.wall_ratio.high, other.cpu_ratio.median) == (2.0, 2.0, 3.0)
    assert (other.wall.median, other.wall.count, other.met) == (11.0, 2, False)


def test_figures_of_one_measurement():
    """A single measurement is its own median and its own quartiles."""
    assert Figure.of([3.0]) == Figure(3.0, 3.0, 3.0, 3.0, 3.0, 1)


def test_picture_of_peers(tmp_path):
    """The picture is well-formed SVG that names each competitor with its time and its ratio, in light and in dark."""
    samples = {"exercise03 sandbox": [Sample(0.1, 0.1)], "exercise03 nbgrader": [Sample(9.0, 5.0)]}
    group = Group("peers", "Peers", (), rows(samples, "exercise03 sandbox", {name: name for name in samples}))
    machine = {"processor": "A <processor>", "cores": 2, "load": [1.0, 1.0, 1.0], "torch": "2"}
    results, picture = tmp_path / "results.json", tmp_path / "picture.svg"
    data = {"machine": machine, "load_at_end": [2.0, 1.0, 1.0], "groups": [group.to_json()]}
    results.write_text(json.dumps(data), encoding="utf-8")

    assert plot.main([str(results), "-o", str(picture)]) == 0
    said = "".join(ET.parse(picture).getroot().itertext())
    for words in (
        "torch-grader",
        "100 ms",
        "nbgrader autograde",
        "5 s, 50 ×",
        "A <processor>, 2 cores, load 1.0 to 2.0",
    ):
        assert words in said
    assert "prefers-color-scheme: dark" in picture.read_text(encoding="utf-8")


def test_nothing_to_draw(tmp_path, capsys):
    """A file without such figures is refused in a sentence, and no picture is written."""
    results, picture = tmp_path / "results.json", tmp_path / "picture.svg"
    results.write_text('{"groups": []}', encoding="utf-8")

    assert plot.main([str(results), "-o", str(picture)]) == 2
    assert "no figures of `peers`" in capsys.readouterr().err
    assert not picture.exists()


def test_memory_of_a_process():
    """What a process has for itself is part of its share, and the kinds of its memory add up to what it sees."""
    found, kinds = pages.of(os.getpid()), pages.by_kind(os.getpid())

    assert found is not None
    assert 0 < found.dirty <= found.own <= found.share <= found.resident
    assert {"files", "heap", "anonymous"} <= set(kinds)
    assert pages.of(2**22 + 1) is None


def test_kinds_of_a_mixed_class():
    """Of two hundred submissions two never end, the other kinds keep their numbers; small classes have each kind."""
    shares = mixed.shares_of(200)

    assert {kind: 200 * share for kind, share in shares.items()} == {
        "right": 200 - 2 - batch.WRONG - batch.CRASHING, "wrong": batch.WRONG, "crashing": batch.CRASHING, "looping": 2,
    }  # fmt: skip
    assert {batch.kind_of(number, looping=True) for number in range(mixed.QUICK[0])} == set(shares)
    assert "looping" not in {batch.kind_of(number) for number in range(200)}


def test_submissions_of_a_mixed_class():
    """What is handed in is Python, no two kinds are alike, and of those that never end half do so in every function."""
    exercise, draw = find_course(REPOSITORY).find(EXERCISE), random.Random(1)
    sources = {
        (kind, number): batch.source_of(exercise, number, kind, draw)
        for kind in mixed.SAMPLE for number in (1, 2, 1 + batch.LOOPING)
    }  # fmt: skip

    for source in sources.values():
        compile(source, "work.py", "exec")
    right = sources["right", 1]
    assert all(source.startswith(right) for source in sources.values())
    assert sources["looping", 1].count("while True") == 1
    assert sources["looping", 1 + batch.LOOPING].count("while True") == right.count("\ndef ")
    assert sources["crashing", 1] != sources["crashing", 2]


def test_average_of_a_mixed_class():
    """What a submission takes on average follows from each kind's time and how many there are of it."""
    found = {"right": Sample(1.0, 0.5), "looping": Sample(50.0, 20.0)}

    taken = mixed.together(found, {"right": 0.9, "looping": 0.1})

    assert (taken.wall, taken.cpu) == (pytest.approx(5.9), pytest.approx(2.45))


def test_table_of_a_mixed_class(monkeypatch):
    """The largest class is what the others' averages are compared with, and each kind's time is told beside it."""
    taken = {kind: Sample(4.0, 2.0) for kind in mixed.SAMPLE}
    monkeypatch.setattr(
        mixed.batch,
        "grade_class",
        lambda exercise, size, place, **_: batch.Taken(size, size * 0.1, size * 0.05, 1 << 20),
    )
    monkeypatch.setattr(mixed, "_process_each", lambda *_: taken)
    monkeypatch.setattr(mixed, "_nbgrader", lambda *_: taken | {"looping": Sample(404.0, 2.0)})
    with Workplace() as place:
        group = mixed.measure(place, Settings(False, None, (), lambda text: None))

    largest, *smaller, each, nbgrader = group.rows
    assert [row.name for row in group.rows] == [
        "class of 1,000",
        "class of 10",
        "class of 100",
        "process each",
        "nbgrader",
    ]
    assert {row.unit for row in group.rows} == {largest.name}
    assert (largest.parts["one more"].median, smaller[0].parts) == (pytest.approx(0.05), {})
    assert each.wall_ratio.median == pytest.approx(40.0)
    assert nbgrader.wall.median == pytest.approx(4.0 + 0.01 * 400)
    assert any("looping 404.00" in note for note in group.notes)


PARAMETRIZED = """
import pytest


@pytest.mark.points(5)
@pytest.mark.parametrize("case", [3, 4], ids=["three", "four"])
def test_named(submission, case):
    assert case


@pytest.mark.parametrize("n", (7, 8, 9), ids="N = {}".format)
@pytest.mark.parametrize("m, k", [(1, 2), (3, 4)])
def test_stacked(submission, n, m, k):
    assert n


CASES = {"first": 1, "second": 2}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"the {case}")
def test_computed(submission, case):
    assert CASES[case]


def test_alone(submission):
    assert submission
"""


def test_one_case_of_each_check(tmp_path):
    """What is left of a check file is the first case of each check, under its name."""
    path = tmp_path / "checks.py"
    path.write_text(trimming.with_one_case(PARAMETRIZED), encoding="utf-8")

    found = [(check.full_name, check.points) for check in checks.declared(tmp_path, path, None)]

    assert found == [("named[three]", 5), ("stacked[1-2-N = 7]", 0), ("computed[the first]", 0), ("alone", 0)]


def test_course_with_one_case_of_each_check():
    """Of exercise 3's sixty cases sixteen are left, one for each function in its two check files."""
    with Workplace(few=True) as place:
        course = find_course(place.whole_course())
        exercise = course.find(EXERCISE)
        found = checks.declared(course.root, exercise.public_checks, exercise.hidden_checks)

    assert len(found) == len({check.name for check in found}) == 16


@pytest.mark.slow
def test_process_that_grades_code_without_end(tmp_path):
    """A process that grades one file without isolation interrupts what never ends and grades the rest."""
    root = batch.make_course(find_course(REPOSITORY).find(EXERCISE), 0, tmp_path / "course")
    settings = root / "exercises" / "exercise03_mse_gradient" / "exercise.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("cpu_seconds = 2 ", "cpu_seconds = 0.2 "), encoding="utf-8")
    path = tmp_path / "mse_gradient.py"
    solution = find_course(REPOSITORY).find(EXERCISE).solution_path
    path.write_text(solution.read_text(encoding="utf-8") + batch.LOOP.format(name="mse_grad"), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.measured.grading", "limited", str(root), EXERCISE, str(path)]

    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=True)

    assert 0 < float(done.stdout) < 100
