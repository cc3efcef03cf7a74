"""For a singular Hessian torch.linalg.solve raises an exception of its own, a LinAlgError, which is not a ValueError.
Catch it, or look at the rank first, and raise ValueError."""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.shape != (len(grad), len(grad)):
        raise ValueError("grad must be (D,) and hess (D, D)")
    return torch.linalg.solve(hess, -grad)
