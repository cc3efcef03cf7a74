"""Figures of ``python -m benchmarks peers batch -o FILE`` as a picture: ``python -m benchmarks.plot FILE… -o X.svg``.

Hand-written SVG: legible in light and dark, no script, no font that must be there.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

WIDTH, LEFT, RIGHT = 760, 190, 150
BAR, GAP, HEAD = 16, 6, 34
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f } .title { font-weight: 600 } .small { font-size: 11px }
.soft { fill: #57606a } .ours { fill: #1a7f37 } .other { fill: #8c959f } .grid { stroke: #d0d7de } .bar { rx: 2 }
.spread { stroke: #24292f; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .soft { fill: #9198a1 } .ours { fill: #3fb950 } .other { fill: #6e7681 }
  .grid { stroke: #3d444d } .spread { stroke: #e6edf3 }
}
""".strip()
NAMES = {
    "sandbox": "torch-grader", "one process": "the checks alone, warm", "cold": "a pytest process each",
    "nbgrader": "nbgrader autograde", "otter": "otter run",
}  # fmt: skip
OURS = ("sandbox", "class of")


class PlotError(Exception):
    """A file has no figures that can be drawn; the text says what to do."""


def svg_of(results: Sequence[dict[str, Any]]) -> str:
    """Return the picture of the processor time of each submission.

    Args:
        results: what ``python -m benchmarks -o`` has written, several runs one below the other.

    Raises:
        PlotError: there is no group ``peers`` or ``batch`` in it.

    """
    panels = [panel for result in results for panel in _panels(result)]
    if not panels:
        raise PlotError("There are no figures of `peers` or `batch` in it: `python -m benchmarks peers -o FILE`.")
    values = [value for _, rows in panels for row in rows for value in (row["cpu"]["low"], row["cpu"]["high"])]
    scale = Scale(min(values), max(values))
    parts, top = [], 58.0
    for title, rows in panels:
        parts += [f'<text class="title" x="12" y="{top + 14:g}">{escape(title)}</text>']
        top += HEAD - GAP
        bottom = top + len(rows) * (BAR + GAP)
        parts += list(_grid(scale, top - 4, bottom))
        for row in rows:
            parts += list(_bar(row, scale, top))
            top += BAR + GAP
        top = bottom + 30
    height = top + 22
    machine = results[0]["machine"]
    foot = f"{machine['processor']}, {machine['cores']} cores, {_load(results)}, torch {machine['torch']}"
    described = "Processor time of each submission, as bars, on a scale of powers of ten"
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img" '
        f'aria-label="{described}">',
        f"<style>{STYLE}</style>",
        '<text class="title" x="12" y="24" style="font-size: 15px">Processor time of each submission</text>',
        '<text class="soft small" x="12" y="42">Median, and from the lower to the upper quartile where measured '
        "several times; each gridline is ten times the one before</text>",
        *parts,
        f'<text class="soft small" x="12" y="{top + 4:g}">{escape(foot)}</text>',
        "</svg>",
    )) + "\n"  # fmt: skip


class Scale:
    """Places seconds on a scale of powers of ten."""

    def __init__(self, least: float, most: float) -> None:
        self.low = math.floor(math.log10(least) - 0.05)
        self.high = max(math.ceil(math.log10(most)), self.low + 1)

    def __call__(self, seconds: float) -> float:
        """Return where a time lies, in units of the picture."""
        return LEFT + (math.log10(seconds) - self.low) / (self.high - self.low) * (WIDTH - LEFT - RIGHT)


def _panels(result: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for group in result["groups"]:
        if group["name"] == "peers":
            exercises = dict.fromkeys(row["name"].partition(" ")[0] for row in group["rows"])
            for exercise in exercises:
                rows = [row for row in group["rows"] if row["name"].startswith(f"{exercise} ")]
                yield f"One more submission of {exercise}", rows
        if group["name"] == "batch":
            yield "A class, start included", [row for row in group["rows"] if not row["name"].endswith("loops")]


def _load(results: Sequence[dict[str, Any]]) -> str:
    loads = [load for result in results for load in (result["machine"]["load"][0], result["load_at_end"][0])]
    return f"load {min(loads):.1f} to {max(loads):.1f}"


def _grid(scale: Scale, top: float, bottom: float) -> Iterator[str]:
    for power in range(scale.low, scale.high + 1):
        x = scale(10.0**power)
        yield f'<path class="grid" d="M{x:.1f} {top:g}V{bottom:g}"/>'
        place = f'x="{x:.1f}" y="{bottom + 13:g}" text-anchor="middle"'
        yield f'<text class="soft small" {place}>{_time(10.0**power)}</text>'


def _bar(row: dict[str, Any], scale: Scale, top: float) -> Iterator[str]:
    kind = row["name"].partition(" ")[2] if row["name"].startswith("exercise") else row["name"]
    figure, middle = row["cpu"], top + BAR / 2
    end = scale(figure["median"])
    side = "ours" if kind.startswith(OURS) else "other"
    yield f'<text x="{LEFT - 8}" y="{middle + 4:g}" text-anchor="end">{escape(NAMES.get(kind, kind))}</text>'
    yield f'<rect class="bar {side}" x="{LEFT}" y="{top:g}" width="{end - LEFT:.1f}" height="{BAR}"/>'
    low, high = scale(figure["low"]), scale(figure["high"])
    if high - low >= 1:
        yield f'<path class="spread" d="M{low:.1f} {middle:g}H{high:.1f}"/>'
    ratio = row["cpu_ratio"]["median"]
    times = "" if row["name"] == row["unit"] or row["unit"] == "cold" else f", {_digits(ratio)} ×"
    yield f'<text x="{max(end, high) + 7:.1f}" y="{middle + 4:g}">{_time(figure["median"])}{times}</text>'


def _time(seconds: float) -> str:
    return f"{_digits(seconds)} s" if seconds >= 1 else f"{_digits(seconds * 1000)} ms"


def _digits(value: float) -> str:
    return f"{value:.0f}" if value >= 10 or value == int(value) else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw; return the exit code: 0 done, 2 a file cannot be drawn."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plot", description="Draw what was measured as SVG.")
    parser.add_argument("results", nargs="+", type=Path, metavar="FILE", help="what `python -m benchmarks -o` wrote")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="SVG", help="the picture")
    options = parser.parse_args(arguments)
    try:
        results = [json.loads(path.read_text(encoding="utf-8")) for path in options.results]
        options.output.write_text(svg_of(results), encoding="utf-8")
    except (OSError, ValueError, KeyError, TypeError, PlotError) as error:
        print(f"Nothing was drawn. {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
