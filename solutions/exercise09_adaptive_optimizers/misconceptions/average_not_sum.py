"""AdaGrad adds up all squares. You take their mean over the steps, so the step length does not shrink as it should."""


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    if lr < 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    with torch.no_grad():
        n = state.get("n", 0) + 1
        total = state.get("sum", 0.0) + grad**2
        state.update(n=n, sum=total)
        r = total / n
        param.sub_(lr * grad / (r.sqrt() + eps))
