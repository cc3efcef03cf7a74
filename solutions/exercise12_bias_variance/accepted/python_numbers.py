"""Python numbers and loops; elimination by hand; tensors only at the end."""


def poly_features(x, degree):
    if degree < 0 or x.dim() != 1:
        raise ValueError
    return torch.tensor([[v**k for k in range(degree + 1)] for v in x.tolist()], dtype=x.dtype)


def _eliminate(A, b):
    A = [[*row, value] for row, value in zip(A, b, strict=True)]
    size = len(A)
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(A[k][i]))
        A[i], A[pivot] = A[pivot], A[i]
        for k in range(size):
            if k != i:
                factor = A[k][i] / A[i][i]
                A[k] = [p - factor * q for p, q in zip(A[k], A[i], strict=True)]
    return [A[i][size] / A[i][i] for i in range(size)]


def fit_ridge(X, y, weight_decay=0.0):
    if weight_decay < 0 or X.dim() != 2 or y.shape != X.shape[:1]:
        raise ValueError
    rows, targets = X.tolist(), y.tolist()
    n, d = len(rows), len(rows[0])
    A = [[sum(r[i] * r[j] for r in rows) + (n * weight_decay / 2 if i == j else 0) for j in range(d)] for i in range(d)]
    b = [sum(r[i] * t for r, t in zip(rows, targets, strict=True)) for i in range(d)]
    return torch.tensor(_eliminate(A, b), dtype=X.dtype)


def bias_variance(predictions, truth):
    if predictions.dim() != 2 or truth.shape != predictions.shape[1:]:
        raise ValueError
    table, bias, variance = predictions.tolist(), 0.0, 0.0
    for n, t in enumerate(truth.tolist()):
        column = [row[n] for row in table]
        mean = sum(column) / len(column)
        bias += (mean - t) ** 2
        variance += sum((p - mean) ** 2 for p in column) / len(column)
    return bias / len(truth), variance / len(truth)


def select_degree(x_train, y_train, x_val, y_val, degrees, weight_decay=0.0):
    if degrees == []:
        raise ValueError

    def error(w, x, y):
        total = 0.0
        for a, b in zip(x.tolist(), y.tolist(), strict=True):
            total += (sum(c * a**k for k, c in enumerate(w)) - b) ** 2
        return total / len(y)

    fits = [fit_ridge(poly_features(x_train, d), y_train, weight_decay).tolist() for d in degrees]
    train = [error(w, x_train, y_train) for w in fits]
    val = [error(w, x_val, y_val) for w in fits]
    return (
        degrees[val.index(min(val))],
        torch.tensor(train, dtype=x_train.dtype),
        torch.tensor(val, dtype=x_train.dtype),
    )
