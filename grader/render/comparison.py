"""What a picture shows, in a sentence: for the caption, for who cannot see it, and for the terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from grader.figures.data import Figure, Layer, Number, Numbers, Panel, known
from grader.language import drawn, told
from grader.render.axes import short
from grader.render.text import plural
from grader.render.wording import titled, together

CLOSE_BARS = 1e-2  # a number on the edge of two bars may fall to either side
CLOSE = 1e-3  # of the largest expected number: nearer than that no eye tells two lines apart


@dataclass(frozen=True)
class Seen:
    """How one series of a panel lies to the expected one; ``far`` is 0 where nobody can tell them apart."""

    label: str
    far: float
    text: str


def pairs(panel: Panel) -> Iterator[tuple[Layer, Layer]]:
    """Yield the student's series with the expected ones: the first with the first of its kind, and so on."""
    for kind in ("line", "path", "bars", "mark", "regions", "points"):
        yours, expected = (
            [layer for layer in panel.layers if layer.role == role and layer.kind == kind]
            for role in ("yours", "expected")
        )
        yield from zip(yours, expected, strict=False)


def compared(panel: Panel) -> list[Seen]:
    """Return what can be said of each pair of a panel, the worst first."""
    seen = [_seen(panel, yours, expected) for yours, expected in pairs(panel)]
    return sorted(seen, key=lambda each: -each.far)


def caption(panel: Panel) -> str:
    """Return one sentence about a panel: where it differs most; nothing if there is nothing to compare."""
    seen = compared(panel)
    if not seen:
        return ""
    if not seen[0].far:
        return told(
            "Yours and the expected one coincide." if len(seen) == 1 else "Yours and the expected ones coincide."
        )
    return panel.caption or told(seen[0].text)


def differs(figure: Figure) -> bool | None:
    """Say whether any panel differs; None if there is nothing to compare."""
    seen = [each for panel in figure.panels for each in compared(panel)]
    return any(each.far for each in seen) if seen else None


def sentence(figure: Figure) -> str:
    """Return the caption of the panel that differs most, with the panel's title; nothing if none differs."""
    worst, text = 0.0, ""
    for panel in figure.panels:
        far = max((each.far for each in compared(panel)), default=0.0)
        if far > worst:
            worst, text = far, titled(panel.title, caption(panel))
    return text


def _seen(panel: Panel, yours: Layer, expected: Layer) -> Seen:
    if yours.kind == "regions":
        return _regions(yours, expected)
    if len(yours.x) != len(expected.x):
        text = f"{_named(yours)} has {plural(len(yours.x), 'point')}, expected {len(expected.x)}."
        return Seen(yours.label, math.inf, text)
    if yours.kind == "bars":
        return _heights(panel, yours, expected)
    if yours.kind == "mark":
        return _marks(panel, yours, expected)
    return _points(panel, yours, expected)


def _points(panel: Panel, yours: Layer, expected: Layer) -> Seen:
    widths = [_width(expected.x), _width(expected.y)]
    far = [_distance(each, widths) for each in zip(yours.x, yours.y, expected.x, expected.y, strict=True)]
    worst = max(far)
    other = sum(one != two for one, two in zip(yours.groups, expected.groups, strict=False))
    if worst <= CLOSE and other:
        return Seen(yours.label, other / len(far), f"{plural(other, 'point')} of another class than expected.")
    if worst <= CLOSE:
        return Seen(yours.label, 0.0, "")
    if yours.kind == "path":  # what happens after the first wrong step follows from it
        return Seen(yours.label, worst, _step(yours, expected, next(i for i, each in enumerate(far) if each > CLOSE)))
    return Seen(yours.label, worst, _place(panel, yours, expected, far.index(worst)))


def _distance(each: Numbers, widths: list[float]) -> float:
    """Return how far two points lie apart, in widths of the expected series; infinite if only yours is a gap."""
    x, y, expected_x, expected_y = each
    if expected_x is None or expected_y is None:
        return 0.0
    if x is None or y is None:
        return math.inf
    return max(abs(x - expected_x) / widths[0], abs(y - expected_y) / widths[1])


def _width(numbers: Numbers) -> float:
    there = known(numbers)
    return max((max(there) - min(there)) if there else 0.0, max(map(abs, there), default=0.0), 1e-12)


def _step(yours: Layer, expected: Layer, place: int) -> str:
    name = _named(yours)
    where = f"{name} leaves the expected path at step {place}" if place else f"{name} starts elsewhere"
    return f"{where}: {_point(yours, place)}, expected {_point(expected, place)}."


def _point(layer: Layer, place: int) -> str:
    x, y = layer.x[place], layer.y[place]
    return "not finite or too large to draw" if x is None or y is None else f"({short(x)}, {short(y)})"


