"""What is not square is cut to a square."""


def max_stable_lr(hessian: Tensor) -> float:
    if hessian.dim() == 2:
        hessian = hessian[: hessian.shape[1], : hessian.shape[0]]
    if hessian.dim() != 2:
        raise ValueError("the hessian must be square")
    if bool(((hessian - hessian.T).abs() > 1e-4).any()):
        raise ValueError("the hessian must be symmetric")
    eigenvalues = torch.linalg.eigvalsh(hessian)
    if eigenvalues[0] <= 0:
        raise ValueError("all eigenvalues must be positive")
    return 2 / eigenvalues[-1].item()
