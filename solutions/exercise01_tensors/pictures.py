"""The histogram of normal random numbers, few and many, with the bell curve that it approaches."""

import math

import torch

from grader.figures import Panel, axis, bars, line, numbers, picture

BINS = 40
FEW, MANY = (
    torch.randn(count, generator=torch.Generator().manual_seed(5), dtype=torch.float64) for count in (1000, 50_000)
)
BELL = [0.1 * step for step in range(-44, 45)]


def histograms(code):
    """Return both histograms."""
    return [code.histogram(values, BINS) for values in (FEW, MANY)]


@picture("Histograms of random numbers", histograms)
def bell(yours, expected):
    """What `histogram` counts of 1000 and of 50,000 standard normal numbers, in 40 bins; thin, the normal density."""
    return [panel(values, mine, right) for values, mine, right in zip((FEW, MANY), yours, expected, strict=True)]


def panel(values, mine, right):
    """Return the bars of one histogram, and the density times the number of values and the width of a bin."""
    width = (values.max() - values.min()).item() / BINS
    top = len(values) * width / math.sqrt(2 * math.pi)
    layers = [line("ground", BELL, [top * math.exp(-x * x / 2) for x in BELL], "normal density")]
    for role, (counts, edges), label in (("expected", right, "expected"), ("yours", mine, "yours")):
        layers.append(bars(role, numbers(edges), numbers(counts), label))
    return Panel(layers, axis("value"), axis("count"), f"{len(values):,} numbers")
