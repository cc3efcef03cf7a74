"""An empty list of degrees is not refused with a ValueError. There is nothing to choose from, and the caller
should be told so in plain words.
"""


def select_degree(
    x_train: Tensor, y_train: Tensor, x_val: Tensor, y_val: Tensor, degrees: list[int], weight_decay: float = 0.0
) -> tuple[int, Tensor, Tensor]:
    train, val = [], []
    for d in degrees:
        w = fit_ridge(poly_features(x_train, d), y_train, weight_decay)
        train.append(((poly_features(x_train, d) @ w - y_train) ** 2).mean())
        val.append(((poly_features(x_val, d) @ w - y_val) ** 2).mean())
    return degrees[int(torch.stack(val).argmin())], torch.stack(train), torch.stack(val)
