"""Pictures: what an author makes of a student's numbers, what is read from a report, and what is drawn of it."""

from __future__ import annotations

import json
import math
import random
import re
from typing import Any

import pytest
import torch
from test_render_html import VALUES, Page
from test_render_samples import SAMPLES, SOURCE, check, report

from grader.figures import (
    Axis,
    Figure,
    Layer,
    Malformed,
    Panel,
    bars,
    columns,
    contours,
    line,
    mark,
    numbers,
    points,
    read,
    regions,
    word,
)
from grader.figures import path as path_layer
from grader.figures.data import LARGEST, MOST_IN_ALL, MOST_NUMBERS
from grader.render import to_html, to_terminal
from grader.render.axes import scale, short, ticks
from grader.render.comparison import caption, differs, sentence
from grader.render.drawing import drawings
from grader.results import Report, Verdict

SVG = {
    "class": r"[a-z0-9 -]+",
    "id": VALUES["id"] + r"|figure-\d+(-name)?|f\dp\d[td]|pictures",
    "aria-labelledby": VALUES["aria-labelledby"] + r"|figure-\d+-name|f\dp\dt f\dp\dd|pictures",
    "viewbox": r"(-?[\d.]+ ){3}[\d.]+",
    "d": r"([MLHVhvlmaz]|-?[\d.]+(e-\d+)?|[ ,])*",
    "width": r"[\d.]+",
    "height": r"[\d.]+",
    "x": r"-?[\d.]+",
    "y": r"-?[\d.]+",
    "text-anchor": "start|middle|end",
}
ODD = (None, math.nan, math.inf, -math.inf, 1e308, -1e308, 1e-308, 0.0, -3.0, 2.5, 10**400, True, "7", [1.0], {})


def panel(*layers: Layer, **more: Any) -> Panel:
    """Return a panel with axes that are named."""
    return Panel(layers, more.pop("x", Axis("w")), more.pop("y", Axis("cost")), **more)


def figure(*panels: Panel, title: str = "The cost", about: str = "How to read it.") -> Figure:
    """Return a figure."""
    return Figure(title, about, panels)


def lines(yours: list[Any], expected: list[Any]) -> Panel:
    """Return a panel with two lines over 0, 1, 2 and so on."""
    return panel(
        line("expected", list(range(len(expected))), expected, "expected"),
        line("yours", list(range(len(yours))), yours, "yours"),
    )


HALF = lines([0, 1, 2, 3], [0, 2, 4, 6])
SAME = lines([0, 2, 4, 6], [0, 2, 4, 6])
EVERY_KIND = figure(
    HALF,
    panel(path_layer("expected", [0, 1, 2], [2, 1, 0], "expected"), path_layer("yours", [0, 1, 2], [2, 3, 9], "yours")),
    panel(bars("expected", [0, 1, 2], [3, 4], "expected"), bars("yours", [0, 1, 2], [4, 3], "yours")),
    panel(
        regions("expected", (0, 1), (0, 1), [0, 1, 2, 0], 2),
        regions("yours", (0, 1), (0, 1), [0, 1, 1, 1], 2),
        points("ground", [0.1, 0.5, 0.9], [0.2, 0.5, 0.8], "", [0, 1, 2]),
        equal=True,
    ),
    panel(mark("expected", 1, "expected"), mark("yours", 2, "yours"), y=Axis("norm", log=True)),
)


def with_figures(sample: Report, *figures: Figure) -> Report:
    """Return the report as it comes out of a file, with pictures."""
    data = json.loads(sample.to_json())
    data["figures"] = {f"picture{number}": each.to_json() for number, each in enumerate(figures)}
    return Report.from_json(json.dumps(data, allow_nan=False))


# What an author makes


