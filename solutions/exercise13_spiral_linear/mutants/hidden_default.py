"""128 hidden units by default."""


def build_linear(in_features: int = 2, hidden: int = 128, out_features: int = 3) -> nn.Sequential:
    return nn.Sequential(nn.Linear(in_features, hidden), nn.Linear(hidden, out_features))
