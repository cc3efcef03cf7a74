"""Loops over Python numbers in predict, accuracy and collapse."""


def predict(logits):
    scores, columns = [], []
    for row in logits:
        best = 0
        for k in range(1, len(row)):
            if row[k] > row[best]:
                best = k
        scores.append(row[best])
        columns.append(best)
    return torch.stack(scores), torch.tensor(columns)


def accuracy(logits, y):
    if logits.dim() != 2:
        raise ValueError("logits")
    if list(y.shape) != [len(logits)] or not len(logits):
        raise ValueError("y")
    hits = 0.0
    for row, right in zip(logits.tolist(), y.tolist(), strict=True):
        if row.index(max(row)) == right:
            hits += 1
    return hits / len(y)


def collapse(model):
    layers = [*model]
    if layers == [] or not all(isinstance(layer, nn.Linear) for layer in layers):
        raise ValueError
    dtype = layers[0].weight.dtype
    rows = None
    for layer in layers:
        weight = layer.weight.tolist()
        bias = [0.0] * len(weight) if layer.bias is None else layer.bias.tolist()
        if rows is None:
            rows = [[*w, b] for w, b in zip(weight, bias, strict=True)]
            continue
        columns = range(len(rows[0]))
        rows = [[sum(w[k] * rows[k][j] for k in range(len(w))) for j in columns] for w in weight]
        for row, b in zip(rows, bias, strict=True):
            row[-1] += b
    table = torch.tensor(rows, dtype=dtype)
    return table[:, :-1].clone(), table[:, -1].clone()