def test_numbers_are_flattened_and_rounded() -> None:
    """A tensor, a nested list or one number becomes floats with four digits."""
    values = torch.tensor([[1.0, 2.34567], [3.0, -4.0]], dtype=torch.float64)

    assert numbers(values) == (1.0, 2.346, 3.0, -4.0)
    assert numbers([1, [2, (3.0,)], True]) == (1.0, 2.0, 3.0, 1.0)
    assert numbers(torch.tensor(7)) == (7.0,)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e16, -1e300, None])
def test_what_cannot_be_drawn_is_a_gap(value: float | None) -> None:
    """NaN, infinity and what no axis can show leave a gap; the numbers around them stay."""
    assert numbers([1.0, value, 2.0]) == (1.0, None, 2.0)


class Trap:
    """An object that must not be asked anything."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} was asked for")


@pytest.mark.parametrize(
    "value",
    ["12", {"a": 1}, Trap(), [Trap()], [], torch.ones(3, dtype=torch.complex64), torch.ones(MOST_NUMBERS + 1), {1.0}],
    ids=["text", "dict", "object", "list of objects", "nothing", "complex", "too many", "set"],
)
def test_anything_else_is_malformed(value: Any) -> None:
    """What a student's code returned is drawn only if it is made of numbers, and not of too many."""
    with pytest.raises(Malformed):
        numbers(value)


def test_a_length_is_kept_to() -> None:
    """Too few and too many numbers are refused where a length is asked for, and before they are converted."""
    assert numbers([1, 2], 2) == (1.0, 2.0)
    for values in ([1], [1, 2, 3], torch.zeros(10**6)):
        with pytest.raises(Malformed):
            numbers(values, 2)


def test_columns_of_a_table() -> None:
    """A table of points gives its columns; one that does not fit gives nothing."""
    assert columns(torch.tensor([[1.0, 2.0], [3.0, 4.0]])) == ((1.0, 3.0), (2.0, 4.0))
    with pytest.raises(Malformed):
        columns([1.0, 2.0, 3.0])


def test_words_are_the_authors() -> None:
    """A student's text becomes the place of a known word, or nothing at all."""
    assert word("saddle", ("minimum", "saddle")) == 1
    for value in ("<b>", "", 1, None):
        with pytest.raises(Malformed):
            word(value, ("minimum", "saddle"))


def test_layers_have_to_fit() -> None:
    """Unequal lengths, edges that do not rise and a grid that is no rectangle are refused when they are made."""
    for make in (
        lambda: line("yours", [1, 2], [1, 2, 3]),
        lambda: bars("yours", [0, 1, 2], [1]),
        lambda: bars("yours", [0, 1, 1], [1, 2]),
        lambda: regions("yours", (0, 1), (0, 1), [0, 1, 2], 2),
        lambda: points("yours", [0, 1], [0, 1], "", [0]),
        lambda: mark("yours", math.nan),
    ):
        with pytest.raises(Malformed):
            make()


def circle(u: float, v: float) -> float:
    """Return the squared distance to the origin."""
    return u * u + v * v


def test_contours_are_where_the_function_has_the_level() -> None:
    """A circle becomes one closed line of points on it; a circle cut by the limits becomes open ones."""
    (whole,) = contours(circle, (-2.0, 2.0), (-2.0, 2.0), (1.0,))
    found = [circle(x, y) for x, y in zip(whole.x, whole.y, strict=True) if x is not None and y is not None]

    assert (whole.x[0], whole.y[0]) == (whole.x[-1], whole.y[-1])
    assert len(found) == len(whole.x) > 20
    assert all(abs(value - 1) < 0.02 for value in found)
    assert len(contours(circle, (-0.9, 0.9), (-0.9, 0.9), (1.0,))) == 4


# What is read


def test_a_figure_survives_the_report() -> None:
    """Every kind of layer is the same after it has been written as JSON and read again."""
    data = json.loads(json.dumps({"one": EVERY_KIND.to_json()}, allow_nan=False))

    assert read(data) == {"one": EVERY_KIND}


@pytest.mark.parametrize("raw", [None, [], "x", 1, {"a": None}, {"a": {"panels": []}}, {"a": {"panels": [{}]}}])
def test_what_is_no_figure_is_left_out(raw: Any) -> None:
    """A report may come from anywhere: what is not well formed is not there."""
    assert read(raw) == {}


