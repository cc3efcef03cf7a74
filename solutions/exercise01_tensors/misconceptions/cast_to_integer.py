"""A cast to an integer dtype cuts the fractions off: 0.5 becomes 0. Cast the integers up to the floating dtype, not
the fractions down.
"""


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if m.dim() != 2 or v.dim() != 1 or m.shape[1] != v.shape[0]:
        raise ValueError("m must be (R, C) and v (C,)")
    return m.type(torch.long) @ v.type(torch.long)
