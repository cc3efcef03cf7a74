"""You build three nn.Linear.

The lecture speaks of three layers because it counts the inputs; there are two nn.Linear, in → hidden → out.
"""


def build_linear(in_features: int = 2, hidden: int = 100, out_features: int = 3) -> nn.Sequential:
    return nn.Sequential(nn.Linear(in_features, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, out_features))
