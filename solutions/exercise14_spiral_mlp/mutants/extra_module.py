"""An extra module after every activation."""


def build_mlp(in_features, hidden, out_features, activation=nn.ReLU):
    widths = [in_features, *hidden, out_features]
    if min(widths) < 1:
        raise ValueError(f"every width must be at least 1, got {widths}")
    layers = []
    for n_in, n_out in pairwise(widths):
        layers += [nn.Linear(n_in, n_out), activation(), nn.Identity()]
    return nn.Sequential(*layers[:-2])  # the last activation goes: the outputs are logits
