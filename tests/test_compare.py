"""Comparing: what is accepted, what is refused, and what is said about the difference."""

from __future__ import annotations

import math
import re

import pytest
import torch

from grader.compare import Mismatch, close, either, require
from grader.compare.differences import describe, shown


def refused(actual, expected, **options) -> Mismatch:
    """Return the mismatch that comparing raises."""
    with pytest.raises(Mismatch) as caught:
        close(actual, expected, **options)
    return caught.value


def T(*values, dtype=torch.float64):
    """Return a float64 tensor."""
    return torch.tensor(values, dtype=dtype)


ACCEPTED = {
    "equal": (T(1, 2), T(1, 2)),
    "rounding in float64": (T(1 + 1e-10), T(1.0)),
    "rounding around zero": (T(1e-14), T(0.0)),
    "float32 summed in another order": (torch.tensor([1e4 + 0.02]), torch.tensor([1e4])),
    "small beside large": (T(1e6, 1e-7), T(1e6, 0.0)),
    "infinities": (T(math.inf, -math.inf), T(math.inf, -math.inf)),
    "empty": (torch.empty(0, 3), torch.empty(0, 3)),
    "integers": (torch.tensor([1, 2]), torch.tensor([1, 2])),
    "float": (0.1 + 0.2, 0.3),
    "int where a float is expected": (2, 2.0),
    "nested": ((T(1), [1.0, 2.0], {"a": None}), (T(1), [1.0, 2.0], {"a": None})),
    "gradients do not matter": (torch.ones(2, requires_grad=True), torch.ones(2)),
    "text": ("abc", "abc"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_close_is_accepted(name):
    """Equal up to rounding is right, whatever the kind."""
    close(*ACCEPTED[name])


REFUSED = {
    "None": (None, T(1), "is None, expected a tensor"),
    "float for tensor": (1.0, T(1), "is a float, expected a tensor"),
    "tensor for float": (torch.tensor(1.0), 1.0, "is a tensor, expected a Python float"),
    "True for float": (True, 1.0, "is a boolean, expected a Python float"),
    "True for int": (True, 1, "is a boolean, expected an int"),
    "list for tuple": ([T(1), T(2)], (T(1), T(2)), "is a list of 2, expected a tuple of 2"),
    "one instead of a pair": (T(1, 2), (T(1), T(2)), "is a tensor, expected a tuple of 2"),
    "too short": ([1.0], [1.0, 2.0], "has 1 item, expected 2"),
    "shape": (torch.zeros(3, 1), torch.zeros(3), r"has shape \(3, 1\), expected \(3,\)"),
    "empty shape": (torch.zeros(0), torch.zeros(()), r"has shape \(0,\), expected \(\)"),
    "dtype": (torch.zeros(3), torch.zeros(3, dtype=torch.float64), "has dtype float32, expected float64"),
    "half precision for a looser tolerance": (torch.ones(1).half(), torch.ones(1), "has dtype float16"),
    "NaN": (T(math.nan), T(1.0), "is NaN"),
    "NaN is not NaN": (T(math.nan, 1), T(math.nan, 1), "in 1 of 2 elements"),
    "infinite": (T(math.inf, 1), T(2, 1), "is infinite"),
    "relative error of 1e-8": (T(1 + 1e-8), T(1.0), "is nearly right"),
    "small value scaled away": (T(9e-6), T(1e-6), "9 times"),
    "missing key": ({}, {"a": 1}, "has no 'a'"),
    "extra key": ({"a": 1, "b": 2}, {"a": 1}, "has 'b', which is not expected"),
    "item of a pair": ((T(1), T(2, 3)), (T(1), T(2, 4)), "Item 1 of the result"),
    "None for text": (None, "a", "is None, expected text"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_named(name):
    """Kind, shape and dtype come before values, and the sentence says which it is."""
    actual, expected, words = REFUSED[name]

    with pytest.raises(Mismatch, match=words):
        close(actual, expected)


def test_the_sentence_reveals_no_expected_number():
    """The sentence is fit for a hidden check: numbers stand in the detail only."""
    mismatch = refused(T(7.125, 3.5), T(2.71828, 3.14159))

    assert "2.71" not in mismatch.sentence
    assert "3.14" not in mismatch.sentence
    assert "2.71828" in mismatch.detail


def test_the_worst_element_is_shown_of_a_large_tensor():
    """More than a dozen elements are not printed; the worst one is, with its index."""
    expected = torch.arange(30.0).view(5, 6)
    actual = expected.clone()
    actual[3, 4] += 5
    actual[0, 1] += 1

    assert "worst at [3, 4]: got 27, expected 22" in refused(actual, expected).detail


def test_a_name_begins_the_sentence_as_it_is_written():
    """A phrase is capitalised, a function's name is not."""
    assert refused(None, 1, name="the weight").sentence.startswith("The weight is None")
    assert refused(None, 1, name="grad_w").sentence.startswith("grad_w is None")


E = torch.tensor([[1.0, -2.0, 4.0], [0.5, 3.0, -7.0], [2.0, 9.0, 5.0]], dtype=torch.float64)
PATH = torch.tensor([3.0, 1.0, -1.0, 2.5], dtype=torch.float64)
SHAPES = {
    "half": (E / 2, E, "is 0.5 times the expected one"),
    "a seventh": (E / 7, E, "is 1/7 times the expected one"),
    "three times": (E * 3, E, "is 3 times the expected one"),
    "minus": (-E, E, "has the wrong sign"),
    "minus twice": (-2 * E, E, "is −2 times the expected one"),
    "zero": (E * 0, E, "is zero everywhere"),
    "offset": (E + 0.3, E, "is wrong by the same amount everywhere"),
    "transposed": (E.T, E, "rows and columns are swapped"),
    "transposed shape": (E[:2].T, E[:2], "rows and columns are swapped"),
    "flipped": (E.flip(0), E, "reverse order along dimension 0"),
    "flipped columns": (E.flip(1), E, "reverse order along dimension 1"),
    "late": (torch.cat([torch.tensor([9.0]).double(), PATH[:-1]]), PATH, "one position late"),
    "early": (torch.cat([PATH[1:], torch.tensor([9.0]).double()]), PATH, "one position early"),
    "permuted": (E[:, [1, 0, 2]], E, "right numbers in the wrong order"),
    "squared": (E.square(), E, "is the square"),
    "root": (E.abs().sqrt(), E.abs(), "is the square root"),
    "reciprocal": (1 / E, E, "is the reciprocal"),
    "absolute": (E.abs(), E, "has lost its signs"),
    "first step only": (PATH * torch.tensor([1, 1.1, 1.2, 1.3]), PATH, "right in the first entry"),
    "all but the first": (torch.cat([PATH[:1] + 1, PATH[1:]]), PATH, "wrong in the first entry only"),
    "not reduced": (E[0], E[0].mean(), "not reduced to one number"),
    "broadcast": (E, E[0], "were broadcast against each other"),
    "single precision": ((E / 3).float().double() * 3, E, "less than 1 part in 100 000"),
    "partly NaN": (torch.where(E > 4, math.nan, E), E, r"NaN in 2 of 9 elements, first at \[2, 1\]"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_shape_of_a_difference_is_told(name):
    """Each typical difference gets the sentence that names it."""
    actual, expected, words = SHAPES[name]
    difference = describe(actual, expected)

    assert difference is not None
    assert re.search(words, difference.phrase)


ALIKE = {
    "nearly half": (E * 0.5 + torch.eye(3) * 1e-3, E),
    "nearly offset": (E + torch.linspace(0.3, 0.301, 9).view(3, 3), E),
    "random": (E + torch.tensor([[0.3, -1, 2], [0.1, 0.7, -0.2], [1, 2, -3.0]]), E),
    "single numbers of odd ratio": (torch.tensor(1.2345), torch.tensor(2.0)),
}


@pytest.mark.parametrize("name", ALIKE)
def test_nothing_is_said_about_what_only_looks_alike(name):
    """A difference that is nearly of a known shape gets no name."""
    assert describe(*ALIKE[name]) is None


def test_either_accepts_the_second_and_reports_the_last_mismatch():
    """One alternative is enough; if none holds, the last mismatch is told, or else the first failure."""
    either(lambda: close(1.0, 2.0), lambda: close(1.0, 1.0))

    with pytest.raises(Mismatch, match="the other"):
        either(lambda: close(1.0, 3.5), lambda: require(False, "the other"))
    with pytest.raises(Mismatch, match="expected number"):
        either(lambda: close(1.0, 3.5), lambda: [][0])


def test_require_says_its_message():
    """A broken condition is reported in the author's words."""
    with pytest.raises(Mismatch, match=r"^The costs fall\.$"):
        require(False, "The costs fall.")


LARGE = [1 << 5000, "x" * 10_000, list(range(10_000)), torch.zeros(1000), {"a": 1}, None, 1.5]


@pytest.mark.parametrize("value", LARGE)
def test_shown_text_is_bounded(value):
    """However large a value is, its text is short."""
    assert len(shown(value)) < 500


def test_numbers_that_look_alike_are_shown_with_more_digits():
    """What is got and what is expected never look the same."""
    actual = torch.tensor([8.0, 8.000179], dtype=torch.float64)

    with pytest.raises(Mismatch) as caught:
        close(actual, actual + torch.tensor([0.0, 1e-7], dtype=torch.float64))
    assert caught.value.detail == "got [8, 8.000179], expected [8, 8.0001791]"
    with pytest.raises(Mismatch) as caught:
        close(0.1, math.nextafter(0.1, 1), rtol=0.0, atol=0.0)
    assert caught.value.detail == "got 0.10000000000000001, expected 0.10000000000000002"
