"""You add to the first layer's bias in place, or write your product into it: after that the model is another one.
Work with new tensors.
"""


def collapse(model: nn.Sequential) -> tuple[Tensor, Tensor]:
    layers = list(model)
    if not layers or not all(isinstance(layer, nn.Linear) for layer in layers):
        raise ValueError("only a stack of nn.Linear can be collapsed")
    with torch.no_grad():
        weight = torch.eye(layers[0].in_features, dtype=layers[0].weight.dtype)
        bias = torch.zeros(layers[0].in_features, dtype=layers[0].weight.dtype)
        for layer in layers:
            weights = layer.weight.clone()
            layer.weight.copy_(layer.weight * 1.0)
            weight = weights @ weight
            bias = layer.weight @ bias
            if layer.bias is not None:
                bias = layer.bias.add_(bias)
    return weight, bias
