"""A is made symmetric first, and so never refused. Rightly named symmetry_unchecked."""


def max_stable_lr(hessian: Tensor) -> float:
    if hessian.dim() != 2 or hessian.shape[0] != hessian.shape[1]:
        raise ValueError("the hessian must be square")
    hessian = (hessian + hessian.T) / 2
    eigenvalues = torch.linalg.eigvalsh(hessian)
    if eigenvalues[0] <= 0:
        raise ValueError("all eigenvalues must be positive")
    return 2 / eigenvalues[-1].item()
