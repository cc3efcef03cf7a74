"""All first weights are 0, so that nothing but the last bias can learn."""


def build_linear(in_features: int = 2, hidden: int = 100, out_features: int = 3) -> nn.Sequential:
    model = nn.Sequential(nn.Linear(in_features, hidden), nn.Linear(hidden, out_features))
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    return model
