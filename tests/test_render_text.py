"""Strangers' text, made fit to show."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_render_samples import HOSTILE

from grader.render.text import cells, listed, number, one_line, plural, shown, source_lines, spans, visible, wrap

ANY_TEXT = st.text(st.characters(codec=None), max_size=200)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("10/10\r0/10", r"10/10\r0/10"),
        ("a\x08b\x7f\x00", r"a\x08b\x7f\x00"),
        ("\x9b31m", r"\x9b31m"),
        ("\u202eevil\u2066", r"\u202eevil\u2066"),
        ("\ud800 \ufeff", r"\ud800 \ufeff"),
        ("\u200bzero\u00ad\u2028", r"\u200bzero\xad\u2028"),
        ("\U000e0041", r"\U000e0041"),
        ("a\tb", "a   b"),
        ("one\r\ntwo", "one\ntwo"),
        ("Größe 梯度 ∂/∂w ½ 🙂", "Größe 梯度 ∂/∂w ½ 🙂"),
    ],
)
def test_what_a_terminal_would_obey_is_spelled_out(raw: str, expected: str) -> None:
    """Control, format, unassigned and surrogate characters become escapes, all others stay."""
    assert visible(raw) == expected


@settings(deadline=None)
@given(ANY_TEXT)
def test_visible_text_can_be_printed_and_encoded(raw: str) -> None:
    """Nothing of category C but the line feed is left, and showing the result again changes nothing."""
    text = visible(raw)

    assert all(unicodedata.category(char)[0] != "C" for char in text if char != "\n")
    assert visible(text) == text
    text.encode("utf-8")


@settings(deadline=None)
@given(ANY_TEXT)
def test_without_unicode_everything_is_ascii(raw: str) -> None:
    """For an encoding that has only ASCII nothing else is left."""
    assert visible(raw, unicode=False).isascii()


def test_signs_of_our_own_sentences_have_plain_forms() -> None:
    """Signs that our sentences use are written in ASCII, not as escapes."""
    assert visible("−2 × ½ … “x”", unicode=False) == '-2 x 1/2 ... "x"'


def test_piled_up_accents_are_spelled_out() -> None:
    """A letter keeps four accents; more of them would paint over the lines around it."""
    assert visible("a" + "\u0301" * 6) == "a" + "\u0301" * 4 + r"\u0301\u0301"


def test_a_str_subclass_becomes_a_plain_str() -> None:
    """Text that claims to be safe HTML loses the claim."""

    class Sneaky(str):
        def __html__(self) -> str:
            return "<script>"

    for text in (Sneaky("a"), Sneaky("ä"), Sneaky("\x1b")):
        assert type(visible(text)) is type(shown(text)) is type(one_line(text)) is str


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_shown_text_is_bounded(text: str) -> None:
    """However much comes in, only the agreed number of characters and lines comes out, and one remark on the rest."""
    result = shown(text, characters=1000, lines=10)

    assert len(result) <= 1000 + 2 * len("\n… 10,000,000 characters left out …\n")
    assert result.count("\n") < 10


def test_what_is_left_out_is_said() -> None:
    """Beginning and end stay, and the middle says how much is missing."""
    lines = shown("\n".join(f"line {n}" for n in range(100)), lines=7).split("\n")

    assert lines == ["line 0", "line 1", "line 2", "line 3", "… 94 lines left out …", "line 98", "line 99"]
    assert "9,000 characters left out" in shown("x" * 10_000, characters=1000)


def test_one_line_is_one_line() -> None:
    """Line feeds and runs of spaces become one space, and the end is cut."""
    assert one_line("a\n\n  b   c") == "a b c"
    assert one_line("x" * 500, characters=10) == "x" * 7 + "…"


@settings(deadline=None)
@given(ANY_TEXT, st.integers(24, 100))
def test_no_wrapped_line_is_too_long(raw: str, width: int) -> None:
    """Every line fits, and nothing but spaces gets lost."""
    text = visible(raw).replace("\n", " ")
    lines = wrap(text, width)

    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).split(" ")) == "".join(text.split(" "))


def test_words_stay_whole() -> None:
    """Lines break at spaces; only a word longer than a line is cut."""
    assert wrap("the quick brown fox", 10) == ["the quick", "brown fox"]
    assert wrap("a " + "x" * 25, 10) == ["a", "x" * 10, "x" * 10, "x" * 5]


def test_indentation_hangs() -> None:
    """An indented line stays indented where it goes on."""
    assert wrap("    got [1, 2, 3]", 12) == ["    got [1,", "    2, 3]"]


def test_chinese_breaks_between_characters_but_not_before_a_full_stop() -> None:
    """Chinese has no spaces: lines break between characters, and punctuation does not begin a line."""
    assert wrap("求导时漏掉了。因子", 12) == ["求导时漏掉", "了。因子"]
    assert wrap("计算（梯度）", 6) == ["计算", "（梯", "度）"]


def test_cells_count_columns() -> None:
    """Chinese takes two columns, an accent none."""
    assert cells("abc") == 3
    assert cells("梯度") == 4
    assert cells("e\u0301") == 1


def test_numbers_are_written_as_people_do() -> None:
    """No trailing zeros, thousands separated, singular and plural."""
    assert [number(value) for value in (10.0, 7.5, 3.333, 0.0, 100.0)] == ["10", "7.5", "3.33", "0", "100"]
    assert (plural(1, "check"), plural(1200, "line")) == ("1 check", "1,200 lines")
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b, c", "d"]) == "a; b, c and d"
    assert listed(list("abcdefgh"), limit=3) == "a, b and 6 more"


def test_lines_are_split_where_python_splits_them() -> None:
    """A form feed and U+2028 end no line of Python, a lone carriage return does."""
    assert source_lines("\ufeffa\r\nb\rc\x0cd\u2028e\n") == ["a", "b", "c\x0cd\u2028e", ""]


def test_code_in_backticks_is_found() -> None:
    """Text in backticks is code; a single backtick is a backtick."""
    assert spans("use `w` and `b`") == [(False, "use "), (True, "w"), (False, " and "), (True, "b")]
    assert spans("a ` b") == [(False, "a ` b")]


def test_wrapping_ends_even_where_nothing_fits() -> None:
    """A page too narrow for its text breaks after every character, and never hangs."""
    assert wrap("梯度", 1) == ["梯", "度"]
    assert wrap("abc", 0) == ["a", "b", "c"]
