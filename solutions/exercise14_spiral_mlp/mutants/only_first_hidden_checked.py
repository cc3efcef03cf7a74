"""Later hidden widths are not checked."""


def build_mlp(in_features, hidden, out_features, activation=nn.ReLU):
    widths = [in_features, *hidden, out_features]
    if min(in_features, out_features, *hidden[:1]) < 1:
        raise ValueError(f"every width must be at least 1, got {widths}")
    layers = []
    for n_in, n_out in pairwise(widths):
        layers += [nn.Linear(n_in, n_out), activation()]
    return nn.Sequential(*layers[:-1])  # the last activation goes: the outputs are logits
