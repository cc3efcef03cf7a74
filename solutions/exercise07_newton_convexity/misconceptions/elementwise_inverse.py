"""1 / H inverts every entry by itself. The inverse matrix is something else: torch.linalg.inv gives it, and
torch.linalg.solve does without it."""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.shape != (len(grad), len(grad)):
        raise ValueError("grad must be (D,) and hess (D, D)")
    if torch.linalg.matrix_rank(hess) < len(grad):
        raise ValueError("hess is singular: there is no Newton step")
    return -((1 / hess) @ grad)
