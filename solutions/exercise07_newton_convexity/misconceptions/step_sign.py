"""The minus sign is missing: the step is the d with H d = −g, that is d = −H⁻¹g. Without it you have the step that has
to be subtracted."""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.shape != (len(grad), len(grad)):
        raise ValueError("grad must be (D,) and hess (D, D)")
    try:
        return torch.linalg.solve(hess, grad)
    except torch.linalg.LinAlgError:
        raise ValueError("hess is singular: there is no Newton step") from None
