"""Figures turned into places: what the macros of ``figures.svg.j2`` put into SVG. The template only writes it down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any

from grader.figures.data import Axis, Figure, Layer, Panel
from grader.language import told
from grader.render.axes import Scale, scale, ticks
from grader.render.comparison import caption, described, differs
from grader.render.text import one_line, spans
from grader.render.wording import together, worded

WIDTH, HEIGHT = 340, 236  # units of a panel: about pixels on a telephone
TOP, RIGHT, BOTTOM = 24, 12, 40
LETTER = 6.3  # the width of a digit
TALLEST, FLATTEST = 240.0, 120.0  # of the plot where both axes have one scale
SHAPES = 4
MOST_MARKERS = 60  # of a path


@dataclass(frozen=True)
class Shape:
    """One element: its class and its path."""

    style: str
    d: str


def drawings(figures: Mapping[str, Figure], most: int) -> list[dict[str, Any]]:
    """Return the variables of the template, a picture at a time."""
    return [_drawing(worded(figure), number) for number, figure in enumerate(list(figures.values())[:most])]


def _drawing(figure: Figure, number: int) -> dict[str, Any]:
    panels = [_panel(panel, f"f{number}p{index}") for index, panel in enumerate(figure.panels)]
    legends = [panel["legend"] for panel in panels]
    shared = len(panels) > 1 and all(legend == legends[0] for legend in legends)
    return {
        "anchor": f"figure-{number}",
        "title": one_line(figure.title, characters=120),
        "about": spans(one_line(figure.about, characters=600)),
        "panels": panels,
        "legend": legends[0] if shared else (),
        "differs": differs(figure),
    }


def _panel(panel: Panel, anchor: str) -> dict[str, Any]:
    across, upwards = _scale(panel, panel.x, "x"), _scale(panel, panel.y, "y")
    beyond = told("Not all of it gets into the picture.") if across.cut or upwards.cut else ""
    sentence = together(caption(panel), beyond)
    left = 14 + LETTER * max([len(text) for _, text in ticks(upwards, 6)] or [1])
    wide, height = _extent(panel, across, upwards, WIDTH - RIGHT - left)
    across, upwards = across.between(left, left + wide), upwards.between(TOP + height, TOP)
    return {
        "anchor": anchor,
        "title": one_line(panel.title, characters=120),
        "described": one_line(together(sentence, described(panel)), characters=1500),
        "caption": spans(one_line(sentence, characters=400)),
        "width": WIDTH,
        "height": round(TOP + height + BOTTOM),
        "box": (round(left, 1), TOP, round(wide, 1), round(height, 1)),
        "xs": _across(across),
        "ys": ticks(upwards, 6),
        "x_label": one_line(panel.x.label, characters=48),
        "y_label": one_line(panel.y.label, characters=48),
        "shapes": list(_shapes(panel, across, upwards)),
        "legend": _legend(panel),
    }


def _across(across: Scale) -> list[tuple[float, str]]:
    """Return the numbers below the picture, as many as fit without touching each other."""
    for most in (7, 6, 5, 4):
        found = ticks(across, most)
        gaps = [later[0] - earlier[0] for earlier, later in pairwise(found)]
        widest = LETTER * max([len(text) for _, text in found] or [1])
        if not gaps or min(gaps) > widest + 10:
            return found
    return found[:1] + found[-1:]


def _scale(panel: Panel, axis: Axis, name: str) -> Scale:
    firm: list[float | None] = []
    yours: list[float | None] = []
    for layer in panel.layers:
        values = (layer.x if name == "x" else layer.y) or ()
        if layer.kind == "bars" and name == "y":  # they stand on 0, which a logarithmic axis does not have
            values, axis = (*values, 0.0), replace(axis, log=False)
        (yours if layer.role == "yours" else firm).extend(values)
    return scale(axis, firm, yours)


def _extent(panel: Panel, across: Scale, upwards: Scale, wide: float) -> tuple[float, float]:
    """Return width and height of the plot; with equal axes it is narrower or flatter than others."""
    if not panel.equal or across.log or upwards.log:
        return wide, HEIGHT - TOP - BOTTOM
    ratio = (upwards.high - upwards.low) / (across.high - across.low)
    if wide * ratio > TALLEST:
        return max(TALLEST / ratio, FLATTEST), TALLEST
    return wide, max(wide * ratio, FLATTEST)


def _shapes(panel: Panel, across: Scale, upwards: Scale) -> Iterator[Shape]:
    """Yield what is drawn, the hindmost first: background, then what is expected, then what is the student's."""
    several = len({layer.label for layer in panel.layers if layer.role == "yours" and layer.kind == "line"}) > 1
    yield from _grids(panel, across, upwards)
    for layer, number in sorted(_every(panel), key=_depth):
        places = _places(layer, across, upwards)
        style = _style(layer, number)
        if layer.kind == "bars":
            yield Shape(style, _bars(layer, across, upwards, filled=layer.role != "yours"))
        elif layer.kind == "mark":
            yield Shape(f"{style} upright", f"M{across.at(layer.x[0])} {upwards.start}V{upwards.end}")
        elif layer.kind == "points":
            yield from _scatter(layer, places, number)
        else:
            yield Shape(style, _joined(places))
            yield from _markers(layer, places, number, several=several)


