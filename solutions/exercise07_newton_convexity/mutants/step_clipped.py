"""the step is cut to the norm 10"""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.shape != (len(grad), len(grad)):
        raise ValueError("grad must be (D,) and hess (D, D)")
    try:
        step = torch.linalg.solve(hess, -grad)
        return step * min(1.0, 10 / max(step.norm().item(), 1e-30))
    except torch.linalg.LinAlgError:
        raise ValueError("hess is singular: there is no Newton step") from None
