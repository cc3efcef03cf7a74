"""The file gradebook.db: made whole or not at all, examined before it is used, written in short transactions."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grader.errors import GraderError, UserError
from grader.gradebook.leftovers import sweep
from grader.gradebook.library import api, newest_version

BUSY_SECONDS = 60.0  # a formgrader beside us writes for milliseconds; a copy of the whole file takes longer
COURSE = "default_course"  # what nbgrader calls a course that has no name
_UNFINISHED = ".gradebook-"
_TABLES = {"assignment", "grade", "submitted_assignment"}


class Book:
    """An open gradebook; a context manager that closes it.

    Args:
        path: the file; it is made if it is not there.

    Raises:
        UserError: the file cannot be written, is in use, or was made by another version of nbgrader.
        GraderError: the file is damaged.

    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.api = api()
        with self.saying():
            sweep(path.parent, f"{_UNFINISHED}*")
            if not path.exists() or path.stat().st_size == 0:
                self._make()
            self._examine()
            self._gradebook = self.api.Gradebook(_url(path), COURSE)
        self.db = self._gradebook.db

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._gradebook.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Any]:
        """Hold the file alone from the first look to the commit, so that nobody's change is overwritten unseen."""
        from sqlalchemy import text

        with self.saying():
            try:
                self.db.execute(text("BEGIN IMMEDIATE"))
                yield self.db
                self.db.commit()
            except BaseException:
                self.db.rollback()
                raise

    @contextlib.contextmanager
    def saying(self) -> Iterator[None]:
        """Say in one sentence when the file cannot be used."""
        from sqlalchemy.exc import DBAPIError

        try:
            yield
        except DBAPIError as error:
            raise explained(self.path, error.orig or error) from error
        except (sqlite3.Error, OSError) as error:
            raise explained(self.path, error) from error
        except self.api.InvalidEntry as error:  # what nbgrader makes of the first of these
            below = getattr(error.__context__, "orig", None)
            if isinstance(below, sqlite3.Error):
                raise explained(self.path, below) from error
            raise UserError(
                f"{self.path} cannot be used: {error}.", hint="Try again when nobody else uses it."
            ) from error

    def _make(self) -> None:
        """Make the file under another name, so that a crash leaves no half gradebook."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=self.path.parent) as folder:
            fresh = Path(folder) / "new.db"
            self.api.Gradebook(_url(fresh), COURSE).close()
            if self.path.exists() and self.path.stat().st_size == 0:
                os.replace(fresh, self.path)
                return
            with contextlib.suppress(FileExistsError):  # another process was quicker
                os.link(fresh, self.path)

    def _examine(self) -> None:
        """Refuse what is no gradebook or not sound before nbgrader adds its tables to it."""
        # The file is opened for writing: only so can SQLite take back what a killed writer left in it.
        with contextlib.closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as connection:
            ((sound,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if sound != "ok":
                raise _damaged(self.path, sound)
            if tables and not tables >= _TABLES:
                raise UserError(
                    f"{self.path} is a database, but no gradebook.",
                    hint='Name another file in course.toml: gradebook = "grades.db"',
                )
            if "alembic_version" in tables:
                self._examine_version(connection)
            elif tables:
                self._mend_half_made(connection)

    def _examine_version(self, connection: sqlite3.Connection) -> None:
        versions = [version for (version,) in connection.execute("SELECT version_num FROM alembic_version")]
        if versions != [newest_version()]:
            raise UserError(
                f"{self.path} was made by another version of nbgrader.",
                hint="Keep a copy, then run `nbgrader db upgrade` in its folder; or update nbgrader.",
            )

    def _mend_half_made(self, connection: sqlite3.Connection) -> None:
        """Write down the version of tables that nbgrader made without ``alembic`` on its PATH."""
        for name, table in self.api.Base.metadata.tables.items():
            found = {row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')}
            missing = {column.name for column in table.columns} - found
            if found and missing:
                raise UserError(
                    f"{self.path} has no version, and its table {name} lacks {sorted(missing)[0]}.",
                    hint="It is an old gradebook: keep a copy, then run `nbgrader db upgrade` in its folder.",
                )
        with connection:
            connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            connection.execute("INSERT INTO alembic_version VALUES (?)", (newest_version(),))


def set_aside(path: Path) -> Path:
    """Keep a copy of the file beside it, under the first free name; return it."""
    for number in range(1, 10_000):
        copy = path.with_name(f"{path.name}.{number}.old")
        if not copy.exists():
            break
    try:
        with (
            contextlib.closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as source,
            contextlib.closing(sqlite3.connect(copy)) as target,
        ):
            sound = source.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
            if sound:
                source.backup(target)
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        copy.write_bytes(path.read_bytes())
    return copy


def _url(path: Path) -> Any:
    from sqlalchemy.engine import URL

    return URL.create("sqlite", database=str(path), query={"timeout": str(BUSY_SECONDS)})


def explained(path: Path, error: BaseException) -> GraderError:
    """Return the error that says in one sentence why the file cannot be used."""
    if isinstance(error, OSError):
        return UserError(
            f"{path} cannot be used: {error.strerror or error}.",
            hint="It must be in a folder that you may write to, with some space left.",
        )
    if isinstance(error, sqlite3.OperationalError):
        busy = "locked" in str(error) or "busy" in str(error)
        hint = "It must be in a folder that you may write to, with some space left."
        if busy:
            hint = "Another program is writing to it; close it, or try again when it has finished."
        return UserError(f"{path} cannot be used: {error}.", hint=hint)
    return _damaged(path, str(error))


def _damaged(path: Path, what: str) -> GraderError:
    first = what.strip().splitlines()[0].rstrip(".")
    return GraderError(
        f"{path} is damaged: {first}.",
        hint="Bring it back from a backup, or `grade gradebook --rebuild` sets it aside and makes a new one: all but"
        " manual points, comments and extensions is remade.",
    )
