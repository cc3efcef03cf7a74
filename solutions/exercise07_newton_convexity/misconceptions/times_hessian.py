"""You multiply by the Hessian instead of by its inverse. The step is the d with H d = −g."""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.shape != (len(grad), len(grad)):
        raise ValueError("grad must be (D,) and hess (D, D)")
    if torch.linalg.matrix_rank(hess) < len(grad):
        raise ValueError("hess is singular: there is no Newton step")
    return -(hess @ grad)
