"""What a probe may call beside torch: its source is sent along, so it stands on nothing but Python itself.

No ``from __future__ import annotations`` here: where the source arrives, an annotation that is no text is evaluated.
"""

from typing import Any


def default_of(function: "Any", name: str) -> "Any":
    """Return what a call takes for an argument that it leaves out; None where only running the function can tell."""
    if type(function).__name__ != "function":
        return None
    code, defaults = function.__code__, function.__defaults__ or ()
    positional = code.co_varnames[: code.co_argcount][-len(defaults) :] if defaults else ()
    return (dict(zip(positional, defaults, strict=True)) | (function.__kwdefaults__ or {})).get(name)