def _every(panel: Panel) -> Iterator[tuple[Layer, int]]:
    for role in ("ground", "expected", "yours"):
        yield from _numbered(panel, role)


def _depth(each: tuple[Layer, int]) -> int:
    """Return the place in the pile: lines without a name lie below everything, filled bars below lines."""
    layer, _ = each
    if layer.role == "ground":
        return 2 if layer.label else 0
    return 4 if layer.role == "yours" else 1 if layer.kind == "bars" else 3


def _numbered(panel: Panel, role: str) -> Iterator[tuple[Layer, int]]:
    """Yield the layers of a role but for regions, with the number of each one's label: one label, one look."""
    layers = [layer for layer in panel.layers if layer.role == role and layer.kind != "regions"]
    labels = list(dict.fromkeys(layer.label for layer in layers))
    for layer in layers:
        yield layer, labels.index(layer.label) % SHAPES


def _style(layer: Layer, number: int) -> str:
    if layer.kind == "bars":
        return f"{layer.role} s{number} bars"
    named = " named" if layer.role == "ground" and layer.label else ""
    return f"{layer.role} s{number} stroke{named}"


Place = tuple[float, float] | None


def _places(layer: Layer, across: Scale, upwards: Scale) -> list[Place]:
    if layer.kind in ("bars", "mark"):
        return []
    found: list[Place] = []
    for x, y in zip(map(across.at, layer.x), map(upwards.at, layer.y), strict=True):
        found.append(None if x is None or y is None else (x, y))
    return found


def _joined(places: Sequence[Place]) -> str:
    """Return a path through the places, with a gap where one is missing; a single place becomes a dot."""
    parts = []
    for there, run in groupby(places, key=lambda place: place is not None):
        if there:
            points = [f"{x:g} {y:g}" for x, y in filter(None, run)]
            parts.append("M" + "L".join(points if len(points) > 1 else points * 2))
    return "".join(parts)