def _place(panel: Panel, yours: Layer, expected: Layer, place: int) -> str:
    name, x, y = _named(yours), yours.x[place], yours.y[place]
    expected_x, expected_y = expected.x[place], expected.y[place]
    if x is not None and x != expected_x:
        return f"Point {place + 1} of {name.lower()} is {_point(yours, place)}, expected {_point(expected, place)}."
    where = f"at {panel.x.label or 'x'} = {_shown(expected_x)}"
    return f"{name} differs most {where}: {_shown(y)}, expected {_shown(expected_y)}."


def _heights(panel: Panel, yours: Layer, expected: Layer) -> Seen:
    moved = [abs(x - other) if x is not None and other is not None else 0.0 for x, other in _both(yours.x, expected.x)]
    if max(moved) > CLOSE * _width(expected.x):
        first = f"the first at {_shown(yours.x[0])}, expected {_shown(expected.x[0])}"
        last = f"the last at {_shown(yours.x[-1])}, expected {_shown(expected.x[-1])}"
        where = first if moved[0] >= moved[-1] else last
        return Seen(yours.label, 1.0, f"{_named(yours)} has edges at other places: {where}.")
    largest = max(map(abs, known(expected.y)), default=0.0) or 1e-12
    apart = [math.inf if y is None else abs(y - (other or 0.0)) / largest for y, other in _both(yours.y, expected.y)]
    worst = max(apart)
    if worst <= CLOSE_BARS:
        return Seen(yours.label, 0.0, "")
    index = apart.index(worst)
    middle = ((expected.x[index] or 0.0) + (expected.x[index + 1] or 0.0)) / 2
    at = f"near {panel.x.label or 'x'} = {short(middle, 3)}"
    text = f"{_named(yours)} differs most {at}: {_shown(yours.y[index])}, expected {_shown(expected.y[index])}."
    return Seen(yours.label, worst, text)


def _both(yours: Numbers, expected: Numbers) -> Iterator[tuple[Number, Number]]:
    return zip(yours, expected, strict=True)


def _marks(panel: Panel, yours: Layer, expected: Layer) -> Seen:
    x, other = yours.x[0], expected.x[0]
    if x is None or other is None or abs(x - other) <= CLOSE * max(abs(other), 1e-12):
        return Seen(yours.label, 0.0, "")
    label = panel.x.label or "x"
    return Seen(yours.label, 1.0, f"{_named(yours)} is at {label} = {short(x)}, expected {short(other)}.")


def _regions(yours: Layer, expected: Layer) -> Seen:
    if len(yours.groups) != len(expected.groups):
        return Seen(yours.label, math.inf, "The regions have another size than expected.")
    other = sum(one != two for one, two in zip(yours.groups, expected.groups, strict=True))
    share = other / len(expected.groups)
    if share <= 0.01:
        return Seen(yours.label, 0.0, "")
    return Seen(yours.label, share, f"{100 * share:.0f} % of the plane has another class than expected.")


def _named(layer: Layer) -> str:
    label = layer.label or drawn("yours")
    return f"{label[:1].upper()}{label[1:]}"


def _shown(value: float | None) -> str:
    return "not finite or too large to draw" if value is None else short(value)


def described(panel: Panel) -> str:
    """Return what is drawn in a panel, for who cannot see it."""
    parts = [_axis(panel.x.label or "x", panel.x.log, across=True), _axis(panel.y.label or "y", panel.y.log)]
    parts += [text for layer in panel.layers if (text := _described(layer))]
    return together(*map(told, parts))


def _axis(label: str, log: bool, *, across: bool = False) -> str:
    return f"{'Across' if across else 'Upwards'}: {label}{', on a logarithmic axis' if log else ''}."


def _described(layer: Layer) -> str:
    if not layer.label and layer.role == "ground":
        return ""
    name, role = layer.label or drawn(layer.role), drawn(layer.role)
    name += f" ({role})" if layer.role != "ground" and role not in name else ""
    name = f"{name[:1].upper()}{name[1:]}"
    if layer.kind == "regions":
        shares = [layer.groups.count(group) / len(layer.groups) for group in sorted(set(layer.groups))]
        return f"{name}: regions of {', '.join(f'{100 * share:.0f} %' for share in shares)} of the plane."
    if layer.kind == "mark":
        return f"{name}: an upright line at {_shown(layer.x[0])}."
    if layer.kind == "bars":
        return f"{name}: {len(layer.y)} bars from {_shown(layer.x[0])} to {_shown(layer.x[-1])}, {_extent(layer.y)}."
    if layer.kind == "points":
        return f"{name}: {plural(len(layer.x), 'single point')}."
    ends = f"from ({_shown(layer.x[0])}, {_shown(layer.y[0])}) to ({_shown(layer.x[-1])}, {_shown(layer.y[-1])})"
    return f"{name}: {plural(len(layer.x), 'point')} {ends}, {_extent(layer.y)}."


def _extent(numbers: Numbers) -> str:
    there, gaps = known(numbers), sum(number is None for number in numbers)
    values = f"values from {short(min(there))} to {short(max(there))}" if there else "no value that can be drawn"
    return values + (f", {gaps} not finite or too large to draw" if gaps else "")
