"""Repeats a table of one row or column until it fits."""


def cat2d(a: Tensor, b: Tensor, dim: int) -> Tensor:
    if dim not in (0, 1):
        raise ValueError("dim must be 0 or 1")
    a = a.unsqueeze(0) if a.dim() == 1 else a
    b = b.unsqueeze(0) if b.dim() == 1 else b
    other = 1 - dim
    if 1 not in (a.shape[other], b.shape[other]) and a.shape[other] != b.shape[other]:
        raise ValueError
    size = max(a.shape[other], b.shape[other])
    shapes = [[t.shape[dim], size] if dim == 0 else [size, t.shape[dim]] for t in (a, b)]
    return torch.cat([t.expand(shape) for t, shape in zip((a, b), shapes, strict=True)], dim)
