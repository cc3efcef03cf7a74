"""You call a matrix singular because its determinant is small. The determinant of a D × D matrix scales with the D-th
power of its entries: 1e-6 times a perfectly regular matrix has a tiny one. Ask for the rank, or let the solver find
out."""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.shape != (len(grad), len(grad)):
        raise ValueError("grad must be (D,) and hess (D, D)")
    if torch.linalg.det(hess).abs() < 1e-10:
        raise ValueError("hess is singular: there is no Newton step")
    return torch.linalg.solve(hess, -grad)
