"""The help in the language that is shown: commands are copied with their words told, never changed themselves."""

from __future__ import annotations

import copy
import inspect
import re
from collections.abc import Sequence
from typing import TypeVar

import click

from grader import language

_EXAMPLE = re.compile(r"( *\S.*?\S {2,})(\S.*)")  # something in a column of its own, and what is said of it
_Command = TypeVar("_Command", bound=click.Command)


def wished_language(words: Sequence[str]) -> str:
    """Return what --lang says, wherever in the line it stands; "" if it is not there.

    Help is written, and a wrong option is refused, before click has looked at all options.
    """
    found = ""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        if word == "--":
            break
        if name == "--lang":
            found = value if equals else following
    return found if found in language.LANGUAGES else ""


def in_language(command: _Command) -> _Command:
    """Return a command whose help is in the language that is shown; in English it is the command itself."""
    if language.current() == "en":
        return command
    found = copy.copy(command)
    found.help = _paragraphs(command.help)
    found.short_help = language.told(command.short_help) if command.short_help else None
    found.epilog = _paragraphs(command.epilog)
    found.params = [_parameter(each) for each in command.params]
    if isinstance(found, click.Group):
        found.commands = {name: in_language(each) for name, each in found.commands.items()}
    found._help_option = None  # click keeps it in the language in which it was first made
    return found


def _parameter(parameter: click.Parameter) -> click.Parameter:
    found = copy.copy(parameter)
    if isinstance(found, click.Option) and found.help:
        found.help = language.told(found.help)
    return found


def _paragraphs(text: str | None) -> str | None:
    if not text:
        return text
    return "\n\n".join(map(_paragraph, inspect.cleandoc(text).split("\n\n")))


def _paragraph(text: str) -> str:
    """Tell a paragraph; line by line if it is set in lines, which its first character says."""
    return "\n".join(map(_line, text.split("\n"))) if text.startswith("\b") else language.told(" ".join(text.split()))


def _line(text: str) -> str:
    """Tell a line; of an example the command stays, and what is said of it is told."""
    example = _EXAMPLE.fullmatch(text)
    return f"{example[1]}{language.told(example[2])}" if example else language.told(text)
