"""Eigenvalues up to 1e-5 of the largest count as 0."""


def max_stable_lr(hessian: Tensor) -> float:
    if hessian.dim() != 2 or hessian.shape[0] != hessian.shape[1]:
        raise ValueError("the hessian must be square")
    if bool(((hessian - hessian.T).abs() > 1e-4).any()):
        raise ValueError("the hessian must be symmetric")
    eigenvalues = torch.linalg.eigvalsh(hessian)
    if eigenvalues[0] <= 1e-5 * eigenvalues[-1].abs():
        raise ValueError("all eigenvalues must be positive")
    return 2 / eigenvalues[-1].item()
