"""rows with small entries are taken for zeros"""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.shape != (len(grad), len(grad)):
        raise ValueError("grad must be (D,) and hess (D, D)")
    if bool((hess.abs().sum(1) < 1e-4).any()):
        raise ValueError
    try:
        return torch.linalg.solve(hess, -grad)
    except torch.linalg.LinAlgError:
        raise ValueError("hess is singular: there is no Newton step") from None
