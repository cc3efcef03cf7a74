"""The shapes are not checked. torch.linalg.solve accepts several that do not belong together, and raises a RuntimeError
for others: compare grad.dim() and hess.shape with (D,) and (D, D) first and raise ValueError."""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    try:
        return torch.linalg.solve(hess, -grad)
    except torch.linalg.LinAlgError:
        raise ValueError("hess is singular: there is no Newton step") from None
