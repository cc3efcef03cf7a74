"""Allows negative dims."""


def cat2d(a: Tensor, b: Tensor, dim: int) -> Tensor:
    if dim not in (-2, -1, 0, 1):
        raise ValueError
    dim = dim % 2
    a = a.unsqueeze(0) if a.dim() == 1 else a
    b = b.unsqueeze(0) if b.dim() == 1 else b
    if a.shape[1 - dim] != b.shape[1 - dim]:
        raise ValueError("the tables do not fit")
    return torch.cat((a, b), dim)
