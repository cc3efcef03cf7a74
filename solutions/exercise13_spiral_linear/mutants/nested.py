"""The two layers are in an nn.Sequential of their own."""


def build_linear(in_features: int = 2, hidden: int = 100, out_features: int = 3) -> nn.Sequential:
    return nn.Sequential(nn.Sequential(nn.Linear(in_features, hidden), nn.Linear(hidden, out_features)))
