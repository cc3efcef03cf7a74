"""A 1-dim input counts as one row; `unsqueeze(1)` makes it a column, a row is made by `unsqueeze(0)`."""


def cat2d(a: Tensor, b: Tensor, dim: int) -> Tensor:
    if dim not in (0, 1):
        raise ValueError("dim must be 0 or 1")
    a = a.unsqueeze(1) if a.dim() == 1 else a
    b = b.unsqueeze(1) if b.dim() == 1 else b
    if a.shape[1 - dim] != b.shape[1 - dim]:
        raise ValueError("the tables do not fit")
    return torch.cat((a, b), dim)
