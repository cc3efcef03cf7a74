"""What a picture is made of: panels with axes, and layers of numbers. No markup, no colour, nothing of a stranger's.

``Figure.to_json`` and ``read`` are the form in which figures stand in a report. A report may come from anywhere, so
``read`` takes what is well formed and of a sane size, and leaves everything else out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Number = float | None  # None: not finite, or beyond what can be drawn; a gap
Numbers = tuple[Number, ...]

KINDS = ("line", "path", "points", "bars", "regions", "mark")
ROLES = ("yours", "expected", "ground")
LARGEST = 1e15  # a number beyond it is a gap
SMALLEST = 1e-30  # a positive number below it has no place on a logarithmic axis
MOST_FIGURES, MOST_PANELS, MOST_LAYERS = 6, 6, 24
MOST_NUMBERS = 2000  # of one layer
MOST_IN_ALL = 20_000  # numbers of one report
MOST_GROUPS = 6
LONGEST_LABEL, LONGEST_ABOUT = 120, 600


class Malformed(Exception):
    """Something is no figure, or one of no sane size."""


@dataclass(frozen=True)
class Axis:
    """One axis: its label, its limits if it has its own, whether it is logarithmic."""

    label: str = ""
    low: Number = None
    high: Number = None
    log: bool = False


@dataclass(frozen=True)
class Layer:
    """Numbers that are drawn in one way.

    Attributes:
        kind: "line" joins the points, "path" shows each of them and where it starts and ends, "points" does not join
            them; "bars" has one edge more in ``x`` than heights in ``y``; "regions" colours a grid between the limits
            in ``x`` and ``y``; "mark" is an upright line at ``x[0]``.
        role: "yours", "expected", or "ground", what stands behind both.
        label: for the legend; of a layer without one the legend says nothing.
        x: horizontal places.
        y: vertical places, or heights.
        groups: the class of each point, or of each cell of a grid, row by row from the lowest.
        columns: of a grid.

    """

    kind: str
    role: str
    label: str
    x: Numbers
    y: Numbers = ()
    groups: tuple[int, ...] = ()
    columns: int = 0


@dataclass(frozen=True)
class Panel:
    """A pair of axes with layers, the hindmost first.

    Attributes:
        layers: what is drawn.
        x: the axis across.
        y: the axis upwards.
        title: of the panel.
        equal: whether a step is equally long in both directions.
        caption: a sentence for the case that something differs; without it, one is made of the layers.

    """

    layers: tuple[Layer, ...]
    x: Axis = field(default_factory=Axis)
    y: Axis = field(default_factory=Axis)
    title: str = ""
    equal: bool = False
    caption: str = ""


@dataclass(frozen=True)
class Figure:
    """One picture: a title, a sentence that says how to read it, and panels side by side."""

    title: str
    about: str
    panels: tuple[Panel, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the figure as it stands in a report; what is a default is left out."""
        return {"title": self.title, "about": self.about, "panels": [_panel_to_json(panel) for panel in self.panels]}


def _panel_to_json(panel: Panel) -> dict[str, Any]:
    data: dict[str, Any] = {key: getattr(panel, key) for key in ("title", "equal", "caption") if getattr(panel, key)}
    data |= {"x": _axis_to_json(panel.x), "y": _axis_to_json(panel.y)}
    return data | {"layers": [_layer_to_json(layer) for layer in panel.layers]}


def _axis_to_json(axis: Axis) -> dict[str, Any]:
    return {key: value for key, value in vars(axis).items() if value not in ("", None, False)}


def _layer_to_json(layer: Layer) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in vars(layer).items() if value}


def finite(value: object) -> Number:
    """Return a number with four digits; None where it is none that can be drawn."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not -LARGEST <= value <= LARGEST:  # NaN too
        return None
    return float(f"{value:.4g}")


def read(raw: object) -> dict[str, Figure]:
    """Return the figures of a report by their names, without those that are malformed or too large."""
    found: dict[str, Figure] = {}
    room = [MOST_IN_ALL]
    for name, data in list(raw.items())[: 10 * MOST_FIGURES] if isinstance(raw, dict) else ():
        if len(found) < MOST_FIGURES:
            try:
                found[str(name)[:LONGEST_LABEL]] = _figure(data, room)
            except Malformed:
                continue
    return found


def _figure(data: object, room: list[int]) -> Figure:
    data = _dict(data)
    panels = tuple(_panel(panel, room) for panel in _list(data.get("panels"), MOST_PANELS))
    if not panels:
        raise Malformed
    return Figure(_text(data.get("title")), _text(data.get("about"), LONGEST_ABOUT), panels)


def _panel(data: object, room: list[int]) -> Panel:
    data = _dict(data)
    layers = tuple(_layer(layer, room) for layer in _list(data.get("layers"), MOST_LAYERS))
    if not layers:
        raise Malformed
    axes = _axis(data.get("x", {})), _axis(data.get("y", {}))
    equal, caption = data.get("equal") is True, _text(data.get("caption"), LONGEST_ABOUT)
    return Panel(layers, *axes, _text(data.get("title")), equal, caption)


def _axis(data: object) -> Axis:
    data = _dict(data)
    low, high = finite(data.get("low")), finite(data.get("high"))
    if low is not None and high is not None and not low < high:
        low = high = None
    return Axis(_text(data.get("label")), low, high, data.get("log") is True)


def _layer(data: object, room: list[int]) -> Layer:
    data = _dict(data)
    kind, role = data.get("kind"), data.get("role")
    if kind not in KINDS or role not in ROLES:
        raise Malformed
    x, y = (tuple(map(finite, _list(data.get(key), MOST_NUMBERS))) for key in ("x", "y"))
    groups = tuple(_group(group) for group in _list(data.get("groups"), MOST_NUMBERS))
    columns = data.get("columns", 0)
    layer = Layer(kind, role, _text(data.get("label")), x, y, groups, columns if type(columns) is int else 0)
    room[0] -= len(x) + len(y) + len(groups)
    if room[0] < 0 or not fits(layer):
        raise Malformed
    return layer


def fits(layer: Layer) -> bool:
    """Return whether the lengths of a layer's numbers agree with each other and with its kind."""
    x, y, groups = len(layer.x), len(layer.y), len(layer.groups)
    if layer.kind == "mark":
        return x == 1 and layer.x[0] is not None
    if layer.kind == "bars":
        return y > 0 and x == y + 1 and all(_rising(layer.x))
    if layer.kind == "regions":
        limits = x == y == 2 and all(_rising(layer.x)) and all(_rising(layer.y))
        return limits and layer.columns > 0 and groups > 0 and groups % layer.columns == 0
    return x == y > 0 and groups in (0, x)


def _rising(numbers: Sequence[Number]) -> Iterator[bool]:
    return (low is not None and high is not None and low < high for low, high in pairwise(numbers))


def _group(value: object) -> int:
    if type(value) is not int or not 0 <= value < MOST_GROUPS:
        raise Malformed
    return value


def _dict(value: object) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise Malformed
    return value


def _list(value: object, most: int) -> list[Any]:
    value = [] if value is None else value
    if not isinstance(value, list) or len(value) > most:
        raise Malformed
    return value


def _text(value: object, most: int = LONGEST_LABEL) -> str:
    return value[:most] if isinstance(value, str) else ""


def known(numbers: Iterable[Number]) -> list[float]:
    """Return the numbers without the gaps."""
    return [number for number in numbers if number is not None and math.isfinite(number)]
