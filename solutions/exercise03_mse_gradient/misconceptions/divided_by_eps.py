"""w + eps and w − eps are 2 · eps apart; you divided by eps, so the result is twice too large."""


def numerical_mse_grad(w: Tensor, x: Tensor, y: Tensor, eps: float = 1e-4) -> Tensor:
    w64, x64, y64 = w.double(), x.double(), y.double()
    above = ((x64 * (w64 + eps) - y64) ** 2).mean()
    below = ((x64 * (w64 - eps) - y64) ** 2).mean()
    return ((above - below) / eps).to(w.dtype)
