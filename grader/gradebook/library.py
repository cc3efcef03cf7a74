"""Brings in ``nbgrader.api``, without the rest of Jupyter and without looking for programs on PATH."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import logging
import sys
import types
import warnings
from collections.abc import Iterator
from typing import Any

from grader.errors import UserError

_HINT = 'pip install "torch-grader[course]" installs it.'


def available() -> bool:
    """Say whether nbgrader is installed; it is not imported for that."""
    return importlib.util.find_spec("nbgrader") is not None


@functools.cache
def api() -> Any:
    """Return the module ``nbgrader.api``.

    Raises:
        UserError: nbgrader is not installed, or its installation is broken.

    """
    if not available():
        raise UserError("There is no gradebook without nbgrader, which is not installed here.", hint=_HINT)
    try:
        with _without_the_rest(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the libraries below, about each other
            import nbgrader.api as found
    except ImportError as error:
        raise UserError(f"nbgrader cannot be imported: {error}.", hint=_HINT) from error
    found.get_alembic_version = newest_version
    found.app_log = _silent_log()
    return found


def _silent_log() -> logging.Logger:
    """Return a log that says nothing: nbgrader prints a traceback there of each error that it raises as well."""
    log = logging.Logger(__name__)  # below no other, and not in the list of all: no program's settings reach it
    log.addHandler(logging.NullHandler())
    return log


@functools.cache
def newest_version() -> str:
    """Return the version of the tables that this nbgrader makes.

    nbgrader itself asks the program ``alembic``, which is on PATH only where the virtual environment was activated;
    where it is not, a half-made database stays behind.
    """
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR

    return str(ScriptDirectory(ALEMBIC_DIR).get_current_head())


@contextlib.contextmanager
def _without_the_rest() -> Iterator[None]:
    """Import parts of nbgrader in a third of the time.

    ``nbgrader/__init__.py`` imports four server extensions, and so Jupyter's server; a bare package stands in for it
    meanwhile. ``rfc3987_syntax`` builds parsers for a second, for a check of addresses that nobody asks for.
    """
    spec = importlib.util.find_spec("nbgrader")
    names = {"nbgrader", "rfc3987_syntax"} - sys.modules.keys()
    if "nbgrader" in names and spec is not None:
        package = types.ModuleType("nbgrader")
        package.__path__ = list(spec.submodule_search_locations or ())
        package.__spec__ = spec
        sys.modules["nbgrader"] = package
    if "rfc3987_syntax" in names:
        sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if "rfc3987_syntax" in names:
            del sys.modules["rfc3987_syntax"]
