"""eigenvalues are replaced by their size, as in saddle-free Newton"""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.shape != (len(grad), len(grad)):
        raise ValueError("grad must be (D,) and hess (D, D)")
    try:
        values, vectors = torch.linalg.eigh(hess)
        if bool((values.abs() < 1e-14).any()):
            raise ValueError
        return -vectors @ ((vectors.T @ grad) / values.abs())
    except torch.linalg.LinAlgError:
        raise ValueError("hess is singular: there is no Newton step") from None
