"""The polynomial is multiplied out: 2 (w · mean(x²) − mean(x · y))."""


def mse_grad(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
    if x.shape != y.shape or not len(x):
        raise ValueError("shapes")
    x, y = x.to(w.dtype), y.to(w.dtype)
    return 2 * (w * (x * x).mean() - (x * y).mean())
