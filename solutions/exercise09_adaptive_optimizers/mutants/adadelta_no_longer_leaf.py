"""The parameter no longer requires grad afterwards."""


def adadelta_step(
    param: Tensor, grad: Tensor, state: dict, lr: float = 1.0, rho: float = 0.9, eps: float = 1e-6
) -> None:
    if lr < 0 or eps < 0 or not 0 <= rho < 1:
        raise ValueError("lr and eps must not be negative, and rho must lie in [0, 1)")
    with torch.no_grad():
        r = rho * state.get("squares", 0.0) + (1 - rho) * grad**2
        u = state.get("updates", torch.zeros_like(grad))
        d = (u + eps).sqrt() / (r + eps).sqrt() * grad
        state.update(squares=r, updates=rho * u + (1 - rho) * d**2)
        param.sub_(lr * d)
    param.requires_grad_(False)
