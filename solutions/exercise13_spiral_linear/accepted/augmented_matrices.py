"""collapse multiplies matrices that carry the bias as a last column, last layer first, with functools.reduce."""

from functools import reduce


def collapse(model):
    if len(model) == 0:
        raise ValueError("empty")
    tables = []
    for layer in model:
        if not isinstance(layer, nn.Linear):
            raise ValueError(type(layer).__name__)
        out, n = layer.weight.shape
        table = torch.zeros(out + 1, n + 1, dtype=layer.weight.dtype)
        table[:out, :n] = layer.weight.data
        table[out, n] = 1
        if layer.bias is not None:
            table[:out, n] = layer.bias.data
        tables.append(table)
    whole = reduce(torch.matmul, reversed(tables))
    return whole[:-1, :-1], whole[:-1, -1]
