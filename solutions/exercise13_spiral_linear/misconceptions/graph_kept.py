"""Weight and bias still require a gradient, as the model's parameters do.

Detach them, or calculate inside torch.no_grad().
"""


def collapse(model: nn.Sequential) -> tuple[Tensor, Tensor]:
    layers = list(model)
    if not layers or not all(isinstance(layer, nn.Linear) for layer in layers):
        raise ValueError("only a stack of nn.Linear can be collapsed")
    with torch.enable_grad():
        weight = torch.eye(layers[0].in_features, dtype=layers[0].weight.dtype)
        bias = torch.zeros(layers[0].in_features, dtype=layers[0].weight.dtype)
        for layer in layers:
            weight = layer.weight @ weight
            bias = layer.weight @ bias
            if layer.bias is not None:
                bias = bias + layer.bias
    return weight, bias
