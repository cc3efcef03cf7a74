"""Formulas of a handout as MathML, which browsers set without a script or a font from elsewhere.

This is the one place that makes markup outside the templates. What the converter returns is read and written anew:
known elements, known attributes with values of a known form, and text that is escaped. Anything else is no formula.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser

from markupsafe import Markup, escape

LONGEST = 1000  # characters of a formula; the converter recurses, and would die of many thousands of braces

_ELEMENTS = re.compile(
    "math|mrow|mi|mn|mo|mtext|ms|mspace|mfrac|msqrt|mroot|msub|msup|msubsup|munder|mover|munderover|mmultiscripts"
    "|mprescripts|mtable|mtr|mtd|mstyle|mpadded|mphantom"
)
_LENGTH = r"-?[\d.]+(em|ex|px|%)?"
_ATTRIBUTES = tuple(  # with their values
    re.compile(pattern)
    for pattern in (
        "(accent|accentunder|displaystyle|fence|largeop|movablelimits|separator|stretchy|symmetric)=(true|false)",
        rf"(depth|height|linethickness|lspace|maxsize|minsize|rspace|voffset|width)={_LENGTH}",
        r"(columnspan|rowspan|scriptlevel)=[+-]?\d",
        "display=block|form=(prefix|infix|postfix)|mathvariant=normal",
        rf"style=((text-align|justify-items|padding-left|padding-right): ?([a-z]+|{_LENGTH});)+",  # cells of a table
    )
)
_DEFINES = re.compile(r"\\(?:[egx]?def|let|(?:new|renew|provide)command|DeclareMathOperator)(?![A-Za-z])")
_MENDED = (  # for Chromium: it stretches no parenthesis that has an exponent, and a prime is raised by its font already
    (re.compile(r'(<msu(?:b|p|bsup)>)(<mo minsize="[^"]*" maxsize="[^"]*">[^<]*</mo>)'), r"\1<mrow>\2</mrow>"),
    (
        re.compile(r"<msup>(<mi>[^<]*</mi>)<mo>([′″‴⁗])</mo></msup>"),
        r'<mrow>\1<mo lspace="0" rspace="0">\2</mo></mrow>',
    ),
)
_CUT = re.compile(r"\\(?P<word>[A-Za-z]+)|\\.|(?P<brace>[{}])", re.DOTALL)
_DEEPER = {"begin": 1, "left": 1, "{": 1, "end": -1, "right": -1, "}": -1}


def apart(latex: str) -> list[str]:
    r"""Return the formulas of a displayed one, divided where ``\quad`` or ``\qquad`` stands between them.

    A narrow page puts them below each other.
    """
    parts, depth, start = [], 0, 0
    for match in _CUT.finditer(latex):
        word = match["word"] or match["brace"] or ""
        depth += _DEEPER.get(word, 0)
        if depth == 0 and word in ("quad", "qquad"):
            parts.append(latex[start : match.start()])
            start = match.end()
    return [part.strip() for part in [*parts, latex[start:]] if part.strip()]


@lru_cache(maxsize=512)
def to_mathml(latex: str, *, block: bool) -> Markup | None:
    """Return a formula as markup; None if it is malformed, or holds what is not for a page such as a link.

    Args:
        latex: the formula without its dollar signs.
        block: whether it stands on a line of its own.

    """
    from math_core import LatexError, LatexToMathML  # only for a page with a formula

    if len(latex) > LONGEST or _DEFINES.search(latex):  # a short definition may become many braces
        return None
    converter = LatexToMathML(fancy_error=False)
    try:
        text = converter.convert_with_local_state(latex, displaystyle=block)
        for pattern, mended in _MENDED:
            text = pattern.sub(mended, text)
        return _Rewriter(text).markup()
    except (LatexError, _Unknown):
        return None


def _is_known(name: str, value: str | None) -> bool:
    return any(pattern.fullmatch(f"{name}={value}") for pattern in _ATTRIBUTES)


class _Unknown(Exception):
    """Something in a formula that is not for a page."""


class _Rewriter(HTMLParser):
    """Writes MathML anew, of known parts alone."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def markup(self) -> Markup:
        """Return it; every element has been closed."""
        if self._open:
            raise _Unknown
        return Markup("".join(self._out))  # of known elements and escaped text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element that is known, with attributes that are."""
        inside = bool(self._open)
        if not _ELEMENTS.fullmatch(tag) or (tag == "math") == inside or not all(_is_known(*each) for each in attrs):
            raise _Unknown
        self._open.append(tag)
        self._out.append("".join([f"<{tag}", *(f' {name}="{escape(value)}"' for name, value in attrs), ">"]))

    def handle_endtag(self, tag: str) -> None:
        """Close the element that is open."""
        if not self._open or self._open.pop() != tag:
            raise _Unknown
        self._out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Write text."""
        if not self._open:
            raise _Unknown
        self._out.append(str(escape(data)))

    def handle_comment(self, data: str) -> None:
        """Refuse a comment."""
        raise _Unknown

    def handle_decl(self, decl: str) -> None:
        """Refuse a declaration."""
        raise _Unknown

    def handle_pi(self, data: str) -> None:
        """Refuse an instruction for a program."""
        raise _Unknown

    def unknown_decl(self, data: str) -> None:
        """Refuse what is no text and no element."""
        raise _Unknown
