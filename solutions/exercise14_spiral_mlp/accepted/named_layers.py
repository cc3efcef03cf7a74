"""The layers have names, and are made from the last to the first; the activations are made by a partial function."""

from collections import OrderedDict


def build_mlp(in_features, hidden, out_features, activation=nn.ReLU):
    widths = (in_features, *hidden, out_features)
    for width in widths:
        if not width >= 1:
            raise ValueError("no such width")
    parts = [("output", nn.Linear(widths[-2], widths[-1]))]
    for k in reversed(range(len(hidden))):
        parts = [(f"hidden{k}", nn.Linear(widths[k], widths[k + 1])), (f"bend{k}", activation()), *parts]
    return nn.Sequential(OrderedDict(parts))
