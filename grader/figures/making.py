"""How an author makes a picture of numbers that a student's code returned: nothing about them is taken for granted."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

from grader.figures.data import (
    MOST_GROUPS,
    MOST_NUMBERS,
    Axis,
    Figure,
    Layer,
    Malformed,
    Number,
    Numbers,
    Panel,
    finite,
    fits,
)

Values = Any  # what came over the wire: a tensor, a list or tuple of numbers, a number


def numbers(values: Values, length: int | None = None) -> Numbers:
    """Return numbers to draw, with four digits each; what is not finite becomes a gap.

    Args:
        values: a tensor of any shape, a list or tuple (they may be nested), or one number.
        length: how many there have to be.

    Raises:
        Malformed: something else, none, more than 2000, or not as many as there have to be.

    """
    flat: list[float] = []
    _flatten(values, flat, MOST_NUMBERS if length is None else length)
    if not flat or (length is not None and len(flat) != length):
        raise Malformed
    return tuple(finite(value) for value in flat)


def _flatten(values: Values, flat: list[float], most: int) -> None:
    if values is None:  # a gap that the author has made
        flat.append(math.nan)
    elif isinstance(values, bool | int | float):
        flat.append(float(values) if abs(values) < math.inf else math.nan)
    elif isinstance(values, list | tuple):
        for value in values[: most + 1]:
            _flatten(value, flat, most)
    elif type(values).__module__ == "torch" and type(values).__name__ == "Tensor":
        if values.numel() > most or values.dtype.is_complex:
            raise Malformed
        flat += values.detach().double().flatten().tolist()
    else:
        raise Malformed
    if len(flat) > most:
        raise Malformed


def word(value: object, known: Sequence[str]) -> int:
    """Return the place of a text among those that are known; a student's own words never get into a picture.

    Raises:
        Malformed: it is none of them.

    """
    if not isinstance(value, str) or value not in known:
        raise Malformed
    return known.index(value)


def columns(values: Values, count: int = 2, most: int = 400) -> tuple[Numbers, ...]:
    """Return the columns of a table of points, each as numbers.

    Raises:
        Malformed: it is no table with as many columns, or has more than ``most`` rows.

    """
    flat = numbers(values)
    if len(flat) % count or len(flat) > count * most:
        raise Malformed
    return tuple(flat[column::count] for column in range(count))


def line(role: str, x: Values, y: Values, label: str = "") -> Layer:
    """Return points that are joined in their order."""
    return _checked(Layer("line", role, label, numbers(x), numbers(y)))


def path(role: str, x: Values, y: Values, label: str = "") -> Layer:
    """Return points that are joined in their order, each of them to be seen, the first and the last one marked."""
    return _checked(Layer("path", role, label, numbers(x), numbers(y)))


def points(role: str, x: Values, y: Values, label: str = "", groups: Values = ()) -> Layer:
    """Return points that are not joined; ``groups`` holds the class of each."""
    return _checked(Layer("points", role, label, numbers(x), numbers(y), _classes(groups)))


def bars(role: str, edges: Values, heights: Values, label: str = "") -> Layer:
    """Return bars: one edge more than heights."""
    return _checked(Layer("bars", role, label, numbers(edges), numbers(heights)))


def regions(role: str, x: tuple[float, float], y: tuple[float, float], grid: Values, columns: int) -> Layer:
    """Return a coloured grid of classes between the limits, row by row from the lowest."""
    return _checked(Layer("regions", role, "", numbers(x), numbers(y), _classes(grid), columns))


def mark(role: str, x: float, label: str = "") -> Layer:
    """Return an upright line."""
    return _checked(Layer("mark", role, label, numbers(x)))


def _checked(layer: Layer) -> Layer:
    if not fits(layer):
        raise Malformed
    return layer


def _classes(values: Values) -> tuple[int, ...]:
    if isinstance(values, tuple) and not values:
        return ()
    last = MOST_GROUPS - 1  # whatever is no class
    return tuple(int(value) if value is not None and 0 <= value <= last else last for value in numbers(values))


@cache
def contours(
    f: Callable[[float, float], float], x: tuple[float, float], y: tuple[float, float], levels: tuple[float, ...]
) -> tuple[Layer, ...]:
    """Return the lines on which a function of two numbers has the levels, for the background; computed once.

    Args:
        f: a module-level function of the author's.
        x: limits.
        y: limits.
        levels: which lines.

    """
    steps = 36
    xs = [x[0] + (x[1] - x[0]) * i / steps for i in range(steps + 1)]
    ys = [y[0] + (y[1] - y[0]) * i / steps for i in range(steps + 1)]
    heights = [[f(u, v) for u in xs] for v in ys]
    found = []
    for level in levels:
        for chain in _chains(_segments(xs, ys, heights, level)):
            found.append(Layer("line", "ground", "", numbers([p[0] for p in chain]), numbers([p[1] for p in chain])))
    return tuple(found)


Point = tuple[float, float]


def _segments(xs: list[float], ys: list[float], heights: list[list[float]], level: float) -> list[tuple[Point, Point]]:
    """Return pieces of the line, two triangles for each cell: a triangle is crossed once or not at all."""
    segments = []
    for i, (low, high) in enumerate(pairwise(ys)):
        for j, (left, right) in enumerate(pairwise(xs)):
            a, b = (left, low, heights[i][j]), (right, low, heights[i][j + 1])
            c, d = (right, high, heights[i + 1][j + 1]), (left, high, heights[i + 1][j])
            for corners in ((a, b, c), (a, c, d)):
                crossed = [
                    _between(p, q, level)
                    for p, q in zip(corners, corners[1:] + corners[:1], strict=True)
                    if (p[2] < level) != (q[2] < level)
                ]
                if len(crossed) == 2 and crossed[0] != crossed[1]:
                    segments.append((crossed[0], crossed[1]))
    return segments


def _between(p: tuple[float, float, float], q: tuple[float, float, float], level: float) -> Point:
    p, q = min(p, q), max(p, q)  # the same place from both sides, to the last digit
    share = (level - p[2]) / (q[2] - p[2])
    return p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])


def _chains(segments: list[tuple[Point, Point]]) -> list[list[Point]]:
    """Return the pieces joined to as few lines as they make."""
    ends: dict[Point, list[int]] = {}
    for number, segment in enumerate(segments):
        for point in segment:
            ends.setdefault(point, []).append(number)
    left = set(range(len(segments)))
    chains: list[list[Point]] = []
    while left:
        first = next((n for n in left if any(len(ends[p]) == 1 for p in segments[n])), min(left))
        start = next((p for p in segments[first] if len(ends[p]) == 1), segments[first][0])
        chain = [start]
        piece: int | None = first
        while piece is not None:
            left.discard(piece)
            one, other = segments[piece]
            chain.append(other if chain[-1] == one else one)
            piece = next((n for n in ends[chain[-1]] if n in left), None)
        chains.append(_thinned(chain))
    return chains


def _thinned(chain: list[Point]) -> list[Point]:
    """Return every other point of a long line; the ends stay."""
    return chain if len(chain) < 30 else [*chain[:-1:2], chain[-1]]


Ask = Callable[[Any], Any]
Draw = Callable[[Any, Any], Panel | Sequence[Panel]]


def picture(title: str, ask: Ask) -> Callable[[Draw], Draw]:
    """Make a function of ``pictures.py`` a picture of the report; its docstring says how to read it.

    Args:
        title: of the picture.
        ask: is called with the student's code, and with the solution's, and returns values; the function is called
            with both results, the student's first, and returns one panel or several.

    """

    def declare(draw: Draw) -> Draw:
        vars(draw)["picture"] = (title, ask)
        return draw

    return declare


def declared(module: Any) -> dict[str, tuple[str, Ask, Draw]]:
    """Return the pictures of a module by their names: title, what to ask, how to draw."""
    pictures = {}
    for name, function in vars(module).items():
        if callable(function) and "picture" in getattr(function, "__dict__", {}):
            title, ask = vars(function)["picture"]
            pictures[name] = (title, ask, function)
    return pictures


def drawn(title: str, draw: Draw, yours: Any, expected: Any) -> Figure:
    """Return the figure that a function of ``pictures.py`` draws of both results."""
    panels = draw(yours, expected)
    panels = (panels,) if isinstance(panels, Panel) else tuple(panels)
    if not panels or not all(panel.layers for panel in panels):
        raise Malformed
    about = " ".join((draw.__doc__ or "").split())
    return Figure(title, about, tuple(replace(panel, layers=tuple(panel.layers)) for panel in panels))


def axis(label: str, low: Number = None, high: Number = None, *, log: bool = False) -> Axis:
    """Return an axis; without limits it is as long as what is drawn needs."""
    return Axis(label, low, high, log)
