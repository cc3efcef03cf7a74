"""You look for positive entries on the diagonal. A matrix with a positive diagonal can have a negative eigenvalue, such
as [[1, 2], [2, 1]]: look at the eigenvalues.
"""


def max_stable_lr(hessian: Tensor) -> float:
    if hessian.dim() != 2 or hessian.shape[0] != hessian.shape[1]:
        raise ValueError("the hessian must be square")
    if bool(((hessian - hessian.T).abs() > 1e-4).any()):
        raise ValueError("the hessian must be symmetric")
    eigenvalues = torch.linalg.eigvalsh(hessian)
    if hessian.diagonal().min() <= 0:
        raise ValueError("all eigenvalues must be positive")
    return 2 / eigenvalues[-1].item()
