"""For all tests: no command asks the background process of whoever runs them, or speaks their language."""

import os
from collections.abc import Iterator

import pytest

from grader import language

os.environ["GRADE_BACKGROUND"] = "0"
os.environ.pop("GRADE_LANG", None)
for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
    if os.environ.get(name, "").lower().startswith("zh"):
        os.environ[name] = "C.UTF-8"


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """Show English to the next test, whatever this one has shown."""
    yield
    language.use("en")
