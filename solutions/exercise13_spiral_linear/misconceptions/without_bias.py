"""Your layers have no bias, so all borders between the classes go through the origin. Leave bias=False out."""


def build_linear(in_features: int = 2, hidden: int = 100, out_features: int = 3) -> nn.Sequential:
    return nn.Sequential(nn.Linear(in_features, hidden, bias=False), nn.Linear(hidden, out_features, bias=False))
