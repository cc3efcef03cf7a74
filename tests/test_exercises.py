"""The bundled exercises hold together: their checks tell right from wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from bank import grade_variants, variants

from grader.course import find_course
from grader.results import Verdict

COURSE = find_course(Path(__file__).parent)


def _failed(report) -> str:
    return "; ".join(
        f"{check.name}: {check.verdict} {check.message}"
        for check in report.checks
        if check.points < check.max_points or check.verdict != Verdict.PASSED
    )


@pytest.fixture(scope="module", params=[exercise.name for exercise in COURSE.exercises])
def bank(request, tmp_path_factory):
    """Grade the whole bank of an exercise once."""
    exercise = COURSE.find(request.param)
    return exercise, grade_variants(exercise, tmp_path_factory.mktemp("bank"))


def test_solution_earns_everything(bank):
    """The reference solution gets every point and passes every check."""
    exercise, reports = bank

    assert _failed(reports["solution"]) == ""
    assert reports["solution"].points == pytest.approx(exercise.points)


def test_checks_have_names_of_their_own(bank):
    """No public check has the name of a hidden one: reports and misconceptions speak of checks by name."""
    _, reports = bank

    names = [check.name for check in reports["solution"].checks]
    assert sorted(names) == sorted(set(names))


def test_stub_earns_nothing(bank):
    """The untouched stub gets no point and passes no check."""
    _, reports = bank

    assert reports["stub"].points == 0
    assert [check.name for check in reports["stub"].checks if check.verdict == Verdict.PASSED] == []


def test_accepted_variants_earn_everything(bank):
    """A right solution in an unusual form gets every point."""
    _, reports = bank

    lost = {name: _failed(report) for name, report in reports.items() if name.startswith("accepted/")}
    assert {name: failed for name, failed in lost.items() if failed} == {}


def test_wrong_variants_lose_points(bank):
    """Every misconception and every mutant loses points."""
    exercise, reports = bank

    wrong = {name: report for name, report in reports.items() if name.split("/")[0] in ("misconceptions", "mutants")}
    assert len(wrong) > 10
    assert [name for name, report in wrong.items() if report.points >= exercise.points] == []


def test_wrong_variants_are_no_fault_of_ours(bank):
    """No variant makes a check break: an internal error would not cost the points."""
    _, reports = bank

    broken = {name: _failed(report) for name, report in reports.items() if report.verdict == Verdict.INTERNAL_ERROR}
    assert broken == {}


def test_every_check_is_failed_by_something(bank):
    """Each hidden check is failed by at least one misconception or mutant, or it tests nothing."""
    _, reports = bank

    hidden = {check.name for check in reports["solution"].checks if not check.public}
    failed = {
        check.name
        for name, report in reports.items()
        if name.split("/")[0] in ("misconceptions", "mutants")
        for check in report.checks
        if not check.public and check.points < check.max_points
    }
    assert hidden - failed == set()


def test_misconceptions_are_named(bank):
    """At least nine in ten misconceptions are named as themselves (those that break a rule are forbidden instead)."""
    _, reports = bank

    wrong = {name: report for name, report in reports.items() if name.startswith("misconceptions/")}
    known = {name for name, report in wrong.items() if report.verdict == Verdict.FORBIDDEN}
    known |= {
        name for name, report in wrong.items() if [item.name for item in report.misconceptions] == [Path(name).name]
    }
    assert len(known) >= 0.9 * len(wrong), sorted(wrong.keys() - known)


def test_no_misconception_is_named_falsely(bank):
    """No variant is given the name of a mistake that is not its own."""
    exercise, reports = bank

    sources = variants(exercise)  # a mutant that behaves like a misconception says so: "Rightly named …"
    false = {
        name: wrong
        for name, report in reports.items()
        if (
            wrong := [
                item.name
                for item in report.misconceptions
                if item.name != Path(name).name and f"Rightly named {item.name}" not in sources[name]
            ]
        )
    }
    assert false == {}


def test_variants_are_described(bank):
    """Each misconception has a diagnosis and each accepted variant says what is unusual."""
    exercise, _ = bank

    for path in [*exercise.misconceptions, *exercise.accepted]:
        assert path.read_text(encoding="utf-8").lstrip().startswith('"""'), path.name
    assert len(variants(exercise)) > 10
