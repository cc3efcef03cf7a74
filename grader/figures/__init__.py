"""Pictures for reports: what an author's ``pictures.py`` makes them of, and the plain numbers that stand in a report.

This module knows neither SVG nor the student: ``grader.runner`` asks the codes, ``grader.render`` draws.
"""

from __future__ import annotations

from grader.figures.data import Axis, Figure, Layer, Malformed, Panel, read
from grader.figures.making import (
    axis,
    bars,
    columns,
    contours,
    line,
    mark,
    numbers,
    path,
    picture,
    points,
    regions,
    word,
)

__all__ = [
    "Axis",
    "Figure",
    "Layer",
    "Malformed",
    "Panel",
    "axis",
    "bars",
    "columns",
    "contours",
    "line",
    "mark",
    "numbers",
    "path",
    "picture",
    "points",
    "read",
    "regions",
    "word",
]
