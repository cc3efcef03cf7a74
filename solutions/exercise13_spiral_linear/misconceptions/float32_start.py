"""You start with float32 numbers whatever the model is. Take the dtype of its weights."""


def collapse(model: nn.Sequential) -> tuple[Tensor, Tensor]:
    layers = list(model)
    if not layers or not all(isinstance(layer, nn.Linear) for layer in layers):
        raise ValueError("only a stack of nn.Linear can be collapsed")
    with torch.no_grad():
        weight = torch.eye(layers[0].in_features)
        bias = torch.zeros(layers[0].in_features)
        for layer in layers:
            weight = layer.weight.float() @ weight
            bias = layer.weight.float() @ bias
            if layer.bias is not None:
                bias = bias + layer.bias.float()
    return weight, bias
