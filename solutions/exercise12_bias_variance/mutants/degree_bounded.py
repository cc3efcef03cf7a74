"""The degree is at most N - 6."""


def select_degree(
    x_train: Tensor, y_train: Tensor, x_val: Tensor, y_val: Tensor, degrees: list[int], weight_decay: float = 0.0
) -> tuple[int, Tensor, Tensor]:
    if not degrees:
        raise ValueError("there must be a degree to choose")
    train, val = [], []
    for d in [min(d, len(x_train) - 6) for d in degrees]:
        w = fit_ridge(poly_features(x_train, d), y_train, weight_decay)
        train.append(((poly_features(x_train, d) @ w - y_train) ** 2).mean())
        val.append(((poly_features(x_val, d) @ w - y_val) ** 2).mean())
    return degrees[int(torch.stack(val).argmin())], torch.stack(train), torch.stack(val)
