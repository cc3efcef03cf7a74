"""The order is wrong: a comes first, b below it or to the right of it."""


def cat2d(a: Tensor, b: Tensor, dim: int) -> Tensor:
    if dim not in (0, 1):
        raise ValueError("dim must be 0 or 1")
    a = a.unsqueeze(0) if a.dim() == 1 else a
    b = b.unsqueeze(0) if b.dim() == 1 else b
    if a.shape[1 - dim] != b.shape[1 - dim]:
        raise ValueError("the tables do not fit")
    return torch.cat((b, a), dim)
