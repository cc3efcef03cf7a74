"""Entries may differ by a tenth of their size."""


def max_stable_lr(hessian: Tensor) -> float:
    if hessian.dim() != 2 or hessian.shape[0] != hessian.shape[1]:
        raise ValueError("the hessian must be square")
    if not torch.allclose(hessian, hessian.T, rtol=0.1):
        raise ValueError("the hessian must be symmetric")
    eigenvalues = torch.linalg.eigvalsh(hessian)
    if eigenvalues[0] <= 0:
        raise ValueError("all eigenvalues must be positive")
    return 2 / eigenvalues[-1].item()
