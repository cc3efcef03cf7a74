"""`gd_step` works in place on a clone."""


def gd_step(w, x, y, lr):
    new = w.clone()
    new -= lr * mse_grad(new, x, y)
    return new
