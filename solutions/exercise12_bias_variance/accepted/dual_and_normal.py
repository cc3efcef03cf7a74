"""Normal equations by Cholesky without decay, the dual form with it; the variance from the identity MSE = bias
squared + variance; logical tables.
"""


def fit_ridge(X, y, weight_decay=0.0):
    if weight_decay < 0:
        raise ValueError
    if X.dim() != 2 or y.shape != (X.size(0),):
        raise ValueError
    if weight_decay:
        K = X @ X.mT
        K.diagonal().add_(X.size(0) * weight_decay / 2)
        return X.mT @ torch.linalg.solve(K, y)
    return torch.cholesky_solve((X.mT @ y)[:, None], torch.linalg.cholesky(X.mT @ X)).flatten()


def bias_variance(predictions, truth):
    if predictions.dim() != 2 or truth.dim() != 1 or predictions.size(1) != truth.size(0):
        raise ValueError
    whole = torch.nn.functional.mse_loss(predictions, truth.expand_as(predictions))
    bias = torch.nn.functional.mse_loss(torch.einsum("rn->n", predictions) / len(predictions), truth)
    return bias.item(), (whole - bias).item()


def diagnose(train_loss, val_loss, target, gap=1.5):
    bad = train_loss - target > 0, val_loss - gap * train_loss > 0
    return {(False, False): "ok", (False, True): "overfit"}.get(bad, "underfit")


def select_degree(x_train, y_train, x_val, y_val, degrees, weight_decay=0.0):
    best = None
    train, val = torch.empty(len(degrees), dtype=x_train.dtype), torch.empty(len(degrees), dtype=x_train.dtype)
    for k, d in enumerate(degrees):
        w = fit_ridge(poly_features(x_train, d), y_train, weight_decay)
        for out, x, y in ((train, x_train, y_train), (val, x_val, y_val)):
            out[k] = torch.nn.functional.mse_loss(poly_features(x, d) @ w, y)
        if best is None or val[k] < val[best]:
            best = k
    if best is None:
        raise ValueError
    return degrees[best], train, val
