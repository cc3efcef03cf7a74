"""What a report says, before it is set."""

from __future__ import annotations

import pytest
from test_render_samples import COURSE_DATA, RANDOM, SAMPLES, check, report

from grader.render import outline
from grader.results import Frame, Part, Problem, Verdict


def test_the_result_counts_points_or_checks() -> None:
    """Points where there are any, otherwise checks, otherwise nothing was run."""
    assert outline.result(SAMPLES["mixed_failures"]) == "22 of 69 points"
    assert outline.result(SAMPLES["public_checks"]) == "2 of 3 checks passed"
    assert outline.result(SAMPLES["nothing_checked"]) == "not run"
    assert outline.result(report(check("a", "A.", most=1))) == "1 of 1 point"


def test_a_check_that_we_could_not_run_has_no_points_yet() -> None:
    """Our own fault is never written as a zero."""
    broken = check("a", "A.", Verdict.INTERNAL_ERROR)

    assert outline.points(broken) == "– of 10"
    assert outline.points(check("a", "A.")) == "10"
    assert outline.points(check("a", "A.", Verdict.FAILED, points=2.5)) == "2.5 of 10"


def test_checks_with_one_explanation_form_a_group() -> None:
    """The same exception on the same line in every check is told once."""
    assert [len(group.checks) for group in outline.groups(SAMPLES["crash"])] == [5]
    assert [len(group.checks) for group in outline.groups(SAMPLES["timeouts"])] == [5, 1]


@pytest.mark.parametrize(
    "different",
    [
        {"message": "Something else."},
        {"functions": ("gd_step",)},
        {"difference": "it is twice as large"},
        {"frames": (Frame(4, "mse_grad"),)},
        {"output": "hello", "public": True},
        {"parts": (Part("one", Verdict.FAILED, 0, 1, "Wrong, too."),)},
    ],
)
def test_checks_that_differ_are_told_one_by_one(different: dict[str, object]) -> None:
    """Another message, function, difference, line, output or part is another explanation."""
    first = check("a", "A.", Verdict.FAILED, message="Wrong.")
    second = check("b", "B.", Verdict.FAILED, **{"message": "Wrong."} | different)

    assert len(outline.groups(report(first, second))) == 2


def test_failures_without_a_word_are_not_thrown_together() -> None:
    """Two checks about which nothing is known have nothing in common."""
    checks = [check(name, name, Verdict.FAILED) for name in "ab"]

    assert len(outline.groups(report(*checks))) == 2


def test_checks_wait_for_the_function_that_is_not_filled_in() -> None:
    """What ended in a function without a body is no failure but work to do."""
    group = outline.groups(SAMPLES["half_finished"])[0]

    assert group.open
    assert outline.lead_in(SAMPLES["half_finished"], group) == "Waiting for gd_step:"
    assert len(group.checks) == 2


def test_the_message_alone_tells_that_a_function_is_not_filled_in() -> None:
    """The runner's sentence is enough where the file's own remarks do not name the function."""
    waiting = check("a", "A.", Verdict.ERROR, message="`fit` is not filled in yet.", functions=("fit",))
    sample = report(waiting, check("b", "B."))

    assert outline.waits_for(sample, outline.groups(sample)[0]) == "fit"


def test_a_wrong_function_does_not_hide_behind_an_unfinished_one() -> None:
    """A wrong value is a failure even if another function is not filled in."""
    wrong = check("a", "A.", Verdict.FAILED, message="Wrong.", functions=("mse_grad", "gd_step"))
    sample = report(wrong, problems=(Problem("unfinished", "Not filled in.", function="gd_step"),))

    assert not outline.groups(sample)[0].open


def test_an_untouched_stub_is_one_remark_and_one_list() -> None:
    """Nothing is filled in yet: that is said once, not for every function and every check."""
    sample = SAMPLES["untouched"]

    assert [problem.message for problem in outline.problems(sample)] == ["Nothing is filled in yet."]
    assert [(group.open, len(group.checks)) for group in outline.groups(sample)] == [(True, 5)]


def test_a_check_that_we_could_not_run_does_not_wait_for_the_student() -> None:
    """Our fault stays our fault in an untouched stub."""
    untouched = Problem("unfinished", "Nothing is filled in yet.")
    sample = report(check("a", "A.", Verdict.INTERNAL_ERROR), problems=(untouched,))

    assert not outline.groups(sample)[0].open


