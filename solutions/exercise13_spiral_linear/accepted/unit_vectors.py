"""collapse runs the model on the zero vector and on the unit vectors; accuracy counts in Python."""


def collapse(model):
    modules = [module for module in model]
    if len(modules) == 0 or any(type(module) is not nn.Linear for module in modules):
        raise ValueError("no")
    first = modules[0].weight
    with torch.inference_mode():
        bias = model(torch.zeros(first.shape[1], dtype=first.dtype))
        weight = (model(torch.eye(first.shape[1], dtype=first.dtype)) - bias).T
    return weight, bias


def accuracy(logits, y):
    if len(logits.shape) != 2 or tuple(y.shape) != (logits.shape[0],) or logits.shape[0] < 1:
        raise ValueError("shapes")
    pairs = zip(logits.argmax(dim=-1).tolist(), y.tolist(), strict=True)
    return sum(a == b for a, b in pairs) / len(y)
