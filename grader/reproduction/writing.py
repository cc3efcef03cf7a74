"""Writes the lines of a reproduction, call by call."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch

from grader.client.code import Call, Handle
from grader.reproduction.functions import MODULES, function_text, probe_text
from grader.reproduction.values import Unscriptable, Values
from grader.wire import Callback, Reference

BY_POSITION = ("a", "b", "c", "d", "e", "g", "h")


class Writing:
    """A script that grows.

    Args:
        module: what holds the student's functions.
        notebook: they are there already, in the notebook that the script is run in.
        parameters: of the student's functions.
        values: writes what goes in.
        callbacks: functions of the check.
        widest: columns of a line.
        apart: give tensors a name and a line of their own, instead of writing them into the call.

    """

    def __init__(
        self,
        module: str,
        notebook: bool,
        parameters: Mapping[str, tuple[str, ...]],
        values: Values,
        callbacks: Sequence[Callable[..., Any]],
        widest: int,
        *,
        apart: bool,
    ) -> None:
        self.module = module
        self.notebook = notebook
        self.parameters = parameters
        self.values = values
        self.callbacks = callbacks
        self.widest = widest
        self.apart = apart
        self.made: list[str] = []  # lines that make the inputs
        self.statements: list[str] = []
        self.probes: list[str] = []  # their lines
        self._functions: list[str] = []  # of the student's, by name
        self._modules: set[str] = set()
        self._whole = False  # the student's file is needed as a module
        self._objects: dict[int, str] = {}  # expressions for what stays on the student's side
        self._variables: dict[str, str] = {}  # by the text that makes them
        self._drawn: list[tuple[torch.Tensor, str]] = []
        self._results: list[tuple[torch.Tensor, str, int]] = []  # what came back, and the statement that shows it
        self._sources: set[str] = set()  # of the probes that are there

    def head(self) -> list[str]:
        """Return the imports and the probes."""
        lines = ["import torch", *(MODULES[name] for name in sorted(self._modules) if MODULES[name])]
        if self._whole:
            lines.append("import __main__ as notebook" if self.notebook else f"import {self.module}")
        if self._functions and not self.notebook:
            lines.append(f"from {self.module} import {', '.join(dict.fromkeys(self._functions))}")
        return lines + self.probes

    def add(self, call: Call, *, last: bool) -> None:
        """Add what one question of the check does.

        Raises:
            Unscriptable: there is no short way to say it.

        """
        question = call.question
        if question is None:
            raise Unscriptable
        expression = self._expression(question)
        if question["op"] == "set":
            self.statements.append(expression)
        elif isinstance(call.value, Reference) and not last:
            if question["op"] != "get":  # an attribute needs no name of its own
                variable = self._new_name(call.value.kind.lower() or "thing")
                self.statements.append(f"{variable} = {expression}")
                expression = variable
            self._objects[call.value.number] = expression
        else:
            seen = f", {', '.join(self._observed(question, expression))}" if question.get("observe") else ""
            line = f"print({expression}{seen})"
            if isinstance(call.value, torch.Tensor) and call.value.numel() > 1 and len(line) <= self.widest:
                self._results.append((call.value.detach(), expression, len(self.statements)))
            self.statements += _broken(line, self.widest) if self.apart else [line]

    def _expression(self, question: dict[str, Any]) -> str:
        operation = question["op"]
        if operation == "run":
            return self._probe(question)
        if operation == "get":
            return f"{self._owner(question)}.{_name(question['name'])}"
        if operation == "set":
            value = self._argument(question["value"], question["name"])
            return f"{self._owner(question)}.{_name(question['name'])} = {value}"
        if operation != "call":
            raise Unscriptable
        callee = self._callee(question)
        return f"{callee}({self._arguments(callee.rpartition('.')[2], question)})"

    def _owner(self, question: dict[str, Any]) -> str:
        if question["object"] is not None:
            return self._object(question["object"])
        self._whole = True
        return "notebook" if self.notebook else self.module

    def _callee(self, question: dict[str, Any]) -> str:
        if question["object"] is not None:
            return self._object(question["object"])
        name = _name(question["name"])
        self._functions.append(name)
        return name

    def _object(self, handle: Handle) -> str:
        number = vars(handle)["_reference"].number
        if number not in self._objects:
            raise Unscriptable
        return self._objects[number]

    def _probe(self, question: dict[str, Any]) -> str:
        lines, modules = probe_text(question["source"])
        if question["source"] not in self._sources:
            self._sources.add(question["source"])
            self.probes += lines
        self._modules |= modules - {"torch"}
        self._whole = True
        arguments = self._arguments(question["name"], question)
        module = "notebook" if self.notebook else self.module
        return f"{_name(question['name'])}({', '.join(part for part in (module, arguments) if part)})"

    def _arguments(self, function: str, question: dict[str, Any]) -> str:
        names = self.parameters.get(function, ())
        parts = []
        for index, value in enumerate(question["args"]):
            name = names[index] if index < len(names) else BY_POSITION[index % len(BY_POSITION)]
            parts.append(self._argument(value, name))
        parts += [f"{_name(key)}={self._argument(value, key)}" for key, value in question["kwargs"].items()]
        return ", ".join(parts)

    def _argument(self, value: Any, name: str) -> str:
        """Return the text of an argument; one that was drawn, or that is long, gets a line and a name of its own."""
        if isinstance(value, Callback):
            return self._function(self.callbacks[value.number])
        if isinstance(value, Handle):
            return self._object(value)
        if isinstance(value, (list, tuple)) and any(isinstance(item, Callback | Handle) for item in value):
            inner = ", ".join(self._argument(item, name) for item in value)
            return f"[{inner}]" if isinstance(value, list) else f"({inner},)"
        if isinstance(value, torch.Tensor) and (variable := self._random(value, name)):
            return variable
        text = self.values.text(value)
        return self._variable(text, name) if self.apart and _is_long(value) else text

    def _random(self, value: torch.Tensor, name: str) -> str:
        """Return the name of the variable for a tensor that was drawn or came back before; nothing for others."""
        for other, variable in self._drawn:
            if _is_same(other, value):
                return variable
        for other, expression, index in self._results:
            if _is_same(other, value):  # what the student's code gave goes back into it
                variable = self._new_name("result")
                self.statements[index] = f"{variable} = {expression}"
                self._variables[expression] = variable
                self._drawn.append((value, variable))
                return variable
        if not (text := self.values.drawn(value)):
            return ""
        if not self._drawn:
            self.made.append(f"torch.manual_seed({self.values.seed})")
        variable = self._new_name(name)
        self._drawn.append((value, variable))
        self._variables[f"{variable} drawn"] = variable
        self.made.append(f"{variable} = {text}")
        return variable

    def _variable(self, text: str, name: str) -> str:
        if text not in self._variables:
            variable = self._new_name(name)
            self.made += _broken(f"{variable} = {text}", self.widest)
            self._variables[text] = variable
        return self._variables[text]

    def _function(self, function: Callable[..., Any]) -> str:
        text, needed, modules = function_text(function, self.values.text)
        self._modules |= modules - {"torch"}
        for name, value in needed.items():
            line = f"{name} = {value}"
            if line not in self.made:
                if name in self._taken():
                    raise Unscriptable
                self.made.append(line)
                self._variables[line] = name
        return text

    def _observed(self, question: dict[str, Any], expression: str) -> list[str]:
        """Return the arguments once more, to be printed as they are after the call: only named ones can be."""
        names = set(self._variables.values())
        inner = expression.partition("(")[2].rstrip(")").split(", ")
        seen = [part for part in inner if part in names]
        if not seen:
            raise Unscriptable
        return seen

    def _taken(self) -> set[str]:
        return {*self._functions, *self._variables.values(), *self.parameters, *MODULES, self.module, "notebook"}

    def _new_name(self, name: str) -> str:
        """Return a name for a variable that means nothing else here."""
        name = name if name.isidentifier() and not keyword.iskeyword(name) else "value"
        taken = self._taken() | set(self._objects.values()) | set(vars(builtins))
        candidates = [name, *(f"{name}{number}" for number in range(2, 100))]
        return next(each for each in candidates if each not in taken)


def _name(name: str) -> str:
    if not name.isidentifier() or keyword.iskeyword(name):
        raise Unscriptable
    return name


def _is_same(mine: torch.Tensor, other: torch.Tensor) -> bool:
    return mine.dtype == other.dtype and torch.equal(mine, other)


def _is_long(value: Any) -> bool:
    return isinstance(value, torch.Tensor | list | tuple | dict | torch.Generator)


def _broken(line: str, widest: int) -> Iterator[str]:
    """Break a line that is too long at its commas: all of these stand in brackets."""
    indent = ""
    while len(indent) + len(line) > widest:
        cut = line.rfind(", ", 0, widest - len(indent))
        if cut < 0:
            raise Unscriptable
        yield indent + line[: cut + 1]
        line, indent = line[cut + 2 :], "    "
    yield indent + line
