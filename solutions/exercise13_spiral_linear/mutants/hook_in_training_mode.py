"""A forward hook scales the outputs in evaluation mode."""


def build_linear(in_features: int = 2, hidden: int = 100, out_features: int = 3) -> nn.Sequential:
    model = nn.Sequential(nn.Linear(in_features, hidden), nn.Linear(hidden, out_features))
    model.register_forward_hook(lambda net, inputs, output: output if net.training else 2 * output)
    return model
