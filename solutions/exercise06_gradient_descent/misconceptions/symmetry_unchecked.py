"""You do not test whether A is symmetric. torch.linalg.eigvalsh reads only one half of the matrix and does not notice:
compare A with its transpose, and raise a ValueError.
"""


def max_stable_lr(hessian: Tensor) -> float:
    if hessian.dim() != 2 or hessian.shape[0] != hessian.shape[1]:
        raise ValueError("the hessian must be square")
    eigenvalues = torch.linalg.eigvalsh(hessian)
    if eigenvalues[0] <= 0:
        raise ValueError("all eigenvalues must be positive")
    return 2 / eigenvalues[-1].item()
