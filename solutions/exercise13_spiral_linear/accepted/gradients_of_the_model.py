"""collapse reads the weight off as the derivative of the model; build_linear by append and a dict of layers."""

from collections import OrderedDict


def build_linear(in_features=2, hidden=100, out_features=3):
    return nn.Sequential(
        OrderedDict(first=nn.Linear(in_features, hidden), second=nn.Linear(hidden, out_features, bias=True))
    )


def collapse(model):
    if not len(model) or {type(layer) for layer in model} != {nn.Linear}:
        raise ValueError("linear layers only")
    zero = torch.zeros(model[0].in_features, dtype=model[0].weight.dtype)
    weight = torch.autograd.functional.jacobian(model, zero)
    return weight.detach().clone(), model(zero).detach().clone()


def accuracy(logits, y):
    if logits.dim() != 2 or y.shape != (logits.shape[0],) or y.nelement() == 0:
        raise ValueError
    return 1 - torch.count_nonzero(logits.argmax(1) - y).item() / y.nelement()
