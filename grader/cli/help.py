"""The help in the language that is shown: commands are copied with their words told, never changed themselves."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Sequence
from typing import TypeVar

import click

from grader import language

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
    found.epilog = _epilog(command.epilog)
    found.params = [_parameter(each) for each in command.params]
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
    paragraphs = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(language.told(" ".join(paragraph.split())) for paragraph in paragraphs)


def _epilog(text: str | None) -> str | None:
    """Tell the lines that are known; the examples are commands and stay."""
    return "\n".join(map(language.told, text.split("\n"))) if text else text
