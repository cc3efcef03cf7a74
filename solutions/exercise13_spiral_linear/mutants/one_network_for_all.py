"""Networks of the same size are kept and given out again."""

made = {}


def build_linear(in_features: int = 2, hidden: int = 100, out_features: int = 3) -> nn.Sequential:
    sizes = (in_features, hidden, out_features)
    if sizes not in made:
        made[sizes] = nn.Sequential(nn.Linear(in_features, hidden), nn.Linear(hidden, out_features))
    return made[sizes]
