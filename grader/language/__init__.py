"""Chinese beside English: sentences are translated where they are shown, not where they are made.

Reports, the journal and everything that programs read are English whatever is shown, so a report from one machine can
be read on another in either language. What is about to be shown goes through ``told``: it looks for the sentence, or
for the pattern that it was made from, in gettext's catalogue. ``{0}`` in a pattern stands for what stays as it is,
``{a}`` for a part that is told as well, ``{l}`` for a list of such parts, ``(s)`` for an s that may be missing. A
letter before a number says what alone may stand there, such as ``{n0}`` a number (``patterns`` has the others).
Whatever is not in the catalogue, the words of authors and students above all, stays as it is.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from grader.language.patterns import Catalogue, Load

__all__ = [
    "DOMAIN",
    "FOLDER",
    "LANGUAGES",
    "asked_for",
    "current",
    "drawn",
    "learn",
    "learn_drawn",
    "learn_later",
    "of_the_system",
    "told",
    "use",
]

LANGUAGES = ("en", "zh")
DOMAIN = "grade"
FOLDER = Path(__file__).parent
OURS_IN_PICTURES = ("yours", "expected")  # words of ours that authors write into pictures


class _State:
    """Which language is shown by this process."""

    language = "en"
    catalogue: Catalogue | None = None
    pictures: Catalogue | None = None  # of the words in authors' pictures
    unread: ClassVar[list[Load]] = []  # more of these
    variable: str | None = None  # what LANGUAGE was


def current() -> str:
    """Return the language that is shown: "en" or "zh"."""
    return _State.language


def use(language: str) -> None:
    """Show this language from now on; for English nothing is loaded."""
    if language == _State.language:
        return
    _State.language, _State.catalogue, _State.pictures = language, None, None
    _State.unread.clear()
    if language == "en":
        gettext.textdomain("messages")
        _restore(_State.variable)
        return
    from grader.language.patterns import Catalogue

    with (FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
        messages: dict[object, str] = vars(gettext.GNUTranslations(file))["_catalog"]
    _State.catalogue = Catalogue({key: text for key, text in messages.items() if isinstance(key, str) and key})
    _State.pictures = Catalogue({word: messages[word] for word in OURS_IN_PICTURES})
    # click asks gettext itself, and gettext asks the environment which language it is.
    _State.variable = os.environ.get("LANGUAGE")
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)


def _restore(variable: str | None) -> None:
    if variable is None:
        os.environ.pop("LANGUAGE", None)
    else:
        os.environ["LANGUAGE"] = variable


def told(text: str) -> str:
    """Return a text of ours as it is shown: in English the very same."""
    return text if _State.catalogue is None else _State.catalogue.told(text)


def learn(pairs: Iterable[tuple[str, str]]) -> None:
    """Know more sentences, those of a course: pairs of the English one and its translation."""
    if _State.catalogue is not None:
        _State.catalogue.learn(pairs)


def drawn(text: str) -> str:
    """Return a word or sentence of a picture's author as it is shown; only what is learnt for pictures counts here.

    Labels are short ("step", "points"): what such a word is elsewhere says nothing about what it is in a picture.
    """
    if _State.pictures is None:
        return text
    while _State.unread:
        _State.pictures.add(_State.unread.pop()())
    return _State.pictures.told(text)


def learn_later(beginnings: Iterable[str], load: Load, load_drawn: Load) -> None:
    """Know more sentences and words of pictures when they are needed: a course has thousands, a command shows a few.

    Args:
        beginnings: the texts that sentences begin with, or more of them.
        load: returns the sentences with their translations.
        load_drawn: returns the words of pictures.

    """
    if _State.catalogue is not None:
        from grader.language.patterns import beginning

        _State.catalogue.learn_later(map(beginning, beginnings), load)
        _State.unread.append(load_drawn)


def learn_drawn(pairs: Iterable[tuple[str, str]]) -> None:
    """Know more words of pictures; these may have holes, for what an author puts together of parts."""
    if _State.pictures is not None:
        _State.pictures.add(pairs)


def asked_for(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language that GRADE_LANG asks for; "" if it is not set."""
    wanted = environment.get("GRADE_LANG", "").lower()
    return ("zh" if wanted.startswith("zh") else "en") if wanted else ""


def of_the_system(environment: Mapping[str, str] = os.environ) -> str:
    """Return "zh" where the system is set to Chinese, else "en".

    The variables are those of POSIX, the first that is set decides: whoever works in German gets English, as ever.
    """
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"
