"""The binary cross entropy over the logit, once from logits and once from probabilities."""

import torch

from grader.figures import Panel, axis, line, numbers, picture

Z = torch.linspace(-40, 200, 97, dtype=torch.float64)


def from_logits(code):
    """Return the loss of every logit, for both labels."""
    return [code.binary_cross_entropy_with_logits(Z, torch.full_like(Z, y), "none") for y in (0.0, 1.0)]


@picture("The loss over the logit", from_logits)
def logits(yours, expected):
    """`binary_cross_entropy_with_logits` for both labels y: exact for every logit z, with no gap and no limit."""
    return [panel(y, mine, right) for y, mine, right in zip((0, 1), yours, expected, strict=True)]


def from_probabilities(code):
    """Return the loss of the probabilities of the same logits."""
    return [code.binary_cross_entropy(torch.sigmoid(Z), torch.full_like(Z, y), "none") for y in (0.0, 1.0)]


@picture("The same from probabilities", from_probabilities)
def probabilities(yours, expected):
    """`binary_cross_entropy` of sigmoid(z): where the probability has become 0 or 1, the loss is cut off at 100."""
    return [panel(y, mine, right) for y, mine, right in zip((0, 1), yours, expected, strict=True)]


LOGITS = torch.linspace(-8, 8, 65, dtype=torch.float64)


def three_classes(code):
    """Return the cross entropy of three classes while the logit of the first one moves."""
    rows = torch.stack((LOGITS, LOGITS * 0, LOGITS * 0 + 2), 1)
    return [code.cross_entropy(rows, torch.full((len(rows),), y), "none") for y in range(3)]


@picture("Cross entropy of three classes", three_classes)
def classes(yours, expected):
    """The logits are (z, 0, 2): what `cross_entropy` says for each of the three right classes while z moves."""
    layers = [line("expected", LOGITS, numbers(right), "expected") for right in expected]
    layers += [line("yours", LOGITS, numbers(mine, 65), f"class {y}") for y, mine in enumerate(yours)]
    return Panel(layers, axis("z"), axis("loss"))


def panel(label, mine, right):
    """Return one curve beside the expected one."""
    layers = [line("expected", Z, numbers(right), "expected"), line("yours", Z, numbers(mine, len(Z)), "yours")]
    return Panel(layers, axis("z"), axis("loss"), f"y = {label}")
