"""For a model with one layer you return its own numbers: detach makes no copy.

When the model learns on, your result changes. Return new tensors, with clone for example.
"""


def collapse(model: nn.Sequential) -> tuple[Tensor, Tensor]:
    layers = list(model)
    if not layers or not all(isinstance(layer, nn.Linear) for layer in layers):
        raise ValueError("only a stack of nn.Linear can be collapsed")
    with torch.no_grad():
        weight, bias = layers[0].weight.detach(), layers[0].bias
        bias = torch.zeros(len(weight), dtype=weight.dtype) if bias is None else bias.detach()
        for layer in layers[1:]:
            weight = layer.weight @ weight
            bias = layer.weight @ bias
            if layer.bias is not None:
                bias = bias + layer.bias
    return weight, bias
