"""A 1-dim tensor has no dimension 1, and along dimension 0 it only becomes a longer vector: make it one row with
`unsqueeze(0)` first.
"""


def cat2d(a: Tensor, b: Tensor, dim: int) -> Tensor:
    if dim not in (0, 1):
        raise ValueError("dim must be 0 or 1")
    if a.dim() == 2 and b.dim() == 2 and a.shape[1 - dim] != b.shape[1 - dim]:
        raise ValueError("the tables do not fit")
    return torch.cat((a, b), dim)
