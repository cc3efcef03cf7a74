"""There is an activation after the last layer too.

The outputs are logits and must be free to have any value; after a ReLU none of them can be negative.
"""


def build_mlp(in_features, hidden, out_features, activation=nn.ReLU):
    widths = [in_features, *hidden, out_features]
    if min(widths) < 1:
        raise ValueError(f"every width must be at least 1, got {widths}")
    layers = []
    for n_in, n_out in pairwise(widths):
        layers += [nn.Linear(n_in, n_out), activation()]
    return nn.Sequential(*layers)
