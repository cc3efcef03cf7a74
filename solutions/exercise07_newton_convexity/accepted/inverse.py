"""The explicit inverse; whether there is one is left to the determinant."""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.ndim != 1 or tuple(hess.shape) != (grad.numel(), grad.numel()) or torch.linalg.det(hess) == 0:
        raise ValueError
    return torch.linalg.inv(hess) @ (-grad)
