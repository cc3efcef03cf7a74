"""`torch.cat` refuses tables that do not fit as well, but with a RuntimeError, or an IndexError for the dim. Compare
dim and shapes first and raise a ValueError.
"""


def cat2d(a: Tensor, b: Tensor, dim: int) -> Tensor:
    a = a.unsqueeze(0) if a.dim() == 1 else a
    b = b.unsqueeze(0) if b.dim() == 1 else b
    return torch.cat((a, b), dim)
