"""Options that mean the same in every command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from grader import language

FORMATS = ("text", "json", "junit", "html")
SUFFIXES = {".json": "json", ".xml": "junit", ".html": "html", ".htm": "html"}
_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


class Settings:
    """What -C, -v and -q say, wherever in the line they stand."""

    def __init__(self) -> None:
        self.start = Path()
        self.verbose = False
        self.quiet = False
        self.lang = ""  # which language --lang, or else the environment, asks for; "": neither does


def _store(context: click.Context, parameter: click.Parameter, value: object) -> None:
    settings = context.find_object(Settings)
    if settings is not None and parameter.name is not None and value:
        setattr(settings, parameter.name, value)


_course = click.option(
    "-C",
    "--course",
    "start",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    expose_value=False,
    callback=_store,
    help="The course's folder, or one in it (default: the current one).",
)
_verbose = click.option(
    "-v", "--verbose", is_flag=True, expose_value=False, callback=_store, help="Say more; show tracebacks of our own."
)
_quiet = click.option(
    "-q", "--quiet", is_flag=True, expose_value=False, callback=_store, help="Say nothing but the result."
)


def _store_language(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    _store(context, parameter, value)
    if value:
        language.use(value)


_language = click.option(
    "--lang",
    type=click.Choice(language.LANGUAGES),
    is_eager=True,  # what goes wrong with another option is said in this language
    expose_value=False,
    callback=_store_language,
    help="The language of what is shown (default: GRADE_LANG, else the course's, else the system's where it is "
    "Chinese).",
)


def everywhere(function: _Decorated) -> _Decorated:
    """Add the options that every command has: -C, -v, -q, --lang."""
    return _course(_verbose(_quiet(_language(function))))


def without_course(function: _Decorated) -> _Decorated:
    """Add -v, -q and --lang to a command that needs no course."""
    return _verbose(_quiet(_language(function)))


def _check_output(context: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    """Refuse at once what would fail after a minute of grading, or write over the student's work."""
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.parent}.", context, parameter)
    if path is not None and path.suffix in (".py", ".ipynb"):
        raise click.BadParameter(f"{path} is the name of a program, not of a report.", context, parameter)
    return path


exercise = click.argument("name", metavar="EXERCISE")
file = click.argument("path", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Form of the result (default: by the name given with -o, else text).",
)
output = click.option(
    "-o",
    "--output",
    metavar="PATH",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_check_output,
    help="Write the result to a file.",
)
select = click.option(
    "-k", "select", metavar="EXPR", help="Only checks whose names fit, as in pytest: -k 'zero or empty'."
)
no_sandbox = click.option(
    "--no-sandbox", is_flag=True, help="Run the code without a sandbox: it can do whatever you can do."
)
jobs = click.option(
    "-j", "--jobs", metavar="N", type=click.IntRange(1, 256), help="Processes side by side (default: one per core)."
)
cluster = click.option(
    "--cluster", metavar="ADDRESS", help="Grade on a Dask cluster: tls://HOST:PORT, or tcp://127.0.0.1:PORT here."
)
dry_run = click.option("-n", "--dry-run", is_flag=True, help="Change and keep nothing.")
force = click.option("-f", "--force", is_flag=True, help="Go on where files are there already; none is overwritten.")


def form_of(form: str | None, output: Path | None) -> str:
    """Return the form of the result: as asked, or by the name of the file it goes to."""
    return form or (SUFFIXES.get(output.suffix.lower(), "text") if output else "text")
