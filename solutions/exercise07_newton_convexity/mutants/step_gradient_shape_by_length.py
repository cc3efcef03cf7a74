"""only the number of entries of grad is compared"""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if hess.shape != (grad.numel(), grad.numel()):
        raise ValueError("grad must be (D,) and hess (D, D)")
    try:
        return torch.linalg.solve(hess, -grad.flatten())
    except torch.linalg.LinAlgError:
        raise ValueError("hess is singular: there is no Newton step") from None
