"""only a matrix of zeros is called singular"""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.shape != (len(grad), len(grad)):
        raise ValueError("grad must be (D,) and hess (D, D)")
    if not hess.any():
        raise ValueError
    return torch.linalg.lstsq(hess, -grad[:, None], driver="gelsd").solution[:, 0]
