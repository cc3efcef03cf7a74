"""Stacks of matrices are accepted."""


def max_stable_lr(hessian: Tensor) -> float:
    if hessian.dim() < 2 or hessian.shape[-2] != hessian.shape[-1]:
        raise ValueError("the hessian must be square")
    if bool(((hessian - hessian.mT).abs() > 1e-4).any()):
        raise ValueError("the hessian must be symmetric")
    eigenvalues = torch.linalg.eigvalsh(hessian)
    if eigenvalues.min() <= 0:
        raise ValueError("all eigenvalues must be positive")
    return 2 / eigenvalues.max().item()
