"""Everything goes through `linear_mse_grad` with one feature and no bias."""


def mse_grad(w, x, y):
    if x.shape != y.shape or x.numel() == 0:
        raise ValueError("shapes")
    x, y = x.to(w), y.to(w)
    return linear_mse_grad(w.reshape(1), w.new_zeros(()), x.reshape(-1, 1), y)[0].squeeze()
