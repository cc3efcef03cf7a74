"""Takes the difference of the summed costs."""


def numerical_mse_grad(w: Tensor, x: Tensor, y: Tensor, eps: float = 1e-4) -> Tensor:
    w64, x64, y64 = w.double(), x.double(), y.double()
    above = ((x64 * (w64 + eps) - y64) ** 2).sum()
    below = ((x64 * (w64 - eps) - y64) ** 2).sum()
    return ((above - below) / (2 * eps)).to(w.dtype)
