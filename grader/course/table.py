"""Reads TOML tables, and says of every wrong key or value where it stands and what is expected."""

from __future__ import annotations

import difflib
import functools
import math
import tomllib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.errors import CourseError

FORMAT = 1  # of exercise.toml and course.toml; raised when an older program would misread a new file


def read_toml(path: Path, where: str) -> dict[str, Any]:
    """Return what a TOML file holds; ``where`` names the file in errors."""
    try:
        return _parsed(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise CourseError(f"{where} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CourseError(f"{where} is not UTF-8 text.", hint="Save it as UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CourseError(f"{where} is not TOML: {error}.") from error


@functools.lru_cache(maxsize=256)
def _parsed(text: str) -> dict[str, Any]:
    """Parse once what a process reads again and again; nobody changes what comes out."""
    return tomllib.loads(text)


class Table:
    """A TOML table that knows where it stands, and which of its keys have been asked for."""

    def __init__(self, values: object, where: str) -> None:
        if not isinstance(values, dict):
            raise CourseError(f"{where}: expected a table.")
        self._values: dict[str, Any] = values
        self._where = where
        self._known: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def error(self, key: str, expected: str) -> CourseError:
        """Return the error that says what the key should hold."""
        if key not in self._values:
            others = [name for name in self._values if name not in self._known]
            alike = difflib.get_close_matches(key, others, n=1, cutoff=0.8)
            hint = f"There is `{alike[0]}`: did you mean `{key}`?" if alike else f"Expected: {expected}."
            return CourseError(f"{self._where}: `{key}` is missing.", hint=hint)
        shown = repr(self._values[key])
        shown = shown if len(shown) <= 60 else shown[:57] + "..."
        return CourseError(f"{self._where}: `{key}` is {shown}.", hint=f"Expected: {expected}.")

    def done(self) -> None:
        """Refuse keys that nobody has asked for."""
        for key in self._values:
            if key not in self._known:
                close = difflib.get_close_matches(key, self._known, n=1, cutoff=0.5)
                hint = f"Did you mean `{close[0]}`?" if close else f"Known keys: {', '.join(sorted(self._known))}."
                raise CourseError(f"{self._where}: `{key}` is no known key.", hint=hint)

    def format(self, default: int | None = None) -> None:
        """Refuse files that are written for a later version of this program."""
        written = self.whole("format", default)
        if written > FORMAT:
            raise CourseError(
                f"{self._where} has format {written}, this program reads format {FORMAT}.",
                hint="Update it: pip install --upgrade torch-grader",
            )

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; an empty one only if that is the default."""
        value = self._get(key, default)
        if not isinstance(value, str) or not (value.strip() or value == default):
            raise self.error(key, "a text")
        return value

    def whole(self, key: str, default: int | None = None, lowest: int = 1) -> int:
        """Return a whole number."""
        value = self._get(key, default)
        if type(value) is not int or value < lowest:
            raise self.error(key, f"a whole number, {lowest} or more")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """Return a number above 0; 0 only if that is the default."""
        value = self._get(key, default)
        if type(value) not in (int, float) or not (0 < value < math.inf or value == default):
            raise self.error(key, "a number above 0")
        return float(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; none if the key is missing."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.error(key, "a list of texts")
        return tuple(value)

    def one_of(self, key: str, values: Iterable[str], allowed: tuple[str, ...]) -> tuple[str, ...]:
        """Return the values if each of them is allowed."""
        values = tuple(values)
        if not set(values) <= set(allowed):
            raise self.error(key, " or ".join(f'"{each}"' for each in allowed if each))
        return values

    def choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        """Return a text that is one of those allowed."""
        return self.one_of(key, [self.text(key, default)], allowed)[0]

    def moment(self, key: str) -> datetime:
        """Return a date and time that has its UTC offset."""
        value = self._get(key, None)
        if not isinstance(value, datetime) or value.utcoffset() is None:
            raise self.error(key, "a date and time with its UTC offset, such as 2026-12-01T23:59:00+08:00")
        return value

    def table(self, key: str, *, required: bool = False) -> Table:
        """Return the table of this name; an empty one if it is missing and not required."""
        value = self._get(key, None if required else {})
        if not isinstance(value, dict):
            raise self.error(key, f"a table, [{key}]")
        return Table(value, f"{self._where} [{key}]")

    def tables(self, key: str) -> list[Table]:
        """Return the tables of this name in their order."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(key, f"tables, each begun by [[{key}]]")
        return [Table(item, f"{self._where} [[{key}]] {number}") for number, item in enumerate(value, 1)]

    def _get(self, key: str, default: object) -> Any:
        self._known.add(key)
        return self._values.get(key, default)
