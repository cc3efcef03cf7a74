"""Pictures of real submissions: each exercise's are drawn, tell right from wrong, and cost nobody a point."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from bank import submission_of, variants

from grader.client.code import Code, Conversation, Local
from grader.client.process import Shared
from grader.course import Exercise, find_course
from grader.errors import GraderError
from grader.figures import Malformed, Panel, line, numbers, picture, read
from grader.figures.data import Figure
from grader.render.comparison import differs
from grader.results import Report, Stopped, Verdict
from grader.runner.grading import Grader, Reference, code_message
from grader.runner.pictures import LARGEST, SEED, Pictures

COURSE = find_course(Path(__file__).parents[1])
EXERCISES = pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.short)

# For each picture a mistake that has to be seen in it.
SEEN = {
    "exercise01": {"bell": "maximum_lost"},
    "exercise02": {"parabola": "sum_not_mean", "lowest": "argmax"},
    "exercise03": {"tangents": "missing_factor_two", "descent": "ascent"},
    "exercise04": {"curves": "half_missing", "slopes": "one_piece_for_all"},
    "exercise05": {"logits": "sigmoid_then_bce", "probabilities": "logs_not_cut_off", "classes": "no_softmax"},
    "exercise06": {"traces": "ascent", "trace_2d": "nd_start_missing", "local_minimum": "ascent"},
    "exercise07": {"newton_paths": "uphill", "stationary": "signs_swapped", "disc": "always_on_sphere"},
    "exercise08": {"weights": "sum_over_batch", "trajectories": "moving_average"},
    "exercise09": {"trajectories": "adagrad_forgets", "effective": "no_cumsum"},
    "exercise10": {"lengths": "no_correction", "trajectory": "only_m_corrected"},
    "exercise11": {"fit": "zero_grad_missing", "losses": "zero_grad_missing"},
    "exercise12": {"curves": "n_missing", "errors": "picks_by_training", "bias_and_variance": "bias_not_squared"},
    "exercise13": {"spiral": "sin_cos_swapped", "sectors": "weight_transposed"},
    "exercise14": {"decisions": "transposed", "curves": "sgd"},
    "exercise15": {"spread": "layer_norm", "curves": "layer_norm"},
    "exercise16": {"depth": "no_shortcut", "shapes": "growth_once"},
}


@pytest.fixture(autouse=True)
def one_thread() -> Any:
    """Use one thread, as grading does."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


class Gallery:
    """The pictures of one exercise, drawn of code in this process: without checks, and of our own code only."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.reference = Reference(exercise)
        self.pictures = Pictures(exercise, self.reference.code)
        self.sources = variants(exercise)

    def of(self, name: str) -> dict[str, Figure]:
        """Return the pictures of a variant, as they are read from a report."""
        conversation = Conversation(SimpleNamespace(request=None), frozenset())
        conversation.transport = Local("submission", conversation.answer)
        message = code_message(self.exercise, self.sources[name], self.exercise.file)

        def begin() -> None:
            conversation.forget()
            conversation.first = message | {"op": "begin", "seed": SEED, "operations": []}

        drawn = self.pictures.of(Code(conversation), begin, lambda: self.reference.begin(SEED))
        data = json.dumps({name: figure.to_json() for name, figure in drawn.items()}, allow_nan=False)
        assert len(data) < LARGEST
        return read(json.loads(data))


@EXERCISES
def test_every_picture_of_the_solution_is_drawn(exercise: Exercise) -> None:
    """Of the solution each picture is there, survives the report, and coincides with what is expected."""
    found = Gallery(exercise).of("solution")

    assert list(found) == list(SEEN[exercise.short])
    assert [name for name, figure in found.items() if differs(figure) is not False] == []


@EXERCISES
def test_a_mistake_is_seen(exercise: Exercise) -> None:
    """For each picture there is a mistake of the bank that one sees in it."""
    gallery = Gallery(exercise)
    mistakes = {name: gallery.of(f"misconceptions/{name}") for name in set(SEEN[exercise.short].values())}

    assert [name for name, mistake in SEEN[exercise.short].items() if not differs(mistakes[mistake][name])] == []


@pytest.mark.slow
@EXERCISES
def test_what_is_right_is_not_said_to_differ(exercise: Exercise) -> None:
    """Right but unusual solutions have all pictures, and none of them differs."""
    gallery = Gallery(exercise)
    for name in gallery.sources:
        if name.startswith("accepted/"):
            found = gallery.of(name)

            assert list(found) == list(SEEN[exercise.short]), name
            assert [title for title, figure in found.items() if differs(figure)] == [], name


def drawn_of(declared: list[Any], code: Any, begin: Any = lambda: None) -> dict[str, Figure]:
    """Return what is drawn of pictures that are declared here; the solution is a code that returns 1."""
    pictures = Pictures(SimpleNamespace(solution_folder=None), SimpleNamespace(f=lambda: 1.0))  # type: ignore[arg-type]
    pictures._declared = {each.__name__: (*vars(each)["picture"], each) for each in declared}
    return pictures.of(code, begin, lambda: None)


def ask(code: Any) -> Any:
    """Ask for one number."""
    return code.f()


@picture("Good", ask)
def good(yours: Any, expected: Any) -> Panel:
    """Show one line."""
    return Panel((line("yours", [0, 1], [numbers(yours)[0], 1]), line("expected", [0, 1], [expected, 1])))


@picture("Also good", ask)
def also_good(yours: Any, expected: Any) -> list[Panel]:
    """Show it twice."""
    return [good(yours, expected)] * 2


@picture("Bad", ask)
def bad(yours: Any, expected: Any) -> Panel:
    """Fail while drawing."""
    raise ZeroDivisionError


@picture("Empty", ask)
def empty(yours: Any, expected: Any) -> list[Panel]:
    """Draw nothing."""
    return []


def test_what_cannot_be_drawn_is_left_out() -> None:
    """A picture that fails is not there, and the others are."""
    assert list(drawn_of([bad, good, empty, also_good], SimpleNamespace(f=lambda: 2.0))) == ["good", "also_good"]


@pytest.mark.parametrize("answer", ["text", None, {"a": 1}, [], float("nan"), object()], ids=lambda v: type(v).__name__)
def test_whatever_comes_back(answer: Any) -> None:
    """A student's code may return anything: there is a picture with a gap, or none."""
    found = drawn_of([good], SimpleNamespace(f=lambda: answer))

    assert all(figure.panels[0].layers[0].y == (None, 1.0) for figure in found.values())


