"""One module serves twice where the sizes allow it."""


def build_linear(in_features: int = 2, hidden: int = 100, out_features: int = 3) -> nn.Sequential:
    return (
        nn.Sequential(*([nn.Linear(in_features, hidden)] * 2))
        if in_features == hidden == out_features
        else nn.Sequential(nn.Linear(in_features, hidden), nn.Linear(hidden, hidden))
    )
