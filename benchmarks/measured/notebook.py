"""What the cells of a plain nbgrader assignment call: an exercise's checks on what the notebook defines.

Everything is in the notebook's kernel, as is usual with nbgrader. Nothing is shut in, and nothing is copied but
what a check looks at again after the call.
"""

from __future__ import annotations

import functools
import importlib.util
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
import torch


class Names:
    """What checks see of code: its functions, called directly."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names

    def __getattr__(self, name: str) -> Any:
        try:
            value = self._names[name]
        except KeyError:
            raise AttributeError(name) from None
        if isinstance(value, FunctionType):
            vars(value).setdefault("starmap", functools.partial(itertools.starmap, value))
        return value

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def observe(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Call a function with copies of the arguments; return its value and the copies as they are afterwards."""
        copies = [_copy(argument) for argument in args]
        return self._names[name](*copies, **kwargs), copies

    def run(self, probe: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a probe on the code, with arguments of its own."""
        return probe(self, *map(_copy, args), **kwargs)


def _copy(argument: Any) -> Any:
    if not isinstance(argument, torch.Tensor):
        return argument
    return argument.detach().clone().requires_grad_(argument.requires_grad)


def load(path: str, name: str) -> ModuleType:
    """Load a file of Python as a module."""
    spec = importlib.util.spec_from_file_location(name, Path(path))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(module: ModuleType, name: str, names: dict[str, Any], solution: dict[str, Any]) -> None:
    """Run a check with all its parameters; what fails raises."""
    function = vars(module)[name]
    wanted = function.__code__.co_varnames[: function.__code__.co_argcount]
    codes = {"submission": Names(names), "solution": Names(solution)}
    fixtures = {fixture: code for fixture, code in codes.items() if fixture in wanted}
    for parameters in _parameters(function):
        torch.manual_seed(0)
        function(**fixtures, **parameters)


def _parameters(function: Any) -> Iterator[dict[str, Any]]:
    marks = [mark for mark in getattr(function, "pytestmark", ()) if mark.name == "parametrize"]
    for values in itertools.product(*(mark.args[1] for mark in marks)):
        found: dict[str, Any] = {}
        for mark, value in zip(marks, values, strict=True):
            names = (
                [name.strip() for name in mark.args[0].split(",")] if isinstance(mark.args[0], str) else mark.args[0]
            )
            plain = tuple(value.values) if isinstance(value, type(pytest.param())) else None
            items = plain if plain is not None else (value,) if len(names) == 1 else tuple(value)
            found |= dict(zip(names, items, strict=True))
        yield found