def _markers(layer: Layer, places: Sequence[Place], number: int, *, several: bool) -> Iterator[Shape]:
    there = [place for place in places if place is not None]
    if not there:
        return
    kind = f"{layer.role} s{number} marker"
    if layer.kind == "path":
        small = 1.7 if len(there) > 25 else 2.3
        some = there[:: max(1, len(there) // MOST_MARKERS)]
        yield Shape(kind, "".join(_marker(number, x, y, small) for x, y in some))
        if layer.role == "yours":
            yield Shape(f"{kind} first", _marker(0, *there[0], 4.5))
            yield Shape(kind, _marker(number, *there[-1], 4.5))
    elif layer.role == "yours" and several and len(there) > 2:
        stride = max(1, len(there) // 7)
        some = there[stride * (number + 1) // 5 :: stride]
        yield Shape(kind, "".join(_marker(number, x, y, 3.2) for x, y in some))


def _marker(number: int, x: float, y: float, size: float) -> str:
    """Return a circle, a square, a triangle, a diamond, a bar or a cross around a place."""
    s, wide, tall = size, f"{1.2 * size:.1f}", f"{1.4 * size:.1f}"
    return (
        f"M{x - s:.1f} {y:g}a{s} {s} 0 1 0 {2 * s} 0a{s} {s} 0 1 0 -{2 * s} 0z",
        f"M{x - s:.1f} {y - s:.1f}h{2 * s}v{2 * s}h-{2 * s}z",
        f"M{x:g} {y - 1.2 * s:.1f}l{1.2 * s:.1f} {2.1 * s:.1f}h-{2.4 * s:.1f}z",
        f"M{x:g} {y - 1.4 * s:.1f}l{wide} {tall}l-{wide} {tall}l-{wide} -{tall}z",
        f"M{x - s / 2:.1f} {y - 1.3 * s:.1f}h{s}v{2.6 * s:.1f}h-{s}z",
        f"M{x - 1.3 * s:.1f} {y - s / 2:.1f}h{2.6 * s:.1f}v{s}h-{2.6 * s:.1f}z",
    )[number % 6]


def _scatter(layer: Layer, places: Sequence[Place], number: int) -> Iterator[Shape]:
    groups = layer.groups or (0,) * len(places)
    size = 1.8 if len(places) > 100 else 2.6 if len(places) > 5 else 5.0
    for group in sorted(set(groups)):
        there = [place for place, other in zip(places, groups, strict=True) if other == group and place is not None]
        style = f"c{group}" if layer.groups else f"s{number}"
        yield Shape(f"{layer.role} {style} point", "".join(_marker(group, x, y, size) for x, y in there))


def _bars(layer: Layer, across: Scale, upwards: Scale, *, filled: bool) -> str:
    """Return the outline of bars as steps; what is not filled begins and ends on the ground all the same."""
    ground = upwards.at(0.0)
    edges = [across.at(edge) for edge in layer.x]
    parts = [f"M{edges[0]:g} {ground:g}"]
    for right, height in zip(edges[1:], layer.y, strict=True):
        parts.append(f"V{upwards.at(height if height is not None else 0.0):g}H{right:g}")
    return "".join(parts) + f"V{ground:g}" + ("z" if filled else "")


def _grids(panel: Panel, across: Scale, upwards: Scale) -> Iterator[Shape]:
    """Yield the student's regions, with a cross in each cell that has another class than expected."""
    grids = {layer.role: layer for layer in panel.layers if layer.kind == "regions"}
    yours, expected = grids.get("yours"), grids.get("expected")
    shown = yours or expected or grids.get("ground")
    if shown is not None:
        yield from _regions(shown, across, upwards)
    if yours is not None and expected is not None and (crosses := _crosses(yours, expected, across, upwards)):
        yield Shape("differs", crosses)


def _crosses(yours: Layer, expected: Layer, across: Scale, upwards: Scale) -> str:
    if (len(yours.groups), yours.columns) != (len(expected.groups), expected.columns):
        return ""
    left, low, wide, tall = _cells(yours, across, upwards)
    middles = (
        (left + (index % yours.columns + 0.5) * wide, low + (index // yours.columns + 0.5) * tall)
        for index, (one, other) in enumerate(zip(yours.groups, expected.groups, strict=True))
        if one != other
    )
    return "".join(f"M{x - 2:.1f} {y - 2:.1f}l4 4m0 -4l-4 4" for x, y in middles)


def _cells(layer: Layer, across: Scale, upwards: Scale) -> tuple[float, float, float, float]:
    """Return left and low edge of a grid, and width and height of a cell; the height is negative, as y grows down."""
    left, right = (across.at(value) or 0.0 for value in layer.x)
    low, high = (upwards.at(value) or 0.0 for value in layer.y)
    return left, low, (right - left) / layer.columns, (high - low) / (len(layer.groups) // layer.columns)


def _regions(layer: Layer, across: Scale, upwards: Scale) -> Iterator[Shape]:
    """Yield one path for each class; neighbours in a row are drawn as one."""
    rows = len(layer.groups) // layer.columns
    left, low, wide, tall = _cells(layer, across, upwards)
    parts: dict[int, list[str]] = {}
    for row in range(rows):
        y = low + (row + 1) * tall
        start = 0
        for group, run in groupby(layer.groups[row * layer.columns : (row + 1) * layer.columns]):
            count = len(list(run))
            x = left + start * wide
            parts.setdefault(group, []).append(f"M{x:.1f} {y:.1f}h{count * wide:.1f}v{-tall:.1f}h-{count * wide:.1f}z")
            start += count
    for group, path in sorted(parts.items()):
        yield Shape(f"region c{group}", "".join(path))


def _legend(panel: Panel) -> tuple[dict[str, Any], ...]:
    """Return the entries of the legend: what is expected once, however many series it has."""
    entries: dict[tuple[str, str], dict[str, Any]] = {}
    for role in ("yours", "expected", "ground"):
        for layer, number in _numbered(panel, role):
            label = one_line(layer.label, characters=60)
            if not label or (role, label) in entries:
                continue
            entries[role, label] = {"label": label, "shapes": list(_sample(layer, number))}
    if any(layer.kind == "regions" and layer.role == "expected" for layer in panel.layers):
        cross = [Shape("differs", "M10 3l8 8m0 -8l-8 8")]
        entries["", ""] = {"label": told("another class than expected"), "shapes": cross}
    return tuple(entries.values())


def _sample(layer: Layer, number: int) -> Iterator[Shape]:
    if layer.kind == "points":
        yield Shape(f"{layer.role} {'c0' if layer.groups else f's{number}'} point", _marker(0, 14, 7, 3))
    elif layer.kind == "bars":
        ends = "z" if layer.role != "yours" else ""
        yield Shape(_style(layer, number), f"M3 13V7H14V3H25V13{ends}")
    else:
        yield Shape(_style(layer, number), "M1 7H27")
        if layer.role == "yours" and layer.kind != "mark":
            yield Shape(f"{layer.role} s{number} marker", _marker(number, 14, 7, 3.2))