@pytest.mark.parametrize("error", [ValueError("no"), Stopped(Verdict.TIMEOUT, "too slow"), GraderError("our fault")])
def test_whatever_is_raised(error: Exception) -> None:
    """Whoever raises what while a picture is asked for: it is left out."""

    def fail() -> None:
        raise error

    assert drawn_of([good], SimpleNamespace(f=fail)) == {}
    assert drawn_of([good], SimpleNamespace(f=lambda: 1.0), begin=fail) == {}


def test_the_code_is_asked_once_for_pictures_of_one_kind() -> None:
    """Two pictures of the same values cost one run of the code, and each picture begins afresh."""
    asked: list[str] = []

    def f() -> float:
        asked.append("asked")
        return 1.0

    found = drawn_of([good, also_good], SimpleNamespace(f=f), begin=lambda: asked.append("begun"))

    assert list(found) == ["good", "also_good"]
    assert asked == ["begun", "asked"]


EXERCISE03 = COURSE.find("exercise03")


def graded(source: str, folder: Path, *, pictures: bool) -> Report:
    """Return the report on a file, forked from this process: it is our own code."""
    reports: list[Report] = []
    with Grader(EXERCISE03, secret=b"pictures", hidden=True, pictures=pictures) as grading:
        grading.source, grading.sandboxed = Shared(EXERCISE03.warm, sandbox=False), False
        submission = submission_of(source, EXERCISE03, folder)
        grading.grade_each([submission], lambda _, report: reports.append(report))
    return reports[0]


def outcomes(report: Report) -> list[Any]:
    """Return what a report says of each check, without times."""
    return [(check.name, check.verdict, check.points, check.message, check.output) for check in report.checks]


def test_pictures_change_nothing_else(tmp_path: Path) -> None:
    """With pictures the points, verdicts, messages and diagnoses are those that they are without."""
    source = variants(EXERCISE03)["misconceptions/missing_factor_two"]
    without, with_them = graded(source, tmp_path, pictures=False), graded(source, tmp_path, pictures=True)

    assert without.figures == {}
    assert list(with_them.figures) == ["tangents", "descent"]
    assert outcomes(without) == outcomes(with_them)
    assert without.misconceptions == with_them.misconceptions
    assert Report.from_json(with_them.to_json()).figures == with_them.figures


def test_a_trap_laid_for_pictures_costs_no_point(tmp_path: Path) -> None:
    """Code that hangs on the picture's input only is stopped: the picture is missing, the points are there."""
    trap = """

_grad = mse_grad


def mse_grad(w, x, y):
    while w.item() == 3.0 and x.tolist() == [1.0, 2.0, 3.0]:
        pass
    return _grad(w, x, y)
"""
    report = graded(variants(EXERCISE03)["solution"] + trap, tmp_path, pictures=True)

    assert report.points == report.max_points == 100
    assert "tangents" not in report.figures


def test_a_submission_that_was_stopped_has_no_pictures(tmp_path: Path) -> None:
    """Code that ended its process in a check is asked nothing more."""
    crash = "\n\ndef gd_step(w, x, y, lr):\n    import os\n    os._exit(1)\n"
    report = graded(variants(EXERCISE03)["solution"] + crash, tmp_path, pictures=True)

    assert report.verdict is Verdict.ERROR
    assert report.figures == {}


def test_a_stub_has_no_pictures(tmp_path: Path) -> None:
    """Nothing is asked of a file in which nothing is filled in."""
    assert graded(variants(EXERCISE03)["stub"], tmp_path, pictures=True).figures == {}


def test_pictures_of_no_sane_size_are_left_out() -> None:
    """What would make a report too large is not in it; what fits is."""

    @picture("Huge", ask)
    def huge(yours: Any, expected: Any) -> list[Panel]:
        """Draw far too much."""
        return [Panel((line("yours", [0.123] * 2000, [0.456] * 2000),))] * 6

    assert list(drawn_of([good, huge], SimpleNamespace(f=lambda: 1.0))) == ["good"]


def test_malformed_is_an_exception_of_ours() -> None:
    """An author may raise it to leave a picture out."""

    @picture("Never", ask)
    def never(yours: Any, expected: Any) -> Panel:
        raise Malformed

    assert drawn_of([never], SimpleNamespace(f=lambda: 1.0)) == {}
