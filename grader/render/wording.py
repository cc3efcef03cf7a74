"""The words in a picture, its author's, in the language that is shown; every sentence of ours is made of these."""

from __future__ import annotations

from dataclasses import replace

from grader.figures.data import Axis, Figure, Layer, Panel
from grader.language import current, drawn


def worded(figure: Figure) -> Figure:
    """Return a figure with its titles, labels and sentences in the language that is shown."""
    if current() == "en":
        return figure
    panels = tuple(_panel(panel) for panel in figure.panels)
    return replace(figure, title=drawn(figure.title), about=drawn(figure.about), panels=panels)


def _panel(panel: Panel) -> Panel:
    return replace(
        panel,
        layers=tuple(_layer(layer) for layer in panel.layers),
        x=_axis(panel.x),
        y=_axis(panel.y),
        title=drawn(panel.title),
        caption=drawn(panel.caption),
    )


def _layer(layer: Layer) -> Layer:
    return replace(layer, label=drawn(layer.label))


def _axis(axis: Axis) -> Axis:
    return replace(axis, label=drawn(axis.label))


def titled(title: str, sentence: str) -> str:
    """Return a sentence behind its title, if it has one."""
    return f"{title}{'：' if current() == 'zh' else ': '}{sentence}" if title else sentence


def together(*sentences: str) -> str:
    """Return sentences one after the other, without a space behind a Chinese full stop."""
    return " ".join(filter(None, sentences)).replace("。 ", "。")
