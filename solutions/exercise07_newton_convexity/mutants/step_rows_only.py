"""only the rows of hess are compared"""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or len(hess) != len(grad):
        raise ValueError("grad must be (D,) and hess (D, D)")
    try:
        return torch.linalg.solve(hess, -grad)
    except torch.linalg.LinAlgError:
        raise ValueError("hess is singular: there is no Newton step") from None
