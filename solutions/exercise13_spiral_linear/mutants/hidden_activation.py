"""A subclass of nn.Linear has an activation in it."""


class Layer(nn.Linear):
    def forward(self, x):
        return super().forward(x).clamp(min=0)


def build_linear(in_features: int = 2, hidden: int = 100, out_features: int = 3) -> nn.Sequential:
    return nn.Sequential(Layer(in_features, hidden), nn.Linear(hidden, out_features))
