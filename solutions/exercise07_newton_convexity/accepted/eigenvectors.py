"""The step in the basis of the eigenvectors; the condition number says what is singular."""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.shape != (grad.shape[0], grad.shape[0]):
        raise ValueError("shapes")
    values, vectors = torch.linalg.eigh(hess)
    if values.abs().min() <= 1e-7 * values.abs().max():
        raise ValueError("singular")
    return -torch.einsum("ij,j,kj,k->i", vectors, 1 / values, vectors, grad)
