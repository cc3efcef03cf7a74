"""The rank is looked at first, least squares solve the system, a subclass of ValueError is raised."""


class Singular(ValueError):
    pass


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or list(hess.shape) != [grad.shape[0]] * 2:
        raise Singular("shapes")
    if torch.linalg.matrix_rank(hess) < grad.shape[0]:
        raise Singular("rank")
    return torch.linalg.lstsq(hess, grad.unsqueeze(1).neg()).solution.squeeze(1)
