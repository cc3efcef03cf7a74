"""`.double()` makes everything float64: that is not the promoted dtype, and integers beyond 2**53 are rounded."""


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if m.dim() != 2 or v.dim() != 1 or m.shape[1] != v.shape[0]:
        raise ValueError("m must be (R, C) and v (C,)")
    return m.double() @ v.double()
