"""`-=` changes the caller's tensor; return a new one."""


def gd_step(w: Tensor, x: Tensor, y: Tensor, lr: float) -> Tensor:
    w -= lr * mse_grad(w, x, y)
    return w
