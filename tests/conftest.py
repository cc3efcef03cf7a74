"""For all tests: no command asks the background process of whoever runs them, speaks their language, or is deaf."""

import os
import signal
from collections.abc import Iterator

import pytest

from grader import language

os.environ["GRADE_BACKGROUND"] = "0"
os.environ.pop("GRADE_LANG", None)
for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
    if os.environ.get(name, "").lower().startswith("zh"):
        os.environ[name] = "C.UTF-8"

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as what a script starts with `&` has it, and all that it starts
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """Show English to the next test, whatever this one has shown."""
    yield
    language.use("en")
