"""You divide by the diagonal of the Hessian only. Its other entries couple the coordinates: solve the linear system H d
= −g."""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.shape != (len(grad), len(grad)):
        raise ValueError("grad must be (D,) and hess (D, D)")
    if torch.linalg.matrix_rank(hess) < len(grad):
        raise ValueError("hess is singular: there is no Newton step")
    return -grad / hess.diagonal()