def test_problems_come_worst_first() -> None:
    """What keeps the file from running stands above what is merely worth knowing."""
    kinds = [problem.kind for problem in outline.problems(SAMPLES["forbidden"])]

    assert kinds == ["forbidden", "notice"]


@pytest.mark.parametrize(
    ("verdict", "message", "sentence"),
    [
        (Verdict.TIMEOUT, "It used 5 s.", "Ran out of time. It used 5 s."),
        (Verdict.TIMEOUT, "It ran out of time after 5 s.", "It ran out of time after 5 s."),
        (Verdict.MEMORY, "", "Ran out of memory."),
        (Verdict.FORBIDDEN, "Line 2 uses `eval`.", "Not allowed here. Line 2 uses `eval`."),
        (Verdict.FORBIDDEN, "`eval` is not allowed.", "`eval` is not allowed."),
        (Verdict.INTERNAL_ERROR, "", "Could not be graded (our fault, no points lost)."),
        (Verdict.SKIPPED, "", "Not run."),
        (Verdict.ERROR, "TypeError: no", "Your code raised TypeError: no"),
        (Verdict.ERROR, "`f` raised TypeError: no", "`f` raised TypeError: no"),
        (Verdict.ERROR, "torch.linalg.LinAlgError: singular", "Your code raised torch.linalg.LinAlgError: singular"),
        (Verdict.ERROR, "", "Your code raised an exception."),
        (Verdict.FAILED, "The result is wrong.\n", "The result is wrong."),
    ],
)
def test_verdicts_are_told_in_plain_language(verdict: Verdict, message: str, sentence: str) -> None:
    """Each verdict has its words, which are left out where the message says the same."""
    found = check("a", "A.", verdict, message=message)

    assert outline.reason(report(found), found) == sentence


def test_the_exception_names_the_function_in_which_it_began() -> None:
    """The student's outermost function is the subject of the sentence, but a made-up name is not."""
    frames = (Frame(3, "fit"), Frame(9, "step"))
    crashed = check("a", "A.", Verdict.ERROR, message="KeyError: 'w'", frames=frames)
    forged = check("b", "B.", Verdict.ERROR, message="KeyError: 'w'", frames=(Frame(3, "you get 10 points; fit"),))

    assert outline.reason(report(crashed), crashed) == "fit raised KeyError: 'w'"
    assert outline.reason(report(forged), forged) == "Your code raised KeyError: 'w'"


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ("`f` raised TypeError: no", "raised TypeError"),
        ("KeyError: 'w'", "raised KeyError"),
        ("The process ended.", "stopped with an error"),
    ],
)
def test_an_error_is_named_in_a_word(message: str, word: str) -> None:
    """The verdict in a word names the exception where the message does."""
    assert outline.verdict_word(check("a", "A.", Verdict.ERROR, message=message)) == word


def test_what_the_file_section_has_said_is_not_said_again() -> None:
    """A check that breaks a rule points to the remark about it."""
    sample = SAMPLES["forbidden"]

    assert outline.reason(sample, sample.checks[0]) == "Not allowed here. See the remark about line 11 above."


@pytest.mark.parametrize(
    ("message", "difference", "told"),
    [
        ("The result is twice too large.", "the result is twice too large", ""),
        ("Grad_w is twice too large: got 2.", "the result is twice too large", ""),
        ("The values are wrong.", "the result is twice too large", "The result is twice too large."),
        ("", "it is transposed.", "It is transposed."),
        ("Wrong.", "", ""),
    ],
)
def test_the_difference_is_told_once(message: str, difference: str, told: str) -> None:
    """A difference that the message has told is left out, any other becomes a sentence."""
    found = check("a", "A.", Verdict.FAILED, message=message, difference=difference)

    assert outline.difference(found) == told


def test_parts_are_summed_up() -> None:
    """How many cases pass and which do not."""
    parts = (Part("a", Verdict.PASSED, 1, 1), Part("b", Verdict.FAILED, 0, 1), Part("c", Verdict.TIMEOUT, 0, 1))
    alike = check("x", "X.", Verdict.FAILED, message="Wrong.", parts=parts)

    assert outline.parts_summary(alike) == "1 of 3 cases passes; it fails for b and c (ran out of time)."
    assert outline.told_parts(report(alike), alike) == []


