"""You do not look at the signs of the eigenvalues. If one of them is 0 or negative, f has no single minimum to which
every start could lead: raise a ValueError.
"""


def max_stable_lr(hessian: Tensor) -> float:
    if hessian.dim() != 2 or hessian.shape[0] != hessian.shape[1]:
        raise ValueError("the hessian must be square")
    if bool(((hessian - hessian.T).abs() > 1e-4).any()):
        raise ValueError("the hessian must be symmetric")
    eigenvalues = torch.linalg.eigvalsh(hessian)
    return 2 / eigenvalues[-1].item()
