"""The corrected moments end up in `state`. The averages go on with the uncorrected m and v; the corrected ones are
used for this one step only.
"""


def adam_step(
    param: torch.Tensor,
    grad: torch.Tensor,
    state: dict,
    lr: float = 1e-3,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    beta1, beta2 = betas
    if lr < 0 or eps < 0 or weight_decay < 0:
        raise ValueError("lr, eps and weight_decay must not be negative")
    if not (0 <= beta1 < 1 and 0 <= beta2 < 1):
        raise ValueError("both betas must lie in [0, 1)")
    with torch.no_grad():
        g = grad + weight_decay * param
        t = state.get("step", 0) + 1
        m = beta1 * state.get("exp_avg", 0.0) + (1 - beta1) * g
        v = beta2 * state.get("exp_avg_sq", 0.0) + (1 - beta2) * g**2
        m_hat = bias_corrected(m, beta1, t)
        v_hat = bias_corrected(v, beta2, t)
        state.update(step=t, exp_avg=m_hat, exp_avg_sq=v_hat)
        param.sub_(lr * m_hat / (v_hat.sqrt() + eps))
