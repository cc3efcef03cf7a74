"""An nn.Dropout that never drops stands between."""


def build_linear(in_features: int = 2, hidden: int = 100, out_features: int = 3) -> nn.Sequential:
    return nn.Sequential(nn.Linear(in_features, hidden), nn.Dropout(0.0), nn.Linear(hidden, out_features))
