"""The dimensions are swapped: dim 0 counts the rows, so joining along it goes downwards; dim 1 counts the columns and
goes to the right.
"""


def cat2d(a: Tensor, b: Tensor, dim: int) -> Tensor:
    if dim not in (0, 1):
        raise ValueError("dim must be 0 or 1")
    a = a.unsqueeze(0) if a.dim() == 1 else a
    b = b.unsqueeze(0) if b.dim() == 1 else b
    if a.shape[dim] != b.shape[dim]:
        raise ValueError("the tables do not fit")
    return torch.cat((a, b), 1 - dim)
