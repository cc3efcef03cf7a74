"""You build one linear layer.

It can do the same as two, but two are asked: that they are no better is what this exercise shows.
"""


def build_linear(in_features: int = 2, hidden: int = 100, out_features: int = 3) -> nn.Sequential:
    return nn.Sequential(nn.Linear(in_features, out_features))
