"""a determinant that is not positive is taken for singular"""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.shape != (len(grad), len(grad)):
        raise ValueError("grad must be (D,) and hess (D, D)")
    if torch.linalg.det(hess) <= 0:
        raise ValueError
    try:
        return torch.linalg.solve(hess, -grad)
    except torch.linalg.LinAlgError:
        raise ValueError("hess is singular: there is no Newton step") from None