@pytest.mark.parametrize("key", ["kind", "role", "x", "y", "groups", "columns"])
@pytest.mark.parametrize("value", [None, "zoo", -1, 1e308, [["a"]], {"a": 1}, [math.nan] * 4, [10**400] * 4, True])
def test_one_malformed_figure_spares_the_others(key: str, value: Any) -> None:
    """Whatever stands in a field of a layer, reading and drawing it raises nothing, and the next figure is there."""
    data = EVERY_KIND.to_json()
    for each in data["panels"]:
        each["layers"][0][key] = value
    found = read({"bad": data, "good": figure(HALF).to_json()})

    assert found["good"] == figure(HALF)
    assert drawings(found, 6)[-1]["title"] == "The cost"


def test_sizes_are_capped() -> None:
    """Too many numbers in a layer, in all, or too many figures are not read."""
    long = figure(lines([0.0] * MOST_NUMBERS, [0.0] * MOST_NUMBERS)).to_json()
    found = read({str(number): long for number in range(50)})
    long["panels"][0]["layers"][0]["x"].append(0.0)

    assert read({"long": long}) == {}
    assert 0 < len(found) <= 6
    assert sum(len(layer.x + layer.y) for each in found.values() for layer in each.panels[0].layers) <= MOST_IN_ALL


def test_limits_that_make_no_sense_are_dropped() -> None:
    """An axis from 5 to 5, to infinity, or upside down gets limits of the numbers that are drawn."""
    for low, high in ((5, 5), (6, 5), (0, 1e308), ("a", {})):
        data = figure(HALF).to_json()
        data["panels"][0]["x"] |= {"low": low, "high": high}
        (found,) = read({"one": data}).values()

        assert found.panels[0].x.high is None


# Axes


@pytest.mark.parametrize("log", [False, True])
def test_ticks_are_few_round_and_inside(log: bool) -> None:
    """For limits of any size the numbers beside an axis are in order, inside, and no more than asked for."""
    chance = random.Random(5)
    for _ in range(500):
        size = 10 ** chance.uniform(-9, 12)
        values = [chance.uniform(0.01, 1) * size for _ in range(3)]
        axis = scale(Axis(log=log), values, []).between(0, 100)
        most = chance.randint(4, 8)
        places = [place for place, _ in ticks(axis, most)]
        texts = [text for _, text in ticks(axis, most)]

        assert places == sorted(places)
        assert len(set(texts)) == len(texts) <= most
        assert all(-0.1 <= place <= 100.1 for place in places)
        assert len(places) >= 1


def test_ticks_are_written_as_people_do() -> None:
    """Round steps, a real minus sign, powers of ten on a logarithmic axis."""
    assert [text for _, text in ticks(scale(Axis(low=-1, high=1), [], []), 5)] == ["−1.0", "−0.5", "0.0", "0.5", "1.0"]
    assert [text for _, text in ticks(scale(Axis(low=1e-6, high=1, log=True), [], []), 4)] == [
        "10⁻⁶",
        "10⁻⁴",
        "10⁻²",
        "1",
    ]
    assert [short(value) for value in (0.25, -9.33333, 1.2e7, 1e-9)] == ["0.25", "−9.333", "1.2·10⁷", "10⁻⁹"]


def test_what_runs_away_does_not_flatten_the_rest() -> None:
    """A path that explodes is cut at the edge of the picture, and that is said; a factor of three is shown whole."""
    near, far = lines([0, 3, 6, 9], [0, 1, 2, 3]), lines([0, 1e3, 1e6, 1e9], [0, 1, 2, 3])
    shown = drawings({"near": figure(near), "far": figure(far)}, 6)

    assert "Not all of it" not in _text(shown[0])
    assert "Not all of it gets into the picture." in _text(shown[1])


