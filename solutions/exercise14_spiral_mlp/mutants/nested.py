"""Every hidden layer is a Sequential of its own."""


def build_mlp(in_features, hidden, out_features, activation=nn.ReLU):
    widths = [in_features, *hidden, out_features]
    if min(widths) < 1:
        raise ValueError(f"every width must be at least 1, got {widths}")
    layers = []
    for n_in, n_out in pairwise(widths):
        layers += [nn.Sequential(nn.Linear(n_in, n_out), activation())]
    return nn.Sequential(*layers[:-1], layers[-1][0])
