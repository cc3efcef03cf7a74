"""That is the one-sided difference, whose error grows with eps: use both w + eps and w − eps."""


def numerical_mse_grad(w: Tensor, x: Tensor, y: Tensor, eps: float = 1e-4) -> Tensor:
    w64, x64, y64 = w.double(), x.double(), y.double()
    above = ((x64 * (w64 + eps) - y64) ** 2).mean()
    below = ((x64 * w64 - y64) ** 2).mean()
    return ((above - below) / eps).to(w.dtype)