def _text(drawing: dict[str, Any]) -> str:
    return "".join(part for _, part in drawing["panels"][0]["caption"])


# What a picture shows, in words


def test_the_worst_place_is_named() -> None:
    """The caption says where the lines lie apart most, and by which numbers."""
    assert caption(HALF) == "Yours differs most at w = 3: 3, expected 6."
    assert caption(SAME) == "Yours and the expected one coincide."
    assert (differs(figure(SAME, HALF)), differs(figure(SAME))) == (True, False)
    assert differs(figure(panel(line("ground", [0, 1], [0, 1])))) is None


def test_a_path_is_wrong_from_its_first_wrong_step_on() -> None:
    """Of a path the first step that differs is named: what follows is a consequence."""
    paths = panel(path_layer("expected", [4, 2, 1], [4, 2, 1]), path_layer("yours", [4, 3, 9], [4, 2, 7]))

    assert caption(paths) == "Yours leaves the expected path at step 1: (3, 2), expected (2, 2)."


def test_gaps_and_lengths_differ() -> None:
    """A value that is not finite where one is expected differs; so does another number of points."""
    assert (
        caption(lines([0, math.nan], [0, 1]))
        == "Yours differs most at w = 1: not finite or too large to draw, expected 1."
    )
    assert differs(figure(lines([0, 1], [0, None]))) is False
    assert caption(lines([0, 1, 2], [0, 1])) == "Yours has 3 points, expected 2."


def test_other_kinds_in_words() -> None:
    """Bars, marks, regions and classes of points are compared too."""
    bar = panel(bars("expected", [0, 1, 2], [3, 4]), bars("yours", [0, 1, 2], [3, 5]))
    moved = panel(bars("expected", [0, 1, 2], [3, 4]), bars("yours", [0, 1, 3], [3, 4]))
    grid = panel(regions("expected", (0, 1), (0, 1), [0, 1], 2), regions("yours", (0, 1), (0, 1), [0, 0], 2))
    classes = panel(points("expected", [0, 1], [0, 1], "", [0, 1]), points("yours", [0, 1], [0, 1], "", [0, 2]))

    assert caption(bar) == "Yours differs most near w = 1.5: 5, expected 4."
    assert caption(moved) == "Yours has edges at other places: the last at 3, expected 2."
    assert caption(panel(mark("expected", 1), mark("yours", 2))) == "Yours is at w = 2, expected 1."
    assert caption(grid) == "50 % of the plane has another class than expected."
    assert caption(classes) == "1 point of another class than expected."
    assert sentence(figure(SAME, panel(*bar.layers, title="left"))) == f"left: {caption(bar)}"


def test_an_authors_sentence_comes_first() -> None:
    """A caption of the author's is used where something differs, and only there."""
    layers = HALF.layers
    assert caption(panel(*layers, caption="At w = 3 it is half.")) == "At w = 3 it is half."
    assert caption(panel(*SAME.layers, caption="At w = 3 it is half.")) == "Yours and the expected one coincide."


# On the page


def test_pictures_are_on_the_page() -> None:
    """Elements nest, ids are unique, every attribute is one of ours; title and description say what is drawn."""
    html = to_html(with_figures(SAMPLES["mixed_failures"], EVERY_KIND), source=SOURCE)
    page = Page(html)
    allowed = VALUES | SVG

    assert len(page.ids) == len(set(page.ids))
    assert [pair for pair in page.attributes if not re.fullmatch(allowed[pair[0]], pair[1])] == []
    assert html.count('role="img"') == 1 + len(EVERY_KIND.panels)
    assert html.count("<desc") == html.count('<svg class="chart"') == len(EVERY_KIND.panels)
    assert "Across: w. Upwards: cost. Expected: 4 points from (0, 0) to (3, 6), values from 0 to 6." in page.text
    assert "Yours differs most at w = 3: 3, expected 6." in page.text
    assert "Upwards: norm, on a logarithmic axis." in page.text


