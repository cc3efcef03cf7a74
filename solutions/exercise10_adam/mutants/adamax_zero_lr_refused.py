"""lr = 0 is refused."""


def adamax_step(
    param: torch.Tensor,
    grad: torch.Tensor,
    state: dict,
    lr: float = 2e-3,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
) -> None:
    beta1, beta2 = betas
    if lr <= 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    if not (0 <= beta1 < 1 and 0 <= beta2 < 1):
        raise ValueError("both betas must lie in [0, 1)")
    with torch.no_grad():
        t = state.get("step", 0) + 1
        m = beta1 * state.get("exp_avg", 0.0) + (1 - beta1) * grad
        u = torch.maximum(beta2 * state.get("exp_inf", torch.zeros_like(grad)), grad.abs() + eps)
        state.update(step=t, exp_avg=m, exp_inf=u)
        param.sub_(lr * bias_corrected(m, beta1, t) / u)
