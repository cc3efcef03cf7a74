"""One and the same module stands in several places of the network.

That is harmless for nn.ReLU, but an nn.PReLU would share its parameter. Call activation() anew for every place.
"""


def build_mlp(in_features, hidden, out_features, activation=nn.ReLU):
    widths = [in_features, *hidden, out_features]
    if min(widths) < 1:
        raise ValueError(f"every width must be at least 1, got {widths}")
    layers, shared = [], activation()
    for n_in, n_out in pairwise(widths):
        layers += [nn.Linear(n_in, n_out), shared]
    return nn.Sequential(*layers[:-1])  # the last activation goes: the outputs are logits
