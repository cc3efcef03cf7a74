"""The Jinja templates of our pages: strict about names, and nothing goes in unescaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from grader.language import told
from grader.render.text import number, plural, spans


@cache
def template(name: str) -> Template:
    """Return a template by the name of its file."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,  # by name of the file it would be off: the name ends in .j2
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "plural": plural, "spans": spans}
    environment.globals["t"] = told  # words of the template in the language that is shown
    return environment
