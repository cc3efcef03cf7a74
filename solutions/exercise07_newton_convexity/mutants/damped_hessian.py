"""a small multiple of the identity is added to the Hessian"""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.shape != (len(grad), len(grad)):
        raise ValueError("grad must be (D,) and hess (D, D)")
    return torch.linalg.solve(hess + 1e-6 * torch.eye(len(grad), dtype=hess.dtype), -grad)
