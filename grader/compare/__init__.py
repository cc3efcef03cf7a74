"""Is it the same, and if not, how does it differ: the words with which checks judge values."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from typing import Any

import torch

from grader.compare.differences import Difference, describe, got_and_expected, shown
from grader.compare.probing import default_of as default_of

# dtype: relative tolerance, tolerance relative to max|expected|, smallest absolute tolerance (rounding around zero)
TOLERANCES = {
    torch.float64: (1e-9, 1e-12, 1e-13),
    torch.complex128: (1e-9, 1e-12, 1e-13),
    torch.float32: (1e-5, 1e-5, 1e-7),
    torch.complex64: (1e-5, 1e-5, 1e-7),
    torch.float16: (2e-3, 2e-3, 1e-4),
    torch.bfloat16: (2e-2, 2e-2, 1e-3),
}
FEW = 64  # as many numbers are compared faster without torch


class Mismatch(AssertionError):
    """A value is not what it should be.

    Attributes:
        sentence: what is wrong, without any expected number: fit for hidden checks.
        detail: the same with the numbers, for public checks.
        difference: how it differs, if that could be told.
        actual: the value itself, where its numbers are what was compared.

    """

    def __init__(
        self, sentence: str, detail: str = "", difference: Difference | None = None, actual: torch.Tensor | None = None
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail
        self.difference = difference
        self.actual = actual


def close(
    actual: Any, expected: Any, rtol: float | None = None, atol: float | None = None, name: str = "the result"
) -> None:
    """Accept ``actual`` if it is of the same kind, shape and dtype as ``expected`` and its values are close.

    Tolerances are chosen by the *expected* dtype: float64 (and Python floats) rtol 1e-9 and atol 1e-12 · max|expected|,
    float32 1e-5 for both; integers, booleans and text must be equal. NaN equals nothing.

    Args:
        actual: what the student's code returned.
        expected: what is right: a number, text, None, tensor, or a list, tuple or dict of such.
        rtol: relative tolerance, instead of the default.
        atol: absolute tolerance, instead of the default.
        name: what the value is called in the message, such as "grad_w".

    Raises:
        Mismatch: it is something else.

    """
    if isinstance(expected, torch.Tensor):
        _close_tensor(actual, expected, rtol, atol, name)
    elif isinstance(expected, (list, tuple)):
        _close_sequence(actual, expected, rtol, atol, name)
    elif isinstance(expected, dict):
        _close_dict(actual, expected, rtol, atol, name)
    elif isinstance(expected, float):
        if isinstance(actual, bool) or not isinstance(actual, (int, float)):
            raise Mismatch(f"{_sentence(name)} is {kind(actual)}, expected a Python float.")
        value = torch.tensor(float(actual), dtype=torch.float64)
        _close_values(value, torch.tensor(expected, dtype=torch.float64), rtol, atol, name)
    elif type(actual) is not type(expected):
        raise Mismatch(f"{_sentence(name)} is {kind(actual)}, expected {kind(expected)}.")
    elif actual != expected:
        detail = got_and_expected(actual, expected)
        raise Mismatch(f"{_sentence(name)} is not the expected {kind(expected, article=False)}.", detail)


def require(condition: object, message: str) -> None:
    """Accept if the condition holds; otherwise the message is what the student reads.

    Raises:
        Mismatch: it does not hold.

    """
    if not condition:
        raise Mismatch(message)


_thorough = False


@contextlib.contextmanager
def every_alternative() -> Iterator[None]:
    """Let ``either`` try all its alternatives, and raise what comes of a fault in one of them.

    Otherwise the first accepts the reference, no other ever runs on code that is right, and its fault stays hidden.
    """
    global _thorough
    _thorough = True
    try:
        yield
    finally:
        _thorough = False


def either(*alternatives: Callable[[], object]) -> None:
    """Accept if one of the alternatives does; if none does, the last mismatch is what is reported.

    The first compares with the reference; the others accept what is right given the student's own earlier functions,
    whose mistakes have already cost their points, and it is against these that a mistake of this function shows.
    """
    failure: Exception | None = None
    accepted = False
    for alternative in alternatives:
        try:
            alternative()
        except Exception as error:
            if getattr(error, "verdict", None) is not None:  # the code was stopped: there is nothing left to ask
                raise
            if _thorough and not isinstance(error, AssertionError) and not hasattr(error, "frames"):
                raise  # neither a comparison nor the code said no
            if failure is None or isinstance(error, Mismatch):
                failure = error
        else:
            accepted = True
            if not _thorough:
                return
    if failure is not None and not accepted:
        raise failure


def kind(value: Any, *, article: bool = True) -> str:
    """Return what a value is, as a teacher would call it: "a tensor", "None", "a tuple of 2"."""
    if value is None:
        return "None"
    if isinstance(value, torch.Tensor):
        word = "tensor"
    elif isinstance(value, (list, tuple)):
        return f"{'a ' if article else ''}{type(value).__name__} of {len(value)}"
    elif isinstance(value, str):
        word = "text"
        return word
    else:
        names = {bool: "boolean", int: "int", float: "float", dict: "dict", complex: "complex number"}
        handle = type(value).__name__ == "Handle"  # which shows what it stands for; other values may be huge
        other = repr(value).strip("<>").removeprefix("a ")[:80] if handle else type(value).__name__
        word = names.get(type(value), other)
    return f"{'an' if word[0] in 'aeioAEIO' else 'a'} {word}" if article else word


def _close_tensor(actual: Any, expected: torch.Tensor, rtol: float | None, atol: float | None, name: str) -> None:
    if not isinstance(actual, torch.Tensor):
        raise Mismatch(f"{_sentence(name)} is {kind(actual)}, expected a tensor.")
    if actual.shape != expected.shape:
        shapes = f"has shape {_tuple(actual.shape)}, expected {_tuple(expected.shape)}"
        raise Mismatch(f"{_sentence(name)} {shapes}.", "", describe(actual, expected))
    if actual.dtype != expected.dtype:
        dtypes = f"has dtype {_dtype(actual)}, expected {_dtype(expected)}"
        raise Mismatch(f"{_sentence(name)} {dtypes}.", "", Difference("dtype", dtypes))
    if expected.dtype.is_floating_point or expected.dtype.is_complex:
        _close_values(actual, expected, rtol, atol, name)
    elif not torch.equal(actual, expected):
        _differ(actual, expected, actual != expected, name)


def _close_values(
    actual: torch.Tensor, expected: torch.Tensor, rtol: float | None, atol: float | None, name: str
) -> None:
    """Compare floating values of one shape and dtype, in their own precision or better."""
    actual, expected = actual.detach(), expected.detach()
    relative, scaled, floor = TOLERANCES[expected.dtype]
    relative = relative if rtol is None else rtol
    if expected.numel() <= FEW and not expected.dtype.is_complex:
        numbers = actual.flatten().tolist(), expected.flatten().tolist()
        if _close_numbers(*numbers, relative, atol, scaled, floor):
            return
    wide = torch.complex128 if expected.dtype.is_complex else torch.float64
    a, e = actual.to(wide), expected.to(wide)
    finite = e[torch.isfinite(e)].abs()
    largest = finite.max().item() if finite.numel() else 0.0
    absolute = max(scaled * largest, floor) if atol is None else atol
    allowed = absolute + relative * e.abs()
    same = (a == e) | ((a - e).abs() <= allowed) & torch.isfinite(e) & torch.isfinite(a)
    if not bool(same.all()):
        _differ(actual, expected, ~same, name)


def _close_numbers(
    actual: list[float], expected: list[float], relative: float, atol: float | None, scaled: float, floor: float
) -> bool:
    """Say the same of a few numbers, without a dozen calls of torch."""
    finite = math.isfinite
    largest = max((abs(e) for e in expected if finite(e)), default=0.0)
    absolute = max(scaled * largest, floor) if atol is None else atol
    return all(
        a == e or (abs(a - e) <= absolute + relative * abs(e) and finite(e) and finite(a))
        for a, e in zip(actual, expected, strict=True)
    )


def _differ(actual: torch.Tensor, expected: torch.Tensor, wrong: torch.Tensor, name: str) -> None:
    difference = describe(actual, expected)
    number = int(wrong.sum())
    if difference is not None:
        sentence = f"{_sentence(name)} {difference.phrase}."
    elif expected.numel() == 1:
        sentence = f"{_sentence(name)} is not the expected number."
    else:
        sentence = f"{_sentence(name)} differs from the expected one in {number} of {expected.numel()} elements."
    raise Mismatch(sentence, _numbers(actual, expected, wrong), difference, actual)


def _numbers(actual: torch.Tensor, expected: torch.Tensor, wrong: torch.Tensor) -> str:
    """Return got and expected: whole if small, else the worst element with its index."""
    if expected.numel() <= 12:
        return got_and_expected(actual, expected)
    gap = (actual.to(torch.float64) - expected.to(torch.float64)).abs() if not expected.is_complex() else wrong.double()
    gap = torch.where(wrong, torch.nan_to_num(gap, nan=math.inf), torch.zeros_like(gap))
    index = tuple(int(i) for i in torch.unravel_index(gap.argmax(), expected.shape))
    where = ", ".join(map(str, index))
    return f"worst at [{where}]: {got_and_expected(actual[index], expected[index])}"


def _close_sequence(actual: Any, expected: Any, rtol: float | None, atol: float | None, name: str) -> None:
    if not isinstance(actual, (list, tuple)) or (isinstance(expected, tuple) and not isinstance(actual, tuple)):
        raise Mismatch(f"{_sentence(name)} is {kind(actual)}, expected {kind(expected)}.")
    if isinstance(expected, list) and not isinstance(actual, list):
        raise Mismatch(f"{_sentence(name)} is {kind(actual)}, expected {kind(expected)}.")
    if len(actual) != len(expected):
        items = "1 item" if len(actual) == 1 else f"{len(actual)} items"
        raise Mismatch(f"{_sentence(name)} has {items}, expected {len(expected)}.")
    if expected and all(isinstance(item, float) for item in expected):
        _close_floats(actual, expected, rtol, atol, name)
        return
    for index, (mine, right) in enumerate(zip(actual, expected, strict=True)):
        close(mine, right, rtol, atol, f"item {index} of {name}")


def _close_floats(actual: Any, expected: Any, rtol: float | None, atol: float | None, name: str) -> None:
    """Compare sequences of Python floats as one vector, so that the shape of their difference can be seen."""
    for index, value in enumerate(actual):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise Mismatch(f"Item {index} of {name} is {kind(value)}, expected a Python float.")
    wide = torch.tensor([float(value) for value in actual], dtype=torch.float64)
    _close_values(wide, torch.tensor(list(expected), dtype=torch.float64), rtol, atol, name)


def _close_dict(actual: Any, expected: dict[Any, Any], rtol: float | None, atol: float | None, name: str) -> None:
    if not isinstance(actual, dict):
        raise Mismatch(f"{_sentence(name)} is {kind(actual)}, expected a dict.")
    if actual.keys() != expected.keys():
        missing = [str(key) for key in expected if key not in actual]
        extra = [str(key) for key in actual if key not in expected]
        parts = [f"has no {shown(missing[0])}"] if missing else [f"has {shown(extra[0])}, which is not expected"]
        raise Mismatch(f"{_sentence(name)} {parts[0]}.")
    for key, right in expected.items():
        close(actual[key], right, rtol, atol, f"{shown(key)} of {name}")


def _sentence(name: str) -> str:
    """Return a name as the beginning of a sentence; what is no plain word (a function's name, say) stays as it is."""
    first = name.split(" ")[0]
    return name[:1].upper() + name[1:] if first.isalpha() and " " in name else name


def _tuple(shape: torch.Size) -> str:
    return str(tuple(shape))


def _dtype(tensor: torch.Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")
