"""Without activations between them the layers collapse into a single linear map, as in exercise13."""


def build_mlp(in_features, hidden, out_features, activation=nn.ReLU):
    widths = [in_features, *hidden, out_features]
    if min(widths) < 1:
        raise ValueError(f"every width must be at least 1, got {widths}")
    layers = []
    for n_in, n_out in pairwise(widths):
        layers += [nn.Linear(n_in, n_out)]
    return nn.Sequential(*layers)
