"""You do not test the shape first. A matrix that is not square makes torch raise another exception than the ValueError
that is asked for, and a tensor with three dimensions passes for several matrices.
"""


def max_stable_lr(hessian: Tensor) -> float:
    if bool(((hessian - hessian.T).abs() > 1e-4).any()):
        raise ValueError("the hessian must be symmetric")
    eigenvalues = torch.linalg.eigvalsh(hessian)
    if eigenvalues[0] <= 0:
        raise ValueError("all eigenvalues must be positive")
    return 2 / eigenvalues[-1].item()