def test_a_picture_that_differs_stands_before_the_checks() -> None:
    """With failures, what differs is shown at once and what does not is folded away; without, all is shown."""
    failed = to_html(with_figures(SAMPLES["mixed_failures"], figure(HALF), figure(SAME)))
    good = to_html(with_figures(report(check("one", "One.")), figure(SAME)))

    assert failed.index('id="pictures"') < failed.index('id="figure-0"') < failed.index('id="checks"')
    assert failed.index("1 picture without a difference") < failed.index('id="figure-1"')
    assert good.index('id="checks"') < good.index('id="pictures"') < good.index('id="figure-0"')
    assert "without a difference" not in good


HARM = '</svg><script>alert("1")</script>{{ 7 * 7 }}{% raw %}\x1b[31m\u202e'


def test_labels_never_become_markup() -> None:
    """A report from elsewhere may have any text in its figures: it is shown, never obeyed."""
    layer = Layer("line", "yours", HARM, (0.0, 1.0), (0.0, 1.0))
    expected = Layer("line", "expected", HARM, (0.0, 1.0), (0.0, 2.0))
    evil = Figure(HARM, HARM, (Panel((expected, layer), Axis(HARM), Axis(HARM), HARM, caption=HARM),))
    sample = with_figures(SAMPLES["mixed_failures"], evil)
    html = to_html(sample, source=SOURCE)
    text = to_terminal(sample)

    assert "<script" not in html
    assert "49" not in Page(html).text.replace(str(SOURCE), "") or "7 * 7" in Page(html).text
    assert "{{ 7 * 7 }}" in Page(html).text
    assert not {"\x1b", "\u202e"} & set(html + text)
    assert "\\x1b[31m" in text


@pytest.mark.parametrize("odd", ODD, ids=[str(value)[:8] for value in ODD])
@pytest.mark.parametrize("log", [False, True])
def test_odd_numbers_give_a_sane_picture_or_none(odd: Any, log: bool) -> None:
    """NaN, infinity, 1e308 and what is no number at all never reach the page as a coordinate."""
    data = EVERY_KIND.to_json()
    for each in data["panels"]:
        each["y"]["log"] = log
        for layer in each["layers"]:
            for key in ("x", "y"):
                if layer.get(key) and layer["kind"] not in ("regions", "mark"):
                    layer[key][-1] = odd
    sample = report(check("one", "One.", Verdict.FAILED), figures={"odd": data})
    html = to_html(sample)
    drawn = " ".join(re.findall(r'(?: d| x| y|width|height|viewBox)="([^"]*)"', html))

    assert not re.search(r"nan|inf|None|e\+", drawn, re.IGNORECASE)
    assert all(abs(float(number)) <= 10_000 for number in re.findall(r"-?\d+(?:\.\d+)?", drawn))


def test_a_page_full_of_pictures_is_small_enough() -> None:
    """The largest figures that are read make no page of more than 300 KB."""
    grid = [index % 3 for index in range(MOST_NUMBERS)]
    chess = panel(regions("yours", (0, 1), (0, 1), grid, 40), regions("expected", (0, 1), (0, 1), grid[::-1], 40))
    wild = [LARGEST * math.sin(number) / 10 for number in range(MOST_NUMBERS)]
    dense = panel(line("yours", wild, wild[::-1], "yours"), path_layer("expected", wild, wild, "expected"))
    figures = [figure(*[chess] * 3, *[dense] * 2)] * 6

    html = to_html(with_figures(SAMPLES["mixed_failures"], *figures), source=SOURCE)

    assert len(html.encode()) < 300_000


def test_the_terminal_says_what_differs() -> None:
    """A line for each picture that differs, none for one that does not."""
    sample = with_figures(SAMPLES["mixed_failures"], figure(HALF), figure(SAME, title="The same"))
    text = to_terminal(sample)

    assert "~ The cost: Yours differs most at w = 3: 3, expected 6." in text
    assert "In the picture of the HTML report:" in text
    assert "The same" not in text
    assert to_terminal(sample, unicode=False).isascii()