def test_parts_that_say_the_same_are_told_together() -> None:
    """Messages that differ in their numbers only are one, and then the check need not repeat them."""
    messages = ["got 1", "got 2", "", "not allowed: eval"]
    parts = tuple(Part(name, Verdict.FAILED, 0, 1, text) for name, text in zip("abcd", messages, strict=True))
    found = check("x", "X.", Verdict.FAILED, message="got 1", parts=parts)
    sample = report(found, problems=(Problem("forbidden", "not allowed: eval", line=3),))

    assert outline.reason(sample, found) == ""
    assert outline.parts_summary(found) == "It fails in all 4 cases."
    assert outline.told_parts(sample, found) == [
        (["a", "b"], "got 1"),
        (["c"], "Not right yet."),
        (["d"], "See the remark about line 3 above."),
    ]


def test_time_that_ran_out_is_told_once() -> None:
    """That later runs were skipped because the first never came back is no explanation of its own."""
    parts = (Part("a", Verdict.TIMEOUT, 0, 1, "It took 5 s."), Part("b", Verdict.TIMEOUT, 0, 1, "Not run again."))
    first = check("x", "X.", Verdict.TIMEOUT, message="It took 5 s.", parts=parts)
    second = check("y", "Y.", Verdict.TIMEOUT, message="Not run again.")

    assert [len(group.checks) for group in outline.groups(report(first, second))] == [2]


def test_one_line_that_raises_is_told_once() -> None:
    """The same exception on the same line is the same explanation, whatever numbers its message has."""
    frames = (Frame(12, "f"),)
    checks = [check(n, n, Verdict.ERROR, message=f"`f` raised RuntimeError: {n}x5", frames=frames) for n in ("3", "4")]

    assert [len(group.checks) for group in outline.groups(report(*checks))] == [2]


def test_checks_that_wait_come_last() -> None:
    """First what is wrong, then what is not begun."""
    waiting = check("a", "A.", Verdict.ERROR, message="`fit` is not filled in yet.", functions=("fit",))
    sample = report(waiting, check("b", "B.", Verdict.FAILED, message="Wrong."))

    assert [group.open for group in outline.groups(sample)] == [False, True]


def test_long_tracebacks_keep_both_ends() -> None:
    """The first line and the last ones stay; a line that repeats itself counts once."""
    frames, left_out = outline.telling_frames(SAMPLES["crash"].checks[0], 5)

    assert frames[0].line == 2
    assert [frame.line for frame in frames[1:]] == [5, 6, 5, 6]
    assert left_out == 37


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("mixed_failures", "grade hint exercise03"),
        ("syntax_error", "grade check exercise03"),
        ("missing_function", "grade check exercise03"),
        ("untouched", "grade check exercise03"),
        ("half_finished", "grade hint exercise03"),
        ("all_passed", ""),
        ("nothing_checked", ""),
    ],
)
def test_every_report_says_what_to_do_next(name: str, command: str) -> None:
    """The last line is a sentence and, where there is something to do, the command for it."""
    sentence, found = outline.next_step(SAMPLES[name])

    assert sentence
    assert found == command


def test_the_next_step_follows_from_what_was_run() -> None:
    """Public checks that pass lead to handing in, our own fault to another run."""
    public = report(check("a", "A.", most=0, public=True))
    ours = report(check("a", "A.", Verdict.INTERNAL_ERROR), attempt=1)

    assert outline.next_step(public) == (
        "All of these pass. More checks run when you hand it in:",
        "grade submit exercise03",
    )
    assert outline.next_step(report(check("a", "A.")))[1] == "grade submit exercise03"
    assert outline.next_step(ours)[1] == "grade submit exercise03"
    assert "our fault" in outline.our_fault(ours)


def test_a_broken_cell_does_not_keep_the_others_from_running() -> None:
    """Only a file that Python cannot read at all was never run."""
    cell = Problem("syntax", "The cell is left out.", line=2, cell=3)

    assert not outline.never_ran(report(check("a", COURSE_DATA, Verdict.FAILED), problems=(cell,)))
    assert outline.never_ran(SAMPLES["syntax_error"])


def test_docstrings_are_set_anew() -> None:
    """Paragraphs lose their line breaks, formulas keep theirs."""
    assert outline.reflowed("One\ntwo.\n\n    a = b\n    c = d\n\nThree.") == (
        "One two.\n\n    a = b\n    c = d\n\nThree."
    )


def test_the_environment_names_what_is_known() -> None:
    """A missing sandbox is named, what is unknown is left out."""
    pairs = dict(outline.environment(report(check("a", RANDOM))))

    assert pairs["sandbox"] == "landlock, seccomp, namespaces, rlimits"
    assert dict(outline.environment(SAMPLES["public_checks"]))["sandbox"] == "none"
